"""Who may do what to posts."""

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Delivery, Post
from antiphon.publishing.rules.delivering import REWRITABLE, UNDECIDED, State


def require_sending(member: Member, *, drafting: bool, answering: bool) -> None:
    """Raise Refusal unless the member may write this, and send it if it is more than a draft."""
    require(member, _duty(drafting=drafting, answering=answering))


def may_send(member: Member, *, answering: bool) -> bool:
    """Whether the member may send what is written."""
    return allows(member, _duty(drafting=False, answering=answering))


def may_rewrite(member: Member, post: Post) -> bool:
    """Whether a post, whose deliveries are already read, is one that the member may take up again."""
    deliveries = post.deliveries.all()
    states = {State(one.state) for one in deliveries}
    drafting = all(is_undecided(one) for one in deliveries)
    duty = _duty(drafting=drafting, answering=post.in_reply_to_id is not None)
    return states <= REWRITABLE and states != {State.CANCELLED} and allows(member, duty)


def is_undecided(delivery: Delivery) -> bool:
    """Whether who may write may still change what goes out by a delivery, which nobody has seen.

    It is a draft, or it waits for a yes, or it was agreed: once it is changed it waits for a yes again.
    """
    was_asked_for = bool(delivery.approved_digest or delivery.held_for)
    return delivery.state in UNDECIDED | {State.IN_REVIEW, State.APPROVED} or (
        was_asked_for and delivery.state in REWRITABLE
    )


def _duty(*, drafting: bool, answering: bool) -> Duty:
    if answering:
        return Duty.ANSWER
    return Duty.WRITE if drafting else Duty.PUBLISH
