"""Who knows whom in a community: what makes a first message no request."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from antiphon.community.models import GroupMember, Participant, TalkMember, Visibility
from antiphon.community.permissions import Viewer, require_part
from antiphon.community.queries.participants import participants_seen
from antiphon.community.queries.sparing import sparing_of
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb


def known_to(participant: Participant, others: Sequence[Participant]) -> set[int]:
    """Return the keys of those whom somebody knows: a reply between them, a group that is not public, a talk.

    Three queries, however many they are.
    """
    keys = [one.pk for one in others]
    return _answered(participant, others) | _in_a_group(participant, keys) | _in_a_talk(participant, keys)


def people_named(viewer: Viewer, handles: Sequence[str]) -> tuple[list[Participant], list[str]]:
    """Return the participants of these handles whose profile one may look at, and the handles of nobody."""
    found = {one.handle: one for one in participants_seen(viewer).filter(handle__in=handles)}
    return [found[name] for name in handles if name in found], [name for name in handles if name not in found]


def spareable(viewer: Viewer) -> QuerySet[Participant]:
    """Return those whom somebody may mute or block: whom they see, talked with, or are spared already."""
    mine = require_part(viewer)
    talked = TalkMember.objects.filter(talk__members__participant=mine).values("participant")
    seen = participants_seen(viewer).values("pk")
    spared = sparing_of(mine).silenced
    return Participant.objects.filter(Q(pk__in=seen) | Q(pk__in=talked) | Q(pk__in=spared), brand=viewer.brand)


def _answered(participant: Participant, others: Sequence[Participant]) -> set[int]:
    theirs = {one.identity_id: one.pk for one in others if one.identity_id}
    mine = participant.identity_id
    either = Q(actor=mine, target__in=theirs) | Q(actor__in=theirs, target=mine)
    pairs = Interaction.objects.filter(either, brand=participant.brand_id, verb=Verb.REPLY)
    found = set(pairs.values_list("actor", "target").distinct())
    return {theirs[one] for pair in found for one in pair if one in theirs}


def _in_a_group(participant: Participant, keys: list[int]) -> set[int]:
    mine = GroupMember.objects.current().filter(participant=participant).exclude(group__visibility=Visibility.PUBLIC)
    shared = GroupMember.objects.current().filter(participant__in=keys, group__in=mine.values("group"))
    return set(shared.values_list("participant", flat=True))


def _in_a_talk(participant: Participant, keys: list[int]) -> set[int]:
    accepted = TalkMember.objects.exclude(accepted_at=None)
    mine = accepted.filter(participant=participant).values("talk")
    return set(accepted.filter(participant__in=keys, talk__in=mine).values_list("participant", flat=True))
