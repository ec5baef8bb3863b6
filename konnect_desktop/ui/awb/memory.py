"""What was chosen the last time AWBs were added."""

from __future__ import annotations

from PySide6.QtCore import QSettings

_HAS_LEFT = "awb/has_left"
_COURIER = "awb/courier"
_KEPT = "awb/kept_couriers"
#: So many names of couriers are kept; the oldest goes first.
_MOST = 40


class Memory:
    """Kept with the layout of the windows."""

    def __init__(self, layout: QSettings) -> None:
        self._layout = layout

    @property
    def has_left(self) -> bool | None:
        """Whether the hand-over was told along with the AWB; None before the first choice, which
        nobody makes for the seller: what the channel is told cannot be taken back."""
        if not self._layout.contains(_HAS_LEFT):
            return None
        return bool(self._layout.value(_HAS_LEFT, False, type=bool))

    @property
    def courier(self) -> str:
        """The courier, "" for none."""
        return str(self._layout.value(_COURIER, "") or "")

    def keep(self, *, courier: str, has_left: bool) -> None:
        """Start with these the next time."""
        self._layout.setValue(_HAS_LEFT, has_left)
        self._layout.setValue(_COURIER, courier)

    @property
    def kept_couriers(self) -> tuple[str, ...]:
        """Couriers that are called as they are written, though they look like another."""
        return tuple(filter(None, str(self._layout.value(_KEPT, "") or "").split("\n")))

    def keep_courier(self, name: str) -> None:
        """Never ask about this courier again."""
        names = [one for one in self.kept_couriers if one != name]
        self._layout.setValue(_KEPT, "\n".join([*names, name][-_MOST:]))
