"""What is counted of participants, from which trust follows."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from antiphon.community.models import Participant, Position, ReadingDay, Standing, Topic, Trust
from antiphon.community.rules import Known
from antiphon.ledger.models import Interaction
from antiphon.ledger.queries import admissible
from antiphon.ledger.rules import Verb


def trust_level(participant: Participant) -> Trust:
    """Return how well the community knows somebody, as it was counted last."""
    found = Standing.objects.filter(participant=participant).values_list("trust", flat=True).first()
    return Trust(found) if found else Trust.NEW


def stands_from(participant: Participant) -> int:
    """Return how many writings of somebody stand, those that a moderator took away apart."""
    return participant.writings.filter(Q(removed_at=None) | Q(removed_by=F("author"))).count()


def known_of(participants: Collection[Participant]) -> dict[int, Known]:
    """Return by participant what is counted of them: five queries, however many they are."""
    days = _counted(ReadingDay.objects.filter(participant__in=participants).values_list("participant"))
    others = Position.objects.filter(participant__in=participants).exclude(topic__opened_by=F("participant"))
    topics = _counted(others.values_list("participant"))
    answered, thanked = _answered(participants), _thanked(participants)
    return {
        one.pk: Known(
            days=days.get(one.pk, 0),
            topics=topics.get(one.pk, 0),
            answered_by=len(answered[one.identity_id]),
            thanked_by=len(thanked[one.identity_id]),
        )
        for one in participants
    }


def _counted(rows: QuerySet[Any, Any]) -> dict[int, int]:
    return dict(rows.annotate(n=Count("pk")).order_by())


def _answered(participants: Collection[Participant]) -> dict[int | None, set[int | None]]:
    return _by_target(_acts(participants, Verb.REPLY))


def _thanked(participants: Collection[Participant]) -> dict[int | None, set[int | None]]:
    """Whoever liked a message of theirs, or marked it as the answer."""
    found = _by_target(_acts(participants, Verb.LIKE))
    identities = [one.identity_id for one in participants]
    marked = Topic.objects.filter(answer__author__in=identities, opened_by__isnull=False)
    for target, actor in marked.values_list("answer__author", "opened_by__identity"):
        if target != actor:
            found[target].add(actor)
    return found


def _acts(participants: Collection[Participant], verb: Verb) -> list[tuple[int | None, int]]:
    identities = [one.identity_id for one in participants]
    found = Interaction.objects.filter(admissible(), verb=verb, target__in=identities, automated=False)
    found = found.exclude(actor=F("target"))
    return list(found.values_list("target", "actor").distinct())


def _by_target(rows: Collection[tuple[int | None, int]]) -> dict[int | None, set[int | None]]:
    found: dict[int | None, set[int | None]] = defaultdict(set)
    for target, actor in rows:
        found[target].add(actor)
    return found
