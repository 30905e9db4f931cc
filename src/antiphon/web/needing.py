"""How much needs a member: what is stuck and what waits for their yes."""

from dataclasses import dataclass

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.queries.delivering import count_stuck
from antiphon.publishing.queries.reviewing import count_waiting_for


@dataclass(frozen=True, slots=True)
class Needs:
    """How many deliveries will not go on by themselves, and how many reviews wait for this member.

    `watches` says whether the member is one who could be needed at all.
    """

    stuck: int
    reviews: int
    watches: bool

    @property
    def seen(self) -> str:
        """Return what a page says that it shows, so that it is told only of changes."""
        return f"{self.stuck}-{self.reviews}"


def needs_of(member: Member) -> Needs:
    """Return what needs the member. One query for each of what they may decide: two at most."""
    decides, reviews = allows(member, Duty.PUBLISH), allows(member, Duty.REVIEW)
    return Needs(count_stuck(member.brand) if decides else 0, count_waiting_for(member), decides or reviews)
