"""The queues of the tests' own print service."""

from __future__ import annotations

import pytest

from konnect_desktop.printing.cups import CupsPrinting
from tests.printing.print_service import PrintService


@pytest.fixture(scope="session")
def service(print_service: PrintService) -> PrintService:
    return print_service


@pytest.fixture(scope="session")
def cups(service: PrintService) -> CupsPrinting:
    return CupsPrinting(service.server)
