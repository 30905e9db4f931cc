"""What others said and did to Bottega, heard on its own pages' channel by the product's own actions."""

from datetime import datetime, timedelta

from antiphon.channels.connector import Act, Did, Profile, Reference, Said
from antiphon.channels.models import Channel
from antiphon.conversations.actions import note_act, receive
from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.models import Post
from antiphon.publishing.tasks import due_work, record_what_is_live


def profile(name: str) -> Profile:
    """Return the account of somebody of that name."""
    return Profile(f"https://people.example/{name.lower()}", f"@{name.lower()}@people.example", name)


def ago(**span: float) -> datetime:
    """Return a moment so long ago."""
    return clock.now() - timedelta(**span)


def heard(
    channel: Channel, name: str, text: str, *, at: datetime | None = None, upon: str = "", html: str = ""
) -> Message:
    """Hear somebody speak to us, or answer a message."""
    at = at or clock.now()
    uri = f"https://people.example/{name.lower()}/{at.timestamp()}"
    act = Act.REPLY if upon else Act.MENTION
    said = Said(act, Reference(uri, uri, uri), profile(name), at, text, html=html, parent_uri=upon)
    message = receive(channel, said)
    assert message is not None
    return message


def liked(channel: Channel, name: str, uri: str) -> None:
    """Hear that somebody liked a message."""
    note_act(channel, Did(Act.LIKE, profile(name), clock.now(), f"like:{name}:{uri}", uri))


def published(by: Member, text: str, *channels: Channel) -> Post:
    """Say something and let it go out."""
    post = compose(by, Draft(text, channels, "en"), Moment())
    work_on()
    return post


def work_on() -> None:
    """Do what the worker does: send what is due, and write down what went live."""
    for step, delivery in due_work(20):
        step(delivery)
    record_what_is_live()
