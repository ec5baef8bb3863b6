"""The journey of the tour: from the first check to the hand-over of a morning's orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.paper_models import INVOICE
from konnect_desktop.ui.asks.close_awb import CloseAwbDialog
from konnect_desktop.ui.asks.confirm_preview import ConfirmPreview
from konnect_desktop.ui.asks.invoice_series import InvoiceSeriesDialog
from konnect_desktop.ui.batches.run import BatchRun, Phase
from konnect_desktop.ui.kit.theme import Choice
from konnect_desktop.ui.printing.preview import PreviewDialog
from konnect_desktop.ui.tour import papers as tour_papers
from konnect_desktop.ui.tour.conductor import Journey, Tour, TourFailed, Until
from konnect_desktop.ui.window.paper_control import AHEAD
from konnect_desktop.ui.window.sign_in import SignInDialog

D = TypeVar("D", bound=QDialog)
MORNING = 150


def journey(tour: Tour) -> Journey:
    """All steps in their order."""
    yield from _start(tour)
    yield from _look_around(tour)
    yield from _confirm(tour)
    yield from _invoice(tour)
    yield from _courier(tour)
    yield from _labels(tour)
    yield from _papers(tour)
    yield from tour_papers.pick_list(tour)
    yield from tour_papers.scan_out(tour)
    yield from _hand_over(tour)
    yield from _records(tour)
    yield from _dark(tour)


# ---- the steps -------------------------------------------------------------------------


def _start(tour: Tour) -> Journey:
    window = tour.window
    window.ask_sign_in()
    yield _dialog(window, SignInDialog)
    tour.picture("sign-in", _found(window, SignInDialog))
    _press(_found(window, SignInDialog), "sign_in.close")
    yield Until("the first orders", lambda: tour.orders.loader.count > 0)
    tour.picture("first-check")
    yield Until("the first check to end", lambda: _quiet(tour) and not window.sync.is_running)


def _look_around(tour: Tour) -> Journey:
    orders = tour.orders
    yield from _lane(tour, Lane.NEW)
    tour.picture("new-orders")
    channel = _first_row(tour).channel
    orders.filter_by(replace(orders.wanted, channels=(channel,)))
    yield _listed(tour)
    tour.picture("filter")
    orders.filter_by(orders.wanted.cleared())
    yield _listed(tour)
    wanted = _first_row(tour).order_no
    tour.window.search_for(wanted[:6])
    yield Until("the search to apply", lambda: orders.wanted.text == wanted[:6])
    yield _listed(tour)
    tour.picture("search")
    tour.window.search_for("")
    yield Until("the search to be cleared", lambda: not orders.wanted.text)
    yield _listed(tour)


def _confirm(tour: Tour) -> Journey:
    orders = tour.orders
    yield from _lane(tour, Lane.NEW)
    if orders.loader.count < MORNING:
        raise TourFailed(f"{orders.loader.count} new orders instead of {MORNING}")
    yield from _select_all(tour)
    tour.picture("all-selected")
    yield from _begin(tour, Action.CONFIRM)
    tour.picture("undo-time")
    run = _run(tour)
    _press(orders.sheet, "batch.start_now")
    yield Until("the first group", lambda: run.done > 0)
    tour.picture("confirming")
    yield _over(run)
    if not run.failed:
        raise TourFailed("every order was confirmed although some were to be refused")
    yield _settled(tour)
    tour.picture("some-refused")
    # On a slow machine the lost answer may have kept whole groups from being sent.
    sheet = orders.sheet
    is_resumed = sheet.resume_button.isVisible()
    _press(sheet, "batch.resume" if is_resumed else "batch.retry")
    yield Until("the retry", lambda: _run(tour) is not run and _run(tour).phase is Phase.COUNTING)
    _press(orders.sheet, "batch.start_now")
    again = _run(tour)
    yield _over(again)
    yield _settled(tour)
    tour.picture("retried")


def _invoice(tour: Tour) -> Journey:
    yield from _lane(tour, Lane.TO_INVOICE)
    yield from _select_all(tour)
    tour.orders.press(Action.ADD_INVOICE)
    yield _dialog(tour.window, InvoiceSeriesDialog)
    dialog = _found(tour.window, InvoiceSeriesDialog)
    dialog.prefix.setText("GW/26-27/")
    yield Until("the numbers", lambda: dialog.preview.text().startswith("GW/26-27/"))
    tour.picture("invoice-numbers", dialog)
    _press(dialog, "invoice_series.accept")
    yield from _through(tour, Action.ADD_INVOICE)
    tour.picture("invoiced")


def _courier(tour: Tour) -> Journey:
    shown = {tab.lane for tab in tour.orders.tabs if tab.count.total}
    is_waiting = Lane.WAITING_FOR_COURIER in shown
    lane = Lane.WAITING_FOR_COURIER if is_waiting else Lane.GET_LABELS
    yield from _act(tour, lane, Action.CHECK_COURIER)
    tour.picture("couriers")


def _labels(tour: Tour) -> Journey:
    yield from _act(tour, Lane.GET_LABELS, Action.GET_LABELS)
    tour.picture("labels-ready")


def _papers(tour: Tour) -> Journey:
    window = tour.window
    yield from _lane(tour, Lane.TO_PACK)
    yield from _select_all(tour)
    tour.orders.press(Action.PRINT_LABEL)
    yield _dialog(window, PreviewDialog)
    preview = _found(window, PreviewDialog)
    yield _drawn(preview)
    tour.picture("label-preview", preview)
    yield from _save(tour, preview, "labels.pdf")
    preview.panel.choose_kinds((INVOICE,))
    yield Until("the invoices to be fetched", lambda: preview.kinds == (INVOICE,))
    yield _drawn(preview)
    tour.picture("invoice-preview", preview)
    yield from _save(tour, preview, "invoices.pdf")
    preview.close()


def _hand_over(tour: Tour) -> Journey:
    yield from _act(tour, Lane.TO_PACK, Action.HAND_OVER)
    tour.picture("handed-over")


def _records(tour: Tour) -> Journey:
    window = tour.window
    _press(tour.orders.sheet, "batch.close")
    yield from _lane(tour, Lane.IN_TRANSIT)
    tour.orders.open_detail(_first_row(tour).id)
    yield Until("the details", lambda: tour.orders.detail.isVisible() and _quiet(tour))
    tour.picture("details")
    tour.orders.detail.close_pane()
    window.open_room("documents")
    history = window.documents.history
    yield Until("the history", lambda: history.batch is not None and _quiet(tour))
    tour.picture("history")
    window.open_room("settings")
    data = window.settings.data
    yield Until("the settings", lambda: bool(data.state.text()) and _quiet(tour))
    tour.picture("settings")


def _dark(tour: Tour) -> Journey:
    window = tour.window
    before = cast(Choice, tour.context.settings.theme)
    tour.context.theme.choose("dark")
    window.open_room("orders")
    tour.orders.sheet.fold(False)
    yield from _lane(tour, None)
    tour.picture("dark-orders")
    window.open_room("documents")
    yield Until("the history", lambda: _quiet(tour))
    tour.picture("dark-history")
    tour.context.theme.choose(before)


# ---- what the steps are made of --------------------------------------------------------


def _act(tour: Tour, lane: Lane, action: Action) -> Journey:
    """Open a tab, tick all, press the button, skip the undo time, wait for the result."""
    yield from _lane(tour, lane)
    yield from _select_all(tour)
    yield from _begin(tour, action)
    yield from _through(tour, action)


def _begin(tour: Tour, action: Action) -> Journey:
    tour.orders.press(action)
    yield _settled(tour)
    if any(one.isVisible() for one in tour.window.findChildren(ConfirmPreview)):
        # Some buyers cancelled an item meanwhile; that is shown before the orders are accepted.
        tour.picture("cancelled-items", _found(tour.window, ConfirmPreview))
        _press(tour.window, "confirm_preview.accept")
    if any(one.isVisible() for one in tour.window.findChildren(CloseAwbDialog)):
        # Self-ship orders without an AWB stay behind, so that it can still be added.
        tour.picture("awb-first", _found(tour.window, CloseAwbDialog))
        _press(tour.window, "close_awb.accept")
    yield _planned(tour, action)


def _through(tour: Tour, action: Action) -> Journey:
    yield _planned(tour, action)
    run = _run(tour)
    if run.phase is Phase.COUNTING:
        _press(tour.orders.sheet, "batch.start_now")
    yield _over(run)
    if run.phase is not Phase.FINISHED or not run.done:
        raise TourFailed(f"{action.value} ended without a single order done")
    yield _settled(tour)


def _lane(tour: Tour, lane: Lane | None) -> Journey:
    orders = tour.orders
    orders.show_lane(lane)
    yield Until("the tab", lambda: orders.wanted.lane == lane)
    yield _listed(tour)


def _select_all(tour: Tour) -> Journey:
    orders = tour.orders
    if not orders.loader.count:
        raise TourFailed(f"no orders in {orders.wanted.lane}")
    orders.select_all()
    yield Until(
        "everything to be ticked",
        lambda: (
            len(orders.selection) == orders.loader.count
            and len(orders.offer.ids) == len(orders.selection)
            and _quiet(tour)
        ),
    )


def _save(tour: Tour, preview: PreviewDialog, name: str) -> Journey:
    path = tour.folder / name
    preview.save_to(path)
    yield Until(f"{name} to be saved", lambda: name in preview.heading.text())
    tour.papers.append(path)


def _first_row(tour: Tour) -> ShipmentRow:
    first = tour.orders.model.row_at(0)
    if first is None:
        raise TourFailed("the list is empty")
    return first


def _press(parent: QWidget, name: str) -> None:
    """Press a button as a person would: only when it is there and not greyed."""
    button = parent.findChild(QObject, name)
    click: Callable[[], None] | None = getattr(button, "click", None)
    is_there = isinstance(button, QWidget) and button.isVisible() and button.isEnabled()
    if click is None or not is_there:
        raise TourFailed(f"the button {name} cannot be pressed")
    click()


def _run(tour: Tour) -> BatchRun:
    run = tour.orders.sheet.shown
    if run is None:
        raise TourFailed("no batch is shown")
    return run


def _planned(tour: Tour, action: Action) -> Until:
    sheet = tour.orders.sheet
    return Until(
        f"the batch for {action.value}",
        lambda: (
            sheet.shown is not None
            and sheet.shown is sheet.runs[-1]
            and sheet.shown.plan.action is action
            and sheet.shown.phase is not Phase.NOTHING
        ),
    )


def _over(run: BatchRun) -> Until:
    return Until("the batch to end", lambda: not run.is_open)


def _dialog(parent: QWidget, kind: type[D]) -> Until:
    return Until(
        f"the window {kind.__name__}",
        lambda: any(dialog.isVisible() for dialog in parent.findChildren(kind)),
    )


def _found(parent: QWidget, kind: type[D]) -> D:
    return next(dialog for dialog in parent.findChildren(kind) if dialog.isVisible())


def _drawn(preview: PreviewDialog) -> Until:
    def is_there() -> bool:
        if preview.error.text():
            raise TourFailed(preview.error.text())
        data = preview.data
        is_read = data is not None and data.is_checked
        return is_read and preview.view.is_drawn and preview.page_list.filled > 0

    return Until("the papers", is_there)


def _quiet(tour: Tour) -> bool:
    """Nothing is being read or sent, so the window shows what is true."""
    runner = tour.context.runner
    # Papers that come by themselves hold nobody up.
    return runner.running == runner.is_running(AHEAD) and tour.context.signals.is_quiet


def _listed(tour: Tour) -> Until:
    orders = tour.orders
    return Until("the list", lambda: orders.loader.is_loaded and _quiet(tour))


def _settled(tour: Tour) -> Until:
    return Until("the window to be up to date", lambda: _quiet(tour))
