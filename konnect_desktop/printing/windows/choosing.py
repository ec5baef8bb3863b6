"""Which paper of a driver sheets of a size go on, and what is said where it has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from konnect_desktop.domain.printers import Paper
from konnect_desktop.errors import PrintFailed
from konnect_desktop.printing.papers import what_else
from konnect_desktop.printing.windows import devmode
from konnect_desktop.printing.windows.winspool import Device, DriverPaper

_MM_PER_INCH = 25.4
_TENTHS = 10
#: As `Paper.is_size` has it: makers round paper in more than one way.
TOLERANCE_MM = 1.5
_CUSTOM_KEY = "Custom."

Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting to ask the driver for, and the paper that it has to make of it, in mm."""

    setting: devmode.Setting
    paper_mm: Size

    def turned(self) -> Choice:
        """The same paper, with the setting for the other orientation: drivers differ."""
        is_landscape = not self.setting.is_landscape
        return Choice(replace(self.setting, is_landscape=is_landscape), self.paper_mm)

    def on_its_side(self) -> Choice:
        """The same paper for a sheet that lies the other way."""
        return replace(self.turned(), paper_mm=self.paper_mm[::-1])

    def is_on(self, look: Device) -> bool:
        """Whether what the driver made of it is that paper."""
        pairs = zip(size_of(look), self.paper_mm, strict=True)
        return all(abs(a - b) <= TOLERANCE_MM for a, b in pairs)

    def takes(self, size_mm: Size) -> bool:
        """Whether a sheet that lies as the paper does is whole on it."""
        pairs = zip(size_mm, self.paper_mm, strict=True)
        return all(side <= own + TOLERANCE_MM for side, own in pairs)


def listed(papers: Iterable[DriverPaper]) -> Iterator[tuple[DriverPaper, Paper]]:
    """The papers of a driver that have a name and a size, each name once."""
    seen: set[str] = set()
    for one in papers:
        if one.width > 0 and one.height > 0 and one.name and one.name not in seen:
            seen.add(one.name)
            yield one, Paper(one.name, one.width / _TENTHS, one.height / _TENTHS)


def choices(
    printer: str, papers: Iterable[DriverPaper], paper: str, tray: str, size_mm: Size
) -> list[Choice]:
    """What to ask the driver for, the best first.

    `paper`: the name of one of its papers; "Custom.…" or "" is the paper of that size, else one
    made to measure. Raises PrintFailed for a paper that is not listed, or too small.
    """
    known = list(listed(papers))
    number = int(tray) if tray.isdecimal() else 0
    if paper and not paper.startswith(_CUSTOM_KEY):
        found = [pair for pair in known if pair[1].key == paper]
        if not found:
            raise PrintFailed(
                f"{printer} does not list the paper {paper} any more, so nothing was printed.",
                next_step=what_else((one for _, one in known), *size_mm),
            )
        if not found[0][1].holds(*size_mm):
            raise other_paper(
                printer, (found[0][1].width_mm, found[0][1].height_mm), size_mm, known
            )
    else:
        found = [pair for pair in known if pair[1].is_size(*size_mm)]
    made = [_choice(one.number, named.width_mm, named.height_mm, number, size_mm)
            for one, named in found]  # fmt: skip
    if not found:
        made = [_choice(one, min(size_mm), max(size_mm), number, size_mm) for one in devmode.CUSTOM]
    return made


def other_paper(
    printer: str, paper_mm: Size, size_mm: Size, known: Iterable[tuple[DriverPaper, Paper]]
) -> PrintFailed:
    """The refusal of a paper on which the sheets would be cut or lie wrongly."""
    width, height = sorted(paper_mm)
    return PrintFailed(
        f"{printer} would print on paper of {width:.0f} × {height:.0f} mm, but the sheets are "
        f"{size_mm[0]:.0f} × {size_mm[1]:.0f} mm, so it got nothing.",
        next_step=what_else((one for _, one in known), *size_mm),
    )


def size_of(look: Device) -> Size:
    """Width and height in mm of the paper that a device prints on."""
    return look.width / look.dpi_x * _MM_PER_INCH, look.height / look.dpi_y * _MM_PER_INCH


def place_of(look: Device, size_mm: Size) -> tuple[int, int, int, int]:
    """Left, top, width and height of a sheet in the device's dots, from the first that it prints.

    On larger paper the sheet lies in the middle, as CUPS has it.
    """
    paper_mm = size_of(look)
    width = round(size_mm[0] / _MM_PER_INCH * look.dpi_x)
    height = round(size_mm[1] / _MM_PER_INCH * look.dpi_y)
    is_larger = any(a - b > TOLERANCE_MM for a, b in zip(paper_mm, size_mm, strict=True))
    left, top = ((look.width - width) // 2, (look.height - height) // 2) if is_larger else (0, 0)
    return left - look.left, top - look.top, width, height


def _choice(number: int, width: float, height: float, tray: int, size_mm: Size) -> Choice:
    is_upright = size_mm[0] <= size_mm[1]
    setting = devmode.Setting(
        paper=number,
        width=round(width * _TENTHS),
        height=round(height * _TENTHS),
        is_landscape=(width <= height) != is_upright,
        tray=tray,
    )
    paper_mm = (min(width, height), max(width, height))
    return Choice(setting, paper_mm if is_upright else paper_mm[::-1])
