"""Documents come by link from the internet alone, whatever the server says and names lead to."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from scripted_server import ScriptedServer, answer
from wiring import QUICK, wire

from konnect_desktop.api import connections
from konnect_desktop.api.addresses import safe_link
from konnect_desktop.api.client import KonnectClient
from konnect_desktop.api.connections import _SecureConnection, begin
from konnect_desktop.api.documents import DocumentsApi
from konnect_desktop.api.failures import NotPublic
from konnect_desktop.api.transport import Limits, Transport
from konnect_desktop.domain.public_hosts import is_public_address
from konnect_desktop.errors import DocumentError

PDF = b"%PDF-1.4\n%%EOF\n"
Found = Callable[..., list[tuple[object, ...]]]

_PRIVATE = (
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.1", "127.8.8.8"),
    *("169.254.169.254", "100.64.0.1", "100.127.255.255", "0.0.0.0", "0.1.2.3", "224.0.0.1"),
    *("255.255.255.255", "198.18.0.1", "203.0.113.9", "192.0.2.1", "::1", "::", "fc00::1"),
    *("fd12:3456::1", "fe80::1", "fe80::1%eth0", "ff02::1", "::ffff:10.0.0.1", "::ffff:7f00:1"),
    *("64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1"),
    *("2001::1", "2001:db8::1", "::127.0.0.1", "::10.0.0.1", "fec0::1", "no address", ""),
)
_PUBLIC = (
    *("8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "1.1.1.1"),
    *("2606:4700::1111", "2405:200::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"),
)


@pytest.mark.parametrize("address", _PRIVATE)
def test_addresses_of_somebodys_own_network(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize("address", _PUBLIC)
def test_addresses_of_the_internet(address: str) -> None:
    assert is_public_address(address)


_REFUSED = (
    *("http://files.example.com/a.pdf", "https://10.1.1.1/a", "https://192.168.0.1/a"),
    *("https://127.0.0.1/a", "https://[::1]/a", "https://[::ffff:10.0.0.1]/a", "https://0/a"),
    *("https://2130706433/a", "https://0x7f000001/a", "https://0177.0.0.1/a", "https://127.1/a"),
    *("https://printer/a", "https://nas.local/a", "https://nas.local./a", "https://x.internal/a"),
    *("https://a.localhost/a", "https://localhost/a", "https://x.home.arpa/a", "https://x.lan/"),
    *("https://user@files.example.com/a", "https://a:b@files.example.com/a", "https://@x.com/"),
    *("https://files.example.com:8443/a", "https://files.example.com:22/a", "ftp://x.com/a"),
    *("https://files.example.com\\@10.0.0.1/a", "https://files.example.com\x00.evil.com/a"),
    *("https://１２７.0.0.1/a", "https://127。0。0。1/a", "https://ｌｏｃａｌｈｏｓｔ/a"),
    *("https://8.8.8.8/a", "https:///a", "https://", "", "file:///etc/passwd", "//x.com/a"),
    *("https://files.exam\u202eple.com/a", "https://x..com/a", "https://x.com:443:1/a"),
)


@pytest.mark.parametrize("link", _REFUSED)
def test_links_that_are_not_followed(link: str) -> None:
    assert safe_link(link) == ""
    assert safe_link(link, practice="127.0.0.1") in ("", link if "127.0.0.1/" in link else "")


@pytest.mark.parametrize(
    ("link", "form"),
    [
        ("https://Files.Example.com/a.pdf?sig=1", "https://files.example.com/a.pdf?sig=1"),
        ("https://files.example.com:443/a", "https://files.example.com/a"),
        ("https://files.example.com./a", "https://files.example.com/a"),
        (" https://files.example.com/my label|1.pdf ", "https://files.example.com/my label|1.pdf"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ],
)
def test_links_that_are_followed(link: str, form: str) -> None:
    assert safe_link(link) == form


def test_this_computer_is_a_place_for_practice_alone() -> None:
    link = "http://127.0.0.1:8787/a.pdf"
    assert safe_link(link, practice="127.0.0.1") == link
    assert safe_link(link) == ""
    assert safe_link(link, practice="konnect.example.com") == ""
    assert safe_link("http://localhost:8787/a.pdf", practice="127.0.0.1") == ""
    assert safe_link("http://a@127.0.0.1:8787/a.pdf", practice="127.0.0.1") == ""


def leading_to(*addresses: str) -> Found:
    def found(_host: str, port: int, *_args: object, **_kwargs: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    return found


class _NoToken:
    def token(self, _should_stop: object = None) -> str:
        return "secret-token"

    renew = None


def refused_link(link: str) -> DocumentError:
    """What a true server's answer with this link comes to."""
    with ScriptedServer([answer({"url": link})]) as server:
        client = KonnectClient(server.url, _NoToken(), policy=QUICK)  # type: ignore[arg-type]
        documents = DocumentsApi(client, links=Transport(Limits(1, 1, 2)))
        documents._practice = ""
        with pytest.raises(DocumentError) as caught:
            documents.labels(["1"])
        client.close()
    return caught.value


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1"])
def test_a_name_that_leads_inside_is_not_asked(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = socket.getaddrinfo

    def found(host: str, *args: object, **kwargs: object) -> object:
        is_bait = host == "files.example.com"
        return leading_to(address)(host, 443) if is_bait else true(host, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    error = refused_link("https://files.example.com/a.pdf?sig=secret")
    assert "unsafe" in error.user_message
    assert "secret" not in f"{error.user_message}{error.detail}{error.next_step}"
    assert error.__context__ is None


def test_what_was_checked_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is looked up once, so that it cannot lead elsewhere the second time."""
    asked: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], *_args: object, **_kwargs: object) -> socket.socket:
        asked.append(address)
        if len(asked) == 1:
            raise ConnectionRefusedError
        return socket.socket()

    monkeypatch.setattr(socket, "getaddrinfo", leading_to("10.0.0.1", "8.8.8.8", "1.1.1.1"))
    monkeypatch.setattr(connections_module(), "create_connection", connect)
    begin().is_foreign = True
    made = _SecureConnection("files.example.com", 443)
    made._new_conn().close()
    assert asked == [("8.8.8.8", 443), ("1.1.1.1", 443)]
    assert made.host == "files.example.com"
    monkeypatch.setattr(socket, "getaddrinfo", leading_to("10.0.0.1", "::1"))
    with pytest.raises(NotPublic):
        made._new_conn()
    assert len(asked) == 2


def connections_module() -> object:
    import urllib3.connection

    return urllib3.connection.connection


def test_each_redirect_is_checked_again() -> None:
    with ScriptedServer() as store, ScriptedServer() as server, wire(server.url) as calls:
        server.steps = [answer({"url": f"{store.url}/a"})]
        for place in _REFUSED:
            if place.startswith("//x.com") or not place.isprintable() or not place.isascii():
                continue
            if "127.0.0.1/" in place or not place:
                continue
            store.steps = [answer("", 302, {"Location": place})]
            with pytest.raises(DocumentError) as caught:
                calls.documents.labels(["1"])
            assert caught.value.detail.startswith("POST") or "link" in caught.value.detail


def test_connections_of_the_api_do_not_serve_links() -> None:
    """What was connected without the check is not used for what needs it."""
    transport = Transport(Limits(1, 1, 2))
    assert transport._connections(False) is not transport._connections(True)
    transport.close()
    assert connections.new_session is not None
