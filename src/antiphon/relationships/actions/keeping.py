"""Who keeps in touch with whom, and how it goes from hand to hand."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.people.models import Person
from antiphon.relationships.actions.permitting import require_able, require_person
from antiphon.relationships.models import HandOver, Relationship
from antiphon.relationships.queries import relationship_with

#: The longest promise, in days.
LONGEST_RHYTHM = 730


@transaction.atomic
def keep_in_touch(by: Member, person: Person, rhythm_days: int | None) -> Relationship:
    """Promise to speak with a person at least every so many days (None: no promise); who asks becomes the steward."""
    require_person(by, person)
    if rhythm_days is not None and not 1 <= rhythm_days <= LONGEST_RHYTHM:
        raise Refusal(_("Give a number of days from 1 to 730, or leave it empty."), field="rhythm_days")
    kept = _relationship(person)
    kept.rhythm_days = rhythm_days
    _pass_on(kept, by, by)
    return kept


@transaction.atomic
def hand_over(by: Member, person: Person, to: Member, words: str = "") -> Relationship:
    """Put a person into the hands of somebody else of the team. The rhythm and the history stay."""
    require_person(by, person)
    require_able(to, by)
    Person.objects.select_for_update().filter(pk=person.pk).first()
    kept = relationship_with(person)
    if kept is None or kept.ended_at is not None:
        raise Refusal(_("Nobody keeps in touch with this person yet: begin with that."))
    if kept.steward_id == to.pk:
        raise Refusal(_("%(name)s keeps in touch already.") % {"name": to.user}, field="steward")
    _pass_on(kept, to, by, words)
    return kept


@transaction.atomic
def let_go(by: Member, person: Person) -> None:
    """Nobody keeps in touch with the person any more; what was said, and who cared until now, stays on record."""
    require_person(by, person)
    for kept in Relationship.objects.kept().filter(person__in=Person.objects.part_of(person)).order_by("pk"):
        _pass_on(kept, None, by)


@transaction.atomic
def opt_out(by: Member, person: Person, *, wanted: bool = False) -> Relationship:
    """Note that a person does not want to be spoken to (or, with `wanted`, that they do again)."""
    require_person(by, person)
    kept = _relationship(person)
    kept.opted_out_at = None if wanted else kept.opted_out_at or clock.now()
    kept.save()
    if wanted:
        Relationship.objects.filter(person__in=Person.objects.part_of(person)).update(opted_out_at=None)
    return kept


def _relationship(person: Person) -> Relationship:
    """Return the relationship with a person, a new one if there is none; who else asks waits for us."""
    Person.objects.select_for_update().filter(pk=person.pk).first()
    found = relationship_with(person)
    return found or Relationship(brand=person.brand, person=person, since=clock.now(), ended_at=clock.now())


def _pass_on(kept: Relationship, after: Member | None, by: Member, words: str = "") -> None:
    """Give a relationship to a steward, or to nobody, and note the change of hands."""
    now, before = clock.now(), kept.steward if kept.ended_at is None else None
    if kept.ended_at is not None and after is not None:
        kept.since = now
    kept.steward, kept.ended_at = after, None if after else now
    kept.save()
    if before != after:
        HandOver.objects.create(
            relationship=kept, before=before, after=after, by=by, at=now, words=" ".join(words.split())[:500]
        )
