"""The channels: what is connected, and how a new one is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from antiphon.channels import sentences
from antiphon.channels.actions import disconnect
from antiphon.channels.connector import Act, Capability, Connector, Limits
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Channel
from antiphon.channels.queries import limits_of, out_of_reach, token_ends
from antiphon.channels.rules import Access
from antiphon.channels.sentences import happened, network_name
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.queries.endangered import AtRisk, posts_at_risk
from antiphon.publishing.sentences import UNIT_NAMES
from antiphon.web.access import SeeOther, member_page
from antiphon.web.pages.letters_in import letters_address
from antiphon.web.partial import show
from antiphon.web.tokens import Token, token_of

ABILITIES: Mapping[Capability, Promise] = {
    Capability.PUBLISH: _("publishes posts and answers"),
    Capability.RECONCILE: _("can look whether a post went out after a lost answer"),
    Capability.LISTEN: _("hears what others say and do"),
    Capability.THREAD: _("reads whole conversations"),
    Capability.FIGURES: _("tells figures of posts"),
    Capability.FOLLOWERS: _("counts followers"),
    Capability.LIMITS: _("tells its own limits"),
    Capability.REMOVE: _("takes posts down"),
    Capability.SEARCH: _("searches public posts"),
}
#: What others say and do, as a connector hears it.
HEARD: Mapping[Act, Promise] = {
    Act.REPLY: _("answers"),
    Act.MENTION: _("mentions"),
    Act.QUOTE: _("quotes"),
    Act.DIRECT: _("private messages"),
    Act.LIKE: _("likes"),
    Act.SHARE: _("shares"),
    Act.FOLLOW: _("who follows"),
    Act.SUBSCRIBE: _("who subscribes"),
    Act.LEAVE: _("who leaves"),
    Act.BOUNCE: _("letters that come back"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a channel: what is limited and the most there may be."""

    what: Promise | str
    most: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A connected channel as it is listed."""

    channel: Channel
    network: str
    trouble: str
    out_of_reach: str
    leaving: str
    token: Token | None
    quiet_until: datetime | None
    limits: list[Limit]
    limits_read_at: datetime | None
    limits_failed_at: datetime | None
    source: str
    checked: str
    abilities: list[tuple[Promise | str, bool]]
    listens: bool
    to_recipients: bool
    letters_address: str
    tested_against: str
    compared: date | None


@require_safe
@member_page
def channels(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the connected channels and their health, and what else could be connected."""
    now, connected = clock.now(), member.brand.channels.filter(disconnected_at=None)
    rows = list(connected.select_related("identity", "grant").order_by("pk"))
    at_risk = {one.end.channel.pk: one for one in posts_at_risk(token_ends(rows, now))}
    about = {
        "member": member,
        "listed": [_listed(one, at_risk.get(one.pk)) for one in rows],
        "offers": [(one.kind, network_name(one.kind)) for one in connectors().values()],
        "may_connect": allows(member, Duty.CONNECT),
    }
    return show(request, "channels/index.html", about)


@require_POST
@member_page
def disconnect_channel(request: HttpRequest, member: Member, channel: int) -> HttpResponse:
    """Stop using a channel; its credentials are erased, what was said there stays."""
    found = get_object_or_404(Channel, pk=channel, brand=member.brand, disconnected_at=None)
    access, made = disconnect(member, found), connectors().get(found.kind)
    messages.success(request, gettext("%(account)s is no longer connected.") % {"account": found.identity.handle})
    if made and (words := sentences.on_leaving(made, access)):
        (messages.success if access == Access.ENDED else messages.warning)(request, words)
    return SeeOther(reverse("channels", args=[member.brand.slug]))


def _listed(channel: Channel, at_risk: AtRisk | None) -> Listed:
    made, now = connectors()[channel.kind], clock.now()
    account = f"{network_name(channel.kind)} ({channel.identity.handle})"
    limits = limits_of(channel)
    return Listed(
        channel=channel,
        network=network_name(channel.kind),
        trouble=happened(channel.trouble, account),
        out_of_reach=out_of_reach_words(made),
        leaving=sentences.before_leaving(made, granted=channel.grant is not None),
        token=token_of(channel, at_risk, now),
        quiet_until=channel.quiet_until if channel.quiet_until and channel.quiet_until > now else None,
        limits=_limits(limits),
        limits_read_at=None if made.native else channel.limits_read_at,
        limits_failed_at=None if made.native else channel.limits_failed_at,
        source=limits.source,
        checked=limits.checked,
        abilities=abilities(made),
        listens=made.can(Capability.LISTEN),
        to_recipients=made.to_recipients,
        letters_address=settings.PUBLIC_URL + letters_address(channel) if channel.kind == "mail" else "",
        tested_against=_translated(made.tested_against),
        compared=date.fromisoformat(made.checked) if made.checked else None,
    )


def out_of_reach_words(made: type[Connector[Any]]) -> str:
    """Return that a network cannot fetch files from here and what to do, or nothing."""
    return sentences.out_of_reach(network_name(made.kind)) if out_of_reach(made) else ""


def _translated(text: str) -> str:
    return gettext(text) if text else ""


def _limits(limits: Limits) -> list[Limit]:
    texts = [Limit(UNIT_NAMES.get(unit, unit), most) for unit, most in limits.text.items()]
    told = [
        Limit(_("pictures in a post"), limits.images),
        Limit(_("bytes in a picture"), limits.image_bytes or 0),
        Limit(_("pixels in a picture"), limits.image_pixels or 0),
        Limit(_("characters of alternative text"), limits.alt_text or 0),
        Limit(_("videos in a post"), limits.videos),
        Limit(_("bytes in a video"), limits.video_bytes or 0),
        Limit(_("documents in a post"), limits.documents),
        Limit(_("answers in a poll"), limits.poll_options),
    ]
    captions = [Limit(_("languages of captions for a video"), limits.captions)] if limits.videos else []
    return [*texts, *(one for one in told if one.most), *captions]


def abilities(made: type[Connector[Any]]) -> list[tuple[Promise | str, bool]]:
    """Return what a connector may be able to do, and whether it is."""
    said: dict[Capability, Promise | str] = {**ABILITIES, Capability.LISTEN: _heard(made)}
    if made.only_answers:
        said[Capability.PUBLISH] = _("answers who wrote first; it is no place for posts")
    if not made.answers:
        said[Capability.PUBLISH] = _("publishes posts; it answers nobody")
    return [(words, made.can(one)) for one, words in said.items()]


def _heard(made: type[Connector[Any]]) -> Promise | str:
    """Return the words for what a connector hears, or, where it does not listen, for what others hear."""
    heard = [str(words) for act, words in HEARD.items() if act in made.hears]
    return gettext("hears: %(what)s") % {"what": ", ".join(heard)} if heard else ABILITIES[Capability.LISTEN]


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/channels/", channels, name="channels"),
    path("b/<slug:brand>/channels/<int:channel>/disconnect/", disconnect_channel, name="disconnect"),
]
