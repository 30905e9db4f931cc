"""A conversation as it is shown: each message at its place, with what we are about to answer to it."""

from dataclasses import dataclass

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.channels.sentences import happened, network_name
from antiphon.conversations.models import Conversation, Message, SavedReply
from antiphon.conversations.queries import Branch, tree
from antiphon.conversations.queries.attending import replies_for
from antiphon.lib import clock
from antiphon.publishing.models import Delivery
from antiphon.publishing.outgoing import plain_draft
from antiphon.publishing.rooms import Room, rooms_of, tightest
from antiphon.publishing.rules.delivering import State

#: How deep answers are shown further in; beyond, the line keeps its width and says whom it answers.
LEVELS = 6
_MOVING = frozenset({State.SCHEDULED, State.SENDING, State.PROCESSING, State.LIVE})


class AnswerForm(forms.Form):
    """An answer to one message. `known` is the newest answer that its writer has seen."""

    message = forms.IntegerField(widget=forms.HiddenInput)
    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    known = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea({"rows": 3, "class": "answer-text"}),
        error_messages={"required": _("Write something first.")},
    )


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a message. What is not served over a safe address is linked, not shown."""

    address: str
    words: str
    shown: bool


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An answer of ours that is not yet part of the conversation; `seconds`: how long it can still be undone."""

    delivery: Delivery
    trouble: str
    seconds: int

    @property
    def moving(self) -> bool:
        """Whether it goes on by itself, so that looking again makes sense."""
        waits = self.delivery.state == State.UNKNOWN and self.delivery.next_try_at is not None
        return self.delivery.state in _MOVING or waits


@dataclass(frozen=True, slots=True)
class Turn:
    """A message as it is shown: how far in, whom it answers, its pictures, what we are about to answer."""

    branch: Branch
    level: int
    answers: Message | None
    pictures: list[Picture]
    under_way: list[UnderWay]
    form: AnswerForm | None = None
    room: Room | None = None
    replies: list[SavedReply] | None = None


def turns_of(found: Conversation, form: AnswerForm | None = None, chosen: int | None = None) -> list[Turn]:
    """Return the messages of a conversation in reading order, with the form at the one that is answered."""
    branches = tree(found)
    said = {branch.message.uri: branch.message for branch in branches}
    going: dict[int, list[UnderWay]] = {}
    for delivery in answers_of(found).filter(recorded_at=None):
        going.setdefault(delivery.post.in_reply_to_id or 0, []).append(under_way(delivery))
    return [_turn(found, branch, said, going, form if branch.message.pk == chosen else None) for branch in branches]


def answers_of(found: Conversation) -> QuerySet[Delivery]:
    """Return the answers of ours in a conversation that were not taken back."""
    sent = Delivery.objects.filter(post__in_reply_to__conversation=found, post__brand=found.brand_id)
    kept = sent.exclude(state=State.CANCELLED)
    return kept.select_related("post__content", "post__author__user", "channel__identity").order_by("pk")


def under_way(delivery: Delivery) -> UnderWay:
    """Return an answer as it stands on its way."""
    account = f"{network_name(delivery.channel.kind)} ({delivery.channel.identity.handle})"
    held = delivery.due_at if delivery.state == State.SCHEDULED else None
    left = (held - clock.now()).total_seconds() if held else 0
    return UnderWay(delivery, happened(delivery.trouble, account), max(0, -int(-left // 1)))


def room_for(channel: Channel, message: Message, text: str) -> Room | None:
    """Return the tightest of the channel's limits on the text as it will be sent; None without any."""
    return tightest(rooms_of(channel, plain_draft(channel, text, answered=message)))


def _turn(
    found: Conversation,
    branch: Branch,
    said: dict[str, Message],
    going: dict[int, list[UnderWay]],
    form: AnswerForm | None,
) -> Turn:
    message = branch.message
    typed = (form.data.get("text", "") if form.is_bound else form.initial.get("text", "")) if form else ""
    return Turn(
        branch=branch,
        level=min(branch.depth, LEVELS),
        answers=said.get(message.parent_uri) if branch.depth > 1 else None,
        pictures=[_picture(address, words) for address, words in message.pictures],
        under_way=going.get(message.pk, []),
        form=form,
        room=room_for(found.channel, message, typed) if form else None,
        replies=replies_for(message) if form else None,
    )


def _picture(address: str, words: str) -> Picture:
    return Picture(address, words, shown=address.startswith(("https://", "/")) and not address.startswith("//"))
