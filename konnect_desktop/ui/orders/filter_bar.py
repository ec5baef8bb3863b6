"""The filter row, and under it what is set: removable chips, plain words, Clear all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import cast

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.rows import Facets
from konnect_desktop.domain.sla import IST
from konnect_desktop.ui.kit import formatting, icons
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.plain import plain_button, plain_tip
from konnect_desktop.ui.kit.theme import Theme
from konnect_desktop.ui.orders import lane_words
from konnect_desktop.ui.orders.filter_fields import DatesField, FilterField, ManyField
from konnect_desktop.ui.orders.filters import FILTERS, AnyValues, Filter, filter_parts
from konnect_desktop.ui.orders.table_header import OrdersHeader, sort_words


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
        made = [(one, one.make()) for one in FILTERS]
        self._fields = {one.key: field for one, field in made if field is not None}
        self.ordered.today = lambda: now().astimezone(IST).date()
        self._build()
        theme.changed.connect(self._on_theme_changed)

    @property
    def fields(self) -> tuple[FilterField, ...]:
        """All fields in reading order."""
        return tuple(self._fields.values())

    @property
    def channel(self) -> ManyField:
        """The field of the channels, the first."""
        return cast(ManyField, self._fields["channels"])

    @property
    def ordered(self) -> DatesField:
        """The field of the order dates."""
        return cast(DatesField, self._fields["ordered"])

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
        for field in self.fields:
            field.show_in(value)
        self._show_parts()

    def show_facets(self, facets: Facets) -> None:
        """The values that can be chosen."""
        for one in FILTERS:
            field = self._fields.get(one.key)
            if isinstance(one, AnyValues) and isinstance(field, ManyField):
                occurring = facets.of(one.key)
                field.offer(occurring)
                if one.is_for_several:
                    field.setVisible(len(occurring) > 1 or bool(getattr(self.value, one.key)))

    def show_counts(self, facets: Facets) -> None:
        """How often each value occurs under the other filters."""
        for key, field in self._fields.items():
            if isinstance(field, ManyField):
                field.show_counts(dict(facets.of(key)))

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
        values = {name: value for one in self.fields for name, value in one.values().items()}
        self.set_filter(replace(self.value, **values))

    def _show_parts(self) -> None:
        conditions = filter_parts(self.value)
        parts: list[tuple[Filter | None, str]] = [*conditions]
        if self._sort:
            parts.append((None, self._sort))
        names = [_name(one) for one, _ in parts]
        for name in [name for name in self._chip_of if name not in names]:
            chip = self._chip_of.pop(name)
            chip.hide()
            self._chips.removeWidget(chip)
            chip.deleteLater()
        for place, (one, text) in enumerate(parts):
            name = _name(one)
            if name not in self._chip_of:
                # A chip stays while its condition does: one new for each key typed costs more.
                self._chip_of[name] = self._make_chip(one)
                self._chips.insertWidget(place, self._chip_of[name])
            chip = self._chip_of[name]
            chip.setText(plain_button(text))
            what = "sorting" if one is None else f"filter {one.title}"
            chip.setAccessibleName(f"Remove {what}: {text}")
            title = "Sort" if one is None else one.title
            chip.setToolTip(plain_tip(f"{title}: {text}. Press to remove."))
        self._line.setVisible(bool(parts))
        self.clear.setVisible(bool(conditions))
        self._show_summary()

    def _make_chip(self, one: Filter | None) -> QPushButton:
        """For a condition, or for the sort."""
        chip = QPushButton()
        chip.setObjectName(f"orders.filter.chip.{_name(one)}")
        chip.setProperty("kind", "chip")
        chip.setIcon(icons.icon("cross", self._theme.tokens.muted))
        chip.setIconSize(QSize(10, 10))
        if one is None:
            chip.clicked.connect(self.sort_cleared)
        else:
            chip.clicked.connect(lambda: self.set_filter(self.value.without(*one.fields)))
        return chip

    def _on_theme_changed(self) -> None:
        for chip in self._chip_of.values():
            chip.setIcon(icons.icon("cross", self._theme.tokens.muted))
        self._show_parts()

    def _show_summary(self) -> None:
        parts = [text for _, text in filter_parts(self.value)]
        lane = lane_words.LANE_NAMES[self.value.lane]
        count = "" if self._count is None else formatting.count_of(self._count, "order")
        self.summary.setText(" · ".join(part for part in (count, lane, *parts) if part))


def _name(one: Filter | None) -> str:
    return "sort" if one is None else one.key
