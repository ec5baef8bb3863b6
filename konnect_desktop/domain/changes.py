"""What a piece of work altered, so that the screens know what to read again."""

from __future__ import annotations

from dataclasses import dataclass

from konnect_desktop.domain.say import NOTHING, Msg, together


@dataclass(frozen=True, slots=True)
class Changes:
    """Announced once by whoever changed something; merged when several arrive together."""

    shipment_ids: frozenset[str] = frozenset()
    #: Counts, lanes or lists may differ although no particular shipment is named.
    counts: bool = False
    documents: bool = False
    batches: bool = False
    sync: bool = False
    #: Something was asked about parcels on their way.
    tracking: bool = False
    #: Whether this computer's clock is right is known, or has changed.
    clock: bool = False
    #: What a person should be told, once.
    news: Msg = NOTHING

    def merged(self, other: Changes) -> Changes:
        """Both sets of changes as one."""
        return Changes(
            self.shipment_ids | other.shipment_ids,
            self.counts or other.counts,
            self.documents or other.documents,
            self.batches or other.batches,
            self.sync or other.sync,
            self.tracking or other.tracking,
            self.clock or other.clock,
            together(*dict.fromkeys((self.news, other.news))),
        )

    def __bool__(self) -> bool:
        flags = (self.counts, self.documents, self.batches, self.sync, self.tracking, self.clock)
        return bool(self.shipment_ids or self.news) or any(flags)
