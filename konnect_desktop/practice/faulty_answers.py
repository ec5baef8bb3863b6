"""From an answer to the bytes that go out, through the faults that are planned for it."""

from __future__ import annotations

import base64
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from konnect_desktop.practice import mangle
from konnect_desktop.practice.faults import Fault, FaultPlan
from konnect_desktop.practice.model import SimShipment
from konnect_desktop.practice.routes import PATHS, Answer, Call

if TYPE_CHECKING:
    from konnect_desktop.practice.server import PracticeServer
    from konnect_desktop.practice.transport import HttpListener

JSON = "application/json"
PDF = "application/pdf"
_HTML = b"<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>%s</h1></body></html>"
_MOST_FILES = 500
PATH_OF = {call: path for (_, path), call in PATHS.items()}


class Cut(Exception):
    """The line is to be cut without an answer."""


@dataclass(slots=True)
class Sent:
    """What goes on the wire. `length` None sends no Content-Length; `close` ends the line."""

    status: int
    body: bytes
    content_type: str = JSON
    length: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    close: bool = False
    drip_s: float = 0.0
    #: Statuses of interim answers that go out before; 101 is the end of it.
    interim: tuple[int, ...] = ()

    @classmethod
    def of(cls, status: int, body: bytes, content_type: str = JSON) -> Sent:
        return cls(status, body, content_type, len(body))

    @classmethod
    def json(cls, status: int, payload: Any) -> Sent:
        # Half a pair has no bytes in UTF-8: it goes out as JSON escapes it.
        text = json.dumps(payload, ensure_ascii=False)
        return cls.of(status, text.encode(errors="backslashreplace"))


