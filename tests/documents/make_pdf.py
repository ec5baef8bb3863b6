"""Real PDFs for the tests: labels with a Code 128 and text, and files gone wrong."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pikepdf
import pypdfium2
from reportlab.graphics.barcode import code128
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

A6 = (105 * mm, 148 * mm)
A4 = (210 * mm, 297 * mm)


@dataclass(frozen=True)
class Label:
    """What stands on one label page."""

    shipment_id: str
    awb: str
    order_no: str = "OD-000000"
    note: str = ""
    show_text: bool = True
    show_bars: bool = True
    text_awb: str = ""  # where words and bars disagree


def a_label(number: int, **changes: object) -> Label:
    """Label `number` of a series, with ids that differ in their last digits only."""
    values: dict[str, object] = {
        "shipment_id": f"17320000000000{number:06d}",
        "awb": f"1490{number:010d}",
        "order_no": f"FYMP{number:08X}A1",
    }
    return Label(**{**values, **changes})  # type: ignore[arg-type]


def pdf_of(
    draw: Sequence[Callable[[Canvas], None]], size: tuple[float, float] = A6, **options: object
) -> bytes:
    """One page for each drawing function."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size, invariant=1, **options)
    for drawing in draw:
        drawing(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def labels_pdf(
    labels: Iterable[Label],
    size: tuple[float, float] = A6,
    *,
    bar_mm: float = 0.375,
    **options: object,
) -> bytes:
    """One page for each label; `bar_mm` is the width of its finest bar."""
    return pdf_of([drawing(label, bar_mm) for label in labels], size, **options)


def drawing(label: Label, bar_mm: float = 0.375) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.rect(3 * mm, 3 * mm, 99 * mm, 142 * mm)
        if label.show_bars:
            # 0.375 mm is three dots of a 203 dpi printer.
            bars = code128.Code128(label.awb, barWidth=bar_mm * mm, barHeight=22 * mm, quiet=False)
            bars.drawOn(canvas, 12 * mm, 105 * mm)
        if label.show_text:
            canvas.setFont("Helvetica", 9)
            lines = (
                f"AWB: {label.text_awb or label.awb}",
                f"Shipment {label.shipment_id}",
                f"Order No.{label.order_no}",
                "Qty 1  Mumbai 400001",
                label.note,
            )
            for row, line in enumerate(lines):
                canvas.drawString(12 * mm, (95 - 6 * row) * mm, line)

    return draw


def joined(parts: Sequence[bytes]) -> bytes:
    """All pages in one file."""
    target = io.BytesIO()
    with pikepdf.new() as document:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as source:
                document.pages.extend(source.pages)
        document.save(target)
    return target.getvalue()


def text_of(data: bytes) -> str:
    """All words of all pages."""
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(str(page.get_textpage().get_text_range()) for page in document)


def picture_pdf(data: bytes) -> bytes:
    """The same pages as pictures only: bars, but not a letter of text."""
    target = io.BytesIO()
    document = pypdfium2.PdfDocument(data)
    canvas = Canvas(target)
    for page in document:
        width, height = page.get_size()
        bitmap = page.render(scale=300 / 72)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(bitmap.to_pil()), 0, 0, width, height)
        canvas.showPage()
        bitmap.close()
        page.close()
    document.close()
    canvas.save()
    return target.getvalue()


