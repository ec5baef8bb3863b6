"""Hostile answers by the thousand: each ends in a result or in an error of ours, and nothing else.

    nice .venv/bin/python -m tests.soak.hostile --answers 30000 --seed 1

The answers are honest ones of the practice server, made hostile (hostile_answers.py), over real
HTTP, to the real services with a real data file. A tenth is part of the suite
(tests/services/test_hostile_answers.py).
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from konnect_desktop.api.calls import Answer, Call
from konnect_desktop.api.orders import OrdersApi
from konnect_desktop.api.retry import RetryPolicy
from konnect_desktop.api.transport import Limits
from konnect_desktop.credentials import Credentials
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.requests import (
    AwbRecord,
    CancelRecord,
    ConfirmRecord,
    InvoiceRecord,
    QcRecord,
    StatusRecord,
)
from konnect_desktop.errors import KonnectError
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.services.sweeping import ReadRecord
from tests.api.scripted_server import ScriptedServer, Seen, Step, answer, token_answer
from tests.services.desk import Desk
from tests.services.ready import READY
from tests.soak.hostile_answers import SLOW_WIRES, Mutated, Mutator, http

TOKEN, SECRET = "token-of-the-seller-77", "secret-of-the-seller-99"
_JSON = "application/json"
_QUICK = RetryPolicy(attempts=2, base_s=0.0005, cap_s=0.001, longest_asked_s=0.002)
_LIMITS = Limits(1.0, 0.4, 0.8, 8 * 1024 * 1024)
#: One in so many answers is slow, or signs in.
_SLOW, _SIGN_IN, _BULK, _SYNC, _LOOK = 700, 60, 40, 150, 50
#: Server and app in one process: an answer of 8 MiB stands there several times while it is read.
_MOST_MIB = 1_000
Bases = dict[Call, list[tuple[bytes, str]]]


@dataclass
class Tally:
    """What a run came to; `wrong` says in words what must not be."""

    seed: int
    answers: int = 0
    results: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    grown_mib: int = 0

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.answers} answers in {self.seconds:.0f} s, {self.results} "
            f"results, {sum(self.errors.values())} errors of ours {dict(self.errors)}, "
            f"{len(self.wrong)} wrong, {self.grown_mib} MiB more"
        )


class _Heard(logging.Handler):
    """Whether a log line holds a secret."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(logging.DEBUG)
        self._tally = tally
        self._plain = logging.Formatter()

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("konnect_desktop"):
            return
        text = self._plain.format(record)
        if TOKEN in text or SECRET in text:
            self._tally.wrong.append(f"a secret in the log: {record.name}")


def honest(folder: Path) -> Bases:
    """What the practice server answers to every call, while `folder` reads all its orders."""
    bases: Bases = {call: [] for call in Call}
    with (
        PracticeServer(orders=160, seed=5) as server,
        Desk(server, folder, level="location") as desk,
    ):
        client = desk.services.connection.orders._client
        asked = client.request

        def request(call: Call, **named: Any) -> Answer:
            told: Answer = asked(call, **named)
            if len(bases[call]) < 60 and len(told.body) < 60_000:
                bases[call].append((told.body, told.content_type))
            return told

        client.request = request  # type: ignore[method-assign]
        desk.sync()
        orders = desk.services.connection.orders
        documents = desk.services.connection.documents
        everything = desk.services.queries.ids(OrderFilter(), Sort())
        for at in range(0, len(everything), 6):
            # In the right state or not: what the server says to it is honest.
            ids = everything[at : at + 6]
            for write in writes(orders, ids).values():
                write()
            for ask in (orders.courier_details, documents.labels, documents.invoices):
                with suppress(KonnectError):
                    ask(ids)
            orders.info(shipment_id=ids[0])
            orders.fetch_one(ids[0])
            with suppress(KonnectError):
                desk.services.connection.tracking.track(ids[0])
        desk.sync()
    assert all(bases[call] for call in Call if call is not Call.TOKEN), bases
    return bases


