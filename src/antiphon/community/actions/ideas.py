"""Ideas of an ask: put forward, voted, decided, merged and taken apart."""

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.indexing import index_messages
from antiphon.community.actions.notices import tell
from antiphon.community.actions.noticing import Subject
from antiphon.community.actions.recording import record_act
from antiphon.community.actions.writing import Words, reply
from antiphon.community.models import (
    Ask,
    AskIdea,
    AskIdeaState,
    AskKind,
    IdeaDecision,
    IdeaVote,
    NotificationKind,
    Participant,
)
from antiphon.community.permissions import Viewer, require_unsuspended, require_writer
from antiphon.community.queries.asks import hosts_ask
from antiphon.community.queries.ideas import tally_of
from antiphon.conversations.models import Message
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markup import clean_text

MOST_IDEAS, LONGEST_WHY = 500, 300
_VOTED = {AskIdeaState.OPEN, AskIdeaState.PLANNED}
_DECIDED = {AskIdeaState.OPEN, AskIdeaState.PLANNED, AskIdeaState.DONE, AskIdeaState.DECLINED}


def require_idea(viewer: Viewer, ask: Ask) -> Participant:
    """Return the participant who may put an idea forward; raise Refusal if they may not or it is too late."""
    participant = _helper(viewer, ask)
    if ask.kind != AskKind.IDEAS:
        raise Refusal(_("Nobody asks for ideas here."))
    require_open(ask)
    return participant


@transaction.atomic
def put_forward(viewer: Viewer, ask: Ask, title: str, words: Words) -> AskIdea:
    """Put an idea forward: an answer to the ask. One that waited for a moderator stands although the ask is closed.

    What a person sends goes through `submitting`, which asks lists, limits and approval first.
    """
    author = _helper(viewer, ask)
    if ask.ideas.count() >= MOST_IDEAS:
        raise Refusal(_("This ask holds no more ideas. Vote for those that are there."), field="title")
    writing = reply(viewer, ask.topic, opening_of(ask), words)
    made = AskIdea.objects.create(
        ask=ask, message=writing.message, author=author, title=title, at=writing.message.sent_at
    )
    index_messages([writing.message_id])
    return made


@transaction.atomic
def vote_for_idea(viewer: Viewer, idea: AskIdea, *, wanted: bool) -> None:
    """Vote for an idea, or take the vote back; raise Conflict at a second vote, or when it takes none any more.

    A vote that one gave to an idea that was merged into this one is a vote for this one.
    """
    participant = _helper(viewer, idea.ask)
    ask = Ask.objects.select_for_update(of=("self",)).select_related("topic__group").get(pk=idea.ask_id)
    found = AskIdea.objects.select_related("message__author").get(pk=idea.pk)
    require_open(ask)
    if found.merged_into_id:
        raise Conflict(_("This idea was merged into another one. Vote there."))
    if found.state not in _VOTED or found.message.writing.removed_at:
        raise Conflict(_("This idea takes no votes any more."))
    if wanted:
        _vote(ask, found, participant)
        _note(viewer, found, participant, Verb.VOTE, f"idea-voted:{found.pk}:{participant.pk}")
        return
    ends = tally_of(ask).ends
    family = [key for key, end in ends.items() if end == found.pk]
    if not IdeaVote.objects.filter(idea__in=family, participant=participant).delete()[0]:
        raise Conflict(_("You have not voted for this."))


@transaction.atomic
def decide_idea(viewer: Viewer, idea: AskIdea, state: AskIdeaState, why: str = "") -> None:
    """Say what becomes of an idea, and why; declining needs a reason. Its author is told."""
    by, found = _decidable(viewer, idea)
    why = _reason(why)
    if state not in _DECIDED:
        raise Refusal(_("Choose what becomes of it."), field="state")
    if found.state == AskIdeaState.MERGED:
        raise Conflict(_("This idea was merged into another one. Take it apart first."))
    if state == AskIdeaState.DECLINED and not why:
        raise Refusal(_("Say why: who put it forward will read it."), field="why")
    last = found.decisions.order_by("-pk").first()
    if found.state == state and why == (last.why if last else ""):
        raise Conflict(_("It stands so already."))
    _move(viewer, found, by, state, why)


