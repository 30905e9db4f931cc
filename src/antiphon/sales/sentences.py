"""What is wrong about money, said to people; and the way from a fault to a refusal."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antiphon.lib.errors import Conflict, Refusal
from antiphon.sales.rules.faults import Fault, Unfit
from antiphon.sales.rules.refunds import Uncounted

FAULT_WORDS: Mapping[Fault, Promise] = {
    Fault.NO_ID: _("It has no id. Without one, the same purchase told twice would count twice."),
    Fault.LONG_ID: _("Its id is longer than 200 characters."),
    Fault.NO_AMOUNT: _("It says no amount."),
    Fault.NO_NUMBER: _("The amount is no number. Write it as 1234.50, without a mark between thousands."),
    Fault.NEGATIVE: _("Money is 0 or more. What was given back is a refund."),
    Fault.NOTHING: _("It gives nothing back."),
    Fault.NOTHING_SPENT: _("Nothing was spent by it."),
    Fault.TOO_MUCH: _("That is more than can be reckoned with: at most 99,999,999,999."),
    Fault.DECIMALS: _("It has more decimals than the currency has."),
    Fault.NO_CURRENCY: _("It names no currency."),
    Fault.CURRENCY: _("There is no such currency. Write its three letters by ISO 4217, such as EUR."),
    Fault.NO_MOMENT: _("It does not say when. Write the moment as 2026-03-02 14:30."),
    Fault.FUTURE: _("It lies in the future. Look at the clock of where it comes from."),
    Fault.LONG_AGO: _("It lies before 1970. Look at the clock of where it comes from."),
    Fault.NO_PURCHASE: _("It does not say of which purchase."),
    Fault.DIFFERS: _("It is known already, with another amount, currency or moment. What was known stays."),
    Fault.TWICE: _("Its id stands in another row of this table."),
    Fault.CALLED_OFF: _("It was called off, so nothing was paid."),
    Fault.NO_DAYS: _("It does not say from when to when. Write days as 2026-03-02."),
    Fault.DAYS: _("It ends before it begins, or lasts longer than ten years."),
    Fault.SIDE: _("Say for what it was: call for social media, response for social networking."),
    Fault.CHANNEL: _("The brand has no such channel."),
    Fault.RATE: _("A rate is a number above 0, with at most 8 decimals, up to 9,999,999."),
    Fault.SAME_CURRENCY: _("A rate is between two currencies."),
    Fault.COLUMNS: _("These columns are not known. See in the documents which there can be."),
    Fault.ROW: _("It has more cells than the table has columns."),
    Fault.ROWS: _("The table has more than 50,000 rows. Hand it in in parts."),
    Fault.NO_JSON: _("This is not JSON."),
    Fault.SHAPE: _("It is not built as this shop builds it."),
}
UNCOUNTED_WORDS: Mapping[Uncounted, Promise] = {
    Uncounted.WAITS: _("its purchase is not known yet"),
    Uncounted.MORE: _("more was given back than was paid"),
    Uncounted.OTHER: _("it is in another currency than its purchase"),
}


@contextmanager
def refusing() -> Iterator[None]:
    """Inside, what is unfit becomes a refusal that says why; what goes against what is known, a conflict."""
    try:
        yield
    except Unfit as error:
        kind = Conflict if error.fault in {Fault.DIFFERS, Fault.TWICE} else Refusal
        raise kind(FAULT_WORDS[error.fault], field=error.field) from error
