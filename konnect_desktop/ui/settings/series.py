"""Where invoice and credit note numbers come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.plain import one_line
from konnect_desktop.domain.rows import Facets
from konnect_desktop.domain.series import SeriesRule, in_year, number_warning, other_year
from konnect_desktop.ui.asks.series_fields import PREFIX_TIP
from konnect_desktop.ui.kit.card import Change, SettingsCard, spin
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import ErrorLine, field, named
from konnect_desktop.ui.kit.say import say
from konnect_desktop.ui.settings.row_grid import RowGrid
from konnect_desktop.ui.settings.unsure_line import UnsureLine
from konnect_desktop.ui.work.context import AppContext

_RULES = "settings.series_rules"


class SeriesCard(SettingsCard):
    """The usual series, the ones of locations and channels, and the credit notes."""

    def __init__(self, context: AppContext, change: Change) -> None:
        super().__init__("series", "Invoice and credit note numbers")
        self._context, self._change = context, change
        self._facets = Facets()
        self.unsure = UnsureLine(context)
        self.body.addWidget(self.unsure)
        self.invoice = _UsualSeries("invoice", "Invoice prefix", change, self._year)
        self.credit_note = _UsualSeries("credit_note", "Credit note prefix", change, self._year)
        pair = QHBoxLayout()
        pair.setSpacing(32)
        pair.addWidget(self.invoice, 1)
        pair.addWidget(self.credit_note, 1)
        self.body.addLayout(pair)
        text = "A location or a channel can have an invoice series of its own. Where several fit, "
        text += "the location decides. {FY} in a prefix becomes the financial year, such as 26-27: "
        text += "on 1 April it changes by itself, and numbers begin at 1."
        self.body.addWidget(named(plain_label(text, "muted"), "settings.series.text"))
        self.rules = RowGrid(
            _RULES,
            ("Location", "Channel", "Prefix", "First number", "Digits"),
            (3, 3, 3, 2, 1),
            self._make_row,
            "Add a series",
        )
        self.rules.changed.connect(self._save)
        self.body.addWidget(self.rules)
        self.error = ErrorLine("settings.series.error")
        self.body.addWidget(self.error)
        self.years = named(plain_label("", "heading2"), "settings.series.years")
        self.years.hide()
        self.body.addWidget(self.years)

    def _year(self) -> str:
        return self._context.services.settings.year

    def _show_years(self) -> None:
        """Which of the series name another financial year than that of today."""
        text = _years_text([one.series.prefix for one in self._typed()], self._year())
        self.years.setText(text)
        self.years.setVisible(bool(text))

    # ---- showing -----------------------------------------------------------------------

    def reload(self) -> None:
        """Show the settings as they are now, and the places that orders came from."""
        self.unsure.setVisible(not self._context.services.knows_numbers)
        now = self._context.settings
        self.invoice.show_series(now.invoice_prefix, now.invoice_next, now.invoice_padding)
        self.credit_note.show_series(
            now.credit_note_prefix, now.credit_note_next, now.credit_note_padding
        )
        self._context.runner.do(
            self,
            self._context.services.queries.facets,
            self._on_facets_read,
            key="settings.facets",
        )

    def _on_facets_read(self, facets: Facets) -> None:
        self._facets = facets
        if self._typed() == list(self._context.settings.invoice_series) and self.rules.rows:
            return
        self.rules.clear()
        for rule in self._context.settings.invoice_series:
            self._fill(self.rules.add(), rule)
        self._show_years()

    def _make_row(self, number: int) -> list[QWidget]:
        name = f"{_RULES}.{number}"
        location = _choice(f"{name}.location", "Location", "Any location", self._facets.locations)
        channel = _choice(f"{name}.channel", "Channel", "Any channel", self._facets.channels)
        for place in range(1, channel.count()):
            channel.setItemText(place, channel_name(channel.itemData(place)))
        prefix = QLineEdit()
        prefix.setObjectName(f"{name}.prefix")
        prefix.setAccessibleName("Prefix")
        prefix.setMaxLength(30)
        prefix.setToolTip(PREFIX_TIP)
        first = spin(f"{name}.first", 1, 999_999_999)
        first.setAccessibleName("First number")
        digits = spin(f"{name}.digits", 1, 10)
        digits.setAccessibleName("Digits")
        digits.setValue(5)
        location.currentIndexChanged.connect(self._save)
        channel.currentIndexChanged.connect(self._save)
        prefix.editingFinished.connect(self._save)
        first.valueChanged.connect(self._save)
        digits.valueChanged.connect(self._save)
        return [location, channel, prefix, first, digits]

    def _fill(self, fields: list[QWidget], rule: SeriesRule) -> None:
        blockers = [QSignalBlocker(each) for each in fields]
        location, channel, prefix, first, digits = fields
        _choose(location, rule.location, rule.location)
        _choose(channel, rule.channel, channel_name(rule.channel))
        prefix.setText(rule.series.prefix)  # type: ignore[attr-defined]
        first.setValue(rule.series.first)  # type: ignore[attr-defined]
        digits.setValue(rule.series.padding)  # type: ignore[attr-defined]
        del blockers

    # ---- keeping -----------------------------------------------------------------------

    def _typed(self) -> list[SeriesRule]:
        return [_rule(fields) for fields in self.rules.rows]

    def _save(self) -> None:
        """Keep the rules once each has a place and a prefix, and no place has two."""
        typed = self._typed()
        self.error.say(_fault(typed))
        self._show_years()
        if not self.error.text() and typed != list(self._context.settings.invoice_series):
            self._change(invoice_series=tuple(typed))


class _UsualSeries(QWidget):
    """Prefix, first number and digits of the series for everything else."""

    def __init__(self, what: str, title: str, change: Change, year: Callable[[], str]) -> None:
        super().__init__()
        self._year = year
        self.setObjectName(f"settings.{what}_series")
        self.prefix = QLineEdit()
        self.prefix.setObjectName(f"settings.{what}_prefix")
        self.prefix.setMaxLength(30)
        self.prefix.setToolTip(PREFIX_TIP)
        self.next_number = spin(f"settings.{what}_next", 1, 999_999_999)
        self.padding = spin(f"settings.{what}_padding", 1, 10)
        self.prefix.editingFinished.connect(
            lambda: change(**{f"{what}_prefix": self.prefix.text().strip()})
        )
        self.next_number.valueChanged.connect(lambda value: change(**{f"{what}_next": value}))
        self.padding.valueChanged.connect(lambda value: change(**{f"{what}_padding": value}))
        self.prefix.textChanged.connect(self._example)
        self.next_number.valueChanged.connect(self._example)
        self.padding.valueChanged.connect(self._example)
        self.example: QLabel = named(plain_label("", "faint"), f"settings.{what}_example")
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(field(title, self.prefix), 2)
        line.addWidget(field("First number", self.next_number), 2)
        line.addWidget(field("Digits", self.padding), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self.example)

    def show_series(self, prefix: str, first: int, padding: int) -> None:
        """Show these, without keeping them."""
        blockers = [QSignalBlocker(each) for each in (self.prefix, self.next_number, self.padding)]
        if not self.prefix.hasFocus():
            self.prefix.setText(prefix)
        self.next_number.setValue(max(1, first))
        self.padding.setValue(max(1, padding))
        del blockers
        self._example()

    def _example(self) -> None:
        first, typed, year = self.next_number.value(), self.prefix.text().strip(), self._year()
        number = in_year(SeriesFormat(typed, first, self.padding.value()), year).text(first)
        text = f"Looks like {number}. Numbers given before are skipped."
        more = (text, say(number_warning(number)), _years_text([typed], year))
        self.example.setText(" ".join(filter(None, more)))


def _years_text(prefixes: Sequence[str], year: str) -> str:
    """Which prefixes name another financial year than `year`; "" for none."""
    others = [one for one in prefixes if other_year(one, year)]
    if not others:
        return ""
    names = "name" if len(others) > 1 else "names"
    return f"{' and '.join(others)} {names} another financial year; it is {year} now."


def _choice(name: str, title: str, anything: str, values: Sequence[tuple[str, int]]) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(title)
    combo.addItem(anything, "")
    for value, _count in values:
        if value:
            combo.addItem(one_line(value), value)
    return combo


def _choose(widget: QWidget, value: str, text: str) -> None:
    """Choose a value, also one that no order has any more."""
    if isinstance(widget, QComboBox):
        at = widget.findData(value)
        if at < 0:
            widget.addItem(one_line(text), value)
            at = widget.count() - 1
        widget.setCurrentIndex(at)


def _rule(fields: list[QWidget]) -> SeriesRule:
    location, channel, prefix, first, digits = fields
    assert isinstance(location, QComboBox)
    assert isinstance(channel, QComboBox)
    assert isinstance(prefix, QLineEdit)
    assert isinstance(first, QSpinBox)
    assert isinstance(digits, QSpinBox)
    series = SeriesFormat(prefix.text().strip(), first.value(), digits.value())
    return SeriesRule(str(location.currentData()), str(channel.currentData()), series)


def _fault(rules: Sequence[SeriesRule]) -> str:
    seen: set[tuple[str, str]] = set()
    for number, rule in enumerate(rules, 1):
        place = (rule.location, rule.channel)
        if place == ("", ""):
            return f"Series {number}: choose a location or a channel. Nothing is kept yet."
        if not rule.series.prefix:
            return f"Series {number}: the prefix is missing. Nothing is kept yet."
        if place in seen:
            return f"Series {number}: this place has a series already. Nothing is kept yet."
        seen.add(place)
    return ""
