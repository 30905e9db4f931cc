"""Places that are the brand's own: everything in them is ours, the addresses included."""

from typing import ClassVar

from antiphon.channels.connector import (
    Connector,
    Credentials,
    Fence,
    Limits,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
)
from antiphon.lib.errors import ChannelError, Trouble


class OwnAddress(Credentials, frozen=True, kw_only=True):
    """Where the place stands; there is nothing to sign in to."""

    address: str


class OwnPlace[C: OwnAddress](Connector[C]):
    """What is said here is live the moment its delivery says so: no request, no second copy."""

    folder: ClassVar[str]
    """Below which part of the address what is said stands."""
    retry_safety = RetrySafety.EXACTLY_ONCE
    tested_against = "itself"

    def verify(self) -> Profile:
        """Return the place itself: its address is its name."""
        address = self._credentials.address.rstrip("/")
        if not address.startswith(("https://", "http://")):
            raise ChannelError(Trouble.CONTENT, "no address of a page")
        return Profile(stable_id=address, handle=address.split("//", 1)[1], url=address)

    def limits(self, table: Limits) -> Limits:
        """Return our own limits."""
        return table

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:  # noqa: ARG002
        """Give what is said its address; the place shows it once the delivery is live."""
        fence.open()
        return self._reference(outgoing)

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Return the address: whoever asks is about to make it live."""
        return self._reference(outgoing)

    def _reference(self, outgoing: Outgoing) -> Reference:
        address = f"{self._credentials.address.rstrip('/')}/{self.folder}/{outgoing.operation}/"
        return Reference(uri=address, id=outgoing.operation, url=address)
