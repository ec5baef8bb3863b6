"""What the seller chose for printing, kept with the settings of this computer.

The settings file may be old, newer or edited by hand: what does not fit is left at its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self, TypeVar

from konnect_desktop.domain import codec
from konnect_desktop.domain.printers import Role
from konnect_desktop.domain.printing import (
    AskedCrop,
    CropRule,
    CustomSheet,
    Layout,
    PageOrder,
    ShrinkRule,
    is_same_page,
    with_rule,
)
from konnect_desktop.services.paper_models import INVOICE, LABEL
from konnect_desktop.settings import Settings

_LARGEST_MM = 1500.0
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class PrinterMemory:
    """What is known of one printer of this computer."""

    #: The printer's own names; "" leaves it to the printer.
    paper: str = ""
    tray: str = ""
    #: Length of the printed ruler in per cent of what it should be; 0 until measured.
    scale_percent: float = 0.0
    #: Whether the code of the test page was scanned.
    was_scanned: bool = False
    #: When it was tested, as ISO text; "" never.
    tested_at: str = ""

    @property
    def is_true_size(self) -> bool:
        """Whether the ruler came out within half a per cent."""
        return abs(self.scale_percent - 100.0) <= 0.5

    @property
    def is_proven(self) -> bool:
        """Whether what it prints has the right size and scans."""
        return bool(self.tested_at) and self.is_true_size and self.was_scanned


@dataclass(frozen=True, slots=True)
class PrintMemory:
    """Choices that stay from one print job to the next."""

    #: Print as soon as Print label is pressed, when nothing has to be asked.
    at_once: bool = False
    sheet_printer: str = ""
    #: The layout for labels, invoices and both, by the kinds joined with "+".
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    order: tuple[PageOrder, ...] = (PageOrder.AS_SHOWN,)
    apart_by_size: bool = False
    courier_separators: bool = False
    sequence_marks: bool = False
    custom: CustomSheet | None = None
    crop_rules: tuple[CropRule, ...] = ()
    #: Where the seller was asked once whether the label that was found is to be cut out.
    asked_crops: tuple[AskedCrop, ...] = ()
    #: What the seller agreed to have made smaller, and how far.
    shrinks: tuple[ShrinkRule, ...] = ()
    printers: Mapping[str, PrinterMemory] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """What the settings hold."""
        data = settings.printing
        switches = {
            name: data[name]
            for name in ("at_once", "apart_by_size", "courier_separators", "sequence_marks")
            if isinstance(data.get(name), bool)
        }
        printer = data.get("sheet_printer")
        return cls(
            sheet_printer=printer if isinstance(printer, str) else "",
            layouts=_layouts(data.get("layouts")),
            order=_orders(data.get("order")),
            custom=_record(CustomSheet, data.get("custom"), ("columns", "rows")),
            crop_rules=_rules(data.get("crop_rules")),
            asked_crops=tuple(_records(AskedCrop, data.get("asked_crops"))),
            shrinks=tuple(
                rule
                for rule in _records(ShrinkRule, data.get("shrinks"), ("percent",))
                if rule.kind in (LABEL, INVOICE)
            ),
            printers=_printers(data.get("printers")),
            **switches,
        )

    def to_settings(self) -> dict[str, Any]:
        """As JSON can hold it; for `change_settings(printing=…)`."""
        data: dict[str, Any] = codec.plain(self)
        return data

    def layout_for(self, kinds: tuple[str, ...]) -> Layout:
        """The layout used last for these kinds of paper."""
        return self.layouts.get("+".join(kinds), Layout.AS_IS)

    def with_layout(self, kinds: tuple[str, ...], layout: Layout) -> Self:
        """The same with another layout for these kinds."""
        return replace(self, layouts={**self.layouts, "+".join(kinds): layout})

    def printer(self, name: str) -> PrinterMemory:
        """What is known of a printer."""
        return self.printers.get(name, PrinterMemory())

    def with_printer(self, name: str, **values: Any) -> Self:
        """The same with more known of one printer."""
        known = replace(self.printer(name), **values)
        return replace(self, printers={**self.printers, name: known})

    def with_rule(self, rule: CropRule) -> Self:
        """The same with this rule; a channel has one for each size of page."""
        return replace(self, crop_rules=with_rule(self.crop_rules, rule.snapped()))

    def without_rule(self, rule: CropRule) -> Self:
        """The same without this rule."""
        return replace(self, crop_rules=tuple(r for r in self.crop_rules if r != rule))

    def was_asked(self, asked: AskedCrop) -> bool:
        """Whether the seller was asked about cutting such pages before."""
        size = (asked.page_width_mm, asked.page_height_mm)
        return any(
            one.channel == asked.channel
            and is_same_page((one.page_width_mm, one.page_height_mm), size)
            for one in self.asked_crops
        )

    def with_asked(self, asked: AskedCrop) -> Self:
        """The same, the seller having been asked."""
        if self.was_asked(asked):
            return self
        return replace(self, asked_crops=(*self.asked_crops, asked))

    def with_shrink(self, rule: ShrinkRule) -> Self:
        """The same with papers of a channel allowed to come out smaller."""
        others = [
            one for one in self.shrinks if (one.channel, one.kind) != (rule.channel, rule.kind)
        ]
        return replace(self, shrinks=(*others, rule))

    def without_shrink(self, rule: ShrinkRule) -> Self:
        """The same, such papers being asked about again."""
        return replace(self, shrinks=tuple(one for one in self.shrinks if one != rule))


def printer_of(settings: Settings, role: Role) -> str:
    """The printer remembered for this kind of paper on this computer, "" when none."""
    if role is Role.INVOICE:
        return settings.invoice_printer
    if role is Role.SHEET:
        return PrintMemory.of(settings).sheet_printer
    return settings.label_printer


def _layouts(data: object) -> dict[str, Layout]:
    if not isinstance(data, dict):
        return {}
    known = {LABEL, INVOICE, f"{LABEL}+{INVOICE}"}
    names = [layout.value for layout in Layout]
    return {key: Layout(value) for key, value in data.items() if key in known and value in names}


def _orders(data: object) -> tuple[PageOrder, ...]:
    names = [order.value for order in PageOrder]
    found = [PageOrder(one) for one in data if one in names] if isinstance(data, list) else []
    return tuple(dict.fromkeys(found)) or (PageOrder.AS_SHOWN,)


def _rules(data: object) -> tuple[CropRule, ...]:
    """The rules that are rectangles on a page; of two for the same pages the later one."""
    kept: tuple[CropRule, ...] = ()
    for rule in _records(CropRule, data):
        if rule.snapped().is_sound:
            kept = with_rule(kept, rule.snapped())
    return kept


def _records(kind: type[_T], data: object, whole: tuple[str, ...] = ()) -> list[_T]:
    found = [_record(kind, one, whole) for one in data] if isinstance(data, list) else []
    return [one for one in found if one is not None]


def _printers(data: object) -> dict[str, PrinterMemory]:
    if not isinstance(data, dict):
        return {}
    found = {str(name): _record(PrinterMemory, one) for name, one in data.items()}
    return {name: known for name, known in found.items() if known is not None}


def _record(kind: type[Any], data: object, whole: tuple[str, ...] = ()) -> Any:
    """A record of `kind` from JSON; None when a field is missing, of another type or unlikely."""
    try:
        record = codec.read(kind, data)
    except ValueError:
        return None
    values = [getattr(record, f.name) for f in fields(kind)]
    sizes = [value for value in values if isinstance(value, float)]
    is_likely = all(-1.0 <= size <= _LARGEST_MM for size in sizes)
    return record if is_likely and all(getattr(record, name) >= 1 for name in whole) else None
