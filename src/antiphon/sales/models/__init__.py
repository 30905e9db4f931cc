"""Purchases, refunds, rates, spend, coupons; the webhooks and files by which they come in."""

from .coming_in import ImportKind, Outcome, Payload, SalesImport, ShopKind, Stage, Webhook
from .coupons import Coupon
from .money import ExchangeRate, ReportingCurrency
from .purchases import Purchase, Refund
from .spending import Spend, SpendSide
from .summing import SalesDay, SalesDaySum, SumOf

__all__ = [
    "Coupon",
    "ExchangeRate",
    "ImportKind",
    "Outcome",
    "Payload",
    "Purchase",
    "Refund",
    "ReportingCurrency",
    "SalesDay",
    "SalesDaySum",
    "SalesImport",
    "ShopKind",
    "Spend",
    "SpendSide",
    "Stage",
    "SumOf",
    "Webhook",
]
