"""Every error the app raises on purpose, in the words the seller reads.

`message` says what happened and what was not done; `next` says what to press;
`detail` is the small grey line for support (call, code, HTTP status): never a credential,
never a buyer's data.
"""

from __future__ import annotations

from konnect_desktop.domain import say
from konnect_desktop.domain.say import Msg


class KonnectError(Exception):
    """Base of all errors that have words for the seller."""

    user_message = "Something went wrong."
    next_step = ""

    def __init__(
        self, user_message: str | Msg = "", *, next_step: str | Msg = "", detail: str = ""
    ) -> None:
        self.message = say.of(user_message or type(self).user_message)
        self.next = say.of(next_step or type(self).next_step)
        # In English, for the log and for whoever has no window.
        self.user_message = say.in_words(self.message)
        self.next_step = say.in_words(self.next)
        self.detail = detail
        super().__init__(self.user_message)


class ApiError(KonnectError):
    """A call to Konnect that gave no usable answer.

    `maybe_applied` is True when the server may have done what a write asked for:
    the outcome is unknown and must be read back, never sent again blindly.
    """

    def __init__(
        self,
        user_message: str | Msg = "",
        *,
        next_step: str | Msg = "",
        detail: str = "",
        maybe_applied: bool = False,
    ) -> None:
        super().__init__(user_message, next_step=next_step, detail=detail)
        self.maybe_applied = maybe_applied


class Offline(ApiError):
    """No connection could be made, or it broke."""

    user_message = "Konnect could not be reached."
    next_step = "Check the internet connection; the app tries again by itself."


class HostNotFound(Offline):
    """The host name does not resolve."""

    user_message = "No server was found under this address."
    next_step = "Check the base URL for typing mistakes, and the internet connection."


class CutOff(Offline):
    """Konnect was reached, but the connection broke before the whole answer had come."""

    user_message = "The connection broke before the whole answer had come."


class ProxyTrouble(Offline):
    """The proxy of this network is at fault, not Konnect; nothing was sent to Konnect."""

    user_message = "The proxy of this network did not let the call through."
    next_step = "Check Settings → Network, or ask whoever looks after this network."


class ProxyWantsPassword(ProxyTrouble):
    """407, and no user name and password are known."""

    user_message = "The proxy of this network wants a user name and password."
    next_step = (
        "Type them in Settings → Network, under This proxy. Whoever looks after this network "
        "knows them."
    )


class ProxyPasswordWrong(ProxyTrouble):
    """407 in spite of a user name and password."""

    user_message = "The proxy of this network did not accept the user name and password."
    next_step = "Correct them in Settings → Network, under This proxy."


class ProxySignInUnknown(ProxyTrouble):
    """407, and the proxy takes no plain user name and password (NTLM, Negotiate)."""

    user_message = "The proxy of this network wants a Windows sign-in, which the app cannot do."
    next_step = "Ask whoever looks after this network to let the app through without it."


class ProxyUnreachable(ProxyTrouble):
    """Nobody listens there, or no answer comes."""

    user_message = "The proxy of this network does not answer, so Konnect was not asked."
    next_step = (
        "Check host and port in Settings → Network; if they are right, ask whoever looks after "
        "this network."
    )


class ProxyNotFound(ProxyTrouble):
    """The proxy's name does not resolve."""

    user_message = "No proxy was found under its name, so Konnect was not asked."
    next_step = "Check the host in Settings → Network; away from the office choose No proxy there."


class ProxyRefuses(ProxyTrouble):
    """The proxy may not or will not connect to Konnect."""

    user_message = "The proxy of this network does not allow connections to Konnect."
    next_step = "Ask whoever looks after this network to allow the address of Konnect."


class ProxyFailed(ProxyTrouble):
    """The proxy tried and did not reach the server."""

    user_message = "The proxy of this network could not reach Konnect."
    next_step = "Check the base URL; try again in a few minutes, or ask about the proxy."


class NotAProxy(ProxyTrouble):
    """Something else answers at the proxy's address."""

    user_message = "What answers at the address of the proxy is no proxy."
    next_step = "Check host and port in Settings → Network."


class ProxyKindUnknown(ProxyTrouble):
    """SOCKS and other kinds."""

    user_message = "The proxy of this network is of a kind (SOCKS) that the app cannot use."
    next_step = "Type the network's HTTP proxy in Settings → Network, or choose No proxy there."


class ProxyAddressWrong(ProxyTrouble):
    """What is set as a proxy is no address of one."""

    user_message = "The address of the proxy cannot be read."
    next_step = "Correct it in Settings → Network, under This proxy."


class BadCertificate(ApiError):
    """The server could not prove who it is."""

    user_message = "The server's security certificate is not valid, so nothing was sent."
    next_step = "Check the base URL and this computer's date; ask Fynd if both are right."


class CertificateUnknown(BadCertificate):
    """Signed by an authority that this computer does not know, or by itself."""

    user_message = (
        "The server's certificate is signed by somebody whom this computer does not know, so "
        "nothing was sent."
    )
    next_step = (
        "A company network or an antivirus program may stand in between: choose its certificate "
        "file in Settings → Network. On a public network, use another connection."
    )


class CertificateExpired(BadCertificate):
    """Its time is over, by the clock of this computer."""

    user_message = (
        "The server's security certificate is out of date by this computer's clock, so nothing "
        "was sent."
    )
    next_step = "Check the date and time of this computer; if they are right, ask Fynd."


class CertificateEarly(BadCertificate):
    """Its time has not come, by the clock of this computer, which is therefore wrong."""

    user_message = (
        "The server's security certificate is not valid yet by this computer's clock, so nothing "
        "was sent."
    )
    next_step = "Set the date and time of this computer right, then try again."


