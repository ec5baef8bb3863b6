"""Finds shipments: pages, counts and ids by filter, and the facts of a selection."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto
from typing import Any

from konnect_desktop.domain import attention
from konnect_desktop.domain import ids as id_rules
from konnect_desktop.domain.actions import Facts
from konnect_desktop.domain.filters import (
    CONDITIONS,
    DueFilter,
    OneOf,
    OrderFilter,
    Sort,
    SortKey,
)
from konnect_desktop.domain.rows import Facets, LaneCount, ShipmentRow
from konnect_desktop.domain.states import Journey, Lane, Lock
from konnect_desktop.store.conditions import (
    Where,
    due_before,
    order_of,
    sort_column,
    where_of,
)
from konnect_desktop.store.lenient import member
from konnect_desktop.store.moments import NO_DUE, to_moment, to_rupees
from konnect_desktop.store.search_words import TEXTS, Query

#: With fewer hits it is quicker to sort them than to walk a sort index until a page is full.
FEW = 4_000
#: From so many text hits on, testing rows one by one fills a page sooner than gathering them.
MANY_HITS = 10_000
#: So many rows are tested before anything is counted.
NEAR = 1_500
#: Typed text often goes with these columns, so its hits may all stand at the far end.
_TEXT_LIKE = (SortKey.ORDER_NO, SortKey.SKU, SortKey.CITY)
_PROBE = f"EXISTS (SELECT 1 FROM {TEXTS} AS t WHERE t.id = key AND {{test}})"  # noqa: S608
_NEARBY = f"""
SELECT t.id FROM json_each(?) AS near JOIN {TEXTS} AS t ON t.id = near.value
WHERE {{test}} ORDER BY near.key LIMIT ?
"""  # noqa: S608
_MATCHES = "key IN (SELECT rowid FROM shipment_text WHERE shipment_text MATCH ?)"
_KEYS = "SELECT rowid FROM shipment_text WHERE shipment_text MATCH ? LIMIT ?"
_THAT_MATCH = f"""
SELECT t.id FROM json_each(?) AS near JOIN {TEXTS} AS t ON t.id = near.value WHERE {{test}}
"""  # noqa: S608

_ROW = """
SELECT s.id, s.order_no, s.status, s.lane, s.journey, s.channel, s.location_code, s.ordered_at,
       s.due_key, s.item_text, s.sku, s.line_count, s.quantity, s.amount, s.is_cod, s.buyer,
       s.city, s.pincode, s.courier_partner, s.awb_text, s.is_self_ship, s.lock, s.lock_text,
       s.has_label, s.label_printed, s.has_invoice, s.invoice_printed, s.is_stale_label,
       s.packed_here, s.dispatched_here, coalesce(l.note, ''), s.attention,
       coalesce(b.action, ''), s.seen_at, w.since, w.next_check_at, coalesce(w.tries, 0),
       coalesce(q.is_queued, 0), coalesce(r.state, '') = 'done'
FROM json_each(?) AS wanted
JOIN shipment AS s ON s.{by} = wanted.value
LEFT JOIN local_fact AS l ON l.shipment_id = s.id
LEFT JOIN busy AS b ON b.shipment_id = s.id
LEFT JOIN batch AS q ON q.id = b.batch_id
LEFT JOIN batch_record AS r ON r.batch_id = b.batch_id AND r.shipment_id = s.id
LEFT JOIN courier_wait AS w ON w.shipment_id = s.id
ORDER BY wanted.key
"""
_FACTS = """
SELECT {first} s.status, s.journey, s.is_self_ship, s.courier_partner <> '' OR s.awb_text <> '',
       s.awb_text <> '', s.lock, s.dispatched_here, s.packed_here, s.label_printed,
       b.shipment_id IS NOT NULL, s.milestone
