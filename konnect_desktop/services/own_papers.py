"""Pick lists, packing slips and handover sheets: made from what is at hand, kept when printed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from konnect_desktop.domain.actions import Action, judge
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.page_order import natural
from konnect_desktop.domain.papers import (
    HandoverSheet,
    KeptSheet,
    PackingSlip,
    Paper,
    PaperChoices,
    PaperHead,
    PickList,
    handover_rows,
    pick_sections,
    slip_items,
)
from konnect_desktop.domain.plain import clipped
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.domain.sla import IST
from konnect_desktop.errors import DocumentError
from konnect_desktop.services.context import Announce, Clock, TaskContext
from konnect_desktop.services.paper_models import PrintJobData
from konnect_desktop.services.pdf_process import Pdf
from konnect_desktop.store.own_papers import OwnPapers
from konnect_desktop.store.shipments import ShipmentStore

#: 2,000 lines take a few seconds; the PDF process gets time in plenty.
_TIMEOUT_S = 120.0
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ACTIONS: Mapping[Paper, Action] = {
    Paper.PICK_LIST: Action.PICK_LIST,
    Paper.PACKING_SLIP: Action.PACKING_SLIP,
    Paper.HANDOVER_SHEET: Action.HANDOVER_SHEET,
}


#: What draws each paper, and what finds the numbers on it that get no bars.
_DRAWN_BY: Mapping[Paper, tuple[str, str]] = {
    Paper.PICK_LIST: ("draw_pick_lists", "skus_without_bars"),
    Paper.PACKING_SLIP: ("draw_packing_slips", "ids_without_bars"),
    Paper.HANDOVER_SHEET: ("draw_handover_sheets", "awbs_without_bars"),
}


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A paper ready for preview, printing or saving."""

    paper: Paper
    pdf: bytes = field(repr=False)
    #: Width and height of every page in mm.
    sizes_mm: tuple[tuple[float, float], ...]
    #: How many orders are on it, and how many of those asked for are not.
    orders: int
    left_out: int = 0
    #: Handover sheets only: what is written down once it is on paper.
    sheets: tuple[HandoverSheet, ...] = ()
    #: SKUs, AWBs or shipment ids that stand on it in letters alone: their bars do not fit.
    without_bars: tuple[str, ...] = ()

    @property
    def job(self) -> PrintJobData:
        """For the print log; our own papers belong to no single order."""
        return PrintJobData(self.pdf, (), sheets=len(self.sizes_mm))


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """One article and where it lies."""

    sku: str
    name: str
    place: str


