"""People who speak to Bottega, by the product's own actions."""

from antiphon.channels.connector import Act, Profile, Reference, Said
from antiphon.conversations.actions import receive
from antiphon.conversations.models import Message
from antiphon.lib import clock
from tests.world import World

POST = "https://bottega.example/posts/1"


def somebody(name: str, *, automated: bool = False) -> Profile:
    """Return the account of somebody in town."""
    address = f"https://town.example/{name.lower()}"
    return Profile(address, f"{name.lower()}@town.example", name, address, automated=automated)


def hear(
    world: World, text: str, who: str = "Dora", act: Act = Act.REPLY, *, number: int = 1, language: str = "",
    automated: bool = False,
) -> Message:  # fmt: skip
    """Let somebody say something under a post of Bottega."""
    uri = f"https://town.example/{who.lower()}/{act}/{number}"
    said = Said(
        act, Reference(uri, uri, uri), somebody(who, automated=automated), clock.now(), text,
        parent_uri=POST, root_uri=POST, language=language,
    )  # fmt: skip
    message = receive(world.site, said)
    assert message
    return message
