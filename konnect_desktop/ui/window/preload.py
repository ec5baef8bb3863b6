"""Loads, once the first table is shown, what the start did not wait for."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtCore import QObject

from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui.work.context import AppContext
from konnect_desktop.ui.work.garbage import set_aside

#: What the first clicks of a morning open.
_MODULES = (
    "konnect_desktop.ui.orders.detail_pane",
    "konnect_desktop.ui.asks.table",
    "konnect_desktop.ui.window.palette",
    "konnect_desktop.ui.awb.cell",
    "konnect_desktop.ui.imports.invoice_dialog",
    "konnect_desktop.ui.window.sign_in",
)


def preload(context: AppContext, owner: QObject) -> None:
    """Load it in a worker thread, so that the first press of a button does not wait for code."""

    def work(ctx: TaskContext) -> None:
        context.services.build_all()
        for name in _MODULES:
            ctx.raise_if_cancelled()
            import_module(name)

    context.runner.start(
        owner, work, pool="local", key="preload", on_success=lambda _none: set_aside()
    )
