"""Who signs in, and what each step of the test found."""

from __future__ import annotations

from dataclasses import dataclass, field


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
