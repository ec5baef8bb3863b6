"""The real app killed at random moments of all kinds of work, and judged after each kill.

    nice .venv/bin/python -m tests.soak.kills --kills 1000

One account is worked with until it has been killed `_A_CHAIN` times; each life opens what the one
before left. What the server applied is compared with the journal when no late application can come
any more. A part of it is in the suite (tests/ui/test_app_kills.py).
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import hashlib
import json
import logging
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.backups import read_name
from konnect_desktop.errors import AlreadyRunning
from konnect_desktop.paths import Paths
from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.settings import Settings
from konnect_desktop.store import copies, migrations
from tests.services.desk import PROFILE, Desk, SettableClock
from tests.services.ready import CALLS
from tests.services.server_lines import let_finish
from tests.sheets.make_sheets import xlsx
from tests.soak.app_life import Told, live, processes
from tests.soak.old_data import OldData, make_old
from tests.soak.settling import make_ready, options_for, what_is_wrong

#: How often each kind of work comes.
WEIGHTS = {
    "cold": 8,
    "start": 8,
    "sync": 9,
    "batch": 30,
    "import": 7,
    "print": 9,
    "own papers": 4,
    "backup": 6,
    "restore": 7,
    "settings": 5,
    "tidy": 5,
    "quit": 3,
    "migration": 6,
}
_ACTIONS = (
    *(Action.CONFIRM, Action.ADD_INVOICE, Action.GET_LABELS, Action.HAND_OVER, Action.CANCEL),
    *(Action.CANCEL_ITEMS, Action.UPDATE_AWB, Action.UPDATE_STATUS),
    *(Action.RETURN_QC, Action.CREDIT_NOTE),
)
#: The answer is lost after the change, before it, or the change comes late.
_FAULTS = (("drop-after", 8.0, ""), ("drop-before", 4.0, ""), ("late-by", 2.0, "1-20"))
#: What a kind of work says before the part that matters most; three of four kills come after it.
_MARKS = {"batch": "planned", "import": "planned", "print": "laid", "restore": "copy"}
_ENDS = ("done", "failed", "broke", "problem", "ended")
_A_CHAIN = 50
_ORDERS = 60
_PATIENCE_S = 60.0
#: What may lie about while nobody has swept: each kill leaves one file at the most.
_MOST_LEFTOVERS = 12
#: A helper process ends by itself when its app is gone.
_ORPHANS_S = 10.0
_OLD = "old"


@dataclass
class Tally:
    """What a run came to; `wrong` says in words what must not be."""

    kills: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    #: Kills that came while the work was under way.
    amid: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    applied: int = 0
    planned: int = 0
    copies: int = 0
    printed: int = 0
    leftovers: int = 0
    slowest_open_s: float = 0.0
    wrong: list[str] = field(default_factory=list)


@dataclass
class Promised:
    """What the app said was safe."""

    batches: dict[int, tuple[str, ...]] = field(default_factory=dict)
    copies: set[str] = field(default_factory=set)
    jobs: set[int] = field(default_factory=set)
    sheets: set[int] = field(default_factory=set)
    setting: int = 0


class Life:
    """One start of the app that does not live long."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.hear, say = processes.Pipe(duplex=False)
        self.began = time.monotonic()
        self.process: Any = processes.Process(target=live, args=(told, say), daemon=True)
        self.process.start()
        say.close()
        self.pid: int = self.process.pid
        self.said: list[tuple[Any, ...]] = []

    def listen(self, until: float, *words: str) -> str:
        """Take what it says until one of `words`, or the moment `until`; "" for the moment.

        "ended" when it ended by itself.
        """
        while (left := until - time.monotonic()) > 0:
            if not self.hear.poll(left):
                break
            try:
                said = self.hear.recv()
            except (EOFError, OSError):
                return "ended"
            self.said.append(said)
            if said[0] in words:
                return str(said[0])
        return ""

    def kill(self, whole_group: bool) -> bool:
        """End it, alone or with its helpers; False when it had ended by itself."""
        was_alive = self.process.is_alive()
        if whole_group:
            with contextlib.suppress(ProcessLookupError):  # killed before it made its group
                os.killpg(self.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join(20)
        with contextlib.suppress(EOFError, OSError):
            while self.hear.poll():
                self.said.append(self.hear.recv())
        self.hear.close()
        return was_alive and self.process.exitcode == -signal.SIGKILL


class Chain:
    """An account that lives through one kill after the other."""

    def __init__(
        self, folder: Path, seed: int, tally: Tally, spans: dict[str, float], old: OldData
    ) -> None:
        self._dice = random.Random(seed)
        self._folder, self._tally, self._spans, self._old = folder, tally, spans, old
        self._data = folder / "data"
        self._spool = folder / "spool"
        self._spool.mkdir(parents=True)
        self._server = PracticeServer(orders=_ORDERS, seed=seed)
        self._files = Paths(self._data).profile(PROFILE)
        self._promised = Promised()
        self._todo: list[tuple[Action, Sequence[str]]] = []
        self._examined: set[str] = set()
        self._deck: list[str] = []
        self._turn = 0

    def run(self, kills: int) -> None:
        """Start, work, kill, judge; in the end what the journal says against the server's log."""
        with self._server:
            self._prepare()
            stop = self._tally.kills + kills
            while self._tally.kills < stop:
                self._turn += 1
                kind = self._next_kind()
                if self._one(kind):
                    self._tally.kills += 1
                    self._tally.kinds[kind] += 1
                self._judge(kind)
            self._settle_up()
            self._tally.wrong += [f"practice server: {one!r}" for one in self._server.failures]

    def _next_kind(self) -> str:
        """Each kind comes as often as it weighs, and every one in each chain."""
        if not self._deck:
            share = _A_CHAIN / sum(WEIGHTS.values())
            rest = [kind for kind, one in WEIGHTS.items() for _ in range(round(one * share) - 1)]
            each = list(WEIGHTS)
            self._dice.shuffle(rest)
            self._dice.shuffle(each)
            self._deck = rest + each
        return self._deck.pop()

    def _wrong(self, text: str) -> None:
        self._tally.wrong.append(f"turn {self._turn}: {text}")

    def _prepare(self) -> None:
        """An account that has read its orders, as the app leaves it."""
        with Desk(self._server, self._data) as desk:
            desk.sync()
        Settings(
            base_url=self._server.url,
            username=self._server.username,
            level="company",
            location_codes=tuple(self._server.locations),
            page_base=1,
            largest_page=100,
            requests_per_second=200.0,
        ).save(self._files.settings)
        self._server.latency_s = 0.004
        for kind, percent, value in _FAULTS:
            for call in sorted(set(CALLS.values())):
                self._server.faults.plan(Fault(kind, call, percent=percent, value=value))

    # ---- one life ------------------------------------------------------------------------

    def _one(self, kind: str) -> bool:
        """Let it work and kill it somewhere; whether it was a kill."""
        if kind == "cold":
            return self._cold()
        life = Life(self._told(kind))
        group = self._dice.random() < 0.3
        word, begun, span = "", life.began, kind
        if kind not in ("start", "migration"):
            word, begun = self._until(life, "open"), time.monotonic()
            if word == "open":
                self._tally.slowest_open_s = max(self._tally.slowest_open_s, begun - life.began)
            else:
                self._wrong(f"{kind}: it did not open: {word or 'too late'} {life.said}")
        if word == "open" and kind in _MARKS and self._dice.random() < 0.75:
            word, begun, span = self._until(life, _MARKS[kind]), time.monotonic(), f"{kind}+"
        if word not in _ENDS:
            word = self._somewhere(life, span, begun)
        was_killed = life.kill(group)
        if was_killed and word == "":
            self._tally.amid[kind] += 1
        self._remember(life)
        self._end_helpers(life, kind)
        return was_killed

    def _until(self, life: Life, word: str) -> str:
        return life.listen(time.monotonic() + _PATIENCE_S, word, *_ENDS)

    def _somewhere(self, life: Life, span: str, begun: float) -> str:
        """Wait for any moment of a part of the work, whose length is learnt by the way."""
        usual = self._spans.setdefault(span, 0.5 if span.endswith(("+", "start")) else 1.5)
        moment = self._dice.random() * 1.1 * usual
        word = life.listen(begun + moment, *_ENDS)
        if word:
            self._spans[span] = 0.7 * usual + 0.3 * (time.monotonic() - begun)
        elif moment > usual:
            self._spans[span] = min(usual * 1.2, 10.0)
        return word

    def _cold(self) -> bool:
        """The command itself, killed while it starts."""
        began = time.monotonic()
        child = subprocess.Popen(
            [
                *(sys.executable, "-m", "konnect_desktop"),
                *("--data-dir", str(self._data), "--profile", PROFILE),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "KONNECT_USERNAME": self._server.username,
                "KONNECT_PASSWORD": self._server.password,
            },
        )
        try:
            child.wait(max(0.0, began + self._dice.uniform(0.2, 2.5) - time.monotonic()))
            self._wrong(f"cold: it ended by itself with {child.returncode}")
        except subprocess.TimeoutExpired:
            self._tally.amid["cold"] += 1
        finally:
            child.kill()
            child.wait(20)
        return child.returncode == -signal.SIGKILL

    def _told(self, kind: str) -> Told:
        server, dice = self._server, self._dice
        common = {
            "kind": kind,
            "data_dir": str(self._data),
            "profile": PROFILE,
            "username": server.username,
            "password": server.password,
            "spool": str(self._spool),
        }
        if kind == "migration":
            self._old.put_into(Paths(self._data).profile(_OLD))
            return Told(**{**common, "profile": _OLD})
        if kind == "settings":
            return Told(**common, number=self._promised.setting + 1)
        if kind not in ("batch", "import", "print", "own papers"):
            return Told(**common)
        action = {
            "batch": dice.choice(_ACTIONS),
            "import": Action.UPDATE_AWB,
            "print": Action.HAND_OVER,
            "own papers": Action.HAND_OVER,
        }[kind]
        count = dice.choice((1, 3, 8, 24)) if kind in ("batch", "import") else dice.choice((1, 4))
        ids = make_ready(server.world, dice, action, count)
        if kind == "batch":
            self._todo.append((action, ids))
            options = options_for(server.world, dice, action, ids)
            return Told(**common, action=action.value, ids=ids, options=options)
        if kind == "import":
            self._todo.append((action, ids))
            return Told(**common, ids=ids, file=str(self._awb_file(ids)))
        for one in ids:
            server.world.shipment(one).self_ship = False
        return Told(**common, ids=ids)

    def _awb_file(self, ids: Sequence[str]) -> Path:
        rows = [["Shipment ID", "AWB", "Courier"]]
        rows += [[one, f"FILE{one[-12:]}", "Own van"] for one in ids]
        if self._dice.random() < 0.5:
            path = self._folder / f"awbs-{self._turn}.xlsx"
            path.write_bytes(xlsx(rows))
            return path
        path = self._folder / f"awbs-{self._turn}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        return path

    def _remember(self, life: Life) -> None:
        promised = self._promised
        for word, *values in life.said:
            if word == "planned":
                promised.batches[values[0]] = values[1]
                self._tally.planned += 1
            elif word == "copy":
                promised.copies.add(values[0])
            elif word == "printed":
                promised.jobs.add(values[0])
            elif word == "sheets":
                promised.sheets.update(values[0])
            elif word == "setting":
                promised.setting = values[0]
            elif word == "failed":
                self._tally.failed[f"{life.told.kind}: {values[0]} {values[1][:80]}"] += 1
            elif word == "broke":
                self._wrong(f"{life.told.kind}: it broke: {values}")
            elif word == "problem":
                self._wrong(f"{life.told.kind}: a window instead of the app: {values}")
            elif word == "open" and values[0]:
                self._wrong(f"{life.told.kind}: settings were lost: {values[0]}")

    def _end_helpers(self, life: Life, kind: str) -> None:
        """Its helper processes end by themselves, or they would hold files and memory for ever."""
        end = time.monotonic() + _ORPHANS_S
        while left := _of_session(life.pid):
            if time.monotonic() > end:
                names = [_command(pid) for pid in left]
                self._wrong(f"{kind}: processes that stay: {names}")
                for pid in left:
                    os.kill(pid, signal.SIGKILL)
                return
            time.sleep(0.01)

    # ---- after each kill -----------------------------------------------------------------

    def _judge(self, kind: str) -> None:
        self._judge_lock(kind)
        if kind == "migration":
            wrong = self._old.look(Paths(self._data).profile(_OLD), self._folder / "look")
            self._tally.wrong += [f"turn {self._turn}: migration: {one}" for one in wrong]
            return
        self._judge_settings(kind)
        self._judge_copies(kind)
        with self._looked_at() as conn:
            if conn is None:
                self._wrong(f"{kind}: there is no data file")
                return
            for fault in conn.execute("PRAGMA integrity_check(5)").fetchall():
                if fault != ("ok",):
                    self._wrong(f"{kind}: the data file is damaged: {fault}")
            if migrations.version_of(conn) != max(migrations.scripts()):
                self._wrong(f"{kind}: schema {migrations.version_of(conn)}")
            self._judge_journal(conn, kind)
            self._judge_papers(conn, kind)
            self._judge_prints(conn, kind)
        self._judge_leftovers(kind)

    def _judge_lock(self, kind: str) -> None:
        """Nobody holds the account any more, so that the next start gets it at once."""
        profile = _OLD if kind == "migration" else PROFILE
        end = time.monotonic() + 1.0
        while True:
            try:
                ProfileLock(Paths(self._data).lock(profile)).unlock()
                return
            except AlreadyRunning:
                if time.monotonic() > end:
                    self._wrong(f"{kind}: locked out")
                    return
                time.sleep(0.01)

    def _judge_settings(self, kind: str) -> None:
        try:
            data = json.loads(self._files.settings.read_bytes())
        except (OSError, ValueError) as error:
            self._wrong(f"{kind}: settings cannot be read: {error!r}")
            return
        if data["username"] != self._server.username:
            self._wrong(f"{kind}: the account is gone from the settings")
        if self._promised.setting and data["stuck_days"] < self._promised.setting:
            self._wrong(f"{kind}: setting {self._promised.setting} became {data['stuck_days']}")
        self._promised.setting = max(self._promised.setting, data["stuck_days"])

    def _judge_copies(self, kind: str) -> None:
        """Every copy that is listed can be used."""
        there = {one.name: one for one in self._files.backups.glob("*")}
        for name in sorted(self._promised.copies - set(there)):
            self._wrong(f"{kind}: the copy {name} is gone")
        for name, path in there.items():
            known = read_name(name, SettableClock().now)
            if known is None or name in self._examined:
                continue
            self._examined.add(name)
            self._tally.copies += 1
            try:
                copies.examine(path)
            except Exception as error:
                self._wrong(f"{kind}: the copy {name} cannot be used: {error!r}")

    @contextlib.contextmanager
    def _looked_at(self) -> Iterator[sqlite3.Connection | None]:
        """A copy of the data file as the kill left it, so that the next life finds that, too."""
        place = self._folder / "look"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for suffix in ("", "-wal"):
            path = self._files.database.with_name(self._files.database.name + suffix)
            if path.exists():
                shutil.copyfile(path, place / path.name)
        path = place / self._files.database.name
        if not path.exists():
            yield None
            return
        with contextlib.closing(sqlite3.connect(path)) as conn:
            yield conn

    def _judge_journal(self, conn: sqlite3.Connection, kind: str) -> None:
        """Each batch that was planned is there, and each change the server has is in one."""
        held: dict[int, set[str]] = {}
        calls: set[tuple[str, str]] = set()
        for batch_id, action, shipment_id in conn.execute(
            "SELECT r.batch_id, b.action, r.shipment_id FROM batch_record AS r"
            " JOIN batch AS b ON b.id = r.batch_id"
        ):
            held.setdefault(batch_id, set()).add(shipment_id)
            calls.add((CALLS.get(Action(action), ""), shipment_id))
        for batch_id, ids in self._promised.batches.items():
            if held.get(batch_id) != set(ids):
                self._wrong(f"{kind}: batch {batch_id} lost {set(ids) - held.get(batch_id, set())}")
        done = Counter((one.call, one.shipment_id) for one in self._server.changes)
        for key, times in done.items():
            if times > 1:
                self._wrong(f"{kind}: {key} was done {times} times")
            if key not in calls:
                self._wrong(f"{kind}: {key} was done, and is in no batch")
        given: dict[str, str] = {}
        for one in self._server.changes:
            if one.call == "invoiceUpdate":
                number = str(one.payload["invoiceNumber"])
                if given.setdefault(number, one.shipment_id) != one.shipment_id:
                    self._wrong(f"{kind}: the number {number} was given twice")
        kept = dict(conn.execute("SELECT text, shipment_id FROM invoice_number"))
        for number, owner in given.items():
            if kept.get(number) != owner:
                self._wrong(f"{kind}: {owner} got {number}, which belongs to {kept.get(number)}")

    def _judge_papers(self, conn: sqlite3.Connection, kind: str) -> None:
        """Papers that are listed are there, whole."""
        for (digest,) in conn.execute(
            "SELECT DISTINCT sha256 FROM document WHERE deleted_at IS NULL"
        ):
            path = self._files.documents / digest[:2] / f"{digest}.pdf"
            if not _is_whole(path, digest):
                self._wrong(f"{kind}: the paper {digest[:8]} is not whole")
        numbers = {number for (number,) in conn.execute("SELECT number FROM handover_sheet")}
        for number in self._promised.sheets - numbers:
            self._wrong(f"{kind}: handover sheet {number} is gone")

    def _judge_prints(self, conn: sqlite3.Connection, kind: str) -> None:
        """What the queue took is in the log, and what the log says is out was taken."""
        taken = [path.name.split(".") for path in self._spool.iterdir()]
        rows = conn.execute("SELECT id, sha256, state, spool_id FROM print_job").fetchall()
        self._tally.printed = max(self._tally.printed, len(taken))
        for spool_id, digest in taken:
            if not any(row[1] == digest for row in rows):
                self._wrong(f"{kind}: {spool_id} was printed, and is not in the log")
        names = {spool_id for spool_id, _ in taken}
        for job_id, digest, state, spool_id in rows:
            if state in ("accepted", "done") and spool_id not in names:
                self._wrong(f"{kind}: job {job_id} is {state}, and no queue has it")
            if not _is_whole(self._files.print_jobs / digest[:2] / f"{digest}.pdf", digest):
                self._wrong(f"{kind}: the PDF of job {job_id} is not whole")
        for job_id in self._promised.jobs - {row[0] for row in rows}:
            self._wrong(f"{kind}: print job {job_id} is gone")

    def _judge_leftovers(self, kind: str) -> None:
        """Files that a kill cut off are few, and none is taken for a damaged one."""
        names = [path.name for path in self._files.root.rglob("*")]
        left = [one for one in names if one.endswith((".partial", ".new", ".tmp"))]
        self._tally.leftovers = max(self._tally.leftovers, len(left))
        if len(left) > _MOST_LEFTOVERS:
            self._wrong(f"{kind}: files that were left: {left}")
        for name in names:
            if ".damaged" in name or ".bad" in name:
                self._wrong(f"{kind}: {name} was put aside")

    # ---- in the end ----------------------------------------------------------------------

    def _settle_up(self) -> None:
        """A full check when a late application would have shown, and then the log is read."""
        self._server.faults.clear()
        self._server.latency_s = 0.0
        let_finish(self._server)
        clock = SettableClock()
        with Desk(self._server, self._data, clock=clock) as desk:
            if desk.services.restored is not None:
                desk.services.backups.go_on()
            for _ in range(2):
                clock.now += timedelta(seconds=130)
                self._server.world.advance(130)
                desk.services.bulk.recover(desk.ctx)
                desk.sync()
            applied = Counter((one.call, one.shipment_id) for one in self._server.changes)
            self._tally.applied += len(self._server.changes)
            for action, ids in self._todo:
                for one in ids:
                    self._compare(desk, action, one, applied[CALLS[action], one])
            if faults := desk.services.database.check():
                self._wrong(f"the data file is damaged: {faults}")
            desk.services.documents.purge(desk.ctx)
        for one in self._server.changes:
            if one.call not in CALLS.values():
                continue
            if not any(one.shipment_id in ids for _action, ids in self._todo):
                self._wrong(f"{one.call} of {one.shipment_id}, which nobody asked for")

    def _compare(self, desk: Desk, action: Action, one: str, count: int) -> None:
        journal = desk.services.bulk._journal
        chain = [
            record.outcome
            for summary, record in reversed(journal.batches_of(one))
            if summary.action is action
        ]
        self._tally.states.update(outcome.state.value for outcome in chain)
        if not chain:
            if count:
                self._wrong(f"{action} of {one} was done, and is in no batch")
            return
        for wrong in what_is_wrong(action, chain, count):
            told = [(outcome.state.value, outcome.code, str(outcome.message)) for outcome in chain]
            self._wrong(f"{action} {one}: {wrong}; {told}")


def _is_whole(path: Path, digest: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def _of_session(session: int) -> list[int]:
    """Processes of a session that still run; on systems without /proc none can be told."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            facts = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            # State, parent, group, session.
            if facts[0] != "Z" and int(facts[3]) == session:
                found.append(int(stat.parent.name))
    return found


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").replace("\0", " ")[:300]
    return ""


def run(kills: int, seed: int, folder: Path, said: bool = False) -> Tally:
    """So many kills; the same seed makes the same work, but not the same moments."""
    tally, spans = Tally(), {}
    old = make_old(folder / "old")
    while tally.kills < kills:
        number, told = tally.kills, len(tally.wrong)
        place = folder / f"chain-{number}"
        chain = Chain(place, seed * 1000 + number, tally, spans, old)
        chain.run(min(_A_CHAIN, kills - number))
        shutil.rmtree(place, ignore_errors=True)
        if said:
            for one in tally.wrong[told:]:
                _say(f" - {one}")
            _say(f"{tally.kills} kills, {len(tally.wrong)} wrong")
    return tally


def words(tally: Tally) -> str:
    """The run in some lines."""
    return (
        f"{tally.kills} kills {dict(tally.kinds)}, amid the work {dict(tally.amid)};"
        f" {tally.planned} batches planned, {tally.applied} changes applied,"
        f" outcomes {dict(tally.states)}; {tally.copies} copies opened;"
        f" at most {tally.leftovers} files cut off; slowest start {tally.slowest_open_s:.1f} s;"
        f" failed by itself {dict(tally.failed)}; wrong: {len(tally.wrong)}"
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    logging.disable(logging.ERROR)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        tally = run(options.kills, options.seed, Path(folder), said=True)
    _say(words(tally))
    _say(f"{time.monotonic() - began:.0f} s")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
