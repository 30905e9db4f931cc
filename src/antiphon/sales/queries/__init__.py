"""What others ask about money: purchases and spend of a period, in the currency that the brand reckons in."""

from .money import InReporting, in_reporting_currency, rate_book, reporting_currency
from .purchases import CountedPurchase, CountedRefund, SalesSums, purchases_between, sales_sums, waiting_refunds
from .spend import CountedSpend, spend_between

__all__ = [
    "CountedPurchase",
    "CountedRefund",
    "CountedSpend",
    "InReporting",
    "SalesSums",
    "in_reporting_currency",
    "purchases_between",
    "rate_book",
    "reporting_currency",
    "sales_sums",
    "spend_between",
    "waiting_refunds",
]
