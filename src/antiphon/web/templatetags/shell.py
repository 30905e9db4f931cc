"""The frame around every page: navigation, the brands to switch to, marks of channels."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from antiphon.channels import sentences
from antiphon.channels.connectors import connector_for
from antiphon.organizations.queries import memberships

register = template.Library()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the house: where it begins, which voice it speaks in, and the pages it holds."""

    name: str
    label: Promise
    voice: str
    pages: frozenset[str]


SECTIONS = (
    Section("today", _("Today"), "plain", frozenset({"today"})),
    Section("posts", _("Posts"), "call", frozenset({"posts", "compose", "edit_post", "post", "results", "figure"})),
    Section("inbox", _("Inbox"), "response", frozenset({"inbox", "conversation"})),
    Section("people", _("People"), "response", frozenset({"people", "person"})),
    Section("channels", _("Channels"), "plain", frozenset({"channels", "connect"})),
)


@register.inclusion_tag("shell/navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """Show the sections of the brand, the current one marked."""
    request = context["request"]
    match, member = request.resolver_match, request.member
    here = match.url_name if match else ""
    links = [(one, _address(one, member.brand.slug), here in one.pages) for one in SECTIONS]
    return {"links": [link for link in links if link[1]]}


@register.inclusion_tag("shell/brands.html", takes_context=True)
def brands(context: Context) -> dict[str, Any]:
    """Show the brand, and the others one may switch to."""
    member = context["request"].member
    others = [one for one in memberships(member.user) if one.brand_id != member.brand_id]
    return {"member": member, "others": others}


@register.simple_tag
def channel_mark(kind: str) -> SafeString:
    """Return the mark of a network as a drawing that screen readers skip."""
    path = connector_for(kind).icon
    return mark_safe(  # noqa: S308  the path is code of a connector, never typed by anybody
        f'<svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{path}"/></svg>'
    )


@register.filter
def network_name(kind: str) -> str:
    """Return the name that people use for a network."""
    return sentences.network_name(kind)


def _address(section: Section, brand: str) -> str:
    try:
        return reverse(section.name, args=[brand])
    except NoReverseMatch:
        return ""
