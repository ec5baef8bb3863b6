"""What needs Qt of the self-test: `python -m konnect_desktop.ui.startup.self_test SCRATCH`.

It writes a line of JSON for each part that it has looked at. Nothing of it comes onto the screen,
and nothing of the seller's account is opened.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, QSettings, Qt, qVersion
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QImage, QTextLayout
from PySide6.QtWidgets import QApplication, QWidget

from konnect_desktop.selftest import parts
from konnect_desktop.selftest.results import (
    Part,
    Result,
    Value,
    failed,
    ok,
    warning,
)
from konnect_desktop.selftest.running import of_error
from konnect_desktop.selftest.window import no_screen
from konnect_desktop.ui.kit.contrast import ratio
from konnect_desktop.ui.kit.theme import Theme, ui_font
from konnect_desktop.ui.kit.tokens import Tokens

#: A word in each script that buyers' names are written in, and the sign of the rupee.
WORDS = {
    "Latin": "Konnect",
    "rupee": "₹",
    "Devanagari": "हिन्दी",
    "Bengali": "বাংলা",
    "Gujarati": "ગુજરાતી",
    "Gurmukhi": "ਪੰਜਾਬੀ",
    "Kannada": "ಕನ್ನಡ",
    "Malayalam": "മലയാളം",
    "Oriya": "ଓଡ଼ିଆ",
    "Tamil": "தமிழ்",
    "Telugu": "తెలుగు",
    "Arabic": "اردو",
}
_INSTALL = "Install the app again; your data stays."
#: Text on its ground, as the rules for accessibility ask for.
_READABLE = 4.5
#: What every window of the app fits into.
_SMALLEST = (960, 520)
_SIZE = (1280, 800)
#: A picture with fewer colours has no text in it: smooth letters alone have more.
_LEAST_COLOURS = 24


# ---- fonts -----------------------------------------------------------------------------------


def look_at_fonts() -> Result:
    """Whether each script is shown in letters, not in boxes."""
    families = QFontDatabase.families()
    if not families:
        return failed("No font could be loaded, so nothing could be read.", _INSTALL, families=0)
    boxes = [script for script, word in WORDS.items() if has_boxes(word, ui_font(12))]
    if boxes:
        return failed(
            f"Names are shown as boxes in {', '.join(boxes)}.", _INSTALL, boxes=", ".join(boxes)
        )
    if "Inter" not in families:
        return failed("The app's own face could not be loaded.", _INSTALL)
    return ok(
        f"{len(WORDS) - 1} scripts and ₹ are shown in letters",
        families=len(families),
        qt=qVersion(),
    )


def has_boxes(text: str, font: QFont) -> bool:
    """Whether a letter of the text has no glyph in any font that stands in."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine().setPosition(QPointF(0, 0))
    layout.endLayout()
    runs = layout.glyphRuns()
    return not runs or any(0 in run.glyphIndexes() for run in runs)


# ---- screen and colours ------------------------------------------------------------------------


def look_at_screen() -> Result:
    """The size and scale of the screen that the window opens on."""
    screen = QGuiApplication.primaryScreen()
    platform = QGuiApplication.platformName()
    if platform in ("offscreen", "minimal") or screen is None:
        return no_screen().having({"window system": platform})
    size = screen.size()
    facts: dict[str, Value] = {
        "window system": platform,
        "width": size.width(),
        "height": size.height(),
        "scale": round(screen.devicePixelRatio(), 2),
        "letters dpi": round(screen.logicalDotsPerInch()),
        "colour bits": screen.depth(),
        "screens": len(QGuiApplication.screens()),
    }
    if size.width() < _SMALLEST[0] or size.height() < _SMALLEST[1]:
        return warning(
            f"The screen shows {size.width()} × {size.height()}; the app needs "
            f"{_SMALLEST[0]} × {_SMALLEST[1]}.",
            "Choose a smaller scale or a higher resolution in the system's settings.",
        ).having(facts)
    text = f"{size.width()} × {size.height()} at {screen.devicePixelRatio():.0%}"
    return ok(text).having(facts)


