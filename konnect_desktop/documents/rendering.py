"""Pages as pixels, and the barcodes that can be read from them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal

from konnect_desktop.documents.opening import MM_PER_POINT, pdfium_document, pdfium_page
from konnect_desktop.errors import DocumentError

THERMAL_DPI = 203
MAX_PIXELS = 40_000_000
_MAX_DPI = 2400
#: A coarser picture holds no bars.
_LEAST_DPI = 72
#: So much of a page is filled by a picture that may be the label.
_PHOTO = 0.2
#: What couriers and the tax office print; looking for the rest takes half as long again.
COMMON_FORMATS = "Code128,Code39,Code93,Codabar,ITF,EAN13,EAN8,UPCA,QRCode,DataMatrix,PDF417,Aztec"

PixelFormat = Literal["RGB888", "GRAY8", "BGRX"]


@dataclass(frozen=True)
class RenderedPage:
    """One page as pixels, top row first, on white.

    `width` and `height` in pixels, `stride` in bytes a row. "GRAY8" has one byte a pixel,
    "RGB888" three, "BGRX" four (the order of QImage.Format_RGB32 on little-endian machines).
    """

    width: int
    height: int
    stride: int
    format: PixelFormat
    data: bytes = field(repr=False)


def render_page(
    data: bytes, page: int, dpi: int, *, grey: bool = False, max_pixels: int = MAX_PIXELS
) -> RenderedPage:
    """Return page `page` (from 0) at `dpi` dots an inch: GRAY8 when `grey`, else BGRX.

    Rotation and page box are respected. Raises DocumentError for a page that is not there,
    and for a picture of more than `max_pixels`.
    """
    with pdfium_document(data) as document, pdfium_page(document, page) as opened:
        return render_open_page(opened, dpi, grey=grey, max_pixels=max_pixels)


def render_open_page(
    opened: Any, dpi: int, *, grey: bool, max_pixels: int = MAX_PIXELS
) -> RenderedPage:
    """Render a pdfium page that is already open; the caller holds the lock."""
    if not 1 <= dpi <= _MAX_DPI:
        raise DocumentError(f"{dpi} dots an inch cannot be drawn; use 1 to {_MAX_DPI}.")
    width, height = opened.get_size()
    pixels = width * height * (dpi / 72) ** 2
    if pixels > max_pixels:
        raise DocumentError(
            f"The page is too large to draw at {dpi} dots an inch.",
            next_step="Choose a lower zoom or resolution.",
            detail=f"{pixels:.0f} pixels, at most {max_pixels}",
        )
    bitmap = opened.render(
        scale=dpi / 72,
        grayscale=grey,
        prefer_bgrx=not grey,
        fill_color=(255, 255, 255, 255),
    )
    try:
        return RenderedPage(
            width=bitmap.width,
            height=bitmap.height,
            stride=bitmap.stride,
            format="GRAY8" if grey else "BGRX",
            data=bytes(bitmap.buffer),
        )
    finally:
        bitmap.close()


def to_whole_dots(opened: Any, dpi: int = THERMAL_DPI) -> None:
    """Widen an open page by less than a dot, to the right and down, so that it is whole dots.

    Otherwise it would be stretched to fill its last dots, and bars of two dots that begin on
    one would end between two, which no printer does to them.
    """
    dot = 72 / dpi
    width, height = opened.get_size()
    # A hundredth less, so that no rounding makes it a dot more.
    across = max(0.0, (math.ceil(width / dot) - 0.01) * dot - width)
    down = max(0.0, (math.ceil(height / dot) - 0.01) * dot - height)
    left, bottom, right, top = _shown_box(opened)
    box = {
        0: (left, bottom - down, right + across, top),
        90: (left, bottom, right + down, top + across),
        180: (left - across, bottom, right, top + down),
        270: (left - down, bottom - across, right, top),
    }[opened.get_rotation()]
    opened.set_mediabox(*box)
    opened.set_cropbox(*box)


def _shown_box(opened: Any) -> tuple[float, float, float, float]:
    """What is shown of an open page, in its own coordinates: the crop box on the media box."""
    media, crop = opened.get_mediabox(), opened.get_cropbox()
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if right > left and top > bottom else media


def page_sizes_mm(data: bytes) -> list[tuple[float, float]]:
    """Return width and height in mm of every page, as seen (rotation and crop applied)."""
    sizes = []
    with pdfium_document(data) as document:
        for number in range(len(document)):
            width, height = document.get_page_size(number)
            sizes.append((width * MM_PER_POINT, height * MM_PER_POINT))
    return sizes


def decode_barcodes(data: bytes, page: int, dpi: int = THERMAL_DPI) -> list[str]:
    """Return the texts of all barcodes read from page `page` (from 0) drawn at `dpi`.

    Top to bottom, then left to right; a text that stands there twice is given twice.
    """
    with pdfium_document(data) as document, pdfium_page(document, page) as opened:
        to_whole_dots(opened, dpi)
        return decode_picture(render_open_page(opened, dpi, grey=True))


def decode_open_page(opened: Any, dpi: int) -> list[str]:
    """The texts of all common bar codes of an open page drawn at `dpi`."""
    picture = render_open_page(opened, dpi, grey=True)
    return [code.text for code in find_codes(picture, COMMON_FORMATS)]


def closer_dpis(opened: Any) -> list[int]:
    """Where bars do not read at THERMAL_DPI, the resolutions that are worth a try after it.

    A photo reads best at its own, dot for dot; bars that are too fine at twice the dots.
    """
    own = _photo_dpi(opened)
    width, height = opened.get_size()
    most = min(_MAX_DPI, 72 * math.sqrt(MAX_PIXELS / max(1.0, width * height)))
    wanted = (own, 2 * own, 2 * THERMAL_DPI) if own else (2 * THERMAL_DPI,)
    return [dpi for dpi in dict.fromkeys(wanted) if _LEAST_DPI <= dpi <= most]


def _photo_dpi(opened: Any) -> int:
    """The resolution of the largest picture on a page; 0 where none fills a good part of it."""
    import pypdfium2.raw

    width, height = opened.get_size()
    best, found = _PHOTO * width * height, 0
    for item in opened.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = item.get_bounds()
        across, down = right - left, top - bottom
        if across * down > best:
            best = across * down
            # The longer sides belong together, however it is turned.
            found = round(72 * max(item.get_px_size()) / max(across, down))
    return found


@dataclass(frozen=True)
class FoundCode:
    """A bar code in a picture: its corners in dots, clockwise from the code's own top left."""

    text: str
    format: str
    corners: tuple[tuple[int, int], ...]