class OwnPaperService:
    """Reads the store, never the network. Call from worker threads."""

    def __init__(
        self,
        *,
        store: ShipmentStore,
        papers: OwnPapers,
        pdf: Pdf,
        seller: Callable[[], str],
        person: Callable[[], str],
        announce: Announce,
        clock: Clock,
    ) -> None:
        """`seller`: the name for the head of every paper, "" for none; `person`: who is at the
        desk, "" when nobody said so."""
        self._store = store
        self._papers = papers
        self._pdf = pdf
        self._seller = seller
        self._person = person
        self._announce = announce
        self._clock = clock
        self._numbers = threading.Lock()
        self._last_number = 0

    # ---- making --------------------------------------------------------------------------

    def make(
        self,
        ctx: TaskContext,
        paper: Paper,
        ids: Sequence[str],
        choices: PaperChoices,
        sheets: Sequence[HandoverSheet] = (),
    ) -> MadePaper:
        """The paper for these shipments, in this order; those that it does not suit are left out.

        `sheets`: handover sheets drafted before, so that another size keeps their numbers.
        Raises DocumentError when nothing is left to print.
        """
        fitting = self._fitting(paper, ids)
        if not fitting and not sheets:
            raise DocumentError(
                "None of these orders can be on this paper.",
                next_step="Tick other orders: the button tells why each one is left out.",
            )
        ctx.raise_if_cancelled()
        left_out = 0 if sheets else len(set(ids)) - len(fitting)
        if paper is Paper.HANDOVER_SHEET:
            made = tuple(sheets) or self.draft_sheets(fitting)
            orders = len({row.shipment_id for sheet in made for row in sheet.rows})
            return self._drawn(paper, made, choices, orders, left_out, made)
        shipments = list(self._store.shipments(fitting).values())
        if paper is Paper.PICK_LIST:
            lists = self._pick_lists(shipments, choices)
            return self._drawn(paper, lists, choices, len(shipments), left_out)
        return self._drawn(paper, self._slips(shipments), choices, len(shipments), left_out)

    def reprint(self, number: int, choices: PaperChoices) -> MadePaper:
        """A kept handover sheet as it was, also on another size. Raises DocumentError."""
        found = self._papers.sheet(number)
        if found is None:
            raise DocumentError(f"There is no handover sheet {number}.")
        kept, rows = found
        head = replace(kept.head, made_at=stamp(kept.made_at))
        sheet = HandoverSheet(head, kept.number, kept.courier, rows, kept.person)
        return self._drawn(Paper.HANDOVER_SHEET, [sheet], choices, len(rows), 0, (sheet,))

    def draft_sheets(self, ids: Sequence[str]) -> tuple[HandoverSheet, ...]:
        """One sheet for each courier at each location, with the numbers that come next."""
        groups: dict[tuple[str, str], list[Shipment]] = {}
        for shipment in self._store.shipments(ids).values():
            key = (shipment.courier_partner, shipment.location_code)
            groups.setdefault(key, []).append(shipment)
        made_at = stamp(self._clock())
        return tuple(
            HandoverSheet(
                PaperHead(self._seller(), location, made_at),
                self._next_number(),
                courier,
                handover_rows(groups[courier, location]),
                self._person(),
            )
            for courier, location in sorted(groups, key=lambda key: tuple(map(natural, key)))
        )

    def _next_number(self) -> int:
        """Counted here, because a sheet is written down only once it is on paper."""
        with self._numbers:
            self._last_number = max(self._last_number, self._papers.last_number()) + 1
            return self._last_number

    def _fitting(self, paper: Paper, ids: Sequence[str]) -> list[str]:
        facts = self._store.facts_each(ids)
        action = ACTIONS[paper]
        wanted = dict.fromkeys(ids)
        return [one for one in wanted if one in facts and judge(action, facts[one]).is_open]

    def _pick_lists(self, shipments: list[Shipment], choices: PaperChoices) -> list[PickList]:
        shelves = self._papers.shelves(_skus(shipments))
        places: dict[str, list[Shipment]] = {}
        for shipment in shipments:
            places.setdefault(shipment.location_code, []).append(shipment)
        made_at = stamp(self._clock())
        return [
            PickList(
                PaperHead(self._seller(), place, made_at),
                pick_sections(places[place], shelves, choices),
                len(places[place]),
            )
            for place in sorted(places, key=natural)
        ]

    def _slips(self, shipments: list[Shipment]) -> list[PackingSlip]:
        shelves = self._papers.shelves(_skus(shipments))
        rows = {row.id: row for row in self._store.rows_by_id([each.id for each in shipments])}
        made_at = stamp(self._clock())
        seller = self._seller()
        return [
            _slip(each, rows[each.id], shelves, PaperHead(seller, each.location_code, made_at))
            for each in shipments
            if each.id in rows
        ]

    def _drawn(
        self,
        paper: Paper,
        values: Sequence[object],
        choices: PaperChoices,
        orders: int,
        left_out: int,
        sheets: tuple[HandoverSheet, ...] = (),
    ) -> MadePaper:
        draw, find_bare = _DRAWN_BY[paper]
        # A name of 100 KB would fill the paper, and take minutes to be laid out.
        drawn = clipped(list(values))
        pdf: bytes = self._pdf.call(draw, drawn, choices, timeout=_TIMEOUT_S)
        sizes = self._pdf.call("page_sizes_mm", pdf, timeout=_TIMEOUT_S)
        bare = self._pdf.call(find_bare, drawn, choices, timeout=_TIMEOUT_S)
        return MadePaper(paper, pdf, tuple(sizes), orders, left_out, sheets, tuple(bare))

    # ---- what is kept --------------------------------------------------------------------

    def keep(self, made: MadePaper, printer: str) -> None:
        """Write down the handover sheets of a paper that is printed or saved. Raises StoreError."""
        now = self._clock()
        for sheet in made.sheets:
            self._papers.keep_sheet(sheet, now, printer)
        if made.sheets:
            self._announce(Changes(documents=True))

    def kept_sheets(self, text: str = "", limit: int = 200) -> list[KeptSheet]:
        """Handover sheets, newest first; `text`: courier, AWB, order, shipment or sheet number."""
        return self._papers.sheets(text, limit)

    def sheet_ids(self, number: int) -> list[str]:
        """The shipments on a kept sheet."""
        found = self._papers.sheet(number)
        return list(dict.fromkeys(row.shipment_id for row in found[1])) if found else []

    def shelf_lines(self, ids: Sequence[str]) -> list[ShelfLine]:
        """The articles in these shipments with their shelves, in the order of their SKUs."""
        names: dict[str, str] = {}
        for shipment in self._store.shipments(ids).values():
            for item in shipment.open_items:
                if item.sku.strip():
                    names.setdefault(item.sku.strip(), item.name)
        places = self._papers.shelves(names)
        return [
            ShelfLine(sku, names[sku], places.get(sku, "")) for sku in sorted(names, key=natural)
        ]

    def shelves(self, skus: Iterable[str]) -> dict[str, str]:
        """Where these articles lie."""
        return self._papers.shelves(skus)

    def set_shelves(self, places: Mapping[str, str]) -> None:
        """SKU -> shelf; "" takes it off. Raises StoreError."""
        self._papers.set_shelves(places)


def stamp(moment: datetime) -> str:
    """24 Nov 2026, 10:25 in India."""
    local = moment.astimezone(IST)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def _skus(shipments: Iterable[Shipment]) -> set[str]:
    return {item.sku.strip() for each in shipments for item in each.open_items}


def _slip(
    shipment: Shipment, row: ShipmentRow, shelves: Mapping[str, str], head: PaperHead
) -> PackingSlip:
    return PackingSlip(
        head=head,
        order_no=shipment.marketplace_order_id or shipment.id,
        shipment_id=shipment.id,
        items=slip_items(shipment, shelves),
        address=tuple(shipment.shipping_address.lines()),
        channel=channel_name(shipment.channel),
        ordered=stamp(shipment.ordered_at) if shipment.ordered_at else "",
        leave_by=stamp(row.sla_due_at) if row.sla_due_at else "",
        courier=shipment.courier_partner,
        awb=", ".join(shipment.awb_numbers),
        payment="Cash on delivery" if shipment.price.is_cod else "Prepaid",
        boxes=max(1, len(shipment.packages)),
        message=_message(shipment.additional_info),
        note=row.note,
    )


def _message(text: str) -> str:
    """What the channel sent with the order, unless it is meant for machines."""
    return "" if text.lstrip().startswith(("{", "[", "<")) else text.strip()