def changed(data: bytes, change: Callable[[pikepdf.Pdf], object], **options: object) -> bytes:
    """`data` after `change` was let loose on it."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document)
        document.save(target, **options)
    return target.getvalue()


def rotated(data: bytes, angle: int) -> bytes:
    """Every page shown turned by `angle`."""
    return changed(data, lambda pdf: [page.rotate(angle, relative=True) for page in pdf.pages])


def with_origin(data: bytes, left: float, bottom: float) -> bytes:
    """The same look, on pages whose box does not start at 0, 0."""

    def move(document: pikepdf.Pdf) -> None:
        for page in document.pages:
            _, _, width, height = (float(edge) for edge in page.mediabox.as_list())
            page.mediabox = pikepdf.Array([left, bottom, left + width, bottom + height])
            before, after = f"q 1 0 0 1 {left} {bottom} cm\n", "\nQ"
            page.contents_add(document.make_stream(before.encode()), prepend=True)
            page.contents_add(document.make_stream(after.encode()))

    return changed(data, move)


def encrypted(data: bytes, user: str = "secret") -> bytes:
    return changed(
        data, lambda _: None, encryption=pikepdf.Encryption(user=user, owner="owner", R=6)
    )


def with_script(data: bytes) -> bytes:
    def add(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    return changed(data, add)


def with_attachment(data: bytes) -> bytes:
    def add(document: pikepdf.Pdf) -> None:
        document.attachments["note.txt"] = b"hello"

    return changed(data, add)


def with_launch(data: bytes) -> bytes:
    def add(document: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 50, 50], A=action
        )
        document.pages[0].Annots = pikepdf.Array([link])

    return changed(data, add)


def without_pages() -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.save(target)
    return target.getvalue()


def endless() -> bytes:
    """A small file that takes practically for ever to draw: forms that draw forms, tenfold."""

    def nest(document: pikepdf.Pdf) -> None:
        inner = document.make_stream(
            b"0 0 9 9 re f",
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 600, 600],
        )
        for _ in range(9):
            inner = document.make_stream(
                b"/F Do " * 10,
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Form,
                BBox=[0, 0, 600, 600],
                Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner)),
            )
        page = document.pages[0]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
        page.Contents = document.make_stream(b"/F Do")

    return changed(labels_pdf([a_label(1)]), nest)


def bomb(megabytes: int) -> bytes:
    """A small file whose one page unpacks to `megabytes`."""
    packer = zlib.compressobj(1)
    blank = b" " * 2**20
    packed = b"".join([packer.compress(blank) for _ in range(megabytes)] + [packer.flush()])

    def fill(document: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(document, b"")
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
        document.pages[0].Contents = stream

    return changed(labels_pdf([a_label(1)]), fill)


def with_stamp(data: bytes, words: str = "PAID") -> bytes:
    """A stamp on the first page: an annotation with a look of its own, meant for print."""

    def add(document: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        look = document.make_stream(
            f"BT /F1 14 Tf 2 4 Td ({words}) Tj ET".encode(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 80, 20],
            Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
        )
        stamp = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Stamp,
            Rect=[100, 100, 180, 120],
            F=4,
            AP=pikepdf.Dictionary(N=look),
        )
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(stamp)])

    return changed(data, add)


#: How a document says that its layer "Void" is not printed.
HIDING = ("off", "base", "print", "policy", "expression")


def with_hidden_layer(data: bytes, how: str = "off", place: str = "content") -> bytes:
    """Every page with "VOID 99" and a black box over it on a layer that is not printed.

    `place`: in the page's own content, in a form, or in an annotation.
    """

    def hide(document: pikepdf.Pdf) -> None:
        shown = _layer(document, "Shown")
        void = _layer(document, "Void", Usage={"/Print": {"/PrintState": pikepdf.Name.OFF}})
        groups = pikepdf.Array([shown, void])
        config: dict[str, object] = {
            "/ON": pikepdf.Array([shown]),
            "/BaseState": pikepdf.Name.OFF if how == "base" else pikepdf.Name.ON,
            "/OFF": pikepdf.Array([] if how in ("base", "print") else [void]),
        }
        if how == "print":
            config["/AS"] = pikepdf.Array(
                [{"/Event": pikepdf.Name.Print, "/Category": [pikepdf.Name.Print], "/OCGs": groups}]
            )
        document.Root.OCProperties = pikepdf.Dictionary(
            {"/OCGs": groups, "/D": pikepdf.Dictionary(config)}
        )
        layer = void
        if how in ("policy", "expression"):
            member = pikepdf.Dictionary(Type=pikepdf.Name.OCMD, OCGs=groups, P=pikepdf.Name.AllOn)
            if how == "expression":
                member.VE = pikepdf.Array([pikepdf.Name.And, [pikepdf.Name.Not, shown], void])
            layer = document.make_indirect(member)
        for page in document.pages:
            _draw_on_layers(document, page, layer, shown, place)

    return changed(data, hide)


def _layer(document: pikepdf.Pdf, name: str, **more: object) -> pikepdf.Object:
    values = {"/Type": pikepdf.Name.OCG, "/Name": name}
    values |= {f"/{key}": value for key, value in more.items()}
    return document.make_indirect(pikepdf.Dictionary(values))


def _draw_on_layers(
    document: pikepdf.Pdf,
    page: pikepdf.Page,
    layer: pikepdf.Object,
    shown: pikepdf.Object,
    place: str,
) -> None:
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    fonts = pikepdf.Dictionary(VF=font)
    ink = "0 0 300 300 re f BT /VF 20 Tf 10 10 Td (VOID 99) Tj (more) ' ET"
    form = document.make_stream(
        ink.encode(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[0, 0, 300, 300],
        Resources=pikepdf.Dictionary(Font=fonts),
        OC=layer,
    )
    resources = page.obj.Resources
    resources.Properties = pikepdf.Dictionary(VL=layer, SL=shown)
    resources.Font.VF = font
    if place == "annotation":
        del form["/OC"]
        mark = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Stamp,
            Rect=[0, 0, 300, 300],
            F=4,
            OC=layer,
            AP=pikepdf.Dictionary(N=form),
        )
        page.obj.Annots = pikepdf.Array([document.make_indirect(mark)])
        return
    drawn = f"q /OC /VL BDC {ink} EMC Q" if place == "content" else "q /VX Do Q"
    if place == "form":
        resources.XObject = resources.get("/XObject", pikepdf.Dictionary())
        resources.XObject.VX = form
    page.contents_add(document.make_stream(f"{drawn} /OC /SL BDC EMC".encode()))


def with_page_script(data: bytes) -> bytes:
    """A script that runs when the first page is shown or printed."""

    def add(document: pikepdf.Pdf) -> None:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        document.pages[0].AA = pikepdf.Dictionary(O=script)

    return changed(data, add)


def with_crop_box(data: bytes, margin: float) -> bytes:
    """The same look on larger paper: a crop box hides `margin` points on each side."""

    def add(document: pikepdf.Pdf) -> None:
        for page in document.pages:
            left, bottom, right, top = (float(edge) for edge in page.mediabox.as_list())
            page.cropbox = pikepdf.Array([left, bottom, right, top])
            page.mediabox = pikepdf.Array(
                [left - margin, bottom - margin, right + margin, top + margin]
            )

    return changed(data, add)


def label_on_a4(label: Label, *, with_invoice: bool = True, label_top_mm: float = 8) -> bytes:
    """A4 with the label in its upper half and, if wanted, the invoice below the middle."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(8 * mm, (297 - 132 - label_top_mm) * mm)
        canvas.rect(0, 0, 99 * mm, 130 * mm)
        bars = code128.Code128(label.awb, barWidth=0.375 * mm, barHeight=22 * mm, quiet=False)
        bars.drawOn(canvas, 9 * mm, 100 * mm)
        canvas.drawString(9 * mm, 90 * mm, f"AWB: {label.awb}")
        canvas.drawString(9 * mm, 84 * mm, f"Shipment {label.shipment_id}")
        canvas.restoreState()
        if with_invoice:
            canvas.drawString(20 * mm, 120 * mm, "TAX INVOICE")
            canvas.drawString(20 * mm, 110 * mm, f"Order {label.order_no}")
            canvas.rect(15 * mm, 20 * mm, 180 * mm, 110 * mm)

    return pdf_of([draw], A4)


