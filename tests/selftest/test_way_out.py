"""The way to Konnect: only what the seller's own settings say is asked, and only for its proof."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from konnect_desktop import errors
from konnect_desktop.api import handshake
from konnect_desktop.api.network import Network, Way
from konnect_desktop.domain.network import ProxyChoice, ProxyMode
from konnect_desktop.selftest import parts, running, way_out
from konnect_desktop.selftest.computer import Computer
from konnect_desktop.selftest.results import Check, Result, State
from konnect_desktop.settings import Settings
from tests.api.scripted_server import ScriptedServer
from tests.api.test_proxies import Tunnel
from tests.api.test_tls import NOW, Authority

URL = "https://konnect.example.test"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def company(authority: Authority, tmp_path: Path) -> Path:
    file = tmp_path / "company.pem"
    file.write_bytes(authority.certificate.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def server(authority: Authority, tmp_path: Path) -> Iterator[ScriptedServer]:
    tls = authority.server(tmp_path, "konnect.example.test", NOW + timedelta(days=1))
    with ScriptedServer(tls=tls) as running_server:
        yield running_server


def tls_of(here: Computer) -> Result:
    (found,) = running.run([Check(parts.TLS, lambda: way_out.look_at_tls(here))])
    return found.result


def signed_in(here: Computer, network: Network | None = None) -> Computer:
    settings = Settings(base_url=URL, username="someone")
    made = network or Network()
    return replace(here, settings=settings, network=lambda: made)


def proxied(place: str, company: Path | None) -> Network:
    host, _, port = place.partition(":")
    return Network(Way(ProxyChoice(ProxyMode.OWN, host, int(port)), authorities=company))


# ---- the handshake ---------------------------------------------------------------------------


def test_the_server_proves_itself_and_hears_nothing(
    here: Computer, server: ScriptedServer, company: Path
) -> None:
    tunnel = Tunnel(int(server.url.rpartition(":")[2]))
    found = tls_of(signed_in(here, proxied(tunnel.place, company)))
    tunnel.close()
    assert found.state is State.OK, found
    assert found.facts["version"] == "TLSv1.3"
    assert found.facts["through proxy"] is True
    assert len(tunnel.heads) == 1
    assert server.connections == 1
    assert server.seen == []
    assert server.sign_ins == []


def test_a_server_straight_on(authority: Authority, tmp_path: Path, company: Path) -> None:
    tls = authority.server(tmp_path, "127.0.0.1", NOW + timedelta(days=1))
    with ScriptedServer(tls=tls) as straight:
        proof = handshake.shake_hands(straight.url, Network(Way(authorities=company)))
        assert proof == handshake.Proof("TLSv1.3", is_proxied=False)
        assert straight.seen == []


def test_one_that_does_not_prove_itself_fails(here: Computer, server: ScriptedServer) -> None:
    tunnel = Tunnel(int(server.url.rpartition(":")[2]))
    found = tls_of(signed_in(here, proxied(tunnel.place, None)))
    tunnel.close()
    assert found.state is State.FAILED
    assert found.text == errors.CertificateUnknown.user_message
    assert found.next_step == errors.CertificateUnknown.next_step
    assert server.seen == []


def test_nobody_there_is_a_warning_since_lines_come_back(here: Computer) -> None:
    with ScriptedServer() as gone:
        place = gone.url.removeprefix("http://")
    found = tls_of(signed_in(here, proxied(place, None)))
    assert found.state is State.WARNING
    assert found.text == errors.ProxyUnreachable.user_message


@pytest.mark.parametrize("kind", [errors.Offline, errors.HostNotFound, errors.TimedOut])
def test_offline_is_a_warning(
    here: Computer, monkeypatch: pytest.MonkeyPatch, kind: type[errors.ApiError]
) -> None:
    def offline(_url: str, _network: Network) -> None:
        raise kind

    monkeypatch.setattr(handshake, "shake_hands", offline)
    found = tls_of(signed_in(here))
    assert (found.state, found.text) == (State.WARNING, kind.user_message)


def test_a_line_that_is_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshake, "_CONNECT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(errors.TimedOut):
            handshake.shake_hands(url, Network())


def test_certificates_of_the_seller_that_cannot_be_read_fail(here: Computer) -> None:
    way = Way(authorities=Path("/no/such/file.pem"))
    found = tls_of(replace(here, network=lambda: Network(way)))
    assert found.state is State.FAILED
    assert found.text == errors.AuthorityFileUnread.user_message


# ---- when nobody is asked ----------------------------------------------------------------------


def test_without_an_account_no_server_is_asked(
    here: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handshake, "shake_hands", pytest.fail)
    found = tls_of(here)
    assert found.state is State.OK
    assert "no account is set up, so no server was asked" in found.text


def test_practice_asks_nobody(here: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshake, "shake_hands", pytest.fail)
    settings = replace(here, is_practice=True, settings=Settings(base_url=URL))
    assert tls_of(settings).state is State.NOT_HERE
    assert way_out.look_at_proxy(settings).state is State.NOT_HERE


# ---- the proxy ---------------------------------------------------------------------------------


def test_none_and_the_environment_s(here: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("konnect_desktop.api.proxies.system_proxy", lambda _url: None)
    found = way_out.look_at_proxy(here)
    assert (found.state, found.facts["proxy"], found.facts["by"]) == (State.OK, False, "system")
    monkeypatch.setenv("https_proxy", "http://asha:secret-77@proxy.shop.test:3128")
    found = way_out.look_at_proxy(here)
    assert found.facts == {"by": "environment", "proxy": True, "signs in": True}
    for private in ("asha", "secret-77", "proxy.shop.test"):
        assert private not in str(found)


def test_one_that_cannot_be_used_fails(here: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://proxy.shop.test:1080")
    (found,) = running.run([Check(parts.PROXY, lambda: way_out.look_at_proxy(here))])
    assert found.result.state is State.FAILED
    assert found.result.text == errors.ProxyKindUnknown.user_message


def test_the_seller_s_own_counts(here: Computer) -> None:
    own = Settings(proxy_mode="own", proxy_host="proxy.shop.test", proxy_port=3128)
    network = Network(Way(ProxyChoice(ProxyMode.OWN, "proxy.shop.test", 3128)))
    found = way_out.look_at_proxy(replace(here, settings=own, network=lambda: network))
    assert found.facts == {"by": "own", "proxy": True, "signs in": False}
    assert found.text == "Konnect is reached through a proxy"
