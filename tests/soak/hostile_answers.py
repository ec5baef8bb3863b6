"""Honest answers made hostile: the JSON inside, the body around it, the HTTP around that."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.api.scripted_server import Step
from tests.ui.hostile_names import TEXTS

#: How a value is written that no honest server would send.
RAW = (
    *("1e400", "-1e400", "NaN", "Infinity", "-Infinity", "-0", "1" * 400, "0." + "0" * 300 + "1"),
    *(
        "9" * 5000,
        "1E-999",
        '"\\ud800"',
        '"\\udc00x"',
        '"\\u0000"',
        "tru",
        "undefined",
        "01",
        "'x'",
    ),
)
#: Too deep for a parser that follows every bracket; cut to fit now and then.
DEPTHS = (60, 300, 900, 10_000)
DATES = (
    *("0000-00-00", "2026-02-30T10:00:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"),
    *(
        "10000-01-01",
        "-1",
        "99999999999999",
        "2026-13-45T99:99:99",
        "1e300",
        "∞",
        "12/31/9999 25:61",
    ),
)
STATUSES = (
    *(100, 101, 103, 201, 202, 203, 204, 205, 206, 207, 299, 300, 304, 305, 400, 401, 402, 403),
    *(404, 405, 406, 408, 409, 410, 411, 413, 415, 418, 421, 422, 425, 429, 431, 451, 499, 500),
    *(501, 502, 503, 504, 505, 507, 511, 520, 599, 600, 700, 999),
)
_NAMES = ("id", "orderId", "orders", "data", "errors", "status", "message", "__class__", "", "ID")
_MARK = "@@raw:"
BOMB = gzip.compress(b"[" + b" " * 24_000_000 + b"]", 9)


@dataclass
class Mutated:
    """What is sent; `whole` names the records that were left as they are in an honest list."""

    name: str
    step: Step
    whole: frozenset[str] = field(default_factory=frozenset)


class Mutator:
    """Seeded: the same seed makes the same answers of the same bases."""

    def __init__(self, rng: random.Random, elsewhere: str) -> None:
        """`elsewhere`: the address of another host, where no secret may turn up."""
        self.rng = rng
        self._elsewhere = elsewhere
        self._raws: list[str] = []

    def answer(self, base: bytes, kind: str) -> Mutated:
        """`base`: an honest body, of this content type."""
        roll = self.rng.random()
        if roll < 0.10:
            return Mutated("honest", http(base, kind))
        if roll < 0.30 and b"{" in base[:2]:
            return self._one_record(base, kind)
        if roll < 0.68:
            return self._tree(base, kind)
        if roll < 0.82:
            change = self.rng.choice(BODIES)
            return Mutated(change.__name__, http(change(self, base), self._type(kind)))
        change_http = self.rng.choice(WIRES)
        return Mutated(change_http.__name__, change_http(self, base, kind))

    def _type(self, kind: str) -> str:
        odd = (
            kind,
            "",
            "text/html",
            "application/json; charset=utf-16",
            "application/pdf",
            "a" * 9000,
        )
        return self.rng.choice((kind, kind, *odd))

    # ---- the JSON inside -----------------------------------------------------------------

    def _tree(self, base: bytes, kind: str) -> Mutated:
        try:
            value = json.loads(base)
        except ValueError:
            return Mutated("torn", http(torn(self, base), kind))
        self._raws = []
        names = [self._spoil(value) for _ in range(self.rng.choice((1, 1, 2, 4, 9)))]
        return Mutated("tree:" + "+".join(names), http(self._written(value), kind))

    def _one_record(self, base: bytes, kind: str) -> Mutated:
        value = json.loads(base)
        rows = value if isinstance(value, list) else _rows(value)
        if len(rows) < 2 or not all(isinstance(row, dict) and row.get("id") for row in rows):
            return self._tree(base, kind)
        self._raws = []
        place = self.rng.randrange(len(rows))
        whole = frozenset(str(row["id"]) for at, row in enumerate(rows) if at != place)
        names = [self._spoil(rows[place]) for _ in range(self.rng.choice((1, 3, 8)))]
        made = self._written(value)
        try:
            json.loads(made)
        except (ValueError, RecursionError):
            # No JSON at all: then nobody can say where the record ends.
            whole = frozenset()
        return Mutated("record:" + "+".join(names), http(made, kind), whole)

    def _spoil(self, value: Any) -> str:
        """Change one place somewhere inside; returns what was done."""
        holders = list(_holders(value))
        if not holders:
            return "nothing"
        holder, key = self.rng.choice(holders)
        change = self.rng.choice(VALUES)
        if isinstance(holder, dict):
            roll = self.rng.random()
            if roll < 0.08:
                del holder[key]
                return "missing"
            if roll < 0.16:
                odd = self.rng.choice(
                    (str(key).upper(), str(key).title(), f"_{key}_", f"{key}\u200b")
                )
                holder[odd] = holder.pop(key)
                return "renamed"
            if roll < 0.24:
                holder[self.rng.choice(_NAMES)] = self._odd(deepcopy(holder[key]), change)
                return "added"
        holder[key] = self._odd(holder[key], change)
        return change

    def _odd(self, old: Any, change: str) -> Any:
        rng = self.rng
        if change == "raw":
            return self._raw(rng.choice(RAW))
        if change == "deep":
            depth = rng.choice(DEPTHS)
            opened, closed = rng.choice((("[", "]"), ('{"a":', "}"), ('[{"id":', "}]")))
            return self._raw(opened * depth + "1" + closed * depth)
        if change == "twice":
            return self._raw(f'{json.dumps(old)}, "id": null, "id": {{}}')
        made: dict[str, Callable[[], Any]] = {
            "null": lambda: None,
            "text": lambda: rng.choice(TEXTS),
            "date": lambda: rng.choice(DATES),
            "number": lambda: rng.choice((0, -1, 2**63, 2**64 + 1, -(10**30), 1e308, 1.5, True)),
            # A list of 300 lists of 300 lists would measure us, and not the app.
            "list": lambda: rng.choice(
                ([], [old], [[old]], [None, old, {}], [old] * (300 if len(str(old)) < 999 else 2))
            ),
            "object": lambda: rng.choice(({}, {"id": old}, {"": old}, {"data": {"data": old}})),
            "string": lambda: json.dumps(old),
            "blank": lambda: rng.choice(("", " ", "null", "None", "NaN", "[]", "{}", "-")),
            "long": lambda: rng.choice(("x", "क्ष", "\u0301", "<b>")) * rng.choice((1_000, 30_000)),
        }
        return made[change]()

    def _raw(self, text: str) -> str:
        self._raws.append(text)
        return f"{_MARK}{len(self._raws) - 1}"

    def _written(self, value: Any) -> bytes:
        text = json.dumps(value, ensure_ascii=self.rng.random() < 0.5)
        for number, raw in enumerate(self._raws):
            text = text.replace(f'"{_MARK}{number}"', raw)
        return text.encode(errors="backslashreplace")

    # ---- the body around it --------------------------------------------------------------

    def cut(self, base: bytes) -> bytes:
        return base[: self.rng.randrange(len(base) + 1)]


VALUES = (
    *("raw", "raw", "deep", "twice", "null", "text", "date", "number", "list", "object"),
    *("string", "blank", "long"),
)


def _rows(value: Any) -> list[Any]:
    for name in ("orders", "data", "shipments"):
        if isinstance(value, dict) and isinstance(value.get(name), list):
            found: list[Any] = value[name]
            return found
    return []


def _holders(value: Any, depth: int = 0) -> Any:
    if depth > 6:
        return
    if isinstance(value, dict):
        for key in list(value):
            yield value, key
            yield from _holders(value[key], depth + 1)
    elif isinstance(value, list):
        for at in range(min(len(value), 6)):
            yield value, at
            yield from _holders(value[at], depth + 1)


def http(
    body: bytes, kind: str, status: int | str = 200, *headers: str, length: int | None = None
) -> Step:
    """An answer whose connection goes on; `length`: what it says where that is not true."""
    size = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {size}"]
    if kind:
        lines.append(f"Content-Type: {kind}")
    head = "\r\n".join([*lines, *headers]).encode(errors="replace") + b"\r\n\r\n"
    return Step(head + body, keep=length is None)


# ---- bodies ------------------------------------------------------------------------------------


def torn(by: Mutator, base: bytes) -> bytes:
    return by.cut(base)


def flipped(by: Mutator, base: bytes) -> bytes:
    body = bytearray(base or b"{}")
    for _ in range(by.rng.choice((1, 3, 20))):
        body[by.rng.randrange(len(body))] = by.rng.randrange(256)
    return bytes(body)


def with_mark(_: Mutator, base: bytes) -> bytes:
    return b"\xef\xbb\xbf" + base


def other_encoding(by: Mutator, base: bytes) -> bytes:
    text = base.decode("utf-8", errors="replace")
    return text.encode(
        by.rng.choice(("utf-16", "utf-32-be", "latin-1", "cp1252")), errors="replace"
    )


def nothing(by: Mutator, _: bytes) -> bytes:
    return by.rng.choice((b"", b" ", b"\x00", b"\r\n" * 50, b" " * 200_000))


def bare(by: Mutator, _: bytes) -> bytes:
    values = ("null", "true", "0", '"OK"', "[]", "{}", "[[]]", "[null]", "[1,2]", '{"data":null}')
    return by.rng.choice(values).encode()


def page(by: Mutator, _: bytes) -> bytes:
    pages = (
        b"<html><body><h1>Sign in to the hotel's network</h1></body></html>",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b"%PDF-1.4 no pdf",
        b"{'single': 'quotes'}",
        b")]}',\n{}",
    )
    return by.rng.choice(pages)


def twofold(_: Mutator, base: bytes) -> bytes:
    return base + base


def inside_out(by: Mutator, base: bytes) -> bytes:
    ends = (
        (b"[", b"]"),
        (b'{"orders":', b"}"),
        (b'{"data":{"data":', b"}}"),
        (b'{"errors":', b"}"),
    )
    start, end = by.rng.choice(ends)
    return start + base + end


def far_down(by: Mutator, base: bytes) -> bytes:
    depth = by.rng.choice(DEPTHS)
    return b"[" * depth + base + b"]" * by.rng.choice((depth, depth - 1, 0))


BODIES: tuple[Callable[[Mutator, bytes], bytes], ...] = (
    *(torn, torn, flipped, with_mark, other_encoding, nothing, bare, page, twofold, inside_out),
    far_down,
)


# ---- the wire ----------------------------------------------------------------------------------


def odd_status(by: Mutator, base: bytes, kind: str) -> Step:
    status = by.rng.choice(STATUSES)
    body = by.rng.choice((base, b"", b"<html>", b'{"message":"no"}', b'{"errors":[{"code":"X"}]}'))
    if status < 200 or status in (204, 205, 304):
        return Step(http(body, kind, status).data)
    return http(body, kind, status)


def wrong_length(by: Mutator, base: bytes, kind: str) -> Step:
    return http(base, kind, 200, length=max(0, len(base) + by.rng.choice((-9, -1, 1, 7, 9999))))


def odd_length(by: Mutator, base: bytes, kind: str) -> Step:
    length = by.rng.choice(("-1", "abc", "1e3", "99999999999999999999", "3, 4", ""))
    head = f"HTTP/1.1 200 X\r\nContent-Length: {length}\r\nContent-Type: {kind}\r\n\r\n"
    return Step(head.encode() + base)


def no_length(_: Mutator, base: bytes, kind: str) -> Step:
    return Step(f"HTTP/1.1 200 X\r\nContent-Type: {kind}\r\n\r\n".encode() + base)


def chunked(by: Mutator, base: bytes, kind: str) -> Step:
    size = max(1, len(base) // 3)
    parts = [base[at : at + size] for at in range(0, len(base), size)]
    body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
    ends = (b"0\r\n\r\n", b"", b"0\r\n", b"zz\r\n", b"-5\r\n\r\n", b"ffffffffffff\r\n", b"5\r\nab")
    end = by.rng.choice(ends)
    head = f"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\nContent-Type: {kind}\r\n\r\n"
    return Step(head.encode() + body + end)


def packed(by: Mutator, base: bytes, kind: str) -> Step:
    whole = gzip.compress(base)
    flat = zlib.compress(base)
    ways = (
        ("gzip", whole),
        ("gzip", whole[: len(whole) // 2]),
        ("gzip", whole[:-6] + b"\x00" * 6),
        ("gzip", base),
        ("gzip", gzip.compress(whole)),
        ("gzip, gzip", gzip.compress(whole)),
        ("deflate", flat),
        ("deflate", flat[2:-4]),
        ("deflate", flat[:9] + b"\xff" * 9),
        ("br", base),
        ("zstd", base),
        ("x-unknown", base),
        (", ".join(["gzip"] * 40), base),
    )
    way, body = by.rng.choice(ways)
    return http(body, kind, 200, f"Content-Encoding: {way}")


def bomb(_: Mutator, __: bytes, kind: str) -> Step:
    return http(BOMB, kind, 200, "Content-Encoding: gzip")


def odd_headers(by: Mutator, base: bytes, kind: str) -> Step:
    ways: tuple[tuple[str, ...], ...] = (
        ("X-Long: " + "y" * 70_000,),
        tuple(f"X-{number}: y" for number in range(300)),
        ("Set-Cookie: a=b; Domain=.example.com; Path=/", "Set-Cookie: x-access-token=stolen"),
        ("no colon in here",),
        (": no name",),
        (" folded: header",),
        ("Retry-After: soon",),
        ("Retry-After: 1e9",),
        ("Date: Thu, 99 Foo 9999 99:99:99 GMT",),
        ("Connection: close", "Keep-Alive: timeout=0"),
        ("Content-Length: 1",),
        ("X-\u0939: \u0939\u093f",),
        ("Content-Disposition: attachment; filename=../../etc/passwd",),
    )
    return Step(http(base, kind, 200, *by.rng.choice(ways)).data)


def odd_line(by: Mutator, base: bytes, kind: str) -> Step:
    lines = (
        b"HTTP/9.9 200 OK",
        b"HTTP/1.1 abc X",
        b"HTTP/1.1",
        b"ICY 200 OK",
        b"\x16\x03\x01\x02",
        b"",
    )
    line = by.rng.choice(lines)
    return Step(line + http(base, kind).data.partition(b"X")[2])


def early_close(by: Mutator, base: bytes, kind: str) -> Step:
    data = http(base, kind).data
    return Step(data[: by.rng.randrange(min(len(data), 300))])


def redirect(by: Mutator, base: bytes, kind: str) -> Step:
    places = (
        *(f"{by._elsewhere}/oms/v3/shipment", f"{by._elsewhere}/aggregator/v1/token"),
        *("file:///etc/passwd", "/oms/v3/shipment", "javascript:alert(1)", "", "//evil.example/x"),
        *("data:application/json,[]", "http://[::1", "\u0939://x", "https://a:b@c/"),
    )
    status = by.rng.choice((301, 302, 303, 307, 308))
    return http(base, kind, status, f"Location: {by.rng.choice(places)}")


def linked(by: Mutator, _: bytes, kind: str) -> Step:
    """A document as a link to somewhere else."""
    links = (
        f"{by._elsewhere}/a.pdf",
        "file:///etc/passwd",
        "ftp://x/y.pdf",
        "https://evil@[::1",
        "//x",
    )
    link = by.rng.choice(links)
    names = ("url", "labelUrl", "data", "link", "invoiceUrl")
    return http(json.dumps({by.rng.choice(names): link, "status": "SUCCESS"}).encode(), kind)


def interim(by: Mutator, base: bytes, kind: str) -> Step:
    first = by.rng.choice((b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\n\r\n"))
    return Step(first * by.rng.choice((1, 5, 120)) + http(base, kind).data)


def drip(_: Mutator, base: bytes, kind: str) -> Step:
    return Step(http(base, kind).data, every_s=0.02)


WIRES: tuple[Callable[[Mutator, bytes, str], Step], ...] = (
    *(odd_status, odd_status, odd_status, wrong_length, odd_length, no_length, chunked, chunked),
    *(packed, packed, odd_headers, odd_headers, odd_line, early_close, redirect, redirect, linked),
    interim,
)
#: As above, but each takes a while: now and then is enough.
SLOW_WIRES = (drip, bomb)
