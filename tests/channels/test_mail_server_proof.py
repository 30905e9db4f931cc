"""A password is told to nobody but the mail server that it is for."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from antiphon.channels.wire.mail import keep_from_the_clear, mailbox, outbox
from antiphon.lib.bounds import Bounds
from antiphon.lib.errors import ChannelError
from tests.letters.mail_box import MailBox
from tests.letters.post_office import _free_port as free_port

BOUNDS = Bounds(frozenset({"127.0.0.1"}), connect_seconds=2, total_seconds=5)


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    """Return a certificate of 127.0.0.1 with its key, which nobody has signed but itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    plain = serialization.NoEncryption()
    written = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = tmp_path / "proof.pem"
    path.write_bytes(written + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def shown(proof: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(proof)
    return context


class Door(Controller):
    """A server that knocks at its own door first, as the library wants it, without asking who is there."""

    def _trigger_server(self) -> None:
        socket.create_connection((self.hostname, self.port), 2).close()


class Office:
    """A mail server that wants a password, and remembers what it was told."""

    def __init__(self, shown: ssl.SSLContext, scheme: str) -> None:
        self.told: list[bytes] = []
        way: dict[str, Any] = {"ssl_context": shown} if scheme == "smtps" else {"tls_context": shown}
        self.controller = Door(
            Sink(), hostname="127.0.0.1", port=free_port(), authenticator=self._let_in,
            auth_require_tls=False, server_hostname="127.0.0.1", **way,
        )  # fmt: skip
        self.address = f"{scheme}://127.0.0.1:{self.controller.port}"

    def _let_in(self, _server: object, _session: object, _envelope: object, _how: str, typed: object) -> AuthResult:
        assert isinstance(typed, LoginPassword)
        self.told.append(typed.password)
        return AuthResult(success=True)


@pytest.fixture(params=["smtp", "smtps"])
def office(request: pytest.FixtureRequest, shown: ssl.SSLContext) -> Iterator[Office]:
    office = Office(shown, request.param)
    office.controller.start()
    yield office
    office.controller.stop()


def test_who_does_not_prove_to_be_the_server_is_told_no_password(office: Office) -> None:
    with (
        pytest.raises(ChannelError, match="CERTIFICATE_VERIFY_FAILED"),
        outbox(office.address, "anna", "hush", BOUNDS),
    ):
        pytest.fail("it was let in")
    assert office.told == []


def test_the_server_that_proves_itself_is_told_the_password(
    office: Office, proof: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(proof))
    with outbox(office.address, "anna", "hush", BOUNDS):
        assert office.told == [b"hush"]


def test_a_mailbox_has_to_prove_itself_too(
    shown: ssl.SSLContext, proof: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MailBox([]) as box:
        box._server.socket = shown.wrap_socket(box._server.socket, server_side=True)
        address = f"imaps://127.0.0.1:{box.port}"
        with pytest.raises(ChannelError, match="CERTIFICATE_VERIFY_FAILED"), mailbox(address, "u", "p", BOUNDS):
            pytest.fail("it was let in")
        monkeypatch.setenv("SSL_CERT_FILE", str(proof))
        with mailbox(address, "u", "p", BOUNDS) as opened:
            assert opened.state == "AUTH"


def test_no_password_travels_in_the_clear_but_to_an_address_that_is_trusted() -> None:
    keep_from_the_clear(None, "127.0.0.1", 25, BOUNDS)
    with pytest.raises(ChannelError, match="no encryption"):
        keep_from_the_clear(None, "mail.example", 587, Bounds())
