"""One record that a fault of the disk spoilt keeps no list away, and says whose it is."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from konnect_desktop import bootstrap
from konnect_desktop.bootstrap import Services
from konnect_desktop.credentials import MemoryCredentials
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import DAMAGED, State
from konnect_desktop.domain.codec import encode
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.say import quoted
from konnect_desktop.domain.states import Lane
from konnect_desktop.domain.tracking import Tracking
from konnect_desktop.errors import KonnectError
from konnect_desktop.paths import Paths
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.services.context import TaskContext
from konnect_desktop.store import keys
from konnect_desktop.store.number_mirror import NumberMirror
from tests.services.desk import PROFILE, Desk


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(orders=30, seed=11) as running:
        yield running


@pytest.fixture
def desk(server: PracticeServer, tmp_path: Path) -> Iterator[Desk]:
    with Desk(server, tmp_path / "data") as made:
        made.sync()
        yield made


def spoil(desk: Desk, sql: str, *values: object) -> None:
    with desk.services.database.write() as conn:
        conn.execute(sql, values)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff\xfe\x00garbage", b'{"id": 5}', b'{"id": "x", "items": 7}', bytes(60)],
)
def test_a_spoilt_order_is_left_out_named_and_read_again(desk: Desk, body: bytes) -> None:
    one, other = desk.ids(Lane.NEW)[:2]
    spoil(
        desk,
        "UPDATE shipment_record SET body = ? WHERE key = (SELECT key FROM shipment WHERE id = ?)",
        body,
        one,
    )
    row = desk.services.queries.rows_by_id([one])[0]
    assert list(desk.services.queries.shipments([one, other])) == [other]
    assert other not in desk.services.queries.shortened([one, other])
    details = desk.services.queries.details(one)
    assert details is not None
    confirm = desk.plan(Action.CONFIRM, [one, other])
    assert other in confirm.ids
    left = {group.reason: group for group in confirm.left_out}
    if left:
        assert left[Reason.RECORD_DAMAGED].details == ((row.order_no, quoted(row.order_no)),)
    # Although nothing changed at Fynd, the next look writes it anew.
    desk.services.bulk.withdraw(int(confirm.batch_id or 0))
    desk.sync()
    assert list(desk.services.queries.shipments([one, other])) == [one, other]


def test_a_spoilt_line_of_the_journal_is_never_sent(
    desk: Desk, server: PracticeServer, tmp_path: Path
) -> None:
    one, two, three = desk.ids(Lane.NEW)[:3]
    waits = desk.plan(Action.CONFIRM, [one, two])
    assert desk.services.bulk.queue(waits.batch_id or 0)
    strange = desk.plan(Action.CONFIRM, [three])
    spoil(desk, "UPDATE batch_record SET payload = '{\"items' WHERE shipment_id = ?", one)
    spoil(desk, "UPDATE batch SET action = 'conf\x01' WHERE id = ?", strange.batch_id)
    batch = desk.services.queries.batch(waits.batch_id or 0)
    assert batch is not None
    assert [record.outcome for record in batch.records if record.shipment_id == one] == [DAMAGED]
    assert len(desk.services.queries.batches()) == 1
    desk.services.close()
    with Desk(server, tmp_path / "data") as again:
        rows = {row.id: row for row in again.services.queries.rows_by_id([one, two, three])}
        assert "journal's line of this order is damaged" in str(rows[one].attention.message)
        assert rows[three].attention == rows[one].attention
        assert not rows[two].attention
        again.services.bulk.run_queued(again.ctx)
        assert again.applied("confirm").keys() == {two}
        batch = again.services.queries.batch(waits.batch_id or 0)
        assert batch is not None
        assert {r.shipment_id: r.state for r in batch.records} == {
            one: State.NEEDS_YOU,
            two: State.DONE,
        }
        # Nothing holds these orders: the seller may go on.
        assert set(again.plan(Action.CONFIRM, [one, three]).ids) == {one, three}


def test_text_that_is_no_text_is_shown_as_far_as_it_goes(desk: Desk) -> None:
    one = desk.ids()[0]
    spoil(desk, "UPDATE shipment SET buyer = CAST(x'4173ff6861' AS TEXT) WHERE id = ?", one)
    assert desk.services.queries.rows_by_id([one])[0].buyer == "As\ufffdha"


# ---- every column of every table -----------------------------------------------------------

_GARBAGE: dict[str, tuple[object, ...]] = {
    "TEXT": (b"\xff\xfe{", b"", b'{"a', b"\xc3\xa9" * 40),
    "INTEGER": (2**62, -(2**62), 253_402_300_800, -1),
    "BLOB": (b"", b"\x00\xff{", b"[1]"),
    "ANY": (b"\xff",),
}
_LEFT_OUT = ("sqlite_", "shipment_text", "number_event")


def tables(conn: sqlite3.Connection) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    found = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in found:
        if not name.startswith(_LEFT_OUT):
            columns = conn.execute(f"PRAGMA table_info({name})").fetchall()
            yield name, [(column[1], column[2]) for column in columns]


def plain(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(path, isolation_level=None)
    keys.register(conn)
    conn.create_function("is_void_label", 5, lambda *_: 0, deterministic=True)
    return conn


def fill(conn: sqlite3.Connection) -> None:
    """A row in each table that the work left empty."""
    body = encode(Tracking(awb_number="A1"))
    usual = {"TEXT": "1", "INTEGER": 1, "BLOB": body, "ANY": 1}
    for name, columns in list(tables(conn)):
        if conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0]:
            continue
        special = {"sheets": "[1]", "state": "done", "kind": "label"}
        values = {column: special.get(column, usual[kind]) for column, kind in columns}
        marks = ", ".join("?" * len(values))
        conn.execute(
            f"INSERT INTO {name} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
        )


def read_all(services: Services) -> None:
    """Ask for everything that a screen shows."""
    queries, ctx = services.queries, TaskContext()
    ids = queries.ids(OrderFilter(), Sort())
    rows = queries.rows(OrderFilter(), Sort(), limit=100)
    assert len(rows) == len(ids)
    queries.lane_counts(OrderFilter())
    queries.facets()
    queries.facts(ids)
    queries.facts_each(ids)
    queries.shipments(ids)
    queries.shortened(ids)
    for one in [*ids[:3], *ids[-2:]]:
        queries.details(one)
    for batch in queries.batches():
        queries.batch(batch.id)
    queries.batch_lines()
    queries.sync_health()
    services.tracking.parcels([*ids, "1"])
    services.tracking.work_lists()
    services.documents.recent()
    services.documents.print_log()
    services.documents.kept(ids)
    services.documents.find("1")
    services.documents.retention_plan()
    for job in services.printing.log():
        services.printing.pages(job.id)
    services.printing.doubtful()
    services.handover.expected()
    services.handover.here()
    for sheet in services.own_papers.kept_sheets():
        services.own_papers.sheet_ids(sheet.number)
    services.own_papers.shelves(["1"])
    services.couriers.waiting()
    services.rewording.step()
    services.bulk.queued()
    services.bulk.recover(ctx)
    services.sync.due(datetime.now(UTC))
    services.support.text({})
    services.backups.restored()
    for action in (Action.CONFIRM, Action.ADD_INVOICE):
        services.bulk.numbers(Action.ADD_INVOICE, ids, ActionOptions())
        services.bulk.plan(action, ids, ActionOptions())


@pytest.mark.long
@pytest.mark.timeout(900)
def test_no_column_of_any_table_can_keep_the_app_from_reading(
    server: PracticeServer, tmp_path: Path, times: Callable[[int], int]
) -> None:
    whole = tmp_path / "whole"
    with Desk(server, whole) as desk:
        desk.services.settings.change(undo_seconds=9)
        desk.sync()
        new = desk.ids(Lane.NEW)
        desk.do(Action.CONFIRM, new[:4])
        desk.do(Action.ADD_INVOICE, new[:2])
        desk.plan(Action.ADD_INVOICE, new[2:3])
    path = Paths(whole).profile(PROFILE).database
    with closing(plain(path)) as conn:
        fill(conn)
        wanted = [
            (table, column, value)
            for table, columns in tables(conn)
            for column, kind in columns
            for value in _GARBAGE[kind]
        ]
    services = bootstrap.build(Paths(whole), PROFILE, credentials=MemoryCredentials())
    read_all(services)
    services.close()
    failed: list[str] = []
    told: list[str] = []
    step = max(1, len(wanted) // times(400))
    for number, (table, column, value) in enumerate(wanted[::step]):
        folder = tmp_path / str(number)
        shutil.copytree(whole, folder)
        with closing(plain(Paths(folder).profile(PROFILE).database)) as conn:
            _put(conn, table, column, value)
        try:
            services = bootstrap.build(Paths(folder), PROFILE, credentials=MemoryCredentials())
            try:
                read_all(services)
            finally:
                services.close()
        except KonnectError as error:
            told.append(f"{table}.{column} {value!r}: {error.user_message}")
        except Exception as error:
            failed.append(f"{table}.{column} {value!r}: {error!r} {_where(error)}")
        shutil.rmtree(folder)
    assert failed == [], "\n".join(failed)
    # The file as such is refused where a rule of the schema shows that it is damaged.
    strange = [one for one in told if "so it was not opened" not in one]
    assert strange == [], "\n".join(strange)
    assert NumberMirror(path).read().is_whole


def _put(conn: sqlite3.Connection, table: str, column: str, value: Any) -> None:
    kind = "CAST(? AS TEXT)" if isinstance(value, bytes) else "?"
    conn.execute("PRAGMA ignore_check_constraints = ON")
    types = dict(dict(tables(conn))[table])
    if types[column] in ("BLOB", "ANY"):
        kind = "?"
    try:
        conn.execute(
            f"UPDATE OR IGNORE {table} SET {column} = {kind}"
            f" WHERE {column} IS (SELECT {column} FROM {table} LIMIT 1)",
            (value,),
        )
    except sqlite3.Error:
        return  # the schema itself does not let it in


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
