"""Labels and invoices from the server: every page brought to its order before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from konnect_desktop.documents import facts as paper_facts
from konnect_desktop.documents.identifiers import IdIndex
from konnect_desktop.documents.matching import Expected, MatchResult
from konnect_desktop.documents.taking_in import Part, TakenIn
from konnect_desktop.domain.batches import Outcome
from konnect_desktop.domain.rows import StoredDocument
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.errors import ApiError, DocumentError, Offline, RateLimited, SignInRefused
from konnect_desktop.services import paper_words
from konnect_desktop.services.bar_gate import BarGate
from konnect_desktop.services.page_judge import MATCH_TIMEOUT_S, PageJudge, Stray
from konnect_desktop.services.paper_models import LABEL, Kind
from konnect_desktop.services.pdf_process import Pdf
from konnect_desktop.store.documents import DocumentStore


class Answer(Protocol):
    """What the label and invoice calls give."""

    @property
    def pdfs(self) -> Sequence[bytes]: ...
    @property
    def outcomes(self) -> Mapping[str, Outcome]: ...


@dataclass(slots=True)
class Fetched:
    """Documents now kept, and why the others are not."""

    documents: dict[str, StoredDocument] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    #: Shipment -> words: a page of it came more than once.
    repeated: dict[str, str] = field(default_factory=dict)
    #: Pages that show none of the orders.
    strays: list[Stray] = field(default_factory=list)
    #: Marks of pages that name nobody, and were kept as a part of their order's paper.
    claimed: list[str] = field(default_factory=list)

    @property
    def unmatched(self) -> list[str]:
        """The strays, in words."""
        return [stray.words for stray in self.strays]

    def add(self, other: Fetched) -> None:
        """Take in what another call brought; what is there is no longer missing."""
        self.documents |= other.documents
        self.missing |= other.missing
        self.repeated |= other.repeated
        self.strays += other.strays
        for shipment_id in self.documents:
            self.missing.pop(shipment_id, None)

    def add_again(self, other: Fetched) -> None:
        """Take in what was asked for once more: a stray is told once, and not when it was found
        to be an order's own."""
        for mark in other.claimed:
            found = next((stray for stray in self.strays if stray.mark == mark), None)
            if found is not None:
                self.strays.remove(found)
        told = {stray.mark for stray in self.strays}
        other.strays = [stray for stray in other.strays if stray.mark not in told]
        self.add(other)


