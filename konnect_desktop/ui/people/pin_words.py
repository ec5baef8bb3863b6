"""People and PINs in words."""

from __future__ import annotations

from konnect_desktop.domain.people import (
    LONGEST_NAME,
    LONGEST_PIN,
    SHORTEST_PIN,
    Gate,
    PinCheck,
    Unfit,
)

UNFIT = {
    Unfit.NO_NAME: "Type a name.",
    Unfit.LONG_NAME: f"The name may have at most {LONGEST_NAME} letters.",
    Unfit.NAME_TAKEN: "This name is on the list already. Add a letter to tell the two apart.",
    Unfit.PIN_LENGTH: f"A PIN has {SHORTEST_PIN} to {LONGEST_PIN} figures.",
    Unfit.PIN_DIGITS: "A PIN is made of figures only.",
    Unfit.PIN_EASY: "This PIN is guessed at once. Choose one without a run such as 1111 or 1234.",
}
#: What a question for the PIN is about.
ASKED_FOR = {
    Gate.CANCEL: "Cancelling needs a PIN.",
    Gate.HAND_OVER: "Handing over needs a PIN.",
    Gate.SETTINGS: "The settings need a PIN.",
}
#: How the settings name each gate.
BEFORE = {
    Gate.CANCEL: "Cancelling orders or items",
    Gate.HAND_OVER: "Handing over, also with an AWB",
    Gate.SETTINGS: "Opening Settings",
}


def refused(check: PinCheck) -> str:
    """Why a typed PIN did not work."""
    if not check.wait_s:
        return "This is not that person's PIN."
    minutes, seconds = divmod(check.wait_s, 60)
    told = f"{minutes} min {seconds} s" if minutes and seconds else f"{minutes} min"
    return f"Too many wrong PINs. Try again in {told if minutes else f'{seconds} s'}."
