"""How groups and messages of a community are shown."""

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from antiphon.community.models import Group, Visibility
from antiphon.community.queries.topics import Line
from antiphon.lib.markup import text_to_html

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


@register.filter
def shown(line: Line) -> SafeString:
    """Return a message as it is read: what its author typed, or what came through the brand's channel."""
    if line.writing is not None:
        return mark_safe(line.writing.html)  # noqa: S308  made by read_markdown, which lets no script through
    return mark_safe(line.message.html or text_to_html(line.message.text))  # noqa: S308  cleaned when it was received
