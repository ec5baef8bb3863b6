"""What a check of the self-test is, what it finds, and what the whole run comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

#: What may stand for a fact: it is shown and written to JSON as it is.
Value = str | int | float | bool
#: Each part that is missing or broken has a code of its own, from here on; 0 is all well.
FIRST_CODE = 10


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    #: The app works, but not with all that it has.
    WARNING = "warning"
    #: Without this the app cannot do its work here.
    FAILED = "failed"
    #: This computer has no such thing, or was not asked to use it.
    NOT_HERE = "not here"


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found: a sentence, what to do next, and facts as values."""

    state: State
    text: str
    next_step: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)

    def having(self, facts: Mapping[str, Value]) -> Result:
        """The same with further facts."""
        return replace(self, facts={**self.facts, **facts})


def ok(text: str, **facts: Value) -> Result:
    """All is well; an underscore in the name of a fact is shown as a blank."""
    return Result(State.OK, text, "", _named(facts))


def warning(text: str, next_step: str, **facts: Value) -> Result:
    """The app works with less."""
    return Result(State.WARNING, text, next_step, _named(facts))


def failed(text: str, next_step: str, **facts: Value) -> Result:
    """The app cannot do its work."""
    return Result(State.FAILED, text, next_step, _named(facts))


def not_here(text: str, next_step: str = "", **facts: Value) -> Result:
    """There is nothing to check."""
    return Result(State.NOT_HERE, text, next_step, _named(facts))


def _named(facts: Mapping[str, Value]) -> dict[str, Value]:
    return {name.replace("_", " "): value for name, value in facts.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the app's surroundings: its stable name and exit code, and how it is called."""

    name: str
    code: int
    title: str
    #: Seconds that its check may take; after that it counts as hanging.
    limit_s: float
    #: Whether the app cannot do its work without it. A part that is not essential only warns.
    is_essential: bool = True
    #: What helps if the check itself breaks or hangs.
    next_step: str = "Restart the computer; if it stays, install the app again."


@dataclass(frozen=True, slots=True)
class Check:
    """A part and what looks at it. It may raise and hang: see `running`."""

    part: Part
    run: Callable[[], Result]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one part, and how many milliseconds that took."""

    part: Part
    result: Result
    took_ms: int


@dataclass(frozen=True, slots=True)
class Report:
    """All findings in their order."""

    findings: Sequence[Finding]
    took_s: float

    @property
    def failed(self) -> list[Finding]:
        """The parts that failed."""
        return [one for one in self.findings if one.result.state is State.FAILED]

    @property
    def code(self) -> int:
        """The exit code: that of the first part that failed, else 0."""
        return next((one.part.code for one in self.failed), 0)

    def count(self, state: State) -> int:
        """How many checks ended so."""
        return sum(one.result.state is state for one in self.findings)
