"""Things break in every room while buyers' data is in hand, and no log file says whose it was."""

from __future__ import annotations

import contextlib
import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import qCritical, qInstallMessageHandler, qWarning
from PySide6.QtWidgets import QApplication

from konnect_desktop import logs
from konnect_desktop.api import translation
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.headings import Field
from konnect_desktop.errors import DocumentError
from konnect_desktop.practice.faults import Fault
from konnect_desktop.services import restoring
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.services.imports import ImportService
from konnect_desktop.store import copies, ingest
from konnect_desktop.store.documents import DocumentStore
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.own_papers import OwnPapers
from konnect_desktop.store.print_jobs import PrintJobs
from konnect_desktop.ui.kit.messages import MessageDialog
from konnect_desktop.ui.startup import qt_log
from tests.conftest import MakeWindow
from tests.ui.window_desk import WindowDesk


def marks_of(number: int) -> dict[str, str]:
    """A buyer like no other."""
    return {
        "name": f"Quokka{number:02d}singh कुकुभ",
        "phone": f"98450112{number:02d}",
        "email": f"quokka{number:02d}@numbat.example",
        "line1": f"77 Wombat{number:02d} Gali",
        "city": f"Numbat{number:02d}pur",
        "pincode": f"5609{number:02d}",
    }


def telling(number: int) -> list[str]:
    """What of it would tell whose it is; a part is enough."""
    whole = marks_of(number)
    parts = [f"Quokka{number:02d}", "कुकुभ", f"Wombat{number:02d}", f"Numbat{number:02d}pur"]
    # Six figures also stand in the microseconds of a line; the house number goes with them.
    return [*parts, whole["phone"], whole["email"], f"QKA{number:02d}7788990", whole["line1"]]


def plant(desk: WindowDesk) -> int:
    """Give every order such a buyer; returns how many."""
    world = desk.server.world
    for number, shipment_id in enumerate(world.ids()):
        shipment = world.shipment(shipment_id)
        world.unlock(shipment_id)
        shipment.buyer = replace(shipment.buyer, **marks_of(number))
        shipment.awb = f"QKA{number:02d}7788990"
    return len(world.ids())


def fail_with(make: Callable[[str], BaseException]) -> Callable[..., Any]:
    """A function that fails with all it was given in its exception, and in the one before it."""

    def failing(*args: Any, **named: Any) -> Any:
        told = " ".join(map(repr, (*args, named)))
        try:
            raise KeyError(told)
        except KeyError as before:
            error = make(told)
            error.add_note(told)
            raise error from before

    return failing