def find_codes(
    picture: RenderedPage, formats: str = "", *, is_quick: bool = False
) -> list[FoundCode]:
    """Return all bar codes in a GRAY8 picture, top to bottom, then left to right.

    `formats`: look for these alone, by zxing's names with commas; all when empty.
    `is_quick`: take the picture as it is, do not try it smaller.
    """
    import zxingcpp

    view = zxingcpp.ImageView(
        picture.data,
        picture.width,
        picture.height,
        zxingcpp.ImageFormat.Lum,
        picture.stride,
        1,
    )
    wanted = formats if formats else str(zxingcpp.BarcodeFormat.AllReadable)
    found = zxingcpp.read_barcodes(
        view,
        zxingcpp.barcode_formats_from_str(wanted),
        try_downscale=not is_quick,
        # Nobody prints white bars on black: looking for them doubles the time.
        try_invert=False,
    )
    found.sort(key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return [FoundCode(code.text, str(code.format), _corners(code.position)) for code in found]


def decode_picture(picture: RenderedPage) -> list[str]:
    """Return the texts of all barcodes in a GRAY8 picture."""
    return [code.text for code in find_codes(picture)]


def _corners(position: Any) -> tuple[tuple[int, int], ...]:
    corners = (
        position.top_left,
        position.top_right,
        position.bottom_right,
        position.bottom_left,
    )
    return tuple((corner.x, corner.y) for corner in corners)
