"""Bad input and bad days through the window: what happened, what was not done, what to press."""

from __future__ import annotations

import datetime as dt
import http.server
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from PySide6.QtWidgets import QApplication

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.errors import DiskFull
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.store.database import Database
from konnect_desktop.ui.batches.run import Phase
from konnect_desktop.ui.kit.messages import MessageDialog
from tests.conftest import MakeWindow
from tests.ui.account_desk import SignIn, account_desk
from tests.ui.sheet_steps import click, finish, new_ids, plan, press_through, tick


@pytest.fixture
def sign_in(styled_app: QApplication, tmp_path: Path) -> Iterator[SignIn]:
    with account_desk(styled_app, tmp_path / "data") as made:
        yield made


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<html><title>Free Wi-Fi</title>Please sign in to the network</html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A web server that is not Konnect; gives its port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def expired_certificate(folder: Path) -> ssl.SSLContext:
    """A certificate for localhost that ended yesterday."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=30))
        .not_valid_after(now - dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def try_address(sign_in: SignIn, url: str) -> tuple[str, str, str]:
    """The failed step, what happened and what to press."""
    sign_in.type(base_url=url, username="seller", token="secret-token")
    sign_in.test()
    step = sign_in.failed
    shown = sign_in.dialog.steps.spoken + sign_in.dialog.error.text()
    assert "secret-token" not in shown
    assert "Nothing was saved" in sign_in.dialog.error.text()
    assert step.next_step
    return step.name, step.message, step.next_step


def test_an_address_without_https(sign_in: SignIn) -> None:
    name, message, then = try_address(sign_in, "http://api.konnect.example")
    assert name == "Address"
    assert "https://" in message + then


def test_a_host_that_nobody_knows(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    name, message, _then = try_address(sign_in, "https://no-such-host.invalid")
    assert name == "Name lookup"
    assert "No server was found" in message


def test_a_host_where_nobody_answers(sign_in: SignIn) -> None:
    with serving() as port:
        pass  # closed again: the port answers no more
    name, message, _then = try_address(sign_in, f"http://127.0.0.1:{port}")
    assert name == "Secure connection"
    assert "could not be reached" in message


def test_a_server_that_is_not_konnect(sign_in: SignIn) -> None:
    with serving() as port:
        _name, message, then = try_address(sign_in, f"http://127.0.0.1:{port}")
    assert "did not come from Konnect" in message
    assert "base URL" in then


def test_a_certificate_of_its_own_making(sign_in: SignIn, tmp_path: Path) -> None:
    """Who signed it comes first: whether it ended is told of one that is known."""
    with serving(expired_certificate(tmp_path)) as port:
        name, message, then = try_address(sign_in, f"https://localhost:{port}")
    assert name == "Secure connection"
    assert "certificate is signed by somebody whom this computer does not know" in message
    assert "Settings" in then


def test_a_company_token_without_a_location(sign_in: SignIn) -> None:
    with PracticeServer(orders=10) as server:
        sign_in.type(base_url=server.url, username=server.username, token=server.password)
        sign_in.test()
        assert sign_in.failed.name == "Orders"
        assert "location code" in sign_in.failed.message
        assert "Company level" in sign_in.failed.next_step
        # The way out is in the same window.
        sign_in.dialog.form.company_level.setChecked(True)
        sign_in.type(locations=server.locations[0])
        sign_in.test()
        assert all(step.ok for step in sign_in.dialog.steps.steps)


def test_a_token_that_ends_meanwhile_opens_the_sign_in_once(sign_in: SignIn) -> None:
    sign_in.press("close")
    for _ in range(5):
        sign_in.desk.signals.sign_in_needed.emit("Konnect refused this Username and Token.")
    dialogs = [d for d in sign_in.window.findChildren(type(sign_in.dialog)) if d.isVisible()]
    assert len(dialogs) == 1
    assert "refused" in dialogs[0].findChild(object, "sign_in.reason").text()


def test_a_full_disk_is_said_and_nothing_is_sent(make_window: MakeWindow) -> None:
    desk = make_window(orders=160)
    desk.wait_until_shown()
    ids = new_ids(desk, 70)  # more than what fits into the pages in use
    tick(desk, ids)
    database = desk.services.database
    with database.write() as conn:
        conn.execute("CREATE TABLE filler (data BLOB)")
        pages = conn.execute("PRAGMA page_count").fetchone()[0]
        conn.execute(f"PRAGMA max_page_count = {pages}")
    _fill(database)
    press_through(desk, Action.CONFIRM, lambda: desk.window.findChild(MessageDialog, "error"))
    dialog = desk.find(MessageDialog, "error")
    assert "is full, so the last step was not saved" in dialog.heading.text()
    assert "Free some space" in dialog.text.text()
    assert desk.page.sheet.runs == []
    assert not [change for change in desk.server.changes if change.call == "confirm"]
    dialog.reject()
    with database.write() as conn:
        conn.execute("PRAGMA max_page_count = 1073741823")
    # Space is back: the app goes on.
    run = plan(desk, ids)
    finish(desk, run)
    assert run.done == 70


def test_a_batch_that_cannot_be_journalled_waits_unsent(
    make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_window(orders=70)
    desk.wait_until_shown()
    run = plan(desk, new_ids(desk, 25))

    def no_room(*_args: object, **_named: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(desk.services.bulk._journal, "mark_sent", no_room)
        click(desk, "batch.start_now")
        desk.wait(lambda: not run.is_open, "the end")
    sheet = desk.page.sheet
    assert run.phase is Phase.BROKEN
    assert "The disk is full" in sheet.text.text()
    assert sheet.retry_button.text() == "Try again"
    assert not [change for change in desk.server.changes if change.call == "confirm"]
    click(desk, "batch.retry")
    finish(desk, run)
    assert run.done == 25


@pytest.mark.parametrize("button", ["batch.retry", "batch.undo"])
def test_an_undo_that_cannot_be_saved_never_turns_into_sending(
    make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch, button: str
) -> None:
    desk = make_window(orders=70)
    desk.wait_until_shown()
    ids = new_ids(desk, 5)
    run = plan(desk, ids)
    sheet = desk.page.sheet

    def no_room(*_args: object, **_named: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(desk.services.bulk._journal, "withdraw", no_room)
        click(desk, "batch.undo")
        desk.wait(lambda: run.phase is Phase.BROKEN, "the failure")
        desk.settle()
        assert sheet.heading.text() == "Confirm 5 orders: not undone yet"
        assert sheet.text.text().startswith("Nothing was sent. ")
        assert "The disk is full" in sheet.text.text()
        assert "Try again undoes it and sends nothing." in sheet.text.text()
        # It cannot be put away: its orders would stay taken.
        assert not sheet.close_button.isVisible()
        # Still no room: it fails again, and says so again.
        click(desk, button)
        desk.wait(lambda: run.phase is Phase.BROKEN, "the failure")
        desk.settle()
    click(desk, button)
    desk.wait(lambda: run.phase is Phase.WITHDRAWN, "the undo")
    desk.settle()
    assert "undone" in sheet.heading.text()
    batch = desk.services.queries.batch(run.plan.batch_id)
    assert batch is not None
    assert {record.state for record in batch.records} == {State.WITHDRAWN}
    assert not [change for change in desk.server.changes if change.call == "confirm"]
    # They are free for the next press.
    finish(desk, plan(desk, ids))
    assert len([change for change in desk.server.changes if change.call == "confirm"]) == 5


@pytest.mark.parametrize("button", ["batch.settle", "batch.retry"])
def test_an_outcome_that_cannot_be_saved_is_looked_up_without_a_new_start(
    make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch, button: str
) -> None:
    desk = make_window(orders=110)
    desk.wait_until_shown()
    desk.services.change_settings(max_in_flight=1)
    run = plan(desk, new_ids(desk, 45))

    def no_room(*_args: object, **_named: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(desk.services.bulk._journal, "record", no_room)
        click(desk, "batch.start_now")
        desk.wait(lambda: not run.is_open, "the end")
        desk.settle()
    assert run.phase is Phase.BROKEN
    assert "The disk is full" in desk.page.sheet.text.text()
    click(desk, button)
    finish(desk, run)
    confirmed = [one.shipment_id for one in desk.server.changes if one.call == "confirm"]
    assert len(confirmed) == len(set(confirmed)) == run.done
    # Check again ends the batch there; Try again sends the rest, too.
    assert (run.done, len(run.retryable)) == ((20, 25) if button == "batch.settle" else (45, 0))


def _fill(database: Database) -> None:
    """Use up whatever room the data file still has, in ever smaller pieces."""
    for size in (4000, 1000, 200, 50, 10):
        with pytest.raises(DiskFull):
            _fill_with(database, size)


def _fill_with(database: Database, size: int) -> None:
    while True:
        with database.write() as conn:
            conn.execute("INSERT INTO filler VALUES (randomblob(?))", (size,))
