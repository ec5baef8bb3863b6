"""Which page comes onto which place of which sheet. Counts and mm only; no PDF is opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from konnect_desktop.documents.facts import Box, PageFacts
from konnect_desktop.documents.fitting import (
    Fit,
    Refused,
    fit,
    has_fine_bars,
    on_dots,
    region_of,
)
from konnect_desktop.documents.paper_sizes import Sheet, sheet_of
from konnect_desktop.domain.printing import PrintChoices, TooLarge

MARK_STRIP_MM = 3.5
_MARK_POINTS = 7.0
_MARK_HEIGHT_MM = 1.8
_MARK_WIDTH_MM = 14.0
_SIDE_STRIP_MM = 14.0
_EDGE_MM = 4.0
_HEADING_MARGIN_MM = 8.0


@dataclass(frozen=True)
class Paper:
    """One kept paper in printing order. `heading` starts a new pile with a separator.

    `awbs`: what its bars have to say, wherever the page is cut.
    """

    facts: tuple[PageFacts, ...]
    is_label: bool
    shipment: str
    channel: str = ""
    heading: str = ""
    mark: str = ""
    awbs: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What it is called in the choices."""
        return "label" if self.is_label else "invoice"


@dataclass(frozen=True)
class Placed:
    """Page `page` of paper `paper`: the part `clip` of it at `left`, `top` of sheet `sheet`.

    `is_whole`: the sheet is the page itself, nothing has to be moved.
    """

    paper: int
    page: int
    sheet: int
    slot: int
    left: float
    top: float
    fit: Fit
    is_whole: bool = False


@dataclass(frozen=True)
class Words:
    """Text on a sheet: mm from its top left to the base line, size in points.

    It is drawn smaller where it would be wider than `room_mm` (0: no limit).
    """

    sheet: int
    x: float
    y: float
    text: str
    points: float
    is_bold: bool = False
    room_mm: float = 0.0


@dataclass(frozen=True)
class Plan:
    """Everything the press draws. `sheets` are widths and heights in mm."""

    sheets: tuple[tuple[float, float], ...]
    placed: tuple[Placed, ...]
    words: tuple[Words, ...] = ()
    #: Paper -> why it does not come onto this sheet.
    refused: dict[int, Refused] = field(default_factory=dict)
    marks: int = 0


def lay_out(papers: Sequence[Paper], choices: PrintChoices) -> Plan:
    """Lay `papers`, in this order, on the sheets of `choices`.

    A paper of which a page does not fit at true size is left out whole, unless the seller agreed
    to have it made smaller. Raises DocumentError for a sheet
    or first place that does not work.
    """
    sheet = sheet_of(choices.layout, choices.custom)
    if sheet is not None:
        sheet.require_place(choices.first_slot)
    table = _Table(sheet, choices)
    fits: dict[int, list[Fit]] = {}
    for number, paper in enumerate(papers):
        found = _fits(paper, sheet, choices)
        if isinstance(found, Refused):
            table.refused[number] = found
        else:
            fits[number] = found
    for heading, group in _groups(papers, fits):
        if heading:
            table.separator(heading, papers[group[0]].facts[0])
        table.put(papers, {number: fits[number] for number in group})
    return table.plan()


def _fits(paper: Paper, sheet: Sheet | None, choices: PrintChoices) -> list[Fit] | Refused:
    fits: list[Fit] = []
    shrunk: Refused | None = None
    for page in paper.facts:
        region = cropped(paper, page, choices)
        if sheet is None:
            fits.append(Fit(region, region[2] - region[0], region[3] - region[1]))
            continue
        left, top, right, bottom = sheet.places[0]
        found = fit(page, region, (right - left, bottom - top), is_label=paper.is_label)
        if isinstance(found, Refused):
            return found
        fits.append(found)
        if not choices.may_shrink(paper.channel, paper.kind, found.scale) and (
            shrunk is None or found.scale < shrunk.scale
        ):
            size = (page.width_mm, page.height_mm)
            shrunk = Refused(TooLarge.WOULD_SHRINK, size, found.scale)
    return shrunk or fits


def cropped(paper: Paper, page: PageFacts, choices: PrintChoices) -> Box:
    """The part of a page that is printed, by the rule of its channel."""
    rules = [rule for rule in choices.crop_rules if rule.channel in (paper.channel, "")]
    return region_of(page, rules, is_label=paper.is_label)


def comes_whole(paper: Paper, choices: PrintChoices) -> bool:
    """Whether `paper` comes onto the sheets of `choices` at true size."""
    found = _fits(paper, sheet_of(choices.layout, choices.custom), replace(choices, shrinks=()))
    return not isinstance(found, Refused)


def _groups(papers: Sequence[Paper], fits: dict[int, list[Fit]]) -> Iterator[tuple[str, list[int]]]:
    """Papers of one shipment that follow each other, with the separator before them."""
    heading, group = "", list[int]()
    for number, paper in enumerate(papers):
        if group and paper.shipment != papers[group[-1]].shipment:
            yield heading, group
            heading, group = "", []
        heading = paper.heading or heading
        if number in fits:
            group.append(number)
    if group:
        yield heading, group


