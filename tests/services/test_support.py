"""The support file says what helps, and nothing about anybody."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, quote_plus

import pytest

from konnect_desktop import logs
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import PrintFailed
from konnect_desktop.logs import redactor
from konnect_desktop.services import about, log_tail
from konnect_desktop.services.support import SupportService
from konnect_desktop.store.support import private_words, sqlite_version
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk

SECRET = "canary%secret+&= 42 कुंजी"
USERNAME = "canary-user&x=1 नाम"
NAME = "Äsha Kanärienvogel & Söhne 100%"
DEVANAGARI = "कनारी देवीप्रसाद"
STREET = "77 Zebrafinch Lane & Court"
PHONE = "9000012345"
EMAIL = "canary.buyer@example.com"
CITY = "Budgerigarpur"
PINCODE = "560099"
ORDER_NO = "CANARY-4048 1234567 & 7%"
AWB = "CNRYAWB0099887766"
#: As people write it.
PHONES = ("+91 90000 12345", "90000-12345", "0 90000 12345", "+91-90000-12345")
PERSONAL = (*PHONES, NAME, DEVANAGARI, STREET, PHONE, EMAIL, CITY, PINCODE, ORDER_NO, AWB)
#: Parts that would betray them, too.
TELLING = (
    "Äsha",
    "Kanärienvogel",
    "Söhne",
    "कनारी",
    "देवीप्रसाद",
    "Zebrafinch",
    "Budgerigarpur",
    "CANARY-4048",
    "1234567",
    "99887766",
    "canary",
    "कुंजी",
)


def spellings(text: str) -> list[str]:
    encoded = base64.b64encode(text.encode()).decode()
    return [text, text.lower(), quote(text), quote(text, safe=""), quote_plus(text), encoded]


def assert_nobody_is_told(text: str) -> None:
    for canary in (*PERSONAL, SECRET, USERNAME, *TELLING):
        for spelled in spellings(canary):
            assert spelled not in text, canary


def plant(desk: Desk) -> list[str]:
    """Put the canaries into two new orders; returns their ids."""
    world = desk.server.world
    ids = world.ids("CREATED")[:2]
    for shipment_id, name in zip(ids, (NAME, DEVANAGARI), strict=True):
        shipment = world.shipment(shipment_id)
        world.unlock(shipment_id)
        shipment.buyer = replace(
            shipment.buyer,
            name=name,
            phone=PHONE,
            email=EMAIL,
            line1=STREET,
            city=CITY,
            pincode=PINCODE,
        )
        shipment.awb = AWB
    world.shipment(ids[0]).marketplace_order_id = ORDER_NO
    return ids


@pytest.fixture
def told(make_desk: MakeDesk) -> Iterator[Desk]:
    """A desk whose orders, log, refusals and settings are full of canaries."""
    desk = make_desk(60)
    redactor.hide(SECRET)
    handler = logs.setup(desk.services.paths, desk.services.profile.name)
    assert handler is not None
    try:
        ids = plant(desk)
        desk.sync()
        for each, personal in zip(ids, (NAME, DEVANAGARI), strict=True):
            refused = f"{personal} of {STREET}, {CITY} {PINCODE}, {PHONE}, {EMAIL}: no {AWB}"
            desk.fault("refuse", "confirm", ids=(each,), code="X9", message=refused, times=1)
            desk.do(Action.CONFIRM, [each])
        desk.fault("html", "orders")
        desk.sync()
        write_log(ids)
        desk.services.settings.change(
            username=USERNAME,
            paper_name=NAME,
            label_printer="Zebra 4x6",
            base_url=f"https://konnect.example.com/a/b?username={quote(USERNAME)}",
            extra={"note": SECRET},
        )
        yield desk
    finally:
        logging.getLogger("konnect_desktop").removeHandler(handler)
        handler.close()


def write_log(ids: list[str]) -> None:
    log = logging.getLogger("konnect_desktop.told")
    for text in (*PERSONAL, SECRET, USERNAME, *ids):
        for spelled in spellings(text):
            log.warning("said of %s here", spelled)
            log.warning("https://konnect.example.com/a?user=%s", spelled)
    log.warning("not %s but “%s”", ids[0], "Quoted Finch")
    for place in (
        r"C:\Hidden Folder\of ours\x.db",
        r"\\pc\Hidden Folder\y",
        "/srv/Hidden Folder/z",
    ):
        log.warning("no file %s here", place)
    try:
        raise ValueError(f"{NAME}\n{DEVANAGARI}\n{STREET}")
    except ValueError:
        log.exception("unexpected error")
    log.error("two lines\n%s", NAME)


def test_nothing_about_anybody_stands_in_it(told: Desk) -> None:
    text = told.services.support.text({"Qt": "6.99"}, lambda: ["Zebra 4x6", "Laser"])
    assert_nobody_is_told(text)
    for shipment_id in told.server.world.ids():
        assert shipment_id not in text
        shipment = told.server.world.shipment(shipment_id)
        assert shipment.marketplace_order_id not in text
        assert shipment.buyer.phone not in text
        assert not shipment.awb or shipment.awb not in text
    for code in told.services.settings.current.location_codes:
        assert code not in text
    assert str(told.services.paths.data_dir) not in text
    assert "Quoted Finch" not in text
    assert "Hidden Folder" not in text
    assert "no file [path] here" in text


def test_what_helps_stands_in_it(told: Desk) -> None:
    text = told.services.support.text({"Qt": "6.99"}, lambda: ["Zebra 4x6", "Laser"])
    known = about.versions()
    rows = {
        line.partition(":")[0]: line.partition(":")[2].strip()
        for line in text.splitlines()
        if ":" in line
    }
    assert rows["Konnect Desktop"] == known.app
    assert rows["Python"] == known.python
    assert rows["SQLite"] == sqlite_version()
    assert rows["Qt"] == "6.99"
    assert rows["Profile"] == "test"
    assert rows["Address"] == "konnect.example.com"
    assert rows["Location codes"] == "3"
    assert rows["undo_seconds"] == "10"
    assert rows["new"].split(",")[0] == str(len(told.ids(Lane.NEW)))
    assert rows["Rows of shipment"] == "60"
    assert rows["For labels"] == "Zebra 4x6"
    assert rows["Printers here"] == "Zebra 4x6, Laser"
    assert rows["Free space"].endswith("MB")
    assert "1 confirm refused X9:" in text
    assert "The answer did not come from Konnect." in text
    assert "ValueError" in text
    assert "tests" not in text.partition("Traceback:")[2].splitlines()[1]


def test_an_unfinished_batch_is_counted_by_state(make_desk: MakeDesk) -> None:
    desk = make_desk(60)
    for shipment_id in desk.server.world.ids():
        desk.server.world.unlock(shipment_id)
    desk.sync()
    plan = desk.plan(Action.CONFIRM, desk.ids(Lane.NEW)[:3])
    assert plan.batch_id is not None
    assert desk.services.bulk.queue(plan.batch_id)
    text = desk.services.support.text({})
    assert f"{plan.batch_id} confirm of " in text
    assert "3 planned, waits for the connection" in text


def test_without_a_print_service_its_words_stand_there(make_desk: MakeDesk) -> None:
    def fails() -> list[str]:
        raise PrintFailed("No service answers.", next_step="Start it.")

    text = make_desk(10).services.support.text({}, fails)
    assert "No service answers. Start it." in text


def test_a_part_that_cannot_be_read_hides_no_other(make_desk: MakeDesk) -> None:
    desk = make_desk(10)
    desk.services.database.close()
    text = desk.services.support.text({})
    assert "Could not be read: StoreError" in text
    assert f"{'Konnect Desktop:':<28}{about.versions().app}" in text
    assert "End of the log" in text


def test_it_is_built_before_the_first_sign_in_and_the_first_check(make_desk: MakeDesk) -> None:
    text = make_desk(10).services.support.text({})
    assert "Last good check:            never" in text
    assert "No log was written." in text


def test_only_words_of_orders_are_private(told: Desk) -> None:
    asked = {"connection", "kanarienvogel", "zebrafinch", "कनारी", "reached"}
    found = private_words(told.services.database, asked)
    assert found == {"kanarienvogel", "zebrafinch", "कनारी"}


def test_only_our_own_lines_of_the_log_are_taken() -> None:
    lines = [
        "half a line of before",
        "2026-06-12 09:12:00,123 ERROR MainThread konnect_desktop.ui.tasks: it broke",
        "Traceback (most recent call last):",
        '  File "/home/ravi kumar/app/konnect_desktop/ui/tasks.py", line 7, in work',
        "    raise KeyError(name)",
        '  File "C:\\Users\\Ravi\\lib\\site-packages\\requests\\api.py", line 9, in get',
        "KeyError: 'Ravi Kumar'",
        "Ravi",
        "2026-06-12 09:12:01,123 INFO Thread-3 (work) konnect_desktop.api: GET orders -> 200",
    ]
    first, second = log_tail.entries(lines)
    assert (first.at, first.level, first.where) == (
        "2026-06-12 09:12:00",
        "ERROR",
        "konnect_desktop.ui.tasks",
    )
    assert first.message == "it broke"
    assert first.trace == [
        "Traceback:",
        "  konnect_desktop/ui/tasks.py:7 in work",
        "  site-packages/requests/api.py:9 in get",
        "  KeyError",
    ]
    assert second.message == "GET orders -> 200"
    assert second.trace == []


def test_the_service_is_the_one_of_the_profile(desk: Desk) -> None:
    assert isinstance(desk.services.support, SupportService)
    assert desk.services.support is desk.services.support
