"""The brand's own pages: the one channel where everything is ours, the address included."""

from typing import Annotated

from antiphon.channels.connector import Field
from antiphon.channels.wire.own import OwnAddress, OwnPlace
from antiphon.lib.words import gettext_noop


class SiteCredentials(OwnAddress, frozen=True, kw_only=True):
    """Where the pages stand; there is nothing to sign in to."""

    address: Annotated[
        str,
        Field(
            gettext_noop("Address"),
            gettext_noop("The address of the brand’s own pages."),
            placeholder="https://…/@brand",
        ),
    ]


class Site(OwnPlace[SiteCredentials]):
    """Own pages and feeds. A post is live the moment its delivery says so: no request, no second copy."""

    kind = "site"
    name = gettext_noop("Own site")
    icon = "M12 3 2 12h3v8h5v-6h4v6h5v-8h3L12 3Z"
    credentials = SiteCredentials
    folder = "posts"
    removal = gettext_noop(
        "Its page says that it is gone, and it leaves the feeds. Readers may have kept their copy."
    )
    native = True
