"""What all lists of papers, jobs, batches, sheets and parcels share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from konnect_desktop.domain.papers import Paper, PaperChoices
from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui.kit.list_page import ListPage, Nothing, rest
from konnect_desktop.ui.kit.messages import MessageDialog
from konnect_desktop.ui.kit.plain_table import Line, PlainTable
from konnect_desktop.ui.work.context import AppContext
from tests.conftest import MakeWindow
from tests.ui.object_names import unlisted
from tests.ui.paper_steps import packed
from tests.ui.window_desk import WindowDesk


class Words(ListPage[list[str]]):
    """A list of words that a test tells."""

    def __init__(self, context: AppContext, told: list[str]) -> None:
        super().__init__(context, "words", PlainTable("words.table", "Words", ("Word",), (90,)))
        self.told = told
        self.heard: list[list[str]] = []
        self.column.addWidget(self.find_box("words.find", "Find a word", "Part of it"))
        self.column.addWidget(self.listing)

    def question(self) -> Callable[[], list[str]]:
        text = self.search.text()
        return lambda: [word for word in self.told if text in word]

    def lines(self, found: list[str]) -> list[Line]:
        return [Line(word, (word,)) for word in found]

    def nothing(self) -> Nothing:
        return Nothing("No word.", "Show all", self.search.clear)

    def on_chosen(self) -> None:
        self.heard.append(self.table.keys())


class Beside(Words):
    """The same, with something beside it that shows one word."""

    KEEPS_ONE = True


@pytest.fixture
def own(make_window: MakeWindow) -> WindowDesk:
    made = make_window(orders=80)
    made.wait_until_shown()
    return made


def open_words(desk: WindowDesk, kind: type[Words], *told: str) -> Words:
    page = kind(desk.window._context, list(told))
    page.show()
    page.reload()
    desk.settle()
    return page


def words(page: Words) -> list[str]:
    return [line.key for line in page.table.lines_model.lines]


def tabs(desk: WindowDesk) -> dict[str, Callable[[], ListPage[Any]]]:
    """The rooms' lists by the table that they are read from; each call opens one."""

    def document(name: str) -> ListPage[Any]:
        desk.window.open_room("documents")
        page = desk.window.documents
        found: ListPage[Any] = getattr(page, name)
        page.tabs.setCurrentWidget(found)
        return found

    def sheets() -> ListPage[Any]:
        desk.window.open_room("handover")
        page = desk.window.handover
        page.tabs.setCurrentWidget(page.sheets)
        found: ListPage[Any] = page.sheets
        return found

    def tracking() -> ListPage[Any]:
        desk.window.open_room("tracking")
        found: ListPage[Any] = desk.window.tracking
        return found

    return {
        "batch": lambda: document("history"),
        "document": lambda: document("kept"),
        "print_job": lambda: document("log"),
        "handover_sheet": sheets,
        "tracking": tracking,
    }


@contextmanager
def unreadable(desk: WindowDesk, table: str) -> Iterator[None]:
    """While it lasts, the data file has no such table."""
    with desk.services.database.write() as conn:
        conn.execute(f"ALTER TABLE {table} RENAME TO away")
    yield
    with desk.services.database.write() as conn:
        conn.execute(f"ALTER TABLE away RENAME TO {table}")


def offers(page: ListPage[Any], words: str | tuple[str, ...]) -> bool:
    return page.step.isVisible() and page.step.text().startswith(words)


def put_away(desk: WindowDesk) -> str:
    dialog = desk.find(MessageDialog, "error")
    told = str(dialog.text.text())
    dialog.reject()
    desk.settle()
    return told


def test_what_is_chosen_stays_while_it_is_there(own: WindowDesk) -> None:
    page = open_words(own, Words, "one", "two", "three")
    assert page.heard == [[]]
    page.table.choose([0, 2])
    page.told[:] = ["three", "four", "one"]
    page.reload()
    own.settle()
    assert page.table.keys() == ["three", "one"]
    page.told[:] = ["four"]
    page.reload()
    own.settle()
    assert page.table.keys() == []
    assert page.heard[-1] == [], "who enables buttons by it has to hear that nothing is chosen"
    page.close()


