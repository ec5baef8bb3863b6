"""HTTP/1.1 on loopback: keep-alive, no Nagle delay, and sockets that faults can break."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, urlsplit

from konnect_desktop.practice.faulty_answers import Cut, Sender, Sent
from konnect_desktop.practice.routes import PATHS, Call

if TYPE_CHECKING:
    from konnect_desktop.practice.server import PracticeServer

_MOST_BODY = 8 * 1024 * 1024
_SECRET_HEADERS = frozenset({"x-access-token", "authorization", "cookie"})


class HttpListener:
    """The listening socket and its threads."""

    def __init__(self, practice: PracticeServer, port: int) -> None:
        self.sender = Sender(practice.faults, self)
        self.stopping = threading.Event()
        self._server = _Server(practice, self, port)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="practice-server", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def lines(self) -> int:
        """Lines from clients that are not done with."""
        return self._server.taken

    def stop(self) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._server.end_connections()
        self._thread.join(5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows this flag would let two programs listen on one port.
    allow_reuse_address = os.name != "nt"
    request_queue_size = 128

    def __init__(self, practice: PracticeServer, listener: HttpListener, port: int) -> None:
        self.practice = practice
        self.listener = listener
        self._open: dict[socket.socket, threading.Thread] = {}
        self._open_guard = threading.Lock()
        self._taken = 0
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def taken(self) -> int:
        """Lines that were taken and are not done with, from before their thread begins."""
        with self._open_guard:
            return self._taken

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_guard:
            self._taken += 1
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._open_guard:
                self._taken -= 1

    def opened(self, connection: socket.socket) -> None:
        with self._open_guard:
            self._open[connection] = threading.current_thread()

    def closed(self, connection: socket.socket) -> None:
        with self._open_guard:
            self._open.pop(connection, None)

    def end_connections(self) -> None:
        """Cut every open line and wait for its thread."""
        with self._open_guard:
            left = list(self._open.items())
        for connection, _ in left:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for _, thread in left:
            thread.join(2)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news; it is what the faults are for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "PracticeServer"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = 65536

    def setup(self) -> None:
        super().setup()
        self._home = cast(_Server, self.server)
        self._home.opened(self.connection)

    def finish(self) -> None:
        self._home.closed(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the request line of a sign-in carries credentials."""

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_PUT(self) -> None:
        self._serve("PUT")

    def do_DELETE(self) -> None:
        self._serve("DELETE")

    def do_PATCH(self) -> None:
        self._serve("PATCH")

    def _serve(self, method: str) -> None:
        practice, listener = self._home.practice, self._home.listener
        parts = urlsplit(self.path)
        raw = self._body()
        is_file = parts.path.startswith("/files/")
        name = "file" if is_file else PATHS.get((method, parts.path), "")
        body, readable = _json(raw)
        headers = {key.lower(): value for key, value in self.headers.items()}
        call = Call(
            name,
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            body,
            headers.get("x-access-token", ""),
        )
        ids = record_ids(call)
        kept = {key: text for key, text in headers.items() if key not in _SECRET_HEADERS}
        seen = practice.note(method, parts.path, call, ids, kept)
        if practice.latency_s:
            listener.stopping.wait(practice.latency_s)
        try:
            sent = self._answer(method, parts.path, call, ids, readable)
        except Cut:
            self._cut()
            return
        except Exception as error:
            practice.failures.append(error)
            text = f"The practice server failed: {type(error).__name__}"
            sent = Sent.json(500, {"status": "FAILED", "message": text})
        seen.status = sent.status
        self._send(sent)

    def _answer(
        self, method: str, path: str, call: Call, ids: tuple[str, ...], readable: bool
    ) -> Sent:
        sender = self._home.listener.sender
        if call.name == "file":
            return sender.file(path)
        if not call.name:
            known = any(known_path == path for _, known_path in PATHS)
            text = "Method not allowed" if known else "No such path"
            return Sent.json(405 if known else 404, {"status": "FAILED", "message": text})
        if not readable:
            return Sent.json(400, {"status": "FAILED", "message": "Body is not JSON"})
        return sender.answer(call, ids, self._home.practice.routes.answer, self._home.practice)

    def _body(self) -> bytes:
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(min(length, _MOST_BODY)) if length else b""

    def _send(self, sent: Sent) -> None:
        try:
            self._write(sent)
        except OSError:
            self.close_connection = True

    def _write(self, sent: Sent) -> None:
        for status in sent.interim:
            self.wfile.write(
                f"HTTP/1.1 {status} Interim\r\nLink: </a>; rel=preload\r\n\r\n".encode()
            )
            if status == 101:
                self._cut()
                return
        self.send_response(sent.status)
        for name, value in sent.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", sent.content_type)
        if sent.length is not None:
            self.send_header("Content-Length", str(sent.length))
        if sent.close:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if sent.drip_s > 0:
            self._drip(sent)
        else:
            self.wfile.write(sent.body)
        self.wfile.flush()
        if sent.close:
            self._cut()

    def _drip(self, sent: Sent) -> None:
        """Send the body in forty pieces over `drip_s` seconds."""
        step = max(1, len(sent.body) // 40)
        pause = sent.drip_s * step / max(1, len(sent.body))
        for at in range(0, len(sent.body), step):
            self.wfile.write(sent.body[at : at + step])
            self.wfile.flush()
            if self._home.listener.stopping.wait(pause):
                return

    def _cut(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)


def _json(raw: bytes) -> tuple[Any, bool]:
    """The parsed body, and whether it could be read (no body can)."""
    if not raw:
        return None, True
    try:
        return json.loads(raw), True
    except ValueError:
        return None, False


def record_ids(call: Call) -> tuple[str, ...]:
    """The shipments a call names, in its query or its body."""
    named: list[Any] = [call.query.get("orderId")]
    if isinstance(call.body, list):
        named += [row.get("orderId") for row in call.body if isinstance(row, dict)]
    elif isinstance(call.body, dict):
        named.append(call.body.get("shipment_id"))
    return tuple(str(text) for text in named if text)
