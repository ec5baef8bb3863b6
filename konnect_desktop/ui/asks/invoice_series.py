"""Add invoice: the numbers, the packages, and what goes with single orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from konnect_desktop.domain.packaging import PackagePreset
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.services.batch_models import ActionOptions, InvoiceDetails, SeriesOptions
from konnect_desktop.ui.asks.details_tab import DetailsTab
from konnect_desktop.ui.asks.item_line import MOST_ORDERS
from konnect_desktop.ui.asks.package_model import PackageRow
from konnect_desktop.ui.asks.packages_tab import PackagesTab
from konnect_desktop.ui.asks.series_fields import Look, SeriesFields
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push, row
from konnect_desktop.ui.kit.question import Question
from konnect_desktop.ui.kit.tokens import LIGHT, Tokens

_NAME = "invoice_series"


@dataclass(frozen=True, slots=True)
class InvoiceForm:
    """What the dialog starts with."""

    series: SeriesOptions
    look: Look
    #: Whether some location or channel has a series of its own.
    has_rules: bool = False
    shipments: Sequence[Shipment] = ()
    #: The boxes of the shipments, made by `package_rows`.
    boxes: Sequence[PackageRow] = ()
    presets: Sequence[PackagePreset] = ()
    #: The colours of the moment.
    tokens: Callable[[], Tokens] = lambda: LIGHT


class InvoiceSeriesDialog(Question):
    """Asks for the series, and for packages and details where they are wanted."""

    #: SeriesOptions: to be the usual series from now on.
    series_kept = Signal(object)
    #: The rules of the series are wanted: opens Settings.
    settings_wanted = Signal()
    #: IRN data is to be read from a file; shown once something listens (`offer_import`).
    import_wanted = Signal()

    def __init__(self, parent: QWidget | None, count: int, form: InvoiceForm) -> None:
        self._count = count
        told = "One number for each order, in the order of the list. An order keeps its number "
        told += "for good, also when it is tried again."
        title = f"Add invoices to {count_of(count, 'order')}"
        super().__init__(parent, _NAME, title, told, width=820 if form.shipments else 520)
        self.setWindowTitle("Add invoice")
        self.fields = SeriesFields(_NAME, count, form.series, form.look, has_rules=form.has_rules)
        self.fields.changed.connect(self.check)
        self.prefix, self.next_number = self.fields.prefix, self.fields.next_number
        self.padding, self.preview = self.fields.padding, self.fields.preview
        self.packages: PackagesTab | None = None
        self.details: DetailsTab | None = None
        #: Shipment id -> what was read from a file.
        self.imported: dict[str, InvoiceDetails] = {}
        self.tabs = QTabWidget()
        self.tabs.setObjectName(f"{_NAME}.tabs")
        self.tabs.setAccessibleName("Parts of the invoice")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self._numbers(), "Numbers")
        if form.shipments:
            self._add_packages(form)
            self.tabs.addTab(self._details(form.shipments), "Details")
        self.tabs.tabBar().setVisible(bool(form.shipments))
        self.body.addWidget(self.tabs, 1)
        self.complete()
        self.accept_button.setFocus()

    # ---- tabs --------------------------------------------------------------------------

    def _numbers(self) -> QWidget:
        box = QWidget()
        box.setObjectName(f"{_NAME}.numbers_tab")
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(self.fields)
        rules = push(
            "Series by location and channel…",
            f"{_NAME}.rules",
            "flat",
            "Opens Settings, where each location and channel can have a series of its own",
        )
        rules.clicked.connect(self._on_rules_pressed)
        column.addLayout(row(rules))
        column.addStretch()
        return box

    def _on_rules_pressed(self) -> None:
        self.reject()
        self.settings_wanted.emit()

    def _add_packages(self, form: InvoiceForm) -> None:
        self.packages = PackagesTab(_NAME, form.boxes, form.presets, form.tokens)
        self.packages.model.edited.connect(self.check)
        self.tabs.addTab(self.packages, "Packages")

    def _details(self, shipments: Sequence[Shipment]) -> QWidget:
        box = QWidget()
        box.setObjectName(f"{_NAME}.details_tab")
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.import_button = push("Import IRN data…", f"{_NAME}.import")
        self.import_button.setToolTip("Reads IRN, QR and acknowledgement from CSV or XLSX")
        self.import_button.clicked.connect(self.import_wanted)
        self.import_button.hide()
        if len(shipments) <= MOST_ORDERS:
            self.details = DetailsTab(_NAME, shipments)
            self.details.changed.connect(self.check)
            column.addWidget(self.details, 1)
        else:
            text = f"IRN, QR code and serial numbers are typed for up to {MOST_ORDERS} orders "
            text += "at a time. For more, import them from a file."
            column.addSpacing(12)
            column.addWidget(named(plain_label(text, "muted"), f"{_NAME}.too_many"))
            column.addStretch()
        column.addLayout(row(self.import_button))
        return box

    def offer_import(self) -> None:
        """Show the button for `import_wanted`; called by whoever listens to it."""
        if self.tabs.count() > 1:
            self.import_button.show()

    def take_details(self, details: Mapping[str, InvoiceDetails]) -> None:
        """What an import says of these orders; typed later, a field wins over it."""
        self.imported.update(details)
        if self.details is not None:
            self.details.take(details)
        self.check()

    # ---- what is chosen ----------------------------------------------------------------

    @property
    def series(self) -> SeriesOptions:
        """The series as it is filled in."""
        return self.fields.typed

    def follow(self) -> None:
        if self.packages is not None:
            own = self.packages.model.own_count
            self.tabs.setTabText(1, f"Packages {own}" if own else "Packages")
        if self.details is not None:
            filled = len(self.details.details())
        else:
            filled = len(self.imported)
        if self.tabs.count() > 2:
            self.tabs.setTabText(2, f"Details {filled}" if filled else "Details")

    def accept_text(self) -> str:
        return f"Add {count_of(self._count, 'invoice')}"

    def missing(self) -> str:
        if self.packages is not None and self.packages.model.fault():
            return self.packages.model.fault()
        return self.details.fault() if self.details is not None else ""

    def options(self) -> ActionOptions:
        # The forms hold what was imported; without forms it is all there is.
        invoices = self.details.details() if self.details is not None else dict(self.imported)
        boxes = self.packages.model.packages() if self.packages is not None else {}
        for key, packages in boxes.items():
            invoices[key] = replace(invoices.get(key, InvoiceDetails()), packages=packages)
        return ActionOptions(series=self.fields.value, invoices=invoices)

    def press(self) -> None:
        if not self.missing() and self.fields.is_to_keep:
            self.series_kept.emit(self.series)
        super().press()
