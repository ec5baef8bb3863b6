"""On 1 April, in India: a series that carries the year begins anew, one that names it is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.requests import RETURN
from konnect_desktop.domain.series import SeriesRule
from konnect_desktop.domain.sla import IST
from konnect_desktop.domain.states import Lane
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services.batch_models import ActionOptions, Plan, SeriesOptions
from tests.services.desk import Desk, SettableClock

MARCH = datetime(2027, 3, 31, 23, 55, tzinfo=IST).astimezone(UTC)
APRIL = datetime(2027, 4, 1, 0, 5, tzinfo=IST).astimezone(UTC)


@pytest.fixture
def clock() -> SettableClock:
    made = SettableClock()
    made.now = MARCH
    return made


@pytest.fixture
def desk(tmp_path: Path, clock: SettableClock) -> Iterator[Desk]:
    with PracticeServer(orders=60) as server, Desk(server, tmp_path, clock=clock) as made:
        for key in server.world.ids():
            server.world.unlock(key)
        made.sync()
        made.do(Action.CONFIRM, made.ids(Lane.NEW)[:8])
        yield made


def numbers_of(plan: Plan) -> list[str]:
    return [number for _, number in plan.preview]


def notes_of(plan: Plan) -> dict[Reason | None, str]:
    return {note.reason: str(note.message) for note in plan.notes}


def test_a_series_with_the_year_begins_anew_and_says_so_once(
    desk: Desk, clock: SettableClock
) -> None:
    desk.services.change_settings(invoice_prefix="GW/{FY}/", invoice_next=98, invoice_padding=4)
    ids = desk.ids(Lane.TO_INVOICE)
    old = desk.plan(Action.ADD_INVOICE, ids[:2])
    assert numbers_of(old) == ["GW/26-27/0098", "GW/26-27/0099"]
    assert notes_of(old) == {}
    clock.now = APRIL
    assert desk.services.settings.current.invoice_next == 1
    shown = desk.services.numbers.preview(ids[2:5]).series[0]
    assert (shown.first, shown.last) == ("GW/27-28/0001", "GW/27-28/0003")
    assert shown.note.startswith("A new financial year has begun: GW/27-28/0001")
    new = desk.plan(Action.ADD_INVOICE, ids[2:4])
    assert numbers_of(new) == ["GW/27-28/0001", "GW/27-28/0002"]
    said = "A new financial year has begun: GW/27-28/0001 is its first number."
    assert notes_of(new) == {Reason.NEW_YEAR: said}
    later = desk.plan(Action.ADD_INVOICE, ids[4:5])
    assert numbers_of(later) == ["GW/27-28/0003"]
    assert notes_of(later) == {}


def test_a_first_number_of_the_new_year_can_be_chosen(desk: Desk, clock: SettableClock) -> None:
    desk.services.change_settings(invoice_prefix="GW/{FY}/", invoice_next=98)
    clock.now = APRIL
    desk.services.change_settings(invoice_next=41)
    ids = desk.ids(Lane.TO_INVOICE)
    assert numbers_of(desk.plan(Action.ADD_INVOICE, ids[:1])) == ["GW/27-28/00041"]
    asked = ActionOptions(series=SeriesOptions("T/{FY}/", 7, 0))
    assert numbers_of(desk.services.bulk.plan(Action.ADD_INVOICE, ids[1:2], asked)) == ["T/27-28/7"]


def test_what_was_shown_in_march_is_what_is_sent(desk: Desk, clock: SettableClock) -> None:
    desk.services.change_settings(invoice_prefix="GW/{FY}/", invoice_next=98)
    ids = desk.ids(Lane.TO_INVOICE)
    plan = desk.plan(Action.ADD_INVOICE, ids[:1])
    assert plan.batch_id is not None
    clock.now = APRIL
    desk.services.bulk.run(desk.ctx, plan.batch_id)
    assert desk.server.world.shipment(ids[0]).invoice_number == "GW/26-27/00098"


def test_a_prefix_of_the_old_year_is_told(desk: Desk, clock: SettableClock) -> None:
    desk.services.change_settings(invoice_prefix="26-27/", credit_note_prefix="CN2627/")
    clock.now = APRIL
    ids = desk.ids(Lane.TO_INVOICE)
    plan = desk.plan(Action.ADD_INVOICE, ids[:3])
    said = "A new financial year has begun, and the series still says 26-27."
    assert notes_of(plan) == {Reason.OLD_YEAR: said}
    assert plan.notes[0].ids == tuple(ids[:3])
    returns = desk.services.numbers.preview(desk.ids(Lane.RETURNS)[:2], RETURN)
    assert returns.series[0].note.startswith(said)


def test_series_outlive_the_settings_file(tmp_path: Path, clock: SettableClock) -> None:
    from konnect_desktop import bootstrap
    from konnect_desktop.credentials import MemoryCredentials
    from konnect_desktop.paths import Paths
    from konnect_desktop.settings import Lost, Settings

    paths, rule = Paths(tmp_path), SeriesRule("BLR", "", SeriesFormat("B/{FY}/", 5, 3))
    file = paths.profile("p").settings
    # As an older app left it: all of it in the file.
    Settings(invoice_prefix="26-27/A", invoice_next=51, username="u", theme="dark").save(file)

    def opened() -> bootstrap.Services:
        return bootstrap.build(paths, "p", credentials=MemoryCredentials(), clock=clock)

    first = opened()
    assert first.settings.lost is None
    first.change_settings(invoice_series=(rule,), credit_note_next=12)
    first.close()
    file.write_bytes(b'{"invoice_prefix": "IN')
    second = opened()
    now = second.settings.current
    assert (now.invoice_prefix, now.invoice_next, now.credit_note_next) == ("26-27/A", 51, 12)
    assert now.invoice_series == (rule,)
    assert (now.theme, now.username) == ("system", "")
    assert second.settings.lost == Lost((), file.with_name("settings.json.bad"), with_series=False)
    second.change_settings(theme="light")
    second.close()
    file.unlink()
    third = opened()
    assert third.settings.lost == Lost((), None, with_series=False)
    assert third.settings.current.invoice_prefix == "26-27/A"
    third.close()


def test_a_new_profile_has_lost_nothing(tmp_path: Path) -> None:
    from konnect_desktop import bootstrap
    from konnect_desktop.credentials import MemoryCredentials
    from konnect_desktop.paths import Paths

    for _ in range(2):
        services = bootstrap.build(Paths(tmp_path), "new", credentials=MemoryCredentials())
        assert services.settings.lost is None
        services.close()
