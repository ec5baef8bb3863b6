"""Which sheets of a job go to which printer. No Qt, no files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from konnect_desktop.domain.printers import Role
from konnect_desktop.domain.printing import Layout
from konnect_desktop.services.paper_models import INVOICE, PrintJobData

_OWN_PAPER = frozenset({Layout.AS_IS, Layout.THERMAL_4X6})
Size = tuple[float, float]
#: Sheets from 0, and how often each of them.
Lot = tuple[tuple[int, ...], int]


@dataclass(frozen=True, slots=True)
class Part:
    """What one printer gets in one go: sheets of one size, from 0, rising."""

    printer: str
    sheets: tuple[int, ...]
    size_mm: Size
    #: How often; 0 is as often as the whole job.
    copies: int = 0


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


def left_of(sheets: Sequence[int], copies: int, done: int) -> list[Lot]:
    """What a job still owes after `done` sheets: the rest of the set it was in, then whole sets.

    Copies come set by set, as they are asked for.
    """
    whole, within = divmod(max(0, done), len(sheets))
    left: list[Lot] = []
    if within and whole < copies:
        left.append((tuple(sheets[within:]), 1))
        whole += 1
    if whole < copies:
        left.append((tuple(sheets), copies - whole))
    return left


def came_out(done: int, total: int) -> str:
    """2 of 4 sheets came out."""
    return f"{done} of {total} {'sheet' if total == 1 else 'sheets'} came out"


def joined(lots: Sequence[Lot]) -> list[Lot]:
    """Lots of different sheets that are wanted equally often are one, its sheets rising."""
    found: list[Lot] = []
    for sheets, copies in lots:
        for place, (held, times) in enumerate(found):
            if times == copies and not set(held) & set(sheets):
                found[place] = (tuple(sorted((*held, *sheets))), copies)
                break
        else:
            found.append((sheets, copies))
    return found
