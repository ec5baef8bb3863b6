"""What a lock at Fynd means, in plain words (docs/konnect-api.md 12)."""

from __future__ import annotations

from konnect_desktop.domain.states import Lock

_KINDS = {
    "complete": "no step can be taken",
    "operational": "no packing, handing over or cancelling",
    "financial": "no invoice and no credit note",
}
#: Values that only say that there is a lock.
_BARE = frozenset({"true", "yes", "1", "locked"})
#: Konnect publishes no call that unlocks.
NEXT_STEP = "Clear the lock in the Fynd panel, then press Check status."


def lock_words(lock: Lock, raw: str) -> str:
    """Locked by Fynd (operational): no packing, …; "" when free. Unknown values stand raw."""
    if lock is Lock.FREE:
        return ""
    kind = raw.strip()
    if kind.casefold() in _KINDS:
        return f"Locked by Fynd ({kind.casefold()}): {_KINDS[kind.casefold()]}."
    what = _KINDS["financial"] if lock is Lock.FINANCIAL else "no step can be taken"
    named = f" ({kind})" if kind and kind.casefold() not in _BARE else ""
    return f"Locked by Fynd{named}: {what}."
