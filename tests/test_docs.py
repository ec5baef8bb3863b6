"""What code and documents point to is there: sections, files, names in files, links."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
#: Where a path of the documents may begin.
_BASES = (ROOT, ROOT / "konnect_desktop", ROOT / "installer")
_TEXTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
_CODE = [
    path
    for folder in ("konnect_desktop", "installer", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path != Path(__file__)
]

_NUMBERS = r"\d{1,2}(?:\.\d{1,2})?(?:(?:, | and | to |-)\d{1,2}(?:\.\d{1,2})?)*"
#: docs/limits.md 2 to 4
_FULL = rf"(?P<document>docs/[\w-]+\.\w+)(?: (?P<there>{_NUMBERS}))?"
#: (10.6), (4.3, 10.9; ...), "10.5: empty values ...", section 12, rule 4.1
_BARE = rf"(?:\(|^\W*)(?=\d+\.)(?P<later>{_NUMBERS})(?=[),:;])"
_NAMED = rf"\b(?:section|rule)s? (?P<named>{_NUMBERS})"
_CITATION = re.compile(f"{_FULL}|{_BARE}|{_NAMED}", re.IGNORECASE | re.MULTILINE)
#: What lies in no tree, or is called otherwise there.
_ELSEWHERE = re.compile(
    r"\bchapters? \d|\b(?:contract|reliability),? R?\d|\bissue'?s\b|\bissue #?\d"
    r"|(?<![\w/*-])[a-z-]+\.(?:md|yaml)\b",
    re.IGNORECASE,
)
#: A look at the whole text first: taking a file apart is slow.
_WORTH_A_LOOK = re.compile(
    r"docs/|\(\d+\.\d|\W{3}\d+\.\d+[:;]|\b(?:section|rule|chapter|contract|reliability)s?,? R?\d"
    r"|\bissue|\.md\b|\.yaml\b",
    re.IGNORECASE,
)
#: Python's own tokens would take ten times as long; the formatter sets two blanks before "# ".
_COMMENT = re.compile(r"(?:^ *|  )#:? (.*)")


# ---- what is cited --------------------------------------------------------------------


@cache
def sections(document: str) -> frozenset[str]:
    """The numbers of its headings, and of the points of a numbered list as `16.3`."""
    found: set[str] = set()
    above = ""
    for line in (ROOT / document).read_text(encoding="utf-8").splitlines():
        heading = re.match(r"#+ (\d+(?:\.\d+)?)\.? ", line)
        point = re.match(r"(\d+)\. ", line)
        if heading:
            above = heading[1]
            found.add(above)
        elif point and above:
            found.add(f"{above}.{point[1]}")
    return frozenset(found)


def told(source: str) -> Iterator[tuple[int, str]]:
    """Comments (those of neighbouring lines as one) and texts that stand alone, with their line."""
    block: list[str] = []
    for number, line in enumerate([*source.splitlines(), ""], start=1):
        comment = _COMMENT.search(line)
        if comment:
            block.append(comment[1])
        elif block:
            yield number - len(block), "\n".join(block)
            block = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            text = node.value.value
            if isinstance(text, str):
                yield node.lineno, "\n".join(line.strip() for line in text.splitlines())


def astray(source: str) -> list[str]:
    """The citations of a Python file that lead nowhere, each with its line.

    A bare number means the document with sections that the file cited last.
    """
    wrong: list[str] = []
    document = ""
    for line, text in sorted(told(source)):
        stray = _ELSEWHERE.search(text)
        if stray and not (ROOT / stray[0]).is_file():
            wrong.append(f"{line}: {stray[0]!r} is in no tree")
        for cited in _CITATION.finditer(text):
            if cited["document"] and not (ROOT / cited["document"]).is_file():
                wrong.append(f"{line}: no {cited['document']}")
            elif cited["document"] and sections(cited["document"]):
                document = cited["document"]
            numbers = cited["there"] or cited["later"] or cited["named"] or ""
            if numbers and not document:
                wrong.append(f"{line}: {numbers} of which document?")
            wrong += [
                f"{line}: no {number} in {document}"
                for number in re.findall(r"[\d.]+\d|\d", numbers)
                if document and number not in sections(document)
            ]
    return wrong


def test_every_citation_of_the_code_is_there() -> None:
    wrong: dict[str, list[str]] = {}
    full = 0
    for path in _CODE:
        source = path.read_text(encoding="utf-8")
        full += source.count("docs/konnect-api.md ")
        if _WORTH_A_LOOK.search(source) and (found := astray(source)):
            wrong[path.relative_to(ROOT).as_posix()] = found
    assert wrong == {}
    assert full > 80


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('"""Asks (docs/konnect-api.md 10.8)."""\n\nX = 1  # as in (10.3) and section 6', ""),
        ('"""What must not break: docs/konnect-api.md 16.3, 16.20."""', ""),
        ('"""Asks (docs/konnect-api.md 10.99)."""', "1: no 10.99 in docs/konnect-api.md"),
        ('"""Asks (docs/limits.md 2 to 40)."""', "1: no 40 in docs/limits.md"),
        ('"""Asks (docs/konnect-api.md 16.21)."""', "1: no 16.21 in docs/konnect-api.md"),
        ('"""See docs/nowhere.md."""', "1: no docs/nowhere.md"),
        ("X = 1\n#: At most so many (10.6).", "2: 10.6 of which document?"),
        ("#: At most so many, see\n#: section 6.", "1: 6 of which document?"),
        ('"""Asks (docs/konnect-api.md 3)."""\n# and\n# (5.9, 10.2)', "2: no 5.9 in docs/konnect-"),
        ('"""By the API (chapter 12)."""', "1: 'chapter 1' is in no tree"),
        ('"""Kept (reliability R15)."""', "1: 'reliability R1' is in no tree"),
        ('"""Measured (limits.md 2)."""', "1: 'limits.md' is in no tree"),
    ],
)
def test_a_citation_that_leads_nowhere_is_found(source: str, complaint: str) -> None:
    found = astray(source)
    assert found[:1] == [] if not complaint else found[0].startswith(complaint), found


# ---- what the documents name ------------------------------------------------------------

_FENCED = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)
_TICKED = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.*/-]+(?:\.(?:py|md|yaml|toml|sql)|/)")
#: `tally` in `domain/batches.py`; `BulkActions.queue` and `run_queued` in `services/...`
_NAME_IN_FILE = re.compile(r"`([\w.]+)`(?: and `([\w.]+)`)? (?:in|of) `([\w/]+\.py)`")
#: Folders of the seller, a file of another repository, an example.
_NOT_OURS = frozenset(
    {
        "profiles/NAME/",
        "backups/",
        "logs/",
        "tour-pictures/",
        "documentation/platform/ORDER.md",
        "tests/store/test_x.py",
    }
)


def _resolved(path: str, beside: Path | None) -> Path | None:
    """The first file or folder of that name; `beside`: the folder of the path named before it."""
    for base in (*_BASES, *((beside,) if beside else ())):
        found = next(iter(base.glob(path.rstrip("/"))), None)
        if found is not None:
            return found
    return None


def missing(text: str) -> list[str]:
    """Paths in backticks or in a drawing, and names said to be in a file, that are not there."""
    wrong: list[str] = []
    for line in text.splitlines():
        beside = None
        quoted = _TICKED.findall(line) if "`" in line else line.split()
        for word in quoted:
            path = word.strip("(),.:;") if "`" not in line else word
            if not _PATH.fullmatch(path) or path in _NOT_OURS or path.startswith("/"):
                continue
            found = _resolved(path, beside)
            if found is None:
                wrong.append(path)
            else:
                beside = found.parent
        for first, second, path in _NAME_IN_FILE.findall(line):
            place = _resolved(path, None)
            source = place.read_text(encoding="utf-8") if place else ""
            wrong += [
                f"{name} in {path}"
                for name in (first, second)
                if name and not re.search(rf"\b{name.rsplit('.', 1)[-1]}\b", source)
            ]
    return wrong


@pytest.mark.parametrize("document", _TEXTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert missing(text) == []


def test_a_file_that_is_not_there_is_found() -> None:
    assert missing("`domain/states.py`, `api/`, `ui/asks/ask_*.py`, `README.md`, `12.5`") == []
    assert missing("| x | `domain/nowhere.py`; `ui/nowhere/`, `nobody_*.py` |") == [
        "domain/nowhere.py",
        "ui/nowhere/",
        "nobody_*.py",
    ]
    assert missing("services/nowhere.py    drawn, ──▶ store/ingest.py:") == ["services/nowhere.py"]
    assert missing("`printing/windows/press.py`, `states.py`, `no.py`") == ["no.py"]
    assert missing("`tally` in `domain/batches.py`, `total` in `domain/batches.py`") == [
        "total in domain/batches.py"
    ]


# ---- links ------------------------------------------------------------------------------

_LINK = re.compile(r"\]\(([^)\s]+)\)")


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(text: str, folder: Path) -> list[str]:
    """Links of a document in `folder` that lead to no file or heading; the web is not asked."""
    wrong: list[str] = []
    for link in _LINK.findall(text):
        path, _, anchor = link.partition("#")
        target = folder / path
        if link.startswith(("https://", "http://")):
            continue
        if not target.exists() or (anchor and path and anchor not in _anchors(target)):
            wrong.append(link)
    return wrong


@pytest.mark.parametrize("document", [*_TEXTS, ROOT / "CHANGELOG.md"], ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    assert broken(document.read_text(encoding="utf-8"), document.parent) == []


def test_a_link_that_leads_nowhere_is_found() -> None:
    text = "[a](docs/limits.md) [b](docs/no.md) [c](https://x.in) [d](docs/testing.md#nothing)"
    assert broken(text, ROOT) == ["docs/no.md", "docs/testing.md#nothing"]
    assert broken("[a](docs/testing.md#order-and-examples)", ROOT) == []


def test_every_document_is_found_from_contributing() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    linked = {link.partition("#")[0] for link in _LINK.findall(text)}
    there = {f"docs/{path.name}" for path in (ROOT / "docs").iterdir() if path.is_file()}
    assert there - linked == set()
