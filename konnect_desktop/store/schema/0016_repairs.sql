-- What had to be put right in the file before it could be kept (domain/repairs.py); '' for nothing.
ALTER TABLE document ADD COLUMN repairs TEXT NOT NULL DEFAULT '';
