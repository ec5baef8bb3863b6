"""When a printed or kept label is void: its parcel has another AWB or courier by now."""

from __future__ import annotations


def is_void_label(label_awbs: str, label_courier: str, awbs: str, courier: str) -> bool:
    """Whether a label must not go on its parcel; AWBs joined with a comma, "" when not known.

    The order of AWBs and the case of letters tell nothing. What Fynd does not name any more
    makes no label void: lists leave out what single reads have, and an order whose courier
    was taken away cannot be packed before it has another.
    """
    if label_courier and courier and label_courier.casefold() != courier.casefold():
        return True
    return bool(label_awbs) and bool(awbs) and _numbers(label_awbs) != _numbers(awbs)


def _numbers(text: str) -> set[str]:
    return {number.strip().casefold() for number in text.split(",") if number.strip()}
