"""How the team keeps its inbox in order: saved replies, a note, something put off, views with their counts."""

from datetime import timedelta

from django.db.models import F

from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story.triage import ASKED_BACK, NOTES, REPLIES, VIEWS
from antiphon.conversations.actions.noting import leave_note
from antiphon.conversations.actions.saving import save_reply, save_view
from antiphon.conversations.actions.triaging import assign, snooze
from antiphon.conversations.models import Conversation, Heard, Message, Note
from antiphon.conversations.rules import read_filters
from antiphon.people.models import Side

_OPENED_AFTER = timedelta(minutes=10)


def keep_inbox(stage: Stage) -> None:
    """Keep replies and views, leave notes on who waits longest, and put one conversation off until an hour of use."""
    hear_the_past(stage)
    for name, language, text in REPLIES:
        save_reply(stage.anna, name, text, language)
    for name, filters in VIEWS:
        save_view(stage.anna, name, read_filters(filters))
    waiting = list(stage.brand.conversations.told_to(stage.anna).waiting_for_us()[: len(NOTES) + 1])
    for conversation, (who, text) in zip(waiting, NOTES, strict=False):
        _note(stage, conversation, who, text)
    if len(waiting) > len(NOTES):
        rests = waiting[-1]
        _note(stage, rests, *ASKED_BACK)
        snooze(stage.anna, [rests], stage.now + timedelta(days=2))
    if waiting:
        assign(stage.anna, waiting[0], stage.members["bruno"])


def hear_the_past(stage: Stage) -> None:
    """Note that what was answered had been opened before."""
    theirs = Message.objects.filter(brand=stage.brand, author__side=Side.THEM)
    answered = theirs.filter(conversation__calls_to_answer__answered_at__gte=F("sent_at")).distinct()
    rows = [Heard(message=one, by=stage.anna, at=one.sent_at + _OPENED_AFTER) for one in answered]
    Heard.objects.bulk_create(rows, ignore_conflicts=True)


def _note(stage: Stage, conversation: Conversation, who: str, text: str) -> None:
    note = leave_note(stage.members[who], conversation, text)
    Note.objects.filter(pk=note.pk).update(at=stage.ago(0.1))
