"""The frame around every page: navigation, the brands to switch to, marks of channels."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from antiphon.channels import sentences
from antiphon.channels.connectors import connector_for
from antiphon.organizations.models import Member
from antiphon.organizations.queries import memberships
from antiphon.web.needing import needs_of
from antiphon.web.sections import SECTIONS, Room

register = template.Library()


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a page: what it says, where it leads, whether one is there already."""

    label: Promise
    address: str
    current: bool
    voice: str = ""


@register.inclusion_tag("shell/navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """Show the sections that the member may enter, and the rooms of the one they are in."""
    match, member = context["request"].resolver_match, context["request"].member
    page = match.url_name if match else ""
    links: list[Link] = []
    rooms: list[Link] = []
    voice = ""
    for section in SECTIONS:
        open_rooms = [_link(room, member, page) for room in section.rooms if room.opens_to(member)]
        if open_rooms:
            label = open_rooms[0].label if len(open_rooms) == 1 < len(section.rooms) else section.label
            links.append(Link(label, open_rooms[0].address, section.holds(page), section.voice))
            rooms, voice = (open_rooms, section.voice) if section.holds(page) else (rooms, voice)
    return {"links": links, "rooms": rooms if len(rooms) > 1 else [], "voice": voice}


@register.inclusion_tag("shell/needs.html", takes_context=True)
def needs(context: Context) -> dict[str, Any]:
    """Show how much needs the member, to those who could be needed."""
    member = context["request"].member
    return {"member": member, "needs": needs_of(member)}


@register.inclusion_tag("shell/brands.html", takes_context=True)
def brands(context: Context) -> dict[str, Any]:
    """Show the brand, and the others one may switch to."""
    member = context["request"].member
    others = [one for one in memberships(member.user) if one.brand_id != member.brand_id]
    return {"member": member, "others": others}


@register.simple_tag
def channel_mark(kind: str) -> SafeString:
    """Return the mark of a network as a drawing that screen readers skip."""
    path = connector_for("newsletter" if kind in {sentences.MAIL, sentences.CARD} else kind).icon
    return mark_safe(  # noqa: S308  the path is code of a connector, never typed by anybody
        f'<svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{path}"/></svg>'
    )


@register.filter
def network_name(kind: str) -> str:
    """Return the name that people use for a network."""
    return sentences.network_name(kind)


def _link(room: Room, member: Member, page: str) -> Link:
    return Link(room.label, reverse(room.name, args=[member.brand.slug]), room.holds(page))
