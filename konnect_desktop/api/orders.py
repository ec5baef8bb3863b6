"""The order calls, one method each (docs/konnect-api.md 10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from konnect_desktop.api import bare_messages, courier, request_bodies
from konnect_desktop.api.calls import Answer, Call, StopCheck
from konnect_desktop.api.client import KonnectClient
from konnect_desktop.api.courier import CourierAnswer
from konnect_desktop.api.dates import filter_text
from konnect_desktop.api.envelope import outcomes
from konnect_desktop.api.refusals import not_konnect, refusal
from konnect_desktop.api.wire_json import NoList, NotJson, records
from konnect_desktop.domain import states
from konnect_desktop.domain.batches import MAX_RECORDS, Outcome
from konnect_desktop.domain.requests import (
    AwbRecord,
    CancelRecord,
    ConfirmRecord,
    InvoiceRecord,
    QcRecord,
    StatusRecord,
)
from konnect_desktop.domain.shipments import Shipment, ShipmentInfo
from konnect_desktop.errors import LocationNeeded, ServerFailed, TooManyRecords

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReadShipment:
    """A shipment and the JSON of its record, as it came."""

    shipment: Shipment
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One page of the listing.

    `count`: how many records came, readable or not; what paging goes by. `unreadable`: the
    JSON of records without an id.
    """

    shipments: list[ReadShipment]
    count: int
    unreadable: list[bytes] = field(default_factory=list, repr=False)


def check_count(items: Sequence[object]) -> None:
    """Raise TooManyRecords for more than one request takes; splitting is the caller's job."""
    if len(items) > MAX_RECORDS:
        raise TooManyRecords(f"{len(items)} records; one request takes at most {MAX_RECORDS}")


class OrdersApi:
    """Reading and changing shipments.

    Every method may raise the errors of `KonnectClient.request`. Those of the changing calls
    tell by `maybe_applied` whether the server may have done it; a refusal of single records is
    no error but an Outcome. `should_stop` ends a wait for the request's turn.
    """

    def __init__(self, client: KonnectClient) -> None:
        self._client = client

    # Reading

    def fetch_page(
        self,
        status: str,
        page: int,
        size: int,
        *,
        channel: str = "",
        location: str = "",
        date_from: datetime | None = None,
        date_to: datetime | None = None,
        date_style: str = "iso",
        should_stop: StopCheck | None = None,
    ) -> OrderPage:
        """One page of the shipments with a status; dates are aware and mean the order date.

        `date_style`: how they are written, see dates.FILTER_FORMATS.
        Raises LocationNeeded when a company-level account names no location.
        """
        query = {
            "orderStatus": status,
            "pageNumber": str(page),
            "pageSize": str(size),
            "orderingChannel": channel,
            "locationCode": location,
            "orderDateFrom": filter_text(date_from, date_style) if date_from else "",
            "orderDateTo": filter_text(date_to, date_style) if date_to else "",
        }
        answer = self._read(Call.ORDERS, query, should_stop)
        return _page(_records(Call.ORDERS, answer), location, status)

    def fetch_one(
        self, shipment_id: str, *, location: str = "", should_stop: StopCheck | None = None
    ) -> ReadShipment | None:
        """One shipment, or None when the server does not list it (404, [] or another's).

        Raises ServerFailed for a message in its place that does not say "not found".
        """
        query = {"orderId": shipment_id, "locationCode": location}
        answer = self._read(Call.ORDERS, query, should_stop)
        page = _page(_records(Call.ORDERS, answer, is_single=True), location)
        found = (read for read in page.shipments if read.shipment.id == shipment_id)
        one = next(found, None)
        if one is None and page.unreadable and not bare_messages.says_not_found(answer.body):
            raise _no_answer(Call.ORDERS, answer)
        return one

    def info(
        self,
        *,
        status: str = "",
        shipment_id: str = "",
        location: str = "",
        should_stop: StopCheck | None = None,
    ) -> list[ShipmentInfo]:
        """The light records of one status or one shipment (10.2); name one of the two."""
        from konnect_desktop.api.translation import shipment_info

        if not status and not shipment_id:
            raise ValueError("info needs a status or a shipment id")
        query = {"orderId": shipment_id, "orderStatus": status, "locationCode": location}
        answer = self._read(Call.INFO, query, should_stop)
        listed = _records(Call.INFO, answer, is_single=bool(shipment_id))
        found = (shipment_info(record) for record, _ in listed)
        return [info for info in found if info is not None]

    def courier_details(
        self, ids: Sequence[str], *, should_stop: StopCheck | None = None
    ) -> CourierAnswer:
        """The courier and AWB of each shipment, or that it still waits for one (10.8)."""
        check_count(ids)
        return courier.ask(self._client, ids, should_stop)

    # Changing

    def confirm(
        self, batch: Sequence[ConfirmRecord], *, should_stop: StopCheck | None = None
    ) -> dict[str, Outcome]:
        """CREATED becomes CONFIRMED (10.4)."""
        return self._change(Call.CONFIRM, batch, request_bodies.confirm, should_stop)

    def cancel(
        self, batch: Sequence[CancelRecord], *, should_stop: StopCheck | None = None
    ) -> dict[str, Outcome]:
        """Cancel items or whole shipments (10.3)."""
        return self._change(Call.CANCEL, batch, request_bodies.cancel, should_stop)

    def update_invoice(
        self, batch: Sequence[InvoiceRecord], *, should_stop: StopCheck | None = None
    ) -> dict[str, Outcome]:
        """Push an invoice, or a credit note for an accepted return (10.5)."""
        return self._change(Call.INVOICE_UPDATE, batch, request_bodies.invoice, should_stop)

    def update_awb(
        self, batch: Sequence[AwbRecord], *, should_stop: StopCheck | None = None
    ) -> dict[str, Outcome]:
        """Set AWB and courier of self-ship parcels (10.6)."""
        return self._change(Call.AWB, batch, request_bodies.awb, should_stop)

    def update_status(
        self, batch: Sequence[StatusRecord], *, should_stop: StopCheck | None = None
    ) -> dict[str, Outcome]:
        """Push milestones of self-ship parcels (10.12)."""
        return self._change(Call.STATUS, batch, request_bodies.status, should_stop)

    def return_qc(
        self, batch: Sequence[QcRecord], *, should_stop: StopCheck | None = None
    ) -> dict[str, Outcome]:
        """Accept returned goods (10.14)."""
        return self._change(Call.RETURN_QC, batch, request_bodies.return_qc, should_stop)

    def pack(
        self, ids: Sequence[str], *, should_stop: StopCheck | None = None
    ) -> dict[str, Outcome]:
        """Get the labels made; the server calls it packed (10.7)."""
        return self._send(Call.PACK, ids, request_bodies.ids(ids), should_stop)

    def dispatch(
        self, ids: Sequence[str], *, should_stop: StopCheck | None = None
    ) -> dict[str, Outcome]:
        """Hand over to the courier (10.11)."""
        return self._send(Call.DISPATCH, ids, request_bodies.ids(ids), should_stop)

    def _change(
        self,
        call: Call,
        batch: Sequence[T],
        to_body: Callable[[T], dict[str, Any]],
        should_stop: StopCheck | None,
    ) -> dict[str, Outcome]:
        bodies = [to_body(record) for record in batch]
        return self._send(call, [body["orderId"] for body in bodies], bodies, should_stop)

    def _send(
        self,
        call: Call,
        ids: Sequence[str],
        bodies: list[dict[str, Any]],
        should_stop: StopCheck | None,
    ) -> dict[str, Outcome]:
        check_count(bodies)
        if not bodies:
            return {}
        answer = self._client.request(call, body=bodies, is_write=True, should_stop=should_stop)
        return outcomes(call, ids, answer)

    def _read(self, call: Call, query: dict[str, str], should_stop: StopCheck | None) -> Answer:
        query = {name: value for name, value in query.items() if value}
        answer = self._client.request(call, query=query, is_write=False, should_stop=should_stop)
        if answer.status == 404 and "orderId" in query and bare_messages.is_unknown(answer.body):
            # An unknown id: three ways to say it, none published (10.1).
            return Answer(200, answer.content_type, b"[]")
        if not answer.ok:
            raise refusal(call, answer, query.get("locationCode", ""))
        return answer


