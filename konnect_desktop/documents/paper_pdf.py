"""Writes our own papers as PDF: shaped text with embedded fonts, rules, and bar codes.

Glyphs are embedded as fonts, not as outlines, so the text stays sharp, small, and can be
searched and copied. Lengths are points, measured from the top left corner of the page.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name

from konnect_desktop.documents import bar_codes
from konnect_desktop.documents.paper_fonts import UsedFont, font_object
from konnect_desktop.documents.shaping import Face, Line, Run, Weight, shape

MM = 72 / 25.4


@dataclass(slots=True)
class Page:
    """One page; what is drawn is written down at once."""

    content: list[str] = field(default_factory=list)


class PaperPdf:
    """A document of pages of one size."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width, self.height, self.title = width, height, title
        self.pages: list[Page] = []
        self._fonts: dict[str, UsedFont] = {}
        self._page = Page()

    def new_page(self) -> Page:
        """Begin another page and draw on it from now on."""
        self._page = Page()
        self.pages.append(self._page)
        return self._page

    def draw_on(self, page: Page) -> None:
        """Go back to a page, for what is known only at the end, such as the number of pages."""
        self._page = page

    # ---- marks -------------------------------------------------------------------------

    def rule(self, x: float, y: float, length: float, width: float = 0.5, grey: float = 0) -> None:
        """A level line from (x, y) to the right."""
        self._add(f"{_n(grey)} G {_n(width)} w {self._at(x, y)} m {self._at(x + length, y)} l S")

    def box(
        self, x: float, y: float, width: float, height: float, line: float = 0.6, grey: float = 0
    ) -> None:
        """An empty box; (x, y) is its top left corner."""
        corner = self._at(x, y + height)
        self._add(f"{_n(grey)} G {_n(line)} w {corner} {_n(width)} {_n(height)} re S")

    def fill(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        """A filled box; (x, y) is its top left corner."""
        self._add(f"{_n(grey)} g {self._at(x, y + height)} {_n(width)} {_n(height)} re f")

    def bar_code(self, text: str, x: float, y: float, height: float) -> float:
        """Code 128 of `text` from (x, y) down; returns its width, 0 when it cannot be written.

        The light margins are the caller's to leave.
        """
        found = bar_codes.bars(text)
        if not found:
            return 0.0
        dot = bar_codes.DOT
        left = round(x / dot) * dot
        low, unit = self.height - y - height, bar_codes.BAR_DOTS * dot
        boxes = " ".join(
            f"{left + start * unit:.4f} {_n(low)} {count * unit:.4f} {_n(height)} re"
            for start, count in found
        )
        self._add(f"0 g {boxes} f")
        return bar_codes.width(text)

    # ---- text --------------------------------------------------------------------------

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        weight: Weight = Weight.REGULAR,
        *,
        align: str = "left",
        grey: float = 0.0,
        features: tuple[str, ...] = (),
    ) -> float:
        """One line on the base line y; returns its width. `align`: at which end of it x is."""
        line = shape(text, weight, features)
        width = line.width * size
        if align == "right":
            x -= width
        elif align == "centre":
            x -= width / 2
        self._line(line, x, y, size, grey)
        return width

    def _line(self, line: Line, x: float, y: float, size: float, grey: float) -> None:
        self._add(f"BT {_n(grey)} g")
        for run in line.runs:
            used = self._font(run.face)
            self._add(f"/{used.name} {_n(size)} Tf")
            self._run(used, run, x, self.height - y, size)
            x += run.width * size
        self._add("ET")

    def _run(self, used: UsedFont, run: Run, x: float, base: float, size: float) -> None:
        is_plain = self._note(used, run)
        if not is_plain:
            said = run.text.encode("utf-16-be").hex()
            self._add(f"/Span <</ActualText <feff{said}>>> BDC")
        scale = size / run.face.upem
        parts: list[str] = []
        pen = lift = shown = 0
        for glyph in run.glyphs:
            if glyph.y_offset != lift or not parts:
                self._show(parts)
                lift, shown = glyph.y_offset, pen + glyph.x_offset
                at = f"{_n(x + shown * scale)} {_n(base + lift * scale)}"
                self._add(f"1 0 0 1 {at} Tm")
                parts = []
            move = pen + glyph.x_offset - shown
            if move:
                parts.append(_n(-move * 1000 / run.face.upem))
            parts.append(f"<{glyph.number:04x}>")
            shown = pen + glyph.x_offset + run.face.advance(glyph.number)
            pen += glyph.advance
        self._show(parts)
        if not is_plain:
            self._add("EMC")

    def _show(self, parts: list[str]) -> None:
        if parts:
            self._add(f"[{''.join(parts).replace('><', '')}] TJ")

    def _note(self, used: UsedFont, run: Run) -> bool:
        """Write down the glyphs; whether each stands for its own character and nothing else.

        Text from right to left is left to the reader's own turning, which every one has.
        """
        starts = sorted({glyph.cluster for glyph in run.glyphs})
        ends = dict(zip(starts, [*starts[1:], len(run.text)], strict=True))
        is_plain = len(starts) == len(run.glyphs) == len(run.text)
        for glyph in run.glyphs:
            cluster = run.text[glyph.cluster : ends[glyph.cluster]]
            if run.is_rtl:
                # Dots and marks are glyphs of their own there; the letter carries the text.
                used.glyphs.setdefault(glyph.number, cluster if glyph.advance else "\u200b")
                continue
            own = used.characters.get(glyph.number)
            said = used.glyphs.setdefault(glyph.number, own or cluster)
            is_plain = is_plain and said == cluster
        return is_plain or run.is_rtl

    def _font(self, face: Face) -> UsedFont:
        used = self._fonts.get(face.name)
        if used is None:
            used = UsedFont(face, f"F{len(self._fonts)}", characters=face.characters)
            self._fonts[face.name] = used
        return used

    def _at(self, x: float, y: float) -> str:
        return f"{_n(x)} {_n(self.height - y)}"

    def _add(self, operator: str) -> None:
        self._page.content.append(operator)

    # ---- file --------------------------------------------------------------------------

    def finish(self) -> bytes:
        """The whole document."""
        pdf = pikepdf.new()
        fonts = Dictionary()
        for used in self._fonts.values():
            fonts[f"/{used.name}"] = pdf.make_indirect(font_object(pdf, used))
        resources = pdf.make_indirect(Dictionary(Font=fonts))
        for page in self.pages:
            made = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, round(self.width, 3), round(self.height, 3)]),
                Resources=resources,
                Contents=pdf.make_stream("\n".join(page.content).encode("ascii")),
            )
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(made)))
        with pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
            meta["dc:title"] = self.title
            meta["pdf:Producer"] = "Konnect Desktop"
        target = io.BytesIO()
        pdf.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
        return target.getvalue()


def _n(value: float) -> str:
    """A number as short as it stays exact to a thousandth of a point."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
