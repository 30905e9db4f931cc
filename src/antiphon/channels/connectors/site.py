"""The brand's own pages: the one channel where everything is ours, the address included."""

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


class SiteCredentials(Credentials, frozen=True, kw_only=True):
    """Where the pages stand; there is nothing to sign in to."""

    address: Annotated[
        str,
        Field(
            gettext_noop("Address"),
            gettext_noop("The address of the brand’s own pages."),
            placeholder="https://…/@brand",
        ),
    ]


class Site(Connector[SiteCredentials]):
    """Own pages and feeds. A post is live the moment its delivery says so: no request, no second copy."""

    kind = "site"
    name = gettext_noop("Own site")
    icon = "M12 3 2 12h3v8h5v-6h4v6h5v-8h3L12 3Z"
    credentials = SiteCredentials
    retry_safety = RetrySafety.EXACTLY_ONCE
    removal = gettext_noop(
        "Its page says that it is gone, and it leaves the feeds. Readers may have kept their copy."
    )
    native = True
    tested_against = "itself"

    def verify(self) -> Profile:
        """Return the site itself: its address is its name."""
        address = self._credentials.address.rstrip("/")
        if not address.startswith(("https://", "http://")):
            raise ChannelError(Trouble.CONTENT, "no address of a page")
        return Profile(
            stable_id=address, handle=address.removeprefix("https://").removeprefix("http://"), url=address
        )

    def limits(self, table: Limits) -> Limits:
        """Return our own limits."""
        return table

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:  # noqa: ARG002
        """Give the post its address; the page shows it once the delivery is live."""
        fence.open()
        return self._reference(outgoing)

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Return the address: whoever asks is about to make it live."""
        return self._reference(outgoing)

    def _reference(self, outgoing: Outgoing) -> Reference:
        address = f"{self._credentials.address.rstrip('/')}/posts/{outgoing.operation}/"
        return Reference(uri=address, id=outgoing.operation, url=address)
