"""What something is worth, written out: money in its currency, or points."""

from decimal import Decimal

from django import template
from django.utils.translation import ngettext

from antiphon.measures.rounding import rounded

register = template.Library()


@register.filter
def worth(value: Decimal, currency: str) -> str:
    """Write a value out: "1,200 EUR", "12.50 EUR", or "3 points" without a currency."""
    whole = value == value.to_integral_value()
    number = rounded(value, 0 if whole else 2)
    if currency:
        return f"{number}\u00a0{currency}"
    return ngettext("%(n)s point", "%(n)s points", 1 if value == 1 else 2) % {"n": number}
