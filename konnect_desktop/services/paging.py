"""Reading a listing page by page (docs/konnect-api.md 9).

First page and page size differ between servers and nothing tells the total, so both are
learned once per profile and kept in its settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from konnect_desktop.domain.rows import ReadRecord
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.errors import BadRequest, NotKonnect, ServerFailed
from konnect_desktop.services.context import TaskContext
from konnect_desktop.settings import SettingsFile

#: A listing longer than this is a server that never ends.
MAX_PAGES = 1000


class _Read(Protocol):
    @property
    def shipment(self) -> Shipment: ...
    @property
    def raw(self) -> bytes: ...


class _FetchedPage(Protocol):
    @property
    def shipments(self) -> Sequence[_Read]: ...
    @property
    def count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Listing:
    """What to list: one status, one location, optionally a window of order dates."""

    status: str
    location: str = ""
    date_from: datetime | None = None
    date_to: datetime | None = None
    #: How the dates are written; "" as the profile has it.
    date_style: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Records of one page; `read_seq` was taken before the request left."""

    records: tuple[ReadRecord, ...]
    read_seq: int
    unreadable: int = 0

    @property
    def ids(self) -> set[str]:
        """The shipments on it."""
        return {record.shipment.id for record in self.records}


#: (listing, page number, page size, context) -> page
Fetch = Callable[[Listing, int, int, TaskContext], _FetchedPage]


class Pager:
    """Walks listings to their end."""

    def __init__(
        self, fetch: Fetch, settings: SettingsFile, next_read_seq: Callable[[], int]
    ) -> None:
        self._fetch = fetch
        self._settings = settings
        self._next_read_seq = next_read_seq

    def pages(self, ctx: TaskContext, listing: Listing) -> Iterator[Page]:
        """Yield the pages of `listing`; Stop is honoured between two of them.

        The list ends with an empty page, a short one, or one that shows only known ids. A
        server may cap the size unasked, so a short page counts as the last one only when a
        longer one came before.
        """
        seen: set[str] = set()
        short: int | None = None
        for page, count in self._numbered(ctx, listing):
            fresh = page.ids - seen
            if count == 0 or (page.ids and not fresh):
                return
            if short is not None:
                # The page before was short and yet not the last: the server caps the size.
                self._settings.change(page_size=short)
            seen |= fresh
            yield page
            size = self._settings.current.page_size
            largest = self._settings.current.largest_page
            if count > largest:
                self._settings.change(largest_page=count)
            if count < min(size, largest):
                return
            short = count if count < size else None

    def _numbered(self, ctx: TaskContext, listing: Listing) -> Iterator[tuple[Page, int]]:
        size = self._settings.current.page_size
        base = self._settings.current.page_base
        number = 1 if base is None else base
        first = self._page(ctx, listing, number, size)
        if base is None:
            base, before = self._probe(ctx, listing, first[0], size)
            if base == 0 and before is not None:
                yield before
        yield first
        for _ in range(MAX_PAGES):
            number += 1
            yield self._page(ctx, listing, number, size)

    def _page(self, ctx: TaskContext, listing: Listing, number: int, size: int) -> tuple[Page, int]:
        ctx.raise_if_cancelled()
        read_seq = self._next_read_seq()
        fetched = self._fetch(listing, number, size, ctx)
        records = tuple(ReadRecord(item.shipment, item.raw) for item in fetched.shipments)
        return Page(records, read_seq, fetched.count - len(records)), fetched.count

    def _probe(
        self, ctx: TaskContext, listing: Listing, one: Page, size: int
    ) -> tuple[int | None, tuple[Page, int] | None]:
        """Is page 0 another page than page 1? Undecided while there is nothing to see."""
        try:
            before = self._page(ctx, listing, 0, size)
        except (BadRequest, NotKonnect, ServerFailed):
            before = None
        zero = before[0].ids if before is not None else set()
        if not zero and not one.ids:
            return None, None
        # A row may move between the two reads, so a page that is mostly the same is the same.
        base = 0 if zero and len(zero & one.ids) * 2 < len(zero) else 1
        self._settings.change(page_base=base)
        return base, before
