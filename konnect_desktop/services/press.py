"""The label press: kept papers ordered, cropped, laid on sheets, and read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from konnect_desktop.documents import facts as paper_facts
from konnect_desktop.documents.bar_check import ExpectedCode, expected_codes
from konnect_desktop.documents.cut_bars import CutCode, cut_codes
from konnect_desktop.documents.facts import PageFacts
from konnect_desktop.documents.fitting import region_of
from konnect_desktop.documents.identifiers import says_awb
from konnect_desktop.documents.imposition import KeptFile
from konnect_desktop.documents.placing import Paper, Plan, cropped, lay_out
from konnect_desktop.domain.page_order import natural
from konnect_desktop.domain.printing import CropRule, Cut, PrintChoices
from konnect_desktop.domain.rows import ShipmentRow, StoredDocument
from konnect_desktop.domain.say import Msg
from konnect_desktop.errors import DocumentError
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.paper_models import (
    LABEL,
    CutBar,
    PageInfo,
    PrintJobData,
    Unreadable,
)
from konnect_desktop.services.pdf_process import Pdf
from konnect_desktop.services.print_refusals import Refusals
from konnect_desktop.store.documents import DocumentStore

#: So many sheets are read back in one go; Stop works in between. A large PDF takes a while to
#: be handed over, so there it is more.
_CHECK_SHEETS = 16
_CHECK_SHEETS_OF_MANY = 64
_LARGE = 8 * 2**20
_TIMEOUT_S = 120.0
_NO_COURIER = "No courier"


@dataclass(frozen=True)
class _Bars:
    """What has to be read back from the sheets, and whose it is."""

    codes: tuple[ExpectedCode, ...]
    owners: tuple[tuple[str, str], ...]
    #: Labels on which no bar code says the AWB, however close one looks.
    blank: tuple[Unreadable, ...] = ()


class Press:
    """Puts papers that are at hand onto sheets. Call from worker threads."""

    def __init__(self, documents: DocumentStore, pdf: Pdf, checker: Pdf) -> None:
        """`checker` reads the sheets back; another process, so that the preview need not wait."""
        self._documents = documents
        self._pdf = pdf
        self._checker = checker

    def lay(
        self,
        ctx: TaskContext,
        rows: Sequence[ShipmentRow],
        papers: Mapping[tuple[str, str], StoredDocument],
        choices: PrintChoices,
    ) -> PrintJobData:
        """The sheets of `papers` ((shipment, kind) -> paper) for `rows`, which are in order.

        What does not fit on the sheet is in `missing` with the reason. Raises DocumentError
        for a sheet that does not work and for a paper that is lost or altered.
        """
        sheets, documents = self._papers(rows, papers, choices)
        plan = lay_out(sheets, choices)
        names = {row.id: row.order_no for row in rows}
        refused = Refusals(sheets, documents, plan, choices, names)
        missing, held, offers = refused.words(), refused.held(), refused.offers()
        if not plan.placed:
            return PrintJobData(b"", (), missing, held=held, offers=offers)
        if plan.refused:
            # Separators and numbers speak of what is printed, so they are made once more.
            left = {(sheets[n].shipment, documents[n].kind) for n in plan.refused}
            fitting = {key: paper for key, paper in papers.items() if key not in left}
            sheets, documents = self._papers(rows, fitting, choices)
            plan = lay_out(sheets, choices)
        ctx.raise_if_cancelled()
        pdf = self._pressed(documents, plan)
        return PrintJobData(
            pdf,
            tuple(_pages(plan, documents, names)),
            missing,
            sheets=len(plan.sheets),
            held=held,
            offers=offers,
            cuts=self._cuts(sheets, documents, choices, names),
            marked=plan.marks,
            bars=_bars(sheets, plan, names),
        )

    def _papers(
        self,
        rows: Sequence[ShipmentRow],
        papers: Mapping[tuple[str, str], StoredDocument],
        choices: PrintChoices,
    ) -> tuple[list[Paper], list[StoredDocument]]:
        """What is to be laid out, in order, with its separators and numbers."""
        entries = list(_entries(rows, papers, choices))
        facts = self._facts([document for _, document, _ in entries])
        made = [
            _paper(row, document, heading, facts[document.sha256])
            for row, document, heading in entries
        ]
        documents = [document for _, document, _ in entries]
        return _numbered(made) if choices.sequence_marks else made, documents

    def reprint(self, documents: Sequence[StoredDocument]) -> PrintJobData:
        """These papers as they are, one page on a sheet of its own size."""
        facts = self._facts(documents)
        sheets = [
            Paper(facts[document.sha256], document.kind == LABEL, document.shipment_id)
            for document in documents
        ]
        plan = lay_out(sheets, PrintChoices())
        if not plan.placed:
            return PrintJobData(b"", ())
        pdf = self._pressed(documents, plan)
        names = {document.shipment_id: document.order_no for document in documents}
        pages = tuple(_pages(plan, documents, names))
        return PrintJobData(pdf, pages, sheets=len(plan.sheets), wanted=len(names))

    def check(self, ctx: TaskContext, job: PrintJobData) -> PrintJobData:
        """The same job with every bar code read back from the sheets at 203 dpi."""
        bars = job.bars
        if not isinstance(bars, _Bars):
            return replace(job, is_checked=True)
        failed = list(bars.blank)
        step = _CHECK_SHEETS_OF_MANY if len(job.pdf) > _LARGE else _CHECK_SHEETS
        for first in range(0, job.sheets, step):
            ctx.raise_if_cancelled()
            ctx.report(first, job.sheets, Msg("Reading the bar codes back"))
            wanted = [
                number
                for number, code in enumerate(bars.codes)
                if first <= code.sheet < first + step
            ]
            bad: list[int] = self._checker.call(
                "unreadable_codes",
                job.pdf,
                [bars.codes[number] for number in wanted],
                timeout=_TIMEOUT_S,
            )
            for place in bad:
                number = wanted[place]
                shipment_id, order_no = bars.owners[number]
                code = bars.codes[number]
                failed.append(Unreadable(shipment_id, order_no, code.sheet, code.text))
        ctx.report(job.sheets, job.sheets, Msg("Reading the bar codes back"))
        return replace(job, unreadable=tuple(failed), is_checked=True)

    def cut_by(self, document: StoredDocument, rule: CropRule) -> list[CutCode]:
        """The bar codes of a kept label that cutting by `rule` would spoil."""
        found: list[CutCode] = []
        for number, page in enumerate(self._facts([document])[document.sha256]):
            region = region_of(page, (rule,), is_label=True)
            if cut_codes(page, region, _awbs(document)):
                data = self._documents.read(document)
                found += self._pdf.call("really_cut", data, number, page, region, _awbs(document))
        return found

    def _cuts(
        self,
        papers: Sequence[Paper],
        documents: Sequence[StoredDocument],
        choices: PrintChoices,
        names: Mapping[str, str],
    ) -> tuple[CutBar, ...]:
        """The bars that crop rules cut; an AWB that is gone wholly is read back from the sheets.

        Whether white beside a bar was there at all is looked up once for each rule and side.
        """
        found: list[CutBar] = []
        looked: dict[object, bool] = {}
        for paper, document in zip(papers, documents, strict=True):
            for number, page in enumerate(paper.facts):
                region = cropped(paper, page, choices)
                for one in cut_codes(page, region):
                    key = (paper.channel, *map(round, region))
                    if one.how is Cut.QUIET and key not in looked:
                        data = self._documents.read(document)
                        looked[key] = any(
                            cut.how is Cut.QUIET
                            for cut in self._pdf.call("really_cut", data, number, page, region)
                        )
                    if one.how is Cut.BARS or looked[key]:
                        name = names[paper.shipment]
                        found.append(CutBar(paper.shipment, name, one.code.text, one.how))
        return tuple(found)

    def _pressed(self, documents: Sequence[StoredDocument], plan: Plan) -> bytes:
        files = [
            KeptFile(
                document.path,
                document.sha256,
                f"{document.kind} of {document.order_no or document.shipment_id}",
            )
            for document in documents
        ]
        pdf: bytes = self._pdf.call("press_kept", files, plan, timeout=_TIMEOUT_S)
        return pdf

    def _facts(self, documents: Sequence[StoredDocument]) -> dict[str, tuple[PageFacts, ...]]:
        """What is known of each paper's content; older papers are read now, once."""
        known: dict[str, tuple[PageFacts, ...]] = {}
        for digest, text in self._documents.facts(documents).items():
            facts = paper_facts.from_text(text)
            if facts is not None:
                known[digest] = facts
        unread = {
            document.sha256: self._documents.read(document)
            for document in documents
            if document.sha256 not in known
        }
        if unread:
            awbs = {document.sha256: _awbs(document) for document in documents}
            read = self._pdf.call("read_facts", unread, awbs, timeout=_TIMEOUT_S)
            self._documents.keep_facts(
                {digest: paper_facts.to_text(pages) for digest, pages in read.items()}
            )
            known |= read
        return known


