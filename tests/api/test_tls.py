"""A server that cannot prove who it is gets not one byte of the credentials."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from scripted_server import ScriptedServer
from wiring import CREDENTIALS, QUICK

from konnect_desktop.api.connection_check import SECURE_CONNECTION, check_connection
from konnect_desktop.api.connections import system_trust
from konnect_desktop.api.session import Session
from konnect_desktop.api.transport import Limits, Transport
from konnect_desktop.errors import BadCertificate

NOW = datetime.now(UTC)


class Authority:
    """A certificate authority of our own."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        self.certificate = (
            self._builder(self.name, self.key, NOW + timedelta(days=9))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def _builder(self, subject, key, until: datetime, issuer=None) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer or self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=9))
            .not_valid_after(until)
        )

    def server(self, folder: Path, name: str, until: datetime, *, own: bool = True):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        try:
            other = x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            other = x509.DNSName(name)
        issuer = self.name if own else subject
        builder = self._builder(subject, key, until, issuer).add_extension(
            x509.SubjectAlternativeName([other]), critical=False
        )
        certificate = builder.sign(self.key if own else key, hashes.SHA256())
        path = folder / "server.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def trusted(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        pem = self.certificate.public_bytes(serialization.Encoding.PEM)
        context.load_verify_locations(cadata=pem.decode())
        return context


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def sign_in(server: ScriptedServer, trust: ssl.SSLContext | None = None) -> str:
    transport = Transport(Limits(2, 2, 5), trust=trust)
    return Session(server.url, CREDENTIALS, transport=transport, policy=QUICK).token()


def test_a_server_that_proves_itself_is_used(authority: Authority, tmp_path: Path) -> None:
    tls = authority.server(tmp_path, "127.0.0.1", NOW + timedelta(days=1))
    with ScriptedServer(tls=tls) as server:
        assert sign_in(server, authority.trusted())


@pytest.mark.parametrize(
    ("name", "days", "own"),
    [("127.0.0.1", -1, True), ("other.example.com", 1, True), ("127.0.0.1", 1, False)],
    ids=["expired", "wrong host", "self-signed"],
)
def test_a_bad_certificate_gets_no_credentials(
    authority: Authority, tmp_path: Path, name: str, days: int, own: bool
) -> None:
    tls = authority.server(tmp_path, name, NOW + timedelta(days=days), own=own)
    with ScriptedServer(tls=tls) as server:
        with pytest.raises(BadCertificate) as caught:
            sign_in(server, authority.trusted())
        assert server.sign_ins == []
        assert caught.value.maybe_applied is False
        # Not asked again and again: a certificate does not get better.
        assert server.connections == 1


def test_the_systems_trust_does_not_know_our_authority(
    authority: Authority, tmp_path: Path
) -> None:
    tls = authority.server(tmp_path, "127.0.0.1", NOW + timedelta(days=1))
    with ScriptedServer(tls=tls) as server:
        with pytest.raises(BadCertificate):
            sign_in(server, system_trust())
        with pytest.raises(BadCertificate):
            sign_in(server)
        assert server.sign_ins == []


def test_plain_http_behind_https_gets_no_credentials() -> None:
    with ScriptedServer(greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n") as server:
        url = server.url.replace("http://", "https://")
        transport = Transport(Limits(2, 1, 3))
        with pytest.raises(BadCertificate) as caught:
            Session(url, CREDENTIALS, transport=transport, policy=QUICK).token()
        assert "secure connection" in caught.value.user_message
        assert server.sign_ins == []


def test_the_connection_test_names_the_certificate(authority: Authority, tmp_path: Path) -> None:
    tls = authority.server(tmp_path, "127.0.0.1", NOW - timedelta(days=1))
    with ScriptedServer(tls=tls) as server:
        steps = check_connection(server.url, CREDENTIALS)
        assert (steps[-1].name, steps[-1].ok) == (SECURE_CONNECTION, False)
        assert "certificate" in steps[-1].message
        assert server.sign_ins == []
