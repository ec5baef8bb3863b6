"""The way to Konnect: proxy, the certificates that count, and a try."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from konnect_desktop.domain.network import ProxyChoice, ProxyMode, read_host
from konnect_desktop.services.network import NetworkFacts, Tried
from konnect_desktop.ui.kit.card import SettingsCard, combo, spin
from konnect_desktop.ui.kit.files import ask_open
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.messages import words as error_words
from konnect_desktop.ui.kit.parts import (
    ErrorLine,
    announce,
    field,
    named,
    push,
    relabel,
    row,
    set_role,
)
from konnect_desktop.ui.work.context import AppContext

_Change = Callable[[], NetworkFacts]
_HOST_HINT = "As whoever looks after your network names it, such as proxy.shop.in"
_HOST_WRONG = (
    "This is no host of a proxy. Type a name or number such as proxy.shop.in; user and password "
    "have fields of their own."
)
_KEPT = "Kept in this computer's own password safe."
_FOR_SESSION = "This computer has no safe place for it: it is kept until the app closes."
_SYSTEM_ONLY = "Certificates: those that this computer trusts."
_TOLD = (
    "If a company or an antivirus program looks into connections, choose its certificate file "
    "here. Certificates are always checked."
)


class NetworkCard(SettingsCard):
    """Applies what was typed when the field is left."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("network", "Network")
        self._context = context
        #: Changes on their way to the disk, one after the other; a try waits for them.
        self._changes: deque[_Change] = deque()
        self._test_wanted = False
        self.mode = combo(
            "settings.network.mode",
            ("Use the system's proxy", ProxyMode.SYSTEM),
            ("No proxy", ProxyMode.NONE),
            ("This proxy", ProxyMode.OWN),
        )
        self.mode.currentIndexChanged.connect(self._on_mode)
        self.body.addWidget(field("Proxy", self.mode, "Most networks in shops have none."))
        self.own = self._own_fields()
        self.body.addWidget(self.own)
        self.error = ErrorLine("settings.network.error")
        self.body.addWidget(self.error)
        self.authorities = named(plain_label(_SYSTEM_ONLY), "settings.network.authorities")
        self.body.addWidget(self.authorities)
        self.body.addWidget(named(plain_label(_TOLD, "muted"), "settings.network.told"))
        self.choose_button = push("Choose file…", "settings.network.choose")
        self.choose_button.clicked.connect(self._choose_file)
        self.remove_button = push("Take it out", "settings.network.remove")
        self.remove_button.clicked.connect(lambda: self._believe(None))
        self.body.addLayout(row(self.choose_button, self.remove_button))
        self.test_button = push(
            "Test", "settings.network.test", tip="Try to reach Konnect this way"
        )
        self.test_button.clicked.connect(self.test)
        self.body.addLayout(row(self.test_button))
        self.result = named(plain_label(""), "settings.network.result")
        self.result.hide()
        self.body.addWidget(self.result)
        self._show_own()
        self.remove_button.hide()

    def _own_fields(self) -> QWidget:
        box = QWidget()
        box.setObjectName("settings.network.own")
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.host = self._line("settings.network.host", _HOST_HINT)
        self.port = spin("settings.network.port", 1, 65535)
        self.port.valueChanged.connect(lambda _value: self._apply())
        place = QHBoxLayout()
        place.setSpacing(12)
        place.addWidget(field("Host", self.host), 3)
        place.addWidget(field("Port", self.port), 1)
        column.addLayout(place)
        self.user = self._line("settings.network.user", "Only if the proxy asks for one")
        self.password = self._line("settings.network.password", "")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        who = QHBoxLayout()
        who.setSpacing(12)
        who.addWidget(field("User", self.user))
        who.addWidget(field("Password", self.password))
        column.addLayout(who)
        self.kept = named(plain_label("", "faint"), "settings.network.kept")
        column.addWidget(self.kept)
        return box

    def _line(self, name: str, placeholder: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setPlaceholderText(placeholder)
        line.editingFinished.connect(self._on_left)
        return line

    # ---- showing -------------------------------------------------------------------------

    def reload(self) -> None:
        """Asks the keyring, so in a worker thread."""
        self._context.runner.read(
            self, self._context.services.network.facts, self._show, key="settings.network"
        )

    def _show(self, facts: NetworkFacts) -> None:
        lines = (self.host, self.user)
        blockers = [QSignalBlocker(each) for each in (self.mode, self.port, *lines)]
        self.mode.setCurrentIndex(self.mode.findData(facts.proxy.mode))
        self.port.setValue(facts.proxy.port)
        for line, text in zip(lines, (facts.proxy.host, facts.proxy.user), strict=True):
            # What is being typed stays.
            if not (line.hasFocus() and line.isModified()):
                line.setText(text)
        del blockers
        self.password.setPlaceholderText("Kept" if facts.has_password else "")
        kept = _FOR_SESSION if facts.is_for_session else _KEPT
        self.kept.setText(kept if facts.has_password else "")
        self.kept.setVisible(facts.has_password)
        file = facts.authorities
        self.authorities.setText(
            _SYSTEM_ONLY if file is None else f"{_SYSTEM_ONLY[:-1]}, and those of {file}."
        )
        relabel(self.choose_button, "Choose file…" if file is None else "Choose another file…")
        self.remove_button.setVisible(file is not None)
        self._show_own()

    def _mode(self) -> ProxyMode:
        # Qt gives back plain text.
        return ProxyMode(self.mode.currentData())

    def _show_own(self) -> None:
        self.own.setVisible(self._mode() is ProxyMode.OWN)

    # ---- changing ------------------------------------------------------------------------

    def _on_mode(self) -> None:
        self._show_own()
        if self._mode() is ProxyMode.OWN and not self.host.text().strip():
            # Nothing to use yet; what counted before goes on until there is.
            self.host.setFocus()
            return
        self._apply()

    def _on_left(self) -> None:
        if any(line.isModified() for line in (self.host, self.user, self.password)):
            self._apply()

    def _apply(self) -> None:
        mode = self._mode()
        found = read_host(self.host.text())
        if mode is ProxyMode.OWN and found is None:
            self.error.say(_HOST_WRONG)
            return
        self.error.say("")
        if found is not None and found.port is not None:
            blocker = QSignalBlocker(self.port)
            self.port.setValue(found.port)
            del blocker
        host = found.host if found is not None else ""
        choice = ProxyChoice(mode, host, self.port.value(), self.user.text().strip())
        password = self.password.text() if self.password.isModified() else None
        for line in (self.host, self.user, self.password):
            line.setModified(False)
        self.password.clear()
        network = self._context.services.network
        self._run(lambda: network.choose(choice, password))

    def _choose_file(self) -> None:
        ask_open(
            self,
            self._context,
            title="Certificate file",
            purpose="certificates",
            kinds="Certificates (*.pem *.crt *.cer *.der);;All files (*)",
            on_chosen=self._believe,
        )

    def _believe(self, file: Path | None) -> None:
        self.error.say("")
        network = self._context.services.network
        self._run(lambda: network.believe(file))

    def _run(self, change: _Change) -> None:
        self.result.hide()
        self._changes.append(change)
        if len(self._changes) == 1:
            self._run_next()

    def _run_next(self) -> None:
        change = self._changes[0]
        self._context.runner.do(
            self, change, self._show, on_error=self._failed, on_finished=self._changed
        )

    def _changed(self) -> None:
        self._changes.popleft()
        if self._changes:
            self._run_next()
        elif self._test_wanted:
            self.test()

    def _failed(self, error: Exception) -> None:
        what, then, _detail = error_words(error)
        self.error.say(f"{what} {then}".strip())
        self.reload()

    # ---- trying --------------------------------------------------------------------------

    def test(self) -> None:
        """Try to reach Konnect with what is chosen."""
        self._on_left()
        self._test_wanted = bool(self._changes)
        if self._test_wanted:
            return
        self.test_button.setEnabled(False)
        self._say("Trying…", "muted")
        self._context.runner.start(
            self,
            self._context.services.network.test,
            key="settings.network.test",
            on_success=self._tried,
            on_error=lambda error: self._tried(Tried(False, *error_words(error)[:2])),
            on_finished=lambda: self.test_button.setEnabled(True),
        )

    def _tried(self, tried: Tried) -> None:
        text = f"{tried.text} {tried.next_step}".strip()
        self._say(text, "success" if tried.ok else "error")
        announce(self.result, text)

    def _say(self, text: str, role: str) -> None:
        self.result.setText(text)
        set_role(self.result, "role", role)
        self.result.show()
