"""The support file: read it first, then copy or save it. Nothing is sent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.sla import IST
from konnect_desktop.ui.kit import files
from konnect_desktop.ui.kit.parts import announce, push
from konnect_desktop.ui.kit.text_window import TextWindow
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.work.context import AppContext

_TOLD = (
    "This is all that stands in the file; read it before you give it to anybody. Names, addresses, "
    "phone numbers, order numbers, AWBs and keys are left out, and nothing is sent."
)


def window_facts() -> dict[str, str]:
    """What only the window knows. On the GUI thread."""
    screen = QGuiApplication.primaryScreen()
    size = screen.size()
    return {
        "Qt": qVersion(),
        "Window system": QGuiApplication.platformName(),
        "Screen": f"{size.width()} x {size.height()} at {screen.devicePixelRatio():g}",
    }


class SupportWindow(TextWindow):
    """Shows the text; what is copied or saved is exactly what is shown."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent, "support", "Support file", _TOLD)
        self._context = context
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        face.setPointSizeF(9.5)
        self.text.setFont(face)
        self.copy_button = push("Copy", "support.copy")
        self.copy_button.clicked.connect(self.copy)
        self.save_button = push("Save…", "support.save", "primary")
        self.save_button.clicked.connect(self._ask)
        self.buttons.insertWidget(1, self.copy_button)
        self.buttons.addWidget(self.save_button)
        self._allow(False)
        self._build()

    def _build(self) -> None:
        facts = window_facts()

        def work() -> str:
            text: str = self._context.services.support.text(
                facts, lambda: printers.list_printers(self._context)
            )
            return text

        self._context.runner.do(self, work, self._built, on_error=self.show_error)

    def _built(self, text: str) -> None:
        self.show_text(text)
        self._allow(True)

    def _allow(self, is_there: bool) -> None:
        for button in (self.copy_button, self.save_button):
            button.setEnabled(is_there)
            button.setToolTip("" if is_there else "The text is still being gathered")

    def copy(self) -> None:
        """Put the whole text into the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._say("Copied.")

    def _ask(self) -> None:
        files.ask_save(
            self,
            self._context,
            title="Save the support file",
            purpose="support",
            name=f"konnect-support-{self._context.now().astimezone(IST):%Y-%m-%d}.txt",
            kinds="Text (*.txt)",
            on_chosen=self.save,
        )

    def save(self, path: Path) -> None:
        """Write it; says so when it cannot."""
        data = self.text.toPlainText().encode("utf-8")
        files.write(
            self,
            self._context,
            path,
            lambda: data,
            lambda written: self._say(f"Saved as {written.name}."),
        )

    def _say(self, text: str) -> None:
        self.state.setText(text)
        announce(self, text)
