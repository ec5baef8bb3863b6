"""The network as it is: which proxy is used, and whose fault it is when nothing comes."""

from __future__ import annotations

import base64
import logging
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from scripted_server import DROP, HANG, ScriptedServer, Step, answer
from test_tls import NOW, Authority

from konnect_desktop import errors
from konnect_desktop.api import gnome_proxy, windows_proxy
from konnect_desktop.api.network import Network, Way, check_authorities
from konnect_desktop.api.proxies import ProxyFinder, environment_proxy, read_proxy
from konnect_desktop.api.proxy_rules import from_list, is_left_out
from konnect_desktop.api.transport import Limits, Outgoing, Reply, Transport
from konnect_desktop.api.windows_proxy import SystemSettings
from konnect_desktop.domain.network import PlainHost, ProxyChoice, ProxyMode, read_host
from konnect_desktop.errors import ProxyTrouble

URL = "https://konnect.example.test/x"
SECRET = "pass-word-7719"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name.upper()}_PROXY", raising=False)


def send(network: Network | None = None, url: str = URL, *, is_write: bool = False) -> Reply:
    transport = Transport(Limits(1, 1, 3), network=network)
    try:
        return transport.send(Outgoing("POST", url, "orders", is_write=is_write))
    finally:
        transport.close()


def own(url: str, user: str = "", password: str = "") -> Network:
    found = read_host(url)
    assert found is not None
    choice = ProxyChoice(ProxyMode.OWN, found.host, found.port or 80, user)
    return Network(Way(choice, lambda: password))


