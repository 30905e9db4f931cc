"""The composer as it is first seen: empty, or filled with a post as it stands."""

from collections.abc import Sequence

from django.utils import timezone

from antiphon.channels.models import Channel
from antiphon.lib import clock, ids
from antiphon.organizations.models import Brand
from antiphon.publishing.drafts import joined_text
from antiphon.publishing.models import Content, Continuation, Delivery, Post
from antiphon.publishing.outgoing import later_posts
from antiphon.publishing.renditions.pictures import frame_of
from antiphon.publishing.rules.delivering import UNDECIDED, State
from antiphon.web.composing.typed import CardTyped, PartTyped, Piece, PollTyped, Typed


def offered(brand: Brand, channels: Sequence[Channel], when: str) -> Typed:
    """Return the composer as it is first seen: every channel chosen."""
    return Typed(
        channels=channels,
        language=brand.language,
        chosen={one.pk for one in channels},
        when=when,
        request_key=ids.new_secret(),
    )


def taken_up(post: Post, channels: Sequence[Channel]) -> Typed:
    """Return the composer filled with a post as it stands; its hour in the time zone that is in use."""
    deliveries = list(post.deliveries.order_by("pk"))
    kept = [one for one in deliveries if one.state != State.CANCELLED] or deliveries
    content, later = post.content, later_posts(post)
    parts = [one for one in later if one.continues_as == Continuation.THREAD]
    comment = next((one.content.text for one in later if one.continues_as == Continuation.COMMENT), None)
    when, wall = _planned(kept)
    return Typed(
        channels=channels,
        language=content.language,
        text=content.text,
        title=content.title,
        chosen={one.channel_id for one in kept},
        variants=_variants(deliveries, content.text, [one.content.text for one in parts]),
        titles={one.channel_id: one.title for one in deliveries},
        settings={one.channel_id: one.settings for one in deliveries},
        pieces=_pieces(content, ""),
        parts=[PartTyped(n, one.content.text, _pieces(one.content, f"p{n}-")) for n, one in enumerate(parts, 1)],
        comment=comment,
        card=_card(content),
        poll=_poll(content),
        campaign=post.campaign,
        category=content.category,
        when=when,
        wall=wall,
        late_minutes=max((one.late_minutes for one in kept), default=60),
        hours_differ=len({one.due_at for one in kept}) > 1,
        request_key=ids.new_secret(),
        seen=str(content.pk),
    )


def _variants(deliveries: Sequence[Delivery], text: str, parts: Sequence[str]) -> dict[int, str]:
    """Return the texts of channels that somebody wrote for them: the joined parts of a thread are not."""
    joined = joined_text(text, parts)
    return {one.channel_id: one.text for one in deliveries if one.text != joined or not parts}


def _pieces(content: Content, prefix: str) -> list[Piece]:
    shown = content.illustrations.select_related("asset")
    return [Piece(one.asset, one.alt_text, one.alt_waived, frame_of(one), prefix) for one in shown]


def _card(content: Content) -> CardTyped | None:
    card = getattr(content, "card", None)
    return CardTyped(card.url, card.title, card.description, card.picture) if card else None


def _poll(content: Content) -> PollTyped | None:
    poll = getattr(content, "poll", None)
    if poll is None:
        return None
    return PollTyped([option.text for option in poll.options.all()], str(poll.hours), poll.multiple)


def _planned(deliveries: Sequence[Delivery]) -> tuple[str, str]:
    """Return when a post goes out, as the composer asks for it: at its next hour; what failed is for now."""
    coming = [one.due_at for one in deliveries if one.due_at and one.due_at > clock.now()]
    wall = timezone.localtime(min(coming)).strftime("%Y-%m-%dT%H:%M") if coming else ""
    if all(one.state in UNDECIDED for one in deliveries):
        return "draft", wall
    return ("at", wall) if wall else ("now", "")
