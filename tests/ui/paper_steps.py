"""What a person does with papers, for tests: open the print window and wait for its pages."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.domain.actions import Action
from konnect_desktop.ui.printing.preview import PreviewDialog
from tests.ui.sheet_steps import tick
from tests.ui.window_desk import WindowDesk


def packed(desk: WindowDesk) -> list[str]:
    """Orders whose labels can be printed."""
    ids = desk.server.world.ids("COMPLETED")
    return [row.id for row in desk.services.queries.rows_by_id(ids) if row.lane == "to_pack"]


def open_preview(
    desk: WindowDesk, action: Action = Action.PRINT_LABEL, ids: Sequence[str] = ()
) -> PreviewDialog:
    """Tick the orders, press the action, and wait until everything is there and was read back."""
    tick(desk, ids or packed(desk))
    desk.page.bar.actions_bar.press(action)
    dialog = desk.find(PreviewDialog, "preview")
    settle(desk, dialog)
    return dialog


def settle(desk: WindowDesk, dialog: PreviewDialog) -> None:
    """The sheets are laid out and read back, the printers are listed, nothing runs."""
    desk.wait(
        lambda: (
            dialog.data is not None
            and dialog.panel.printers.is_listed
            and desk.desk.runner.running == 0
        ),
        "the papers",
    )
