"""A password safe that does what the test wants: refuses, keeps silent, or is not there."""

from __future__ import annotations

import threading
from types import ModuleType


class StrangeSafe(ModuleType):
    """Stands in for the module `keyring` and for the backend that it finds."""

    priority = 5.0

    def __init__(self) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}
        #: The questions that are refused, such as {"delete_password"}.
        self.refuses: set[str] = set()
        #: The questions that wait until `speak` is set.
        self.silent: set[str] = set()
        self.speak = threading.Event()
        self.is_there = True
        self.asked: list[str] = []

    def get_keyring(self) -> StrangeSafe:
        if not self.is_there:
            raise RuntimeError("no bus")
        return self

    def get_password(self, service: str, name: str) -> str | None:
        self._do("get_password")
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, password: str) -> None:
        self._do("set_password")
        self.kept[service, name] = password

    def delete_password(self, service: str, name: str) -> None:
        self._do("delete_password")
        del self.kept[service, name]

    def _do(self, question: str) -> None:
        self.asked.append(question)
        if question in self.silent:
            self.speak.wait(60)
        if question in self.refuses:
            raise RuntimeError("denied")
