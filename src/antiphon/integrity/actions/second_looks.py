"""Another look: asked for by whose interaction was set aside, answered by the team; nobody else learns of it."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from antiphon.integrity.actions.ruling import require_word, rule, take_back
from antiphon.integrity.models import Exclusion, Ruled, SecondLook
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Member
from antiphon.people.models import Identity

LONGEST_WORDS = 500


@transaction.atomic
def ask_second_look(who: Identity, exclusion: Exclusion, words: str) -> SecondLook:
    """Ask the team to look again at why something of one's own is not counted; once at a time, with a reason."""
    if exclusion.interaction.actor_id != who.pk:
        raise NotAllowed(_("This is not yours."))
    said = _words(words)
    if exclusion.undone_at is not None:
        raise Conflict(_("It counts again already."))
    try:
        with transaction.atomic():
            made = SecondLook.objects.create(exclusion=exclusion, asked_by=who, words=said, asked_at=clock.now())
    except IntegrityError:
        raise Conflict(_("You have asked already. The answer will stand here.")) from None
    rule(exclusion.pk, Ruled.ASKED, "", None)
    return made


@transaction.atomic
def answer_second_look(by: Member, look: SecondLook, words: str, *, granted: bool) -> None:
    """Answer who asked: count it again, or keep it aside and say why."""
    require_word(by, look.exclusion.interaction)
    said, now = _words(words), clock.now()
    open_one = SecondLook.objects.filter(pk=look.pk, answered_at=None)
    if not open_one.update(answered_at=now, answered_by=by, granted=granted, answer=said):
        raise Conflict(_("Somebody has answered already."))
    exclusion = Exclusion.objects.select_related("interaction").get(pk=look.exclusion_id)
    if granted and exclusion.undone_at is None:
        take_back(exclusion, said[:200], by)
    elif not granted:
        rule(exclusion.pk, Ruled.KEPT, said, by)


def _words(words: str) -> str:
    said = " ".join(words.split())
    if not said:
        raise Refusal(_("Say something to it."), field="words")
    if len(said) > LONGEST_WORDS:
        raise Refusal(_("Say it in at most 500 characters."), field="words")
    return said
