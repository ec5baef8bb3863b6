"""What may come from the document calls: docs/konnect-api.md 16.8."""

from __future__ import annotations

import base64
import json

import pytest
from scripted_server import ScriptedServer, Step, answer
from wiring import answering, wire

from konnect_desktop.errors import (
    DocumentError,
)

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.mark.parametrize(
    "step",
    [
        answer(PDF, content_type="application/pdf"),
        answer(PDF, content_type="application/octet-stream"),
        answer(PDF, content_type="text/html"),
        answer(b"\xef\xbb\xbf\n" + PDF, content_type="application/pdf"),
        answer(base64.b64encode(PDF), content_type="text/plain"),
        answer(json.dumps(base64.b64encode(PDF).decode())),
        answer({"data": base64.b64encode(PDF).decode()}),
        answer({"label": "data:application/pdf;base64," + base64.b64encode(PDF).decode()}),
    ],
)
def test_16_08_a_document_in_any_wrapping(step: Step) -> None:
    with answering(step) as (calls, _):
        assert [pdf.strip(b"\xef\xbb\xbf\n") for pdf in calls.documents.labels(["1"]).pdfs] == [
            PDF.strip()
        ]


MAIL = b"Content-Type: application/pdf\r\n\r\n"
PAGE = b"<html><body>Please wait</body></html>\n"
LONG = PDF + b"\0" * 400


@pytest.mark.parametrize("junk", [MAIL, MAIL * 60, PAGE, b"\r\n\r\n"])
def test_16_08_what_stands_before_a_pdf_does_not_hide_it(junk: bytes) -> None:
    for step in (answer(junk + LONG), answer({"data": base64.b64encode(junk + LONG).decode()})):
        with answering(step) as (calls, _):
            assert calls.documents.labels(["1"]).pdfs == [junk + LONG]


def test_16_08_documents_by_link_are_fetched_without_the_token() -> None:
    files = answer(PDF, content_type="application/pdf")
    with ScriptedServer([files]) as store, ScriptedServer() as server, wire(server.url) as calls:
        one, two = f"{store.url}/a.pdf?sig=1", f"{store.url}/b.pdf?sig=2"
        for body in ([one, two], {"urls": [one, two]}, {"data": [{"url": one}, {"url": two}]}):
            server.steps = [answer(body)]
            assert calls.documents.invoices(["1", "2"]).pdfs == [PDF, PDF]
        assert [seen.query["sig"] for seen in store.seen] == ["1", "2"] * 3
        assert all("x-access-token" not in seen.headers for seen in store.seen)


def test_16_08_a_redirected_link_is_followed_to_safe_places_only() -> None:
    with ScriptedServer() as store, ScriptedServer() as server, wire(server.url) as calls:
        server.steps = [answer({"url": f"{store.url}/a"})]
        store.steps = [answer("", 302, {"Location": "/b"}), answer(PDF)]
        assert calls.documents.labels(["1"]).pdfs == [PDF]
        store.steps = [answer("", 302, {"Location": "http://files.example.com/b?secret=1"})]
        with pytest.raises(DocumentError) as caught:
            calls.documents.labels(["1"])
        assert "secret" not in f"{caught.value.user_message}{caught.value.detail}"


@pytest.mark.parametrize("url", ["http://files.example.com/a.pdf", "http://10.1.1.1/a.pdf"])
def test_16_08_unsafe_links_are_not_fetched(url: str) -> None:
    with answering(answer({"url": url})) as (calls, _), pytest.raises(DocumentError):
        calls.documents.labels(["1"])


@pytest.mark.parametrize(
    "step",
    [
        answer(b"GIF89a", content_type="application/pdf"),
        answer({"payloadCount": 1, "successCount": 1, "failedCount": 0, "errors": []}),
        answer({"data": "JVBERi%%%"}),
    ],
)
def test_16_08_what_is_no_pdf_is_named(step: Step) -> None:
    with answering(step) as (calls, _), pytest.raises(DocumentError):
        calls.documents.labels(["1"])
