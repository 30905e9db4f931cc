"""When an event is: by its own clock, and by the reader's where scripts run."""

from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from antiphon.community.models import Event

register = template.Library()


@register.filter
def when(event: Event) -> SafeString:
    """Return from when to when an event is, by its clock, which is named; a script adds the reader's own."""
    zone = ZoneInfo(event.zone)
    begins, ends = (timezone.localtime(at, zone) for at in (event.starts_at, event.ends_at))
    last = date_format(ends, "H:i" if begins.date() == ends.date() else "j F Y, H:i")
    return format_html(
        '<span class="event-when" data-zone="{}" data-here="{}"><time datetime="{}">{}</time>–'
        '<time datetime="{}">{}</time> <span class="soft">{}</span></span>',
        event.zone,
        _("for you: {}"),
        begins.isoformat(timespec="minutes"),
        date_format(begins, "l j F Y, H:i"),
        ends.isoformat(timespec="minutes"),
        last,
        event.zone.replace("_", " "),
    )
