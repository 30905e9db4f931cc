"""What somebody does in a community, as far as who looks may see it: groups, sessions, ideas, invitations."""

from collections.abc import Collection
from dataclasses import dataclass

from antiphon.community.models import AskIdea, Attendance, Group, GroupMember, Participant, SessionQuestion
from antiphon.community.models.events import Answer
from antiphon.community.permissions import Viewer
from antiphon.community.queries.asks import asks_read
from antiphon.community.queries.groups import groups_found
from antiphon.community.queries.participants import participants_seen
from antiphon.community.queries.topics import topics_read
from antiphon.people.models import Identity

_MOST = 20


@dataclass(frozen=True, slots=True)
class Presence:
    """A participant as the team sees them, and what they gave; the latest first, twenty of each kind at most."""

    participant: Participant
    groups: list[Group]
    questions: list[SessionQuestion]
    ideas: list[AskIdea]
    events: list[Attendance]
    brought: list[Participant]


def presences(viewer: Viewer, identities: Collection[Identity]) -> list[Presence]:
    """Return what the accounts of somebody are and did in a community. Eight queries for each that is seen."""
    seen = participants_seen(viewer).filter(identity__in=identities).order_by("admitted_at")
    rows = seen.select_related("brought_by__identity", "came_by").prefetch_related("interests", "links")
    return [_presence(viewer, one) for one in rows]


def _presence(viewer: Viewer, one: Participant) -> Presence:
    inside = GroupMember.objects.current().filter(participant=one).values("group")
    groups = groups_found(viewer).filter(pk__in=inside).order_by("name")
    read = topics_read(viewer).values("pk")
    asked = SessionQuestion.objects.filter(asker=one, session__topic__in=read).exclude(text="")
    ideas = AskIdea.objects.filter(author=one, ask__in=asks_read(viewer).values("pk")).select_related("ask__topic")
    went = Attendance.objects.filter(participant=one, answer=Answer.YES, event__topic__in=read)
    brought = participants_seen(viewer).filter(brought_by=one)
    return Presence(
        participant=one,
        groups=list(groups),
        questions=list(asked.select_related("session__topic").order_by("-asked_at")[:_MOST]),
        ideas=list(ideas.order_by("-at")[:_MOST]),
        events=list(went.select_related("event__topic").order_by("-event__starts_at")[:_MOST]),
        brought=list(brought.order_by("-admitted_at")[:_MOST]),
    )
