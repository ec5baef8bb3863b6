"""The process' side: reads calls from its standard input until that ends."""

from __future__ import annotations

import faulthandler
import importlib
import os
import sys
from typing import Any, BinaryIO

from konnect_desktop.domain.say import to_json
from konnect_desktop.isolation.memory import limit_own
from konnect_desktop.isolation.orphans import ends_with_the_app
from konnect_desktop.isolation.protocol import ProtocolError, Trade, receive_call, send

# The app ends a late process itself; this is for a process whose app is gone.
_ORPHAN_GRACE_S = 5.0
_NICE = 5


def serve(trade: Trade, arguments: list[str]) -> int:
    """Serve calls; return the exit status when the app closes the pipe.

    `arguments`: how many megabytes of memory it may take, if any.
    """
    calls = sys.stdin.buffer
    answers = _private_stdout()
    _give_way()
    limit_own(int(arguments[0]) if arguments else 0)
    while True:
        try:
            name, args, timeout = receive_call(calls)
        except ProtocolError:
            return 0
        faulthandler.dump_traceback_later(timeout + _ORPHAN_GRACE_S, exit=True)
        with ends_with_the_app(answers):
            answer = _run(trade, name, args)
        faulthandler.cancel_dump_traceback_later()
        try:
            send(answers, answer)
        except OSError:
            return 0


def _private_stdout() -> BinaryIO:
    """Keep the pipe to ourselves: a library that prints must not speak in between."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(answers.fileno(), os.O_BINARY)
    return answers


def _give_way() -> None:
    """Let the window's process go first where both want the processor."""
    if sys.platform == "win32":
        from konnect_desktop.isolation.windows_job import give_way

        give_way()
    else:
        os.nice(_NICE)


def _run(
    trade: Trade, name: str, args: tuple[tuple[Any, ...], dict[str, Any]]
) -> tuple[str, object]:
    """Return ("result", value), or ("error", (message, next, detail) as texts), or "spent"."""
    try:
        module = importlib.import_module(f"{trade.package}.{trade.functions[name]}")
        positional, named = args
        return "result", getattr(module, name)(*positional, **named)
    except trade.error as error:
        return "error", (to_json(error.message), to_json(error.next), error.detail)
    except MemoryError:
        return "spent", (trade.words.memory, trade.words.memory_next, f"{name}: memory")
    except Exception as error:  # any other failure of a library on a strange file
        # Not its text, which may quote what stands in the file.
        detail = f"{name}: {type(error).__name__}"
        return "error", ("", "", detail)
