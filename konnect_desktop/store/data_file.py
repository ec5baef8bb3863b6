"""What the data file says of itself: whose orders it holds, and whether its numbers are all."""

from __future__ import annotations

from konnect_desktop.store.database import Database


def belong_to(db: Database, account: str) -> None:
    """These are the orders of `account` from now on. Raises StoreError or DiskFull."""
    if account and account != db.vouching.account:
        with db.write() as conn:
            conn.execute("UPDATE data_file SET account = ?", (account,))


def knows_numbers(db: Database) -> bool:
    """Whether every invoice number that was given before is in the file."""
    with db.read() as conn:
        return bool(conn.execute("SELECT numbers_known FROM data_file").fetchone()[0])


def vouch_for_numbers(db: Database) -> None:
    """The seller says that the next numbers are right. Raises StoreError or DiskFull."""
    with db.write() as conn:
        conn.execute("UPDATE data_file SET numbers_known = 1, seq = seq + 1")
        conn.execute("UPDATE restored SET knows_numbers = 1")
    db.mirror_numbers()