def _entries(
    rows: Sequence[ShipmentRow],
    papers: Mapping[tuple[str, str], StoredDocument],
    choices: PrintChoices,
) -> Iterator[tuple[ShipmentRow, StoredDocument, str]]:
    """Row, paper and the separator before it. An order's papers follow each other."""
    kinds = sorted(dict.fromkeys(choices.kinds), key=lambda kind: kind != LABEL)
    # As they were sorted: DELHIVERY and Delhivery are one courier with one separator.
    counts = Counter(
        natural(row.courier_partner)
        for row in rows
        if any((row.id, kind) in papers for kind in kinds)
    )
    last: object = None
    for row in rows:
        for kind in kinds:
            document = papers.get((row.id, kind))
            if document is None:
                continue
            heading = ""
            courier = natural(row.courier_partner)
            if choices.courier_separators and courier != last:
                last, count = courier, counts[courier]
                name = row.courier_partner or _NO_COURIER
                heading = f"{name}\n{count} {'order' if count == 1 else 'orders'}"
            yield row, document, heading


def _paper(
    row: ShipmentRow, document: StoredDocument, heading: str, facts: tuple[PageFacts, ...]
) -> Paper:
    if len(facts) != document.pages:
        raise DocumentError(
            f"The kept {document.kind} of {row.order_no} has another number of pages than when "
            "it was fetched.",
            next_step="Fetch it again.",
        )
    return Paper(
        facts,
        document.kind == LABEL,
        row.id,
        row.channel,
        heading,
        # The seller's own couriers give their AWBs later, when the label is long made.
        awbs=() if row.is_self_ship else _awbs(document),
    )


