-- What had to be put right in the file before it could be kept (domain/repairs.py); '' for nothing.
ALTER TABLE document ADD COLUMN repairs TEXT NOT NULL DEFAULT '';

-- The rupees that the courier collects for a parcel; NULL for prepaid ones, and on older sheets.
ALTER TABLE handover_parcel ADD COLUMN collect TEXT;
