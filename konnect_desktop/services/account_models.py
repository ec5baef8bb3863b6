"""Who signs in, and what each step of the test found."""

from __future__ import annotations

from dataclasses import dataclass, field

from konnect_desktop.password_safe import Trouble

__all__ = ["AccountFacts", "ConnectionStep", "SignInForm", "SignedOut", "Trouble"]


@dataclass(frozen=True, slots=True)
class SignInForm:
    """What the sign-in window asks for."""

    base_url: str
    username: str
    secret: str = field(repr=False)
    level: str = "location"
    location_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConnectionStep:
    """One step of Test connection, in words."""

    name: str
    ok: bool
    message: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """Who is signed in, and where."""

    profile: str
    base_url: str = ""
    username: str = ""
    level: str = "location"
    location_codes: tuple[str, ...] = ()
    is_practice: bool = False
    is_signed_in: bool = False
    #: In words: where the Token is kept.
    kept_text: str = ""
    #: Why the Token of this session is not in the system's safe, if it was tried.
    trouble: Trouble | None = None
    #: Whether a Token that nobody uses any more may lie in the system's safe.
    is_token_left: bool = False
    #: Whether the system's safe did not give the Token of the account.
    is_safe_closed: bool = False

    @property
    def can_sign_out(self) -> bool:
        """Whether there is anybody to sign out, be it that the safe is closed just now."""
        return (self.is_signed_in or self.is_safe_closed) and not self.is_practice


@dataclass(frozen=True, slots=True)
class SignedOut:
    """The session is over; whether the system's safe gave the Token up."""

    #: None: nothing of it is left on this computer.
    trouble: Trouble | None
    #: How the system names the entry that is left, for removing it by hand.
    service: str
    entry: str
    #: False: the disk did not take it, so the next start may use what is left.
    is_written: bool = True
