"""What may come of the people of the sample, and what came of it."""

from datetime import timedelta
from decimal import Decimal

from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story.chances import CHANCES, Chance
from antiphon.people.models import Person
from antiphon.practice.people import PEOPLE
from antiphon.relationships.actions.opportunities import OpportunityGiven, move_opportunity, open_opportunity

_NAMES = {one.username: one.name for one in PEOPLE}


def open_chances(stage: Stage) -> None:
    """Open what may come of people, and move each along its way."""
    for one in CHANCES:
        made = open_opportunity(
            stage.members[one.owner], _person(stage, one.who), _given(stage, one), at=stage.ago(one.days)
        )
        for step in one.steps:
            made = move_opportunity(stage.members[one.owner], made, step.stage, step.why, at=stage.ago(step.days))


def _given(stage: Stage, one: Chance) -> OpportunityGiven:
    return OpportunityGiven(
        one.kind,
        one.title,
        Decimal(one.value),
        one.currency,
        (stage.now + timedelta(days=one.expected)).date() if one.expected else None,
        _person(stage, one.introduced_by) if one.introduced_by else None,
    )


def _person(stage: Stage, username: str) -> Person:
    """Return somebody by their name: the person that all of their accounts belong to by now."""
    found = Person.objects.filter(
        brand=stage.brand, name=_NAMES[username], merged_into=None, relationship__isnull=False
    )
    return found.get()
