"""Whose the bar codes of a paper are: the courier reads them, whatever its words say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from konnect_desktop.documents.glued import cores
from konnect_desktop.documents.identifiers import IdIndex, owners_of, says_awb
from konnect_desktop.documents.matching import id_words
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.services import paper_words
from konnect_desktop.services.paper_models import LABEL, Kind
from konnect_desktop.store.documents import DocumentStore


class BarGate:
    """Lets no paper be kept for an order whose bars say something else."""

    def __init__(
        self, kind: Kind, documents: DocumentStore, owners: Callable[[Sequence[str]], set[str]]
    ) -> None:
        """`owners`: the shipments, of all that are known, that any of these words belongs to."""
        self._kind = kind
        self._documents = documents
        self._owners = owners

    def trouble(
        self,
        shipment: Shipment,
        codes: Sequence[str],
        index: IdIndex,
        names: Mapping[str, str],
        *,
        is_sure: bool,
    ) -> str:
        """Why the bars say that this is not the paper of this order as it is now; "" if not.

        The courier reads the bars, whatever the words say, and every one of them. `is_sure`: an
        id of its own was read on a page, not just the number of an order that may have several
        shipments.
        """
        bars = [index.find_in_code(code) for code in codes]
        # Two shipments may travel under one AWB.
        sets = [owners_of(hits) for hits in bars]
        others = {one for owners in sets if shipment.id not in owners for one in owners}
        if others:
            return self.not_its_own(shipment, others, names)
        unknown = [code for code, hits in zip(codes, bars, strict=True) if not hits]
        if unknown:
            words = {*id_words("\n".join(unknown)), *cores("\n".join(unknown))}
            known = self._owners(sorted(words)) - {shipment.id}
            if known:
                return self.not_its_own(shipment, known, names)
        if any((shipment.id, "awb") in hits for hits in bars):
            return ""
        if self._kind != LABEL or _says_awb(codes, shipment.awb_numbers):
            return ""
        held = self._documents.get([shipment.id], LABEL).get(shipment.id)
        old = held.awb_text if held is not None and held.is_stale else ""
        if old and _says_awb(codes, old.split(", ")):
            return f"Fynd still sends the label with the old AWB {old}. Try again in some minutes."
        is_other = shipment.awb_numbers and not all(bars)
        return paper_words.strange(self._kind) if is_other and not is_sure else ""

    def not_its_own(
        self, shipment: Shipment, shown: Collection[str], names: Mapping[str, str]
    ) -> str:
        """Why a paper that shows these shipments is not this one's."""
        if not set(shown) - {shipment.id}:
            return paper_words.strange(self._kind)
        own = shipment.marketplace_order_id or shipment.id
        others = sorted(names.get(one, one) for one in shown if one != shipment.id)
        return paper_words.mixed(self._kind, [own, *others])


def _says_awb(codes: Sequence[str], awbs: Sequence[str]) -> bool:
    return any(says_awb(code, awb) for code in codes for awb in awbs)
