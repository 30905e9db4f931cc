"""Ideas: how they come in, from ourselves and from what people need, and what becomes of them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.ledger.rules import Verb
from antiphon.lib import clock, ids
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markup import typed_text
from antiphon.listening.models import Need, NeedStateLabel
from antiphon.listening.queries.needs import quote_of
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.composing import compose
from antiphon.publishing.drafts import Draft, Moment
from antiphon.publishing.models import Idea, IdeaSource, IdeaState, Post
from antiphon.publishing.queries.gathering import ideas_of_need

_LONGEST, _LONGEST_LINK = 5_000, 1_000
#: So many needs are looked at at a time.
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
    """Make ideas of the needs that were planned since a moment; return how many are new."""
    planned = brand.needs.standing().filter(state=NeedStateLabel.PLANNED, state_since__gte=since).order_by("pk")
    return sum(make_idea_of(need) is not None for need in planned[:_BATCH])


@transaction.atomic
def make_idea_of(need: Need) -> Idea | None:
    """Make an idea of a need that is planned: our words for it, and those in which it was voiced first in public.

    A need is one idea, with those that it took in. None if there is one already, or if nobody voiced it in public:
    what is said directly stays between two.
    """
    public = need.voices.filter(message__conversation__confined=False).exclude(message__act=Verb.DIRECT)
    voice = public.select_related("message").order_by("message__sent_at", "pk").first()
    if voice is None or need.state != NeedStateLabel.PLANNED or ideas_of_need(need).exists():
        return None
    made, new = Idea.objects.get_or_create(
        brand_id=need.brand_id,
        key=f"need:{need.pk}",
        defaults={
            "source": IdeaSource.NEED,
            "text": f"{need.subject}\n\n{quote_of(voice)}"[:_LONGEST],
            "link": voice.message.url,
            "message": voice.message,
            "need": need,
            "added_at": clock.now(),
        },
    )
    return made if new else None


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
