"""In words: where the Token lies, and how to remove one that stayed in the system's safe."""

from __future__ import annotations

import sys

from konnect_desktop.services.account_models import AccountFacts, SignedOut, Trouble

_SAFES = {
    "win32": "the Credential Manager of Windows",
    "darwin": "the keychain of this Mac",
}
_NOT_SAVED = {
    Trouble.REFUSED: "The password safe of this computer refused to keep the Token",
    Trouble.SILENT: "The password safe of this computer does not answer",
    Trouble.MISSING: "This computer has no safe place for the Token",
}
_WHY_LEFT = {
    Trouble.REFUSED: "Removing it was refused.",
    Trouble.SILENT: "No answer came: it may be locked, or wait for you behind another window.",
    Trouble.MISSING: "It cannot be reached just now.",
}


def safe_name(system: str = sys.platform) -> str:
    """What the system calls its password safe."""
    return _SAFES.get(system, "the password safe of this computer")


def where_kept(facts: AccountFacts) -> str:
    """Where the Token of the account lies."""
    if facts.trouble is None:
        return facts.kept_text
    why = _NOT_SAVED[facts.trouble]
    text = f"{why}: it is kept until the app closes, then the app asks again."
    if facts.is_token_left:
        text += " A former Token may still be there; the app does not use it."
    return text


def signed_out(facts: AccountFacts) -> str:
    """Where the Token is while nobody is signed in."""
    if facts.is_safe_closed:
        return f"Not signed in: {safe_name()} did not give the Token. It may be locked."
    if facts.is_token_left:
        return f"Signed out: the Token may still be in {safe_name()}. The app does not use it."
    return "Signed out: the Token is not kept."


def left(result: SignedOut, system: str = sys.platform) -> tuple[str, str]:
    """Heading and text for a Token that stayed in the safe."""
    assert result.trouble is not None
    safe = safe_name(system)
    lines = [
        _WHY_LEFT[result.trouble],
        "The app does not use the Token any more and asks for it at the next start."
        if result.is_written
        else "This could not be written down, so the next start may use the Token again.",
        f"Try again, or remove it yourself: {_by_hand(result, system)}",
    ]
    heading = f"You are signed out, but the Token may still be in {safe}"
    return heading, "\n\n".join(lines)


def left_after_removal(result: SignedOut, system: str = sys.platform) -> str:
    """The same once nothing else of the account is left on this computer."""
    return (
        f"The Token may still be in {safe_name(system)}, and the app does not use it. "
        f"To remove it yourself, {_by_hand(result, system)}"
    )


def _by_hand(result: SignedOut, system: str) -> str:
    service, entry = result.service, result.entry
    if system == "win32":
        return (
            "open Control Panel, Credential Manager, Windows Credentials. Remove the entry "
            f"“{service}” or “{entry}@{service}” whose user name is “{entry}”."
        )
    if system == "darwin":
        return (
            f"open Keychain Access, search for “{service}”, and delete the entry whose account "
            f"is “{entry}”."
        )
    return (
        f"open Passwords and Keys (Seahorse), search for “{service}”, and delete the entry "
        f"“Password for '{entry}' on '{service}'”. In KWalletManager it is the entry “{entry}” "
        f"in the folder “{service}”."
    )
