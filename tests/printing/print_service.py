"""A print service of the tests' own: cupsd with its own folders, port and queues.

Needs root on Debian with cups and cups-filters; installer/check.py puts them there. Queues
print into sockets that are the printers.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

CUPSD = "/usr/sbin/cupsd"
ZEBRA = "drv:///sample.drv/zebra.ppd"
PDF = "lsb/usr/cupsfilters/Generic-PDF_Printer-PDF.ppd"
_START_S = 20.0
_PATIENCE_S = 30.0
#: cupsd tells nobody of a job's state, so that is asked again this often.
_ASK_AGAIN_S = 0.02
#: Notified whenever a printer has taken a job.
_arrival = threading.Condition()
_OPEN = """<Limit All>
Order allow,deny
Allow all
</Limit>"""


def why_not() -> str:
    """Why no print service can be had here; "" where it can, and then it must work."""
    if not sys.platform.startswith("linux"):
        return "CUPS queues are made on Debian only"
    if os.geteuid() != 0:
        return "cupsd is started by root only"
    if not Path("/etc/debian_version").exists():
        return "CUPS queues are made on Debian only"
    return ""


def until(is_true: Callable[[], object], explain: Callable[[], str] = str) -> None:
    """Wait for something of a printer or its queue; fails with `explain()` after a while."""
    deadline = time.monotonic() + _PATIENCE_S
    with _arrival:
        while not is_true():
            assert time.monotonic() < deadline, explain()
            _arrival.wait(_ASK_AGAIN_S)


class SocketPrinter:
    """A printer that keeps what it is sent: one entry a job, when the connection ends."""

    def __init__(self) -> None:
        self.jobs: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def uri(self) -> str:
        return f"socket://127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        """Like switching it off: connections are refused from now on."""
        # Closing alone does not wake up a thread that waits in accept.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            with connection:
                parts = []
                while part := connection.recv(65536):
                    parts.append(part)
                with _arrival:
                    self.jobs.append(b"".join(parts))
                    _arrival.notify_all()


class PrintService:
    """cupsd while it is entered; `server` is what clients connect to."""

    def __init__(self) -> None:
        # Filters run as another user, so a private folder of pytest will not do.
        self.root = Path(tempfile.mkdtemp(prefix="konnect-cups-"))
        self.port = _free_port()
        self._printers: list[SocketPrinter] = []
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def server(self) -> str:
        return f"127.0.0.1:{self.port}"

    def __enter__(self) -> PrintService:
        self._write_settings()
        self._process = subprocess.Popen(
            [CUPSD, "-f", "-c", str(self.root / "cupsd.conf"), "-s", str(self.root / "files.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _START_S
        while subprocess.run(["lpstat", "-r"], env=self._env(), capture_output=True).returncode:
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(20)
        for printer in self._printers:
            printer.close()
        shutil.rmtree(self.root, ignore_errors=True)

    def add(self, name: str, driver: str) -> SocketPrinter:
        """A queue and the printer behind it."""
        printer = SocketPrinter()
        self._printers.append(printer)
        self.add_queue(name, driver, printer.uri)
        return printer

    def add_queue(self, name: str, driver: str, uri: str) -> None:
        """A queue that prints to `uri`, wherever that is."""
        command = ["lpadmin", "-p", name, "-E", "-v", uri, "-m", driver]
        for _attempt in range(3):
            done = subprocess.run(command, env=self._env(), capture_output=True, text=True)
            # On a busy machine the first connection may time out.
            if "Unable to connect" not in done.stderr:
                break
        assert done.returncode == 0, done.stderr + self.log()

    def pause(self, name: str, reason: str) -> None:
        subprocess.run(["cupsdisable", "-r", reason, name], env=self._env(), check=True)

    def resume(self, name: str) -> None:
        subprocess.run(["cupsenable", name], env=self._env(), check=True)

    def log(self) -> str:
        """The end of cupsd's own log."""
        path = self.root / "error.log"
        return path.read_text(errors="replace")[-2000:] if path.exists() else ""

    def _env(self) -> dict[str, str]:
        return {**os.environ, "CUPS_SERVER": self.server, "LC_ALL": "C"}

    def _write_settings(self) -> None:
        self.root.chmod(0o755)
        for name in ("spool", "spool/tmp", "cache", "state"):
            (self.root / name).mkdir()
            (self.root / name).chmod(0o777)
        files = {
            "User": "lp",
            "Group": "lp",
            "SystemGroup": "root",
            "FileDevice": "Yes",
            "ServerRoot": self.root,
            "RequestRoot": self.root / "spool",
            "TempDir": self.root / "spool/tmp",
            "CacheDir": self.root / "cache",
            "StateDir": self.root / "state",
            "AccessLog": self.root / "access.log",
            "ErrorLog": self.root / "error.log",
            "PageLog": self.root / "page.log",
        }
        lines = [f"{key} {value}" for key, value in files.items()]
        (self.root / "files.conf").write_text("\n".join(lines) + "\n")
        (self.root / "cupsd.conf").write_text(
            f"Listen 127.0.0.1:{self.port}\nLogLevel warn\nBrowsing No\nWebInterface No\n"
            "DirtyCleanInterval 0\nDefaultAuthType None\n"
            "ErrorPolicy retry-job\nJobRetryInterval 1\n"
            "<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
            f"<Policy default>\nJobPrivateAccess all\nJobPrivateValues none\n{_OPEN}\n</Policy>\n"
        )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
