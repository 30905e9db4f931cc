"""A conversation on a page: who may open it, what stands beside its messages, the whole of it or a part."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from antiphon.channels.connector import Capability
from antiphon.channels.connectors import connector_for
from antiphon.conversations.actions.attending import attend, hear
from antiphon.conversations.models import Conversation
from antiphon.conversations.queries.attending import notes_of, others_at, unheard
from antiphon.lib import clock
from antiphon.lib.markup import first_line
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.web.asking import ask_about
from antiphon.web.partial import asked_part, show
from antiphon.web.putting_off import CHOICES
from antiphon.web.turns import AnswerForm, turns_of


def conversation_of(member: Member, pk: int) -> Conversation:
    """Return a conversation that the member may read; raise Http404 if there is none."""
    rows = Conversation.objects.told_to(member).select_related(
        "channel__identity", "channel__brand", "assignee__user", "snoozed_by__user"
    )
    return get_object_or_404(rows, pk=pk, brand=member.brand)


def may_answer(member: Member, found: Conversation) -> bool:
    """Whether the member may answer here, and the channel takes answers."""
    connected, made = found.channel.disconnected_at is None, connector_for(found.channel.kind)
    return connected and made.answers and made.can(Capability.PUBLISH) and allows(member, Duty.ANSWER)


def about(member: Member, found: Conversation) -> dict[str, object]:
    """Return what stands beside the messages."""
    return {
        "member": member,
        "conversation": found,
        "can_answer": may_answer(member, found),
        "answered_there": not connector_for(found.channel.kind).answers,
        "can_assign": allows(member, Duty.ANSWER),
        "team": member.brand.members.filter(left_at=None).select_related("user").order_by("user__name"),
        "until": CHOICES,
        "rests": found.snoozed_until is not None and found.snoozed_until > clock.now(),
    }


def opened(
    request: HttpRequest, member: Member, found: Conversation, form: AnswerForm | None, chosen: int | None
) -> HttpResponse:
    """Show a conversation to a member, who is there from now on and has heard what was said."""
    attend(member, found, writes=form is not None)
    new = unheard(found)
    if new:
        hear(member, new)
    return shown(request, member, found, form, chosen)


def shown(
    request: HttpRequest,
    member: Member,
    found: Conversation,
    form: AnswerForm | None,
    chosen: int | None,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """Show a conversation, or of it the part that HTMX asks for: the place for the answer to one message."""
    turns = turns_of(found, form, chosen)
    context = about(member, found) | {"ask_at": ask_about(member, found)} | more
    if asked_part(request) == f"slot{chosen}":
        turn = next((one for one in turns if one.branch.message.pk == chosen), None)
        if turn is None:
            raise Http404
        return show(request, "inbox/conversation.html#slot", context | {"turn": turn}, status=status)
    beside = {
        "turns": turns,
        "opening": first_line(turns[0].branch.message.text, 60) if turns else "",
        "notes": notes_of(found),
        "others": others_at(found, member),
    }
    return show(request, "inbox/conversation.html", context | beside, status=status)
