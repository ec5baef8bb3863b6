"""What the seller reads, as data: a whole sentence with named places, kept, compared and sent on
as it is, and put into words of a language only where it is shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeAlias, Union

from konnect_desktop.domain.amounts import grouped
from konnect_desktop.domain.sla import IST

#: What may stand in a place. A number is grouped, a date written out, a message put into words;
#: a text stands as it is: a name, a code, what somebody else said.
Arg: TypeAlias = Union[str, int, date, "Msg"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PLACE = re.compile(r"\{(\w+)\}")
#: No sentence of ours stands deeper in others; what does was not written by us.
_DEEPEST = 8


@dataclass(frozen=True, slots=True, init=False)
class Msg:
    """One whole sentence. `text` in English is its id for the catalogues of other languages.

    `{name}` in `text` is the place of the argument with this name; other braces stand for
    themselves, so that any old text is a message of its own. `plural` is said instead of `text`
    unless the argument named `counted` is 1.
    """

    text: str
    args: tuple[tuple[str, Arg], ...]
    plural: str
    counted: str = field(repr=False)

    def __init__(
        self,
        text: str = "",
        args: Mapping[str, Arg] | None = None,
        plural: str = "",
        *,
        counted: str = "count",
    ) -> None:
        """Arguments are kept in the order of their names, so that equal messages are equal."""
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "args", tuple(sorted((args or {}).items(), key=_name)))
        object.__setattr__(self, "plural", plural)
        object.__setattr__(self, "counted", counted)

    def __bool__(self) -> bool:
        """Whether anything is said."""
        return bool(self.text)

    def __str__(self) -> str:
        """In English: for the log, and for whatever is told apart from the window."""
        return in_words(self)

    def filled(self, **args: Arg) -> Msg:
        """The same sentence with these arguments, too."""
        return Msg(self.text, {**dict(self.args), **args}, self.plural, counted=self.counted)

    def of(self, name: str) -> Arg | None:
        """The argument with this name."""
        return dict(self.args).get(name)

    @property
    def is_bare(self) -> bool:
        """Whether the text alone is all of it."""
        return not self.args and not self.plural


def _name(pair: tuple[str, Arg]) -> str:
    return pair[0]


NOTHING = Msg()


def of(said: str | Msg) -> Msg:
    """A text of somebody else's, or of an older app, as a message; a message as it is."""
    return said if isinstance(said, Msg) else Msg(said)


def quoted(text: str) -> Msg:
    """A name, a number or what somebody else said: read as it is in every language."""
    return Msg("{text}", {"text": text}) if text else NOTHING


def together(*messages: Msg) -> Msg:
    """Sentences that are read one after another."""
    return listed(messages, " ")


def listed(messages: Iterable[Msg], between: str) -> Msg:
    """What stands in a row with the same mark between each two; what says nothing is left out."""
    told = [one for one in messages if one]
    if len(told) < 2:
        return told[0] if told else NOTHING
    places = {f"s{place}": one for place, one in enumerate(told)}
    return Msg(between.join(f"{{{place}}}" for place in places), places)


# ---- in words ----------------------------------------------------------------------------------


class Language(Protocol):
    """How sentences, numbers and dates are written in one language."""

    def sentence(self, text: str, plural: str, count: int) -> str:
        """The sentence with its places, in the form for `count`; "" in `plural`: has none."""

    def number(self, number: int) -> str:
        """A whole number."""

    def moment(self, at: date) -> str:
        """A day, or a moment in Indian time."""


class _English:
    """The language that messages are written in."""

    def sentence(self, text: str, plural: str, count: int) -> str:
        return plural if plural and count != 1 else text

    def number(self, number: int) -> str:
        return grouped(number)

    def moment(self, at: date) -> str:
        """24 Nov, 09:10, which stays true however long it is kept; a day alone as 24 Nov."""
        if not isinstance(at, datetime):
            return f"{at.day} {_MONTHS[at.month - 1]}"
        local = at.astimezone(IST)
        return f"{local.day} {_MONTHS[local.month - 1]}, {local:%H:%M}"


ENGLISH: Language = _English()


def in_words(message: Msg, language: Language = ENGLISH) -> str:
    """The message as it is read. A place that no argument fills stands as it is written."""
    args = dict(message.args)
    count = args.get(message.counted)
    text = language.sentence(message.text, message.plural, count if isinstance(count, int) else 1)

    def filled(found: re.Match[str]) -> str:
        value = args.get(found[1])
        return found[0] if value is None else _written(value, language)

    return _PLACE.sub(filled, text) if args else text


def _written(value: Arg, language: Language) -> str:
    if isinstance(value, Msg):
        return in_words(value, language)
    if isinstance(value, int):
        return language.number(value)
    return language.moment(value) if isinstance(value, date) else value


# ---- as JSON -----------------------------------------------------------------------------------


def _same(text: str) -> str:
    return text


def to_json(message: Msg, clean: Callable[[str], str] = _same) -> str:
    """The message for a column of text; `clean` goes over every text that it holds."""
    return json.dumps(_data(message, clean), separators=(",", ":"))


def from_json(text: str) -> Msg:
    """The message that `to_json` wrote. Anything else is a text, and stands as it is."""
    try:
        read = _message(json.loads(text), 0)
    except (ValueError, RecursionError):
        read = None
    return Msg(text) if read is None else read


def _data(message: Msg, clean: Callable[[str], str]) -> dict[str, Any]:
    data: dict[str, Any] = {"text": clean(message.text)}
    if message.args:
        data["args"] = {name: _value(value, clean) for name, value in message.args}
    if message.plural:
        data["plural"] = clean(message.plural)
    if message.counted != "count":
        data["counted"] = message.counted
    return data


def _value(value: Arg, clean: Callable[[str], str]) -> Any:
    if isinstance(value, Msg):
        return _data(value, clean)
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return clean(value) if isinstance(value, str) else int(value)


def _message(found: object, depth: int) -> Msg | None:
    """None for what is no message of ours."""
    if not isinstance(found, dict) or not isinstance(found.get("text"), str) or depth > _DEEPEST:
        return None
    args, plural = found.get("args", {}), found.get("plural", "")
    counted = found.get("counted", "count")
    if not isinstance(args, dict) or not isinstance(plural, str) or not isinstance(counted, str):
        return None
    read = {name: _arg(value, depth + 1) for name, value in args.items()}
    return Msg(found["text"], read, plural, counted=counted)


def _arg(found: object, depth: int) -> Arg:
    if isinstance(found, dict):
        for name, kind in (("moment", datetime), ("day", date)):
            try:
                return kind.fromisoformat(found[name])
            except (KeyError, TypeError, ValueError):
                continue
        message = _message(found, depth)
        return json.dumps(found) if message is None else message
    return found if isinstance(found, str | int) else json.dumps(found)