def test_a_list_with_something_beside_it_always_has_one_chosen(own: WindowDesk) -> None:
    page = open_words(own, Beside, "one", "two")
    assert page.heard == [["one"]]
    page.told[:] = ["two", "three"]
    page.reload()
    own.settle()
    assert page.table.keys() == ["two"]
    page.told.clear()
    page.reload()
    own.settle()
    assert page.heard[-1] == []
    page.close()


def test_typing_finds_and_an_empty_list_offers_the_way_back(own: WindowDesk) -> None:
    page = open_words(own, Words, "one", "two")
    assert not page.empty.isVisible()
    QTest.keyClicks(page.search, "tw")
    own.wait(lambda: words(page) == ["two"], "what was found")
    QTest.keyClicks(page.search, "z")
    own.wait(lambda: page.step.isVisible(), "the empty list")
    assert (page.empty.text(), page.step.text()) == ("No word.", "Show all")
    assert page.step.accessibleName() == "Show all"
    assert not page.table.isVisible()
    page.step.click()
    own.wait(lambda: words(page) == ["one", "two"], "all again")
    assert page.table.isVisible()
    assert not page.step.isVisible()
    page.close()


def test_a_button_that_rests_says_why(own: WindowDesk) -> None:
    button = QPushButton("Open")
    rest(button, "Choose a line first", "Opens it")
    assert not button.isEnabled()
    assert button.toolTip() == button.accessibleDescription() == "Choose a line first"
    rest(button, "", "Opens it")
    assert button.isEnabled()
    assert button.toolTip() == button.accessibleDescription() == "Opens it"


def test_every_empty_list_offers_what_to_do_next(own: WindowDesk) -> None:
    offered = {}
    for table, show in tabs(own).items():
        page = show()
        own.settle()
        if table == "tracking":
            assert page.table.isVisible(), "parcels are under way from the start"
            continue
        assert page.empty.isVisible()
        offered[table] = page.step.text()
        page.step.click()
        own.settle()
        at = own.window.rooms.current
        assert not page.isVisible()
        assert at == ("handover" if table == "handover_sheet" else "orders")
        assert unlisted(page) == []
    assert own.window.handover.parcels.isHidden() is False
    assert set(offered.values()) == {"Open Orders", "Scan parcels"}


def test_what_is_looked_for_in_vain_is_one_press_from_the_whole_list(own: WindowDesk) -> None:
    for table in ("document", "print_job", "handover_sheet"):
        page = tabs(own)[table]()
        own.settle()
        page.search.setText("nobody")
        own.wait(partial(offers, page, "Show all"), table)
        page.step.click()
        assert page.search.text() == ""
        own.wait(partial(offers, page, ("Open Orders", "Scan parcels")), table)


def test_a_list_that_cannot_be_read_says_so_until_it_can(own: WindowDesk) -> None:
    for table, show in tabs(own).items():
        page = show()
        own.settle()
        had = len(page.table.lines_model.lines)
        with unreadable(own, table):
            page.reload()
            own.wait(partial(offers, page, "Try again"), table)
            assert put_away(own)
            assert page.empty.text().startswith("This list could not be read"), table
            assert len(page.table.lines_model.lines) == had
            assert page.table.isVisible() is bool(had)
        page.step.click()
        own.settle()
        assert not offers(page, "Try again"), table


def test_lines_that_were_read_before_stay_and_are_called_old(own: WindowDesk) -> None:
    ids, papers = packed(own)[:2], own.services.own_papers
    made = papers.make(TaskContext(), Paper.HANDOVER_SHEET, ids, PaperChoices())
    papers.keep(made, "Office")
    page = tabs(own)["handover_sheet"]()
    own.wait(lambda: page.table.lines_model.lines, "the sheet")
    page.table.choose([0])
    with unreadable(own, "handover_sheet"):
        page.reload()
        own.wait(page.step.isVisible, "the trouble")
        put_away(own)
        assert page.empty.text().endswith("so it may be out of date.")
        assert page.table.isVisible()
        assert len(page.table.keys()) == 1
    page.step.click()
    own.settle()
    assert not page.empty.isVisible()
    assert len(page.table.keys()) == 1
