"""Names and remarks that want to be more than text."""

from __future__ import annotations

TEXTS = (
    '<b>bold</b><img src="file:///none.png"><a href="https://evil.example">R&D</a> <u>x</u>',
    "\u202e542 redro\u202d \u2067abc\u200f\u061c 12",
    "NUL\x00 ESC\x1b[31m BEL\x07 C1\x9b DEL\x7f",
    "<i>Long</i> क्षत्रिय " * 6_000,
    "Z" + "\u0301\u0489" * 2_000,
    "one\r\ntwo\u2028three\tfour\n" * 40,
    "half \ud83d and \udc00",
    "&lt;b&gt;R&amp;D&lt;/b&gt; &File",
    "مکان 12، لاہور",
)