# ---- which one --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "all_proxy bare"]
)
def test_every_variable_counts(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, _, bare = variable.partition(" ")
    with ScriptedServer([answer("", 407, keep=False)]) as proxy:
        monkeypatch.setenv(name, proxy.url.removeprefix("http://") if bare else proxy.url)
        with pytest.raises(errors.ProxyWantsPassword) as caught:
            send()
        assert [seen.method for seen in proxy.seen] == ["CONNECT"]
    assert "wants a user name and password" in caught.value.user_message
    assert "Settings → Network" in caught.value.next_step
    assert caught.value.__context__ is None


def test_the_closer_variable_counts_before_the_general_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://a.test:1")
    assert environment_proxy(URL) == "http://a.test:1"
    assert environment_proxy("http://x.test/") == "socks5://127.0.0.1:9"


@pytest.mark.parametrize(
    "left_out",
    ["*", "konnect.example.test", ".example.test", "example.test", "a.test, konnect.example.test"],
)
def test_hosts_that_are_left_out(left_out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://a.test:1")
    monkeypatch.setenv("NO_PROXY", left_out)
    assert environment_proxy(URL) == ""
    assert Network().proxy_for(URL) is None
    other = Network().proxy_for("https://other.test/")
    assert (other is None) == (left_out == "*")


def test_no_proxy_was_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://a.test:1")
    assert Network(Way(ProxyChoice(ProxyMode.NONE))).proxy_for(URL) is None
    found = Network(Way(ProxyChoice(ProxyMode.OWN, "b.test", 3128))).proxy_for(URL)
    assert found is not None
    assert found.place == "b.test:3128"


def test_this_computer_is_asked_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    for choice in (ProxyChoice(), ProxyChoice(ProxyMode.OWN, "b.test")):
        for host in ("127.0.0.1:8787", "localhost", "[::1]:80"):
            assert Network(Way(choice)).proxy_for(f"http://{host}/") is None


def test_the_system_is_asked_once_and_again_after_a_failure() -> None:
    asked: list[str] = []
    now = [0.0]

    def ask(url: str) -> str:
        asked.append(url)
        return "p.test:80"

    finder = ProxyFinder(ask_system=ask, clock=lambda: now[0])
    for _ in range(3):
        assert finder.find("https://k.test/a?secret=1") is not None
    # Neither path nor query is told.
    assert asked == ["https://k.test/"]
    now[0] = 301
    finder.find("https://k.test/a")
    assert len(asked) == 2
    finder.forget()
    finder.find("https://k.test/b")
    assert len(asked) == 2
    now[0] = 330
    finder.forget()
    finder.find("https://k.test/b")
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("socks5://127.0.0.1:1080", errors.ProxyKindUnknown),
        ("socks5h://a:b@x.test:1080", errors.ProxyKindUnknown),
        ("socks4://x.test", errors.ProxyKindUnknown),
        ("http://x.test:port", errors.ProxyAddressWrong),
        ("http://", errors.ProxyAddressWrong),
        ("ftp://x.test", errors.ProxyAddressWrong),
        ("http://[::1", errors.ProxyAddressWrong),
        ("not a proxy", errors.ProxyAddressWrong),
    ],
)
def test_what_cannot_be_used_is_named(
    text: str, kind: type[ProxyTrouble], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", text)
    with pytest.raises(kind) as caught:
        send()
    assert caught.value.next_step


# ---- a tunnel -----------------------------------------------------------------------------


class Tunnel:
    """A proxy that connects everything to one server."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.heads: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            head = b""
            while b"\r\n\r\n" not in head:
                head += near.recv(4096)
            self.heads.append(head)
            far = socket.create_connection(("127.0.0.1", self._port))
            near.sendall(b"HTTP/1.1 200 Connection established\r\nX-Filler: 1\r\n\r\n")
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=(one, other), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def behind(authority: Authority, tmp_path: Path) -> Iterator[tuple[ScriptedServer, Tunnel]]:
    tls = authority.server(tmp_path, "konnect.example.test", NOW + timedelta(days=1))
    with ScriptedServer([answer({"orders": []})], tls=tls) as server:
        tunnel = Tunnel(int(server.url.rpartition(":")[2]))
        yield server, tunnel
        tunnel.close()


def test_calls_go_through_with_user_and_password(
    behind: tuple[ScriptedServer, Tunnel], authority: Authority
) -> None:
    server, tunnel = behind
    network = own(tunnel.place, "asha@shop", f"{SECRET}:/?é")
    transport = Transport(Limits(2, 2, 5), network=network, trust=authority.trusted())
    reply = transport.send(Outgoing("GET", URL, "orders", headers={"x-access-token": "t"}))
    transport.close()
    assert reply.answer.status == 200
    sent = f"asha@shop:{SECRET}:/?é".encode()
    assert base64.b64encode(sent) in tunnel.heads[0]
    # The proxy learns where to, and nothing else; the server learns nothing of the proxy.
    assert b"x-access-token" not in tunnel.heads[0]
    assert "proxy-authorization" not in server.seen[0].headers


def test_certificates_of_a_company_are_chosen_in_a_file(
    behind: tuple[ScriptedServer, Tunnel], authority: Authority, tmp_path: Path
) -> None:
    from cryptography.hazmat.primitives import serialization

    _server, tunnel = behind
    choice = own(tunnel.place)._way.proxy
    with pytest.raises(errors.CertificateUnknown) as caught:
        send(Network(Way(choice)))
    assert "Settings → Network" in caught.value.next_step
    for name, form in (("pem", serialization.Encoding.PEM), ("der", serialization.Encoding.DER)):
        file = tmp_path / f"company.{name}"
        file.write_bytes(authority.certificate.public_bytes(form))
        check_authorities(file)
        assert send(Network(Way(choice, authorities=file))).answer.status == 200
    bad = tmp_path / "bad.pem"
    bad.write_text("nothing of the kind")
    for path in (bad, tmp_path / "gone.pem"):
        with pytest.raises(errors.AuthorityFileUnread):
            send(Network(Way(choice, authorities=path)))


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_certificates_that_the_environment_names(
    name: str,
    behind: tuple[ScriptedServer, Tunnel],
    authority: Authority,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from cryptography.hazmat.primitives import serialization

    file = tmp_path / "company.pem"
    file.write_bytes(authority.certificate.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv(name, str(file))
    assert send(own(behind[1].place)).answer.status == 200


# ---- whose fault ----------------------------------------------------------------------------

_NTLM = answer("", 407, {"Proxy-Authenticate": "NTLM"}, keep=False)
_BASIC = answer("", 407, {"Proxy-Authenticate": 'Basic realm="shop"'}, keep=False)
_PAGE = answer("<html>Sign in</html>", content_type="text/html")


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (_BASIC, errors.ProxyWantsPassword),
        (_NTLM, errors.ProxySignInUnknown),
        (answer("", 403), errors.ProxyRefuses),
        (answer("", 502), errors.ProxyFailed),
        (answer("", 503), errors.ProxyFailed),
        (answer("", 404), errors.NotAProxy),
        (answer("", 302, {"Location": "https://portal.test/"}), errors.NotAProxy),
        (_PAGE, errors.NotAProxy),
        (Step(b"SSH-2.0-OpenSSH_9.6\r\n"), errors.NotAProxy),
        (DROP, errors.ProxyTrouble),
        (HANG, errors.ProxyUnreachable),
    ],
)
def test_what_the_proxy_does_wrong_is_its_own_fault(
    step: Step, kind: type[ProxyTrouble], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with ScriptedServer([step]) as proxy, pytest.raises(ProxyTrouble) as caught:
        send(own(proxy.url), is_write=True)
    error = caught.value
    assert type(error) is kind
    assert "proxy" in error.user_message.casefold()
    assert error.next_step
    # Nothing of the write has reached Konnect.
    assert not error.maybe_applied
    assert error.__context__ is None


def test_a_password_that_is_wrong_is_in_no_text(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    with ScriptedServer([_BASIC]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("http://", f"http://asha:{SECRET}@"))
        for network in (Network(), own(proxy.url, "asha", SECRET)):
            with pytest.raises(errors.ProxyPasswordWrong) as caught:
                send(network)
            error = caught.value
            texts = (error.user_message, error.next_step, error.detail, repr(error), caplog.text)
            assert SECRET not in "".join(texts)
            assert SECRET not in repr(network.proxy_for(URL))


def test_nobody_there() -> None:
    with ScriptedServer() as gone:
        url = gone.url
    with pytest.raises(errors.ProxyUnreachable):
        send(own(url))
    with pytest.raises(errors.ProxyNotFound):
        send(own("no-such-proxy.invalid:8080"))


# ---- what systems say --------------------------------------------------------------------


def test_the_list_of_windows() -> None:
    for text, found in (
        ("p:8080", "p:8080"),
        ("a:80;b:81", "a:80"),
        ("http=a:80;https=b:443;socks=c:1080", "b:443"),
        ("http=a:80", ""),
        ("socks=c:1080", "socks://c:1080"),
        ("https=http://b:443", "http://b:443"),
        ("", ""),
    ):
        assert from_list(text, "https") == found


@pytest.mark.parametrize(
    ("host", "rule", "fits"),
    [
        ("a.corp", "*.corp", True),
        ("corp", "*.corp", False),
        ("printer", "<local>", True),
        ("a.b", "<local>", False),
        ("10.1.2.3", "10.*", True),
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("a.test", ".test", True),
        ("a.test", "https://a.test", True),
        ("a.test", "b.test", False),
        ("A.Test", "a.TEST", True),
        ("::1", "::1", True),
        ("a.test", "", False),
    ],
)
def test_hosts_that_systems_leave_out(host: str, rule: str, fits: bool) -> None:
    assert is_left_out(host, [rule]) is fits


@pytest.mark.parametrize(
    ("said", "script", "found"),
    [
        (SystemSettings(), None, ""),
        (SystemSettings(proxies="p:80"), None, "p:80"),
        (SystemSettings(proxies="p:80", left_out="*.test;<local>"), None, ""),
        (SystemSettings(script="http://pac/p.pac", proxies="p:80"), "q:81", "q:81"),
        # The script says: go there yourself.
        (SystemSettings(script="http://pac/p.pac", proxies="p:80"), "", ""),
        # There is no script to be had.
        (SystemSettings(script="http://pac/p.pac", proxies="p:80"), None, "p:80"),
        (SystemSettings(is_detected=True), "d:82;e:83", "d:82"),
        (SystemSettings(is_detected=True), None, ""),
    ],
)
def test_the_settings_of_windows(said: SystemSettings, script: str | None, found: str) -> None:
    ran = windows_proxy.find(URL, lambda: said, lambda _url, _script: script)
    assert ran == found


_GNOME = """org.gnome.system.proxy mode 'manual'
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '*.shop.in']
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.https host 'p.shop.in'
org.gnome.system.proxy.https port 3128
"""


def test_the_settings_of_gnome() -> None:
    def find(text: str, url: str = URL) -> str | None:
        return gnome_proxy.find(url, lambda: text)

    assert find(_GNOME) == "http://p.shop.in:3128"
    assert find(_GNOME, "https://a.shop.in/") == ""
    assert find(_GNOME.replace("'manual'", "'none'")) == ""
    assert find(_GNOME.replace("'manual'", "'auto'")) is None
    assert find(_GNOME.replace("https", "socks")) == "socks://p.shop.in:3128"
    assert find("") is None


# ---- what is typed -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("proxy.shop.in", PlainHost("proxy.shop.in", None)),
        (" http://proxy.shop.in:3128/ ", PlainHost("proxy.shop.in", 3128)),
        ("10.0.0.1:80", PlainHost("10.0.0.1", 80)),
        ("[::1]:80", PlainHost("::1", 80)),
        ("[fd00::1]", PlainHost("fd00::1", None)),
        *[(bad, None) for bad in ("", "a b", "a:b:c", "x:0", "x:99999", "u:p@x:1", "socks5://x:1")],
        *[(bad, None) for bad in ("x:", "https://x:1", "x/y", "[]", "x:８０")],
    ],
)
def test_host_and_port_as_they_are_typed(typed: str, read: PlainHost | None) -> None:
    assert read_host(typed) == read


def test_a_proxy_with_user_and_password_in_its_address() -> None:
    proxy = read_proxy("http://a%40b:c%3Ad@p.test")
    assert proxy.url == "http://a%40b:c%3Ad@p.test:80"
    assert (proxy.place, proxy.has_password) == ("p.test:80", True)
