"""A mail server on loopback that takes letters in, and refuses those it is told to."""

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class PostOffice:
    """Use it in a `with` block. `refusals` maps a recipient to what the server answers."""

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []
        self.refusals: dict[str, str] = {}
        #: After how many letters of a connection the server goes away, if ever.
        self.closes_after: int | None = None
        #: Whether the server goes away once it has the words, before it says that it took them.
        self.closes_on_words = False
        self._controller = Controller(self, hostname="127.0.0.1", port=_free_port())

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        """Port of the server."""
        return int(self._controller.port)

    @property
    def mailers(self) -> dict[str, Any]:
        """Return Django's setting that sends mail here."""
        return self.mailers_at(self.port)

    def mailers_at(self, port: int) -> dict[str, Any]:
        """Return Django's setting that sends mail to a port of this machine."""
        backend = "django.core.mail.backends.smtp.EmailBackend"
        return {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5}}}

    async def handle_RCPT(  # noqa: N802  the library calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or refuse."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a sender, or go away."""
        if self.closes_after is not None and len(self.arrived) >= self.closes_after:
            server.transport.close()
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a letter; or go away without a word about it."""
        if self.closes_on_words:
            server.transport.close()
        assert isinstance(envelope.content, bytes)
        arrived = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(arrived, EmailMessage)
        self.arrived.append(arrived)
        return "250 Taken"


def _free_port() -> int:
    """Return a port that nobody uses: the library wants to know it before it opens one."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
