"""Versions, folders, licences, what is new, the keys, and the support file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, qVersion

from konnect_desktop.services import about
from konnect_desktop.services.about import Versions
from konnect_desktop.ui.actions.key_bar import KeysDialog
from konnect_desktop.ui.kit.card import SettingsCard
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.opening import open_folder
from konnect_desktop.ui.kit.parts import announce, named, push, row
from konnect_desktop.ui.kit.text_window import TextWindow
from konnect_desktop.ui.settings.licences import LicencesWindow
from konnect_desktop.ui.settings.self_test_window import SelfTestWindow
from konnect_desktop.ui.settings.support_window import SupportWindow
from konnect_desktop.ui.work.context import AppContext

_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)
_TOLD = (
    "When something is wrong: make a support file, read it, and give it to whoever helps you. "
    "Nothing is sent by itself."
)
_CHECKED = (
    "Looks whether all that the app needs works here: files, printers, password safe, connection. "
    "Your orders are not touched"
)


class HelpCard(SettingsCard):
    """Everything here works without a connection."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("help", "Help")
        self._context = context
        paths = context.services.paths
        self._data, self._logs = paths.data_dir, paths.logs
        self.versions = named(plain_label(""), "settings.help.versions")
        self.folders = named(
            plain_label(f"Data: {self._data}\nLog: {self._logs}", "muted"), "settings.help.folders"
        )
        for label in (self.versions, self.folders):
            label.setTextInteractionFlags(_SELECTABLE)
            self.body.addWidget(label)
        self._add_buttons()
        self.state = named(plain_label("", "muted"), "settings.help.state")
        self.state.hide()
        self.body.addWidget(self.state)

    def _add_buttons(self) -> None:
        folders = (
            ("Open data folder", "open_data", lambda: self._open(self._data)),
            ("Open log folder", "open_logs", self._open_logs),
        )
        texts = (
            ("What is new", "news", self.show_news),
            ("Licences", "licences", self.show_licences),
            ("Keys", "keys", self.show_keys),
        )
        for group in (folders, texts):
            made = []
            for text, name, call in group:
                button = push(text, f"settings.help.{name}")
                button.clicked.connect(lambda _on=False, call=call: call())
                made.append(button)
            self.body.addLayout(row(*made))
        self.body.addWidget(named(plain_label(_TOLD, "muted"), "settings.help.told"))
        support = push("Support file…", "settings.help.support")
        support.clicked.connect(lambda _on=False: self.make_support_file())
        check = push("Check this computer…", "settings.help.check", tip=_CHECKED)
        check.clicked.connect(lambda _on=False: self.check_computer())
        self.body.addLayout(row(support, check))

    def reload(self) -> None:
        """Read the versions; asks the installed packages, so in a worker thread."""
        self._context.runner.read(self, about.versions, self._show, key="settings.help")

    def _show(self, known: Versions) -> None:
        self.versions.setText(
            f"Konnect Desktop {known.app}, MIT licence\n"
            f"Qt {qVersion()}, PySide {known.pyside}, Python {known.python}, SQLite {known.sqlite}"
        )

    # ---- folders -------------------------------------------------------------------------

    def _open_logs(self) -> None:
        # Where no log can be written there is no such folder.
        self._open(self._logs if self._logs.is_dir() else self._data)

    def _open(self, folder: Path) -> None:
        is_open = open_folder(folder)
        text = "" if is_open else "This computer did not open the folder; its path is above."
        self.state.setText(text)
        self.state.setVisible(bool(text))
        if text:
            announce(self, text)

    # ---- windows -------------------------------------------------------------------------

    def show_news(self) -> None:
        """What changed, version by version."""
        window = TextWindow(self.window(), "news", "What is new")
        self._context.runner.do(window, about.news, window.show_text, on_error=window.show_error)
        window.open()

    def show_licences(self) -> None:
        """What is inside, under which licence."""
        LicencesWindow(self._context, self.window()).open()

    def show_keys(self) -> None:
        """The list of all keys."""
        KeysDialog(self.window()).open()

    def check_computer(self) -> None:
        """Look at everything that the app needs here."""
        SelfTestWindow(self._context, self.window()).open()

    def make_support_file(self) -> None:
        """Show what would stand in it."""
        SupportWindow(self._context, self.window()).open()