def writes(orders: OrdersApi, ids: Sequence[str]) -> dict[str, Callable[[], object]]:
    """Every call that changes something, for these shipments."""

    def each(make: Callable[[str], Any]) -> list[Any]:
        return [make(one) for one in ids]

    return {
        "confirm": lambda: orders.confirm(each(ConfirmRecord)),
        "cancel": lambda: orders.cancel(each(lambda one: CancelRecord(one, ()))),
        "invoice": lambda: orders.update_invoice(each(lambda one: InvoiceRecord(one, "A1"))),
        "awb": lambda: orders.update_awb(each(lambda one: AwbRecord(one, "AW1", "Own van"))),
        "status": lambda: orders.update_status(
            each(lambda one: StatusRecord(one, "delivery_done"))
        ),
        "return": lambda: orders.return_qc(each(QcRecord)),
        "pack": lambda: orders.pack(ids),
        "dispatch": lambda: orders.dispatch(ids),
    }


class _Server(ScriptedServer):
    """Answers every request, sign-ins too, with what the mutator makes of an honest answer."""

    def __init__(self, bases: Bases, mutator: Mutator, rng: random.Random) -> None:
        super().__init__()
        self._bases, self._mutator, self._rng = bases, mutator, rng
        self._paths = {(call.method, call.path): call for call in Call}
        self.sent = 0
        #: Honest for a while, so that what comes next can be set up.
        self.is_calm = False
        self.last = Mutated("none", Step())
        self.calls: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()

    def _next(self, seen: Seen) -> Step:
        with self._lock:
            call = self._paths.get((seen.method, seen.path))
            if call is None:
                return http(b"", "", 404)
            if self.is_calm and call is Call.TOKEN:
                return token_answer(TOKEN)
            self.sent += 1
            self.calls[call.short] += 1
            if call is Call.TOKEN:
                base = (answer({"accessToken": TOKEN}).data.rpartition(b"\r\n")[2], _JSON)
            else:
                base = self._rng.choice(self._bases[call])
            if self._rng.randrange(_SLOW) == 0:
                slow = self._rng.choice(SLOW_WIRES)
                self.last = Mutated(slow.__name__, slow(self._mutator, base[0][:600], base[1]))
            else:
                self.last = self._mutator.answer(*base)
            self.kinds[self.last.name.partition(":")[0]] += 1
            return self.last.step

    def forget(self) -> None:
        """Let go of what is over, so that the memory measured is the app's."""
        with self._lock:
            self.seen.clear()
            self._open = [one for one in self._open if one.fileno() >= 0]
            self._threads = [one for one in self._threads if one.is_alive()]


