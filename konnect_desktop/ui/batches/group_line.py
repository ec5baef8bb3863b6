"""One line of a batch's lists: orders with the same reason, what to do, and *Show*."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push
from konnect_desktop.ui.kit.plain import PlainLabel
from konnect_desktop.ui.kit.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Look:
    """What a line says and how it looks."""

    head: str
    below: str
    icon: str
    colour: str
    ids: tuple[str, ...]
    #: Something that must not be overlooked.
    is_loud: bool = False
    has_show: bool = True
    spoken: str = ""
    #: The button for what `below` says, "" for none.
    remedy: str = ""


class GroupLine(QFrame):
    """`shown` with the ids of its orders when *Show* is pressed."""

    shown = Signal(list)
    #: list[str]: its remedy was pressed for these orders.
    remedied = Signal(list)

    def __init__(self, name: str, look: Look, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName(name)
        fill = tokens.danger_soft if look.is_loud else tokens.window
        edge = tokens.danger if look.is_loud else tokens.border
        self.setStyleSheet(
            f"QFrame[objectName='{name}'] {{ background: {fill}; border: 1px solid {edge};"
            " border-radius: 6px; }"
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 3, 6, 3)
        layout.setSpacing(10)
        picture = PlainLabel()
        picture.setObjectName(f"{name}.icon")
        picture.setPixmap(icons.pixmap(look.icon, look.colour, 16, 2.0))
        layout.addWidget(picture)
        words = QVBoxLayout()
        words.setSpacing(0)
        head = named(plain_label(look.head), f"{name}.reason")
        head.setStyleSheet("font-weight: 600;")
        if look.is_loud:
            head.setProperty("role", "error")
        words.addWidget(head)
        if look.below:
            words.addWidget(named(plain_label(look.below, "faint"), f"{name}.next_step"))
        layout.addLayout(words, 1)
        if look.remedy:
            remedy = push(look.remedy, f"{name}.remedy", tip="For these orders")
            remedy.clicked.connect(lambda: self.remedied.emit(list(look.ids)))
            layout.addWidget(remedy)
        if look.has_show:
            show = push("Show", f"{name}.show", kind="flat", tip="List and tick just these orders")
            show.setAccessibleName(f"Show only these {count_of(len(look.ids), 'order')}")
            show.clicked.connect(lambda: self.shown.emit(list(look.ids)))
            layout.addWidget(show)
        self.setAccessibleName(look.spoken or f"{look.head} {look.below}".strip())
