"""Paths, settings, credentials, log, account and bootstrap: what the services stand on."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from konnect_desktop import bootstrap, logs
from konnect_desktop.credentials import (
    Credentials,
    EnvironmentFirst,
    Kept,
    KeyringCredentials,
    MemoryCredentials,
)
from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.series import SeriesRule
from konnect_desktop.errors import KonnectError, NewerDatabase, StoreError
from konnect_desktop.paths import Paths, resource
from konnect_desktop.services.account_models import SignInForm
from konnect_desktop.services.context import TaskContext
from konnect_desktop.settings import Lost, Settings, SettingsFile
from konnect_desktop.store.database import Database
from konnect_desktop.store.series_book import KeptSeries

CANARY = "s3cr€t&T%k+n é"


# ---- paths and settings ----------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["", "..", "a/b", "a\\b", ".hidden", "con", "LPT1", "x" * 65, "shop.", "a b", "con.x"]
)
def test_profile_names_no_folder_can_have_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(KonnectError, match="profile name"):
        Paths(tmp_path).profile(name)


def test_names_that_are_one_folder_on_windows_are_one_profile(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    assert paths.profile("Shop").name == "Shop"
    paths.profile("Shop").root.mkdir(parents=True)
    assert [paths.profile(name).name for name in ("shop", "SHOP", "Shop")] == ["Shop"] * 3
    assert paths.lock("sHOP") == paths.lock("Shop")
    # Nobody's account lands in the folder that practice begins anew.
    assert paths.profile("Practice").name == "practice"
    assert paths.profile("DEFAULT").name == "default"
    assert paths.profile("a.b-C_1").name == "a.b-C_1"


def test_a_data_folder_on_a_share_of_windows_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "sys", SimpleNamespace(platform="win32"))
    leads_to = SimpleNamespace(realpath=lambda _folder: r"\\NAS\office\konnect")
    monkeypatch.setattr(bootstrap, "os", SimpleNamespace(path=leads_to))
    folder = tmp_path / "Z"
    with pytest.raises(StoreError, match="a network drive") as said:
        bootstrap.build(Paths(folder), "shop", credentials=MemoryCredentials())
    assert "--data-dir" in said.value.next_step
    assert not folder.exists()


def test_resources_are_found() -> None:
    assert resource("fonts").is_dir()


def test_settings_survive_saving_and_keep_what_they_do_not_know(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    settings = Settings.from_dict({"username": "asha", "from_the_future": [1, 2]})
    settings.changed(location_codes=("A", "B"), page_base=0).save(path)
    loaded = Settings.load(path)
    assert loaded.location_codes == ("A", "B")
    assert loaded.page_base == 0
    assert loaded.extra == {"from_the_future": [1, 2]}
    assert json.loads(path.read_text())["from_the_future"] == [1, 2]
    assert list(path.parent.iterdir()) == [path]


def test_values_of_the_wrong_type_fall_back_to_defaults() -> None:
    wrong: dict[str, Any] = {
        "base_url": 5,
        "level": "galaxy",
        "location_codes": "A",
        "page_base": 7,
        "requests_per_second": -1,
        "undo_seconds": True,
        "auto_sync": "yes",
    }
    assert Settings.from_dict(wrong) == Settings()


@pytest.mark.parametrize("content", [b"{broken", b"[1]", b"\xff\xfe\x00"])
def test_unreadable_settings_are_put_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert Settings.load(path) == Settings()
    assert path.with_name("settings.json.bad").read_bytes() == content


def test_what_was_put_aside_before_stays(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for content in (b"one", b"two", b"three"):
        path.write_bytes(content)
        Settings.load(path)
    kept = sorted(tmp_path.iterdir())
    assert [each.name for each in kept] == [f"settings.json.bad{n}" for n in ("", 2, 3)]
    assert [each.read_bytes() for each in kept] == [b"one", b"two", b"three"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_any_unicode_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "settings.json"
    Settings(username="आशा", invoice_prefix="26-27/A", invoice_next=51).save(path)
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    settings, lost = Settings.read(path)
    assert lost is None
    assert (settings.username, settings.invoice_prefix) == ("आशा", "26-27/A")
    assert list(tmp_path.iterdir()) == [path]


def test_what_could_not_be_read_is_named_and_the_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    rules = [{"location": "A", "prefix": "A/"}, {"location": 5}]
    text = json.dumps({"username": "u", "undo_seconds": "ten", "invoice_series": rules})
    path.write_text(text)
    settings, lost = Settings.read(path)
    assert (settings.username, len(settings.invoice_series)) == ("u", 1)
    assert lost == Lost(("undo_seconds", "invoice_series"), path.with_name("settings.json.bad"))
    assert lost.kept is not None
    assert lost.kept.read_text() == path.read_text() == text
    assert Settings.read(tmp_path / "none.json") == (Settings(), None)


def test_a_file_that_was_not_read_is_never_saved_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    Settings(username="u", invoice_next=371, undo_seconds=20).save(path)
    kept, real = path.read_bytes(), Path.read_bytes

    def held(self: Path) -> bytes:
        if self == path:
            raise PermissionError(13, "held by another program")
        return real(self)

    database = Database(tmp_path / "orders.db")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", held)
        file = SettingsFile(path)
        assert file.lost == Lost((), None, is_unread=True)
        file.keep_series(KeptSeries(database))
        # The defaults are not taken for the seller's series either.
        assert KeptSeries(database).load() is None
        with pytest.raises(StoreError, match="not saved over"):
            file.change(theme="dark")
        assert file.current.theme == "dark"
    assert path.read_bytes() == kept
    assert list(tmp_path.glob("settings.json.bad*")) == []
    # Readable again: what it says counts, and the change is made to that.
    after = file.change(compact_rows=True)
    assert (after.username, after.invoice_next, after.undo_seconds) == ("u", 371, 20)
    assert Settings.load(path) == after
    series = KeptSeries(database).load()
    assert series is not None
    assert series.sale.first == 371
    database.close()


def test_a_broken_file_that_cannot_be_put_aside_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b'{"username": "u"')

    def held(_self: Path, _target: Path) -> None:
        raise PermissionError(13, "held by another program")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", held)
        file = SettingsFile(path)
        with pytest.raises(StoreError, match="not saved over"):
            file.change(theme="dark")
        assert path.read_bytes() == b'{"username": "u"'
    file.change(theme="dark")
    assert path.with_name("settings.json.bad").read_bytes() == b'{"username": "u"'
    assert Settings.load(path).theme == "dark"


def test_a_folder_in_the_place_of_the_settings_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    (path / "in it").mkdir(parents=True)
    file = SettingsFile(path)
    assert file.lost is not None
    assert (path.with_name("settings.json.bad") / "in it").is_dir()
    file.change(theme="dark")
    assert Settings.load(path).theme == "dark"


def test_settings_that_cannot_be_saved_say_so_and_still_apply(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    file = SettingsFile(tmp_path / "file" / "settings.json")
    with pytest.raises(StoreError, match="could not be saved"):
        file.change(theme="dark")
    assert file.current.theme == "dark"


# ---- credentials -----------------------------------------------------------------------


class FakeKeyring(ModuleType):
    """Stands for the system's safe, which is not there on a build machine."""

    def __init__(self, priority: float = 5.0, breaks: bool = False) -> None:
        super().__init__("keyring")
        self.priority = priority
        self.breaks = breaks
        self.kept: dict[tuple[str, str], str] = {}

    def get_keyring(self) -> FakeKeyring:
        return self

    def get_password(self, service: str, name: str) -> str | None:
        self._check()
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, password: str) -> None:
        self._check()
        self.kept[(service, name)] = password

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[(service, name)]

    def _check(self) -> None:
        if self.breaks:
            raise RuntimeError("locked")


