"""What the header says of talks, and how a message of one is shown."""

from datetime import datetime

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString, mark_safe

from antiphon.community.models import TalkMessage

register = template.Library()


@register.filter
def said(message: TalkMessage) -> SafeString:
    """Return a message as it is read."""
    return mark_safe(message.html)  # noqa: S308  made by read_markdown, which lets no script through


@register.filter
def moment_of(typed: str) -> datetime | None:
    """Return the moment that a copied message names."""
    return parse_datetime(typed)


@register.filter
def under[T](found: dict[int, T], key: int) -> T | None:
    """Return what stands under a key."""
    return found.get(key)
