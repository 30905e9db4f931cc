"""Reads of needs: how many people voiced each, what stands in its history, who has been told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from antiphon.conversations.models import Conversation, Message
from antiphon.listening.models import Need, NeedStateLabel, NeedStep, Telling, Voice
from antiphon.listening.models.needs import Needs
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Identity, Side

_OPEN = (NeedStateLabel.LOGGED, NeedStateLabel.PLANNED, NeedStateLabel.DONE)


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need in a list: how many different people voiced it, in how many messages, and the latest of these."""

    need: Need
    people: int
    voices: int
    quote: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who voiced a need, by what, and how they were told: in an answer of ours, or otherwise.

    `gone`: they asked to be erased, so nobody can tell them.
    """

    identity: Identity
    voice: Voice
    answer: Message | None
    telling: Telling | None
    gone: bool

    @property
    def told(self) -> bool:
        """Whether nothing is owed to them any more."""
        return self.answer is not None or self.telling is not None or self.gone


def needs_read(member: Member) -> Needs:
    """Return the needs that a member may read: at least one of its voices is theirs to read."""
    heard = Voice.objects.filter(need=OuterRef("pk"), message__conversation__in=_told(member))
    return Need.objects.filter(Exists(heard), brand=member.brand)


def needs_page(
    member: Member, state: str, kind: str = "", *, limit: int = 30, offset: int = 0
) -> tuple[list[NeedRow], bool]:
    """Return a page of needs in a state, those that most people voiced first. Three queries, however many."""
    found = needs_read(member).standing().filter(state=state, **({"kind": kind} if kind else {}))
    ranked = found.annotate(people=_people(member)).order_by("-people", "-state_since", "-pk")
    keys = list(ranked.values_list("pk", "people")[offset : offset + limit + 1])
    people = dict(keys[:limit])
    needs, quotes = Need.objects.in_bulk(people), _quotes(member, list(people))
    rows = [NeedRow(needs[pk], people[pk], quotes[pk][0], quotes[pk][1]) for pk in people]
    return rows, len(keys) > limit


def _people(member: Member) -> Count:
    """Count people once however often they speak: an account that belongs to nobody counts as one."""
    who = Coalesce(F("voices__identity__person"), F("voices__identity") * -1)
    told = None if allows(member, Duty.HOST) else Q(voices__message__conversation__confined=False)
    return Count(who, distinct=True, filter=told)


def counts_of_needs(member: Member) -> dict[str, int]:
    """Return how many needs there are in each state. One query."""
    states = {state.value: Count("pk", filter=Q(state=state)) for state in NeedStateLabel}
    found: dict[str, int] = needs_read(member).standing().aggregate(**states)
    return found


def voices_of(member: Member, need: Need) -> list[Voice]:
    """Return the voices of a need that the member may read, the earliest first. One query."""
    found = need.voices.filter(message__conversation__in=_told(member))
    hydrated = found.select_related("message__conversation__channel__identity", "identity__person", "by__user")
    return list(hydrated.order_by("message__sent_at", "pk"))


def steps_of(need: Need) -> QuerySet[NeedStep]:
    """Return the history of a need, the earliest first. One query."""
    return need.steps.select_related("by__user", "into").order_by("at", "pk")


def askers(need: Need, member: Member | None = None) -> list[Asker]:
    """Return who voiced a need, each once, and whether they have been told what came of it. Four queries.

    For a `member` each stands with the first of their voices that this one may read; who has none is left out.

    Told is who got an answer of ours where they said it, since the need was done, or of whom a member says that
    they told them in another way.
    """
    voices = list(need.voices.select_related("identity__person", "message").order_by("message__sent_at", "pk"))
    since = need.steps.filter(state=NeedStateLabel.DONE).aggregate(first=Min("at"))["first"]
    answers = _answers(voices, since) if since else {}
    told = {one.identity_id: one for one in need.tellings.select_related("by__user")}
    by_person: dict[int, list[Voice]] = {}
    for voice in voices:
        by_person.setdefault(voice.identity.person_id or -voice.identity_id, []).append(voice)
    read = {voice.pk for voice in voices} if member is None else set(_read(need, member))
    return [_asker(each, answers, told, read) for each in by_person.values() if any(one.pk in read for one in each)]


def _read(need: Need, member: Member) -> QuerySet[Voice, int]:
    return need.voices.filter(message__conversation__in=_told(member)).values_list("pk", flat=True)


def similar_needs(member: Member, need: Need, *, most: int = 50) -> list[Need]:
    """Return other open needs into which this one could be merged, by name. One query."""
    others = needs_read(member).standing().exclude(pk=need.pk).exclude(state=NeedStateLabel.DECLINED)
    return list(others.order_by("subject", "pk")[:most])


def needs_of_messages(messages: Collection[int]) -> Mapping[int, Need]:
    """Return the need that each of some messages voices. One query."""
    voices = Voice.objects.filter(message__in=messages, need__merged_into=None).select_related("need")
    return {voice.message_id: voice.need for voice in voices}


def needs_of_people(member: Member, people: Collection[int]) -> dict[int, list[Voice]]:
    """Return by person what each of them voiced and has not been told the end of, the newest first. One query.

    Each need once, by the latest words for it; of those that were declined or told nothing is owed any more.
    """
    told = Telling.objects.filter(need=OuterRef("need"), identity__person=OuterRef("identity__person"))
    rows = Voice.objects.filter(
        identity__person__in=people, need__state__in=_OPEN, need__merged_into=None,
        message__conversation__in=_told(member),
    )  # fmt: skip
    found: dict[int, dict[int, Voice]] = {}
    hydrated = rows.exclude(Exists(told)).select_related("need", "message", "identity")
    for one in hydrated.order_by("-message__sent_at", "-pk"):
        if one.identity.person_id is not None:
            found.setdefault(one.identity.person_id, {}).setdefault(one.need_id, one)
    return {person: list(needs.values()) for person, needs in found.items()}


def quote_of(voice: Voice) -> str:
    """Return the words by which somebody voiced a need, as they stand now; else the beginning of the message."""
    said = voice.message.text[voice.start : voice.end].strip()
    return said or voice.message.text[:200].strip()


def _asker(
    voices: Sequence[Voice], answers: Mapping[int, Message], told: Mapping[int, Telling], read: Collection[int]
) -> Asker:
    answer = next((answers[voice.message_id] for voice in voices if voice.message_id in answers), None)
    telling = next((told[voice.identity_id] for voice in voices if voice.identity_id in told), None)
    gone = all(voice.identity.anonymized_at for voice in voices)
    first = next(voice for voice in voices if voice.pk in read)
    return Asker(first.identity, first, answer, telling, gone)


def _answers(voices: Sequence[Voice], since: datetime) -> dict[int, Message]:
    """Return by message the first answer of ours to it since a moment."""
    by_uri = {voice.message.uri: voice.message_id for voice in voices}
    conversations = {voice.message.conversation_id for voice in voices}
    ours = Message.objects.filter(
        conversation__in=conversations, parent_uri__in=by_uri, author__side=Side.US, sent_at__gte=since
    )
    found = ours.exclude(author__automated=True).order_by("-sent_at", "-pk")
    return {by_uri[answer.parent_uri]: answer for answer in found}


def _quotes(member: Member, needs: Sequence[int]) -> dict[int, tuple[int, str]]:
    found: dict[int, tuple[int, str]] = dict.fromkeys(needs, (0, ""))
    read = Voice.objects.filter(need__in=needs, message__conversation__in=_told(member)).select_related("message")
    for voice in read.order_by("message__sent_at", "pk"):
        found[voice.need_id] = (found[voice.need_id][0] + 1, quote_of(voice))
    return found


def _told(member: Member) -> QuerySet[Conversation]:
    return Conversation.objects.filter(brand=member.brand).told_to(member)
