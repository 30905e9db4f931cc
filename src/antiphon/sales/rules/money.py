"""Amounts and currencies: which there are (ISO 4217), how many decimals each has, and how a number is read. Pure."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from types import MappingProxyType

from antiphon.sales.rules.faults import Fault, Unfit

#: The most that one amount may be: 15 digits with the decimals, which every database keeps exactly.
MOST = Decimal("99999999999.9999")
#: Digits with which is reckoned before anything is rounded.
PRECISION = 60
_USUAL = 2
#: Decimals of the currencies that have not two (ISO 4217, “minor unit”).
_OTHERS: Mapping[int, str] = MappingProxyType(
    {
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        3: "BHD IQD JOD KWD LYD OMR TND",
        4: "CLF UYW",
    }
)
#: The other currencies in use, and those that ended in the last years, for what was sold then.
_TWO = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF
IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV
MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD
SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL
"""
#: How many decimals each currency has.
DECIMALS: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(_TWO.split(), _USUAL)
    | {code: places for places, codes in _OTHERS.items() for code in codes.split()}
)
_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,12})?")


def currency_of(typed: str) -> str:
    """Return a currency as its three letters; raise Unfit for none and for what ISO 4217 does not know.

    >>> currency_of(" eur ")
    'EUR'
    """
    code = typed.strip().upper()
    if not code:
        raise Unfit(Fault.NO_CURRENCY, "currency")
    if code not in DECIMALS:
        raise Unfit(Fault.CURRENCY, "currency")
    return code


def amount_of(typed: str | int | Decimal, currency: str, field: str = "amount") -> Decimal:
    """Return an amount of 0 or more with the decimals of its currency; raise Unfit for anything else.

    Zeros too many are taken, as shops write them: 12.5000 is 12.50 EUR. Thousands are written without a mark.

    >>> amount_of("12.5", "EUR"), amount_of("1500", "JPY")
    (Decimal('12.50'), Decimal('1500'))
    """
    told = str(typed).strip()
    if not told:
        raise Unfit(Fault.NO_AMOUNT, field)
    if not _NUMBER.fullmatch(told):
        raise Unfit(Fault.NO_NUMBER, field)
    value = Decimal(told)
    if value < 0:
        raise Unfit(Fault.NEGATIVE, field)
    if value > MOST:
        raise Unfit(Fault.TOO_MUCH, field)
    rounded = rounded_to(value, currency)
    if rounded != value:
        raise Unfit(Fault.DECIMALS, field)
    return abs(rounded)


def rounded_to(value: Decimal, currency: str) -> Decimal:
    """Return a value with the decimals of a currency, a half away from zero.

    >>> rounded_to(Decimal("2.345"), "EUR"), rounded_to(Decimal("2.5"), "JPY")
    (Decimal('2.35'), Decimal('3'))
    """
    with localcontext() as context:
        context.prec = PRECISION
        return value.quantize(Decimal(1).scaleb(-DECIMALS.get(currency, _USUAL)), ROUND_HALF_UP)