class DocumentFetch:
    """Fetches one kind of document for a group of at most 20 shipments."""

    def __init__(
        self,
        kind: Kind,
        call: Callable[[list[str]], Answer],
        pdf: Pdf,
        store: DocumentStore,
        clock: Callable[[], datetime],
        owners: Callable[[Sequence[str]], set[str]],
    ) -> None:
        """`owners`: the shipments, of all that are known, that any of these words belongs to."""
        self._kind = kind
        self._call = call
        self._pdf = pdf
        self._store = store
        self._clock = clock
        self._judge = PageJudge(kind, pdf, owners)
        self._gate = BarGate(kind, store, owners)

    def group(self, shipments: Sequence[Shipment], check_stop: Callable[[], None]) -> Fetched:
        """Fetch all at once, and what did not come that way one by one.

        Raises ApiError when the server is not there at all; a single refusal is in `missing`.
        """
        fetched, refused = self._ask(shipments, shipments)
        if len(shipments) == 1:
            return fetched
        rest = _without(shipments, fetched.documents, refused)
        if refused and len(rest) > 1:
            # One refusal spoils the answer for all, so the others are asked for without it.
            check_stop()
            again, more = self._ask(rest, shipments)
            fetched.add_again(again)
            refused |= more
            rest = _without(rest, fetched.documents, refused)
        for shipment in rest:
            check_stop()
            fetched.add_again(self._ask([shipment], shipments)[0])
        return fetched

    def _ask(
        self, wanted: Sequence[Shipment], others: Sequence[Shipment]
    ) -> tuple[Fetched, set[str]]:
        """One call: what it brought, and the shipments that it refused by name.

        `others` may show up on its pages by mistake and are told apart.
        """
        fetched = Fetched()
        try:
            answer = self._call([shipment.id for shipment in wanted])
        except DocumentError as error:
            fetched.missing |= {shipment.id: error.user_message for shipment in wanted}
            return fetched, set()
        except ApiError as error:
            if len(wanted) > 1 and not _is_hopeless(error):
                return fetched, set()
            raise
        fetched.missing |= {
            key: paper_words.refused(outcome) for key, outcome in answer.outcomes.items()
        }
        try:
            came = self._take_in(answer.pdfs, wanted, others)
            problem = came.problem
            # A file that cannot be read may hold the second parcel of any of them.
            whole = [one for one in wanted if not problem or not _has_parcels(one, wanted)]
            if came.match is not None and whole:
                self._keep(came, came.match, whole, others, fetched)
        except DocumentError as error:
            problem = error.user_message
        for shipment in wanted:
            if shipment.id not in fetched.documents:
                default = problem or paper_words.absent(self._kind)
                fetched.missing.setdefault(shipment.id, default)
        return fetched, set(answer.outcomes)

    def _take_in(
        self, pdfs: Sequence[bytes], wanted: Sequence[Shipment], others: Sequence[Shipment]
    ) -> TakenIn:
        """Have all files read in one go. Raises DocumentError when they cannot be."""

        def read(files: Sequence[bytes]) -> TakenIn:
            taken: TakenIn = self._pdf.call(
                "take_in",
                files,
                [_expected(one) for one in others],
                [one.id for one in wanted],
                are_labels=self._kind == LABEL,
                timeout=MATCH_TIMEOUT_S,
            )
            return taken

        try:
            return read(pdfs) if pdfs else TakenIn()
        except DocumentError:
            if len(pdfs) < 2:
                raise
        # One of them may have ended the process; it takes no other along.
        sound: list[bytes] = []
        problem = ""
        for data in pdfs:
            try:
                self._pdf.call("take_pdf", data, timeout=MATCH_TIMEOUT_S)
                sound.append(data)
            except DocumentError as error:
                problem = error.user_message
        return replace(read(sound), problem=problem) if sound else TakenIn(problem)

    def _keep(
        self,
        came: TakenIn,
        match: MatchResult,
        wanted: Sequence[Shipment],
        others: Sequence[Shipment],
        fetched: Fetched,
    ) -> None:
        """Store the pages of each order. Raises DocumentError when none is of these orders."""
        match = self._judge.settled(came, match)
        names = {str(one.id): one.marketplace_order_id or one.id for one in others}
        mine = {
            str(shipment.id): match.matched[shipment.id]
            for shipment in wanted
            if shipment.id in match.matched
        }
        if match.unmatched_pages and len(wanted) == 1:
            judged = self._judge.of_one(came, wanted[0], match, names)
            mine = {wanted[0].id: judged.pages} if judged.pages else {}
            if mine:
                fetched.strays.extend(judged.strays)
                fetched.claimed.extend(judged.claimed)
        elif match.unmatched_pages:
            fetched.strays.extend(self._judge.strays(came, match, names))
            # Such a page may be the second one of the order before it: that is asked for alone.
            for shipment_id in _before_unread(match):
                mine.pop(shipment_id, None)
            if not mine:
                return
        if not mine:
            if len(wanted) > 1:
                raise DocumentError(paper_words.strange(self._kind))
            shown = {one for page in match.pages for one in (*page.shows, page.shipment_id) if one}
            raise DocumentError(self._gate.not_its_own(wanted[0], shown, names))
        for shipment_id in match.repeated:
            if shipment_id in mine:
                fetched.repeated[shipment_id] = paper_words.twice(self._kind)
        parts = self._cut(came, mine, wanted)
        index = IdIndex([_expected(one) for one in others])
        sure = {page.shipment_id for page in match.pages if page.is_sure}
        for shipment in wanted:
            if shipment.id not in parts:
                continue
            part = parts[shipment.id]
            codes = [code.text for page in part.facts for code in page.codes]
            is_sure = shipment.id in sure
            trouble = self._gate.trouble(shipment, codes, index, names, is_sure=is_sure)
            if all(page.ink is None for page in part.facts):
                trouble = paper_words.blank(self._kind)
            if trouble:
                fetched.missing[shipment.id] = trouble
                continue
            fetched.documents[shipment.id] = self._store.put(
                shipment.id,
                self._kind,
                part.data,
                shipment.awb_numbers,
                self._clock(),
                pages=len(mine[shipment.id]),
                courier=shipment.courier_partner,
                order_no=shipment.marketplace_order_id or shipment.id,
                facts=paper_facts.to_text(part.facts),
                repairs={one for page in mine[shipment.id] for one in came.repairs[page]},
            )

    def _cut(
        self, came: TakenIn, mine: Mapping[str, Sequence[int]], wanted: Sequence[Shipment]
    ) -> dict[str, Part]:
        """The paper of each; only what was judged otherwise than it was taken in is cut anew."""
        ready = came.match.matched if came.match is not None else {}
        parts = dict(came.parts or {})
        anew = {key: pages for key, pages in mine.items() if pages != ready.get(key)}
        if anew:
            awbs = {one.id: one.awb_numbers for one in wanted if one.id in anew}
            if self._kind != LABEL:
                awbs = {}
            parts |= self._pdf.call("cut", came.data, anew, awbs, timeout=MATCH_TIMEOUT_S)
        return {key: parts[key] for key in mine}


def _without(
    shipments: Sequence[Shipment], kept: Mapping[str, object], refused: set[str]
) -> list[Shipment]:
    return [one for one in shipments if one.id not in kept and one.id not in refused]


def _has_parcels(shipment: Shipment, asked: Sequence[Shipment]) -> bool:
    """Whether its label may be in several files; alone, every file that came is its own."""
    count = max(len(shipment.packages), len(shipment.awb_numbers))
    return len(asked) == 1 or shipment.is_multi_package or count > 1


def _is_hopeless(error: ApiError) -> bool:
    """Would single calls meet the same?"""
    return isinstance(error, Offline | RateLimited | SignInRefused)


def _expected(shipment: Shipment) -> Expected:
    return Expected(
        shipment.id,
        shipment.awb_numbers,
        shipment.marketplace_order_id,
        shipment.shipping_address.pincode,
    )


def _before_unread(match: MatchResult) -> set[str]:
    """The orders whose last page is followed by one that names nobody."""
    found, last = set(), ""
    for page in match.pages:
        # What shows several orders is no second page of one.
        if page.shipment_id is None and last and not page.shows:
            found.add(last)
        last = page.shipment_id or last
    return found
