"""What the services know of the process that opens PDFs."""

from __future__ import annotations

from typing import Any, Protocol


class Pdf(Protocol):
    """The process that opens PDFs; see documents.worker.PdfWorker."""

    def call(self, name: str, *args: Any, timeout: float = 30.0, **kwargs: Any) -> Any:
        """Run a function of the documents room."""
