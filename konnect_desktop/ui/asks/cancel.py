"""Cancel whole orders: one reason for all; above five orders the number is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.asks.reason_choice import ReasonChoice
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.parts import field
from konnect_desktop.ui.kit.question import Question


class CancelDialog(Question):
    """The reason for all items of all orders."""

    def __init__(
        self, parent: QWidget | None, count: int, cautions: Sequence[str] = (), account: str = ""
    ) -> None:
        told = "Every item of these orders is cancelled at Fynd and the buyers are told. "
        told += "This cannot be undone after it is sent."
        if account:
            told += f" Account: {account}."
        super().__init__(
            parent,
            "cancel",
            f"Cancel {count_of(count, 'order')}?",
            told,
            cautions=cautions,
            close="Keep the orders",
            kind="danger",
            width=460,
        )
        self.setWindowTitle("Cancel orders")
        self._count = count
        choice = ReasonChoice("cancel.reason", "cancel.code")
        choice.changed.connect(self.check)
        self.reason, self.code, self._choice = choice.reason, choice.code, choice
        self.body.addWidget(field("Reason, for all items", choice))
        self.complete()
        self.reason.setFocus()

    @property
    def risky(self) -> int:
        return self._count

    @property
    def reason_code(self) -> str:
        """The code that will be sent for every item; "" until one is chosen."""
        return self._choice.value

    def accept_text(self) -> str:
        return f"Cancel {count_of(self._count, 'order')}"

    def missing(self) -> str:
        return "" if self.reason_code else "Choose a reason first."

    def options(self) -> ActionOptions:
        return ActionOptions(reason_code=self.reason_code)
