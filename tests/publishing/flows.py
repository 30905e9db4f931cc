"""A brand in which posts are agreed before they go out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Member, Role
from antiphon.people.models import Identity
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.flowing import choose_flow, make_flow
from antiphon.publishing.actions.reviewing import Said, decide
from antiphon.publishing.models import Flow, Post, ReviewGuest, ReviewRequest
from antiphon.publishing.queries.standing import root_of
from antiphon.publishing.rules.agreeing import Approver, Needs, Step, Verdict
from tests.world import World, make_user

type Who = Role | Member


def step(*who: Who, needs: Needs = Needs.ANY) -> Step:
    """Return a step that asks members or roles."""
    return Step(needs, tuple(_approver(one) for one in who))


def _approver(who: Who) -> Approver:
    return Approver(member=who.pk) if isinstance(who, Member) else Approver(role=who.value)


def join(world: World, name: str, role: Role) -> Member:
    """Let somebody join Bottega."""
    return add_member(by=world.anna, user=make_user(f"{name.lower()}@example.org", name), role=role)


def in_force(world: World, *steps: Step, **allowed: bool) -> Flow:
    """Put a flow in force for Bottega."""
    flow = make_flow(world.anna, "Four eyes", steps, **allowed)
    choose_flow(world.anna, flow)
    return flow


def write(by: Member, world: World, text: str = "Open on Saturday.", *, days: int = 2) -> Post:
    """Write a post for Bottega's own pages, to go out in some days; in zero days it is for now."""
    return compose(by, Draft(text, [world.site], "en"), moment_in(world, days=days) if days else Moment())


def moment_in(world: World, *, days: int = 2) -> Moment:
    """Return the moment some days from now, on the clock of the brand."""
    return Moment(wall=wall_in(world, days=days))


def wall_in(world: World, *, days: int = 2) -> datetime:
    """Return the wall time some days from now, to the minute."""
    here = timezone.localtime(clock.now() + timedelta(days=days), world.bottega.zone)
    return here.replace(tzinfo=None, second=0, microsecond=0)


def connect_other(world: World, kind: str = "mastodon") -> Channel:
    """Connect an account on a network that nothing is ever sent to."""
    now = clock.now()
    account = Identity.objects.create(
        brand=world.bottega, network=kind, stable_id="https://town.example/bottega",
        handle="bottega@town.example", side="us", first_seen=now, last_seen=now,
    )  # fmt: skip
    return Channel.objects.create(
        brand=world.bottega, kind=kind, identity=account, connected_at=now, listen_due_at=now
    )


def say_yes(by: Member | ReviewGuest, post: Post) -> ReviewRequest:
    """Approve what the post says now."""
    return decide(by, post, Said(Verdict.APPROVE, seen(post)))


def seen(post: Post) -> str:
    """Return the digest that somebody has before them who looks at the post now."""
    return ReviewRequest.objects.filter(post=root_of(post)).latest("pk").digest


def state(post: Post) -> str:
    """Return the state of a post's only delivery."""
    return post.deliveries.get().state


def states(posts: Sequence[Post]) -> list[str]:
    """Return the states of posts with one delivery each."""
    return [state(post) for post in posts]
