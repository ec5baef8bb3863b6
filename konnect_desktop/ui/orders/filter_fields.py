"""The fields of the filter row: a button that opens its choices and shows what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QDateEdit,
    QFormLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from konnect_desktop.domain.filters import OrderFilter
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.kit.plain import PlainLabel, plain_button, plain_tip


class FilterField(QToolButton):
    """A named button with a menu; `value_changed` when the seller chose."""

    value_changed = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(f"orders.filter.{name}")
        self.title = title
        self.setProperty("kind", "button")
        self.setProperty("field", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.choices = QMenu(self)
        self.choices.setObjectName(f"orders.filter.{name}.menu")
        self.choices.setAccessibleName(f"{title} choices")
        self.setMenu(self.choices)
        self.say("")

    def show_in(self, wanted: OrderFilter) -> None:
        """Show what this filter says, silently."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """What is chosen, by the field of the filter."""
        raise NotImplementedError

    def say(self, value: str) -> None:
        """Show what is chosen, or the bare title."""
        self.setText(f"{plain_button(value, 22) or self.title}  ▾")
        self.setAccessibleName(f"{self.title} filter, {value or 'any'}")
        self.setToolTip(plain_tip(f"{self.title}: {value or 'any'}"))
        is_set = "true" if value else "false"
        if self.property("set") != is_set:
            self.setProperty("set", is_set)
            self.style().unpolish(self)
            self.style().polish(self)


class ManyField(FilterField):
    """Any number of values that occur, with how often under the other filters."""

    def __init__(self, name: str, title: str, key: str, shown: Callable[[str], str]) -> None:
        """`key`: the field of the filter; `shown`: how a value is written for the seller."""
        super().__init__(name, title)
        self.key = key
        self._shown = shown
        self.chosen: tuple[str, ...] = ()
        self._offered: Sequence[tuple[str, int]] = ()
        self._entries: dict[str, QAction] = {}
        self.choices.aboutToShow.connect(self._fill)

    def show_in(self, wanted: OrderFilter) -> None:
        self.set(getattr(wanted, self.key))

    def values(self) -> dict[str, Any]:
        return {self.key: self.chosen}

    def offer(self, values: Sequence[tuple[str, int]]) -> None:
        """The values that occur."""
        self._offered = values

    def set(self, values: tuple[str, ...]) -> None:
        """Show these as chosen, silently."""
        self.chosen = values
        self.say(", ".join(map(self._shown, values)))

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How often each value occurs under the other filters, beside the open choices."""
        for value, entry in self._entries.items():
            entry.setText(self._line(value, formatting.grouped(counts.get(value, 0))))

    def _line(self, value: str, count: str) -> str:
        return f"{plain_button(self._shown(value))}\t{count}"

    def _fill(self) -> None:
        self.choices.clear()
        self._entries.clear()
        # A chosen value that no longer occurs can still be unticked.
        gone = [(value, 0) for value in self.chosen if value not in dict(self._offered)]
        for value, _everywhere in [*self._offered, *gone]:
            if not value:
                continue
            # Counting takes a moment; see show_counts.
            entry = QAction(self._line(value, "…"), self.choices)
            self._entries[value] = entry
            entry.setObjectName(f"{self.objectName()}.{value}")
            entry.setCheckable(True)
            entry.setChecked(value in self.chosen)
            entry.toggled.connect(lambda on, value=value: self._toggle(value, on))
            self.choices.addAction(entry)
        if self.choices.isEmpty():
            self.choices.addAction("Nothing to choose yet").setEnabled(False)

    def _toggle(self, value: str, on: bool) -> None:
        others = tuple(one for one in self.chosen if one != value)
        self.set((*others, value) if on else others)
        self.value_changed.emit()


class OneField(FilterField):
    """One of a few fixed values; the first means any."""

    def __init__(
        self, name: str, title: str, key: str, values: Sequence[tuple[object, str]]
    ) -> None:
        super().__init__(name, title)
        self.key = key
        self.chosen: object = values[0][0]
        self._any = values[0][0]
        group = QActionGroup(self)
        self._entries: dict[object, QAction] = {}
        for value, text in values:
            entry = QAction(text, self)
            entry.setObjectName(f"{self.objectName()}.{text.lower().replace(' ', '_')}")
            entry.setCheckable(True)
            group.addAction(entry)
            entry.triggered.connect(lambda _on=False, value=value: self._choose(value))
            self.choices.addAction(entry)
            self._entries[value] = entry
        self.set(self._any)

    def show_in(self, wanted: OrderFilter) -> None:
        self.set(getattr(wanted, self.key))

    def values(self) -> dict[str, Any]:
        return {self.key: self.chosen}

    def set(self, value: object) -> None:
        """Show this as chosen, silently."""
        self.chosen = value
        entry = self._entries[value]
        entry.setChecked(True)
        self.say("" if value == self._any else entry.text())

    def _choose(self, value: object) -> None:
        if value != self.chosen:
            self.set(value)
            self.value_changed.emit()


