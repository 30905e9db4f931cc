"""A mail server on loopback that takes letters in, and refuses those it is told to."""

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
        self._controller = Controller(self, hostname="127.0.0.1", port=0)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        """Port of the server."""
        assert self._controller.server is not None
        return int(self._controller.server.sockets[0].getsockname()[1])

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

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a letter."""
        assert isinstance(envelope.content, bytes)
        arrived = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(arrived, EmailMessage)
        self.arrived.append(arrived)
        return "250 Taken"
