"""The password safe of the system: a made-up entry is kept, read and removed."""

from __future__ import annotations

from konnect_desktop.password_safe import SERVICE, PasswordSafe, SafeFailed, Trouble
from konnect_desktop.selftest.results import Result, failed, ok, warning

#: Apart from the seller's own entries, which are neither read nor moved.
_SERVICE = f"{SERVICE} self-test"
_ENTRY = "made up"
#: As long as the longest entry of the app; Windows takes 2,560 bytes of UTF-16.
_TEXT = "self-test " * 128
#: A safe may take long to load on a busy computer; one that waits for a person takes for ever.
_PATIENCE_S = 10.0


def look_at_safe(patience_s: float = _PATIENCE_S) -> Result:
    """Whether a Token can be kept. Nothing of the seller is asked for."""
    safe = PasswordSafe(_SERVICE)
    kind = ""
    try:
        kind = safe.kind(patience_s)
        safe.write(_ENTRY, _TEXT, patience_s)
        safe.remove(_ENTRY, patience_s)
    except SafeFailed as error:
        return _words(error.trouble, kind)
    return ok("It keeps, gives and forgets an entry", safe=kind, letters=len(_TEXT))


def _words(trouble: Trouble, kind: str) -> Result:
    if trouble is Trouble.MISSING:
        return warning(
            "This computer has no safe place for the Token, so it is kept until the app closes.",
            "Switch on the password safe of this computer: Credential Manager, Keychain, or a "
            "keyring such as GNOME Keyring or KWallet.",
        )
    if trouble is Trouble.SILENT:
        return failed(
            "The password safe does not answer; it may wait for you behind another window.",
            "Unlock the password safe of this computer, then run the check again.",
            safe=kind,
        )
    return failed(
        "The password safe refuses: it is locked, or does not allow the app to use it.",
        "Unlock the password safe of this computer, then run the check again.",
        safe=kind,
    )
