"""The brand's own community: what is said in it is already here, so there is nothing to ask and nothing to upload."""

from typing import Annotated

from antiphon.channels.connector import Field
from antiphon.channels.wire.own import OwnAddress, OwnPlace
from antiphon.lib.words import gettext_noop


class CommunityCredentials(OwnAddress, frozen=True, kw_only=True):
    """Where the community stands; there is nothing to sign in to."""

    address: Annotated[
        str,
        Field(
            gettext_noop("Address"),
            gettext_noop("The address of the brand’s own community."),
            placeholder="https://…/@brand/community",
        ),
    ]


class Community(OwnPlace[CommunityCredentials]):
    """Posts and answers of the brand in its own community. One is there the moment its delivery says so."""

    kind = "community"
    name = gettext_noop("Own community")
    icon = "M4 4h12v8H8l-4 4V4Zm14 4h2v12l-4-4H8v-2h10V8Z"
    credentials = CommunityCredentials
    folder = "messages"
    continues = True
