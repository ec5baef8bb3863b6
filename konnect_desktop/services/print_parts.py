"""Which sheets of a job go to which printer. No Qt, no files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from konnect_desktop.domain.printers import Role
from konnect_desktop.domain.printing import Layout
from konnect_desktop.services.paper_models import INVOICE, PrintJobData

_OWN_PAPER = frozenset({Layout.AS_IS, Layout.THERMAL_4X6})
Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Part:
    """What one printer gets in one go: sheets of one size, from 0, rising."""

    printer: str
    sheets: tuple[int, ...]
    size_mm: Size


def roles_of(data: PrintJobData, layout: Layout) -> list[Role]:
    """What each sheet is, for choosing its printer; separators go with what follows them."""
    if layout not in _OWN_PAPER:
        return [Role.SHEET] * data.sheets
    roles: list[Role | None] = [None] * data.sheets
    for page in data.pages:
        roles[page.sheet] = Role.INVOICE if page.kind == INVOICE else Role.LABEL
    following = Role.LABEL
    made: list[Role] = []
    for role in reversed(roles):
        following = role or following
        made.append(following)
    return made[::-1]


def parts_of(
    roles: Sequence[Role],
    sizes_mm: Sequence[Size],
    printers: Mapping[Role, str],
    sheets: Sequence[int] = (),
) -> list[Part]:
    """The sheets by printer and size, each in printing order; `sheets` () is all of them.

    Raises KeyError for a role without a printer.
    """
    found: dict[tuple[str, Size], list[int]] = {}
    for sheet in sheets or range(len(roles)):
        width, height = sizes_mm[sheet]
        size = (float(round(min(width, height))), float(round(max(width, height))))
        found.setdefault((printers[roles[sheet]], size), []).append(sheet)
    return [
        Part(printer, tuple(numbers), sizes_mm[numbers[0]])
        for (printer, _size), numbers in found.items()
    ]
