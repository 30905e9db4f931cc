"""A delivery as its connector gets it: rows made into the frozen words of the promise."""

from pathlib import Path

from antiphon.channels.connector import Limits, Media, Outgoing, Reference
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.channels.queries import limits_of
from antiphon.conversations.models import Message
from antiphon.publishing.models import Delivery
from antiphon.publishing.renditions import rendition
from antiphon.publishing.rules.delivering import Misfit, misfits


def outgoing_of(delivery: Delivery) -> Outgoing:
    """Return the post as it is to stand on the delivery's channel, pictures fitted to its limits."""
    post, limits = delivery.post, limits_of(delivery.channel)
    pictures = post.content.illustrations.select_related("asset")
    answered = post.in_reply_to
    return Outgoing(
        operation=delivery.operation,
        text=delivery.words,
        language=post.content.language,
        at=delivery.due_at or post.created_at,
        media=tuple(rendition(picture, limits) for picture in pictures),
        reply_to=reference_of(answered) if answered else None,
        reply_root=_root_of(answered) if answered else None,
        reply_handle=answered.author.handle if answered else "",
    )


def reference_of(message: Message) -> Reference:
    """Return where a message stands."""
    return Reference(uri=message.uri, id=message.network_id, url=message.url, version=message.version)


def check_text(channel: Channel, text: str, media: tuple[Media, ...], answered: Message | None) -> list[Misfit]:
    """Return every limit of the channel that a text with these pictures would break."""
    handle = answered.author.handle if answered else ""
    reply_to = reference_of(answered) if answered else None
    draft = Outgoing(
        operation="",
        text=text,
        language="",
        at=channel.connected_at,
        media=media,
        reply_to=reply_to,
        reply_handle=handle,
    )
    limits: Limits = limits_of(channel)
    return misfits(draft, connector_for(channel.kind).wording(draft), limits)


def misfits_of(delivery: Delivery) -> list[Misfit]:
    """Return every limit of its channel that a delivery would break as it stands."""
    pictures = delivery.post.content.illustrations.all()
    media = tuple(Media(Path(), "", picture.alt_text, 0, 0, picture.position) for picture in pictures)
    return check_text(delivery.channel, delivery.words, media, delivery.post.in_reply_to)


def _root_of(message: Message) -> Reference:
    root = Message.objects.filter(brand_id=message.brand_id, uri=message.conversation.root_uri).first()
    return reference_of(root or message)