@transaction.atomic
def merge_idea(viewer: Viewer, idea: AskIdea, into: AskIdea, why: str = "") -> None:
    """Merge an idea into another one of the same ask: their votes are one, each person counts once."""
    by, found = _decidable(viewer, idea)
    target = AskIdea.objects.select_for_update().get(pk=into.pk)
    if target.ask_id != found.ask_id:
        raise Refusal(_("This idea belongs to another ask."), field="into")
    if target.pk == found.pk:
        raise Refusal(_("An idea cannot be merged into itself."), field="into")
    if found.merged_into_id or target.merged_into_id:
        raise Conflict(_("One of the two was merged already."))
    found.merged_into = target
    _move(viewer, found, by, AskIdeaState.MERGED, _reason(why))


@transaction.atomic
def take_apart(viewer: Viewer, idea: AskIdea) -> None:
    """Undo that an idea was merged: it stands as it stood, with its own votes."""
    by, found = _decidable(viewer, idea)
    if not found.merged_into_id:
        raise Conflict(_("This idea was not merged."))
    before = found.decisions.exclude(state=AskIdeaState.MERGED).order_by("-pk").first()
    found.merged_into = None
    _move(
        viewer, found, by, AskIdeaState(before.state) if before else AskIdeaState.OPEN, before.why if before else ""
    )


def require_open(ask: Ask) -> None:
    """Raise Conflict if an ask takes neither ideas nor votes any more."""
    if not ask.is_open(clock.now()):
        raise Conflict(_("This ask is closed. It can still be read."))


def opening_of(ask: Ask) -> Message:
    """Return the message that opens the topic of an ask."""
    return Message.objects.select_related("author", "conversation").get(
        brand=ask.brand_id, uri=ask.topic.conversation.root_uri
    )


def _helper(viewer: Viewer, ask: Ask) -> Participant:
    if ask.brand_id != viewer.brand.pk:
        raise NotAllowed(_("This ask belongs to another community."))
    return require_writer(viewer, ask.topic.group)


def _vote(ask: Ask, idea: AskIdea, participant: Participant) -> None:
    tally = tally_of(ask)
    if participant.pk in tally.voters[idea.pk]:
        raise Conflict(_("You have voted for this already."))
    used = sum(1 for voters in tally.voters.values() if participant.pk in voters)
    if ask.votes_each is not None and used >= ask.votes_each:
        raise Refusal(_("You have given all your votes. Take one back first."))
    IdeaVote.objects.create(idea=idea, participant=participant, at=clock.now())


def _decidable(viewer: Viewer, idea: AskIdea) -> tuple[Participant, AskIdea]:
    found = AskIdea.objects.select_for_update(of=("self",)).select_related(
        "ask__topic__group", "ask__topic__conversation", "message__author", "author"
    )
    now = found.get(pk=idea.pk)
    if now.ask.brand_id != viewer.brand.pk:
        raise NotAllowed(_("This ask belongs to another community."))
    participant = require_unsuspended(viewer, now.ask.topic.group)
    if not hosts_ask(viewer, now.ask):
        raise NotAllowed(_("Only who asked and the moderators decide this."))
    return participant, now


def _move(viewer: Viewer, idea: AskIdea, by: Participant, state: AskIdeaState, why: str) -> None:
    idea.state = state
    idea.save(update_fields=["state", "merged_into"])
    made = IdeaDecision.objects.create(idea=idea, state=state, why=why, into=idea.merged_into, by=by, at=clock.now())
    _note(viewer, idea, by, Verb.DECIDE, f"idea-decided:{made.pk}")
    if idea.author:
        about = Subject(
            about=f"idea:{made.pk}", bundle=f"idea:{idea.pk}", message=idea.message, detail=f"{state} {why}"[:300]
        )
        tell(idea.author, NotificationKind.IDEA, about, by)


def _reason(typed: str) -> str:
    why = " ".join(clean_text(typed).split())
    if len(why) > LONGEST_WHY:
        raise Refusal(_("Say it in 300 characters."), field="why")
    return why


def _note(viewer: Viewer, idea: AskIdea, by: Participant, verb: Verb, source: str) -> None:
    said = idea.message
    record_act(
        viewer.community,
        by.identity,
        verb,
        target=said.author,
        subject=said.uri,
        parent=said.uri,
        root=said.conversation.root_uri,
        source=f"community:{source}",
    )
