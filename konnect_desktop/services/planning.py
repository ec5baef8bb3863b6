"""Who takes part in a bulk action, with what, and who is left out for which reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from konnect_desktop.domain.actions import Action, Facts, judge
from konnect_desktop.domain.batches import Outcome
from konnect_desktop.domain.journal import (
    Batch,
    BatchId,
    JournalRecord,
    PlannedRecord,
)
from konnect_desktop.domain.reasons import Reason, is_shared, next_step, why
from konnect_desktop.domain.say import NOTHING, Msg, in_words, quoted
from konnect_desktop.domain.series import NumberWant, number_warning
from konnect_desktop.errors import StoreError
from konnect_desktop.services import wording
from konnect_desktop.services.batch_models import ActionOptions, LeftOut, Plan
from konnect_desktop.services.operations import OPERATIONS
from konnect_desktop.services.operations.base import Case, Left, Operation, Payload, PlanBasis
from konnect_desktop.services.operations.numbering import wants, year_notes
from konnect_desktop.settings import SettingsFile
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.series import InvoiceSeries
from konnect_desktop.store.shipments import ShipmentStore

_UNKNOWN_ORDER = Msg("No longer in the list.")


@dataclass(slots=True)
class _Draft:
    """A batch in the making."""

    cases: dict[str, Case] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    payloads: dict[str, Payload] = field(default_factory=dict)
    #: None stands for an order that we do not know.
    left: dict[str, Left | None] = field(default_factory=dict)
    cautions: dict[str, Left] = field(default_factory=dict)

    def leave(self, left: Mapping[str, Left | None]) -> None:
        """Take these out, with their reasons."""
        for shipment_id, reason in left.items():
            self.payloads.pop(shipment_id, None)
            self.left[shipment_id] = reason


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

    def plan(self, action: Action, ids: Sequence[str], options: ActionOptions) -> Plan:
        """Plan `action` for those of `ids` that allow it.

        Raises KonnectError when the options miss what the action needs, StoreError when the
        journal cannot be written; in both cases nothing is planned.
        """
        operation = _operation(action)
        operation.check(options)
        draft = self._sorted_out(operation, list(dict.fromkeys(ids)))
        for shipment_id, caution in draft.cautions.items():
            if caution.reason in options.leave_out:
                draft.leave({shipment_id: caution})
        ground = self._ground
        for shipment_id in [one for one in draft.labels if one not in draft.left]:
            case = draft.cases.get(shipment_id)
            made = operation.payload(case, options, ground) if case else {}
            self._take(draft, shipment_id, made)
        return self._write(operation, draft, _told(options), None)

    def numbers(self, action: Action, ids: Sequence[str], options: ActionOptions) -> dict[str, str]:
        """The number that each of `ids` would get if it were planned now; nothing is taken.

        Shipments that would be left out are missing.
        """
        operation = _operation(action)
        draft = self._sorted_out(operation, list(dict.fromkeys(ids)))
        for shipment_id, case in draft.cases.items():
            self._take(draft, shipment_id, operation.payload(case, options, self._ground))
        draft.leave(operation.weed(draft.payloads, self._ground))
        return self._series.preview_each(self.wants(operation, draft.payloads.items(), {}))

    def wants(
        self,
        operation: Operation,
        records: Iterable[tuple[str, Payload]],
        usual: Mapping[str, Any],
    ) -> list[NumberWant]:
        """What records ask of their series now; `usual`: options of batches of an older app."""
        return wants(operation, records, usual, self._settings.year)

    def again(self, batch: Batch, records: Sequence[JournalRecord]) -> Plan:
        """Plan a new batch that sends the payloads of these records of `batch` once more.

        Nothing is asked again; an order that no longer allows it is left out.
        """
        operation = _operation(batch.action)
        draft = self._sorted_out(operation, [record.shipment_id for record in records])
        for record in records:
            if record.shipment_id in draft.labels and record.shipment_id not in draft.left:
                case = draft.cases.get(record.shipment_id)
                made = operation.renewed(record.payload, case) if case else record.payload
                self._take(draft, record.shipment_id, made)
        return self._write(operation, draft, batch.options, batch.id)

    def rechecked(
        self, batch: Batch, records: Sequence[JournalRecord]
    ) -> tuple[dict[str, Payload], dict[str, Outcome]]:
        """What waiting records would send as things stand now, and which must not go."""
        operation = _operation(batch.action)
        ids = [record.shipment_id for record in records]
        draft = self._sorted_out(operation, ids, is_ours=True)
        for record in records:
            if record.shipment_id in draft.labels and record.shipment_id not in draft.left:
                case = draft.cases.get(record.shipment_id)
                made = operation.renewed(record.payload, case) if case else record.payload
                self._take(draft, record.shipment_id, made)
        draft.leave(operation.weed(draft.payloads, self._ground))
        stopped = {key: _stopped(left, batch.action) for key, left in draft.left.items()}
        return draft.payloads, stopped

    @property
    def _ground(self) -> PlanBasis:
        now = self._settings
        return PlanBasis(now.current, now.year, self._store, self._series, self._journal)

    def _sorted_out(
        self, operation: Operation, wanted: Sequence[str], *, is_ours: bool = False
    ) -> _Draft:
        """Those that the rules allow, with all that payloads are made from.

        `is_ours`: they stand in the batch that asks, which is no reason against them.
        """
        draft = _Draft()
        facts = self._store.facts_each(wanted)
        allowed: dict[str, Facts] = {}
        for shipment_id in wanted:
            known = facts.get(shipment_id)
            if known is None:
                draft.left[shipment_id] = None
                continue
            answer = judge(operation.action, _without_busy(known) if is_ours else known)
            if answer.is_open:
                allowed[shipment_id] = known
                if answer.reason is not None:
                    draft.cautions[shipment_id] = Left(answer.reason)
            elif answer.reason is not None:
                draft.left[shipment_id] = Left(answer.reason)
        self._load(operation, draft, allowed)
        return draft

    def _load(self, operation: Operation, draft: _Draft, allowed: Mapping[str, Facts]) -> None:
        if not operation.reads_records:
            rows = {row.id: row.order_no for row in self._store.rows_by_id(allowed)}
            draft.labels = {key: rows.get(key, key) for key in allowed}
            return
        shipments = self._store.shipments(allowed)
        damaged = [key for key in allowed if key not in shipments]
        rows = {row.id: row.order_no for row in self._store.rows_by_id(damaged)}
        for shipment_id, facts in allowed.items():
            if shipment_id not in shipments:
                draft.left[shipment_id] = None
                if shipment_id in rows:
                    draft.labels[shipment_id] = rows[shipment_id]
                    draft.left[shipment_id] = Left(Reason.RECORD_DAMAGED, quoted(rows[shipment_id]))
                continue
            case = Case(shipments[shipment_id], facts)
            draft.cases[shipment_id] = case
            draft.labels[shipment_id] = case.label

    @staticmethod
    def _take(draft: _Draft, shipment_id: str, made: Payload | Left) -> None:
        if isinstance(made, Left):
            draft.leave({shipment_id: made})
        else:
            draft.payloads[shipment_id] = made

    def _write(
        self,
        operation: Operation,
        draft: _Draft,
        options: Mapping[str, Any],
        linked_to: BatchId | None,
    ) -> Plan:
        draft.leave(operation.weed(draft.payloads, self._ground))
        records = [
            PlannedRecord(key, payload, draft.labels[key])
            for key, payload in draft.payloads.items()
        ]
        batch_id: BatchId | None = None
        taken: tuple[str, ...] = ()
        if records:
            created = self._journal.create(operation.action, records, options, linked_to=linked_to)
            batch_id, taken = created.batch_id, created.taken
            draft.leave({key: Left(Reason.BUSY) for key in created.busy})
        numbers = self._reserved(operation, draft, options, batch_id, taken)
        return Plan(
            action=operation.action,
            batch_id=batch_id,
            ids=tuple(taken),
            left_out=_grouped(draft.left, draft.labels),
            preview=tuple((draft.labels[key], numbers[key]) for key in taken if key in numbers),
            linked_to=linked_to,
            notes=_grouped(
                [
                    *_notes(operation, draft, taken, numbers),
                    *year_notes(draft.payloads, numbers, self._ground, batch_id),
                ],
                draft.labels,
            ),
        )

    def _reserved(
        self,
        operation: Operation,
        draft: _Draft,
        options: Mapping[str, Any],
        batch_id: BatchId | None,
        taken: Iterable[str],
    ) -> dict[str, str]:
        """The number of each, kept for it from now on: what is shown is what is sent.

        Undo gives the numbers back.
        """
        if not operation.number_kind or batch_id is None:
            return {}
        asked = self.wants(operation, [(key, draft.payloads[key]) for key in taken], options)
        try:
            return self._series.assign_each(asked, batch_id)
        except StoreError:
            self._journal.withdraw(batch_id)
            raise


def _operation(action: Action) -> Operation:
    if action not in OPERATIONS:
        raise ValueError(f"{action.value} is no bulk action")
    return OPERATIONS[action]


def _without_busy(facts: Facts) -> Facts:
    return replace(facts, is_busy=False)


def _told(options: ActionOptions) -> dict[str, Any]:
    """What the history shows of the options; what is sent stands in the payloads."""
    told: dict[str, Any] = {}
    for name in ("reason_code", "milestone", "remark"):
        if getattr(options, name):
            told[name] = getattr(options, name)
    return told


def _stopped(left: Left | None, action: Action) -> Outcome:
    """The outcome of a waiting record that may no longer be sent."""
    if left is None:
        return wording.GONE
    if left.reason is Reason.CANCELLED:
        return wording.CANCELLED_MEANWHILE
    return wording.not_allowed(left.reason, left.detail)


def _notes(
    operation: Operation, draft: _Draft, taken: Iterable[str], numbers: Mapping[str, str]
) -> list[tuple[str, Left]]:
    found: list[tuple[str, Left]] = []
    for key in taken:
        if key in draft.cautions:
            found.append((key, draft.cautions[key]))
        if key in draft.cases:
            found += [
                (key, note) for note in operation.notes(draft.cases[key], draft.payloads[key])
            ]
        warning = number_warning(numbers[key]) if key in numbers else NOTHING
        if warning:
            found.append((key, Left(Reason.NUMBER_STYLE, warning)))
    return found


def _grouped(
    found: Mapping[str, Left | None] | Iterable[tuple[str, Left]], labels: Mapping[str, str]
) -> tuple[LeftOut, ...]:
    """Those with the same reason together, the most frequent reason first."""
    groups: dict[Reason | None, list[tuple[str, Msg]]] = {}
    pairs = found.items() if isinstance(found, Mapping) else found
    for shipment_id, left in pairs:
        reason, detail = (left.reason, left.detail) if left else (None, NOTHING)
        groups.setdefault(reason, []).append((shipment_id, detail))
    made = [_left_out(reason, rows, labels) for reason, rows in groups.items()]
    return tuple(sorted(made, key=lambda group: -group.count))


def _left_out(
    reason: Reason | None, rows: Sequence[tuple[str, Msg]], labels: Mapping[str, str]
) -> LeftOut:
    ids = tuple(shipment_id for shipment_id, _ in rows)
    if reason is None:
        return LeftOut(_UNKNOWN_ORDER, Msg("Press Refresh."), ids)
    details = tuple((labels.get(key, key), detail) for key, detail in rows if detail)
    if is_shared(reason):
        said = ", ".join(dict.fromkeys(in_words(detail) for _, detail in details))
        return LeftOut(why(reason, said), next_step(reason), ids, reason)
    return LeftOut(why(reason), next_step(reason), ids, reason, details)
