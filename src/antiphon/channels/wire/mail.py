"""Mail as it travels: servers reached through the guarded door, letters composed, reports of failure read."""

import imaplib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from antiphon.lib.bounds import Bounds
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.http import AddressRefused, connect

_NO = 500
#: How many letters are read at a time, and how much of each.
_MOST_AT_ONCE, _MOST_BYTES = 200, 1_000_000
#: So much of one header is read: what the library does with longer ones takes more than linear time.
_LONGEST_HEADER = 4_000


class GuardedSMTP(smtplib.SMTP):
    """SMTP whose connection keeps to the bounds."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        super().__init__(timeout=bounds.total_seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self._host = host  # whose certificate STARTTLS asks for; the library knows it only where it connects at once
        sock = connect(host, port, self._bounds, self._bounds.connect_seconds)
        sock.settimeout(timeout)
        return sock


class GuardedSMTPS(smtplib.SMTP_SSL):
    """SMTP over TLS from the first byte whose connection keeps to the bounds."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        super().__init__(timeout=bounds.total_seconds, context=ssl.create_default_context())

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock = connect(host, port, self._bounds, self._bounds.connect_seconds)
        sock.settimeout(timeout)
        wrapped: socket.socket = self.context.wrap_socket(sock, server_hostname=host)
        return wrapped