def turned_inside(data: bytes, angle: int) -> bytes:
    """The same look, but the content lies turned in the file and /Rotate brings it back."""

    def turn(document: pikepdf.Pdf) -> None:
        for page in document.pages:
            boxes = [[float(edge) for edge in box] for box in (page.mediabox, page.cropbox)]
            matrix, apply = _turn(-angle)
            page.mediabox, page.cropbox = (pikepdf.Array(apply(box)) for box in boxes)
            page.contents_add(document.make_stream(f"q {matrix} cm".encode()), prepend=True)
            page.contents_add(document.make_stream(b"Q"))
            page.Rotate = angle

    return changed(data, turn)


def _turn(angle: int) -> tuple[str, Callable[[list[float]], list[float]]]:
    """Clockwise by `angle` about 0, 0: the matrix, and what it does to a box."""
    cos, sin = {0: (1, 0), 90: (0, -1), 180: (-1, 0), 270: (0, 1)}[angle % 360]

    def apply(box: list[float]) -> list[float]:
        xs = [cos * x - sin * y for x, y in ((box[0], box[1]), (box[2], box[3]))]
        ys = [sin * x + cos * y for x, y in ((box[0], box[1]), (box[2], box[3]))]
        return [min(xs), min(ys), max(xs), max(ys)]

    return f"{cos} {sin} {-sin} {cos} 0 0", apply


def with_second_code(data: bytes, text: str) -> bytes:
    """A large code of `text` below the middle of each page."""

    def draw(canvas: Canvas) -> None:
        bars = code128.Code128(text, barWidth=0.5 * mm, barHeight=15 * mm, quiet=False)
        bars.drawOn(canvas, 15 * mm, 20 * mm)

    code = pdf_of([draw])

    def add(document: pikepdf.Pdf) -> None:
        with pikepdf.open(io.BytesIO(code)) as source:
            for page in document.pages:
                page.add_overlay(source.pages[0])

    return changed(data, add)


def in_half_units(document: pikepdf.Pdf) -> None:
    """The same look in units of two points."""
    for page in document.pages:
        page.UserUnit = 2
        page.mediabox = pikepdf.Array([float(edge) / 2 for edge in page.mediabox.as_list()])
        page.contents_add(document.make_stream(b"q 0.5 0 0 0.5 0 0 cm"), prepend=True)
        page.contents_add(document.make_stream(b"Q"))


def moved_right(data: bytes, by_mm: float) -> bytes:
    """What is drawn lies `by_mm` further right on the same page."""

    def move(document: pikepdf.Pdf) -> None:
        before = f"q 1 0 0 1 {by_mm * mm:.4f} 0 cm".encode()
        for page in document.pages:
            page.contents_add(document.make_stream(before), prepend=True)
            page.contents_add(document.make_stream(b"Q"))

    return changed(data, move)
