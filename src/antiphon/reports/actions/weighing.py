"""How the weights of an index are chosen."""

from collections.abc import Mapping
from math import isfinite

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.reports.models import ReturnWeights
from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.returns.measure import Side
from antiphon.reports.rules.index import LARGEST


@transaction.atomic
def choose_weights(by: Member, side: str, weights: Mapping[str, float], why: str = "") -> ReturnWeights:
    """Let the measures of a side weigh so much from now on; what held before is kept.

    Raise Refusal for a side or a measure that there is not, a weight below 0 or above 10, and where all are 0.
    """
    require(by, Duty.PUBLISH)
    if side not in set(Side):
        raise Refusal(_("Choose the call or the response."), field="side")
    names = {name for name, one in return_measures().items() if one.side == side}
    for name, weight in weights.items():
        _check(name, weight, names)
    kept = {name: float(weight) for name, weight in weights.items() if weight}
    if not kept:
        raise Refusal(_("Give at least one measure a weight above 0."))
    why = why.strip()[:300]
    return ReturnWeights.objects.create(
        brand=by.brand, side=side, weights=kept, why=why, chosen_by=by, chosen_at=clock.now()
    )


def _check(name: str, weight: float, names: set[str]) -> None:
    if name not in names:
        raise Refusal(_("“%(name)s” is no measure of this side.") % {"name": name}, field=name)
    if not isfinite(weight) or not 0 <= weight <= LARGEST:
        raise Refusal(_("A weight is a number from 0 to 10."), field=name)