class _Table:
    """The sheets so far, and the next free place."""

    def __init__(self, sheet: Sheet | None, choices: PrintChoices) -> None:
        self._sheet = sheet
        self._with_marks = choices.sequence_marks
        self._sheets: list[tuple[float, float]] = []
        self._placed: list[Placed] = []
        self._words: list[Words] = []
        self._marked: set[str] = set()
        self.refused: dict[int, Refused] = {}
        # The place that the next page takes; a new sheet starts when it is 0.
        self._next = choices.first_slot
        if sheet is not None and sheet.is_paired and self._next % 2:
            self._next = (self._next + 1) % len(sheet.places)
        self._is_fresh = True

    def plan(self) -> Plan:
        return Plan(
            tuple(self._sheets),
            tuple(self._placed),
            tuple(self._words),
            self.refused,
            len(self._marked),
        )

    def separator(self, heading: str, beside: PageFacts) -> None:
        """A place (or a sheet of its own) that says what follows."""
        if self._sheet is None:
            self._sheets.append((beside.width_mm, beside.height_mm))
            box: Box = (0.0, 0.0, beside.width_mm, beside.height_mm)
        else:
            _, box = self._take()
            if self._sheet.is_paired:
                self._take()
        name, _, count = heading.partition("\n")
        room = box[2] - box[0] - 2 * _HEADING_MARGIN_MM
        x, middle = box[0] + _HEADING_MARGIN_MM, (box[1] + box[3]) / 2
        sheet = len(self._sheets) - 1
        self._words.append(Words(sheet, x, middle, name, 28, is_bold=True, room_mm=room))
        self._words.append(Words(sheet, x, middle + 9, count, 14, room_mm=room))

    def put(self, papers: Sequence[Paper], group: dict[int, list[Fit]]) -> None:
        """The papers of one shipment, side by side where places come in pairs."""
        pages = [(number, page) for number, fits in group.items() for page in range(len(fits))]
        if self._sheet is None or not self._sheet.is_paired:
            for number, page in pages:
                self._put_page(papers[number], number, page, group[number][page])
            return
        labels = [pair for pair in pages if papers[pair[0]].is_label]
        others = [pair for pair in pages if not papers[pair[0]].is_label]
        for row in range(max(len(labels), len(others))):
            for side in (labels, others):
                if row < len(side):
                    number, page = side[row]
                    self._put_page(papers[number], number, page, group[number][page])
                else:
                    self._take()

    def _put_page(self, paper: Paper, number: int, page: int, found: Fit) -> None:
        facts = paper.facts[page]
        if self._sheet is None:
            self._sheets.append((found.width_mm, found.height_mm))
            slot, box = 0, (0.0, 0.0, found.width_mm, found.height_mm)
        else:
            slot, box = self._take()
        left, top = self._corner(paper, facts, found, box)
        sheet = len(self._sheets) - 1
        is_whole = self._sheet is None and found.clip == (0, 0, facts.width_mm, facts.height_mm)
        if is_whole and paper.is_label and has_fine_bars(facts):
            # Such bars scan only where they begin on a dot, which moves the page by a hair.
            is_whole = (left, top) == (0, 0)
        elif is_whole:
            left = top = 0.0
        self._placed.append(Placed(number, page, sheet, slot, left, top, found, is_whole))
        if self._with_marks and paper.mark and paper.mark not in self._marked:
            self._mark(paper, facts, found, (left, top), box)

    def _take(self) -> tuple[int, Box]:
        assert self._sheet is not None
        if self._is_fresh or self._next == 0:
            self._sheets.append((self._sheet.width_mm, self._sheet.height_mm))
            self._is_fresh = False
        slot = self._next
        self._next = (slot + 1) % len(self._sheet.places)
        return slot, self._sheet.places[slot]

    def _corner(self, paper: Paper, facts: PageFacts, found: Fit, box: Box) -> tuple[float, float]:
        """The middle of the place, or below it where a mark needs the room."""
        spare_x = box[2] - box[0] - found.width_mm
        spare_y = box[3] - box[1] - found.height_mm
        down = spare_y / 2
        if self._with_marks and paper.mark and MARK_STRIP_MM <= spare_y < 2 * MARK_STRIP_MM:
            down = spare_y
        return on_dots(facts, found, (box[0] + spare_x / 2, box[1] + down))

    def _mark(
        self, paper: Paper, facts: PageFacts, found: Fit, corner: tuple[float, float], box: Box
    ) -> None:
        """The sequence mark, only where neither label nor print lies."""
        (left, top), right = corner, corner[0] + found.width_mm
        bottom = top + found.height_mm
        place: tuple[float, float] | None = None
        if top - box[1] >= MARK_STRIP_MM:
            place = (right - _MARK_WIDTH_MM, top - 1.0)
        elif box[3] - bottom >= MARK_STRIP_MM:
            place = (right - _MARK_WIDTH_MM, bottom + 2.7)
        elif box[2] - right >= _SIDE_STRIP_MM:
            place = (right + 1.0, top + 4.0)
        elif left - box[0] >= _SIDE_STRIP_MM:
            place = (box[0] + 1.0, top + 4.0)
        elif not paper.is_label and facts.ink is not None and not found.is_turned:
            place = _in_margin(facts.ink, found, corner)
        if place is None:
            return
        sheet = len(self._sheets) - 1
        self._words.append(Words(sheet, place[0], place[1], paper.mark, _MARK_POINTS))
        self._marked.add(paper.mark)


def _in_margin(ink: Box, found: Fit, corner: tuple[float, float]) -> tuple[float, float] | None:
    """A white strip above or below what an invoice carries."""
    x = corner[0] + found.width_mm - _MARK_WIDTH_MM - _EDGE_MM
    above = (ink[1] - found.clip[1]) * found.scale
    below = (found.clip[3] - ink[3]) * found.scale
    if above >= _EDGE_MM + MARK_STRIP_MM:
        return x, corner[1] + (above + _EDGE_MM + _MARK_HEIGHT_MM) / 2
    if below >= _EDGE_MM + MARK_STRIP_MM:
        return x, corner[1] + found.height_mm - (below + _EDGE_MM - _MARK_HEIGHT_MM) / 2
    return None
