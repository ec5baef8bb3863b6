"""The filter row, and under it what is set: removable chips, plain words, Clear all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import cast

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.filters import DueFilter, OrderFilter, Payment, Sort
from konnect_desktop.domain.rows import Facets
from konnect_desktop.domain.sla import IST
from konnect_desktop.ui.kit import formatting, icons
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.plain import plain_button, plain_tip
from konnect_desktop.ui.kit.theme import Theme
from konnect_desktop.ui.orders import lane_words
from konnect_desktop.ui.orders.filter_fields import DatesField, ManyField, OneField
from konnect_desktop.ui.orders.table_header import OrdersHeader, sort_words

_TITLES = {
    "channels": "Channel",
    "locations": "Location",
    "couriers": "Courier",
    "ordered": "Order dates",
    "due": "Deadline",
    "payment": "Payment",
    "self_ship": "Self-ship",
    "multi_item": "Items",
    "label_printed": "Printed",
    "only_ids": "Only these",
    "text": "Search",
    "sort": "Sort",
}


class FilterBar(QWidget):
    """Holds the OrderFilter in use; `filter_changed` after every choice."""

    filter_changed = Signal(object)
    #: Choices are about to be seen: how often does each occur?
    counts_wanted = Signal()
    #: The chip of the sort was pressed.
    sort_cleared = Signal()

    def __init__(self, theme: Theme, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.setObjectName("orders.filters")
        self.setAccessibleName("Filters")
        self._theme = theme
        self.value = OrderFilter()
        self._count: int | None = None
        self._sort = ""
        self._chip_of: dict[str, QPushButton] = {}
        self.channel = ManyField("channel", "Channel", channel_name)
        self.location = ManyField("location", "Location")
        self.courier = ManyField("courier", "Courier")
        self.ordered = DatesField("ordered", "Ordered")
        self.ordered.today = lambda: now().astimezone(IST).date()
        self.due = OneField("due", "Deadline", list(lane_words.DUE_WORDS.items()))
        self.payment = OneField("payment", "Payment", list(lane_words.PAYMENT_WORDS.items()))
        self.self_ship = OneField(
            "self_ship",
            "Self-ship",
            [(None, "Any shipping"), (True, "Self-ship"), (False, "Channel's courier")],
        )
        self.items = OneField(
            "items", "Items", [(None, "Any items"), (False, "Single item"), (True, "Several items")]
        )
        self.printed = OneField(
            "printed",
            "Printed",
            [(None, "Printed or not"), (True, "Label printed"), (False, "Label not printed")],
        )
        self._build()
        theme.changed.connect(self._on_theme_changed)

    @property
    def fields(self) -> tuple[ManyField | OneField | DatesField, ...]:
        """All fields in reading order."""
        return (
            self.channel,
            self.location,
            self.courier,
            self.ordered,
            self.due,
            self.payment,
            self.self_ship,
            self.items,
            self.printed,
        )

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(6)
        for field in self.fields:
            field.value_changed.connect(self._on_field_changed)
            if isinstance(field, ManyField):
                # After it has filled itself.
                field.choices.aboutToShow.connect(self.counts_wanted)
            row.addWidget(field)
        row.addStretch()
        column.addLayout(row)
        self._line = QWidget()
        self._line.setObjectName("orders.filter.line")
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        self.summary = plain_label("", "muted")
        self.summary.setObjectName("orders.filter.summary")
        self.summary.setAccessibleName("What is shown")
        self.summary.setWordWrap(False)
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(4)
        line.addLayout(self._chips)
        self.clear = QPushButton("Clear all")
        self.clear.setObjectName("orders.filter.clear")
        self.clear.setAccessibleName("Clear all filters")
        self.clear.setToolTip("Show every order of this tab")
        self.clear.setProperty("kind", "flat")
        self.clear.clicked.connect(lambda: self.set_filter(self.value.cleared()))
        line.addWidget(self.clear)
        line.addWidget(self.summary, 1)
        column.addWidget(self._line)
        self._show_parts()

    # ---- state -----------------------------------------------------------------------

    def set_filter(self, value: OrderFilter) -> None:
        """Use another filter and say so."""
        self.show_filter(value)
        self.filter_changed.emit(value)

    def show_filter(self, value: OrderFilter) -> None:
        """Show another filter, silently."""
        self.value = value
        self.channel.set(value.channels)
        self.location.set(value.locations)
        self.courier.set(value.couriers)
        parts = dict(lane_words.filter_parts(value))
        self.ordered.set(value.ordered_from, value.ordered_to, parts.get("ordered", ""))
        self.due.set(value.due)
        self.payment.set(value.payment)
        self.self_ship.set(value.self_ship)
        self.items.set(value.multi_item)
        self.printed.set(value.label_printed)
        self._show_parts()

    def show_facets(self, facets: Facets) -> None:
        """The values that can be chosen."""
        self.channel.offer(facets.channels)
        self.location.offer(facets.locations)
        self.courier.offer(facets.couriers)
        self.location.setVisible(len(facets.locations) > 1 or bool(self.value.locations))

    def show_counts(self, facets: Facets) -> None:
        """How often each value occurs under the other filters."""
        self.channel.show_counts(dict(facets.channels))
        self.location.show_counts(dict(facets.locations))
        self.courier.show_counts(dict(facets.couriers))

    def follow_sort(self, header: OrdersHeader) -> None:
        """Say how the list is sorted where that is not the app's own way, which the chip brings
        back: a sort is kept over a restart and must not go unnoticed."""
        self.sort_cleared.connect(lambda: header.set_sort(Sort()))
        header.sort_changed.connect(self._show_sort)
        self._show_sort(header.sort)

    def _show_sort(self, sort: Sort) -> None:
        self._sort = "" if sort == Sort() else sort_words(sort)
        self._show_parts()

    def show_count(self, count: int | None) -> None:
        """How many orders match; None while it is not known."""
        self._count = count
        self._show_summary()

    def _on_field_changed(self) -> None:
        self.set_filter(
            replace(
                self.value,
                channels=self.channel.chosen,
                locations=self.location.chosen,
                couriers=self.courier.chosen,
                ordered_from=self.ordered.start,
                ordered_to=self.ordered.end,
                due=cast(DueFilter, self.due.chosen),
                payment=cast(Payment, self.payment.chosen),
                self_ship=cast("bool | None", self.self_ship.chosen),
                multi_item=cast("bool | None", self.items.chosen),
                label_printed=cast("bool | None", self.printed.chosen),
            )
        )

    def without(self, name: str) -> OrderFilter:
        """The filter without one of its conditions."""
        empty = OrderFilter()
        if name == "ordered":
            return replace(self.value, ordered_from=None, ordered_to=None)
        return replace(self.value, **{name: getattr(empty, name)})

    def _show_parts(self) -> None:
        conditions = lane_words.filter_parts(self.value)
        parts = [*conditions, ("sort", self._sort)] if self._sort else list(conditions)
        names = [name for name, _ in parts]
        for name in [name for name in self._chip_of if name not in names]:
            chip = self._chip_of.pop(name)
            chip.hide()
            self._chips.removeWidget(chip)
            chip.deleteLater()
        for place, (name, text) in enumerate(parts):
            if name not in self._chip_of:
                # A chip stays while its condition does: one new for each key typed costs more.
                self._chip_of[name] = self._make_chip(name)
                self._chips.insertWidget(place, self._chip_of[name])
            chip = self._chip_of[name]
            chip.setText(plain_button(text))
            what = "sorting" if name == "sort" else f"filter {_TITLES[name]}"
            chip.setAccessibleName(f"Remove {what}: {text}")
            chip.setToolTip(plain_tip(f"{_TITLES[name]}: {text}. Press to remove."))
        self._line.setVisible(bool(parts))
        self.clear.setVisible(bool(conditions))
        self._show_summary()

    def _make_chip(self, name: str) -> QPushButton:
        chip = QPushButton()
        chip.setObjectName(f"orders.filter.chip.{name}")
        chip.setProperty("kind", "chip")
        chip.setIcon(icons.icon("cross", self._theme.tokens.muted))
        chip.setIconSize(QSize(10, 10))
        if name == "sort":
            chip.clicked.connect(self.sort_cleared)
        else:
            chip.clicked.connect(lambda: self.set_filter(self.without(name)))
        return chip

    def _on_theme_changed(self) -> None:
        for chip in self._chip_of.values():
            chip.setIcon(icons.icon("cross", self._theme.tokens.muted))
        self._show_parts()

    def _show_summary(self) -> None:
        parts = [text for _, text in lane_words.filter_parts(self.value)]
        lane = lane_words.LANE_NAMES[self.value.lane]
        count = "" if self._count is None else formatting.count_of(self._count, "order")
        self.summary.setText(" · ".join(part for part in (count, lane, *parts) if part))
