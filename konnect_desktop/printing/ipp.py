"""One question to CUPS in its own language (IPP, RFC 8011): what became of a job?

`lpstat` shows a job that was cancelled and one that came out alike; this answer tells them
apart, and how many sheets are done.
"""

from __future__ import annotations

import getpass
import http.client
import socket
import struct
from dataclasses import dataclass

from konnect_desktop.errors import PrintFailed

_TIMEOUT_S = 5.0
_GET_JOB_ATTRIBUTES = 0x0009
_OPERATION, _END = 0x01, 0x03
_CHARSET, _LANGUAGE, _URI, _NAME, _KEYWORD = 0x47, 0x48, 0x45, 0x42, 0x44
#: The first two bytes of an answer's status below this are a success.
_CLIENT_ERROR = 0x0400
_NOT_FOUND = 0x0406
_WANTED = (
    "job-state",
    "job-state-reasons",
    "job-printer-state-message",
    "job-media-sheets-completed",
)


@dataclass(frozen=True, slots=True)
class JobAnswer:
    """`state` as RFC 8011 numbers it: 3 pending, 4 held, 5 processing, 6 stopped, 7 cancelled,
    8 aborted, 9 completed; 0 when the server does not know the job."""

    state: int
    reasons: tuple[str, ...] = ()
    message: str = ""
    sheets_done: int = 0


def ask(server: str, number: int) -> JobAnswer:
    """Ask about job `number`. `server` is host:port, or the path of a socket.

    Raises PrintFailed when there is no such answer.
    """
    try:
        connection = _connection(server)
        try:
            connection.request("POST", "/", _question(number), {"Content-Type": "application/ipp"})
            response = connection.getresponse()
            body = response.read(1_000_000)
        finally:
            connection.close()
        if response.status != 200:
            raise PrintFailed(detail=f"IPP: HTTP {response.status}")
        return _read(body)
    except (OSError, http.client.HTTPException, struct.error, IndexError) as error:
        raise PrintFailed(
            "The print queue does not answer, so it is not known whether the job came out.",
            next_step="Look at the printer.",
            detail=f"IPP: {type(error).__name__}",
        ) from error


def _connection(server: str) -> http.client.HTTPConnection:
    if not server.startswith("/"):
        return http.client.HTTPConnection(server, timeout=_TIMEOUT_S)
    connection = http.client.HTTPConnection("localhost", timeout=_TIMEOUT_S)
    # AF_UNIX is not there on Windows, where nothing of this runs.
    channel = socket.socket(getattr(socket, "AF_UNIX"), socket.SOCK_STREAM)  # noqa: B009
    channel.settimeout(_TIMEOUT_S)
    channel.connect(server)
    connection.sock = channel
    return connection


def _question(number: int) -> bytes:
    parts = [struct.pack(">BBHIB", 1, 1, _GET_JOB_ATTRIBUTES, 1, _OPERATION)]
    parts.append(_attribute(_CHARSET, "attributes-charset", "utf-8"))
    parts.append(_attribute(_LANGUAGE, "attributes-natural-language", "en"))
    parts.append(_attribute(_URI, "job-uri", f"ipp://localhost/jobs/{number}"))
    parts.append(_attribute(_NAME, "requesting-user-name", getpass.getuser()))
    for place, name in enumerate(_WANTED):
        # More values of the same attribute come without a name.
        parts.append(_attribute(_KEYWORD, "" if place else "requested-attributes", name))
    parts.append(bytes([_END]))
    return b"".join(parts)


def _attribute(tag: int, name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode()
    return struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(text)) + text


def _read(body: bytes) -> JobAnswer:
    _major, _minor, status, _request = struct.unpack_from(">BBHI", body)
    if status == _NOT_FOUND:
        return JobAnswer(0)
    if status >= _CLIENT_ERROR:
        raise PrintFailed(detail=f"IPP: status {status:#06x}")
    found = _attributes(body)
    reasons = found.get("job-state-reasons", [])
    return JobAnswer(
        state=_number(found.get("job-state")),
        reasons=tuple(value.decode("utf-8", "replace") for value in reasons),
        message=b"".join(found.get("job-printer-state-message", [])).decode("utf-8", "replace"),
        sheets_done=_number(found.get("job-media-sheets-completed")),
    )


def _number(values: list[bytes] | None) -> int:
    if not values or len(values[0]) != 4:
        return 0
    (number,) = struct.unpack(">i", values[0])
    return int(number)


def _attributes(body: bytes) -> dict[str, list[bytes]]:
    """Every attribute's values as they came; attributes of one name are put together."""
    found: dict[str, list[bytes]] = {}
    place, name = 8, ""
    while body[place] != _END:
        tag = body[place]
        place += 1
        if tag < 0x10:  # the beginning of another group
            continue
        (length,) = struct.unpack_from(">H", body, place)
        key = body[place + 2 : place + 2 + length].decode("utf-8", "replace")
        place += 2 + length
        (size,) = struct.unpack_from(">H", body, place)
        name = key or name
        found.setdefault(name, []).append(body[place + 2 : place + 2 + size])
        place += 2 + size
    return found
