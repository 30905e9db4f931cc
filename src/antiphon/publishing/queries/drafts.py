"""What was said, read again as something to say."""

from collections.abc import Sequence
from dataclasses import replace

from antiphon.channels.connector import Poll
from antiphon.channels.models import Channel
from antiphon.publishing.drafts import CardGiven, Draft, Part, Picture
from antiphon.publishing.models import Card, Content, Continuation, Delivery, Post
from antiphon.publishing.models import Poll as PollRow
from antiphon.publishing.rules.framing import Frame


def draft_again(post: Post, channels: Sequence[Channel]) -> Draft:
    """Return what a post says as a draft for some channels: words, pictures, card, poll, later parts and comment.

    Where it had words, a title or settings of its own for one of the channels, they are there too.
    """
    own = {one.channel_id: one for one in Delivery.objects.filter(post=post, channel__in=channels)}
    parts, comment = _later(post)
    return replace(
        draft_of_content(post.content, channels),
        variants={pk: one.text for pk, one in own.items() if one.text},
        titles={pk: one.title for pk, one in own.items() if one.title},
        settings={pk: one.settings for pk, one in own.items() if one.settings},
        parts=parts,
        comment=comment,
        campaign=post.campaign,
    )


def draft_of_content(content: Content, channels: Sequence[Channel]) -> Draft:
    """Return a content as a draft for some channels."""
    return Draft(
        text=content.text,
        channels=channels,
        language=content.language,
        title=content.title,
        category=content.category,
        pictures=_pictures(content),
        card=_card(content),
        poll=_poll(content),
    )


def _pictures(content: Content) -> list[Picture]:
    return [
        Picture(
            alt_text=one.alt_text,
            alt_waived=one.alt_waived,
            asset=one.asset,
            frame=Frame(one.crop_left, one.crop_top, one.crop_width, one.crop_height, one.focus_x, one.focus_y),
        )
        for one in content.illustrations.select_related("asset")
    ]


def _card(content: Content) -> CardGiven | None:
    found = Card.objects.filter(content=content).select_related("picture").first()
    return CardGiven(found.url, found.title, found.description, found.picture) if found else None


def _poll(content: Content) -> Poll | None:
    found = PollRow.objects.filter(content=content).first()
    if found is None:
        return None
    return Poll(tuple(found.options.values_list("text", flat=True)), found.hours, multiple=found.multiple)


def _later(post: Post) -> tuple[list[Part], str]:
    """Return the later parts of a thread in their order, and the first comment."""
    parts, comment = [], ""
    waiting = [post]
    while waiting:
        for one in waiting.pop().continued_by.select_related("content").order_by("pk"):
            if one.continues_as == Continuation.COMMENT:
                comment = one.content.text
            else:
                parts.append(Part(one.content.text, _pictures(one.content)))
                waiting.append(one)
    return parts, comment
