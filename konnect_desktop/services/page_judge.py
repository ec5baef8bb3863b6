"""Pages that do not say whose they are: which of them are an order's own, and which are strays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from konnect_desktop.documents.matching import MatchResult, PageLook, PageMatch
from konnect_desktop.documents.taking_in import TakenIn
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.services import paper_words
from konnect_desktop.services.paper_models import Kind
from konnect_desktop.services.pdf_process import Pdf

#: Reading a page whose text gives nothing away takes two pictures of it.
MATCH_TIMEOUT_S = 120.0


@dataclass(frozen=True)
class Stray:
    """A page that was not kept. `mark`: the same for pages that look the same."""

    mark: str
    words: str


@dataclass(frozen=True)
class Judged:
    """The pages of one order, what was left out, and the marks of unread pages among its own."""

    pages: tuple[int, ...]
    strays: tuple[Stray, ...] = ()
    claimed: tuple[str, ...] = ()


class PageJudge:
    """Looks closer at the pages that nothing on them gave to anybody."""

    def __init__(self, kind: Kind, pdf: Pdf, owners: Callable[[Sequence[str]], set[str]]) -> None:
        self._kind = kind
        self._pdf = pdf
        self._owners = owners

    def settled(self, came: TakenIn, match: MatchResult) -> MatchResult:
        """`match` without the pages that only an order number gave to a shipment, while their
        words or bars are those of another one: two shipments may share an order's number."""
        doubtful = [page for page in match.pages if page.shipment_id and not page.is_sure]
        looks = self._look(came, [page.page for page in doubtful])
        lost = {
            page.page
            for page in doubtful
            if self._owners(looks[page.page].words) - {page.shipment_id}
        }
        return _without(match, lost) if lost else match

    def strays(self, came: TakenIn, match: MatchResult, names: Mapping[str, str]) -> list[Stray]:
        """All unread pages of an answer for several orders. `names`: order numbers."""
        looks = self._look(came, match.unmatched_pages)
        return [self._stray(match.pages[page], look, came, names) for page, look in looks.items()]

    def of_one(
        self, came: TakenIn, shipment: Shipment, match: MatchResult, names: Mapping[str, str]
    ) -> Judged:
        """The pages of an order that was asked for alone, also those that name nobody.

        An unread page joins the page it follows when nothing on it can be an id of somebody
        else: no bar code, and no number that is not on the order's own pages as well. When
        no page at all names the order, there must be nothing to read: words or bars are a
        notice then, or the label of a stranger.
        """
        own = match.matched.get(shipment.id, ())
        looks = self._look(came, (*own, *match.unmatched_pages))
        shared = {word for page in own for word in looks[page].words}
        whose: list[str | None] = []
        for page in match.pages:
            is_strange = page.shipment_id is None and self._is_strange(
                looks[page.page], shared, shipment, has_own=bool(own)
            )
            whose.append("" if is_strange else page.shipment_id)
        before = next((one for one in whose if one is not None), shipment.id)
        kept, strays = list(own), list[Stray]()
        for page, owner in zip(match.pages, whose, strict=True):
            before = before if owner is None else owner
            if page.shipment_id is not None:
                continue
            if before == shipment.id:
                kept.append(page.page)
            else:
                strays.append(self._stray(page, looks[page.page], came, names))
        claimed = tuple(looks[page].mark for page in kept if page not in own)
        return Judged(tuple(sorted(kept)), tuple(strays), claimed)

    def _is_strange(
        self, look: PageLook, shared: set[str], shipment: Shipment, *, has_own: bool
    ) -> bool:
        if look.codes or (look.has_text and not has_own):
            return True
        return bool(set(look.words) - shared or self._owners(look.words) - {shipment.id})

    def _look(self, came: TakenIn, pages: Sequence[int]) -> Mapping[int, PageLook]:
        looks = dict(came.looks or {})
        if unseen := [page for page in pages if page not in looks]:
            found = self._pdf.call("look_at_pages", came.data, unseen, timeout=MATCH_TIMEOUT_S)
            looks |= zip(unseen, found, strict=True)
        return {page: looks[page] for page in pages}

    def _stray(
        self, page: PageMatch, look: PageLook, came: TakenIn, names: Mapping[str, str]
    ) -> Stray:
        orders = [names.get(one, one) for one in page.shows]
        at = came.origins[page.page]
        return Stray(look.mark, paper_words.stray(at, look, self._kind, orders))


def _without(match: MatchResult, lost: set[int]) -> MatchResult:
    """The same with the pages `lost` given to nobody."""
    left = {
        key: tuple(page for page in pages if page not in lost)
        for key, pages in match.matched.items()
    }
    return replace(
        match,
        pages=tuple(
            PageMatch(one.page, None, None) if one.page in lost else one for one in match.pages
        ),
        matched={key: pages for key, pages in left.items() if pages},
        missing=(*match.missing, *(key for key, pages in left.items() if not pages)),
        unmatched_pages=tuple(sorted({*match.unmatched_pages, *lost})),
    )
