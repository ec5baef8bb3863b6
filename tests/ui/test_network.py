"""Settings → Network, and the lines about network and clock, through the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QToolButton

from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.network import ProxyChoice, ProxyMode
from konnect_desktop.domain.server_time import ClockFault
from konnect_desktop.errors import ProxyWantsPassword
from konnect_desktop.services.sync_models import SyncFailure, SyncReport
from konnect_desktop.ui.settings.network import NetworkCard
from konnect_desktop.ui.window.network_control import clock_text
from tests.api.scripted_server import ScriptedServer, answer
from tests.ui.object_names import unlisted
from tests.ui.window_desk import WindowDesk

SECRET = "pass-word-5512"


@pytest.fixture
def card(desk: WindowDesk) -> NetworkCard:
    desk.window.open_room("settings/network")
    desk.settle()
    return desk.find(NetworkCard, "settings.network")


@pytest.fixture
def proxy() -> Iterator[ScriptedServer]:
    refusing = answer("", 407, {"Proxy-Authenticate": "Basic realm=x"}, keep=False)
    with ScriptedServer([refusing]) as running:
        yield running


def type_into(line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def press(desk: WindowDesk, name: str) -> None:
    button = desk.find(QPushButton, name)
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.settle()


def choose(card: NetworkCard, desk: WindowDesk, mode: ProxyMode) -> None:
    card.mode.setCurrentIndex(card.mode.findData(mode))
    desk.settle()


def test_a_proxy_is_typed_kept_and_tried(
    card: NetworkCard, desk: WindowDesk, proxy: ScriptedServer
) -> None:
    assert not card.own.isVisible()
    choose(card, desk, ProxyMode.OWN)
    assert desk.services.settings.current.proxy_mode == "system"  # nothing to use yet
    place = proxy.url.removeprefix("http://")
    type_into(card.host, f"http://{place}/")
    desk.settle()
    host, _, port = place.partition(":")
    now = desk.services.settings.current
    assert (now.proxy_mode, now.proxy_host, now.proxy_port) == ("own", host, int(port))
    assert (card.host.text(), card.port.value()) == (host, int(port))
    press(desk, "settings.network.test")
    assert "Practice stays on this computer" in card.result.text()
    # Outside practice Konnect stands behind the proxy.
    desk.services.settings.change(base_url="https://konnect.example.test")
    press(desk, "settings.network.test")
    assert "wants a user name and password" in card.result.text()
    # At once, as a person does: one is kept after the other.
    type_into(card.user, "asha")
    type_into(card.password, SECRET)
    assert card.test_button.isEnabled()
    desk.settle()
    assert card.password.text() == ""
    assert card.kept.isVisible()
    press(desk, "settings.network.test")
    assert "did not accept" in card.result.text()
    assert "proxy-authorization" in proxy.seen[-1].headers
    # Nowhere on the disk, and in no words.
    kept = (desk.services.profile.settings).read_text()
    assert SECRET not in kept
    assert SECRET not in card.result.text()
    assert unlisted(card) == []


def test_a_password_goes_to_no_other_proxy(card: NetworkCard, desk: WindowDesk) -> None:
    network = desk.services.network
    network.choose(ProxyChoice(ProxyMode.OWN, "a.test", 80, "asha"), SECRET)
    assert network.facts().has_password
    network.choose(ProxyChoice(ProxyMode.OWN, "a.test", 81, "asha"))
    assert network.facts().has_password
    network.choose(ProxyChoice(ProxyMode.OWN, "b.test", 80, "asha"))
    assert not network.facts().has_password


def test_what_is_no_host_is_told_and_not_used(card: NetworkCard, desk: WindowDesk) -> None:
    choose(card, desk, ProxyMode.OWN)
    type_into(card.host, "user:secret@proxy:80")
    desk.settle()
    assert "no host of a proxy" in card.error.text()
    assert desk.services.settings.current.proxy_mode == "system"
    choose(card, desk, ProxyMode.NONE)
    assert desk.services.settings.current.proxy_mode == "none"
    assert not card.error.isVisible()


def test_a_certificate_file_is_read_before_it_counts(
    card: NetworkCard, desk: WindowDesk, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.pem"
    bad.write_text("nothing")
    press(desk, "settings.network.choose")
    dialog = desk.find(QFileDialog, "files.open.certificates")
    dialog.fileSelected.emit(str(bad))
    dialog.close()
    desk.settle()
    assert "cannot be read" in card.error.text()
    assert desk.services.settings.current.authority_file == ""


def test_trouble_of_the_network_is_one_line_that_leads_there(desk: WindowDesk) -> None:
    now = datetime.now(UTC)
    failure = SyncFailure.of("CREATED", "", ProxyWantsPassword())
    report = SyncReport(Changes(), 0, (failure,), now, now)
    assert report.is_offline
    desk.window.sync.finished.emit(report)
    assert "wants a user name and password" in desk.window.notices.text("network")
    press(desk, "notice.network.action")
    assert desk.window.rooms.current == "settings"
    desk.window.sync.finished.emit(SyncReport(Changes(), 0, (), now, now))
    assert desk.window.notices.text("network") == ""


# ---- the clock -----------------------------------------------------------------------------


def fault(minutes: float) -> ClockFault:
    return ClockFault(timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("minutes", "platform", "said"),
    [
        (12, "win32", ("12 min behind", "deadlines here are wrong", "Sync now")),
        (-75, "linux", ("1 h 15 ahead of", "Automatic")),
        (330, "darwin", ("5 h 30 behind", "time zone may be wrong", "System Settings")),
    ],
)
def test_the_clock_in_words(minutes: float, platform: str, said: tuple[str, ...]) -> None:
    text = clock_text(fault(minutes), platform)
    assert all(part in text for part in said)


def test_a_clock_that_is_wrong_is_one_calm_line(desk: WindowDesk) -> None:
    control, notices = desk.window.network, desk.window.notices
    watch = desk.services._watch

    def answers(minutes: float) -> None:
        now = datetime.now(UTC)
        date = (now + timedelta(minutes=minutes)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        for _ in range(3):
            watch.heard(date, "", now, now)

    answers(20)
    desk.wait(lambda: "20 min behind" in notices.text("clock"), "the line")
    answers(0)
    desk.wait(lambda: not notices.text("clock"), "the line to go")
    # Put away, it stays away as long as nothing else is true.
    control.show_clock(fault(20))
    QTest.mouseClick(desk.find(QToolButton, "notice.clock.close"), Qt.MouseButton.LeftButton)
    control.show_clock(fault(21))
    assert notices.text("clock") == ""
    control.show_clock(fault(40))
    assert "40 min" in notices.text("clock")


def test_a_check_hears_the_server_s_time(desk: WindowDesk) -> None:
    """The practice server runs on the same clock, so nothing is said against it."""
    watch = desk.services._watch
    desk.window.sync.check()
    desk.settle()
    assert len(watch._answers) == 3
    assert desk.services.clock_fault is None
