"""Writes small 64-bit Windows binaries, so that the bench needs no compiler.

Each is one section: a few bytes of machine code, what is imported, what is exported. No address in
it is absolute, so that it may lie anywhere.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

_IMAGE_BASE = 0x1_8000_0000
_START = 0x1000
_HEADERS = 0x200
_DLL = 0x2000
_CONSOLE = 3
_MOVABLE = 0x40 | 0x100


class Binary:
    """One .exe or .dll in the making: `code`, `imports`, `exports`, then `write`."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._body = bytearray()
        self._exports: dict[str, int | str] = {}
        self._libraries: dict[str, dict[str, int]] = {}
        self._imports = (0, 0)
        self._entry = 0

    def _put(self, data: bytes, align: int = 16) -> int:
        """The address, from the image's start, at which `data` will lie."""
        self._body += b"\0" * (-len(self._body) % align)
        self._body += data
        return _START + len(self._body) - len(data)

    def needs(self, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
        """Import functions by library; the address of each one's pointer. Once for a binary."""
        pointers: dict[str, int] = {}
        rows = b""
        for library, names in wanted.items():
            hints = [self._put(b"\0\0" + name.encode() + b"\0", 2) for name in names]
            table = struct.pack(f"<{len(hints) + 1}Q", *hints, 0)
            lookup, bound = self._put(table), self._put(table)
            rows += struct.pack("<5I", lookup, 0, 0, self._put(library.encode() + b"\0"), bound)
            pointers |= {name: bound + 8 * index for index, name in enumerate(names)}
        rows += bytes(20)
        self._imports = (self._put(rows), len(rows))
        return pointers

    def code(self, *parts: bytes | int) -> int:
        """Machine code; a number is an address, put there as the distance from what follows it."""
        at = self._put(b"")
        whole = b""
        for part in parts:
            if isinstance(part, int):
                whole += struct.pack("<i", part - (at + len(whole) + 4))
            else:
                whole += part
        return self._put(whole)

    def exports(self, names: Mapping[str, int | str]) -> None:
        """Names and where each lies: an address in here, or `library.name` of another."""
        self._exports.update(names)

    def starts_at(self, address: int) -> None:
        """Where the system begins: an .exe; without one it is a .dll."""
        self._entry = address

    def _export_table(self) -> tuple[int, int]:
        if not self._exports:
            return 0, 0
        names = sorted(self._exports)
        count = len(names)
        functions = 40
        named = functions + 4 * count
        ordinals = named + 4 * count
        texts = ordinals + 2 * count
        start = _START + len(self._body) + (-len(self._body) % 16)
        strings = b""

        def text(value: str) -> int:
            nonlocal strings
            strings += value.encode() + b"\0"
            return start + texts + len(strings) - len(value) - 1

        own_name = text(self._name)
        name_at = [text(name) for name in names]
        places = [
            text(place) if isinstance(place, str) else place
            for place in (self._exports[name] for name in names)
        ]
        head = (0, 0, 0, own_name, 1, count, count, start + functions, start + named)
        table = struct.pack("<10I", *head, start + ordinals)
        table += struct.pack(f"<{2 * count}I", *places, *name_at)
        table += struct.pack(f"<{count}H", *range(count)) + strings
        return self._put(table), len(table)

    def write(self, path: Path) -> None:
        """Lay it out and write it."""
        exported = self._export_table()
        # One empty block: the system takes a library without any for one that may not be moved.
        moved = (self._put(struct.pack("<IIHH", _START, 12, 0, 0)), 12)
        size = len(self._body)
        on_disk = size + (-size % 0x200)
        in_memory = size + (-size % 0x1000)
        directories = [exported, self._imports, *[(0, 0)] * 3, moved, *[(0, 0)] * 10]
        kind = 0x0022 | (0 if self._entry else _DLL)
        file_header = struct.pack("<4sHHIIIHH", b"PE\0\0", 0x8664, 1, 0, 0, 0, 240, kind)
        optional = struct.pack("<HBBIIIII", 0x20B, 14, 0, on_disk, 0, 0, self._entry, _START)
        optional += struct.pack("<QII6HI", _IMAGE_BASE, 0x1000, 0x200, 6, 0, 0, 0, 6, 0, 0)
        optional += struct.pack("<IIIHH", _START + in_memory, _HEADERS, 0, _CONSOLE, _MOVABLE)
        optional += struct.pack("<4QII", 0x100000, 0x10000, 0x100000, 0x1000, 0, 16)
        optional += b"".join(struct.pack("<II", *one) for one in directories)
        section = struct.pack("<8sIIII", b".all", size, _START, on_disk, _HEADERS)
        section += struct.pack("<IIHHI", 0, 0, 0, 0, 0xE0000060)
        dos = b"MZ" + bytes(58) + struct.pack("<I", 64)
        head = dos + file_header + optional + section
        body = bytes(self._body) + bytes(on_disk - size)
        path.write_bytes(head + bytes(_HEADERS - len(head)) + body)


def exported_names(data: bytes) -> list[str]:
    """The names that a 64-bit Windows library exports, in its order."""
    at = struct.unpack_from("<I", data, 0x3C)[0]
    (sections_count,) = struct.unpack_from("<H", data, at + 6)
    (optional,) = struct.unpack_from("<H", data, at + 20)
    rows = [
        struct.unpack_from("<4I", data, at + 24 + optional + 40 * index + 8)
        for index in range(sections_count)
    ]

    def place(address: int) -> int:
        for size, start, raw_size, raw in rows:
            if start <= address < start + max(size, raw_size):
                return int(address - start + raw)
        raise ValueError(f"nothing lies at {address:#x}")

    table = place(struct.unpack_from("<I", data, at + 24 + 112)[0])
    (count,) = struct.unpack_from("<I", data, table + 24)
    names = place(struct.unpack_from("<I", data, table + 32)[0])
    starts = [place(struct.unpack_from("<I", data, names + 4 * i)[0]) for i in range(count)]
    return [data[start : data.index(b"\0", start)].decode("ascii") for start in starts]


# ---- the binaries of the bench -----------------------------------------------------------------


def write_python(path: Path) -> None:
    """python.exe: hands its command line to Py_Main of the python311.dll beside it."""
    exe = Binary(path.name)
    at = exe.needs(
        {
            "KERNEL32.dll": ("GetCommandLineW", "ExitProcess"),
            "SHELL32.dll": ("CommandLineToArgvW",),
            "python311.dll": ("Py_Main",),
        }
    )
    call = b"\xff\x15"  # call [rip + ...]
    start = exe.code(
        b"\x48\x83\xec\x38",  # sub rsp, 56
        call,
        at["GetCommandLineW"],
        b"\x48\x89\xc1",  # mov rcx, rax
        b"\x48\x8d\x54\x24\x28",  # lea rdx, [rsp + 40]
        call,
        at["CommandLineToArgvW"],
        b"\x8b\x4c\x24\x28",  # mov ecx, [rsp + 40]
        b"\x48\x89\xc2",  # mov rdx, rax
        call,
        at["Py_Main"],
        b"\x89\xc1",  # mov ecx, eax
        call,
        at["ExitProcess"],
        b"\xcc",
    )
    exe.starts_at(start)
    exe.write(path)


def write_stable_python(path: Path, python: Path) -> None:
    """python3.dll: every name of python311.dll, forwarded to it, as extension modules want it."""
    library = Binary(path.name)
    names = exported_names(python.read_bytes())
    library.exports({name: f"{python.stem}.{name}" for name in names})
    library.write(path)


def write_random(path: Path) -> None:
    """bcryptprimitives.dll: the one function that Rust's wheels take from it and wine 8 lacks."""
    library = Binary(path.name)
    at = library.needs({"ADVAPI32.dll": ("SystemFunction036",)})
    # sub rsp, 40; call RtlGenRandom; movzx eax, al; add rsp, 40; ret
    code = library.code(
        b"\x48\x83\xec\x28\xff\x15",
        at["SystemFunction036"],
        b"\x0f\xb6\xc0\x48\x83\xc4\x28\xc3",
    )
    library.exports({"ProcessPrng": code})
    library.write(path)


def write_converters(path: Path) -> None:
    """icuuc.dll: Qt wants these names to load; "no such converter" is the answer of each."""
    library = Binary(path.name)
    # mov dword [rdx], 1 (U_ILLEGAL_ARGUMENT_ERROR); xor eax, eax; ret
    refuses = library.code(b"\xc7\x02\x01\x00\x00\x00\x31\xc0\xc3")
    nothing = library.code(b"\x31\xc0\xc3")
    names = (
        "UCNV_FROM_U_CALLBACK_SUBSTITUTE UCNV_TO_U_CALLBACK_SUBSTITUTE ucnv_cbFromUWriteUChars"
        " ucnv_cbToUWriteUChars ucnv_close ucnv_countAvailable ucnv_fromUCountPending"
        " ucnv_fromUnicode ucnv_getAvailableName ucnv_getFromUCallBack ucnv_getMaxCharSize"
        " ucnv_getName ucnv_getStandardName ucnv_getToUCallBack ucnv_reset ucnv_setFromUCallBack"
        " ucnv_setToUCallBack ucnv_toUCountPending ucnv_toUnicode"
    )
    library.exports({"ucnv_open": refuses, **dict.fromkeys(names.split(), nothing)})
    library.write(path)
