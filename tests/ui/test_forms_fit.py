"""Every form, with all that it can show, fits on a screen of 1280 × 720."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from konnect_desktop.domain.milestones import MILESTONES
from konnect_desktop.services.batch_models import SeriesOptions
from konnect_desktop.ui.asks.cancel import CancelDialog
from konnect_desktop.ui.asks.cancel_items import CancelItemsDialog
from konnect_desktop.ui.asks.confirm_preview import ConfirmPreview
from konnect_desktop.ui.asks.credit_note import CreditNoteDialog
from konnect_desktop.ui.asks.invoice_series import InvoiceForm, InvoiceSeriesDialog
from konnect_desktop.ui.asks.package_model import package_rows
from konnect_desktop.ui.asks.return_qc import ReturnQcDialog
from konnect_desktop.ui.asks.set_status import SetStatusDialog
from konnect_desktop.ui.kit.question import Question
from tests.ui.conftest import Show
from tests.ui.made_up import shipment
from tests.ui.test_invoice_form import look
from tests.ui.window_desk import wait_for

WIDTH, HEIGHT, TITLE_BAR = 1280, 720, 40
CAUTION = (
    "3 can't: Not a self-ship order (3). The channel's courier sends AWB and status by itself."
)
MANY = [shipment(number, pieces=(1, 2, 3, 4), gone=(0,)) for number in range(20)]
USUAL = SeriesOptions("INV-", 1, 5)


def cancel() -> Question:
    dialog = CancelDialog(None, 500, [CAUTION] * 2, "a-long-account-name-of-a-company")
    dialog.reason.setCurrentIndex(dialog.reason.count() - 1)
    return dialog


def cancel_items() -> Question:
    dialog = CancelItemsDialog(None, MANY, "a-long-account-name-of-a-company")
    dialog.same.setChecked(False)
    for line in dialog.lines:
        line.tick.setChecked(True)
    return dialog


def confirm() -> Question:
    return ConfirmPreview(None, 500, MANY)


def set_status() -> Question:
    dialog = SetStatusDialog(None, dict.fromkeys(MILESTONES, 40), 50, [CAUTION])
    dialog.steps["delivery_done"].setChecked(True)
    return dialog


def set_status_before() -> Question:
    dialog = SetStatusDialog(None, dict.fromkeys(MILESTONES, 40), 50, [CAUTION])
    dialog.steps["out_for_delivery"].setChecked(True)
    return dialog


def returned() -> Question:
    dialog = ReturnQcDialog(None, 20, MANY)
    dialog.by_item.setChecked(True)
    return dialog


def credit_note() -> Question:
    return CreditNoteDialog(None, 500, USUAL, look)


def invoice() -> Question:
    boxes = package_rows(MANY, ())
    form = InvoiceForm(USUAL, look, has_rules=True, shipments=MANY, boxes=boxes)
    dialog = InvoiceSeriesDialog(None, 20, form)
    dialog.offer_import()
    dialog.tabs.setCurrentIndex(2)
    assert dialog.details is not None
    dialog.details.forms[0].irn.setText("too short")
    return dialog


@pytest.mark.parametrize(
    "make",
    [
        cancel,
        cancel_items,
        confirm,
        set_status,
        set_status_before,
        returned,
        credit_note,
        invoice,
    ],
)
def test_it_fits(show: Show, make: Callable[[], Question]) -> None:
    dialog = make()
    show(dialog)
    wait_for(lambda: dialog.height() >= dialog.least_height)
    assert dialog.least_height <= HEIGHT - TITLE_BAR
    assert dialog.minimumSizeHint().width() <= dialog.width() <= WIDTH
