"""Check this computer: the self-test's table, shown and copied. The window stays free meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.say import quoted
from konnect_desktop.selftest import parts, plan, report
from konnect_desktop.selftest.computer import Computer
from konnect_desktop.selftest.results import Part, Report, State
from konnect_desktop.services.context import Progress, TaskContext
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.parts import announce, push
from konnect_desktop.ui.kit.say import say
from konnect_desktop.ui.kit.text_window import TextWindow
from konnect_desktop.ui.kit.window_place import bounded_resize
from konnect_desktop.ui.work.context import AppContext

_TOLD = (
    "Everything that the app needs is tried once, with made-up files that are removed afterwards. "
    "Your orders are not touched, nothing is sent, and names and keys are left out."
)
_SIZE = QSize(920, 660)


class SelfTestWindow(TextWindow):
    """Runs it at once; what is copied is exactly what is shown."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent, "self_test", "Check this computer", _TOLD)
        self._context = context
        bounded_resize(self, _SIZE)
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        face.setPointSizeF(9.5)
        self.text.setFont(face)
        self.copy_button = push("Copy", "self_test.copy")
        self.copy_button.clicked.connect(self.copy)
        self.again_button = push("Check again", "self_test.again")
        self.again_button.clicked.connect(lambda _on=False: self.check())
        for place, button in enumerate((self.copy_button, self.again_button), 1):
            self.buttons.insertWidget(place, button)
        self.check()

    def check(self) -> None:
        """Look at everything, part by part."""
        self._allow(False)
        self.text.clear()
        self.error.say("")
        services = self._context.services
        here = Computer(
            paths=services.paths,
            profile=services.profile,
            settings=self._context.settings,
            is_practice=services.is_practice,
            network=services.network.network,
        )

        def work(ctx: TaskContext) -> tuple[Report, str]:
            def tell(part: Part) -> None:
                ctx.raise_if_cancelled()
                ctx.report(parts.ALL.index(part), len(parts.ALL), quoted(part.title))

            found = plan.run(here, tell)
            return found, report.table(found, here, datetime.now(UTC))

        self._context.runner.start(
            self,
            work,
            # It waits for the password safe and for other processes, so not where lists are read.
            pool="safe",
            on_progress=self._progressed,
            on_success=self._found,
            on_error=self._failed,
        )

    def _progressed(self, progress: Progress) -> None:
        self.state.setText(f"{progress.done + 1} of {progress.total}: {say(progress.message)}…")

    def _found(self, found: tuple[Report, str]) -> None:
        result, table = found
        self.show_text(table)
        self._allow(True)
        self._say(summary(result))

    def _failed(self, error: Exception) -> None:
        self.state.setText("")
        self.show_error(error)
        self.again_button.setEnabled(True)

    def _allow(self, is_there: bool) -> None:
        for button in (self.copy_button, self.again_button):
            button.setEnabled(is_there)
            button.setToolTip("" if is_there else "The check is still running")

    def copy(self) -> None:
        """Put the whole table into the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._say("Copied.")

    def _say(self, text: str) -> None:
        self.state.setText(text)
        announce(self, text)


def summary(result: Report) -> str:
    """What it comes to, in one line."""
    if result.failed:
        names = ", ".join(one.part.title for one in result.failed)
        return f"{count_of(len(result.failed), 'part')} failed: {names}."
    warnings = result.count(State.WARNING)
    if warnings:
        return f"Everything needed works; {count_of(warnings, 'warning')}."
    return "Everything works."
