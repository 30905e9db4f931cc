"""How a post goes to the queue as it is written: each channel gives it the next free slot of its category."""

from django.db import transaction

from antiphon.organizations.models import Member
from antiphon.publishing.actions.queueing import to_next_slot
from antiphon.publishing.actions.repeating import compose_once
from antiphon.publishing.actions.rewriting import rewrite
from antiphon.publishing.drafts import Draft, Moment
from antiphon.publishing.models import Post
from antiphon.publishing.rules.delivering import State


@transaction.atomic
def compose_to_queue(by: Member, draft: Draft, request_key: str) -> Post:
    """Write a post and put it into the next free slot of each channel; raise Refusal, and write nothing, without one.

    The same `request_key` writes it once. Who may only write proposes the hours.
    """
    return _line_up(by, compose_once(by, draft, Moment(as_draft=True), request_key))


@transaction.atomic
def rewrite_to_queue(by: Member, post: Post, draft: Draft) -> Post:
    """Say something else instead, in the next free slot of each channel."""
    return _line_up(by, rewrite(by, post, draft, Moment(as_draft=True)))


def _line_up(by: Member, post: Post) -> Post:
    waiting = post.deliveries.filter(state=State.DRAFT, due_at=None)
    for delivery in waiting.select_related("channel__brand", "post__content__category").order_by("pk"):
        to_next_slot(by, delivery)
    return post
