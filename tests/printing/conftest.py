"""One print service for all tests of this room that need one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from konnect_desktop.printing.cups import CupsPrinting
from tests.printing.print_service import PrintService


@pytest.fixture(scope="session")
def service() -> Iterator[PrintService]:
    with PrintService() as running:
        yield running


@pytest.fixture(scope="session")
def cups(service: PrintService) -> CupsPrinting:
    return CupsPrinting(service.server)
