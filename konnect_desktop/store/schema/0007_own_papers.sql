-- Where each article lies in the seller's place, as it was typed.
CREATE TABLE shelf (sku TEXT PRIMARY KEY, place TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Courier handover sheets that were printed or saved; the number stands on the paper.
CREATE TABLE handover_sheet (
    number INTEGER PRIMARY KEY,
    courier TEXT NOT NULL,
    location TEXT NOT NULL,
    seller TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    printer TEXT NOT NULL
) STRICT;

-- The parcels on a sheet as they were printed; what Fynd says later does not change them.
CREATE TABLE handover_parcel (
    number INTEGER NOT NULL REFERENCES handover_sheet (number) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    shipment_id TEXT NOT NULL,
    order_no TEXT NOT NULL,
    awb TEXT NOT NULL,
    boxes INTEGER NOT NULL,
    weight_g TEXT,
    payment TEXT NOT NULL,
    PRIMARY KEY (number, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX handover_parcel_by_shipment ON handover_parcel (shipment_id, number);
CREATE INDEX handover_parcel_by_awb ON handover_parcel (awb, number);

-- Parcels on the table for the courier, scanned or ticked; gone from here once they have left.
CREATE TABLE scanned_out (shipment_id TEXT PRIMARY KEY, scanned_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
