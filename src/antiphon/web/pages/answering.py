"""An answer on its way: the room it has, how it stands, and how it is taken back before it goes out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from antiphon.conversations.actions.attending import attend
from antiphon.organizations.models import Member
from antiphon.publishing.actions.answering import undo_answer
from antiphon.web.access import SeeOther, member_page
from antiphon.web.conversing import conversation_of, may_answer, shown
from antiphon.web.pages.conversation import new_form
from antiphon.web.paging import number_in
from antiphon.web.partial import asked_part, show
from antiphon.web.turns import answers_of, room_for, turns_of, under_way


@require_safe
@member_page
def answer_state(request: HttpRequest, member: Member, conversation: int, delivery: int) -> HttpResponse:
    """Show how an answer stands now; once it is part of the conversation, the message it became."""
    found = conversation_of(member, conversation)
    sent = get_object_or_404(answers_of(found), pk=delivery)
    if not asked_part(request):
        return redirect("conversation", member.brand.slug, found.pk)
    became = next(
        (turn for turn in turns_of(found) if sent.recorded_at and turn.branch.message.uri == sent.uri), None
    )
    about = {"member": member, "conversation": found, "can_answer": may_answer(member, found)}
    if became is not None:
        arrived = show(request, "inbox/conversation.html#turn", about | {"turn": became})
        arrived.write(show(request, "inbox/conversation.html#standing", about | {"anew": True}).content)
        return arrived
    return show(request, "inbox/conversation.html#underway", about | {"one": under_way(sent)})


@require_POST
@member_page
def undo(request: HttpRequest, member: Member, conversation: int, delivery: int) -> HttpResponse:
    """Take an answer back before it goes out, and put its words into the field again."""
    found = conversation_of(member, conversation)
    sent = get_object_or_404(answers_of(found), pk=delivery)
    undo_answer(member, sent)
    message = sent.post.in_reply_to_id or 0
    if asked_part(request) == f"slot{message}":
        return shown(request, member, found, new_form(found, message, sent.words), message)
    asked = urlencode({"answer": message, "again": sent.pk})
    return SeeOther(reverse("conversation", args=[member.brand.slug, found.pk]) + f"?{asked}#m{message}")


@require_POST
@member_page
def answer_room(request: HttpRequest, member: Member, conversation: int) -> HttpResponse:
    """Count what is left for an answer while it is written."""
    found = conversation_of(member, conversation)
    asked = request.POST.get("message", "")
    message = found.messages.filter(pk=number_in(asked)).select_related("author").first()
    if message is None:
        raise Http404
    attend(member, found, writes=True)
    room = room_for(found.channel, message, request.POST.get("text", ""))
    return show(request, "inbox/conversation.html#room", {"room": room, "message_id": message.pk})


_HERE = "b/<slug:brand>/inbox/<int:conversation>/"
urlpatterns: list[URLPattern] = [
    path(_HERE + "room/", answer_room, name="answer_room"),
    path(_HERE + "answers/<int:delivery>/", answer_state, name="answer_state"),
    path(_HERE + "answers/<int:delivery>/undo/", undo, name="undo_answer"),
]
