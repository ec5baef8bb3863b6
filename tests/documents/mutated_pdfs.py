"""PDFs gone wrong in every way that a disk, a network, a program or an attacker has."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.documents.make_pdf import changed

Mutation = Callable[[Random, bytes, Sequence[bytes]], bytes]

_OBJECT = re.compile(rb"(?<=[\r\n])(\d+) 0 obj\b.*?\bendobj\b", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9]*")
_XREF = re.compile(rb"\d{10} \d{5} [nf]")
_NUMBERS = (
    *(b"0", b"-1", b"1", b"2147483647", b"-2147483648", b"4294967296", b"99999999999999999999"),
    *(b"1e30", b"0.0000001", b"-0", b"100000", b".", b"--5"),
)
_NAMES = (
    *(b"/#00", b"/A#00B", b"/" + b"N" * 300, b"/", b"/FlateDecode", b"/Form", b"/Pages", b"/Page"),
    *(b"/Encrypt", b"/ObjStm", b"/XRef", b"/JBIG2Decode", b"/DCTDecode", b"/Kids", b"/Parent"),
)
_TRAILERS = (
    b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O(%s)/U(%s)>>" % (b"o" * 32, b"u" * 32),
    b"/Encrypt<</Filter/Standard/V 5/R 6/Length 256/P -4/O()/U()/OE()/UE()/Perms()>>",
    *(b"/Encrypt 1 0 R", b"/Prev 0", b"/Prev 99999999999", b"/XRefStm 9", b"/Size 2147483647"),
    *(b"/Root 99 0 R", b"/ID[<00>]", b"/Root null"),
)


def mutated(random: Random, sources: Sequence[bytes]) -> tuple[str, bytes]:
    """One of `sources` after one to three mutations, and their names.

    Some are well written and wrong in what they say; that is done first, while they still open.
    """
    data = random.choice(sources)
    names = []
    if random.random() < 0.3:
        number = random.randrange(len(_CHANGES))
        names.append(f"change {number}")
        data = changed(data, _CHANGES[number])
    for _ in range(random.choice((0, 1, 1, 2) if names else (1, 1, 2, 3))):
        mutation = random.choice(MUTATIONS)
        names.append(mutation.__name__)
        data = mutation(random, data, sources)
    return "+".join(names), data


def flip(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    changing = bytearray(data)
    for _number in range(random.choice((1, 2, 10, 100))):
        if changing:
            changing[random.randrange(len(changing))] = random.randrange(256)
    return bytes(changing)


def cut(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    first, last = sorted(random.randrange(len(data) + 1) for _ in range(2))
    return random.choice((data[:first], data[last:], data[:first] + data[last:]))


def glue(random: Random, data: bytes, sources: Sequence[bytes]) -> bytes:
    other = random.choice(sources)
    at = random.randrange(len(data) + 1)
    return random.choice((data + other, other + data, data[:at] + other[at:], b"\0" * at + data))


def repeat(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    first, last = sorted(random.randrange(len(data) + 1) for _ in range(2))
    return data[:last] + data[first:last] * random.choice((1, 3, 50)) + data[last:]


def swap_objects(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    found = list(_OBJECT.finditer(data))
    if len(found) < 2:
        return data
    one, other = sorted(random.sample(found, 2), key=lambda match: match.start())
    bodies = [match[0].partition(b"obj")[2] for match in (one, other)]
    return b"".join(
        (
            *(data[: one.start()], one[1], b" 0 obj", bodies[1], data[one.end() : other.start()]),
            *(other[1], b" 0 obj", bodies[0], data[other.end() :]),
        )
    )


def another_stream(random: Random, data: bytes, sources: Sequence[bytes]) -> bytes:
    new = random.choice(
        (
            *(random.randbytes(200), b"", b"q " * 50_000, b"/A Do " * 1000),
            *_STREAM.findall(random.choice(sources))[:3],
        )
    )
    return _one(random, _STREAM, data, lambda _: b"stream\n" + new + b"\nendstream")


def other_number(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return _one(random, _NUMBER, data, lambda _: random.choice(_NUMBERS))


def other_name(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return _one(random, _NAME, data, lambda _: random.choice(_NAMES))


def other_reference(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Points elsewhere, now and then to where it stands: loops of every kind."""
    numbers = [match[1] for match in _OBJECT.finditer(data)] or [b"1"]
    return _one(random, _REFERENCE, data, lambda _: random.choice(numbers) + b" 0 R")


