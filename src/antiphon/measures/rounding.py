"""Numbers written out rounded: Django cuts off what does not fit, which makes 71.9 a 71."""

from decimal import Decimal

from django.utils.formats import number_format


def rounded(value: float | Decimal, places: int = 0) -> str:
    """Return a number with so many decimals, in the reader’s way of writing.

    >>> from django.utils.translation import override
    >>> with override("en"):
    ...     rounded(71.9), rounded(12345.678, 2)
    ('72', '12,345.68')
    """
    return str(number_format(round(Decimal(str(value)), places), places, force_grouping=True))