def look_at_contrast(theme: Theme) -> Result:
    """Whether words can be told from their ground in the colours that are chosen."""
    tokens = theme.tokens
    found = {name: round(ratio(one, other), 1) for name, (one, other) in _pairs(tokens).items()}
    facts: dict[str, Value] = {
        "contrast theme": tokens.is_contrast,
        "dark": tokens.is_dark,
        **found,
    }
    weak = [name for name, contrast in found.items() if contrast < _READABLE]
    if weak:
        return warning(
            f"Some words are hard to read: {', '.join(weak)}.", parts.CONTRAST.next_step
        ).having(facts)
    return ok(f"At least {min(found.values())} : 1").having(facts)


def _pairs(tokens: Tokens) -> dict[str, tuple[str, str]]:
    return {
        "text": (tokens.text, tokens.surface),
        "small text": (tokens.muted, tokens.surface),
        "text of a button": (tokens.accent_text, tokens.accent),
        "link": (tokens.link, tokens.surface),
        "danger": (tokens.danger_text, tokens.danger),
        "warning": (tokens.warning_ink, tokens.warning_soft),
    }


# ---- a window ------------------------------------------------------------------------------------


def look_at_window(app: QApplication, theme: Theme, scratch: Path) -> Result:
    """The app's own window on an empty account is painted, and there is something on it."""
    from konnect_desktop.selftest.scratch_account import open_in
    from konnect_desktop.ui.window.main_window import MainWindow
    from konnect_desktop.ui.work.context import AppContext
    from konnect_desktop.ui.work.signals import AppSignals
    from konnect_desktop.ui.work.tasks import TaskRunner

    theme.apply()
    services = open_in(scratch)
    runner = TaskRunner(app)
    try:
        layout = QSettings(str(scratch / "window.ini"), QSettings.Format.IniFormat, app)
        context = AppContext(services, runner, AppSignals(app), theme, layout)
        window = MainWindow(context)
        image = painted(app, window)
    finally:
        runner.close()
        services.close(1.0)
    count = colours(image)
    size = f"{image.width()} × {image.height()}"
    facts: dict[str, Value] = {
        "pixels": size,
        "colours": count,
        "window system": QGuiApplication.platformName(),
    }
    if count < _LEAST_COLOURS:
        return failed("The window stayed empty.", parts.WINDOW.next_step).having(facts)
    return ok(f"Painted, {size}").having(facts)


def painted(app: QApplication, window: QWidget) -> QImage:
    """The window as it would look; it does not come onto the screen."""
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.resize(*_SIZE)
    window.show()
    app.processEvents()
    return window.grab().toImage()


def colours(image: QImage) -> int:
    """How many different colours stand in every fourth row."""
    found: set[int] = set()
    for row in range(0, image.height(), 4):
        found.update(image.pixel(column, row) for column in range(0, image.width(), 2))
    return len(found)


# ---- the process ---------------------------------------------------------------------------------


def say(part: Part, look: Callable[[], Result]) -> None:
    """Look at a part and write down what was found; nothing is raised."""
    try:
        result = look()
    except Exception as error:
        result = of_error(error, part.next_step)
    line = {
        "name": part.name,
        "state": result.state.value,
        "text": result.text,
        "next_step": result.next_step,
        "facts": dict(result.facts),
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main(scratch: Path) -> None:
    """Look at all parts of the window in their order."""
    from konnect_desktop.ui.startup.qt_app import make_qt

    app = make_qt([sys.argv[0]])
    say(parts.FONTS, look_at_fonts)
    say(parts.SCREEN, look_at_screen)
    theme = Theme("system", app)
    say(parts.CONTRAST, lambda: look_at_contrast(theme))
    say(parts.WINDOW, lambda: look_at_window(app, theme, scratch))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    # Nothing is left that counts, and Qt's own end may hang on a screen that is gone.
    os._exit(0)
