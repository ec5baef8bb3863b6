"""The parts that the self-test looks at, in their order, with their names and exit codes.

Names and codes are read by installers and scripts: never change or reuse one. docs/self-test.md
lists them. The seconds are for what hangs: a busy computer may take ten times as long as usual.
"""

from __future__ import annotations

from konnect_desktop.selftest.results import FIRST_CODE, Part

_INSTALL = "Install the app again; your data stays."
_DISK = "Check the data folder and its disk, then run the check again."
_SCREEN = "Start the app on the computer's own screen, or install its graphics driver again."

PYTHON = Part("python", FIRST_CODE, "Python", 10, next_step=_INSTALL)
RESOURCES = Part("resources", 11, "Fonts, icons, texts", 20, next_step=_INSTALL)
DATA_FOLDER = Part("data_folder", 12, "Data folder", 20, next_step=_DISK)
LONG_PATHS = Part("long_paths", 13, "Long paths", 10, next_step=_DISK)
REPLACES = Part("replaces", 14, "200 files replaced", 60, next_step=_DISK)
SCHEMA = Part("schema", 15, "Database", 30, next_step=_INSTALL)
DAMAGED = Part("damaged", 16, "Damaged database", 30, next_step=_DISK)
KEYRING = Part(
    "keyring",
    17,
    "Password safe",
    35,
    next_step="Unlock the password safe of this computer, then run the check again.",
)
PROXY = Part(
    "proxy",
    18,
    "Proxy",
    30,
    next_step="Check Settings → Network, or ask whoever looks after this network.",
)
TLS = Part(
    "tls",
    19,
    "Secure connection",
    40,
    next_step="Check the internet connection, then run the check again.",
)
PDF = Part("pdf", 20, "PDFs and bar codes", 90, next_step=_INSTALL)
SHEETS = Part("sheets", 21, "Tables", 60, next_step=_INSTALL)
MEMORY = Part("memory", 22, "Memory limit", 45, next_step=_INSTALL)
PRINT_PROCESS = Part("print_process", 23, "Print process", 45, next_step=_INSTALL)
PRINTERS = Part(
    "printers",
    24,
    "Printers",
    45,
    is_essential=False,
    next_step="Start the print service, or save as PDF.",
)
SOUNDS = Part(
    "sounds",
    25,
    "Sounds",
    10,
    is_essential=False,
    next_step="Scanning also shows right and wrong by colour.",
)
FONTS = Part("fonts", 26, "Fonts on screen", 60, next_step=_INSTALL)
SCREEN = Part("screen", 27, "Screen", 10, is_essential=False, next_step=_SCREEN)
CONTRAST = Part(
    "contrast",
    28,
    "Contrast",
    10,
    is_essential=False,
    next_step="Choose other colours in Settings → Look, or in the system's settings.",
)
WINDOW = Part("window", 29, "Window", 60, next_step=_SCREEN)

#: In the order of the table. Catalogues of other languages come after the resources.
ALL = (
    *(PYTHON, RESOURCES, DATA_FOLDER, LONG_PATHS, REPLACES, SCHEMA, DAMAGED, KEYRING, PROXY, TLS),
    *(PDF, SHEETS, MEMORY, PRINT_PROCESS, PRINTERS, SOUNDS, FONTS, SCREEN, CONTRAST, WINDOW),
)
#: What a process with Qt looks at, in this order.
OF_WINDOW = (FONTS, SCREEN, CONTRAST, WINDOW)
