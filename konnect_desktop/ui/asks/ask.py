"""What each action asks for before it is planned: one entry for each action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.actions import Action, Availability, judge
from konnect_desktop.domain.reasons import next_step, why
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.services.batch_models import ActionOptions, Plan
from konnect_desktop.ui.kit.say import say
from konnect_desktop.ui.work.context import AppContext

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asking:
    """One press of an action, handed to the function that asks for the rest."""

    context: AppContext
    #: The page that was pressed on; dialogs open over its window.
    page: QWidget
    action: Action
    #: The chosen shipments in their order, also those that do not qualify.
    ids: tuple[str, ...]
    availability: Availability | None
    #: Plan the action for `ids` with these options, and hand it to the batch sheet.
    plan: Callable[[ActionOptions], None]
    #: Hand a plan that the dialog made itself to the batch sheet.
    show: Callable[[Plan], None]

    @property
    def count(self) -> int:
        """How many will take part, as far as is known before planning."""
        known = self.availability
        return known.count if known is not None and known.count else len(self.ids)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What to mind about some of those that take part."""
        if self.availability is None:
            return ()
        return tuple(
            f"{say(why(reason))} ({count}) {say(next_step(reason))}"
            for reason, count in self.availability.cautions
        )

    @property
    def account(self) -> str:
        """Whose orders these are, for questions that cannot be taken back."""
        settings = self.context.settings
        return "Practice" if settings.is_practice else settings.username


Ask = Callable[[Asking], None]


def as_it_is(asking: Asking) -> None:
    """Nothing has to be asked."""
    asking.plan(ActionOptions())


def read_first(asking: Asking, work: Callable[[], T], then: Callable[[T], None]) -> None:
    """Read what the question needs in a worker thread, then ask; a second press joins."""
    asking.context.runner.do(asking.page, work, then, key=f"ask.{asking.action}")


def allowed(asking: Asking, ids: Sequence[str] | None = None) -> list[Shipment]:
    """The shipments (of `ids`, else all) that allow the action, with their items, in order."""
    queries = asking.context.services.queries
    wanted = asking.ids if ids is None else ids
    facts = queries.facts_each(wanted)
    open_ids = [one for one in wanted if one in facts and judge(asking.action, facts[one]).is_open]
    found = queries.shipments(open_ids)
    return [found[one] for one in open_ids if one in found]