def _page(listed: list[tuple[Any, bytes]], location: str, asked: str = "") -> OrderPage:
    """`asked`: the status whose list it is; "" for a single shipment."""
    from konnect_desktop.api.translation import shipment

    read: list[ReadShipment] = []
    unreadable: list[bytes] = []
    for record, raw in listed:
        found = shipment(record, location)
        if found is None:
            unreadable.append(raw)
        elif asked and found.status not in states.KNOWN_STATUSES:
            read.append(ReadShipment(replace(found, listed_status=asked), raw))
        else:
            read.append(ReadShipment(found, raw))
    return OrderPage(read, len(read) + len(unreadable), unreadable)


def _records(call: Call, answer: Answer, *, is_single: bool = False) -> list[tuple[Any, bytes]]:
    """All or nothing: a body that breaks off is no shorter list.

    A message in place of the list is a refusal, since an empty list would look like shipments
    that have moved on. About one shipment it may say that it is not found, and in place of its
    light record it only says that nothing is known.
    """
    listed: list[tuple[Any, bytes]] | None = None
    is_json = True
    try:
        listed = list(records(answer.body))
    except NoList:
        pass
    except NotJson:
        is_json = False
    if not is_json:
        raise not_konnect(call, answer)
    if listed or (listed is not None and not bare_messages.is_failure(answer.body)):
        return listed
    is_light = is_single and call is Call.INFO
    may_be_none = is_single or listed is not None
    if is_light or (may_be_none and bare_messages.says_not_found(answer.body)):
        return []
    refused = refusal(call, replace(answer, status=400))
    if is_single and not isinstance(refused, LocationNeeded):
        raise _no_answer(call, answer)
    raise refused


def _no_answer(call: Call, answer: Answer) -> ServerFailed:
    return ServerFailed(
        "Fynd sent a message instead of the order, so it stays as it was.",
        status=answer.status,
        detail=f"{call.method} {call.short}, HTTP {answer.status}",
    )
