"""Which shipment does each page of a merged document belong to?

A page is known by the ids in its text, and by the bar codes read from its picture where the
text is not sure or the page has room for more than one label. Both have to agree. What is not
certain stays unmatched: the caller fetches that shipment's document alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from konnect_desktop.documents.glued import cores
from konnect_desktop.documents.identifiers import (
    Expected,
    Hit,
    IdIndex,
    decide,
    judge,
    named_surely,
    owners_of,
)
from konnect_desktop.documents.label_boxes import is_label_page
from konnect_desktop.documents.opening import MM_PER_POINT, pdfium_document, pdfium_page
from konnect_desktop.documents.rendering import (
    THERMAL_DPI,
    closer_dpis,
    decode_open_page,
    render_open_page,
)
from konnect_desktop.domain import ids

__all__ = ["Expected", "MatchResult", "PageLook", "PageMatch", "look_at_pages", "match_pages"]

_FINGERPRINT_DPI = 96
_ID_LIKE = re.compile(r"(?=\S*\d)[^\W_][\w-]{6,60}")
# An AWB written in groups is still one number.
_GAP = re.compile(r"(?<=\d)[ -](?=\d)")
_MOST_WORDS = 500


@dataclass(frozen=True)
class PageMatch:
    """One page (from 0), its shipment or None, and what gave it away.

    `codes`: the bar codes that were read from it; only looked for where its text says nothing.
    `is_sure`: an id of the shipment's own was read, not just an order number that others of
    the order have as well. `shows`: the shipments between which it does not decide.
    """

    page: int
    shipment_id: str | None
    how: Literal["text", "barcode"] | None
    codes: tuple[str, ...] = ()
    is_sure: bool = True
    shows: tuple[str, ...] = ()


@dataclass(frozen=True)
class MatchResult:
    """Pages and shipments brought together; all page numbers from 0.

    `pages`: every page of the document, in its order.
    `matched`: shipment -> its pages in document order, exact repeats left out;
    shipments in the order in which they were expected.
    `missing`: expected shipments without a page.
    `unmatched_pages`: pages of no expected shipment, or not certain enough.
    `repeated`: shipments of which a page came more than once, pixel for pixel.
    """

    pages: tuple[PageMatch, ...]
    matched: dict[str, tuple[int, ...]]
    missing: tuple[str, ...]
    unmatched_pages: tuple[int, ...]
    repeated: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every expected shipment has its pages and every page its shipment."""
        return not (self.missing or self.unmatched_pages or self.repeated)


def match_pages(
    data: bytes, expected: Sequence[Expected], *, are_labels: bool = True
) -> MatchResult:
    """Match every page of `data` to one of the expected shipments.

    Of labels (`are_labels`) several may share a page that has room for them: there bars are
    read in any case. Elsewhere that is left to when the page is kept.

    Raises DocumentError when the document cannot be read.
    """
    index = IdIndex(expected)
    wanted = list(dict.fromkeys(item.shipment_id for item in expected))
    with pdfium_document(data) as document:
        texts: list[str] = []
        pages: list[PageMatch] = []
        for number in range(len(document)):
            with pdfium_page(document, number) as opened:
                texts.append(_text(opened))
                may_be_several = are_labels and not _is_one_label(opened)
                pages.append(_match_page(number, opened, texts[-1], index, may_be_several))
        found: dict[str, list[int]] = {}
        for page in pages:
            if page.shipment_id is not None:
                found.setdefault(page.shipment_id, []).append(page.page)
        kept = {name: _without_repeats(document, texts, found.get(name, [])) for name in wanted}
    return MatchResult(
        pages=tuple(pages),
        matched={name: numbers for name, numbers in kept.items() if numbers},
        missing=tuple(name for name in wanted if not kept[name]),
        unmatched_pages=tuple(page.page for page in pages if page.shipment_id is None),
        repeated=tuple(name for name in wanted if len(kept[name]) < len(found.get(name, []))),
    )


@dataclass(frozen=True)
class PageLook:
    """A closer look at one page.

    `words`: every word that may be an id, also of the bar codes; `codes`: what those read;
    `mark`: the same for pages that look the same.
    """

    words: tuple[str, ...]
    codes: tuple[str, ...]
    has_text: bool
    mark: str


