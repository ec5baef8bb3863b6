"""When a printed or kept label is void: its parcel has another AWB or courier by now."""

from __future__ import annotations

from konnect_desktop.domain import ids
from konnect_desktop.domain.states import OPEN_LANES

_WITH_THE_SELLER = frozenset(str(lane) for lane in OPEN_LANES)


def is_void_label(
    label_awbs: str | None,
    label_courier: str | None,
    awbs: str | None,
    courier: str | None,
    lane: str | None,
) -> bool:
    """Whether a label must not go on its parcel; AWBs joined with a comma, "" when not known.

    None is as "": SQL asks about papers of no parcel as well. The order of AWBs and the case of
    letters tell nothing. An AWB that was taken away voids the label while the parcel is with the
    seller; afterwards a list may just leave it out.
    """
    if label_courier and courier and label_courier.casefold() != courier.casefold():
        return True
    on_label, now = _numbers(label_awbs), _numbers(awbs)
    if not on_label:
        return False
    return on_label != now if now else lane in _WITH_THE_SELLER


def _numbers(text: str | None) -> set[str]:
    return {key for number in (text or "").split(",") if (key := ids.key(number))}
