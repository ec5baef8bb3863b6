"""Track: nothing is asked, the Tracking room opens with the parcels."""

from __future__ import annotations

from konnect_desktop.domain.actions import judge
from konnect_desktop.ui.asks.ask import Asking, read_first


def ask(asking: Asking) -> None:
    """Open the room with those of the chosen orders that have something to track."""

    def allowed() -> list[str]:
        facts = asking.context.services.queries.facts_each(asking.ids)
        return [
            one for one in asking.ids if one in facts and judge(asking.action, facts[one]).is_open
        ]

    read_first(asking, allowed, asking.context.track)
