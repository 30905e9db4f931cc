"""Who keeps in touch with whom."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.models import Relationship

#: The longest promise, in days.
LONGEST_RHYTHM = 730


@transaction.atomic
def keep_in_touch(by: Member, person: Person, rhythm_days: int | None) -> Relationship:
    """Promise to speak with a person at least every so many days (None: no promise); who asks becomes the steward."""
    _require(by, person)
    if rhythm_days is not None and not 1 <= rhythm_days <= LONGEST_RHYTHM:
        raise Refusal(_("Give a number of days from 1 to 730, or leave it empty."), field="rhythm_days")
    kept, _is_new = Relationship.objects.update_or_create(
        person=person,
        defaults={"steward": by, "rhythm_days": rhythm_days},
        create_defaults={"brand": by.brand, "steward": by, "rhythm_days": rhythm_days, "since": clock.now()},
    )
    return kept


@transaction.atomic
def let_go(by: Member, person: Person) -> None:
    """Nobody keeps in touch with the person any more; what was said stays."""
    _require(by, person)
    Relationship.objects.filter(brand=by.brand, person=person).delete()


def _require(by: Member, person: Person) -> None:
    require(by, Duty.ANSWER)
    if person.brand_id != by.brand_id:
        raise Refusal(_("This person belongs to another brand."))
