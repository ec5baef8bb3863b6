"""Sign in: practice or a real account, tested step by step before anything is saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from konnect_desktop.services.account_models import AccountFacts, ConnectionStep, SignInForm
from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.messages import words as error_words
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import ErrorLine, card, named, push, relabel, row
from konnect_desktop.ui.kit.step_list import StepList
from konnect_desktop.ui.kit.window_place import bounded_resize
from konnect_desktop.ui.window.account_form import AccountForm
from konnect_desktop.ui.work.context import AppContext
from konnect_desktop.ui.work.tasks import Task

_LOOKING = "Looking where this computer keeps passwords…"


@survives
class SignInDialog(QDialog):
    """Nothing typed is lost when something fails; the Token is forgotten when it is kept."""

    #: AccountFacts: the account is in use from now on.
    signed_in = Signal(object)
    #: The seller wants to practise first.
    practice_chosen = Signal()

    def __init__(self, parent: QWidget | None, context: AppContext, *, reason: str = "") -> None:
        super().__init__(parent)
        self.setObjectName("sign_in")
        self.setWindowTitle("Sign in")
        self.setAccessibleName("Sign in to Konnect")
        self.setMinimumSize(560, 420)
        bounded_resize(self, QSize(580, 690))
        self._context = context
        self._task: Task | None = None
        self._pressed_from: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._scrolled(reason), 1)
        layout.addWidget(self._footer())
        self.form.fill(context.settings)
        first_empty = next(
            (f for f in (self.form.base_url, self.form.username) if not f.text()), self.form.secret
        )
        first_empty.setFocus()
        self._read_kept()

    # ---- parts -------------------------------------------------------------------------

    def _scrolled(self, reason: str) -> QScrollArea:
        body = QWidget()
        body.setObjectName("sign_in.body")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(14)
        title = "Connect your Konnect account"
        layout.addWidget(named(plain_label(title, "title"), "sign_in.heading"))
        if reason:
            layout.addWidget(named(plain_label(reason, "error"), "sign_in.reason"))
        if not self._context.settings.has_account:
            layout.addWidget(self._practice_card())
        self.form = AccountForm(self._context.theme)
        layout.addWidget(self.form)
        self.kept = named(plain_label(_LOOKING, "faint"), "sign_in.kept")
        layout.addWidget(self.kept)
        self.steps = StepList(self._context.theme)
        layout.addWidget(self.steps)
        self.error = ErrorLine("sign_in.error")
        layout.addWidget(self.error)
        layout.addStretch()
        area = QScrollArea()
        area.setObjectName("sign_in.scroll")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(body)
        self._area = area
        return area

    def _practice_card(self) -> QWidget:
        frame, layout = card("sign_in.practice_card")
        layout.setContentsMargins(16, 10, 12, 10)
        text = plain_label(
            "No account at hand? Practise every step with made-up orders. "
            "Nothing leaves this computer."
        )
        practice = push("Practise first", "sign_in.practice")
        practice.clicked.connect(self.practice_chosen)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(named(text, "sign_in.practice_text"), 1)
        line.addWidget(practice)
        layout.addLayout(line)
        return frame

    def _footer(self) -> QWidget:
        footer = QWidget()
        footer.setObjectName("sign_in.footer")
        layout = QHBoxLayout(footer)
        layout.setContentsMargins(24, 12, 24, 16)
        self.test_button = push("Test connection", "sign_in.test", "", "Nothing is saved by it")
        self.test_button.clicked.connect(self.test)
        self.close_button = push("Not now", "sign_in.close")
        self.close_button.clicked.connect(self.reject)
        self.connect_button = push("Connect", "sign_in.connect", "primary")
        self.connect_button.setDefault(True)
        self.connect_button.clicked.connect(self.sign_in)
        layout.addLayout(row(self.test_button, self.close_button, self.connect_button, stretch=1))
        return footer

    def _read_kept(self) -> None:
        """Where the Token would be kept; asking the system's safe may take long."""
        self._context.runner.start(
            self,
            lambda _ctx: self._context.services.accounts.kept_preview(),
            pool="safe",
            key="sign_in.kept",
            on_success=self.kept.setText,
        )

    # ---- doing -------------------------------------------------------------------------

    def test(self) -> None:
        """Try address, secure connection, sign-in and orders; save nothing."""
        if self._is_complete():
            form = self.form.form()
            self._begin("Testing…", self.test_button)
            self._task = self._context.runner.start(
                self,
                lambda ctx: self._context.services.accounts.test(form, ctx),
                key="accounts.test",
                on_success=self._tested,
                on_error=self._failed,
                on_finished=self._end,
            )

    def sign_in(self) -> None:
        """Test, and when every step works keep the account and use it."""
        if self._is_complete():
            form = self.form.form()
            self._begin("Connecting…", self.connect_button)
            self._task = self._context.runner.start(
                self,
                lambda ctx: self._connect(form, ctx),
                key="accounts.sign_in",
                on_success=self._signed_in,
                on_error=self._failed,
                on_finished=self._end,
            )

    def _connect(
        self, form: SignInForm, ctx: TaskContext
    ) -> tuple[Sequence[ConnectionStep], AccountFacts | None]:
        """In a worker thread: all steps, and the account when they all work."""
        steps = self._context.services.accounts.test(form, ctx)
        if not all(step.ok for step in steps):
            return steps, None
        return steps, self._context.services.accounts.sign_in(form)

    def _is_complete(self) -> bool:
        problem = self.form.first_problem()
        self.steps.show_steps(())
        self.error.say(problem[0] if problem else "")
        if problem is not None:
            problem[1].setFocus()
            self._bring(self.error)
        return problem is None

    def _begin(self, text: str, button: QWidget) -> None:
        self._pressed_from = self.focusWidget()
        for each in (self.test_button, self.connect_button):
            each.setEnabled(False)
        relabel(self.connect_button if button is self.connect_button else self.test_button, text)

    def _end(self) -> None:
        self._task = None
        relabel(self.test_button, "Test connection")
        relabel(self.connect_button, "Connect")
        for each in (self.test_button, self.connect_button):
            each.setEnabled(True)
        # A button that is switched off loses the keyboard to whatever comes next.
        if self._pressed_from in (self.test_button, self.connect_button):
            self._pressed_from.setFocus()

    def _tested(self, steps: Sequence[ConnectionStep]) -> None:
        self.steps.show_steps(steps)
        if not all(step.ok for step in steps):
            self.error.say("Nothing was saved. Change the fields above and press Connect.")
        self._bring(self.error if self.error.text() else self.steps)

    def _signed_in(self, answer: tuple[Sequence[ConnectionStep], AccountFacts | None]) -> None:
        steps, facts = answer
        self._tested(steps)
        if facts is not None:
            self.form.clear_secret()
            self.signed_in.emit(facts)
            self.accept()

    def _failed(self, error: Exception) -> None:
        what, then, detail = error_words(error)
        line = f"{what} Nothing was saved. {then}".strip()
        self.error.say(f"{line} ({detail})" if detail else line)
        self._bring(self.error)

    def _bring(self, widget: QWidget) -> None:
        """Scroll to `widget` once the layout knows where it is."""
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(widget, 0, 16))

    def done(self, result: int) -> None:
        if self._task is not None:
            self._task.drop()
        super().done(result)
