"""How we stand with people, kept beside the ledger: made again each day, renewed for whom something is new."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q

from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.people.models import IdentityLink
from antiphon.relationships.models import Reckoning, Relationship, Standing
from antiphon.relationships.queries.parts import WHOLE
from antiphon.relationships.queries.standing import PARAMS_VERSION, Stood, standing_of

#: What a transaction that ends late has written comes to light behind younger rows: so long we look again.
LATE = timedelta(seconds=10)
#: Beyond so many people all are reckoned.
MANY = 500
_FIELDS = tuple(field.name for field in fields(Stood) if field.name not in {"person", "last_day"})


def reckon(brand: Brand) -> int:
    """Reckon how we stand with everybody of a brand today; return with how many.

    All is read before anything is written, so that nobody waits for it.
    """
    now = clock.now()
    day = now.astimezone(brand.zone).date()
    upto = {"acts_upto": settled_acts(brand, now), "links_upto": last_link(brand)}
    found = standing_of(brand, day)
    with transaction.atomic():
        of_brand = Standing.objects.filter(brand=brand)
        of_brand.filter(as_of=day).delete()
        of_brand.filter(as_of__lt=day, as_of__gte=day.replace(day=1)).delete()
        _add(brand, day, found)
        said = {"as_of": day, "params_version": PARAMS_VERSION, "at": now, **upto}
        Reckoning.objects.update_or_create(brand=brand, defaults=said)
    return len(found)


def renew(brand: Brand, people: Collection[int]) -> int:
    """Reckon anew how we stand with some people today, and with those of their stewards; return with how many."""
    day = clock.now().astimezone(brand.zone).date()
    mates = {*people, *_of_same_stewards(brand, people)}
    found = standing_of(brand, day, mates)
    with transaction.atomic():
        Standing.objects.filter(brand=brand, as_of=day, person__in=mates).delete()
        _add(brand, day, found)
    return len(found)


def note_seen(brand: Brand, acts_upto: int, links_upto: int) -> None:
    """Note up to which rows the standings of a brand are as the ledger tells."""
    Reckoning.objects.filter(brand=brand).update(acts_upto=acts_upto, links_upto=links_upto)


def settled_acts(brand: Brand, now: datetime) -> int:
    """Return the last row of the ledger behind which none can come to light any more."""
    settled = Interaction.objects.filter(brand=brand, recorded_at__lt=now - LATE)
    last = settled.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def last_link(brand: Brand) -> int:
    """Return the last decision about whose an account is."""
    return IdentityLink.objects.filter(identity__brand=brand).aggregate(last=Max("pk"))["last"] or 0


def _of_same_stewards(brand: Brand, people: Collection[int]) -> Iterable[int]:
    own = Relationship.objects.filter(brand=brand).cared_for()
    theirs = own.filter(Q(person__in=people) | Q(person__merged_into__in=people))
    return own.filter(steward__in=theirs.values("steward")).values_list(WHOLE, flat=True)


def _add(brand: Brand, day: date, found: Collection[Stood]) -> None:
    """Add rows in one go: fifty thousand objects of the ORM would cost more than to reckon them."""
    table = connection.ops.quote_name(Standing._meta.db_table)  # noqa: SLF001
    columns = ("brand_id", "as_of", "params_version", "person_id", "last_day", *_FIELDS)
    into, on, values = f"{table} ({', '.join(columns)})", connection.ops.adapt_datefield_value, attrgetter(*_FIELDS)
    first = (brand.pk, on(day), PARAMS_VERSION)
    _write(into, len(columns), [(*first, one.person, on(one.last_day), *values(one)) for one in found])


def _write(into: str, many: int, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * many)})", rows)  # noqa: S608
