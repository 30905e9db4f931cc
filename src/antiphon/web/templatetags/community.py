"""How groups and messages of a community are shown."""

from pathlib import Path

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from antiphon.community.models import Group, GroupLevel, Participant, TopicLevel, Visibility
from antiphon.community.permissions import Viewer, sees
from antiphon.community.queries.news import News, news_of
from antiphon.community.queries.topics import Line
from antiphon.lib.markup import text_to_html
from antiphon.web.templatetags.words import initial

register = template.Library()

_SHORT: dict[str, str | Promise] = {
    Visibility.PUBLIC: _("public"),
    Visibility.PRIVATE: _("private"),
    Visibility.HIDDEN: _("hidden"),
}


@register.filter
def visibility(group: Group) -> str | Promise:
    """Return in a word who finds a group."""
    return _SHORT[group.visibility]


@register.simple_tag
def portrait(viewer: Viewer, participant: Participant) -> SafeString:
    """Return the picture of somebody, or the first letter of their name where there is none to be seen."""
    picture = participant.picture.name
    if not picture or not sees(viewer, participant):
        return format_html('<span class="avatar" aria-hidden="true">{}</span>', initial(participant.name))
    address = reverse("portrait", args=[viewer.brand.slug, participant.handle])
    version = Path(picture).stem[:8]
    return format_html('<img class="avatar" src="{}?v={}" alt="" width="40" height="40">', address, version)


@register.simple_tag
def author_of(viewer: Viewer, line: Line) -> SafeString:
    """Return the name of who wrote a message, with the way to their profile for whoever may look at it."""
    author = line.writing.author if line.writing else None
    if author is None:
        return format_html("{}", line.message.author)
    if not sees(viewer, author):
        return format_html("{}", author.name)
    address = reverse("participant", args=[viewer.brand.slug, author.handle])
    return format_html('<a href="{}">{}</a>', address, author.name)


@register.filter
def shown(line: Line) -> SafeString:
    """Return a message as it is read: what its author typed, or what came through the brand's channel."""
    if line.writing is not None:
        return mark_safe(line.writing.html)  # noqa: S308  made by read_markdown, which lets no script through
    return mark_safe(line.message.html or text_to_html(line.message.text))  # noqa: S308  cleaned when it was received


@register.simple_tag
def news_for(viewer: Viewer) -> News:
    """Return how much of what they are told somebody has not read, and in how many talks something is new."""
    return news_of(viewer)


@register.simple_tag
def levels_of(what: str) -> list[tuple[str, str | Promise]]:
    """Return how much one can be told of a topic or of a group."""
    return list(TopicLevel.choices if what == "topic" else GroupLevel.choices)


@register.simple_tag
def rel_me(address: str, name: str) -> str:
    """Return the link, as one types it into a page, by which that page says that it is one's own."""
    return f'<a rel="me" href="{address}">{name}</a>'