class GuardedIMAP(imaplib.IMAP4):
    """IMAP whose connection keeps to the bounds."""

    def __init__(self, host: str, port: int, bounds: Bounds) -> None:
        self._bounds = bounds
        super().__init__(host, port, timeout=bounds.total_seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        sock = connect(self.host, self.port, self._bounds, self._bounds.connect_seconds)
        sock.settimeout(timeout)
        return sock


class GuardedIMAPS(imaplib.IMAP4_SSL):
    """IMAP over TLS whose connection keeps to the bounds."""

    def __init__(self, host: str, port: int, bounds: Bounds) -> None:
        self._bounds = bounds
        super().__init__(host, port, ssl_context=ssl.create_default_context(), timeout=bounds.total_seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        sock = connect(self.host, self.port, self._bounds, self._bounds.connect_seconds)
        sock.settimeout(timeout)
        wrapped: socket.socket = self.ssl_context.wrap_socket(sock, server_hostname=self.host)
        return wrapped


@contextmanager
def outbox(address: str, user: str, password: str, bounds: Bounds) -> Iterator[smtplib.SMTP]:
    """Open a mail server at smtp://host:port (STARTTLS where offered) or smtps://host:port; raise ChannelError.

    A password goes only to a server that proves who it is; in the clear only to one that the operator trusts.
    """
    parts = server_of(address, {"smtp": 587, "smtps": 465})
    server = GuardedSMTPS(bounds) if parts.scheme == "smtps" else GuardedSMTP(bounds)
    with _named(), server:
        host, port = parts.hostname or "", parts.port or {"smtp": 587, "smtps": 465}[parts.scheme]
        server.connect(host, port)
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            # Without a password there is nothing to steal, and whoever is there is better than everybody on the way.
            server.starttls(context=ssl.create_default_context() if user else None)
            server.ehlo()
        if user:
            keep_from_the_clear(server.sock, host, port, bounds)
            server.login(user, password)
        yield server


@contextmanager
def mailbox(address: str, user: str, password: str, bounds: Bounds) -> Iterator[imaplib.IMAP4]:
    """Open a mailbox at imap://host:port (STARTTLS where offered) or imaps://host:port; raise ChannelError."""
    parts = server_of(address, {"imap": 143, "imaps": 993})
    made = GuardedIMAPS if parts.scheme == "imaps" else GuardedIMAP
    with _named():
        host, port = parts.hostname or "", parts.port or {"imap": 143, "imaps": 993}[parts.scheme]
        box = made(host, port, bounds)
        try:
            if parts.scheme == "imap" and "STARTTLS" in box.capabilities:
                box.starttls(ssl.create_default_context())
            keep_from_the_clear(box.sock, host, port, bounds)
            box.login(user, password)
            yield box
        finally:
            box.logout()


def letters_since(box: imaplib.IMAP4, cursor: str) -> Iterator[tuple[str, bytes]]:
    """Yield the letters that arrived in the inbox since a cursor, the oldest first, each with the cursor after it.

    Some at a time, and of each as much as words need. Where the server numbered its letters anew it begins again.
    """
    box.select("INBOX", readonly=True)
    validity = ((box.response("UIDVALIDITY")[1] or [b"0"])[0] or b"0").decode()
    epoch, _, last = cursor.partition(":")
    since = int(last or 0) if epoch == validity else 0
    _, found = box.uid("search", f"UID {since + 1}:*")
    numbers = sorted(int(one) for one in (found[0] or b"").split())
    for number in [one for one in numbers if one > since][:_MOST_AT_ONCE]:
        _, parts = box.uid("fetch", str(number), f"(BODY.PEEK[]<0.{_MOST_BYTES}>)")
        yield f"{validity}:{number}", next((part[1] for part in parts if isinstance(part, tuple)), b"")


def keep_from_the_clear(sock: socket.socket | None, host: str, port: int, bounds: Bounds) -> None:
    """Raise ChannelError where a password would be readable on its way, unless the operator trusts the address."""
    if not isinstance(sock, ssl.SSLSocket) and not bounds.allows(host, port):
        raise ChannelError(Trouble.CONTENT, "the server offers no encryption, and would be told the password")


def server_of(address: str, known: dict[str, int]) -> SplitResult:
    """Return the parts of a server's address; raise ChannelError if it is not one."""
    parts = urlsplit(address if "://" in address else f"{next(iter(known))}://{address}")
    if parts.scheme not in known or not parts.hostname:
        raise ChannelError(Trouble.CONTENT, "no address of a mail server")
    return parts


def smtp_trouble(error: Exception) -> ChannelError:
    """Return what an error of a mail server means, before a letter was handed over."""
    if isinstance(error, ChannelError):
        return error
    detail = f"{type(error).__name__}: {error}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return ChannelError(Trouble.AUTH, f"SMTPAuthenticationError: {error.smtp_code}")
    if isinstance(error, smtplib.SMTPSenderRefused):
        return ChannelError(Trouble.PERMISSION if error.smtp_code >= _NO else Trouble.LIMIT, detail)
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= _NO:
        return ChannelError(Trouble.CONTENT, detail)
    return ChannelError(Trouble.BEFORE_SEND, detail)


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except imaplib.IMAP4.error as error:
        raise ChannelError(Trouble.AUTH, f"IMAP: {type(error).__name__}") from error
    except (smtplib.SMTPException, OSError, AddressRefused) as error:
        raise smtp_trouble(error) from error


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter that came back (RFC 3464): to whom it went, whether for good, and the Message-ID of ours."""

    address: str
    permanent: bool
    message_id: str


class _Bounded(policy.EmailPolicy):
    """How letters of strangers are read: a header that the library cannot take apart is as if it were not there."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return name and value of a header, as much of it as counts."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """Return a header taken apart; None for what is none."""
        try:
            return super().header_fetch_parse(name, value)
        except Exception:  # noqa: BLE001  the library fails in many ways at what is no header
            return None


_POLICY = _Bounded()


def read(raw: bytes) -> EmailMessage:
    """Return a letter taken apart; raise RecursionError where parts are nested beyond all measure."""
    message = BytesParser(policy=_POLICY).parsebytes(raw)
    assert isinstance(message, EmailMessage)  # noqa: S101  what this policy makes
    return message


def bounces(letter: EmailMessage) -> list[Bounce]:
    """Return which of our letters a delivery report says have failed; empty if it is no report."""
    if letter.get_content_type() != "multipart/report" or letter.get_param("report-type") != "delivery-status":
        return []
    ours = next((part["Message-ID"] or "" for part in _inner(letter) if part["Message-ID"]), "")
    return [
        Bounce(_recipient(block), str(block.get("Status", "5")).strip().startswith("5"), ours.strip())
        for block in _blocks(letter)
        if str(block.get("Action", "")).strip().lower() == "failed" and _recipient(block)
    ]


def words_of(letter: EmailMessage) -> str:
    """Return the words of a letter as plain text, without what is quoted below them."""
    body = letter.get_body(("plain", "html"))
    text = str(body.get_content()) if body else ""
    lines = [line for line in text.splitlines() if not line.startswith(">")]
    return "\n".join(lines).strip()


def sent_at(letter: EmailMessage) -> datetime:
    """Return when a letter says that it was sent; now if it does not, never later than now."""
    now = datetime.now(UTC)
    try:
        return min(parsedate_to_datetime(str(letter["Date"])).astimezone(UTC), now)
    except (TypeError, ValueError):
        return now


def who_wrote(letter: EmailMessage) -> tuple[str, str]:
    """Return name and address of the sender."""
    name, address = parseaddr(str(letter["From"] or ""))
    return name, unquote(address).lower()


def _blocks(letter: EmailMessage) -> Iterator[Message]:
    for part in letter.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            yield from (one for one in blocks if isinstance(one, Message)) if isinstance(blocks, list) else ()


def _inner(letter: EmailMessage) -> Iterator[Message]:
    """Yield what the report encloses of the letter that failed."""
    for part in letter.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and isinstance(part.get_payload(), list):
            yield from (one for one in part.iter_parts() if isinstance(one, Message))
        elif kind == "text/rfc822-headers":
            yield BytesParser(policy=_POLICY).parsebytes(part.get_payload(decode=True), headersonly=True)  # type: ignore[arg-type]


def _recipient(block: Message) -> str:
    told = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
    return told.rpartition(";")[2].strip().lower()
