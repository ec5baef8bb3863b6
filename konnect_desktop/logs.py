"""The log file: small, rotating, and without secrets or buyers' data."""

from __future__ import annotations

import logging
import re
import threading
from logging.handlers import RotatingFileHandler
from urllib.parse import quote, quote_plus

from konnect_desktop.paths import Paths, make_private

_MAX_BYTES = 1_000_000
_KEPT_FILES = 5
_HIDDEN = "[hidden]"

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # A query string may carry the sign-in; nothing in it is worth a log line.
    (re.compile(r"(\bhttps?://[^\s?'\"]*|/[\w./-]+)\?[^\s'\"]+"), r"\1?" + _HIDDEN),
    (re.compile(r"(https?://)[^\s/@]+@"), r"\1"),
    (
        re.compile(
            r"(?i)(['\"]?\b(?:x-access-token|access_?token|token|password|passwd|secret|username|"
            r"authorization|api-?key)['\"]?\s*[=:]\s*)(?:bearer\s+)?(['\"]?)[^\s'\",;&}]+\2"
        ),
        r"\1" + _HIDDEN,
    ),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), _HIDDEN),
    (re.compile(r"(?<![\d-])(?:\+?91[\s-]?)?[6-9]\d{4}[\s-]?\d{5}(?!\d)"), _HIDDEN),
)


class Redactor:
    """Takes secrets and buyers' data out of text; knows the secrets that it was told."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: set[str] = set()

    def hide(self, *secrets: str) -> None:
        """Never let these through, plain or as they are written in a URL."""
        with self._lock:
            for secret in secrets:
                if len(secret) >= 4:
                    self._secrets |= {secret, quote(secret, safe=""), quote_plus(secret)}

    def clean(self, text: str) -> str:
        """`text` with everything private replaced by [hidden]."""
        with self._lock:
            secrets = sorted(self._secrets, key=len, reverse=True)
        for secret in secrets:
            text = text.replace(secret, _HIDDEN)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text


class RedactingFormatter(logging.Formatter):
    """Cleans the finished line, so that tracebacks and arguments are covered too."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """The line as it goes to the file."""
        return self._redactor.clean(super().format(record))


#: One for the process: whoever learns a secret tells it before anything can be logged.
redactor = Redactor()


def setup(paths: Paths, *, level: int = logging.INFO) -> logging.Handler | None:
    """Log to `paths.logs`/konnect-desktop.log; called again, it moves the log there.

    Returns the handler, or None when the folder cannot be written: the app then runs without
    a log rather than not at all.
    """
    root = logging.getLogger("konnect_desktop")
    for old in list(root.handlers):
        if isinstance(old, RotatingFileHandler):
            root.removeHandler(old)
            old.close()
    # The HTTP libraries write whole URLs at DEBUG: nothing of theirs below a warning is kept.
    for name in ("urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        make_private(paths.logs)
        handler = RotatingFileHandler(
            paths.logs / "konnect-desktop.log",
            maxBytes=_MAX_BYTES,
            backupCount=_KEPT_FILES,
            encoding="utf-8",
        )
    except OSError:
        return None
    handler.setFormatter(RedactingFormatter(redactor))
    root.addHandler(handler)
    root.setLevel(level)
    return handler