class Sender:
    """Turns answers into bytes; keeps the documents that are handed out by link."""

    def __init__(self, plan: FaultPlan, listener: HttpListener) -> None:
        self._plan = plan
        self._listener = listener
        self._files: dict[str, bytes] = {}
        #: Calls that are applied late: requests still to be answered before, and the call.
        self._late: list[tuple[int, Call]] = []
        self._late_guard = threading.Lock()

    def file(self, path: str) -> Sent:
        """A document handed out by link; needs no token."""
        body = self._files.get(path)
        if body is None:
            return Sent.json(404, {"status": "FAILED", "message": "No such file"})
        return Sent.of(200, body, PDF)

    def answer(
        self,
        call: Call,
        ids: tuple[str, ...],
        apply: Callable[[Call], Answer],
        practice: PracticeServer,
    ) -> Sent:
        """Apply the call unless a fault stops it. Raises Cut when the line is to be cut."""
        faults = self._plan.for_request(call.name, ids)
        if "no-paging" in faults:
            call.query.pop("pageNumber", None)
        if "late" in faults:
            with self._late_guard:
                self._late.append((int(faults["late"].value or 1), call))
            raise Cut
        if "late-by" in faults:
            seconds = self._plan.seconds(faults["late-by"], 14)
            practice.world.later(seconds, lambda: apply(call))
            raise Cut
        early = self._before(call, faults)
        if early is not None:
            return early
        answer = apply(call)
        for overdue in self._overdue():
            apply(overdue)
        if "moving-rows" in faults:
            self._move_rows(call, faults["moving-rows"], practice)
        if answer.papers is not None:
            sent = self._papers(call.name, answer.papers, faults, practice)
        else:
            payload, status = mangle.bend(call.name, answer.payload, answer.status, faults)
            sent = Sent.json(status, payload)
        return self._after(sent, faults)

    def _overdue(self) -> list[Call]:
        """One more request was answered: the late calls that are applied after it."""
        with self._late_guard:
            waiting = [(left - 1, call) for left, call in self._late]
            self._late = [pair for pair in waiting if pair[0] > 0]
        return [call for left, call in waiting if left <= 0]

    def _before(self, call: Call, faults: dict[str, Fault]) -> Sent | None:
        if "hang-before" in faults:
            self._hang(faults["hang-before"])
        if "drop-before" in faults:
            raise Cut
        if "429" in faults:
            sent = Sent.json(429, {"status": "FAILED", "message": "Too many requests"})
            retry = _retry_after(faults["429"].value)
            if retry:
                sent.headers["Retry-After"] = retry
            return sent
        for kind in ("500", "502", "503"):
            if kind in faults:
                return _server_error(int(kind), faults[kind].value)
        if "html-before" in faults:
            return _page()
        if "redirect" in faults:
            sent = Sent.of(307, b"", "text/plain")
            other = self._listener.url.replace("127.0.0.1", "localhost")
            sent.headers["Location"] = faults["redirect"].value or other + PATH_OF[call.name]
            return sent
        if "expired" in faults:
            text = "Access token is missing or expired"
            return Sent.json(401, {"status": "FAILED", "message": text})
        return None

    def _after(self, sent: Sent, faults: dict[str, Fault]) -> Sent:
        if "hang-after" in faults:
            self._hang(faults["hang-after"])
        if "drop-after" in faults:
            raise Cut
        if "html" in faults:
            return _page()
        sent = _out_of_protocol(sent, faults)
        if "huge" in faults:
            size = int(faults["huge"].seconds(16) * 1_000_000)
            sent.body = sent.body + b" " * size
            sent.length = len(sent.body)
        if "truncate" in faults or "truncate-close" in faults:
            sent.length = len(sent.body) if "truncate" in faults else None
            sent.body = sent.body[: len(sent.body) // 2]
            sent.close = True
        if "drip" in faults:
            sent.drip_s = faults["drip"].seconds(5)
        return sent

    def _hang(self, fault: Fault) -> None:
        self._listener.stopping.wait(fault.seconds(30))
        raise Cut

    def _move_rows(self, call: Call, fault: Fault, practice: PracticeServer) -> None:
        world, status = practice.world, call.query.get("orderStatus", "")
        with world.guard:
            for location in world.locations:
                if call.query.get("locationCode") in (None, location):
                    world.index.rotate(location, status, int(fault.value or 3))

    def _papers(
        self,
        call: str,
        shipments: list[SimShipment],
        faults: dict[str, Fault],
        practice: PracticeServer,
    ) -> Sent:
        from konnect_desktop.practice import papers

        draw = papers.labels if call == "labels" else papers.invoices
        now = practice.world.clock.now()
        wanted = _arrange(shipments, faults)
        if "pdf-urls" in faults:
            return Sent.json(200, {"urls": [self._link(draw([one], now)) for one in wanted]})
        body = draw(wanted, now)
        if "pdf-url" in faults:
            return Sent.json(200, {"url": self._link(body)})
        if "pdf-base64" in faults:
            return Sent.of(200, base64.b64encode(body), "text/plain")
        if "pdf-garbage" in faults:
            return Sent.of(200, b"This is not the document you are looking for." * 40, PDF)
        if "pdf-truncated" in faults:
            body = body[: len(body) // 2]
        octets = "application/octet-stream"
        return Sent.of(200, body, octets if "pdf-octet" in faults else PDF)

    def _link(self, body: bytes) -> str:
        while len(self._files) >= _MOST_FILES:
            self._files.pop(next(iter(self._files)))
        path = f"/files/{secrets.token_urlsafe(12)}.pdf"
        self._files[path] = body
        return self._listener.url + path


def _page() -> Sent:
    return Sent.of(200, _HTML % b"Please sign in to the network", "text/html")


def _out_of_protocol(sent: Sent, faults: dict[str, Fault]) -> Sent:
    """What gateways and other services put in the place of an answer, or around it."""
    if "redirect-after" in faults:
        moved = Sent.of(int(faults["redirect-after"].value or 303), b"", "text/plain")
        moved.headers["Location"] = "/oms/v3/result/1"
        return moved
    if "scalar" in faults:
        return Sent.of(200, (faults["scalar"].value or '"OK"').encode())
    if "empty" in faults:
        return Sent.of(int(faults["empty"].value or 200), b"", "text/plain")
    if "other-shape" in faults:
        shape = faults["other-shape"].value or '{"queued": true, "jobs": [{"state": "waiting"}]}'
        return Sent.of(200, shape.encode())
    if "half" in faults:
        sent = Sent.of(sent.status, sent.body[: len(sent.body) // 2], sent.content_type)
    if "other-type" in faults:
        sent.content_type = faults["other-type"].value or "text/html"
    if "other-2xx" in faults and sent.status == 200:
        sent.status = int(faults["other-2xx"].value or 202)
    if "interim" in faults:
        sent.interim = tuple(int(one) for one in (faults["interim"].value or "103").split(","))
    return sent


def _arrange(shipments: list[SimShipment], faults: dict[str, Fault]) -> list[SimShipment]:
    wanted = list(shipments)
    if "pdf-shuffled" in faults:
        wanted.reverse()
    if "pdf-missing" in faults and len(wanted) > 1:
        wanted.pop()
    if "pdf-repeated" in faults:
        wanted.append(wanted[0])
    return wanted


def _retry_after(value: str) -> str:
    if value == "none":
        return ""
    if value == "garbage":
        return "soon, please"
    if value.startswith("date"):
        ahead = timedelta(seconds=float(value[4:] or 2))
        return format_datetime(datetime.now(UTC) + ahead, usegmt=True)
    return value or "1"


def _server_error(status: int, value: str) -> Sent:
    if value == "html":
        return Sent.of(status, _HTML % b"Bad gateway", "text/html")
    if value == "empty":
        return Sent.of(status, b"", "text/plain")
    return Sent.json(status, {"status": "FAILED", "message": "Internal error"})
