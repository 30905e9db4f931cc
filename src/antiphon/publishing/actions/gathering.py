"""Ideas: how they come in, from ourselves and from what people need, and what becomes of them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.conversations.models import Message
from antiphon.conversations.rules import has_need_phrase
from antiphon.ledger.rules import Verb
from antiphon.lib import clock, ids
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markup import typed_text
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.models import Side
from antiphon.publishing.actions.composing import compose
from antiphon.publishing.drafts import Draft, Moment
from antiphon.publishing.models import Idea, IdeaSource, IdeaState, Post

_LONGEST, _LONGEST_LINK, _LONGEST_KEY = 5_000, 1_000, 720
#: So many messages are looked through at a time.
_BATCH = 500


@transaction.atomic
def note_idea(by: Member, text: str, link: str = "") -> Idea:
    """Keep an idea of our own."""
    require(by, Duty.WRITE)
    words, address = typed_text(text).strip(), link.strip()
    if not words or len(words) > _LONGEST:
        raise Refusal(_("Say the idea in 1 to 5,000 characters."), field="text")
    if address and (not address.startswith(("https://", "http://")) or len(address) > _LONGEST_LINK):
        raise Refusal(_("Give an address that begins with https://."), field="link")
    now = clock.now()
    return Idea.objects.create(
        brand=by.brand, source=IdeaSource.OWN, text=words, link=address, key=f"own:{ids.new_id(now)}",
        added_by=by, added_at=now,
    )  # fmt: skip


def gather_needs(brand: Brand, since: datetime) -> int:
    """Make ideas of the needs that people have voiced to us in public since a moment; return how many are new.

    A message is one idea, however often it is looked at. What is said directly stays between two.
    """
    heard = Message.objects.filter(brand=brand, received_at__gte=since, author__side=Side.THEM)
    public = heard.filter(conversation__confined=False).exclude(act=Verb.DIRECT).order_by("pk")
    return sum(_keep_needs(brand, batch) for batch in _batches(list(public.values_list("pk", "uri", "text", "url"))))


def _batches(rows: list[tuple[int, str, str, str]]) -> list[list[tuple[int, str, str, str]]]:
    return [rows[place : place + _BATCH] for place in range(0, len(rows), _BATCH)]


@transaction.atomic
def _keep_needs(brand: Brand, rows: list[tuple[int, str, str, str]]) -> int:
    now = clock.now()
    before = Idea.objects.filter(brand=brand, source=IdeaSource.NEED).count()
    Idea.objects.bulk_create(
        [
            Idea(
                brand=brand,
                source=IdeaSource.NEED,
                text=text[:_LONGEST],
                link=url,
                key=f"message:{uri}"[:_LONGEST_KEY],
                message_id=pk,
                added_at=now,
            )
            for pk, uri, text, url in rows
            if has_need_phrase(text)
        ],
        ignore_conflicts=True,
    )
    return Idea.objects.filter(brand=brand, source=IdeaSource.NEED).count() - before


@transaction.atomic
def put_aside(by: Member, idea: Idea) -> None:
    """Decide that nothing is made of an idea."""
    _decide(by, idea, {IdeaState.NEW}, IdeaState.DISMISSED)


@transaction.atomic
def take_back(by: Member, idea: Idea) -> None:
    """Let an idea that was put aside be new again."""
    _decide(by, idea, {IdeaState.DISMISSED}, IdeaState.NEW)


@transaction.atomic
def write_of(by: Member, idea: Idea) -> Post:
    """Begin a post of an idea: a draft with its words and its link on every channel in use, to be written on.

    What somebody else said is quoted as theirs by nobody: it is a beginning, to be put into words of our own.
    """
    _check_own(by, idea)
    channels = list(by.brand.channels.connected().select_related("identity").order_by("pk"))
    if not channels:
        raise Refusal(_("Connect a channel first: a post is written for one."), field="channels")
    text = "\n\n".join(part for part in (idea.text, idea.link) if part)
    post = compose(by, Draft(text, channels, by.brand.language), Moment(as_draft=True))
    _decide(by, idea, {IdeaState.NEW, IdeaState.DISMISSED}, IdeaState.USED)
    Idea.objects.filter(pk=idea.pk).update(post=post)
    idea.refresh_from_db()
    return post


def _decide(by: Member, idea: Idea, states: set[IdeaState], state: IdeaState) -> None:
    _check_own(by, idea)
    waiting = Idea.objects.filter(pk=idea.pk, state__in=states)
    if not waiting.update(state=state, decided_by=by, decided_at=clock.now()):
        raise Conflict(_("Somebody has decided about this idea already."))
    idea.refresh_from_db()


def _check_own(by: Member, idea: Idea) -> None:
    require(by, Duty.WRITE)
    if idea.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