@contextlib.contextmanager
def broken(place: Any, name: str, make: Callable[[str], BaseException]) -> Iterator[None]:
    """One function of a room fails."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place, name, fail_with(make))
        yield


def ways(desk: WindowDesk, table: Path) -> Iterator[tuple[Any, Callable[[Any], object]]]:
    """What is broken, and the work that meets it; one of each room."""
    services = desk.services
    ids = desk.server.world.ids()
    copy = services.backups.listed()[0]
    skus = [marks_of(0)["name"]]
    log = logging.getLogger("konnect_desktop.room")

    def decode(told: str) -> BaseException:
        return UnicodeDecodeError("utf-8", told.encode(), 0, 1, told)

    def parse(told: str) -> BaseException:
        return json.JSONDecodeError(told, told, 0)

    def with_log(told: str) -> BaseException:
        log.warning("went wrong with %s: %r", told, {"name": told}, exc_info=True)
        return ExceptionGroup(told, [ValueError(told), OSError(5, told, told)])

    def do(ctx: Any, action: Action) -> object:
        plan = services.bulk.plan(action, ids, ActionOptions())
        assert plan.batch_id is not None
        return services.bulk.run(ctx, plan.batch_id)

    yield broken(translation, "_address", ValueError), services.sync.run
    yield broken(translation, "_item", parse), services.sync.run
    yield broken(ingest, "_body", sqlite3.IntegrityError), services.sync.run
    yield broken(ingest, "_sort", with_log), services.sync.run
    yield broken(Journal, "mark_sent", LookupError), lambda ctx: do(ctx, Action.CONFIRM)
    yield (
        broken(DocumentStore, "put", decode),
        lambda ctx: services.documents.collect(ctx, ids, "label"),
    )
    yield (
        broken(DocumentStore, "by_id", lambda told: DocumentError(told, detail=told)),
        lambda ctx: services.documents.collect(ctx, ids, "label"),
    )
    yield broken(PrintJobs, "find", AssertionError), lambda _ctx: services.printing.log(skus[0])
    yield (
        broken(ImportService, "columns", decode),
        lambda _ctx: services.imports.open(table, [Field.ORDER, Field.AWB]),
    )
    yield (
        broken(copies, "make_ready", sqlite3.DatabaseError),
        lambda _ctx: restoring.restore(services.profile, copy, lambda: datetime.now(UTC)),
    )
    yield broken(OwnPapers, "shelves", RuntimeError), lambda _ctx: services.own_papers.shelves(skus)


@pytest.mark.timeout(180)
def test_no_log_file_says_whose_order_it_was(
    make_window: MakeWindow, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = make_window(orders=24)
    desk.wait_until_shown()
    services = desk.services
    handler = logs.setup(services.paths, services.profile.name, level=logging.DEBUG)
    assert isinstance(handler, logging.handlers.RotatingFileHandler)
    handler.maxBytes = 30_000
    count = plant(desk)
    failed: list[str] = []
    services.announcer.listen(fail_with(ValueError))

    def run(work: Callable[[Any], object]) -> None:
        before = len(failed)
        desk.desk.runner.start(
            desk.window,
            work,
            pool="local",
            on_error=lambda error: (
                failed.append(type(error).__name__),
                desk.desk.runner.on_unhandled(desk.window, error),
            ),
            on_success=lambda _result: failed.append(""),
        )
        desk.wait(lambda: len(failed) > before, "the work")

    try:
        run(services.sync.run)
        services.backups.back_up()
        table = tmp_path / "awbs.csv"
        rows = [",".join(marks_of(number).values()) for number in range(count)]
        table.write_text("\n".join(["Order,AWB", *rows]), encoding="utf-8")
        for trap, work in ways(desk, table):
            with trap:
                run(work)
        text = " ".join(" ".join(telling(number)) for number in range(count))
        for kind, call in (("refuse", "confirm"), ("html", "orders"), ("500", "orders")):
            desk.server.faults.plan(Fault(kind, call, message=text, times=3))
            run(services.sync.run)
    finally:
        handler.flush()
        logging.getLogger("konnect_desktop").removeHandler(handler)
        handler.close()
        for dialog in desk.window.findChildren(MessageDialog):
            dialog.reject()
    # The work failed in most rooms, and the log tells so.
    assert sum(bool(one) for one in failed) >= 8, failed
    shown = capfd.readouterr()
    files = [path for path in services.paths.logs.iterdir() if path.is_file()]
    content = b"\n".join(path.read_bytes() for path in files)
    assert content.count(b"Traceback") > 10
    content += shown.out.encode() + shown.err.encode()
    for number in range(count):
        for mark in telling(number):
            for spelled in (mark.encode(), ascii(mark)[1:-1].encode(), mark.encode("utf-16-le")):
                assert spelled not in content, mark


def test_qt_tells_a_place_and_no_words(
    styled_app: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    before = qInstallMessageHandler(None)
    qt_log.install()
    try:
        with caplog.at_level(logging.DEBUG, "konnect_desktop"):
            qWarning("QPainter::begin: no label of Quokkasingh")
            qWarning("Quokkasingh has no font")
            qCritical("Quokkasingh broke")
    finally:
        qInstallMessageHandler(before)
    assert caplog.messages == ["Qt: default QPainter::begin", "Qt: default"]
