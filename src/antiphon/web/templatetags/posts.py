"""How posts, their states and their hours are said."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from antiphon.channels import sentences
from antiphon.channels.models import Channel
from antiphon.experiments.models import Experiment
from antiphon.lib.markup import first_line, text_to_html
from antiphon.organizations.models import Member
from antiphon.publishing import sentences as sentences_of_posts
from antiphon.publishing.models import Delivery, Post, StateLabel
from antiphon.publishing.permissions import may_rewrite
from antiphon.publishing.queries.delivering import state_of
from antiphon.publishing.queries.queueing import NextSlot
from antiphon.publishing.queries.removing import way_down
from antiphon.publishing.rules.delivering import NEEDS_A_PERSON, State
from antiphon.publishing.sentences import happened, how_taken_down

register = template.Library()

_OUR_VOICE = frozenset({State.SCHEDULED, State.SENDING, State.PROCESSING, State.LIVE})


@register.filter
def state_badge(state: str) -> SafeString:
    """Return the badge of a state: warm for what is called out, marked where a person is needed."""
    known = State(state)
    voice = "bad" if known in NEEDS_A_PERSON else "call" if known in _OUR_VOICE else ""
    return format_html('<span class="badge {} state-{}">{}</span>', voice, known, StateLabel(known).label)


@register.filter
def overall_state(post: Post) -> State:
    """Return the state of a post: the one of its deliveries that most needs attention."""
    return state_of(post)


@register.filter
def rewritable_by(post: Post, member: Member) -> bool:
    """Whether the member may change what a post says; its deliveries are already read."""
    return may_rewrite(member, post)


@register.filter
def heading(text: str) -> str:
    """Return the first words of a text, as a heading; a post of pictures alone has a name too."""
    return first_line(text, 90) or gettext("A post of pictures")


@register.filter
def as_html(text: str) -> SafeString:
    """Return our own text as paragraphs with links."""
    return mark_safe(text_to_html(text))  # noqa: S308  text_to_html escapes all but what it makes


@register.filter
def what_happened(delivery: Delivery) -> str:
    """Return what went wrong with a delivery and what to do next, or nothing."""
    return happened(delivery.state, delivery.trouble, delivery.channel.identity.handle)


@register.filter
def of_channel(tests: Sequence[Experiment], channel: int) -> list[Experiment]:
    """Return the tests that hold readers out of the letters of a channel."""
    return [one for one in tests if one.newsletter_id == channel]


@register.filter
def way_off(delivery: Delivery) -> str:
    """Return how a live delivery can be taken down: by_us, by_hand or none."""
    return way_down(delivery)


@register.filter
def what_taking_down_does(delivery: Delivery) -> str:
    """Return what taking a live delivery down does on its network, or how a person does it there."""
    return how_taken_down(delivery)


@register.filter
def next_for(slots: Mapping[int, NextSlot], delivery: Delivery) -> NextSlot | None:
    """Return how the queue of a delivery's channel stands, or None if it cannot go there."""
    return None if delivery.state == State.IN_REVIEW or delivery.follows_id else slots.get(delivery.channel_id)


@register.filter
def no_slot(slot: NextSlot) -> str:
    """Return why nothing can be put into a queue, and what to do."""
    return str(sentences_of_posts.no_slot(slot.channel, fits=slot.fits, kept=slot.kept))


@register.filter
def trouble_of(channel: Channel) -> str:
    """Return what is wrong with a channel and what to do next, or nothing."""
    return sentences.happened(channel.trouble, channel.identity.handle)


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """Return a moment in the brand's zone, as a person says it; the exact one for machines."""
    if at is None:
        return ""
    here = timezone.localtime(at)
    return format_html('<time datetime="{}">{}</time>', here.isoformat(timespec="minutes"), _said(here))


@register.filter
def hour(at: datetime) -> SafeString:
    """Return the hour of a moment in the brand's zone."""
    here = timezone.localtime(at)
    return format_html('<time datetime="{}">{}</time>', here.isoformat(timespec="minutes"), f"{here:%H:%M}")


def _said(here: datetime) -> str:
    days = (here.date() - timezone.localdate()).days
    clock = f"{here:%H:%M}"
    if days in {-1, 0, 1}:
        words = {
            -1: gettext("yesterday at %(hour)s"),
            0: gettext("today at %(hour)s"),
            1: gettext("tomorrow at %(hour)s"),
        }
        return words[days] % {"hour": clock}
    return gettext("%(day)s at %(hour)s") % {"day": date_format(here, "j F Y"), "hour": clock}
