"""Starts the practice server as a child process that ends with its parent."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import IO, Any

from konnect_desktop import processes
from konnect_desktop.practice.fault_grammar import format_fault
from konnect_desktop.practice.faults import Fault

_TAIL = 20


class ChildFailed(Exception):
    """The practice server did not come up; the text says why and what it wrote last."""


@dataclass
class ChildServer:
    """A practice server in a process of its own. Usable with `with`."""

    url: str
    username: str
    password: str = field(repr=False)
    locations: list[str]
    process: subprocess.Popen[bytes] = field(repr=False)

    def stop(self, timeout_s: float = 5.0) -> None:
        """Ask it to end by closing its input, then insist."""
        _end(self.process, timeout_s)

    def __enter__(self) -> ChildServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_child(
    orders: int = 200,
    seed: int = 7,
    faults: Sequence[Fault | str] = (),
    latency_ms: float = 0,
    *,
    port: int = 0,
    token_minutes: float = 60,
    level: str = "company",
    auto_invoice: bool = False,
    auto_courier: bool = True,
    courier_delay_s: float = 0,
    new_orders_per_minute: float = 0,
    timeout_s: float = 20.0,
) -> ChildServer:
    """Start a practice server and wait until it listens.

    Raises ChildFailed when it ends early or is not ready after `timeout_s` seconds.
    """
    arguments = [
        "--with-parent", "--port", str(port), "--orders", str(orders), "--seed", str(seed),
        "--latency-ms", f"{latency_ms:g}", "--token-minutes", f"{token_minutes:g}",
        "--level", level, "--courier-delay", f"{courier_delay_s:g}",
        "--new-orders-per-minute", f"{new_orders_per_minute:g}",
    ]  # fmt: skip
    if auto_invoice:
        arguments.append("--auto-invoice")
    if not auto_courier:
        arguments.append("--no-auto-courier")
    for fault in faults:
        arguments += ["--fault", fault if isinstance(fault, str) else format_fault(fault)]
    return _ready(_run(arguments), timeout_s)


def _run(arguments: list[str]) -> subprocess.Popen[bytes]:
    return processes.start(
        processes.python("konnect_desktop.practice", *arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _ready(process: subprocess.Popen[bytes], timeout_s: float) -> ChildServer:
    lines: queue.Queue[str] = queue.Queue()
    said: list[str] = []
    readers = [
        threading.Thread(target=_pump, args=(process.stdout, lines.put), daemon=True),
        threading.Thread(target=_pump, args=(process.stderr, said.append), daemon=True),
    ]
    for reader in readers:
        reader.start()
    try:
        first = lines.get(timeout=timeout_s)
        known: dict[str, Any] = json.loads(first)
        return ChildServer(
            known["url"], known["username"], known["password"], known["locations"], process
        )
    except queue.Empty:
        _end(process, 1.0)
        raise ChildFailed(
            f"The practice server was not ready after {timeout_s:g} seconds. {_last(said)}"
        ) from None
    except (ValueError, KeyError, TypeError):
        _end(process, 1.0)
        readers[1].join(1)
        raise ChildFailed(f"The practice server ended before it was ready. {_last(said)}") from None


def _pump(stream: IO[bytes] | None, take: Any) -> None:
    """Read a pipe to its end, so that the child never blocks on a full one."""
    if stream is None:
        return
    with stream:
        for line in stream:
            take(line.decode("utf-8", errors="replace").rstrip())
    take("")


def _last(said: list[str]) -> str:
    return "\n".join(said[-_TAIL:]).strip()


def _end(process: subprocess.Popen[bytes], timeout_s: float) -> None:
    if process.stdin is not None and not process.stdin.closed:
        process.stdin.close()
    try:
        process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout_s)