class DatesField(FilterField):
    """From and to, both included, in Indian days; with the usual spans ready."""

    def __init__(
        self,
        name: str,
        title: str,
        start: str,
        end: str,
        words: Callable[[OrderFilter], str],
    ) -> None:
        """`start`, `end`: the fields of the filter; `words`: what is set in it."""
        super().__init__(name, title)
        self._keys, self._words = (start, end), words
        self.start: date | None = None
        self.end: date | None = None
        self.today = date.today
        for text, back, length in (
            ("Today", 0, 1),
            ("Yesterday", 1, 1),
            ("Last 7 days", 6, 7),
            ("Last 30 days", 29, 30),
        ):
            entry = self.choices.addAction(text)
            entry.setObjectName(f"{self.objectName()}.{text.lower().replace(' ', '_')}")
            entry.triggered.connect(
                lambda _on=False, back=back, length=length: self._span(back, length)
            )
        self.choices.addSeparator()
        self.choices.addAction(self._pickers(name))
        self.choices.addSeparator()
        clear = self.choices.addAction("Any date")
        clear.setObjectName(f"{self.objectName()}.any")
        clear.triggered.connect(lambda: self._choose(None, None))

    def _pickers(self, name: str) -> QWidgetAction:
        panel = QWidget()
        panel.setObjectName(f"orders.filter.{name}.panel")
        form = QFormLayout(panel)
        form.setContentsMargins(12, 8, 12, 8)
        self.from_edit = _date_edit(f"orders.filter.{name}.from", "Ordered from")
        self.to_edit = _date_edit(f"orders.filter.{name}.to", "Ordered until")
        form.addRow(PlainLabel("From"), self.from_edit)
        form.addRow(PlainLabel("Until"), self.to_edit)
        apply = QPushButton("Show these days")
        apply.setObjectName(f"orders.filter.{name}.apply")
        apply.setAccessibleName("Show these days")
        apply.setProperty("kind", "primary")
        apply.clicked.connect(self._apply)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(apply)
        form.addRow(row)
        action = QWidgetAction(self)
        action.setDefaultWidget(panel)
        self.choices.aboutToShow.connect(self._show_dates)
        return action

    def _show_dates(self) -> None:
        today = self.today()
        self.from_edit.setDate(_qdate(self.start or today - timedelta(days=6)))
        self.to_edit.setDate(_qdate(self.end or today))

    def show_in(self, wanted: OrderFilter) -> None:
        self.start, self.end = (getattr(wanted, key) for key in self._keys)
        self.say(self._words(wanted).removeprefix(f"{self.title.lower()} "))

    def values(self) -> dict[str, Any]:
        return dict(zip(self._keys, (self.start, self.end), strict=True))

    def _span(self, back: int, length: int) -> None:
        first = self.today() - timedelta(days=back)
        self._choose(first, first + timedelta(days=length - 1))

    def _apply(self) -> None:
        first = _pydate(self.from_edit.date())
        last = _pydate(self.to_edit.date())
        # Typed the wrong way round means the same span.
        self._choose(min(first, last), max(first, last))
        self.choices.close()

    def _choose(self, start: date | None, end: date | None) -> None:
        self.start, self.end = start, end
        self.value_changed.emit()


def _pydate(value: QDate) -> date:
    return date(value.year(), value.month(), value.day())


def _qdate(value: date) -> QDate:
    return QDate(value.year, value.month, value.day)


def _date_edit(name: str, title: str) -> QDateEdit:
    edit = QDateEdit()
    edit.setObjectName(name)
    edit.setAccessibleName(title)
    edit.setToolTip(plain_tip(title))
    edit.setCalendarPopup(True)
    edit.setDisplayFormat("d MMM yyyy")
    edit.setMinimumWidth(140)
    return edit
