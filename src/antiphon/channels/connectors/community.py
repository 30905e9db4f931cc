"""The brand's own community: what is said in it is already here, so there is nothing to ask and nothing to upload."""

from typing import Annotated

from antiphon.channels.connector import (
    Connector,
    Credentials,
    Fence,
    Field,
    Limits,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
)
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.words import gettext_noop


class CommunityCredentials(Credentials, frozen=True, kw_only=True):
    """Where the community stands; there is nothing to sign in to."""

    address: Annotated[
        str,
        Field(
            gettext_noop("Address"),
            gettext_noop("The address of the brand’s own community."),
            placeholder="https://…/@brand/community",
        ),
    ]


class Community(Connector[CommunityCredentials]):
    """Posts and answers of the brand in its own community. One is there the moment its delivery says so."""

    kind = "community"
    name = gettext_noop("Own community")
    icon = "M4 4h12v8H8l-4 4V4Zm14 4h2v12l-4-4H8v-2h10V8Z"
    credentials = CommunityCredentials
    retry_safety = RetrySafety.EXACTLY_ONCE
    continues = True
    tested_against = "itself"

    def verify(self) -> Profile:
        """Return the community itself: its address is its name."""
        address = self._credentials.address.rstrip("/")
        if not address.startswith(("https://", "http://")):
            raise ChannelError(Trouble.CONTENT, "no address of a page")
        return Profile(stable_id=address, handle=address.split("//", 1)[1], url=address)

    def limits(self, table: Limits) -> Limits:
        """Return our own limits."""
        return table

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:  # noqa: ARG002
        """Give the message its address; the community shows it once the delivery is live."""
        fence.open()
        return self._reference(outgoing)

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Return the address: whoever asks is about to make it live."""
        return self._reference(outgoing)

    def _reference(self, outgoing: Outgoing) -> Reference:
        address = f"{self._credentials.address.rstrip('/')}/messages/{outgoing.operation}/"
        return Reference(uri=address, id=outgoing.operation, url=address)
