"""Small parts that dialogs, sheets and pages share: named buttons, fields, a line for errors."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.plain import paragraph
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.plain import PlainLabel, plain_button, plain_tip


def push(text: str, name: str, kind: str = "", tip: str = "") -> QPushButton:
    """A button with all its names; never the dialog's default by accident."""
    button = QPushButton(plain_button(text))
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setAutoDefault(False)
    if kind:
        button.setProperty("kind", kind)
    if tip:
        button.setToolTip(plain_tip(tip))
    return button


def relabel(button: QPushButton, text: str) -> None:
    """Change the words of a button for the eye and for the screen reader."""
    button.setText(plain_button(text))
    button.setAccessibleName(text)


def set_role(widget: QWidget, name: str, value: object) -> None:
    """Change a property that the style sheet looks at, and repaint with it."""
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def change_role(widget: QWidget, name: str, value: object) -> None:
    """The same, and nothing at all where it is so already."""
    if widget.property(name) != value:
        set_role(widget, name, value)


def named(label: QLabel, name: str) -> QLabel:
    """Give a label its stable name."""
    label.setObjectName(name)
    return label


def two_lines(name: str) -> QLabel:
    """A grey text that keeps the room for two lines, so that nothing moves when it changes."""
    label = named(plain_label("", "muted"), name)
    label.setFixedHeight(2 * label.fontMetrics().lineSpacing() + 2)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    return label


def field(title: str, control: QWidget, hint: str = "") -> QWidget:
    """Title above a control, with a grey hint below; the title names the control as well."""
    box = QWidget()
    box.setObjectName(f"{control.objectName()}.field")
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    label = plain_label(title)
    label.setObjectName(f"{control.objectName()}.title")
    label.setBuddy(control)
    control.setAccessibleName(control.accessibleName() or title)
    layout.addWidget(label)
    layout.addWidget(control)
    if hint:
        control.setAccessibleDescription(hint)
        layout.addWidget(named(plain_label(hint, "faint"), f"{control.objectName()}.hint"))
    return box


def row(*widgets: QWidget, stretch: int = -1, spacing: int = 8) -> QHBoxLayout:
    """Widgets side by side; a stretch goes before index `stretch`, -1 for at the end."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for index, widget in enumerate(widgets):
        if index == stretch:
            layout.addStretch()
        layout.addWidget(widget)
    if stretch < 0:
        layout.addStretch()
    return layout


def card(name: str) -> tuple[QFrame, QVBoxLayout]:
    """A white box with even margins, and the layout to fill."""
    frame = QFrame()
    frame.setObjectName(name)
    frame.setProperty("card", True)
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(20, 16, 20, 16)
    layout.setSpacing(12)
    return frame, layout


def list_card(name: str) -> tuple[QFrame, QVBoxLayout]:
    """The box around a list, which reaches to its edge."""
    frame, layout = card(name)
    layout.setContentsMargins(1, 1, 1, 1)
    layout.setSpacing(6)
    return frame, layout


def scrolling_cards(name: str, title: str, *cards: QWidget) -> QScrollArea:
    """Cards below each other that scroll where they do not fit; what stands outside stays."""
    body = QWidget()
    body.setObjectName(f"{name}.body")
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 2, 0)
    column.setSpacing(12)
    for each in cards:
        column.addWidget(each)
    column.addStretch()
    area = QScrollArea()
    area.setObjectName(f"{name}.scroll")
    area.setAccessibleName(title)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setWidget(body)
    return area


class ErrorLine(PlainLabel):
    """What is wrong with what was typed, or what went wrong; takes no room while empty."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setProperty("role", "error")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def say(self, text: str) -> None:
        """Show `text` and read it aloud; "" hides the line."""
        self.setText(text)
        self.setVisible(bool(text))
        if text:
            announce(self, text)


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say `text` without moving the focus."""
    event = QAccessibleAnnouncementEvent(widget, paragraph(text))
    QAccessible.updateAccessibility(event)
