"""One window for each account: a second start brings the first to the front, and leaves.

The lock file alone decides who may open the data. This is only the bell at its door: a local
socket that this user alone can reach, named after the lock.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from konnect_desktop.windows_shell import let_come_to_front

_RING, _HEARD = b"raise\n", b"heard\n"
#: The other app may be busy painting, but not for long.
_PATIENCE_MS = 1_500


def bell_name(lock: Path) -> str:
    """The name of the socket that belongs to a lock file."""
    digest = hashlib.sha256(str(lock.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    return f"konnect-desktop-{digest[:24]}"


def ring(lock: Path) -> bool:
    """Ask the app that holds `lock` to show its window; False when nobody answers."""
    socket = QLocalSocket()
    socket.connectToServer(bell_name(lock))
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    let_come_to_front(int(socket.socketDescriptor()))
    socket.write(_RING)
    socket.flush()
    has_heard = socket.waitForReadyRead(_PATIENCE_MS) and bytes(socket.readAll().data()) == _HEARD
    socket.disconnectFromServer()
    return has_heard


class Bell(QObject):
    """Rings when the app is started a second time. Only the holder of the lock may hang one."""

    rung = Signal()

    def __init__(self, lock: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("bell")
        name = bell_name(lock)
        # Who was killed left its socket behind; the lock says that it is gone.
        QLocalServer.removeServer(name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connected)
        #: False where the system allows no socket: a second start then says so in a window.
        self.is_hung = self._server.listen(name)

    def close(self) -> None:
        """Take the bell down, before the lock is given back."""
        self._server.close()

    def _on_connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda socket=socket: self._on_read(socket))
            if socket.bytesAvailable():
                self._on_read(socket)

    def _on_read(self, socket: QLocalSocket) -> None:
        # More than a short word is none of ours.
        if bytes(socket.read(64).data()) == _RING:
            socket.write(_HEARD)
            socket.flush()
            self.rung.emit()
        else:
            socket.abort()
