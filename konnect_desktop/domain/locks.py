"""What a lock at Fynd means, in plain words (docs/konnect-api.md 12)."""

from __future__ import annotations

from konnect_desktop.domain.say import NOTHING, Msg
from konnect_desktop.domain.states import Lock

#: What Fynd calls a lock -> what is said of it.
_KINDS = {
    "complete": Msg("Locked by Fynd (complete): no step can be taken."),
    "operational": Msg("Locked by Fynd (operational): no packing, handing over or cancelling."),
    "financial": Msg("Locked by Fynd (financial): no invoice and no credit note."),
}
#: Values that only say that there is a lock.
_BARE = frozenset({"true", "yes", "1", "locked"})
#: Konnect publishes no call that unlocks.
NEXT_STEP = Msg("Clear the lock in the Fynd panel, then press Check status.")


def lock_name(raw: str) -> Msg:
    """Locked by Fynd (operational), without a full stop; `raw`: what Fynd calls the lock."""
    kind = raw.strip()
    if not kind or kind.casefold() in _BARE:
        return Msg("Locked by Fynd")
    known = kind.casefold() if kind.casefold() in _KINDS else kind
    return Msg("Locked by Fynd ({kind})", {"kind": known})


def lock_words(lock: Lock, raw: str) -> Msg:
    """Locked by Fynd (operational): no packing, …; nothing when free. Unknown values stand raw."""
    if lock is Lock.FREE:
        return NOTHING
    kind = raw.strip()
    if kind.casefold() in _KINDS:
        return _KINDS[kind.casefold()]
    is_money = lock is Lock.FINANCIAL
    if not kind or kind.casefold() in _BARE:
        return Msg(
            "Locked by Fynd: no invoice and no credit note."
            if is_money
            else "Locked by Fynd: no step can be taken."
        )
    return Msg(
        "Locked by Fynd ({kind}): no invoice and no credit note."
        if is_money
        else "Locked by Fynd ({kind}): no step can be taken.",
        {"kind": kind},
    )
