"""Which sheets of a job go to which printer. No Qt, no files."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from konnect_desktop.domain.printers import Role
from konnect_desktop.domain.printing import Layout
from konnect_desktop.services.paper_models import INVOICE, PrintJobData

_OWN_PAPER = frozenset({Layout.AS_IS, Layout.THERMAL_4X6})
#: Sheets that differ by less are of one size, mm.
_SAME_MM = 0.5
Size = tuple[float, float]
#: Sheets from 0, and how often each of them.
Lot = tuple[tuple[int, ...], int]


@dataclass(frozen=True, slots=True)
class Part:
    """What one printer gets in one go: sheets for one paper, from 0, rising."""

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
    """What each printer gets, in the order shown: a part ends where the size of sheet changes.

    `sheets` () is all of them. Raises KeyError for a role without a printer.
    """
    found: dict[str, list[Part]] = {}
    for sheet in sheets or range(len(roles)):
        parts, size = found.setdefault(printers[roles[sheet]], []), sizes_mm[sheet]
        if parts and _is_same(parts[-1].size_mm, size):
            parts[-1] = replace(parts[-1], sheets=(*parts[-1].sheets, sheet))
        else:
            parts.append(Part(printers[roles[sheet]], (sheet,), size))
    return [part for parts in found.values() for part in parts]


def arranged(parts: Sequence[Part], paper_of: Callable[[Part], Hashable]) -> list[Part]:
    """The same sheets in as few jobs as keep their order, and copies set by set.

    Neighbours that lie on one paper are one job. Where a printer needs several jobs for a set,
    they are sent once for each copy: the printer itself would copy job by job.
    """
    together: list[Part] = []
    for part in parts:
        last = together[-1] if together else None
        if last is not None and _goes_on(last, part) and paper_of(last) == paper_of(part):
            together[-1] = replace(last, sheets=last.sheets + part.sheets)
        else:
            together.append(part)
    sets: list[list[Part]] = []
    for part in together:
        if sets and _goes_on(sets[-1][-1], part):
            sets[-1].append(part)
        else:
            sets.append([part])
    found: list[Part] = []
    for one in sets:
        if len(one) == 1:
            found += one
        else:
            found += [replace(part, copies=1) for part in one] * one[0].copies
    return found


def _goes_on(part: Part, following: Part) -> bool:
    """Whether both are of one set: what a set begins with comes before what it goes on with."""
    return (part.printer, part.copies) == (following.printer, following.copies) and (
        part.sheets[-1] < following.sheets[0]
    )


def _is_same(one: Size, other: Size) -> bool:
    pairs = zip(sorted(one), sorted(other), strict=True)
    return all(abs(a - b) <= _SAME_MM for a, b in pairs)


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
