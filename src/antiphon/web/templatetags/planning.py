"""How the plan is said and shown."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from antiphon.channels.connectors import connector_for
from antiphon.channels.sentences import network_name
from antiphon.lib.recurrence import DAYS, Every, Kept, parts_of
from antiphon.publishing.models import StateLabel
from antiphon.publishing.queries.calendar import Entry
from antiphon.publishing.rules.delivering import State
from antiphon.publishing.rules.spans import View
from antiphon.web.looking import Look
from antiphon.web.wording import SERIES_TROUBLES, WEEKDAYS

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


@register.filter
def wall_said(wall_time: str) -> str:
    """Return a wall time as a person says it."""
    return said_as_wall(datetime.fromisoformat(wall_time))


@register.filter
def said_as_wall(wall: datetime) -> str:
    """Return a wall time, without its zone, as a person says it."""
    return gettext("%(day)s at %(hour)s") % {"day": date_format(wall, "D j F Y"), "hour": f"{wall:%H:%M}"}


@register.filter
def comes_round(series: Kept) -> str:
    """Return how often a series, or a ritual, comes round and until when."""
    return " · ".join(part for part in (_rule_in_words(series.rule, series.first_wall), _end_of(series)) if part)


@register.filter
def series_trouble(trouble: str) -> str:
    """Return why a series could not plan everything, and what to do."""
    return str(SERIES_TROUBLES.get(trouble, trouble))


@register.filter
def movable_in(entry: Entry, movable: frozenset[State]) -> bool:
    """Whether an entry, on one of its channels at least, is in one of the states in which it can be moved."""
    return not movable.isdisjoint(entry.states)


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


def _end_of(series: Kept) -> str:
    if series.ends_on:
        return gettext("until %(day)s") % {"day": date_format(series.ends_on, "j F Y")}
    if series.count:
        return ngettext("%(count)d time", "%(count)d times", series.count) % {"count": series.count}
    return ""


def _rule_in_words(rule: str, first_wall: str) -> str:
    """Return how often a rule comes round; one that the form cannot make is told as it stands."""
    parts, first = parts_of(rule), datetime.fromisoformat(first_wall)
    count = int(parts.get("INTERVAL", "1"))
    if set(parts) - {"FREQ", "INTERVAL", "BYDAY"} or ("BYDAY" in parts and parts["FREQ"] != Every.WEEK):
        return rule
    said = {"count": count, "hour": f"{first:%H:%M}", "days": _weekdays(parts, first)}
    said |= {"day": str(first.day), "date": date_format(first, "MONTH_DAY_FORMAT")}
    words = {
        Every.DAY: ngettext("every day at %(hour)s", "every %(count)d days at %(hour)s", count),
        Every.WEEK: ngettext("every %(days)s at %(hour)s", "every %(count)d weeks on %(days)s at %(hour)s", count),
        Every.MONTH: ngettext(
            "every month on day %(day)s at %(hour)s", "every %(count)d months on day %(day)s at %(hour)s", count
        ),
        Every.YEAR: ngettext(
            "every year on %(date)s at %(hour)s", "every %(count)d years on %(date)s at %(hour)s", count
        ),
    }
    return words[Every(parts["FREQ"])] % said


def _weekdays(parts: dict[str, str], first: datetime) -> str:
    chosen = [DAYS.index(day) for day in parts.get("BYDAY", "").split(",") if day in DAYS] or [first.weekday()]
    return ", ".join(str(WEEKDAYS[day]) for day in chosen)
