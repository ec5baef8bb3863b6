"""What the PDF process can be asked, what it may answer, and the words when it fails."""

from __future__ import annotations

from konnect_desktop.errors import DocumentError
from konnect_desktop.isolation.protocol import Trade, Words

_PACKAGE = "konnect_desktop.documents"

FUNCTIONS = {
    "warm_up": "opening",
    "check_pdf": "checking",
    "has_active_content": "checking",
    "take_pdf": "checking",
    "take_in": "taking_in",
    "cut": "taking_in",
    "match_pages": "matching",
    "look_at_pages": "matching",
    "split": "pages",
    "merge": "pages",
    "join": "pages",
    "render_page": "rendering",
    "page_sizes_mm": "rendering",
    "make_test_page": "calibration",
    "render_small": "small_pictures",
    "printer_dots": "printer_dots",
    "decode_barcodes": "rendering",
    "read_facts": "facts",
    "press": "imposition",
    "press_kept": "imposition",
    "unreadable_codes": "bar_check",
    "really_cut": "cut_bars",
    "draw_pick_lists": "pick_list",
    "draw_packing_slips": "packing_slip",
    "draw_handover_sheets": "handover_sheet",
    "skus_without_bars": "pick_list",
    "ids_without_bars": "packing_slip",
    "awbs_without_bars": "handover_sheet",
}
"""The functions that may be called, and the module of this package that has each."""

_ANSWER_TYPES = frozenset(
    {
        (f"{_PACKAGE}.checking", "PdfFacts"),
        ("konnect_desktop.domain.printing", "Cut"),
        (f"{_PACKAGE}.cut_bars", "CutCode"),
        (f"{_PACKAGE}.facts", "CodeFacts"),
        (f"{_PACKAGE}.facts", "PageFacts"),
        (f"{_PACKAGE}.label_boxes", "Found"),
        (f"{_PACKAGE}.label_boxes", "LabelBox"),
        (f"{_PACKAGE}.matching", "PageLook"),
        (f"{_PACKAGE}.matching", "PageMatch"),
        (f"{_PACKAGE}.matching", "MatchResult"),
        (f"{_PACKAGE}.printer_dots", "SheetDots"),
        (f"{_PACKAGE}.rendering", "RenderedPage"),
        (f"{_PACKAGE}.taking_in", "Part"),
        (f"{_PACKAGE}.taking_in", "TakenIn"),
        ("konnect_desktop.domain.repairs", "Repair"),
    }
)

TRADE = Trade(
    main=f"{_PACKAGE}.worker_main",
    package=_PACKAGE,
    functions=FUNCTIONS,
    answers=_ANSWER_TYPES,
    error=DocumentError,
    words=Words(
        cannot_start="The part of the app that reads PDFs could not be started.",
        too_slow="The document took longer than {seconds:g} seconds, so it was given up.",
        too_slow_next="Try again with fewer orders, or print it from the Fynd panel.",
        died="Reading this document failed, so nothing was done with it. The app goes on.",
        closing="The app is closing, so the document was not read.",
        memory="The document needs more memory than is allowed, so nothing was done with it.",
        memory_next="Fetch fewer orders at a time.",
    ),
)
