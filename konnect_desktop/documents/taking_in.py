"""What the server sent, read in one go: checked, brought to its orders, cut and measured.

A call for each of these steps would send the same files to this process up to six times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from konnect_desktop.documents.checking import take_pdf
from konnect_desktop.documents.facts import PageFacts, read_facts
from konnect_desktop.documents.identifiers import Expected
from konnect_desktop.documents.matching import MatchResult, PageLook, look_at_pages, match_pages
from konnect_desktop.documents.pages import join, split
from konnect_desktop.documents.parting import part_pages
from konnect_desktop.domain.repairs import Repair
from konnect_desktop.errors import DocumentError


@dataclass(frozen=True)
class Part:
    """The pages of one shipment as a PDF, and what one look at them told."""

    data: bytes
    facts: tuple[PageFacts, ...]


@dataclass(frozen=True)
class TakenIn:
    """What came, as far as it is of use.

    `problem`: why the last file that is of no use was refused.
    `data`: the usable files as one, pages of several orders taken apart; b"" when nothing is in
    doubt, so that nobody needs it.
    `match`: how its pages and the expected shipments go together; None without a usable file.
    `origins`, `repairs`: for each of its pages, the page (from 0) that it was when it came, and
    what had to be put right in its file.
    `looks`: a closer look at each page that says nothing, or only an order's number.
    `parts`: what `match` gave to the shipments that were asked for.
    """

    problem: str = ""
    data: bytes = b""
    match: MatchResult | None = None
    origins: tuple[int, ...] = ()
    repairs: tuple[tuple[Repair, ...], ...] = ()
    looks: Mapping[int, PageLook] | None = None
    parts: Mapping[str, Part] | None = None


def take_in(
    pdfs: Sequence[bytes],
    expected: Sequence[Expected],
    wanted: Sequence[str],
    *,
    are_labels: bool,
) -> TakenIn:
    """Read the files of one answer, in which pages of any `expected` shipment may be, and cut out
    those of the `wanted` ones.

    Raises DocumentError when the usable files cannot be read together.
    """
    sound: list[bytes] = []
    repairs: list[tuple[Repair, ...]] = []
    problem = ""
    for came in pdfs:
        try:
            facts, body = take_pdf(came)
        except DocumentError as error:
            problem = error.user_message
        else:
            sound.append(body)
            repairs += [facts.repairs] * facts.pages
    if not sound:
        return TakenIn(problem)
    # The parcels of an order may come in files of their own.
    data = sound[0] if len(sound) == 1 else join(sound)
    match = match_pages(data, expected, are_labels=are_labels)
    origins: Sequence[int] = range(len(match.pages))
    if crowded := [page.page for page in match.pages if len(page.shows) > 1]:
        parted = part_pages(data, crowded, expected)
        if parted.parts:
            data, origins = parted.data, parted.origins
            match = match_pages(data, expected, are_labels=are_labels)
    mine = {key: match.matched[key] for key in wanted if key in match.matched}
    in_doubt = [page.page for page in match.pages if page.shipment_id is None or not page.is_sure]
    if in_doubt and len(wanted) == 1:
        # What is read on its own pages tells whether the others are a part of them.
        in_doubt = sorted({*in_doubt, *(page for pages in mine.values() for page in pages)})
    return TakenIn(
        problem,
        data if in_doubt else b"",
        match,
        tuple(origins),
        tuple(repairs[origin] for origin in origins),
        dict(zip(in_doubt, look_at_pages(data, in_doubt), strict=True)) if in_doubt else {},
        cut(data, mine, _awbs(expected, mine) if are_labels else {}),
    )


def cut(
    data: bytes, pages: Mapping[str, Sequence[int]], awbs: Mapping[str, Sequence[str]]
) -> dict[str, Part]:
    """The pages (from 0) of each shipment, as `split` and `read_facts` say.

    Raises DocumentError for a page that is not there, or a shipment without pages.
    """
    parts = split(data, pages) if pages else {}
    facts = read_facts(parts, awbs)
    return {key: Part(part, facts[key]) for key, part in parts.items()}


def _awbs(expected: Sequence[Expected], mine: Mapping[str, object]) -> dict[str, Sequence[str]]:
    return {one.shipment_id: one.awb_numbers for one in expected if one.shipment_id in mine}
