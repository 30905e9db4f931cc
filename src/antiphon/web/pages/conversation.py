"""A conversation: the tree of messages, and an answer to any of them without leaving."""

from dataclasses import dataclass

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.channels.connector import Capability
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.channels.sentences import happened, network_name
from antiphon.conversations.actions import assign
from antiphon.conversations.models import Conversation, Message
from antiphon.conversations.queries import Branch, tree
from antiphon.lib import ids
from antiphon.lib.errors import Refusal
from antiphon.lib.markup import first_line
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.answering import answer
from antiphon.publishing.models import Delivery
from antiphon.publishing.outgoing import plain_draft
from antiphon.publishing.rooms import Room, rooms_of, tightest
from antiphon.publishing.rules.delivering import State
from antiphon.web.access import SeeOther, member_page
from antiphon.web.asking import ask_about
from antiphon.web.paging import number_in
from antiphon.web.partial import asked_part, show
from antiphon.web.refusals import RefusalsAt

#: How deep answers are shown further in; beyond, the line keeps its width and says whom it answers.
LEVELS = 6
_MOVING = frozenset({State.SCHEDULED, State.SENDING, State.PROCESSING, State.LIVE})


class AnswerForm(forms.Form):
    """An answer to one message."""

    message = forms.IntegerField(widget=forms.HiddenInput)
    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
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
    """An answer of ours that is not yet part of the conversation."""

    delivery: Delivery
    trouble: str

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


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def conversation(request: HttpRequest, member: Member, conversation: int) -> HttpResponse:
    """Show a conversation, with the form for an answer where one was asked for; take an answer."""
    found = _conversation(member, conversation)
    if request.method == "POST":
        return _answered(request, member, found)
    asked = request.GET.get("answer") or request.GET.get("slot") or ""
    chosen = number_in(asked) or None
    if chosen is None or "slot" in request.GET or not _may_answer(member, found):
        return _shown(request, member, found, None, chosen)
    form = AnswerForm(initial={"message": chosen, "request_key": ids.new_secret()})
    return _shown(request, member, found, form, chosen)


@require_safe
@member_page
def answer_state(request: HttpRequest, member: Member, conversation: int, delivery: int) -> HttpResponse:
    """Show how an answer stands now; once it is part of the conversation, the message it became."""
    found = _conversation(member, conversation)
    sent = get_object_or_404(_answers(found), pk=delivery)
    if not asked_part(request):
        return redirect("conversation", member.brand.slug, found.pk)
    became = next((turn for turn in _turns(found) if sent.recorded_at and turn.branch.message.uri == sent.uri), None)
    about = {"member": member, "conversation": found, "can_answer": _may_answer(member, found)}
    if became is not None:
        arrived = show(request, "inbox/conversation.html#turn", about | {"turn": became})
        arrived.write(show(request, "inbox/conversation.html#standing", about | {"anew": True}).content)
        return arrived
    return show(request, "inbox/conversation.html#underway", about | {"one": _under_way(sent)})


@require_POST
@member_page
def answer_room(request: HttpRequest, member: Member, conversation: int) -> HttpResponse:
    """Count what is left for an answer while it is written."""
    found = _conversation(member, conversation)
    asked = request.POST.get("message", "")
    message = found.messages.filter(pk=number_in(asked)).select_related("author").first()
    if message is None:
        raise Http404
    room = _room(found.channel, message, request.POST.get("text", ""))
    return show(request, "inbox/conversation.html#room", {"room": room, "message_id": message.pk})


@require_POST
@member_page
def assign_conversation(request: HttpRequest, member: Member, conversation: int) -> HttpResponse:
    """Say who takes care of the conversation."""
    found = _conversation(member, conversation)
    asked = request.POST.get("member", "")
    to = _team(member).filter(pk=number_in(asked)).first()
    if asked and to is None:
        raise Refusal(_("This person is not a member of the brand. Choose another one."))
    assign(member, found, to)
    if asked_part(request):
        return show(request, "inbox/conversation.html#care", _about(member, found) | {"saved": True})
    return SeeOther(reverse("conversation", args=[member.brand.slug, found.pk]))


def _answered(request: HttpRequest, member: Member, found: Conversation) -> HttpResponse:
    form = AnswerForm(request.POST)
    message = form.data.get("message", "")
    said = found.messages.select_related("author", "conversation__channel__identity")
    to = get_object_or_404(said, pk=number_in(message))
    if form.is_valid():
        with RefusalsAt(form):
            answer(member, to, form.cleaned_data["text"], request_key=form.cleaned_data["request_key"])
    if form.errors:
        return _shown(request, member, found, form, to.pk, status=422)
    if asked_part(request):
        return _shown(request, member, found, None, to.pk)
    return SeeOther(reverse("conversation", args=[member.brand.slug, found.pk]) + f"#m{to.pk}")