class CertificateOfAnother(BadCertificate):
    """It is the certificate of another name."""

    user_message = (
        "The security certificate belongs to another server than the one asked for, so nothing "
        "was sent."
    )
    next_step = "Check the base URL; on a public network, sign in to the network first."


class AuthorityFileUnread(BadCertificate):
    """The certificate file of the settings cannot be used."""

    user_message = "The certificate file of the settings cannot be read, so nothing was sent."
    next_step = "Choose it again in Settings → Network, or take it out there."


class TimedOut(ApiError):
    """The answer did not come in time."""

    user_message = "Konnect did not answer in time."
    next_step = "The app looks up what happened; try again after that."


class RateLimited(ApiError):
    """429 in spite of waiting."""

    user_message = "Konnect asks us to slow down."
    next_step = "Wait a minute and retry."

    def __init__(
        self, user_message: str | Msg = "", *, retry_after: float = 0.0, detail: str = ""
    ) -> None:
        super().__init__(user_message, detail=detail)
        self.retry_after = retry_after


class ServerFailed(ApiError):
    """5xx, or a 4xx that docs/konnect-api.md does not explain."""

    user_message = "Konnect has a fault of its own."
    next_step = "Try again in a few minutes."

    def __init__(
        self,
        user_message: str | Msg = "",
        *,
        status: int = 0,
        next_step: str | Msg = "",
        detail: str = "",
        maybe_applied: bool = False,
    ) -> None:
        super().__init__(
            user_message, next_step=next_step, detail=detail, maybe_applied=maybe_applied
        )
        self.status = status


class NotKonnect(ApiError):
    """Something answered, but not in Konnect's language (HTML, a captive portal)."""

    user_message = "The answer did not come from Konnect."
    next_step = "Check the base URL; on a public network, sign in to the network first."


class BadRequest(ApiError):
    """400: the server did not accept the form of the call."""

    user_message = "Konnect did not accept this request."
    next_step = "Nothing was changed. Make a support file and send it to us."


class LocationNeeded(BadRequest):
    """A company-level token asked for orders without a location code."""

    user_message = "This account covers several locations, so Konnect wants a location code."
    next_step = "Open the account settings, choose Company level and add your location codes."


class LocationForbidden(ApiError):
    """403: the token does not cover the location."""

    user_message = "This account may not see that location."
    next_step = "Check the location codes in the account settings; commas go between them."


class SignInRefused(ApiError):
    """Username or token is wrong, or the renewal was refused."""

    user_message = "Konnect refused this Username and Token."
    next_step = "Copy both again from the Konnect extension and sign in."


class AnswerTooLarge(ApiError):
    """The answer passed the size ceiling and was cut off by us."""

    user_message = "The answer was far too large, so it was not read."
    next_step = "Try again with fewer orders."


class RedirectRefused(ApiError):
    """The server pointed the call elsewhere; the token stays where it is."""

    user_message = "The server pointed to another address, so nothing more was sent."
    next_step = "Check the base URL."


class PrivateAddress(ApiError):
    """A link of the server leads into a network of somebody's own."""

    user_message = "The link leads into a private network, so nothing was fetched."
    next_step = "Print the document from the Fynd panel."


class InsecureAddress(KonnectError):
    """Plain HTTP to anything but this computer."""

    user_message = "The address must begin with https://, so that your Token stays secret."
    next_step = "Change http:// to https:// in the base URL."


class TooManyRecords(ValueError):
    """A caller passed more than 20 records; splitting is the service's job (a bug, not words)."""


class StoreError(KonnectError):
    """The data file could not be used."""

    user_message = "The app's data file could not be used."
    next_step = "Restart the app; if it stays, make a support file."


class DiskFull(StoreError):
    """No space left where the data lives."""

    user_message = "The disk is full, so the last step was not saved."
    next_step = "Free some space, then press Try again. Nothing that was saved is lost."


class NewerDatabase(StoreError):
    """The data file was written by a newer version of the app."""

    user_message = "Your data was saved by a newer version of Konnect Desktop."
    next_step = "Install the newest version. Your data was not touched."


class AlreadyRunning(KonnectError):
    """Another window of the app uses this data folder."""

    user_message = "Konnect Desktop is already open for this account."
    next_step = "Use the window that is open. If you see none, restart the computer."


class DocumentError(KonnectError):
    """A label or invoice that cannot be used."""

    user_message = "This document cannot be read."
    next_step = "Fetch it again; if it stays, print it from the Fynd panel."


class SheetError(KonnectError):
    """A CSV or XLSX file that cannot be read as a table."""

    user_message = "This file cannot be read as a table, so nothing was imported."
    next_step = "Open it in your spreadsheet program and save it as XLSX or CSV."


class PrintFailed(KonnectError):
    """The printer did not take the job."""

    user_message = "The printer did not take the job."
    next_step = "Check the printer, or save as PDF."


class PrintDoubtful(PrintFailed):
    """The printer was given all of it, and then nothing was heard: it may come out."""

    user_message = "It is not known whether the printer took the job."
    next_step = "Look at the printer before you print again."


class CredentialsUnavailable(KonnectError):
    """No place to keep secrets on this computer."""

    user_message = "This computer has no safe place for the Token."
    next_step = "You stay signed in until the app closes; then it asks again."


class PinNeeded(KonnectError):
    """Somebody at the desk has to type a PIN first; nothing was done. `gate`: what asks."""

    user_message = "This needs a PIN, so nothing was done."
    next_step = "Press it again, choose your name and type your PIN."

    def __init__(self, gate: str) -> None:
        super().__init__()
        self.gate = gate


class NotTracked(ApiError):
    """The server has no tracking for this parcel."""

    user_message = "Fynd has no tracking for this parcel yet."
    next_step = "Try again after the courier has scanned it."