def test_credentials_never_show_their_secret() -> None:
    pair = Credentials("asha", CANARY)
    assert CANARY not in repr(pair)
    assert CANARY not in f"{pair}"
    form = SignInForm("https://x", "asha", CANARY)
    assert CANARY not in repr(form)


def test_keyring_keeps_and_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", FakeKeyring())
    store = KeyringCredentials()
    pair = Credentials("asha", CANARY)
    assert store.save("main", pair) is Kept.KEYRING
    assert KeyringCredentials().get("main") == pair
    store.forget("main")
    assert KeyringCredentials().get("main") is None


@pytest.mark.parametrize("safe", [FakeKeyring(priority=0.5), FakeKeyring(breaks=True)])
def test_without_a_safe_place_the_secret_stays_in_memory(
    monkeypatch: pytest.MonkeyPatch, safe: FakeKeyring
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", safe)
    store = KeyringCredentials()
    assert store.save("main", Credentials("asha", CANARY)) is Kept.SESSION
    assert store.get("main") == Credentials("asha", CANARY)
    assert store.kept("main") is Kept.SESSION
    assert safe.kept == {}
    store.forget("main")
    assert store.get("main") is None


def test_a_secret_too_long_for_windows_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", FakeKeyring())
    assert KeyringCredentials().save("main", Credentials("a", "x" * 1300)) is Kept.SESSION


def test_environment_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    store = EnvironmentFirst(MemoryCredentials())
    store.save("main", Credentials("asha", "kept"))
    monkeypatch.setenv("KONNECT_USERNAME", "robot")
    assert store.get("main") == Credentials("asha", "kept")
    monkeypatch.setenv("KONNECT_PASSWORD", CANARY)
    assert store.get("main") == Credentials("robot", CANARY)
    assert store.kept("main") is Kept.ENVIRONMENT


# ---- log -------------------------------------------------------------------------------


def test_log_holds_no_secrets_and_no_buyers(tmp_path: Path) -> None:
    logs.redactor.hide(CANARY)
    handler = logs.setup(Paths(tmp_path))
    assert handler is not None
    log = logging.getLogger("konnect_desktop.test")
    try:
        log.warning("GET https://host/aggregator/v1/token?username=asha&password=x1y2z3")
        log.warning("x-access-token: abc-def-123 for %s", "asha@example.com")
        log.warning("called 9876543210 and +91 98765 43210 about 17610000000000000017")
        try:
            raise ValueError(f"wrong {CANARY}")
        except ValueError:
            log.exception("failed")
        logging.getLogger("urllib3").debug("GET /token?password=x1y2z3")
    finally:
        handler.flush()
        logging.getLogger("konnect_desktop").removeHandler(handler)
        handler.close()
    text = (tmp_path / "logs" / "konnect-desktop.log").read_text(encoding="utf-8")
    for secret in (CANARY, "x1y2z3", "abc-def-123", "asha@example.com", "9876543210", "43210"):
        assert secret not in text
    assert "17610000000000000017" in text
    assert "ValueError" in text


# ---- account ---------------------------------------------------------------------------


def form(desk: Any, **changed: Any) -> SignInForm:
    values = {
        "base_url": desk.server.url,
        "username": desk.username,
        "secret": desk.password,
        "level": "company",
        "location_codes": tuple(desk.server.locations),
    }
    return SignInForm(**{**values, **changed})


def test_every_step_of_a_good_connection_is_named(desk: Any) -> None:
    steps = desk.services.accounts.test(form(desk))
    assert all(step.ok for step in steps), steps
    assert len(steps) >= 3


def test_wrong_token_names_the_step_and_saves_nothing(desk: Any) -> None:
    steps = desk.services.accounts.test(form(desk, secret="wrong-one"))
    assert not steps[-1].ok
    assert steps[-1].message
    assert steps[-1].next_step
    assert desk.credentials.get("test").secret == desk.password


def test_sign_in_takes_over_at_once_and_sign_out_forgets(make_desk: Any) -> None:
    desk = make_desk(30, desk={"secret": "wrong-one"})
    assert not desk.sync().ok
    facts = desk.services.accounts.sign_in(form(desk))
    assert facts.is_signed_in
    assert "until the app" in facts.kept_text
    assert desk.sync().ok
    desk.services.accounts.sign_out()
    assert not desk.services.accounts.facts().is_signed_in
    assert len(desk.statuses()) == 30


def test_no_secret_reaches_a_file_of_the_profile(desk: Any) -> None:
    desk.services.accounts.sign_in(form(desk))
    desk.sync()
    root = desk.services.paths.data_dir
    files = [path for path in root.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert desk.password.encode() not in path.read_bytes(), path.name


# ---- bootstrap -------------------------------------------------------------------------


def test_newer_data_is_refused_and_left_alone(desk: Any, tmp_path: Path) -> None:
    path = desk.services.profile.database
    with desk.services.database.write() as conn:
        conn.execute("PRAGMA user_version = 999")
    desk.services.close()
    before = path.read_bytes()
    with pytest.raises(NewerDatabase):
        bootstrap.build(desk.services.paths, "test", credentials=MemoryCredentials())
    assert path.read_bytes() == before


def test_backup_while_running_can_be_opened(desk: Any, tmp_path: Path) -> None:
    copy = desk.services.back_up()
    assert copy.parent == desk.services.profile.backups
    target = Paths(tmp_path / "restored").profile("test").database
    target.parent.mkdir(parents=True)
    target.write_bytes(copy.read_bytes())
    services = bootstrap.build(
        Paths(tmp_path / "restored"), "test", credentials=MemoryCredentials()
    )
    try:
        from konnect_desktop.domain.filters import OrderFilter

        assert services.queries.count(OrderFilter()) == 60
    finally:
        services.close()


def test_practice_starts_its_own_server_and_ends_it(tmp_path: Path) -> None:
    services = bootstrap.build_practice(Paths(tmp_path), orders=25, seed=3)
    try:
        assert services.is_practice
        report = services.sync.run(TaskContext())
        assert report.ok
        assert report.new_count == 25
    finally:
        services.close()
    process = services.practice.process  # type: ignore[union-attr]
    assert process.poll() is not None


def test_raw_record_is_shown_with_every_digit(desk: Any) -> None:
    shipment_id = next(iter(desk.statuses()))
    details = desk.services.queries.details(shipment_id)
    assert f'"id": "{shipment_id}"' in details.raw_json_text
    json.loads(details.raw_json_text)


def test_invoice_series_are_kept_and_broken_ones_are_left_out(tmp_path: Path) -> None:
    rules = (
        SeriesRule("BLR-01", "AMAZON_MLF", SeriesFormat("A/", 7, 4)),
        SeriesRule(channel="MYNTRA_IN", series=SeriesFormat("M-", 1, 0)),
    )
    path = tmp_path / "settings.json"
    Settings(invoice_series=rules).save(path)
    assert Settings.load(path).invoice_series == rules
    broken = [{"prefix": 7}, {"next": -1}, {"padding": True}, "INV", {"prefix": "OK-"}]
    read = Settings.from_dict({"invoice_series": broken}).invoice_series
    assert read == (SeriesRule(series=SeriesFormat("OK-", 1, 5)),)
    assert Settings.from_dict({"invoice_series": "all"}).invoice_series == ()
