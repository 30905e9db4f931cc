"""A conversation: the tree of messages, an answer to any of them, notes for colleagues, and who else is there."""

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.channels.sentences import network_name
from antiphon.conversations.actions import assign
from antiphon.conversations.actions.attending import attend, leave
from antiphon.conversations.actions.noting import leave_note, take_note_away
from antiphon.conversations.actions.triaging import close, reopen, snooze, wake
from antiphon.conversations.models import Conversation, Message, SavedReply
from antiphon.conversations.queries.attending import others_at, words_of
from antiphon.conversations.rules import put_after
from antiphon.lib import ids
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.publishing.actions.answering import answer
from antiphon.publishing.models import Delivery
from antiphon.publishing.queries.answering import newer_answer, newest_answer
from antiphon.publishing.rules.delivering import State
from antiphon.web.access import SeeOther, member_page
from antiphon.web.conversing import about, conversation_of, may_answer, opened, shown
from antiphon.web.paging import number_in
from antiphon.web.partial import asked_part, show
from antiphon.web.putting_off import until_in
from antiphon.web.refusals import RefusalsAt
from antiphon.web.turns import AnswerForm


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = forms.CharField(error_messages={"required": _("Write something first.")})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def conversation(request: HttpRequest, member: Member, conversation: int) -> HttpResponse:
    """Show a conversation, with the form for an answer where one was asked for; take an answer."""
    found = conversation_of(member, conversation)
    if request.method == "POST":
        return _answered(request, member, found)
    asked = request.GET.get("answer") or request.GET.get("slot") or ""
    chosen = number_in(asked) or None
    if chosen is None or "slot" in request.GET or not may_answer(member, found):
        return opened(request, member, found, None, chosen)
    again = _taken_back(found, number_in(request.GET.get("again", "")))
    return opened(request, member, found, new_form(found, chosen, again), chosen)


@require_POST
@member_page
def assign_conversation(request: HttpRequest, member: Member, conversation: int) -> HttpResponse:
    """Say who takes care of the conversation."""
    found = conversation_of(member, conversation)
    asked = request.POST.get("member", "")
    to = member.brand.members.filter(left_at=None, pk=number_in(asked)).first()
    if asked and to is None:
        raise Refusal(_("This person is not a member of the brand. Choose another one."))
    assign(member, found, to)
    if asked_part(request):
        return show(request, "inbox/conversation.html#care", about(member, found) | {"saved": True})
    return _back(found, member)


@require_POST
@member_page
def triage_conversation(request: HttpRequest, member: Member, conversation: int) -> HttpResponse:
    """Say that nobody waits any more, or take it back; put the conversation off, or let it come back."""
    found = conversation_of(member, conversation)
    act = _ACTS.get(request.POST.get("act", "").partition(":")[0])
    if act is None:
        raise Refusal(_("Choose what to do with it."))
    messages.success(request, str(act(member, found, request.POST)))
    return _back(found, member)


@require_POST
@member_page
def note(request: HttpRequest, member: Member, conversation: int) -> HttpResponse:
    """Leave a note for colleagues."""
    found = conversation_of(member, conversation)
    form = NoteForm(request.POST)
    if form.is_valid():
        with RefusalsAt(form):
            kept = leave_note(member, found, form.cleaned_data["text"])
            return SeeOther(reverse("conversation", args=[member.brand.slug, found.pk]) + f"#note{kept.pk}")
    return shown(request, member, found, None, None, status=422, note_form=form)


@require_POST
@member_page
def drop_note(_request: HttpRequest, member: Member, conversation: int, pk: int) -> HttpResponse:
    """Take a note of one's own away."""
    found = conversation_of(member, conversation)
    take_note_away(member, get_object_or_404(found.notes, pk=pk))
    return _back(found, member)


@require_POST
@member_page
def presence(request: HttpRequest, member: Member, conversation: int) -> HttpResponse:
    """Note that the member still looks, and tell who else does."""
    found = conversation_of(member, conversation)
    attend(member, found)
    others = {"member": member, "conversation": found, "others": others_at(found, member)}
    return show(request, "inbox/conversation.html#others", others)


