"""Who may do what to posts."""

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Post
from antiphon.publishing.rules.delivering import REWRITABLE, UNDECIDED, State


def require_sending(member: Member, *, drafting: bool, answering: bool) -> None:
    """Raise Refusal unless the member may write this, and send it if it is more than a draft."""
    require(member, _duty(drafting=drafting, answering=answering))


def may_send(member: Member, *, answering: bool) -> bool:
    """Whether the member may send what is written."""
    return allows(member, _duty(drafting=False, answering=answering))


def may_rewrite(member: Member, post: Post) -> bool:
    """Whether a post, whose deliveries are already read, is one that the member may take up again."""
    states = {State(one.state) for one in post.deliveries.all()}
    duty = _duty(drafting=states <= UNDECIDED, answering=post.in_reply_to_id is not None)
    return states <= REWRITABLE and states != {State.CANCELLED} and allows(member, duty)


def _duty(*, drafting: bool, answering: bool) -> Duty:
    if answering:
        return Duty.ANSWER
    return Duty.WRITE if drafting else Duty.PUBLISH
