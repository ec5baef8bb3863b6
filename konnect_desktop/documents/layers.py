"""Takes out what a PDF's layers hide on paper, before a page leaves the document that says so.

Layers are "optional content" in the format's words (ISO 32000-1, 8.11). The list of them stands
in the document and not in its pages: a page on its own shows every layer it has.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from konnect_desktop.documents.opening import pikepdf_document, saved, short
from konnect_desktop.errors import DocumentError

if TYPE_CHECKING:
    import pikepdf

    Step = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage

_KEY = "/OCProperties"
#: Paint a path: without paint they still end it, and a clip they end stays one.
_PATHS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s"))
_PAINT = frozenset(("Tj", "TJ", "sh", "Do", "INLINE IMAGE", "BI"))
_MAX_DEPTH = 50


def has_layers(document: pikepdf.Pdf) -> bool:
    """Whether the document lists layers."""
    return _KEY in document.Root


def without_hidden_layers(data: bytes) -> bytes:
    """Return the PDF as it would be printed, with no layers any more.

    Raises DocumentError when a part that may be hidden cannot be read.
    """
    import pikepdf

    with pikepdf_document(data) as document:
        if not has_layers(document):
            return data
        layers = _Layers(document.Root[_KEY])
        try:
            _strip(document, layers)
        except (pikepdf.PdfParsingError, RecursionError) as error:
            raise DocumentError(
                "The PDF has layers that cannot be read, so it was not kept.",
                next_step="Print it from the Fynd panel.",
                detail=f"qpdf: {short(error)}",
            ) from error
        del document.Root[_KEY]
        return saved(document)


class _Layers:
    """Which layers are off when the document is printed."""

    def __init__(self, properties: object) -> None:
        config = _of(properties, "/D")
        starts_off = str(_of(config, "/BaseState")) == "/OFF"
        self._off: set[tuple[int, int]] = set()
        if starts_off:
            self._off = {group.objgen for group in _items(_of(properties, "/OCGs"))}
            self._off -= {group.objgen for group in _items(_of(config, "/ON"))}
        self._off |= {group.objgen for group in _items(_of(config, "/OFF"))}
        for usage in _items(_of(config, "/AS")):
            if str(usage.get("/Event", "")) == "/Print":
                self._apply_print_states(_items(usage.get("/OCGs")))

    def _apply_print_states(self, groups: Iterable[pikepdf.Object]) -> None:
        for group in groups:
            state = str(_of(_of(_of(group, "/Usage"), "/Print"), "/PrintState"))
            if state == "/OFF":
                self._off.add(group.objgen)
            elif state == "/ON":
                self._off.discard(group.objgen)

    def hides(self, content: object) -> bool:
        """Whether a layer, or what names several of them, keeps its content off the paper."""
        import pikepdf

        if not isinstance(content, pikepdf.Dictionary):
            return False
        if str(content.get("/Type", "")) != "/OCMD":
            return content.objgen in self._off
        if "/VE" in content:
            return not self._is_true(content["/VE"], 0)
        named = content.get("/OCGs")
        groups = [named] if isinstance(named, pikepdf.Dictionary) else _items(named)
        states = [group.objgen not in self._off for group in groups]
        if not states:
            return False
        policy = str(content.get("/P", "/AnyOn"))
        is_shown = {
            "/AllOn": all(states),
            "/AnyOff": not all(states),
            "/AllOff": not any(states),
        }.get(policy, any(states))
        return not is_shown

    def _is_true(self, term: object, depth: int) -> bool:
        """The value of a visibility expression."""
        import pikepdf

        if depth > _MAX_DEPTH or not isinstance(term, pikepdf.Array) or len(term) == 0:
            return not self.hides(term) if isinstance(term, pikepdf.Dictionary) else True
        values = [self._is_true(one, depth + 1) for one in list(term)[1:]]
        operator = str(term[0])
        if operator == "/Not":
            return not all(values)
        return any(values) if operator == "/Or" else all(values)


def _strip(document: pikepdf.Pdf, layers: _Layers) -> None:
    import pikepdf

    shared = pikepdf.Dictionary()
    for page in document.pages:
        annotations = page.obj.get("/Annots")
        if isinstance(annotations, pikepdf.Array):
            page.obj["/Annots"] = pikepdf.Array(
                [one for one in annotations if not layers.hides(_of(one, "/OC"))]
            )
        own = _properties(page.obj)
        hidden = _hidden(own, layers)
        if hidden:
            stripped = _without(page.obj, hidden, layers)
            page.obj["/Contents"] = document.make_stream(stripped)
        for name, value in own.items():
            shared[name] = value
    for item in document.objects:
        if not isinstance(item, pikepdf.Stream):
            continue
        if layers.hides(item.get("/OC")):
            _blank(item)
        elif str(item.get("/Subtype", "")) == "/Form" or "/PatternType" in item:
            hidden = _hidden(_properties(item) if "/Resources" in item else shared, layers)
            if hidden:
                item.write(_without(item, hidden, layers))


def _without(content: pikepdf.Object | pikepdf.Page, hidden: set[str], layers: _Layers) -> bytes:
    """The content stream with nothing painted where a hidden layer is open.

    What is set there stays set (8.11.4.5): colours, positions and clips hold for what follows.
    """
    import pikepdf

    kept: list[Step] = []
    #: For each open marked part, whether it is a hidden one.
    stack: list[bool] = []
    for step in pikepdf.parse_content_stream(content):
        name = str(step.operator)
        if name in ("BMC", "BDC"):
            is_layer = name == "BDC" and str(step.operands[0]) == "/OC"
            stack.append(is_layer and _is_hidden(step.operands[1], hidden, layers))
        elif name == "EMC" and stack:
            stack.pop()
        kept += _unpainted(step) if any(stack) else [step]
    return bytes(pikepdf.unparse_content_stream(kept))


def _is_hidden(named: object, hidden: set[str], layers: _Layers) -> bool:
    import pikepdf

    if isinstance(named, pikepdf.Name):
        return str(named) in hidden
    return layers.hides(named)


def _unpainted(step: Step) -> list[Step]:
    """What is left of a step that must not paint."""
    import pikepdf

    name = str(step.operator)
    if name in _PATHS:
        return [pikepdf.ContentStreamInstruction([], pikepdf.Operator("n"))]
    if name in ("'", '"'):  # these go to the next line before they write
        return [pikepdf.ContentStreamInstruction([], pikepdf.Operator("T*"))]
    return [] if name in _PAINT else [step]


def _blank(item: pikepdf.Stream) -> None:
    """Make a hidden picture or form one that draws nothing."""
    import pikepdf

    for key in [key for key in item.keys() if key != "/Length"]:  # noqa: SIM118
        del item[key]
    item.write(b"")
    item["/Type"], item["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
    item["/BBox"] = pikepdf.Array([0, 0, 1, 1])
    item["/Resources"] = pikepdf.Dictionary()


def _hidden(named: pikepdf.Object, layers: _Layers) -> set[str]:
    """The names under which hidden layers go."""
    return {str(name) for name, value in named.items() if layers.hides(value)}


def _properties(holder: pikepdf.Object) -> pikepdf.Object:
    """The named layers of a page or form; a page may have its resources from above."""
    import pikepdf

    node: pikepdf.Object | None = holder
    for _step in range(_MAX_DEPTH):
        if node is None:
            break
        resources = node.get("/Resources")
        if isinstance(resources, pikepdf.Dictionary):
            found = resources.get("/Properties")
            return found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()
        parent = node.get("/Parent")
        node = parent if isinstance(parent, pikepdf.Dictionary) else None
    return pikepdf.Dictionary()


def _items(value: object) -> list[pikepdf.Object]:
    """The dictionaries of a list; anything else, such as a group that is gone, is left out."""
    import pikepdf

    if not isinstance(value, pikepdf.Array):
        return []
    return [one for one in value if isinstance(one, pikepdf.Dictionary)]


def _of(value: object, key: str) -> object:
    import pikepdf

    return value.get(key) if isinstance(value, pikepdf.Dictionary) else None