def _bars(papers: Sequence[Paper], plan: Plan, names: Mapping[str, str]) -> _Bars:
    codes = tuple(expected_codes(papers, plan))
    shipments = [papers[code.paper].shipment for code in codes]
    blank = tuple(
        Unreadable(one.shipment, names[one.shipment], placed.sheet, one.awbs[0])
        for placed in plan.placed
        if placed.page == 0 and (one := papers[placed.paper]).awbs and not _says_awb(one)
    )
    return _Bars(codes, tuple((key, names[key]) for key in shipments), blank)


def _says_awb(paper: Paper) -> bool:
    """Whether one of its bar codes has one of its AWBs in it, however it is spaced."""
    said = [code.text for page in paper.facts for code in page.codes]
    return any(says_awb(text, awb) for awb in paper.awbs for text in said)


def _awbs(document: StoredDocument) -> tuple[str, ...]:
    """What the bars of a label say; those of an invoice may say anything."""
    return tuple(filter(None, document.awb_text.split(", "))) if document.kind == LABEL else ()


def _numbered(papers: Sequence[Paper]) -> list[Paper]:
    places = {name: n for n, name in enumerate(dict.fromkeys(p.shipment for p in papers), 1)}
    return [replace(p, mark=f"{places[p.shipment]}/{len(places)}") for p in papers]


def _pages(
    plan: Plan, documents: Sequence[StoredDocument], names: Mapping[str, str]
) -> Iterator[PageInfo]:
    for number, placed in enumerate(plan.placed):
        document = documents[placed.paper]
        yield PageInfo(
            page=number,
            shipment_id=document.shipment_id,
            kind=document.kind,
            awb=document.awb_text,
            document_id=document.id,
            order_no=names[document.shipment_id],
            sheet=placed.sheet,
            slot=placed.slot,
            scale=placed.fit.scale,
        )
