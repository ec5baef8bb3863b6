"""The fields of an account: address, Username, Token, level, location codes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.locations import codes_in
from konnect_desktop.services.account_models import SignInForm
from konnect_desktop.settings import COMPANY, LOCATION, Settings
from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import field
from konnect_desktop.ui.kit.theme import Theme


@survives
class _CodesLine(QLineEdit):
    """A column of codes that is pasted gets commas: as one line it would be one code."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in menu.actions():
            if action.objectName() == "edit-paste":
                action.triggered.disconnect()
                action.triggered.connect(self._paste)
        menu.popup(event.globalPos())

    def _paste(self) -> None:
        copied = QGuiApplication.clipboard().text()
        self.insert(", ".join(codes_in(copied)) if "\n" in copied.strip() else copied)


class AccountForm(QWidget):
    """Keeps whatever is typed until the dialog is closed, whatever goes wrong meanwhile."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("sign_in.form")
        self._theme = theme
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        self.base_url = self._line("sign_in.base_url", "https://…")
        layout.addWidget(
            field("Base URL", self.base_url, "From Fynd, together with the Username and Token.")
        )
        self.username = self._line("sign_in.username")
        self.secret = self._line("sign_in.token")
        self._hide_secret()
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(field("Username", self.username))
        pair.addWidget(field("Token", self.secret))
        layout.addLayout(pair)
        layout.addWidget(self._level_choice())
        self.locations = self._line("sign_in.locations", "MUM-01, DEL 03", _CodesLine())
        hint = "Commas go between them. You find them under Selling Location in Konnect."
        self.locations_field = field("Location codes", self.locations, hint)
        layout.addWidget(self.locations_field)
        self._show_locations()

    def _line(self, name: str, placeholder: str = "", line: QLineEdit | None = None) -> QLineEdit:
        line = line or QLineEdit()
        line.setObjectName(name)
        line.setPlaceholderText(placeholder)
        line.textChanged.connect(self.changed)
        return line

    def _hide_secret(self) -> None:
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._reveal = QAction(self)
        self._reveal.setObjectName("sign_in.reveal")
        self._reveal.setCheckable(True)
        self._reveal.toggled.connect(self._show_secret)
        self.secret.addAction(self._reveal, QLineEdit.ActionPosition.TrailingPosition)
        self._show_secret(False)

    def _show_secret(self, shown: bool) -> None:
        modes = QLineEdit.EchoMode
        self.secret.setEchoMode(modes.Normal if shown else modes.Password)
        name = "eye_off" if shown else "eye"
        self._reveal.setIcon(icons.icon(name, self._theme.tokens.muted))
        self._reveal.setText("Hide the Token" if shown else "Show the Token")

    def _level_choice(self) -> QWidget:
        box = QWidget()
        box.setObjectName("sign_in.level")
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self.location_level = QRadioButton("Location: one store or warehouse")
        self.location_level.setObjectName("sign_in.level.location")
        self.company_level = QRadioButton("Company: all stores and warehouses")
        self.company_level.setObjectName("sign_in.level.company")
        self.location_level.setChecked(True)
        group = QButtonGroup(box)
        group.setObjectName("sign_in.level.group")
        for button in (self.location_level, self.company_level):
            button.setAccessibleName(button.text())
            group.addButton(button)
            layout.addWidget(button)
            button.toggled.connect(self._show_locations)
        return field("What the Token is for", box)

    def _show_locations(self) -> None:
        self.locations_field.setVisible(self.company_level.isChecked())
        self.changed.emit()

    def fill(self, settings: Settings) -> None:
        """Put in what is saved; the Token stays empty, it is never read back."""
        self.base_url.setText(settings.base_url)
        self.username.setText(settings.username)
        self.company_level.setChecked(settings.level == COMPANY)
        self.locations.setText(", ".join(settings.location_codes))

    def form(self) -> SignInForm:
        """What is typed, without blanks around it."""
        is_company = self.company_level.isChecked()
        return SignInForm(
            base_url=self.base_url.text().strip(),
            username=self.username.text().strip(),
            secret=self.secret.text().strip(),
            level=COMPANY if is_company else LOCATION,
            location_codes=codes_in(self.locations.text()) if is_company else (),
        )

    def first_problem(self) -> tuple[str, QLineEdit] | None:
        """What is still missing, and the field to type it into."""
        wanted = (
            (self.base_url, "Type the base URL first."),
            (self.username, "Type the Username first."),
            (self.secret, "Paste the Token first."),
        )
        for line, text in wanted:
            if not line.text().strip():
                return text, line
        if self.company_level.isChecked() and not codes_in(self.locations.text()):
            return "A company Token needs at least one location code. Add it first.", self.locations
        return None

    def clear_secret(self) -> None:
        """Forget the Token in the window once it is kept elsewhere."""
        self.secret.clear()
