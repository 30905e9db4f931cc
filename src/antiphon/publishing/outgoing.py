"""A delivery as its connector gets it: rows made into the frozen words of the promise."""

from pathlib import Path
from typing import Any

import msgspec

from antiphon.channels.connector import Card, Connector, Limits, Media, Outgoing, Poll, Reference, Settings
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.channels.queries import limits_of, out_of_reach, settings_of
from antiphon.conversations.models import Message
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.publishing import renditions
from antiphon.publishing.models import Content, Continuation, Delivery, Illustration, Post
from antiphon.publishing.queries.showing import shown_by
from antiphon.publishing.rules.fitting import Misfit, misfits


def outgoing_of(delivery: Delivery) -> Outgoing:
    """Return the post as it is to stand on the delivery's channel, what it shows fitted to its limits.

    Raise ChannelError if something of it can no longer be used, or is not as the connector asks.
    """
    post, made = delivery.post, connector_for(delivery.channel.kind)
    limits = limits_for(delivery)
    shown = shown_of(delivery)
    renditions.require_rights([one.asset for one in shown], delivery.channel.brand)
    manner: dict[str, Any] = {"language": post.content.language, "reachable": made.fetches_media}
    return Outgoing(
        operation=delivery.operation,
        text=delivery.words,
        language=post.content.language,
        at=delivery.due_at or post.created_at,
        media=tuple(renditions.rendition(one, limits, **manner) for one in shown),
        title=delivery.title or post.content.title,
        card=_card(post.content),
        poll=poll_of(post.content),
        settings=_settings(made, delivery.settings),
        **_answered(delivery),
    )


def limits_for(delivery: Delivery) -> Limits:
    """Return what fits on the channel of a delivery, as what it is to be there: a post, or a story."""
    return limits_of(delivery.channel, settings_of(delivery.channel, delivery.settings))


def shown_of(delivery: Delivery) -> list[Illustration]:
    """Return the pictures, videos and documents of a delivery in their order.

    Where a post cannot be continued, those of its later parts are with the first.
    """
    return shown_by([delivery])[delivery.pk] if delivery.shown is None else delivery.shown


def shows_files(delivery: Delivery) -> bool:
    """Whether anything has to be uploaded before a delivery can be sent."""
    card = getattr(delivery.post.content, "card", None)
    return bool(shown_of(delivery)) or (card is not None and card.picture_id is not None)


def later_posts(post: Post) -> list[Post]:
    """Return all posts that continue a post: the later parts of its thread in order, then its first comment.

    One query for each part.
    """
    parts, comments, last = [], [], [post]
    while last:
        following = Post.objects.filter(continues__in=last).select_related("content").order_by("pk")
        last = [one for one in following if one.continues_as == Continuation.THREAD]
        parts += last
        comments += [one for one in following if one.continues_as == Continuation.COMMENT]
    return [*parts, *comments]


def reference_of(message: Message) -> Reference:
    """Return where a message stands."""
    return Reference(uri=message.uri, id=message.network_id, url=message.url, version=message.version)


def poll_of(content: Content) -> Poll | None:
    """Return the poll of a content, as the promise has it."""
    found = getattr(content, "poll", None)
    if found is None:
        return None
    return Poll(tuple(option.text for option in found.options.all()), found.hours, multiple=found.multiple)


def check(channel: Channel, draft: Outgoing) -> list[Misfit]:
    """Return every limit of a channel that a post would break: the one place that page, API and server ask."""
    made: type[Connector[Any]] = connector_for(channel.kind)
    limits: Limits = limits_of(channel, draft.settings)
    found = misfits(draft, made.wording(draft), limits)
    if draft.media and out_of_reach(made):
        found.append(Misfit("address", 0))
    return found


def check_text(channel: Channel, text: str, media: tuple[Media, ...], answered: Message | None) -> list[Misfit]:
    """Return every limit of the channel that a text with these pictures would break."""
    return check(channel, plain_draft(channel, text, media, answered))


def plain_draft(
    channel: Channel, text: str, media: tuple[Media, ...] = (), answered: Message | None = None
) -> Outgoing:
    """Return a text as a post that has not been written yet, to be counted and looked at."""
    return Outgoing(
        operation="",
        text=text,
        language="",
        at=channel.connected_at,
        media=media,
        reply_to=reference_of(answered) if answered else None,
        reply_handle=answered.author.handle if answered else "",
    )


def misfits_of(delivery: Delivery) -> list[Misfit]:
    """Return every limit of its channel that a delivery would break as it stands."""
    content, answered = delivery.post.content, delivery.post.in_reply_to
    return check(
        delivery.channel,
        Outgoing(
            operation="",
            text=delivery.words,
            language="",
            at=delivery.channel.connected_at,
            media=tuple(renditions.measured(one.asset, one.alt_text, one.position) for one in shown_of(delivery)),
            reply_to=reference_of(answered) if answered else None,
            reply_handle=answered.author.handle if answered else "",
            title=delivery.title or content.title,
            poll=poll_of(content),
            continues=delivery.follows_id is not None,
            settings=settings_of(delivery.channel, delivery.settings),
        ),
    )


def _answered(delivery: Delivery) -> dict[str, Any]:
    """Return what a delivery answers: a message of somebody, or the part before it, which is our own."""
    before = delivery.follows
    if before is not None:
        first, earlier = _first_of(before), _stands(before)
        root = _root_of(first.post.in_reply_to) if first.post.in_reply_to else _stands(first)
        return {"reply_to": earlier, "reply_root": root, "continues": True}
    answered = delivery.post.in_reply_to
    if answered is None:
        return {}
    return {
        "reply_to": reference_of(answered),
        "reply_root": _root_of(answered),
        "reply_handle": answered.author.handle,
    }


def _first_of(delivery: Delivery) -> Delivery:
    while delivery.follows is not None:
        delivery = delivery.follows
    return delivery


def _stands(delivery: Delivery) -> Reference:
    return Reference(uri=delivery.uri, id=delivery.network_id, url=delivery.url, version=delivery.version)


def _root_of(message: Message) -> Reference:
    root = Message.objects.filter(brand_id=message.brand_id, uri=message.conversation.root_uri).first()
    return reference_of(root or message)


def _card(content: Content) -> Card | None:
    found = getattr(content, "card", None)
    if found is None:
        return None
    picture: Path | None = renditions.card_picture(found.picture) if found.picture else None
    return Card(url=found.url, title=found.title, description=found.description, picture=picture)


def _settings(made: type[Connector[Any]], chosen: dict[str, Any]) -> Settings | None:
    if made.settings is None:
        return None
    try:
        return msgspec.convert(chosen, type=made.settings)
    except msgspec.ValidationError as error:
        raise ChannelError(Trouble.CONTENT, f"a setting of this channel: {error}") from error
