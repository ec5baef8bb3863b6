"""A look at lock and status right before pack and dispatch (docs/konnect-api.md 10.2 and 12)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Sequence

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.shipments import ShipmentInfo
from konnect_desktop.errors import ApiError, Offline, SignInRefused
from konnect_desktop.services import wording
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.operations import OPERATIONS
from konnect_desktop.services.sweeping import Ingest, Rereader, Sweeper
from konnect_desktop.store.shipments import ShipmentStore

_log = logging.getLogger(__name__)
#: So many single reads that fail in a row end the looking: what is left is not sent.
_FAILURE_LIMIT = 3
CHECKED = frozenset({Action.GET_LABELS, Action.HAND_OVER})


class LastLook:
    """Finds the records that must not be sent any more, in one or two calls for any number."""

    def __init__(
        self, sweeper: Sweeper, ingest: Ingest, rereader: Rereader, store: ShipmentStore
    ) -> None:
        self._sweeper = sweeper
        self._ingest = ingest
        self._rereader = rereader
        self._store = store

    def freshen(self, ctx: TaskContext, ids: Sequence[str]) -> set[str]:
        """Bring status, items and lock of `ids` up to date; returns those that were read.

        Raises ApiError when the server cannot be asked.
        """
        seen = self._rereader.find(ctx, ids, self._statuses(ids)).seen & set(ids)
        for status in self._statuses(ids):
            self._read(ctx, status)
        return seen

    def _statuses(self, ids: Sequence[str]) -> list[str]:
        """The statuses of `ids`, most frequent first."""
        standings = self._store.standings(ids, is_last=True)
        return [status for status, _ in Counter(standings.values()).most_common()]

    def stopped(self, ctx: TaskContext, action: Action, ids: Sequence[str]) -> dict[str, Outcome]:
        """The shipments that must not be sent: locked, cancelled meanwhile, or not to be read.

        Raises Offline or SignInRefused when nobody can be asked: then nothing may be sent.
        """
        if action not in CHECKED or not ids:
            return {}
        try:
            return self._look(ctx, action, ids)
        except (Offline, SignInRefused):
            raise
        except ApiError as error:
            _log.warning("the look at all failed: %s", error)
            return self._look_at_each(ctx, ids)

    def _look_at_each(self, ctx: TaskContext, ids: Sequence[str]) -> dict[str, Outcome]:
        """The same by single reads, which carry status and lock, too."""
        seen: set[str] = set()
        failures = 0
        for shipment_id in ids:
            try:
                seen |= self._rereader.reread(ctx, [shipment_id]).seen
                failures = 0
            except (Offline, SignInRefused):
                raise
            except ApiError:
                failures += 1
            if failures == _FAILURE_LIMIT:
                break
        stopped: dict[str, Outcome] = {}
        facts = self._store.facts_each(ids)
        for shipment_id in ids:
            known = facts.get(shipment_id)
            if shipment_id not in seen:
                stopped[shipment_id] = wording.NOT_READ_BEFORE
            elif known is None:
                stopped[shipment_id] = wording.GONE
            elif known.status == states.CANCELLED:
                stopped[shipment_id] = wording.CANCELLED_MEANWHILE
            elif known.lock is states.Lock.FULL:
                stopped[shipment_id] = wording.not_allowed(Reason.LOCKED)
        return stopped

    def _look(self, ctx: TaskContext, action: Action, ids: Sequence[str]) -> dict[str, Outcome]:
        stopped: dict[str, Outcome] = {}
        missing = set(ids)
        for status in OPERATIONS[action].effect.before:
            for info in self._read(ctx, status):
                if info.id in missing and states.fits(info.status, status):
                    missing.discard(info.id)
                    # Packing and hand-over are stopped by a full lock only (section 12).
                    if info.lock is states.Lock.FULL:
                        stopped[info.id] = wording.not_allowed(Reason.LOCKED)
        if missing:
            cancelled = {
                info.id
                for info in self._read(ctx, states.CANCELLED)
                if info.id in missing and states.fits(info.status, states.CANCELLED)
            }
            stopped |= dict.fromkeys(cancelled, wording.CANCELLED_MEANWHILE)
            self._show(ctx, cancelled)
        return stopped

    def _show(self, ctx: TaskContext, ids: Collection[str]) -> None:
        """Let the table show them as cancelled, too; what was found stands without it."""
        try:
            self._rereader.reread(ctx, ids)
        except SignInRefused:
            raise
        except ApiError:
            return

    def _read(self, ctx: TaskContext, status: str) -> list[ShipmentInfo]:
        infos, read_seq = self._sweeper.informed(ctx, status)
        self._ingest.take_info(infos, read_seq)
        return infos
