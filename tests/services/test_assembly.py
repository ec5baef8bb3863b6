"""What of a profile is built when, and by how many."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from konnect_desktop import bootstrap
from konnect_desktop.assembly.later import all_later, built, built_later
from konnect_desktop.bootstrap import Services
from konnect_desktop.credentials import MemoryCredentials
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.errors import DocumentError, StoreError
from konnect_desktop.paths import Paths
from tests.documents.make_pdf import a_label, labels_pdf


def open_profile(folder: Path) -> Services:
    return bootstrap.build(Paths(folder), "test", credentials=MemoryCredentials())


class Shop:
    """Counts how often its counter was built; the builder waits until `goes_on`."""

    def __init__(self) -> None:
        self.times = 0
        self.goes_on = threading.Event()

    @built_later
    def counter(self) -> object:
        """A thing that must exist once."""
        self.times += 1
        self.goes_on.wait(10)
        return object()


def test_many_threads_ask_and_one_builds() -> None:
    shop = Shop()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(lambda: shop.counter) for _ in range(8)]
        shop.goes_on.set()
        assert len({id(one.result()) for one in asked}) == 1
    assert shop.times == 1


def test_what_failed_is_built_at_the_next_asking() -> None:
    class Once:
        fails = True

        @built_later
        def thing(self) -> str:
            if self.fails:
                raise StoreError
            return "there"

    one = Once()
    with pytest.raises(StoreError):
        _ = one.thing
    one.fails = False
    assert one.thing == "there"


def test_opening_a_profile_builds_only_what_the_first_table_needs(tmp_path: Path) -> None:
    services = open_profile(tmp_path)
    try:
        assert [name for name in all_later(services) if built(services, name)] == []
        assert services.queries.rows(OrderFilter(), Sort(), limit=10) == []
        assert [name for name in all_later(services) if built(services, name)] == []
        services.build_all()
        assert [name for name in all_later(services) if not built(services, name)] == []
    finally:
        services.close()


def test_closing_what_was_never_used_starts_nothing(tmp_path: Path) -> None:
    services = open_profile(tmp_path)
    services.close()
    assert [name for name in all_later(services) if built(services, name)] == []


def test_closing_ends_the_processes_that_were_started(tmp_path: Path) -> None:
    services = open_profile(tmp_path)
    label = labels_pdf([a_label(1)])
    assert len(services.pdf.call("page_sizes_mm", label)) == 1
    assert services.pdf.pid is not None
    services.close()
    assert services.pdf.pid is None
    with pytest.raises(DocumentError):
        services.pdf.call("page_sizes_mm", label)
