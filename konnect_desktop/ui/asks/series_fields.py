"""The series that numbers come from, with the first and the last number before anything is sent."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.services.batch_models import SeriesOptions
from konnect_desktop.services.number_preview import NumberPreview, SeriesPreview
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import card, field, named

#: Asks for the numbers of a series (None: by the settings); the answer comes later, and not at
#: all when the first argument, its owner, is gone by then.
Look = Callable[[QObject, SeriesOptions | None, Callable[[NumberPreview], None]], None]
_TYPING_MS = 150
PREFIX_TIP = "Write {FY} where the financial year stands: it becomes 26-27 and changes on 1 April"
_MOST_LINES = 5


class SeriesFields(QWidget):
    """Prefix, next number and digits, or the rules of the settings; and what comes of them."""

    changed = Signal()

    def __init__(
        self, name: str, count: int, series: SeriesOptions, look: Look, *, has_rules: bool = False
    ) -> None:
        super().__init__()
        self.setObjectName(f"{name}.series")
        self._name, self._count, self._look = name, count, look
        self._usual = series
        self.preview_shown = NumberPreview()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_TYPING_MS)
        self._wait.timeout.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.by_rules, self.by_hand = self._radios(has_rules)
        self._fields = self._number_fields(series)
        self.keep = QCheckBox("Use this series from now on")
        self.keep.setObjectName(f"{name}.keep_series")
        for widget in (self.by_rules, self.by_hand, self._fields, self.keep, self._card()):
            column.addWidget(widget)
        column.addStretch()
        self.by_rules.setVisible(has_rules)
        self.by_hand.setVisible(has_rules)
        (self.by_rules if has_rules else self.by_hand).setChecked(True)
        self.by_rules.toggled.connect(self._on_changed)
        self._on_changed()

    # ---- parts -------------------------------------------------------------------------

    def _radios(self, has_rules: bool) -> tuple[QRadioButton, QRadioButton]:
        group = QButtonGroup(self)
        made = []
        for part, text in (
            ("by_rules", "The series of each location and channel, as in Settings"),
            ("by_hand", "One series for all these orders"),
        ):
            radio = QRadioButton(text)
            radio.setObjectName(f"{self._name}.{part}")
            radio.setAccessibleName(text)
            group.addButton(radio)
            made.append(radio)
        return made[0], made[1]

    def _number_fields(self, series: SeriesOptions) -> QWidget:
        self.prefix = QLineEdit(series.prefix)
        self.prefix.setObjectName(f"{self._name}.prefix")
        self.prefix.setMaxLength(30)
        self.prefix.setToolTip(PREFIX_TIP)
        self.prefix.textChanged.connect(self._on_changed)
        self.next_number = _spin(f"{self._name}.next_number", 999_999_999, series.next_number)
        self.next_number.valueChanged.connect(self._on_changed)
        self.padding = _spin(f"{self._name}.padding", 10, series.padding)
        self.padding.valueChanged.connect(self._on_changed)
        box = QWidget()
        box.setObjectName(f"{self._name}.series_fields")
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(field("Prefix", self.prefix), 2)
        line.addWidget(field("First number", self.next_number), 2)
        line.addWidget(field("Digits", self.padding), 1)
        return box

    def _card(self) -> QWidget:
        frame, layout = card(f"{self._name}.preview")
        layout.setSpacing(4)
        self.preview = named(plain_label("…", "heading"), f"{self._name}.numbers")
        self._lines = [
            named(plain_label(""), f"{self._name}.series_line.{number}")
            for number in range(_MOST_LINES)
        ]
        self.count_line = named(plain_label("", "muted"), f"{self._name}.count")
        self.warning = named(plain_label("", "error"), f"{self._name}.warning")
        layout.addWidget(self.preview)
        for label in self._lines:
            label.hide()
            layout.addWidget(label)
        layout.addWidget(self.count_line)
        layout.addWidget(self.warning)
        self.warning.hide()
        self.note = named(plain_label("", "heading2"), f"{self._name}.note")
        self.note.hide()
        layout.addWidget(self.note)
        return frame

    # ---- what is chosen ----------------------------------------------------------------

    @property
    def typed(self) -> SeriesOptions:
        """The series as it is filled in."""
        return SeriesOptions(
            self.prefix.text().strip(), self.next_number.value(), self.padding.value()
        )

    @property
    def value(self) -> SeriesOptions | None:
        """The series to ask for; None when the rules of the settings decide."""
        return None if self.by_rules.isChecked() else self.typed

    @property
    def is_to_keep(self) -> bool:
        """Whether the typed series becomes the usual one."""
        return self.value is not None and self.keep.isChecked() and self.typed != self._usual

    def _on_changed(self) -> None:
        by_hand = self.by_hand.isChecked()
        self._fields.setVisible(by_hand)
        self.keep.setVisible(by_hand and self.typed != self._usual)
        self._wait.start()
        self.changed.emit()

    # ---- preview -----------------------------------------------------------------------

    def _ask(self) -> None:
        asked = self.value
        self._look(self, asked, lambda found: self._show(found) if asked == self.value else None)

    def _show(self, found: NumberPreview) -> None:
        self.preview_shown = found
        many = len(found.series) > 1
        self.preview.setVisible(not many)
        if not many:
            self.preview.setText(_span(found.series[0]) if found.series else "No new number")
        for number, label in enumerate(self._lines):
            is_shown = many and number < len(found.series)
            label.setVisible(is_shown)
            if is_shown:
                label.setText(_line(found.series[number]))
        self.count_line.setText(_count_text(found))
        warning = next((one.warning for one in found.series if one.warning), "")
        self.warning.setText(f"{warning} Fynd may take it all the same." if warning else "")
        self.warning.setVisible(bool(warning))
        note = " ".join(dict.fromkeys(one.note for one in found.series if one.note))
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.changed.emit()

    def use(self, series: SeriesOptions) -> None:
        """Show another series."""
        blockers = [QSignalBlocker(one) for one in (self.prefix, self.next_number, self.padding)]
        self.prefix.setText(series.prefix)
        self.next_number.setValue(series.next_number)
        self.padding.setValue(series.padding)
        del blockers
        self._on_changed()


def _span(one: SeriesPreview) -> str:
    return one.first if one.count == 1 else f"{one.first}  to  {one.last}"


def _line(one: SeriesPreview) -> str:
    places = ", ".join(one.places[:2]) + (", …" if len(one.places) > 2 else "")
    return f"{_span(one)}   ·   {count_of(one.count, 'order')}   ·   {places}"


def _count_text(found: NumberPreview) -> str:
    new = sum(one.count for one in found.series)
    parts = [f"{count_of(new, 'new number')}; numbers given before are skipped."]
    more = len(found.series) - _MOST_LINES
    if more > 0:
        parts.insert(0, f"And {count_of(more, 'more series', 'more series')}.")
    if found.kept:
        keeps = "order keeps its" if found.kept == 1 else "orders keep their"
        parts.append(f"{grouped(found.kept)} {keeps} number from an earlier try.")
    return " ".join(parts)


def _spin(name: str, high: int, value: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setObjectName(name)
    spin.setRange(1, high)
    spin.setValue(value)
    spin.lineEdit().setTextMargins(6, 0, 6, 0)
    return spin