FROM json_each(?) AS wanted
JOIN shipment AS s ON s.id = wanted.value
LEFT JOIN busy AS b ON b.shipment_id = s.id
"""
_FACTS_EACH = _FACTS.format(first="s.id,")
_FACTS_GROUPED = _FACTS.format(first="count(*),") + " GROUP BY 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"


def few_hits(conn: sqlite3.Connection, query: Query, *, quickly: bool) -> list[int] | None:
    """The keys of all shipments that match `query`; None when they are `MANY_HITS` or more.

    With `quickly` None also says that it takes as long as counting them. Of several words the
    beginnings are looked up first: what has all of these is soon read word by word.
    """
    coarse = query.coarse if len(query.clauses) > 1 else ""
    if coarse and not _are_many(conn, coarse):
        near = _keys(conn, coarse)
        test, words = query.probe("t.c0")
        sql = _THAT_MATCH.format(test=test)
        return [key for (key,) in conn.execute(sql, [json.dumps(near), *words])]
    # Short words are counted in no time, and many keys are not fetched for nothing.
    if quickly or (not query.is_long and _are_many(conn, query.match)):
        return None
    keys = _keys(conn, query.match)
    return keys if len(keys) < MANY_HITS else None


def _are_many(conn: sqlite3.Connection, match: str) -> bool:
    sql = f"SELECT count(*) FROM ({_KEYS})"  # noqa: S608
    return bool(conn.execute(sql, (match, MANY_HITS)).fetchone()[0] >= MANY_HITS)


def _keys(conn: sqlite3.Connection, match: str) -> list[int]:
    return [key for (key,) in conn.execute(_KEYS, (match, MANY_HITS))]


def count(conn: sqlite3.Connection, where: Where, *, most: int | None = None) -> int:
    """How many shipments `where` matches; with `most`, counting ends there."""
    if where.hits is not None and not where.parts:
        return len(where.hits)
    if where.text and not where.parts:
        source = "shipment_text WHERE shipment_text MATCH ?"
        values: list[Any] = [where.text.match]
    else:
        source, values = _source(where)
    if most is not None:
        source, values = f"(SELECT 1 FROM {source} LIMIT ?)", [*values, most]  # noqa: S608
    return int(conn.execute(f"SELECT count(*) FROM {source}", values).fetchone()[0])  # noqa: S608


def _source(where: Where) -> tuple[str, list[Any]]:
    """Table and conditions for counting; the text hits lead, each is looked up once."""
    if not where.text:
        return f"shipment{where.clause()}", where.values
    if where.hits is not None:
        # json_each itself has columns called id and key.
        hit = "(SELECT value AS hit FROM json_each(?))"
        source = f"{hit} CROSS JOIN shipment ON shipment.key = hit"
        return source + where.clause(), [json.dumps(where.hits), *where.values]
    source = (
        "shipment_text CROSS JOIN shipment ON shipment.key = shipment_text.rowid"
        f"{where.clause('shipment_text MATCH ?')}"
    )
    return source, [*where.values, where.text.match]


def page(
    conn: sqlite3.Connection,
    where: Where,
    sort: Sort,
    limit: int,
    offset: int,
    *,
    way: Way,
) -> list[ShipmentRow]:
    """The rows of one page; `way` is the answer of `way_for`."""
    sql, values = _select("key", where, sort, way)
    keys = conn.execute(f"{sql} LIMIT ? OFFSET ?", [*values, limit, offset]).fetchall()
    return _rows(conn, "key", [key for (key,) in keys])


def page_nearby(
    conn: sqlite3.Connection, wanted: OrderFilter, sort: Sort, now: datetime, limit: int
) -> list[ShipmentRow] | None:
    """The first page, if the first `NEAR` rows of the table or tab fill it; else None.

    Only tried for a word of which it takes longer to know how many match it.
    """
    where = where_of(wanted, now)
    if not where.text.is_long or where.parts not in ([], ["lane = ?"]):
        return None
    sql, values = _select("key", where_of(replace(wanted, text=""), now), sort, Way.WALK)
    near = [key for (key,) in conn.execute(f"{sql} LIMIT ?", [*values, NEAR])]
    test, words = where.text.probe("t.c0")
    sql = _NEARBY.format(test=test)
    keys = conn.execute(sql, [json.dumps(near), *words, limit]).fetchall()
    return _rows(conn, "key", [key for (key,) in keys]) if len(keys) == limit else None


class Way(Enum):
    """How the rows of a page are met."""

    #: Few match the text: gather these and sort them.
    HITS = auto()
    #: Few pass the other conditions: test these for the text, and sort them.
    ROWS = auto()
    #: Many match: walk the index of the sort column and test, until the page is full.
    WALK = auto()


def way_for(
    wanted: OrderFilter,
    sort: Sort,
    total: int,
    reaches: Callable[[OrderFilter, int], bool],
    *,
    has_hits: bool,
) -> Way:
    """The quickest way to a page of `total` shipments.

    `reaches` says whether at least so many match a filter, `has_hits` that few match the text.
    """
    if wanted.only_ids or has_hits:
        return Way.HITS
    if not wanted.text.strip():
        return Way.WALK if reaches(wanted, FEW + 1) else Way.HITS
    rest = replace(wanted, text="")
    if rest != OrderFilter() and not reaches(rest, FEW + 1):
        return Way.ROWS
    typed = OrderFilter(text=wanted.text)
    if sort.key in _TEXT_LIKE and not reaches(typed, total // 2):
        return Way.HITS
    return Way.WALK


def ids(conn: sqlite3.Connection, where: Where, sort: Sort) -> list[str]:
    """Every matching id in the order of the table."""
    sql, values = _select("id", where, sort, Way.HITS)
    return [shipment_id for (shipment_id,) in conn.execute(sql, values)]


def _select(column: str, where: Where, sort: Sort, way: Way) -> tuple[str, list[Any]]:
    index = _walked_index(where, sort) if way is Way.WALK else ""
    more, values = "", list(where.values)
    if where.text and where.hits is not None:
        more = "key IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(where.hits))
    elif where.text and (index or way is Way.ROWS) and where.text.clauses:
        test, words = where.text.probe("t.c0")
        more = _PROBE.format(test=test)
        values += words
    elif where.text:
        more = _MATCHES
        values.append(where.text.match)
    clause = where.clause(more) if more else where.clause()
    hint = f" INDEXED BY {index}" if index else ""
    order = order_of(sort, plus="" if index else "+")
    return f"SELECT {column} FROM shipment{hint}{clause}{order}", values  # noqa: S608


def _walked_index(where: Where, sort: Sort) -> str:
    is_lane = "lane = ?" in where.parts
    if where.text and sort.key is SortKey.DEADLINE and sort.descending:
        return ""  # rows without a deadline come last, which no index delivers
    if sort.key is SortKey.DEADLINE and is_lane:
        return "shipment_by_lane_due"
    if sort.key is SortKey.STATUS and is_lane:
        return ""  # a lane's rows lie together there, perhaps all at the far end
    return sort_column(sort.key)[1]


def rows_by_id(conn: sqlite3.Connection, wanted: Sequence[str]) -> list[ShipmentRow]:
    """The rows of these ids in this order; unknown ids are left out."""
    return _rows(conn, "id", wanted)


def _rows(
    conn: sqlite3.Connection, by: str, wanted: Sequence[str] | Sequence[int]
) -> list[ShipmentRow]:
    found = conn.execute(_ROW.format(by=by), (json.dumps(list(wanted)),)).fetchall()
    return [_row(values) for values in found]


def _row(v: tuple[object, ...]) -> ShipmentRow:
    values: list[object] = list(v)
    values[3] = member(Lane, v[3], Lane.OTHER)
    values[4] = member(Journey, v[4], Journey.FORWARD)
    values[7] = to_moment(v[7])  # type: ignore[arg-type]
    values[8] = None if v[8] == NO_DUE else to_moment(v[8])  # type: ignore[arg-type]
    values[13] = to_rupees(v[13])  # type: ignore[arg-type]
    values[21] = member(Lock, v[21], Lock.FREE)
    values[31] = attention.from_json(str(v[31]))
    for place in (33, 34, 35):
        values[place] = to_moment(v[place])  # type: ignore[arg-type]
    for place in (14, 20, 23, 24, 25, 26, 27, 28, 29, 37, 38):
        values[place] = bool(v[place])
    return ShipmentRow(*values)  # type: ignore[arg-type]


def lane_counts(
    conn: sqlite3.Connection,
    wanted: OrderFilter,
    now: datetime,
    hits: Sequence[int] | None = None,
) -> dict[Lane, LaneCount]:
    """For every lane how many match, how many are late, and how many due within the hour."""
    where = where_of(wanted.in_lane(None), now, hits)
    source, values = _source(where)
    ends = [due_before(due, now) for due in (DueFilter.LATE, DueFilter.SOON)]
    sums = "sum(due_key < ?), sum(due_key < ?)"
    sql = f"SELECT lane, count(*), {sums} FROM {source} GROUP BY lane"  # noqa: S608
    counts = dict.fromkeys(Lane, LaneCount())
    for lane, total, late, soon in conn.execute(sql, [*ends, *values]):
        counts[member(Lane, lane, Lane.OTHER)] = LaneCount(total, late, soon - late)
    return counts


def facets(
    conn: sqlite3.Connection,
    wanted: OrderFilter,
    now: datetime,
    hits: Sequence[int] | None = None,
) -> Facets:
    """How often each channel, location and courier occurs among the orders that the other
    conditions of `wanted` leave; most frequent first."""

    def values(column: str, others: OrderFilter) -> tuple[tuple[str, int], ...]:
        source, given = _source(where_of(others, now, hits))
        sql = (
            f"SELECT {column}, count(*) AS times FROM {source}"  # noqa: S608
            f" GROUP BY {column} ORDER BY times DESC, {column}"
        )
        return tuple((str(value), int(times)) for value, times in conn.execute(sql, given) if value)

    return Facets(
        {
            name: values(condition.row_field, wanted.without(name))
            for name, condition in CONDITIONS.items()
            if isinstance(condition, OneOf)
        }
    )


def facts(conn: sqlite3.Connection, wanted: Iterable[str]) -> list[tuple[Facts, int]]:
    """The facts of a selection, equal ones counted together."""
    found = conn.execute(_FACTS_GROUPED, (json.dumps(list(wanted)),))
    return [(_facts(values[1:]), int(values[0])) for values in found]


def facts_each(conn: sqlite3.Connection, wanted: Iterable[str]) -> dict[str, Facts]:
    """The facts of each shipment; unknown ids are left out."""
    found = conn.execute(_FACTS_EACH, (json.dumps(list(wanted)),))
    return {values[0]: _facts(values[1:]) for values in found}


def _facts(values: tuple[object, ...]) -> Facts:
    status, journey, self_ship, courier, awb, lock, dispatched, packed, printed, busy, step = values
    return Facts(
        status=str(status),
        journey=member(Journey, journey, Journey.FORWARD),
        is_self_ship=bool(self_ship),
        has_courier=bool(courier),
        has_awb=bool(awb),
        lock=member(Lock, lock, Lock.FREE),
        dispatched_here=bool(dispatched),
        packed_here=bool(packed),
        label_printed=bool(printed),
        is_busy=bool(busy),
        milestone=str(step),
    )


def awb_owners(conn: sqlite3.Connection, awbs: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """AWB -> (shipment id, order number) of the shipments that carry it, spelled any way."""
    wanted = {awb: id_rules.key(awb) for awb in awbs}
    asked = json.dumps([word for word in set(wanted.values()) if word])
    found: dict[str, list[tuple[str, str]]] = {}
    for word, shipment_id, order_no in conn.execute(_BY_AWB, (asked,)):
        found.setdefault(word, []).append((shipment_id, order_no))
    return {awb: found[word] for awb, word in wanted.items() if word in found}


_BY_AWB = """
SELECT a.word, s.id, s.order_no FROM json_each(?) AS wanted
JOIN shipment_awb AS a ON a.word = wanted.value
JOIN shipment AS s ON s.key = a.key
ORDER BY s.id
"""
