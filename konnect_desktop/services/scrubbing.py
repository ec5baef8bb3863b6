"""Takes out of free text whatever could be a secret, a buyer's data or an order's number.

Beside the patterns of the log there are three rules: a word that any order's data holds goes, a
number of six digits or more goes, and so do what stands in quotation marks and every path.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote

from konnect_desktop.logs import Redactor
from konnect_desktop.store.search_words import words_of

HIDDEN = "[hidden]"
_LONGEST_NUMBER = 5
#: Shorter ones stand in half the words there are.
_SHORTEST_LITERAL = 4

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)")
#: Folders may have spaces in their names, the last part of a path ends at the first one.
_WINDOWS_PATH = re.compile(r"(?:\b[A-Za-z]:|\\)\\(?:[^\\\n]+\\)*[^\s\\]*")
_PATH = re.compile(r"(?<![\w~:/])/(?:[^/\n]+/)+[^\s/]*")
#: A number with its letters and dividers: 404-1234567-1234567, FMPC0012345678.
_NUMBER = re.compile(r"[^\W_]*\d(?:[-/_.#]?[^\W_])*")
#: A phone number or an AWB in groups, also from an address, where a blank is a plus sign.
_GROUPS = re.compile(r"\+?\d(?:[ \u00a0().+-]{0,2}\d){9,}")
#: What no person would write in one piece: a token, a hash, something encoded.
_BLOB = re.compile(r"[A-Za-z0-9+/=_-]{24,}")
#: The same, where it is short: figures among small and capital letters, or the "=" of an ending.
_CODED = re.compile(
    r"(?<!\w)(?:(?=[A-Za-z+/]*\d)(?=[A-Z0-9+/]*[a-z])(?=[a-z0-9+/]*[A-Z])[A-Za-z0-9+/]{8,}=*"
    r"|[A-Za-z0-9+/]{6,}=+(?!\w))"
)
_WORD = re.compile(r"[^\s\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e“”‘’…·–—]+")

#: Says which of these folded words are private.
Private = Callable[[set[str]], set[str]]


class Scrubber:
    """For one support file; `literals` are further texts that must not appear in any spelling."""

    def __init__(
        self,
        redactor: Redactor,
        private: Private,
        *,
        literals: Iterable[str] = (),
        folders: Iterable[tuple[Path, str]] = (),
    ) -> None:
        """`folders`: what to call a folder of this computer, the longest path first."""
        self._redactor = redactor
        self._private = private
        self._folders = [(str(path), name) for path, name in folders]
        told = (text for text in literals if len(text) >= _SHORTEST_LITERAL)
        spellings = {each for text in told for each in _spellings(text)}
        self._literals = sorted(spellings, key=len, reverse=True)

    def texts(self, texts: Sequence[str]) -> list[str]:
        """These texts without anything private. Asks the store once for all of them."""
        rough = [self._rough(text) for text in texts]
        words = {part for text in rough for each in _WORD.findall(text) for part in words_of(each)}
        asked = {word for word in words if _could_be_private(word)}
        private = self._private(asked) if asked else set()
        return [_without(text, private) for text in rough]

    def whole(self, text: str) -> str:
        """The finished file once more: no secret that anybody knows of, and none by its looks."""
        for literal in self._literals:
            text = text.replace(literal, HIDDEN)
        return self._redactor.clean(text)

    def _rough(self, text: str) -> str:
        # Once before it is decoded, because the patterns know an address by its own signs.
        text = self.whole(unquote(self.whole(text)))
        for path, name in self._folders:
            text = text.replace(path, name)
        text = _QUOTED.sub(HIDDEN, text)
        text = _WINDOWS_PATH.sub("[path]", text)
        text = _PATH.sub("[path]", text)
        text = _CODED.sub(HIDDEN, _BLOB.sub(HIDDEN, text))
        return _NUMBER.sub(_number, _GROUPS.sub(HIDDEN, text))


def _number(found: re.Match[str]) -> str:
    digits = sum(sign.isdigit() for sign in found[0])
    return HIDDEN if digits > _LONGEST_NUMBER else found[0]


def _could_be_private(word: str) -> bool:
    """Not our own mark, and no small number: those are counts."""
    return word != "hidden" and len(word) > (2 if word.isdigit() else 1)


def _without(text: str, private: set[str]) -> str:
    def word(found: re.Match[str]) -> str:
        return HIDDEN if private.intersection(words_of(found[0])) else found[0]

    return _WORD.sub(word, text)


def _spellings(text: str) -> set[str]:
    """As it is, as it stands in an address, and encoded."""
    encoded = base64.b64encode(text.encode()).decode().rstrip("=")
    return {text, quote(text), quote(text, safe=""), quote_plus(text), encoded}
