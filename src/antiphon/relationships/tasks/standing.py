"""Look now: is the standing with anybody other than it was reckoned?"""

from datetime import datetime, timedelta

import structlog
from django.db.models import Max

from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.people.models import IdentityLink
from antiphon.relationships.actions.standing import MANY, last_link, note_seen, reckon, renew, settled_acts
from antiphon.relationships.models import Reckoning
from antiphon.relationships.queries.standing import PARAMS_VERSION

log = structlog.get_logger(__name__)

#: After so long all is reckoned again where anything happened: what was set aside or taken back in between counts so.
ANEW_AFTER = timedelta(hours=1)
#: What stood last in the ledger when each brand was renewed last: the same is not renewed twice.
_seen: dict[int, tuple[int, int]] = {}
#: The same of the whole product: where nothing happened at all, nobody is looked at.
_looked: dict[str, tuple[int, int, datetime]] = {}


def keep_standing() -> int:
    """Reckon standings that are not of today, renew those of whom something is new; return how many were written."""
    now = clock.now()
    last = (_last(Interaction), _last(IdentityLink), now.replace(minute=0, second=0, microsecond=0))
    if _looked.get("last") == last:
        return 0
    written = sum(_keep(brand, now) for brand in Brand.objects.order_by("pk"))
    if not written:
        _looked["last"] = last
    return written


def forget() -> None:
    """Look at everything at the next look, as after a start."""
    _seen.clear()
    _looked.clear()


def _keep(brand: Brand, now: datetime) -> int:
    known = Reckoning.objects.filter(brand=brand).first()
    today = now.astimezone(brand.zone).date()
    if known is None or (known.as_of, known.params_version) != (today, PARAMS_VERSION):
        return _reckon(brand)
    before = (known.acts_upto, known.links_upto)
    newest = _newest(brand, *before)
    if newest in {before, _seen.get(brand.pk)}:
        return 0
    people = _of_whom_is_new(brand, *before)
    if now - known.at > ANEW_AFTER or len(people) > MANY:
        return _reckon(brand)
    upto = (settled_acts(brand, now), last_link(brand))
    written = renew(brand, people)
    note_seen(brand, *upto)
    _seen[brand.pk] = newest
    return max(1, written)


def _of_whom_is_new(brand: Brand, acts_upto: int, links_upto: int) -> set[int]:
    """Return the people of whom the ledger tells something new, and those who won or lost an account."""
    acts = Interaction.objects.filter(brand=brand, pk__gt=acts_upto)
    links = IdentityLink.objects.filter(identity__brand=brand, pk__gt=links_upto)
    found = {*acts.values_list("actor__person", flat=True), *acts.values_list("target__person", flat=True)}
    moved = IdentityLink.objects.filter(identity__in=set(links.values_list("identity", flat=True)))
    return {person for person in found | set(moved.values_list("person", flat=True)) if person}


def _newest(brand: Brand, acts_upto: int = 0, links_upto: int = 0) -> tuple[int, int]:
    acts = Interaction.objects.filter(brand=brand, pk__gt=acts_upto).aggregate(last=Max("pk"))["last"]
    links = IdentityLink.objects.filter(identity__brand=brand, pk__gt=links_upto).aggregate(last=Max("pk"))["last"]
    return acts or acts_upto, links or links_upto


def _reckon(brand: Brand) -> int:
    began, newest = clock.now(), _newest(brand)
    many = reckon(brand)
    _seen[brand.pk] = newest
    log.info("standings reckoned", brand=brand.slug, people=many, seconds=(clock.now() - began).total_seconds())
    return many


def _last(model: type[Interaction] | type[IdentityLink]) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
