"""The printers of this computer and what is remembered of them, for every place that asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QObject

from konnect_desktop.domain.printers import PrinterFacts, Role
from konnect_desktop.services.print_memory import PrinterMemory, PrintMemory
from konnect_desktop.settings import Settings
from konnect_desktop.ui.kit.formatting import day
from konnect_desktop.ui.work.context import AppContext

ROLE_TITLES = {
    Role.LABEL: "Printer for labels",
    Role.SHEET: "Printer for sheets",
    Role.INVOICE: "Printer for invoices",
}


def list_printers(context: AppContext) -> list[str]:
    """The names, the default first. Call from a worker thread: a sleeping network printer
    can take seconds. Raises PrintFailed without a print service."""
    printing = context.services.printing
    return printing.printers() if printing.has_queues else []


def facts_of(context: AppContext, name: str) -> PrinterFacts:
    """Paper, trays and readiness of a printer. Call from a worker thread. Raises PrintFailed."""
    return context.services.printing.facts(name)


def memory_of(context: AppContext) -> PrintMemory:
    """What is remembered for printing."""
    return PrintMemory.of(context.settings)


def change_memory(
    context: AppContext,
    owner: QObject,
    change: Callable[[PrintMemory], PrintMemory],
    on_done: Callable[[], None] | None = None,
) -> None:
    """Remember something else; the file is written in a worker thread."""

    def revision(settings: Settings) -> Mapping[str, object]:
        return {"printing": change(PrintMemory.of(settings)).to_settings()}

    def work() -> None:
        context.services.settings.revise(revision)

    context.runner.do(owner, work, lambda _none: on_done() if on_done is not None else None)


def remember_printers(context: AppContext, chosen: Mapping[Role, str]) -> None:
    """Use these printers next time for these kinds of paper."""

    def revision(settings: Settings) -> Mapping[str, object]:
        values: dict[str, object] = {}
        if Role.LABEL in chosen:
            values["label_printer"] = chosen[Role.LABEL]
        if Role.INVOICE in chosen:
            values["invoice_printer"] = chosen[Role.INVOICE]
        if Role.SHEET in chosen:
            data = PrintMemory.of(settings).to_settings()
            values["printing"] = {**data, "sheet_printer": chosen[Role.SHEET]}
        return values

    context.runner.do(context.signals, lambda: context.services.settings.revise(revision))


def words_of_test(memory: PrinterMemory) -> str:
    """What the test page said about a printer; "" when it was never tested."""
    if not memory.tested_at:
        return ""
    if not memory.is_true_size:
        return f"Prints at {memory.scale_percent:g} %: set it to actual size in its driver."
    if not memory.was_scanned:
        return "True size; the code was not scanned yet."
    return f"True size, and the code scans ✓ ({_day_of(memory.tested_at)})"


def _day_of(text: str) -> str:
    try:
        return day(datetime.fromisoformat(text))
    except ValueError:  # the settings file can be edited by hand
        return text