def other_table(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    entry = b"%010d %05d %s" % (random.randrange(len(data) + 9), 0, random.choice((b"n", b"f")))
    return random.choice(
        (
            _one(random, _XREF, data, lambda _: entry),
            _XREF.sub(b"0000000009 00000 n", data),
            re.sub(rb"startxref\s+\d+", b"startxref\n%d" % random.randrange(10**6), data),
            data.replace(b"xref", b"xrfe"),
        )
    )


def other_trailer(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return re.sub(rb"(trailer\s*<<|/Type */XRef)", rb"\1" + random.choice(_TRAILERS), data)


def _one(
    random: Random, kind: re.Pattern[bytes], data: bytes, new: Callable[[re.Match[bytes]], bytes]
) -> bytes:
    found = list(kind.finditer(data))
    if not found:
        return data
    match = random.choice(found)
    return data[: match.start()] + new(match) + data[match.end() :]


def _itself(document: pikepdf.Pdf) -> None:
    form = document.make_indirect(
        document.make_stream(
            b"/A Do /A Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9]
        )
    )
    form.Resources = Dictionary(XObject=Dictionary(A=form))
    document.pages[0].Resources.XObject = Dictionary(A=form)
    document.pages[0].contents_add(document.make_stream(b"/A Do"))


def _box(*edges: float) -> Callable[[pikepdf.Pdf], None]:
    return lambda document: document.pages[0].obj.__setitem__("/MediaBox", Array(edges))


def _set(key: str, value: object) -> Callable[[pikepdf.Pdf], None]:
    return lambda document: document.pages[0].obj.__setitem__(key, value)


def _kids_of_themselves(document: pikepdf.Pdf) -> None:
    document.Root.Pages.Kids.append(document.Root.Pages)


def _many_pages(document: pikepdf.Pdf) -> None:
    document.Root.Pages.Kids = Array([document.pages[0].obj] * 3000)
    document.Root.Pages.Count = 3000


def _turned_round(document: pikepdf.Pdf) -> None:
    document.pages.reverse()


def _doubled(document: pikepdf.Pdf) -> None:
    document.pages.append(document.pages[0])


def _another_content(document: pikepdf.Pdf) -> None:
    document.pages[0].Contents = document.pages[-1].Contents


def _giant_picture(document: pikepdf.Pdf) -> None:
    picture = document.make_stream(
        b"\0" * 9, Type=Name.XObject, Subtype=Name.Image, Width=100_000, Height=100_000,
        ColorSpace=Name.DeviceRGB, BitsPerComponent=8,
    )  # fmt: skip
    document.pages[0].Resources.XObject = Dictionary(A=document.make_indirect(picture))
    document.pages[0].contents_add(document.make_stream(b"/A Do"))


def _field_of_itself(document: pikepdf.Pdf) -> None:
    field = document.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, Rect=[0, 0, 50, 50], F=4)
    )
    field.Parent, field.Kids = field, Array([field])
    document.Root.AcroForm = Dictionary(Fields=Array([field]), NeedAppearances=True)
    document.pages[0].Annots = Array([field])


_CHANGES: tuple[Callable[[pikepdf.Pdf], object], ...] = (
    *(_itself, _kids_of_themselves, _many_pages, _turned_round, _doubled, _another_content),
    *(_giant_picture, _field_of_itself),
    *(_box(0, 0, 10**7, 10**7), _box(0, 0, 0, 0), _box(-(10**9), 0, 9, 9), _box(0, 0, 1e-7, 5)),
    *(_set("/UserUnit", 1000), _set("/Rotate", 45), _set("/Annots", 5), _set("/Contents", 7)),
    *(_set("/Resources", Array([])), _set("/Parent", Array([])), _set("/Type", Name.Catalog)),
)
MUTATIONS: tuple[Mutation, ...] = (
    *(flip, cut, glue, repeat, swap_objects, another_stream, other_number, other_name),
    *(other_reference, other_reference, other_table, other_trailer),
)