def new_form(found: Conversation, message: int, text: str = "") -> AnswerForm:
    """Return an empty form for an answer, or one with words to go on from."""
    given = {"message": message, "request_key": ids.new_secret(), "known": newest_answer(found), "text": text}
    return AnswerForm(initial=given)


def _answered(request: HttpRequest, member: Member, found: Conversation) -> HttpResponse:
    form = AnswerForm(request.POST)
    said = found.messages.select_related("author", "conversation__channel__identity")
    to = get_object_or_404(said, pk=number_in(form.data.get("message", "")))
    if form.data.get("act") == "insert" and may_answer(member, found):
        return shown(request, member, found, _with_reply(member, to, form.data), to.pk)
    known, crossed = number_in(form.data.get("known", "")), False
    if form.is_valid():
        with RefusalsAt(form):
            answer(member, to, form.cleaned_data["text"], request_key=form.cleaned_data["request_key"], known=known)
        crossed = bool(form.errors) and newer_answer(member, found, known) is not None
    if form.errors:
        seen = {"known": newest_answer(found)} if crossed else {}
        return shown(request, member, found, form, to.pk, status=422, crossed=crossed, **seen)
    leave(member, found)
    if asked_part(request):
        return shown(request, member, found, None, to.pk)
    return SeeOther(reverse("conversation", args=[member.brand.slug, found.pk]) + f"#m{to.pk}")


def _with_reply(member: Member, to: Message, typed: Mapping[str, str]) -> AnswerForm:
    """Return the form with a saved reply after what was typed: for a person to finish."""
    wanted = number_in(typed.get("reply", ""))
    reply = SavedReply.objects.filter(brand=member.brand, pk=wanted).first()
    words = words_of(reply, member, to, network_name(to.conversation.channel.kind)) if reply else ""
    kept = {name: typed.get(name, "") for name in ("request_key", "known")}
    text = put_after(typed.get("text", ""), words) if words else typed.get("text", "")
    return AnswerForm(initial=kept | {"message": to.pk, "text": text})


def _taken_back(found: Conversation, delivery: int) -> str:
    """Return the words of an answer that was taken back, to go on from."""
    rows = Delivery.objects.filter(pk=delivery, post__in_reply_to__conversation=found, state=State.CANCELLED)
    taken = rows.select_related("post__content").first()
    return taken.words if taken else ""


def _back(found: Conversation, member: Member) -> HttpResponse:
    return SeeOther(reverse("conversation", args=[member.brand.slug, found.pk]))


def _close(by: Member, found: Conversation, _asked: Mapping[str, str]) -> object:
    close(by, [found])
    return _("Done. Whatever they write opens it again.")


def _reopen(by: Member, found: Conversation, _asked: Mapping[str, str]) -> object:
    reopen(by, [found])
    return _("Open again.")


def _snooze(by: Member, found: Conversation, asked: Mapping[str, str]) -> object:
    snooze(by, [found], until_in(asked, by.brand))
    return _("It rests until then, and comes back at once if they write.")


def _wake(by: Member, found: Conversation, _asked: Mapping[str, str]) -> object:
    wake(by, [found])
    return _("It is back.")


_ACTS: Mapping[str, Callable[[Member, Conversation, Mapping[str, str]], object]] = {
    "close": _close,
    "reopen": _reopen,
    "snooze": _snooze,
    "wake": _wake,
}


_HERE = "b/<slug:brand>/inbox/<int:conversation>/"
urlpatterns: list[URLPattern] = [
    path(_HERE, conversation, name="conversation"),
    path(_HERE + "assign/", assign_conversation, name="assign"),
    path(_HERE + "triage/", triage_conversation, name="triage_conversation"),
    path(_HERE + "notes/", note, name="note"),
    path(_HERE + "notes/<int:pk>/", drop_note, name="drop_note"),
    path(_HERE + "presence/", presence, name="presence"),
]
