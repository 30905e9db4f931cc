"""Room and time, as the pages about keeping in touch say them."""

from django import template
from django.utils.translation import gettext

from antiphon.relationships.rules import Limits, Load

register = template.Library()


@register.filter
def over(limits: Limits, carried: Load) -> bool:
    """Whether more people are cared for than there is room for."""
    return limits.too_many(carried)


@register.filter
def over_close(limits: Limits, carried: Load) -> bool:
    """Whether more people are close than there is room for."""
    return limits.too_many_close(carried)


@register.filter
def hours(minutes: int) -> str:
    """Return minutes as hours and minutes: "2 h 05"."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return gettext("%(minutes)d min") % {"minutes": rest}
    return gettext("%(hours)d h %(minutes)02d") % {"hours": whole, "minutes": rest}


@register.filter
def share_of(part: int, most: int) -> str:
    """Return a part of the most, in a hundred, for a drawing."""
    return f"{100 * part / most:.1f}" if most else "0"
