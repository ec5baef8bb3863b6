"""A password safe that is there and never answers, for PYTHON_KEYRING_BACKEND."""

from __future__ import annotations

import time

from keyring.backend import KeyringBackend


class Silent(KeyringBackend):
    """Locked, with its question behind another window."""

    priority = 9  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(600)
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        time.sleep(600)

    def delete_password(self, service: str, username: str) -> None:
        time.sleep(600)
