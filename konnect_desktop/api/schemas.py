"""The wire's records, read leniently (docs/konnect-api.md 5).

Property names arrive squeezed (wire_json), so each alias here stands for all its spellings.
Every field reads whatever comes into its own type; a strange value empties one field and
never loses the record. Of several names the first one that says something counts. What is not
named here stays in the raw record.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, cast

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic.fields import FieldInfo

from konnect_desktop.api import values
from konnect_desktop.api.dates import read_moment
from konnect_desktop.api.money import read_decimal
from konnect_desktop.api.wire_json import is_blank


def _object(value: Any) -> Any:
    return value if isinstance(value, dict) else None


def _pieces(value: Any) -> int:
    """An item that does not say how many is one piece: it must not fall out of its order."""
    return 1 if is_blank(value) else values.whole(value)


def _objects(value: Any) -> list[dict[str, Any]]:
    found = value if isinstance(value, list) else [value]
    return [part for part in found if isinstance(part, dict)]


Text = Annotated[str, BeforeValidator(values.text)]
Name = Annotated[str, BeforeValidator(values.name)]
Identifier = Annotated[str, BeforeValidator(values.identifier)]
#: A number that another system gave and that may be missing: NA and null are none.
Reference = Annotated[str, BeforeValidator(values.reference)]
Texts = Annotated[tuple[str, ...], BeforeValidator(values.texts)]
Awbs = Annotated[tuple[str, ...], BeforeValidator(values.awbs)]
Pieces = Annotated[int, BeforeValidator(_pieces)]
Flag = Annotated[bool | None, BeforeValidator(values.flag)]
Amount = Annotated[Decimal | None, BeforeValidator(read_decimal)]
Moment = Annotated[datetime | None, BeforeValidator(read_moment)]


def _named(*names: str, default: Any = "") -> Any:
    return Field(default=default, validation_alias=AliasChoices(*names))


_Reader = Callable[[Any], Any]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    #: The fields with several names, and how their values are read.
    _several: ClassVar[tuple[tuple[tuple[str, ...], _Reader], ...]] = ()
    #: All names but the first of each; records seldom hold one.
    _others: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        named = ((_names_of(field), _reader_of(field)) for field in cls.model_fields.values())
        cls._several = tuple((names, read) for names, read in named if len(names) > 1)
        cls._others = frozenset(name for names, _ in cls._several for name in names[1:])

    @model_validator(mode="before")
    @classmethod
    def _hear_who_speaks(cls, record: Any) -> Any:
        """Put under the first name of a field what its first speaking name says.

        The choice of pydantic falls on the first name that is there, were it null.
        """
        if cls._others.isdisjoint(record):
            return record
        moved: dict[str, Any] = {}
        for names, read in cls._several:
            present = [name for name in names if name in record]
            if len(present) > 1 and not _says(record[present[0]], read):
                spoken = (record[name] for name in present[1:] if _says(record[name], read))
                moved[names[0]] = next(spoken, None)
        return {**record, **moved} if moved else record


def _names_of(field: FieldInfo) -> tuple[str, ...]:
    alias = field.validation_alias
    return tuple(str(name) for name in alias.choices) if isinstance(alias, AliasChoices) else ()


def _reader_of(field: FieldInfo) -> _Reader:
    readers = (part.func for part in field.metadata if isinstance(part, BeforeValidator))
    return cast(_Reader, next(readers, lambda value: value))


def _says(value: Any, read: _Reader) -> bool:
    return not is_blank(value) and not is_blank(read(value))


class WireItem(_Wire):
    """One element of `orderItems` (5.2)."""

    item_id: Identifier = _named("orderitemid", "itemid", "bagid", "id")
    sku: Text = _named("sku", "skucode", "sellersku")
    name: Text = _named("productname", "itemname", "name", "title")
    quantity: Pieces = _named("quantity", "qty", default=1)
    hsn_code: Text = _named("hsncode", "hsn")
    mrp: Amount = _named("mrp", default=None)
    selling_price: Amount = _named("sellingprice", "price", default=None)
    tax_rate: Amount = _named("taxrate", "taxpercent", default=None)
    serials: Texts = _named("imeiserialnumber", "imei", default=())
    state: Text = _named("itemstatus", "status", "bagstatus")


class WireAddress(_Wire):
    """`shippingAddress` or `billingAddress` (5.3)."""

    name: Text = _named("name", "fullname", "customername")
    first_name: Text = _named("firstname")
    last_name: Text = _named("lastname")
    phone: Text = _named("phone", "contactno", "mobile", "phonenumber", "contactnumber")
    email: Text = _named("email", "emailid")
    line1: Text = _named("addressline1", "address1", "address", "line1")
    line2: Text = _named("addressline2", "address2", "line2")
    landmark: Text = _named("landmark")
    city: Text = _named("city")
    state: Text = _named("state")
    pincode: Text = _named("pincode", "postalcode", "zip", "zipcode")
    country: Text = _named("country")


class WirePrice(_Wire):
    """`orderPrice` (5.4)."""

    currency: Text = _named("currency", default="INR")
    total: Amount = _named("totalamount", "total", default=None)
    prepaid: Amount = _named("totalprepaidamount", default=None)
    cod: Amount = _named("totalcodamount", default=None)
    discount: Amount = _named("totaldiscount", default=None)
    tax: Amount = _named("totaltax", default=None)
    shipping: Amount = _named("shippingcharge", "shippingcharges", default=None)


class WirePackage(_Wire):
    """One element of `packages` (5.5)."""

    package_id: Identifier = _named("packageid", "id")
    length_cm: Amount = _named("packagelengthcm", "lengthcm", "length", default=None)
    width_cm: Amount = _named("packagewidthcm", "widthcm", "width", default=None)
    height_cm: Amount = _named("packageheightcm", "heightcm", "height", default=None)
    weight_g: Amount = _named("packageweightgms", "weightgms", "weight", default=None)


class WireOrder(_Wire):
    """One shipment of the listing (5.1)."""

    id: Identifier = _named("id", "shipmentid", "orderid")
    forward_id: Identifier = _named("forwardid")
    marketplace_order_id: Reference = _named("marketplaceorderid")
    marketplace_return_id: Reference = _named("marketplacereturnid")
    marketplace_invoice_number: Reference = _named("marketplaceinvoicenumber")
    shipping_address: Annotated[WireAddress | None, BeforeValidator(_object)] = _named(
        "shippingaddress", default=None
    )
    billing_address: Annotated[WireAddress | None, BeforeValidator(_object)] = _named(
        "billingaddress", default=None
    )
    is_multi_package: Flag = _named("multipackshipment", default=None)
    packages: Annotated[list[WirePackage], BeforeValidator(_objects)] = _named(
        "packages", default=()
    )
    fulfillment_type: Text = _named("fulfillmenttype", "fulfilmenttype")
    is_seller_invoiced: Flag = _named("sellerinvoiced", default=None)
    courier_partner: Name = _named("couriername")
    courier_code: Name = _named("couriercode")
    awb_numbers: Awbs = _named("awbnumber", "awbnumbers", "awb", default=())
    additional_info: Text = _named("additionalinfo")
    price: Annotated[WirePrice | None, BeforeValidator(_object)] = _named(
        "orderprice", default=None
    )
    items: Annotated[list[WireItem], BeforeValidator(_objects)] = _named("orderitems", default=())
    status: Text = _named("orderstatus", "status")
    ordered_at: Moment = _named("orderdate", default=None)
    channel: Text = _named("orderingchannel")
    is_self_ship: Flag = _named("isselfship", "selfship", default=None)
    lock: Any = _named("lockstatus", default=None)
    location_code: Text = _named("locationcode")
    order_type: Text = _named("ordertype")


class WireCourier(_Wire):
    """One element of the courier details answer (10.8)."""

    shipment_id: Identifier = _named("orderid", "id", "shipmentid")
    courier_partner: Name = _named("couriername")
    courier_code: Name = _named("couriercode")
    awb_numbers: Awbs = _named("awbnumber", "awbnumbers", "awb", default=())
    additional_info: Text = _named("additionalinfo")


class WireEvent(_Wire):
    """One event of tracking (10.13); its time is looked for by name, see tracking."""

    operational_status: Text = _named("operationalstatus")
    status: Text = _named("status", "currentstatus")
    place: Any = _named("location", "place", "city", default=None)
    message: Text = _named("message", "remark", "description")


class WireTracking(_Wire):
    """The tracking of one parcel (10.13)."""

    shipment_id: Identifier = _named("shipmentid", "orderid")
    awb_numbers: Awbs = _named("awbnumber", "awb", default=())
    courier_partner: Name = _named("courier", "couriername")
    current_status: Text = _named("currentstatus")
    operational_status: Text = _named("operationalstatus")
    journey: Text = _named("journey")
    last_updated: Text = _named("lastupdated", "updatedat")
    eta: Text = _named("eta", "estimateddeliverydate")
    tracking_url: Text = _named("trackingurl")
    location: Any = _named("location", default=None)
    events: Annotated[list[dict[str, Any]], BeforeValidator(_objects)] = _named(
        "events", "history", default=()
    )
