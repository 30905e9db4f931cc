"""Money, written out with the decimals that its currency has."""

from decimal import Decimal

from django import template

from antiphon.measures.rounding import rounded
from antiphon.sales.rules.money import DECIMALS, rounded_to

register = template.Library()


@register.filter
def money(value: Decimal, currency: str) -> str:
    """Write an amount out: "1,200.00 EUR", "1,500 JPY"."""
    number = rounded(rounded_to(value, currency), DECIMALS.get(currency, 2))
    return f"{number}\u00a0{currency}"
