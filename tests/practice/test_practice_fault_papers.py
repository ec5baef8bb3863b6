"""Documents that come wrapped, rearranged or broken."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

import pytest
import requests
from practice_client import Client, packed, plan
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from konnect_desktop.practice.server import PracticeServer

Start = Callable[..., PracticeServer]


def pages(body: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]


def labels(client: Client, kind: str, ids: list[str]) -> requests.Response:
    plan(client, kind, "labels", times=1)
    return client.ids("labels", *ids)


def single_page(client: Client) -> list[str]:
    """Packed shipments of one parcel each, so that a page is a shipment."""
    world = client.server.world
    found = packed(client)
    for one in found:
        del world.shipment(one).packages[1:]
    return found


def test_documents_in_other_wrappings(client: Client) -> None:
    ids = single_page(client)
    encoded = labels(client, "pdf-base64", ids)
    assert "text" in encoded.headers["Content-Type"]
    assert len(pages(base64.b64decode(encoded.content))) == 3
    octets = labels(client, "pdf-octet", ids)
    assert octets.headers["Content-Type"] == "application/octet-stream"
    assert len(pages(octets.content)) == 3
    link = labels(client, "pdf-url", ids).json()["url"]
    links = labels(client, "pdf-urls", ids).json()["urls"]
    assert [len(pages(requests.get(url, timeout=5).content)) for url in [link, *links]] == [
        3, 1, 1, 1,
    ]  # fmt: skip
    assert requests.get(link[:-8] + "x.pdf", timeout=5).status_code == 404
    assert [(seen.call, seen.token_ok) for seen in client.server.requests[-5:]] == [
        ("file", False)
    ] * 5


@pytest.mark.parametrize(
    ("kind", "order"),
    [("pdf-shuffled", [2, 1, 0]), ("pdf-missing", [0, 1]), ("pdf-repeated", [0, 1, 2, 0])],
)
def test_documents_with_other_pages(client: Client, kind: str, order: list[int]) -> None:
    ids = single_page(client)
    got = pages(labels(client, kind, ids).content)
    assert len(got) == len(order)
    assert all(ids[n] in text for n, text in zip(order, got, strict=True))


def test_documents_that_are_broken(client: Client) -> None:
    ids = single_page(client)
    garbage = labels(client, "pdf-garbage", ids)
    assert garbage.headers["Content-Type"] == "application/pdf"
    assert b"%PDF" not in garbage.content
    cut = labels(client, "pdf-truncated", ids).content
    assert cut.startswith(b"%PDF")
    with pytest.raises(PyPdfError):
        PdfReader(io.BytesIO(cut), strict=True)
