"""Labels and invoices: a PDF out of whatever the document calls answer
(docs/konnect-api.md 4.3, 10.9, 10.10)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from konnect_desktop.api import request_bodies
from konnect_desktop.api.addresses import is_loopback, safe_link
from konnect_desktop.api.calls import Answer, Call, StopCheck
from konnect_desktop.api.client import KonnectClient
from konnect_desktop.api.envelope import outcomes
from konnect_desktop.api.limiter import check_stop
from konnect_desktop.api.orders import check_count
from konnect_desktop.api.refusals import not_konnect, refusal
from konnect_desktop.api.transport import Reply, Transport
from konnect_desktop.api.wire_json import NotJson, parse
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.errors import DocumentError, PrivateAddress, ServerFailed

_SIGNATURE = b"%PDF-"
_LOOK_BYTES = 1024
#: How much may stand before the signature: viewers look past a line or a mail's head.
_JUNK_BYTES = 8192
_END = b"%%EOF"
#: Shorter texts are no file in base64.
_LEAST_FILE = 400
_DATA_URL = re.compile(r"^data:[^,]{0,100},", re.IGNORECASE)
_MOST_LINKS = 60
_MOST_REDIRECTS = 3
_NOT_A_PDF = "Konnect sent something that is not a PDF."
_UNSAFE_LINK = "Konnect named an unsafe address for the document, so it was not fetched."
_AGAIN = "Fetch it again; if it stays, print it from the Fynd panel."


@dataclass(frozen=True, slots=True)
class DocumentAnswer:
    """The PDFs as they came, one merged or several, and refusals that name their shipment.

    With any refusal there is usually no PDF at all: ask for the others again.
    """

    pdfs: list[bytes] = field(default_factory=list, repr=False)
    outcomes: dict[str, Outcome] = field(default_factory=dict)


class DocumentsApi:
    """The two document calls, for at most 20 shipments each.

    They raise the errors of `KonnectClient.request`, DocumentError for an answer that is
    neither a PDF nor a refusal, and TooManyRecords.
    """

    def __init__(self, client: KonnectClient, *, links: Transport | None = None) -> None:
        """`links`: for documents that come as a link. A transport holds no token of its own."""
        self._client = client
        self._links = links or client.transport
        host = urlsplit(client.base_url).hostname or ""
        self._practice = host if is_loopback(host) else ""

    def labels(self, ids: Sequence[str], *, should_stop: StopCheck | None = None) -> DocumentAnswer:
        """Shipping labels (10.9); refused until the shipment is packed at Fynd."""
        return self._fetch(Call.LABELS, ids, should_stop)

    def invoices(
        self, ids: Sequence[str], *, should_stop: StopCheck | None = None
    ) -> DocumentAnswer:
        """Customer invoices (10.10); refused until the shipment is packed at Fynd."""
        return self._fetch(Call.INVOICE, ids, should_stop)

    def _fetch(
        self, call: Call, ids: Sequence[str], should_stop: StopCheck | None
    ) -> DocumentAnswer:
        check_count(ids)
        if not ids:
            return DocumentAnswer()
        answer = self._client.request(
            call, body=request_bodies.ids(ids), is_write=False, should_stop=should_stop
        )
        if looks_like_pdf(answer.body):
            return DocumentAnswer([answer.body])
        decoded = _from_base64(answer.body.decode("ascii", errors="replace").strip().strip('"'))
        if decoded is not None:
            return DocumentAnswer([decoded])
        return self._from_json(call, ids, answer, should_stop)

    def _from_json(
        self, call: Call, ids: Sequence[str], answer: Answer, should_stop: StopCheck | None
    ) -> DocumentAnswer:
        try:
            payload = parse(answer.body)
        except NotJson:
            payload = None
        if payload is None:
            raise _no_document(call, answer)
        pdfs: list[bytes] = []
        links: list[str] = []
        for text in _texts(payload):
            decoded = _from_base64(text)
            if decoded is not None:
                pdfs.append(decoded)
            elif text.startswith(("https://", "http://")):
                links.append(text)
        for link in dict.fromkeys(links[:_MOST_LINKS]):
            pdfs.append(self._follow(link, call, should_stop))
        settled = {} if pdfs and answer.ok else outcomes(call, ids, answer)
        refused = {key: one for key, one in settled.items() if one.state is State.REFUSED}
        if not pdfs and not refused:
            raise DocumentError(_NOT_A_PDF, next_step=_AGAIN, detail=_detail(call, answer))
        return DocumentAnswer(pdfs, refused)

    def _follow(self, link: str, call: Call, should_stop: StopCheck | None) -> bytes:
        """The PDF behind a link. Signed links are secrets: they are in no message."""
        detail = f"{call.method} {call.short}, link"
        for _ in range(_MOST_REDIRECTS + 1):
            link = safe_link(link, practice=self._practice)
            if not link:
                raise DocumentError(_UNSAFE_LINK, next_step=_AGAIN, detail=detail)
            check_stop(should_stop)
            reply = self._ask(link, call, should_stop, detail)
            status = reply.answer.status
            if not (300 <= status < 400 and reply.location):
                break
            link = urljoin(link, reply.location)
        if status >= 500:
            raise ServerFailed(status=status, detail=f"{detail}, HTTP {status}")
        if status != 200 or not looks_like_pdf(reply.answer.body):
            raise DocumentError(_NOT_A_PDF, next_step=_AGAIN, detail=f"{detail}, HTTP {status}")
        return reply.answer.body

    def _ask(self, link: str, call: Call, should_stop: StopCheck | None, detail: str) -> Reply:
        try:
            return self._client.fetch_link(link, f"{call.short} link", self._links, should_stop)
        except PrivateAddress:
            pass
        raise DocumentError(_UNSAFE_LINK, next_step=_AGAIN, detail=detail)


def looks_like_pdf(body: bytes) -> bool:
    """Whether the signature stands at the beginning; the content type is not asked (4.3)."""
    if _SIGNATURE not in body[:_JUNK_BYTES] or body.lstrip()[:1] in (b"{", b"["):
        return False
    # A web page may quote a PDF's first line, but not its last.
    return body.lstrip()[:1] != b"<" or _END in body


def _from_base64(text: str) -> bytes | None:
    text = _DATA_URL.sub("", text.strip())
    # "%PDF" is "JVBERi" in base64; only a long text may have something before it.
    if not text.startswith("JVBERi") and (len(text) < _LEAST_FILE or " " in text):
        return None
    try:
        decoded = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded if looks_like_pdf(decoded) else None


def _texts(payload: Any, depth: int = 0) -> Iterator[str]:
    """All texts of an answer in their order, at any depth, but not what errors quote."""
    if isinstance(payload, str):
        yield payload
    elif isinstance(payload, list) and depth < 5:
        for part in payload:
            yield from _texts(part, depth + 1)
    elif isinstance(payload, dict) and depth < 5:
        for name, part in payload.items():
            if name.casefold() not in ("errors", "error", "message"):
                yield from _texts(part, depth + 1)


def _no_document(call: Call, answer: Answer) -> Exception:
    if not answer.ok:
        return refusal(call, answer)
    if b"<html" in answer.body[:_LOOK_BYTES].lower() or not answer.body.strip():
        return not_konnect(call, answer)
    return DocumentError(_NOT_A_PDF, next_step=_AGAIN, detail=_detail(call, answer))


def _detail(call: Call, answer: Answer) -> str:
    return f"{call.method} {call.short}, HTTP {answer.status}"
