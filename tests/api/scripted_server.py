"""A loopback server that answers exactly what a test says, down to the bytes."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "token-0001"


@dataclass(frozen=True)
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {key: value[0] for key, value in parse_qs(urlsplit(self.target).query).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Step:
    """Bytes to send; then the connection closes, unless `keep`. `every_s`: one byte at a time."""

    data: bytes = b""
    keep: bool = False
    every_s: float = 0.0
    hang: bool = False


def answer(
    body: bytes | str | Any = b"",
    status: int = 200,
    headers: dict[str, str] | None = None,
    content_type: str = "application/json",
    keep: bool = True,
) -> Step:
    """A whole, honest answer."""
    if not isinstance(body, bytes | str):
        body = json.dumps(body)
    raw = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(raw)}", f"Content-Type: {content_type}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return Step("\r\n".join(lines).encode() + b"\r\n\r\n" + raw, keep=keep)


def token_answer(token: str = TOKEN) -> Step:
    return answer({"accessToken": token, "status": "SUCCESS"})


DROP = Step()
HANG = Step(hang=True)


class ScriptedServer:
    """Takes the next step for every request that is not a sign-in.

    Sign-ins get `sign_in` steps, or a token when there are none. The last step of a script
    repeats. `choose` answers by what was asked instead; `greeting` is sent unasked.
    """

    def __init__(
        self,
        steps: Iterable[Step] = (),
        *,
        sign_in: Iterable[Step] = (),
        tls: ssl.SSLContext | None = None,
        host: str = "127.0.0.1",
        greeting: bytes = b"",
    ) -> None:
        self._greeting = greeting
        self.steps = list(steps)
        self.sign_in = list(sign_in)
        self.seen: list[Seen] = []
        self.sign_ins: list[Seen] = []
        self.connections = 0
        self.failed_handshakes = 0
        self.host = host
        self.on_request: Callable[[Seen], None] = lambda _seen: None
        self.choose: Callable[[Seen], Step] | None = None
        self._tls = tls
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    @property
    def url(self) -> str:
        scheme = "https" if self._tls else "http"
        return f"{scheme}://{self.host}:{self._listener.getsockname()[1]}"

    def __enter__(self) -> ScriptedServer:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                self._open.append(connection)
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        if self._tls:
            try:
                connection = self._tls.wrap_socket(connection, server_side=True)
            except OSError:
                self.failed_handshakes += 1
                connection.close()
                return
            with self._lock:
                self._open.append(connection)
        with suppress(OSError), connection, connection.makefile("rb") as stream:
            connection.sendall(self._greeting)
            while (seen := _read(stream)) is not None:
                self.on_request(seen)
                if not self._play(connection, self._next(seen)):
                    return

    def _next(self, seen: Seen) -> Step:
        with self._lock:
            if seen.path.endswith("/token"):
                self.sign_ins.append(seen)
                return _take(self.sign_in) if self.sign_in else token_answer()
            self.seen.append(seen)
            return self.choose(seen) if self.choose else _take(self.steps)

    def _play(self, connection: socket.socket, step: Step) -> bool:
        if step.hang:
            self._stop.wait(30)
            return False
        if not step.every_s:
            connection.sendall(step.data)
            return step.keep
        for at in range(len(step.data)):
            connection.sendall(step.data[at : at + 1])
            if self._stop.wait(step.every_s):
                return False
        return step.keep


def _take(steps: list[Step]) -> Step:
    return steps.pop(0) if len(steps) > 1 else steps[0]


def _read(stream: Any) -> Seen | None:
    first = stream.readline().decode("latin-1").split()
    if len(first) < 2:
        return None
    headers: dict[str, str] = {}
    while (line := stream.readline().decode("latin-1").strip()) != "":
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", 0)))
    return Seen(first[0], first[1], headers, body)
