"""A small community: open, with Dora and Emil in it, made by the product's own actions."""

from dataclasses import dataclass

from antiphon.community.actions.grouping import give_group_role
from antiphon.community.actions.joining import Said, join
from antiphon.community.actions.opening import open_community
from antiphon.community.actions.taking_in import answer_group_invitation, invite_to_group
from antiphon.community.actions.writing import Words, open_topic
from antiphon.community.models import Community, Group, GroupMember, GroupRole, Joining, Kind, Participant, Topic
from antiphon.community.permissions import Viewer
from antiphon.community.queries.participants import viewer_of
from antiphon.conversations.models import Message
from antiphon.organizations.models import User
from tests.world import World, make_user


@dataclass(frozen=True, slots=True)
class Place:
    """Bottega's community: Anna hosts it; Dora and Emil take part."""

    world: World
    community: Community
    dora: Viewer
    emil: Viewer

    @property
    def square(self) -> Group:
        """Where everybody meets."""
        assert self.community.square
        return self.community.square

    @property
    def anna(self) -> Viewer:
        """Anna of the team, who takes part too."""
        return viewer_of(self.community, self.world.anna.user)

    def guest(self) -> Viewer:
        """Somebody who has not signed in."""
        return Viewer(self.community)

    def newcomer(self, name: str = "Fay", mail: str = "") -> User:
        """Somebody with an account who has not joined."""
        return make_user(mail or f"{name.lower()}@example.org", name)


def make_place(world: World, joining: Joining = Joining.OPEN) -> Place:
    """Open Bottega's community, in which newcomers' words stand at once, and let Anna, Dora and Emil in."""
    community = open_community(world.anna, Joining.OPEN, welcome="Come in.", guidelines="Be kind.")
    community.held_first = 0
    community.save()
    join(community, world.anna.user, Said(name="Anna"))
    dora, emil = (enter(community, name) for name in ("Dora", "Emil"))
    if joining != Joining.OPEN:
        community.joining = joining
        community.save()
    return Place(world, community, dora, emil)


def enter(community: Community, name: str) -> Viewer:
    """Let somebody new into an open community; return them as they look at it."""
    user = make_user(f"{name.lower()}@example.org", name)
    join(community, user, Said(name=name))
    return viewer_of(community, user)


def add_to_group(by: Viewer, group: Group, participant: Participant) -> GroupMember:
    """Let a moderator invite somebody into a group, and them accept."""
    made = invite_to_group(by, group, participant)
    answer_group_invitation(Viewer(by.community, participant), made, accepted=True)
    made.refresh_from_db()
    return made


def moderator_of(place: Place, group: Group, name: str = "Mo") -> Viewer:
    """Let somebody in and make them a moderator of a group."""
    mo = enter(place.community, name)
    membership = add_to_group(place.anna, group, part_of(mo))
    give_group_role(place.anna, membership, GroupRole.MODERATOR)
    return mo


def part_of(viewer: Viewer) -> Participant:
    """Return the participant who looks."""
    assert viewer.participant
    return viewer.participant


def ask(place: Place, by: Viewer, title: str = "How long do I wedge?", text: str = "My clay *cracks*.") -> Topic:
    """Open a question on the square."""
    return open_topic(by, place.square, title, Words(source=text), Kind.QUESTION)


def spark(topic: Topic) -> Message:
    """Return the first message of a topic."""
    return topic.conversation.messages.earliest("sent_at", "pk")