def look_at_pages(data: bytes, pages: Sequence[int]) -> list[PageLook]:
    """Look at each of `pages` (from 0), in that order.

    Raises DocumentError when the document cannot be read.
    """
    found = []
    with pdfium_document(data) as document:
        for number in pages:
            with pdfium_page(document, number) as opened:
                text = _text(opened)
                codes = _codes(opened)
            mark = _fingerprint(document, number)
            words = (*id_words("\n".join([text, *codes])), *sorted(cores("\n".join(codes))))
            found.append(PageLook(words, codes, bool(text.strip()), mark))
    return found


def id_words(text: str) -> tuple[str, ...]:
    """Every word of `text` that may be an id, as ids are written; numbers in groups also as one."""
    text = "\n".join(ids.readable(line) for line in text.splitlines())
    found = dict.fromkeys(_ID_LIKE.findall(text))
    found |= dict.fromkeys(_ID_LIKE.findall(_GAP.sub("", text)))
    return tuple(found)[:_MOST_WORDS]


def _text(opened: Any) -> str:
    """The words that are seen: not those outside the crop box."""
    media, crop = opened.get_mediabox(), opened.get_cropbox()
    is_cropped = any(abs(one - other) > 1 for one, other in zip(media, crop, strict=True))
    text_page = opened.get_textpage()
    try:
        return str(text_page.get_text_bounded() if is_cropped else text_page.get_text_range())
    finally:
        text_page.close()


def _match_page(
    number: int, opened: Any, text: str, index: IdIndex, may_be_several: bool
) -> PageMatch:
    words = index.find(text)
    named = decide(words)
    if named is not None and not may_be_several and named_surely(words) == {named}:
        # Its bars are read when it is kept, and are compared then.
        return PageMatch(number, named, "text")
    codes: list[str] = []
    bars: list[set[Hit]] = []
    shows: tuple[str, ...] = ()
    for dpi in _dpis(opened):
        new = [code for code in decode_open_page(opened, dpi) if code not in codes]
        codes += new
        bars += [index.find_in_code(code) for code in new]
        shows = judge(words, bars, may_be_several=may_be_several)
        by_bars = {owner for hits in bars for owner in owners_of(hits)}
        # Two are two, however close one looks.
        if len(by_bars) > 1 or (len(shows) == 1 and any(bars)):
            break
    if not words and not any(bars):
        words = index.find_glued(text)
        shows = judge(words, bars, may_be_several=may_be_several)
    if len(shows) != 1:
        return PageMatch(number, None, None, tuple(codes), shows=shows)
    (shipment_id,) = shows
    how: Literal["text", "barcode"] = "text" if decide(words) == shipment_id else "barcode"
    sure = shipment_id in named_surely({*words, *(hit for hits in bars for hit in hits)})
    return PageMatch(number, shipment_id, how, tuple(codes), is_sure=sure)


def _dpis(opened: Any) -> Iterator[int]:
    """The resolutions at which bars are looked for, one after the other."""
    yield THERMAL_DPI
    yield from closer_dpis(opened)


def _codes(opened: Any) -> tuple[str, ...]:
    """What the bars of a page read, at the first resolution that shows any."""
    for dpi in _dpis(opened):
        codes = decode_open_page(opened, dpi)
        if codes:
            return tuple(codes)
    return ()


def _is_one_label(opened: Any) -> bool:
    return is_label_page(*(side * MM_PER_POINT for side in opened.get_size()))


def _without_repeats(document: Any, texts: list[str], numbers: list[int]) -> tuple[int, ...]:
    """Drop pages that look exactly like an earlier page of the same shipment.

    Compared by picture, because two files may name and pack the same page differently;
    only pages with the same text are drawn.
    """
    by_text: dict[str, list[int]] = {}
    for number in numbers:
        by_text.setdefault(texts[number], []).append(number)
    dropped: set[int] = set()
    for same_text in by_text.values():
        if len(same_text) < 2:
            continue
        seen: set[str] = set()
        for number in same_text:
            mark = _fingerprint(document, number)
            if mark in seen:
                dropped.add(number)
            seen.add(mark)
    return tuple(number for number in numbers if number not in dropped)


def _fingerprint(document: Any, number: int) -> str:
    with pdfium_page(document, number) as opened:
        picture = render_open_page(opened, _FINGERPRINT_DPI, grey=True)
    size = f"{picture.width}x{picture.height}:".encode()
    return hashlib.sha256(size + picture.data).hexdigest()
