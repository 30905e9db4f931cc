"""How the plan is said and shown."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from antiphon.channels.connectors import connector_for
from antiphon.channels.sentences import network_name
from antiphon.publishing.models import StateLabel
from antiphon.publishing.queries.calendar import Entry
from antiphon.publishing.rules.spans import View
from antiphon.web.looking import Look
from antiphon.web.wording import WEEKDAYS

register = template.Library()


@register.filter
def span_name(look: Look) -> str:
    """Return the name of the days that are shown: a month, from day to day, a day."""
    if look.view == View.DAY:
        return date_format(look.day, "l j F Y")
    if look.view == View.WEEK:
        return f"{date_format(look.span.first, 'j F')} – {date_format(look.span.last, 'j F Y')}"
    return date_format(look.day, "F Y")


@register.filter
def state_name(state: str) -> str:
    """Return a state as people read it."""
    return str(StateLabel(state).label)


@register.filter
def weekday_name(number: int) -> str:
    """Return the name of a day of the week; 0 is Monday."""
    return str(WEEKDAYS[number])


@register.simple_tag
def day_query(look: Look, day: date, view: str = View.DAY) -> str:
    """Return the query of the address that shows one day."""
    return look.query(day=day, view=view)


@register.filter
def or_untitled(text: str) -> str:
    """Return the words, or what stands for them where a post has none."""
    return text or gettext("A post of pictures")


@register.simple_tag
def mark_symbols(kinds: dict[int, str]) -> SafeString:
    """Return the marks of networks as symbols, drawn once for all the places that show them."""
    drawn = ((kind, connector_for(kind).icon) for kind in sorted(set(kinds.values())))
    shapes = format_html_join("", '<symbol id="mark-{}" viewBox="0 0 24 24"><path d="{}"/></symbol>', drawn)
    return format_html('<svg hidden aria-hidden="true">{}</svg>', shapes)


@register.simple_tag
def channel_marks(entry: Entry, kinds: dict[int, str]) -> SafeString:
    """Return the marks of the channels of an entry, with their names for who does not see them."""
    shown = sorted({kinds[pk] for pk in entry.channels})
    marks = ((kind, network_name(kind)) for kind in shown)
    return format_html_join(
        "",
        '<svg class="mark" aria-hidden="true"><use href="#mark-{}"/></svg><span class="visually-hidden">{} </span>',
        marks,
    )