class Soak:
    """One data folder, one hostile server, until so many answers were sent."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.tally = Tally(seed)
        self._rng = random.Random(seed)
        self._folder = folder
        self._calls = self._single_calls()

    def run(self, answers: int, say: Callable[[str], None] = lambda _text: None) -> Tally:
        tally = self.tally
        bases = honest(self._folder)
        began, before = time.monotonic(), _memory()
        with ScriptedServer([answer(b"%PDF-1.4 not one")]) as elsewhere:
            mutator = Mutator(random.Random(tally.seed + 1), elsewhere.url)
            with (
                _Server(bases, mutator, random.Random(tally.seed + 2)) as server,
                self._watching(),
                self._desk(server) as desk,
            ):
                self._server, self.desk = server, desk
                self._ingest = desk.services._reading.ingest
                self._ids = desk.services.queries.ids(OrderFilter(), Sort())
                told = 0
                while server.sent < answers and len(tally.wrong) < 20:
                    self._once()
                    if server.sent - told >= 1000:
                        told = server.sent
                        server.forget()
                        say(f"{told} answers, {len(tally.wrong)} wrong")
                self._sound()
                tally.answers = server.sent
                tally.calls, tally.kinds = server.calls, server.kinds
            for seen in elsewhere.seen + elsewhere.sign_ins:
                if any(secret in repr(seen) for secret in (TOKEN, SECRET)):
                    tally.wrong.append(f"a secret reached another host: {seen.method} {seen.path}")
        tally.seconds = time.monotonic() - began
        tally.grown_mib = _memory() - before
        if tally.grown_mib > _MOST_MIB:
            tally.wrong.append(f"{tally.grown_mib} MiB more memory")
        return tally

    # ---- set up --------------------------------------------------------------------------

    @contextmanager
    def _desk(self, server: _Server) -> Iterator[Desk]:
        here = SimpleNamespace(
            url=server.url,
            username="seller",
            password=SECRET,
            locations=("DEL-01", "BLR-02"),
            location_username="seller",
            location_password=SECRET,
        )
        with Desk(here, self._folder, level="location", per_second=1e6) as desk:  # type: ignore[arg-type]
            self._set_up(desk)
            yield desk

    def _set_up(self, desk: Desk) -> None:
        client = desk.services.connection.orders._client
        session = client._tokens
        client._policy = session._policy = _QUICK  # type: ignore[attr-defined]
        client.transport.limits = session._transport.limits = _LIMITS  # type: ignore[attr-defined]
        desk.services.bulk._settler._settler._pause_s = 0.0
        # Thousands of commits, and no power cut to fear.
        desk.services.database._writer.execute("PRAGMA synchronous = OFF")

    @contextmanager
    def _watching(self) -> Iterator[None]:
        """Log lines with secrets, and threads that end badly."""
        heard, root = _Heard(self.tally), logging.getLogger("konnect_desktop")
        level, hook = root.level, threading.excepthook

        def failed(args: Any) -> None:
            trace = "".join(
                traceback.format_exception(args.exc_type, args.exc_value, args.exc_traceback)
            )
            self.tally.wrong.append(f"a thread ended badly: {trace}")

        root.addHandler(heard)
        root.setLevel(logging.DEBUG)
        threading.excepthook = failed
        try:
            yield
        finally:
            threading.excepthook = hook
            root.setLevel(level)
            root.removeHandler(heard)

    # ---- one step ------------------------------------------------------------------------

    def _once(self) -> None:
        roll = self._rng.random()
        if roll < 1 / _SIGN_IN:
            self._sign_in()
        elif roll < 1 / _SIGN_IN + 1 / _BULK:
            self._tried("bulk", self._bulk)
        elif roll < 1 / _SIGN_IN + 1 / _BULK + 1 / _SYNC:
            self._tried("sync", self.desk.sync)
        elif roll < 1 / _SIGN_IN + 1 / _BULK + 1 / _SYNC + 1 / _LOOK:
            self._look()
        else:
            name = self._rng.choice(tuple(self._calls))
            self._tried(name, self._calls[name])

    def _tried(self, name: str, call: Callable[[], object]) -> None:
        tally, error = self.tally, None
        try:
            call()
            tally.results += 1
        except KonnectError as ours:
            error = ours
        except Exception:
            trace = traceback.format_exc(limit=-6)
            tally.wrong.append(
                f"{name}, answer {self._server.sent} ({self._server.last.name}): {trace}"
            )
        if error is None:
            return
        tally.errors[type(error).__name__] += 1
        shown = (repr(error), str(error), error.user_message, error.next_step, error.detail)
        kept = "".join(map(str, shown)) + "".join(map(str, vars(error).values()))
        if TOKEN in kept or SECRET in kept or "@@raw" in kept:
            tally.wrong.append(f"{name}: a secret in {type(error).__name__}")
        if len(kept) > 6_000:
            tally.wrong.append(f"{name}: {len(kept)} characters in {type(error).__name__}")
        if type(error).__name__ == "SignInRefused":
            self._signed_in()

    def _signed_in(self) -> None:
        """As the seller would, after the sign-in was refused."""
        session = self.desk.services.connection.orders._client._tokens
        session.set_credentials(Credentials("seller", SECRET))  # type: ignore[attr-defined]
        self._server.is_calm = True
        try:
            session.token()
        finally:
            self._server.is_calm = False

    def _sign_in(self) -> None:
        session = self.desk.services.connection.orders._client._tokens
        session.set_credentials(Credentials("seller", SECRET))  # type: ignore[attr-defined]
        self._tried("token", session.token)
        self._signed_in()

    def _some(self, most: int = 20) -> list[str]:
        return self._rng.sample(self._ids, self._rng.randint(1, most))

    def _single_calls(self) -> dict[str, Callable[[], object]]:
        def write() -> object:
            made = writes(self.desk.services.connection.orders, self._some())
            return made[self._rng.choice(tuple(made))]()

        def document() -> object:
            documents = self.desk.services.connection.documents
            ask = self._rng.choice((documents.labels, documents.invoices))
            return ask(self._some(self._rng.choice((1, 2, 20))))

        def track() -> object:
            tracking = self.desk.services.tracking
            return tracking.track(self.desk.ctx, self._some(1)[0], force=True)

        return {
            "page": self._page,
            "one": self._single,
            "info": lambda: self._info(status="CREATED"),
            "info one": lambda: self._info(shipment_id=self._some(1)[0]),
            "courier": lambda: self.desk.services.connection.orders.courier_details(self._some()),
            "track": track,
            "document": document,
            **{f"write {number}": write for number in range(4)},
        }

    # ---- reads that are stored -------------------------------------------------------------

    def _page(self) -> None:
        desk, read_seq = self.desk, self.desk.services.queries._store.next_read_seq()
        page = desk.services.connection.orders.fetch_page("CREATED", 1, 50)
        found = {str(one.shipment.id): one for one in page.shipments}
        sent = self._server.last
        if missing := sent.whole - found.keys():
            self.tally.wrong.append(f"{sent.name}: good records were lost: {missing}")
        self._store([ReadRecord(one.shipment, one.raw) for one in page.shipments], read_seq)

    def _single(self) -> None:
        read_seq = self.desk.services.queries._store.next_read_seq()
        found = self.desk.services.connection.orders.fetch_one(self._some(1)[0])
        if found is not None:
            self._store([ReadRecord(found.shipment, found.raw)], read_seq)

    def _store(self, records: Sequence[ReadRecord], read_seq: int) -> None:
        """Taken in, it can be read again, and the record is there as it came."""
        desk = self.desk
        self._ingest.take(records, read_seq)
        last = {record.shipment.id: record for record in records}
        for record in list(last.values())[:3]:
            kept = desk.services.queries._store.shipment(record.shipment.id)
            details = desk.services.queries.details(record.shipment.id)
            if kept is None or details is None:
                self.tally.wrong.append(f"not stored: {record.shipment.id!r:.60}")
            elif not kept.raw:
                self.tally.wrong.append(f"no raw record: {record.shipment.id!r:.60}")

    def _info(self, **asked: str) -> None:
        read_seq = self.desk.services.queries._store.next_read_seq()
        found = self.desk.services.connection.orders.info(**asked)
        self._ingest.take_info(found, read_seq)

    def _bulk(self) -> None:
        """An operation with its journal and its settling."""
        bulk, action = self.desk.services.bulk, self._rng.choice(tuple(READY))
        plan = bulk.plan(action, self._some(), ActionOptions(reason_code="6"))
        if plan.batch_id is None:
            return
        result = bulk.run(self.desk.ctx, plan.batch_id)
        if result.count(State.PLANNED) + result.count(State.SENT):
            self.tally.wrong.append(f"{action}: a record has no end after its batch")

    def _look(self) -> None:
        """What the window would read now."""
        queries = self.desk.services.queries
        self._tried("rows", lambda: queries.rows(OrderFilter(), Sort(), limit=500))
        self._tried("counts", lambda: (queries.lane_counts(OrderFilter()), queries.facets()))

    def _sound(self) -> None:
        """At the end: every order reads, and the file is whole."""
        queries = self.desk.services.queries
        for one in queries.ids(OrderFilter(), Sort())[:400]:
            self._tried("details", lambda one=one: queries.details(one))  # type: ignore[misc]
        with self.desk.services.queries._store._db.read() as conn:
            verdict = conn.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            self.tally.wrong.append(f"the data file: {verdict}")


def _memory() -> int:
    """The most that this process has held, MiB; on Windows what it holds now."""
    if sys.platform == "win32":
        from konnect_desktop.isolation.windows_job import used_bytes

        return used_bytes(-1) // 1024**2
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def run(answers: int, seed: int, folder: Path, say: Callable[[str], None] | None = None) -> Tally:
    """See the head of this file."""
    return Soak(seed, folder).run(answers, say or (lambda _text: None))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run by hand; the number of faults is the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        tally = run(asked.answers, asked.seed, Path(folder), _say)
    _say("\n".join([str(tally), *tally.wrong]))
    return min(len(tally.wrong), 100)


if __name__ == "__main__":
    sys.exit(main())