def _shown(
    request: HttpRequest,
    member: Member,
    found: Conversation,
    form: AnswerForm | None,
    chosen: int | None,
    status: int = 200,
) -> HttpResponse:
    turns = _turns(found, form, chosen)
    about = _about(member, found) | {"ask_at": ask_about(member, found)}
    if asked_part(request) == f"slot{chosen}":
        turn = next((one for one in turns if one.branch.message.pk == chosen), None)
        if turn is None:
            raise Http404
        return show(request, "inbox/conversation.html#slot", about | {"turn": turn}, status=status)
    opening = first_line(turns[0].branch.message.text, 60) if turns else ""
    return show(request, "inbox/conversation.html", about | {"turns": turns, "opening": opening}, status=status)


def _about(member: Member, found: Conversation) -> dict[str, object]:
    return {
        "member": member,
        "conversation": found,
        "can_answer": _may_answer(member, found),
        "answered_there": not connector_for(found.channel.kind).answers,
        "can_assign": allows(member, Duty.ANSWER),
        "team": _team(member).select_related("user").order_by("user__name"),
    }


def _conversation(member: Member, pk: int) -> Conversation:
    rows = Conversation.objects.told_to(member).select_related(
        "channel__identity", "channel__brand", "assignee__user"
    )
    return get_object_or_404(rows, pk=pk, brand=member.brand)


def _team(member: Member) -> QuerySet[Member]:
    return member.brand.members.filter(left_at=None)


def _may_answer(member: Member, found: Conversation) -> bool:
    connected, made = found.channel.disconnected_at is None, connector_for(found.channel.kind)
    return connected and made.answers and made.can(Capability.PUBLISH) and allows(member, Duty.ANSWER)


def _turns(found: Conversation, form: AnswerForm | None = None, chosen: int | None = None) -> list[Turn]:
    branches = tree(found)
    said = {branch.message.uri: branch.message for branch in branches}
    going: dict[int, list[UnderWay]] = {}
    for delivery in _answers(found).filter(recorded_at=None):
        going.setdefault(delivery.post.in_reply_to_id or 0, []).append(_under_way(delivery))
    return [_turn(found, branch, said, going, form if branch.message.pk == chosen else None) for branch in branches]


def _turn(
    found: Conversation,
    branch: Branch,
    said: dict[str, Message],
    going: dict[int, list[UnderWay]],
    form: AnswerForm | None,
) -> Turn:
    message = branch.message
    typed = form.data.get("text", "") if form and form.is_bound else ""
    return Turn(
        branch=branch,
        level=min(branch.depth, LEVELS),
        answers=said.get(message.parent_uri) if branch.depth > 1 else None,
        pictures=[_picture(address, words) for address, words in message.pictures],
        under_way=going.get(message.pk, []),
        form=form,
        room=_room(found.channel, message, typed) if form else None,
    )


def _picture(address: str, words: str) -> Picture:
    return Picture(address, words, shown=address.startswith(("https://", "/")) and not address.startswith("//"))


def _answers(found: Conversation) -> QuerySet[Delivery]:
    sent = Delivery.objects.filter(post__in_reply_to__conversation=found, post__brand=found.brand_id)
    kept = sent.exclude(state=State.CANCELLED)
    return kept.select_related("post__content", "post__author__user", "channel__identity").order_by("pk")


def _under_way(delivery: Delivery) -> UnderWay:
    account = f"{network_name(delivery.channel.kind)} ({delivery.channel.identity.handle})"
    return UnderWay(delivery, happened(delivery.trouble, account))


def _room(channel: Channel, message: Message, text: str) -> Room | None:
    """Return the tightest of the channel's limits on the text as it will be sent; None without any."""
    return tightest(rooms_of(channel, plain_draft(channel, text, answered=message)))


_HERE = "b/<slug:brand>/inbox/<int:conversation>/"
urlpatterns: list[URLPattern] = [
    path(_HERE, conversation, name="conversation"),
    path(_HERE + "room/", answer_room, name="answer_room"),
    path(_HERE + "assign/", assign_conversation, name="assign"),
    path(_HERE + "answers/<int:delivery>/", answer_state, name="answer_state"),
]
