"""Times as people say them."""

from datetime import datetime, timedelta

from django import template
from django.utils.timesince import timesince
from django.utils.translation import gettext

from antiphon.lib import clock
from antiphon.measures.rounding import rounded

register = template.Library()


@register.filter
def for_how_long(since: datetime) -> str:
    """Return the time since a moment in its largest unit: "3 hours"."""
    return timesince(since, clock.now(), depth=1)


@register.filter
def ago(at: datetime) -> str:
    """Return how long ago a moment was, in its largest unit: "3 hours ago"; "just now" below a minute."""
    if clock.now() - at < timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(time)s ago") % {"time": for_how_long(at)}


@register.filter
def initial(name: str) -> str:
    """Return the first letter or digit of a name, for where a picture would be."""
    return next((mark.upper() for mark in name if mark.isalnum()), "·")


@register.filter
def grouped(number: int) -> str:
    """Return a number with its thousands apart, as the language of who reads has it."""
    return rounded(number)
