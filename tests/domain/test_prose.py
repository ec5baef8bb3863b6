"""What the seller reads is never compared, searched or cut: kinds and arguments tell what is meant.

Sentences will be read in other languages; what a program finds out from the English ones is lost
then, and until then whenever somebody words one better.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import konnect_desktop

ROOT = Path(konnect_desktop.__file__).parent
#: Two words, or a word as a sentence begins with it.
_WORDS = re.compile(r"[A-Za-z]{2,},? [A-Za-z]{2,}|^[A-Z][a-z]+[ .:]")
_LIKE = re.compile(r"(?:LIKE|GLOB|substr\([^)]*\) *=) *'%?[A-Za-z]+ [A-Za-z]")
_CUTS = frozenset({"split", "rsplit", "partition", "rpartition"})
_ENDS = frozenset({"strip", "rstrip", "lstrip", "removesuffix", "removeprefix", "endswith"})
_SEARCHES = frozenset(
    {"startswith", "endswith", "find", "rfind", "count", "replace", "removeprefix", "removesuffix"}
)
#: Where sentences part.
_STOPS = frozenset({".", ". ", ": ", "; ", " · ", "  ·  ", " ("})

#: (file, what stands there) -> why it is no sentence of ours, or may be cut.
ALLOWED = {
    ("ui/kit/say.py", "say(message).removesuffix('.')"): "the one place where a stop is left out",
    ("ui/kit/files.py", "name.rpartition('.')"): "a file name",
    ("domain/plain.py", "_NOT_IN_FILES.sub('-', name.translate(_SEEN_IN_FILES)).rpartition('.')"): (
        "a file name"
    ),
    ("domain/plain.py", "stem[:_FILE_NAME].strip('. ')"): "a file name",
    ("domain/amounts.py", "f'{cents:f}'.partition('.')"): "a number",
    ("domain/links.py", "name.endswith('.')"): "a host",
    ("domain/links.py", "ascii_name.split('.')"): "a host",
    ("printing/papers.py", "key.partition('.')"): "a PPD keyword",
    ("printing/cups.py", "self._run('lpstat', '-d').stdout.partition(': ')"): (
        "what lpstat prints, in the language that the app sets for it"
    ),
    ("printing/cups.py", "done.stderr.strip().removeprefix('lp: ').removeprefix('Error - ')"): (
        "what lp prints: its own name and word before what it says"
    ),
    ("printing/cups.py", "'not running' in self._run('lpstat', '-r').stdout"): (
        "what lpstat prints, in the language that the app sets for it"
    ),
    ("printing/cups.py", "value.startswith('Custom.')"): "a PPD keyword",
    ("printing/troubles.py", "said.rstrip('.')"): "the printer's own words, quoted",
    ("store/failures.py", "'disk is full' in str(error)"): "what SQLite says, which has no code",
    ("services/about.py", "kind.startswith('License ::')"): "a classifier of PyPI",
    ("services/about.py", "name != 'Konnect Desktop'"): "the name of a package",
    ("documents/facts.py", "name == 'Code 128'"): "the name of a symbology",
    ("documents/page_geometry.py", "f'{value:.5f}'.rstrip('0').rstrip('.')"): "a number",
    ("documents/paper_pdf.py", "f'{value:.3f}'.rstrip('0').rstrip('.')"): "a number",
    ("domain/plain.py", "ending.rstrip('. ')"): "a file name",
    ("api/proxy_rules.py", "bare.lstrip('.')"): "a host",
    ("password_safe.py", "type(safe).__module__.rpartition('.')"): "the name of a module",
    ("selftest/printers.py", "facts.trouble.rstrip('.')"): (
        "one of the parts of a line of the report, which is for support and in English"
    ),
    ("selftest/report.py", "result.text.rstrip('.')"): (
        "the report, which is for support and in English, has no stops"
    ),
    ("log_lines.py", "record.name.partition('.')"): "the name of a logger",
    ("api/bare_messages.py", "readable(text).rstrip('. ')"): "what the server says, quoted",
}
#: Object names that were made from labels before names of their own were given.
NAMED_BY_LABEL = {
    (
        "ui/orders/filter_fields.py",
        "entry.setObjectName(f\"{self.objectName()}.{text.lower().replace(' ', '_')}\")",
    ): "the filters get names of their own with their records",
}


def _sources() -> Iterator[tuple[str, ast.Module]]:
    """All but practice mode, which is the server's side and has words of its own."""
    for path in sorted(set(ROOT.rglob("*.py")) - set((ROOT / "practice").rglob("*.py"))):
        text = path.read_text(encoding="utf-8")
        yield path.relative_to(ROOT).as_posix(), ast.parse(text)


def _text(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _is_prose(node: ast.AST) -> bool:
    text = _text(node)
    return text is not None and bool(_WORDS.search(text))


def found_in(tree: ast.AST) -> Iterator[ast.AST]:
    """Every place where a sentence is compared, searched or cut."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            if any(_is_prose(side) for side in (node.left, *node.comparators)):
                yield node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            args = [text for one in node.args if (text := _text(one)) is not None]
            name = node.func.attr
            is_cut = name in _CUTS | _ENDS and any(text in _STOPS for text in args)
            if is_cut or (name in _SEARCHES and any(map(_is_prose, node.args))):
                yield node
        elif isinstance(node, ast.Constant):
            text = _text(node)
            if text is not None and _LIKE.search(text):
                yield node


def _named_by_label(tree: ast.AST) -> Iterator[ast.AST]:
    """An object name with a text in it whose blanks became something else."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("setObjectName", "named", "push")
        ):
            inner = [one for arg in node.args for one in ast.walk(arg)]
            if any(
                isinstance(one, ast.Attribute)
                and one.attr in ("lower", "casefold", "replace")
                and not ast.unparse(one.value).endswith(".name")
                for one in inner
            ):
                yield node


def test_no_sentence_is_compared_searched_or_cut() -> None:
    found = {(path, ast.unparse(node)) for path, tree in _sources() for node in found_in(tree)}
    assert found - ALLOWED.keys() == set()
    assert ALLOWED.keys() - found == set(), "no longer there"


def test_no_object_name_is_made_from_a_label() -> None:
    found = {(path, ast.unparse(n)) for path, tree in _sources() for n in _named_by_label(tree)}
    assert found - NAMED_BY_LABEL.keys() == set()
    assert NAMED_BY_LABEL.keys() - found == set(), "no longer there"


@pytest.mark.parametrize(
    "code",
    [
        "x = 'press Refresh' in said",
        "x = said == 'Locked by Fynd.'",
        "said.startswith('Locked by Fynd')",
        "said.split(': ')",
        "said.split('.')[0]",
        "said.rstrip('.')",
        "said.strip('. ')",
        "said.replace('not sent', 'left')",
        "sql = \"SELECT 1 WHERE a LIKE 'Locked by Fynd%'\"",
        "sql = \"SELECT 1 WHERE substr(a, 1, 6) = 'Locked by'\"",
    ],
)
def test_each_way_is_found(code: str) -> None:
    assert list(found_in(ast.parse(code)))


def test_names_from_labels_are_found() -> None:
    code = "button.setObjectName(f\"keys.{text.lower().replace(' ', '_')}\")"
    assert list(_named_by_label(ast.parse(code)))
