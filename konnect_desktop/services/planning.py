"""Who takes part in a bulk action, with what, and who is left out for which reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from konnect_desktop.domain.actions import Action, Facts, judge
from konnect_desktop.domain.journal import BatchId, PlannedRecord, SeriesFormat
from konnect_desktop.domain.reasons import Reason, next_step, why
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.errors import KonnectError
from konnect_desktop.services.models import ActionOptions, LeftOut, Plan, SeriesOptions
from konnect_desktop.settings import SettingsFile
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.series import InvoiceSeries
from konnect_desktop.store.shipments import ShipmentStore

#: Actions whose request names the items; the others send the shipment id alone.
_WITH_ITEMS = frozenset({Action.CONFIRM, Action.ADD_INVOICE, Action.CANCEL})
PLANNABLE = _WITH_ITEMS | {
    Action.CHECK_COURIER,
    Action.GET_LABELS,
    Action.MARK_PACKED,
    Action.HAND_OVER,
    Action.REFRESH,
}
_UNKNOWN_ORDER = "No longer in the list."


class Planner:
    """Writes batches into the journal; nothing is sent from here."""

    def __init__(
        self,
        store: ShipmentStore,
        journal: Journal,
        series: InvoiceSeries,
        settings: SettingsFile,
    ) -> None:
        self._store = store
        self._journal = journal
        self._series = series
        self._settings = settings

    def plan(
        self,
        action: Action,
        ids: Sequence[str],
        options: ActionOptions,
        linked_to: BatchId | None = None,
    ) -> Plan:
        """Plan `action` for those of `ids` that allow it.

        Raises KonnectError when the options miss what the action needs, StoreError when the
        journal cannot be written; in both cases nothing is planned.
        """
        if action not in PLANNABLE:
            raise ValueError(f"{action.value} is no bulk action")
        if action is Action.CANCEL and not options.reason_code.strip():
            raise KonnectError(
                "A cancellation needs a reason, so nothing was cancelled.",
                next_step="Choose the reason, then press Cancel orders.",
            )
        wanted = list(dict.fromkeys(ids))
        open_ids, left = self._sort_out(action, wanted)
        records, empty = self._records(action, open_ids, options)
        if empty:
            left.setdefault(Reason.NOTHING_OPEN, []).extend(empty)
        chosen = series_format(self._settings, options) if action is Action.ADD_INVOICE else None
        batch_id, taken = self._write(action, records, options, chosen, linked_to, left)
        return Plan(
            action=action,
            batch_id=batch_id,
            ids=tuple(taken),
            left_out=_left_out(left),
            preview=self._preview(taken, records, chosen),
            linked_to=linked_to,
        )

    def _sort_out(
        self, action: Action, wanted: Sequence[str]
    ) -> tuple[list[str], dict[Reason | None, list[str]]]:
        facts: Mapping[str, Facts] = self._store.facts_each(wanted)
        open_ids: list[str] = []
        left: dict[Reason | None, list[str]] = {}
        for shipment_id in wanted:
            known = facts.get(shipment_id)
            if known is None:
                left.setdefault(None, []).append(shipment_id)
                continue
            answer = judge(action, known)
            if answer.is_open:
                open_ids.append(shipment_id)
            else:
                left.setdefault(answer.reason, []).append(shipment_id)
        return open_ids, left

    def _records(
        self, action: Action, ids: Sequence[str], options: ActionOptions
    ) -> tuple[list[PlannedRecord], list[str]]:
        """The records to send, and the shipments of which nothing is left to send."""
        if action not in _WITH_ITEMS:
            rows = {row.id: row.order_no for row in self._store.rows_by_id(ids)}
            return [PlannedRecord(key, {}, rows.get(key, key)) for key in ids], []
        records: list[PlannedRecord] = []
        empty: list[str] = []
        shipments = self._store.shipments(ids)
        for shipment_id in ids:
            shipment = shipments.get(shipment_id)
            payload = _payload(action, shipment, options) if shipment else None
            if shipment is None or payload is None:
                empty.append(shipment_id)
                continue
            label = shipment.marketplace_order_id or shipment_id
            records.append(PlannedRecord(shipment_id, payload, label))
        return records, empty

    def _write(
        self,
        action: Action,
        records: Sequence[PlannedRecord],
        options: ActionOptions,
        chosen: SeriesFormat | None,
        linked_to: BatchId | None,
        left: dict[Reason | None, list[str]],
    ) -> tuple[BatchId | None, list[str]]:
        if not records:
            return None, []
        created = self._journal.create(
            action, records, to_dict(options, chosen), linked_to=linked_to
        )
        if created.busy:
            left.setdefault(Reason.BUSY, []).extend(created.busy)
        return created.batch_id, list(created.taken)

    def _preview(
        self, taken: Sequence[str], records: Sequence[PlannedRecord], chosen: SeriesFormat | None
    ) -> tuple[tuple[str, str], ...]:
        if chosen is None or not taken:
            return ()
        labels = {record.shipment_id: record.label for record in records}
        numbers = self._series.preview_for(taken, chosen)
        return tuple((labels[key], numbers[key]) for key in taken)


def series_format(settings: SettingsFile, options: ActionOptions) -> SeriesFormat:
    """The series asked for, or the one of the settings."""
    if options.series is not None:
        asked = options.series
        return SeriesFormat(asked.prefix, asked.next_number, asked.padding)
    now = settings.current
    return SeriesFormat(now.invoice_prefix, now.invoice_next, now.invoice_padding)


def to_dict(options: ActionOptions, chosen: SeriesFormat | None) -> dict[str, Any]:
    """The options as the journal keeps them."""
    data: dict[str, Any] = {}
    if options.reason_code:
        data["reason_code"] = options.reason_code
    if chosen is not None:
        data["series"] = {
            "prefix": chosen.prefix,
            "first": chosen.first,
            "padding": chosen.padding,
        }
    return data


def from_dict(data: Mapping[str, Any]) -> ActionOptions:
    """The options of a batch of the journal."""
    series = data.get("series")
    return ActionOptions(
        reason_code=str(data.get("reason_code", "")),
        series=SeriesOptions(
            str(series.get("prefix", "")),
            int(series.get("first", 1)),
            int(series.get("padding", 0)),
        )
        if isinstance(series, Mapping)
        else None,
    )


def _payload(action: Action, shipment: Shipment, options: ActionOptions) -> dict[str, Any] | None:
    """What the request names of a shipment; None when none of its items is open."""
    items = shipment.open_items
    if not items:
        # A listing without items leaves it to the server, which then takes all (10.4, 10.5);
        # a cancellation has no place for its reason then.
        if shipment.items or action is Action.CANCEL:
            return None
        return {"items": []}
    payload: dict[str, Any] = {
        "items": [[item.item_id, item.quantity, list(item.serials)] for item in items]
    }
    if action is Action.CANCEL:
        payload["reason_code"] = options.reason_code.strip()
    return payload


def _left_out(left: Mapping[Reason | None, Sequence[str]]) -> tuple[LeftOut, ...]:
    groups = [
        LeftOut(
            text=why(reason) if reason else _UNKNOWN_ORDER,
            next_step=next_step(reason) if reason else "Press Refresh.",
            ids=tuple(ids),
            reason=reason,
        )
        for reason, ids in left.items()
    ]
    return tuple(sorted(groups, key=lambda group: -group.count))
