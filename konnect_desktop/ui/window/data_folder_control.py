"""Looks after the data folder once the window stands, and warns of a place that is not good for it.

One quiet line; what can go wrong and what to do stands in a window that the seller opens.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from konnect_desktop.domain.data_place import Danger, Place
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.kit.notices import Notice, Notices
from konnect_desktop.ui.work.context import AppContext

_NOTICE = "data_folder"


class DataFolderControl(QObject):
    """Belongs to the main window."""

    def __init__(self, context: AppContext, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("data_folder_keeper")
        self._context, self._notices = context, notices

    def begin(self) -> None:
        """Close the folder to others, then look where it lies."""
        service = self._context.services.data_folder
        # Practice has nothing to lose.
        must_look = not self._context.settings.is_practice

        def work() -> Place | None:
            service.close_to_others()
            return service.place() if must_look else None

        self._context.runner.do(self, work, self._found, key="data_folder")

    def _found(self, place: Place | None) -> None:
        if place is None:
            return
        self._notices.show_notice(
            _NOTICE,
            Notice(
                line(place),
                icon="warning",
                kind="warning",
                action="What to do…",
                on_press=lambda: self._ask(place),
            ),
        )

    def _ask(self, place: Place) -> None:
        folder = self._context.services.paths.data_dir
        dialog = messages.MessageDialog(
            messages.window_of(self.parent()),
            heading(place),
            story(place, str(folder)),
            action="Keep here",
            name="data_folder",
        )
        dialog.accepted.connect(lambda: self._keep(place))
        # Keeping the data in danger is not what Enter does by itself.
        dialog.close_button.setDefault(True)
        dialog.close_button.setFocus()
        messages.open_dialog(dialog)

    def _keep(self, place: Place) -> None:
        service = self._context.services.data_folder
        self._context.runner.do(
            self,
            lambda: service.keep(place),
            lambda _none: self._notices.drop(_NOTICE),
            key="data_folder.keep",
        )


def line(place: Place) -> str:
    """The place and what it can do, for the line above the work area."""
    if place.danger is Danger.SYNCED:
        return (
            f"{heading(place)} The data file can be damaged by that, and buyers' data leaves this "
            "computer."
        )
    return f"{heading(place)} The data file can be damaged when the connection breaks."


def heading(place: Place) -> str:
    """The place in one sentence."""
    if place.danger is Danger.SYNCED:
        return f"Your orders are kept in a folder that {place.by} copies to other places."
    return f"Your orders are kept on another computer or a network drive ({place.by})."


def story(place: Place, folder: str) -> str:
    """What can go wrong there, and what to do."""
    if place.danger is Danger.SYNCED:
        risks = (
            f"{place.by} can copy the data file while the app writes it, hold it so that a step "
            "is not saved, or bring back an older one. Two computers may work on the same orders. "
            "And your buyers' names, phones and addresses leave this computer."
        )
    else:
        risks = (
            "When the connection breaks while the app writes, the data file can be damaged. Two "
            "computers may work on the same orders. And whoever may open that drive sees your "
            "buyers' names, phones and addresses."
        )
    return (
        f"{risks}\n\nBetter: close the app, move this folder to this computer's own disk, and "
        f"start the app with --data-dir and its new place:\n{folder}\n\n"
        "If you press Keep here, the app does not say this again."
    )
