"""Every bulk operation, one module each; `OPERATIONS` is where the others find them."""

from __future__ import annotations

from konnect_desktop.domain.actions import CHANGING, Action
from konnect_desktop.services.operations.awb import UpdateAwb
from konnect_desktop.services.operations.base import Operation
from konnect_desktop.services.operations.cancel import CancelItems, CancelOrders
from konnect_desktop.services.operations.confirm import Confirm
from konnect_desktop.services.operations.courier import CheckCourier
from konnect_desktop.services.operations.credit_note import CreditNote
from konnect_desktop.services.operations.dispatch import HandOver
from konnect_desktop.services.operations.invoice import AddInvoice
from konnect_desktop.services.operations.local import MarkPacked
from konnect_desktop.services.operations.pack import GetLabels
from konnect_desktop.services.operations.reading import CheckInfo, Refresh
from konnect_desktop.services.operations.return_qc import ReturnQc
from konnect_desktop.services.operations.status import UpdateStatus

OPERATIONS: dict[Action, Operation] = {
    operation.action: operation
    for operation in (
        Confirm(),
        AddInvoice(),
        CheckCourier(),
        GetLabels(),
        MarkPacked(),
        HandOver(),
        CancelOrders(),
        CancelItems(),
        UpdateAwb(),
        UpdateStatus(),
        ReturnQc(),
        CreditNote(),
        CheckInfo(),
        Refresh(),
    )
}
if _unsent := CHANGING - OPERATIONS.keys():
    raise ValueError(f"no operation for {sorted(_unsent)}")
