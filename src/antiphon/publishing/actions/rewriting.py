"""How a post is taken up again: other words, pictures, channels or another hour, while nobody can have seen it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Member
from antiphon.publishing.actions.agreeing import keep_and_ask
from antiphon.publishing.actions.composing import Checked, check, must_ask, terms, write_content, write_later
from antiphon.publishing.actions.settling import doubtful
from antiphon.publishing.drafts import Draft, Moment
from antiphon.publishing.models import Content, Delivery, Post
from antiphon.publishing.outgoing import later_posts
from antiphon.publishing.permissions import is_undecided, may_send, require_sending
from antiphon.publishing.rules.delivering import HAS_STOOD, REWRITABLE, State

_UNTRIED: dict[str, object] = {"prepared": [], "next_try_at": None, "trouble": "", "held_for": ""}
MOVED_ON = _("This has moved on in the meantime. Look again at how it stands now.")


def rewrite(by: Member, post: Post, draft: Draft, moment: Moment) -> Post:
    """Say something else instead, there and then where `draft` and `moment` say.

    Every delivery begins anew: a fresh operation, pictures still to be uploaded. Raise Refusal, and write
    nothing, if anything does not fit, if somebody may have seen the post, or if a worker has just taken it. What was
    agreed and is changed waits for a yes again.
    """
    require_rewriting(by, post)
    why = why_fixed(post)
    if why is not None:
        raise Conflict(why)
    draft = replace(draft, in_reply_to=post.in_reply_to)
    require_sending(by, drafting=moment.as_draft or must_ask(by, draft), answering=draft.in_reply_to is not None)
    _check_place(draft)
    checked = check(by, draft, moment)
    with transaction.atomic():
        post = Post.objects.select_for_update().get(pk=post.pk)
        taken, now = _take(by, post), clock.now()
        _say(by, post, draft, checked, now)
        _leave_out([one for one in taken if one.channel_id not in {channel.pk for channel in draft.channels}], now)
        _deliver(post, draft, moment, checked, now)
        _leave_out_later(post)
        write_later(post, draft, moment, checked, now)
        keep_and_ask(by, post)
    return post


def require_rewriting(by: Member, post: Post) -> None:
    """Raise NotAllowed unless the member may change this post."""
    if post.brand_id != by.brand_id:
        raise NotAllowed(_("This post belongs to another brand."))
    drafting = all(is_undecided(one) for one in post.deliveries.all())
    require_sending(by, drafting=drafting, answering=post.in_reply_to_id is not None)


def why_fixed(post: Post) -> Promise | None:
    """Return in a sentence why a post can no longer be changed, or None if it can."""
    deliveries = list(Delivery.objects.filter(post=post))
    states = {State(one.state) for one in deliveries}
    if State.UNKNOWN in states:
        return _("This post may be live already. Say first how it stands.")
    if states & HAS_STOOD or _in_doubt(deliveries):
        return _("People may have seen this post already, so it stays as it is. Write a new one instead.")
    free = Delivery.objects.filter(post=post).free(clock.now()).count() == len(deliveries)
    return None if states <= REWRITABLE and free else MOVED_ON


def _take(by: Member, post: Post) -> list[Delivery]:
    """Take all deliveries out of the workers' reach until the transaction ends; raise Conflict if one has gone on.

    A worker whose lease ran out unnoticed finds that the delivery is no longer its own.
    """
    everything = may_send(by, answering=post.in_reply_to_id is not None)
    open_to_us = [one.pk for one in Delivery.objects.filter(post=post) if everything or is_undecided(one)]
    mine = Delivery.objects.filter(pk__in=open_to_us, state__in=REWRITABLE)
    count = mine.free(clock.now()).update(claimed_by="", lease_until=None)
    taken = list(Delivery.objects.filter(post=post))
    if count != len(taken) or _in_doubt(taken):
        raise Conflict(MOVED_ON)
    return taken


def _say(by: Member, post: Post, draft: Draft, checked: Checked, now: datetime) -> None:
    """Give the post a content of its own: what it said before may be said by others."""
    before = post.content
    post.content = write_content(by, draft, checked, now)
    post.campaign = draft.campaign
    post.save(update_fields=["content", "campaign"])
    if not before.posts.exists():
        before.delete()


def _leave_out(deliveries: Sequence[Delivery], now: datetime) -> None:
    """Drop the deliveries on channels that are no longer chosen; what was never tried leaves no trace."""
    going = [one.pk for one in deliveries if one.state != State.CANCELLED]
    Delivery.objects.filter(pk__in=going, attempts=None).delete()
    dropped = Delivery.objects.filter(pk__in=going)
    dropped.update(state=State.CANCELLED, state_since=now, next_try_at=None, held_for="")


def _leave_out_later(post: Post) -> None:
    """Take away the later parts and the comment as they were: none of them can have been tried before the first."""
    parts = later_posts(post)
    contents = [part.content_id for part in parts]
    Post.objects.filter(pk__in=[part.pk for part in parts]).delete()
    Content.objects.filter(pk__in=contents, posts=None).delete()


def _deliver(post: Post, draft: Draft, moment: Moment, checked: Checked, now: datetime) -> None:
    for channel in draft.channels:
        anew = terms(channel, draft, moment, checked, now) | _UNTRIED
        Delivery.objects.update_or_create(post=post, channel=channel, defaults=anew)


def _in_doubt(deliveries: Sequence[Delivery]) -> bool:
    return any(doubtful(one).exists() for one in deliveries)


def _check_place(draft: Draft) -> None:
    answered = draft.in_reply_to
    if answered and [one.pk for one in draft.channels] != [answered.conversation.channel_id]:
        raise Refusal(_("An answer goes out on the channel of the message that it answers."), field="channels")
