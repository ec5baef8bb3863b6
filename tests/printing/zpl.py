"""What a label printer would burn: the bitmaps of a ZPL job, decoded to bar codes."""

from __future__ import annotations

import re

import zxingcpp

_GRAPHIC = re.compile(rb"~DGR:CUPS\.GRF,(\d+),(\d+),\n(.*?)\^XA", re.DOTALL)


def pictures(job: bytes) -> list[tuple[int, int, bytes]]:
    """Width, height and grey pixels of every label in the job."""
    found = []
    for total, stride, body in _GRAPHIC.findall(job):
        row_bytes, height = int(stride), int(total) // int(stride)
        dots = _unpack(body.decode("ascii"), row_bytes)
        bits = b"".join(
            bytes(0 if byte >> n & 1 else 255 for n in range(7, -1, -1)) for byte in dots
        )
        found.append((row_bytes * 8, height, bits))
    return found


def barcodes(job: bytes) -> list[list[str]]:
    """The texts of all bar codes, label by label."""
    return [_decode(*picture) for picture in pictures(job)]


def _decode(width: int, height: int, grey: bytes) -> list[str]:
    view = zxingcpp.ImageView(grey, width, height, zxingcpp.ImageFormat.Lum, width, 1)
    return [code.text for code in zxingcpp.read_barcodes(view)]


def _unpack(text: str, row_bytes: int) -> bytes:
    """ZPL's run lengths: G-Y count 1-19, g-z count 20-400; "," fills with 0, ":" repeats."""
    digits = row_bytes * 2
    out: list[str] = []
    row, count = "", 0
    for sign in text:
        if sign == ":":
            out.append(out[-1])
        elif sign in ",!":
            row += ("0" if sign == "," else "F") * (digits - len(row))
        elif "G" <= sign <= "Y":
            count += ord(sign) - ord("F")
        elif "g" <= sign <= "z":
            count += 20 * (ord(sign) - ord("f"))
        elif sign in "0123456789ABCDEFabcdef":
            row += sign * (count or 1)
            count = 0
        if len(row) >= digits:
            out.append(row[:digits])
            row = ""
    return bytes.fromhex("".join(out))
