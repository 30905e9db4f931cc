"""What a brand listens for, and in which languages."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markup import typed_text
from antiphon.listening.actions.hearing import begin_anew
from antiphon.listening.models import Listening, Phrase
from antiphon.listening.rules.kinds import Kind
from antiphon.listening.rules.language import LANGUAGES
from antiphon.listening.rules.phrases import PHRASES, shape_of
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty

_LONGEST, _MOST_WORDS, _SHORTEST_STEM = 80, 8, 3


@transaction.atomic
def choose_languages(by: Member, languages: list[str]) -> Listening:
    """Say in which languages a brand listens; what was said is looked through anew."""
    require(by, Duty.ANSWER)
    wanted = [one for one in LANGUAGES if one in languages]
    if not wanted or set(languages) - set(LANGUAGES):
        raise Refusal(
            _("Choose at least one language out of English, Italian, Spanish and French."), field="languages"
        )
    listening, _made = Listening.objects.get_or_create(brand=by.brand)
    listening.languages, listening.changed_by, listening.changed_at = wanted, by, clock.now()
    listening.save(update_fields=["languages", "changed_by", "changed_at"])
    begin_anew(by.brand)
    return listening


def add_phrase(by: Member, language: str, kind: str, words: str) -> Phrase:
    """Let a brand listen for a phrase of its own; one of ours that it put aside counts again."""
    require(by, Duty.ANSWER)
    phrase = _checked(language, kind, words)
    ours = _ours(language, kind, phrase)
    aside = by.brand.phrases.in_force().filter(language=language, kind=kind, words=ours, added=False).first()
    if aside is not None:
        return end_phrase(by, aside)
    if ours:
        raise Conflict(_("This phrase is listened for already."))
    return _keep(by, language, kind, phrase, added=True)


def put_phrase_aside(by: Member, language: str, kind: str, words: str) -> Phrase:
    """Let a brand not listen for one of our phrases."""
    require(by, Duty.ANSWER)
    ours = _ours(language, kind, words)
    if not ours:
        raise Refusal(_("This is none of the phrases that come with the product."), field="words")
    return _keep(by, language, kind, ours, added=False)


@transaction.atomic
def end_phrase(by: Member, phrase: Phrase) -> Phrase:
    """Take back that a phrase was added or put aside."""
    require(by, Duty.ANSWER)
    if phrase.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    if not Phrase.objects.in_force().filter(pk=phrase.pk).update(ended_by=by, ended_at=clock.now()):
        raise Conflict(_("This has been taken back already."))
    begin_anew(by.brand)
    phrase.refresh_from_db()
    return phrase


def _keep(by: Member, language: str, kind: str, words: str, *, added: bool) -> Phrase:
    try:
        with transaction.atomic():
            made = Phrase.objects.create(
                brand=by.brand, language=language, kind=kind, words=words, added=added, by=by, at=clock.now()
            )
            begin_anew(by.brand)
    except IntegrityError as there:
        raise Conflict(_("This phrase has been dealt with already.")) from there
    return made


def _checked(language: str, kind: str, words: str) -> str:
    if language not in LANGUAGES:
        raise Refusal(_("Choose English, Italian, Spanish or French."), field="language")
    if kind not in set(Kind):
        raise Refusal(_("Choose a question, a need, a want or a worry."), field="kind")
    phrase = " ".join(typed_text(words).split())
    shape = shape_of(phrase)
    if not shape or len(phrase) > _LONGEST or len(shape) > _MOST_WORDS:
        raise Refusal(_("Give a phrase of one to eight words and at most 80 characters."), field="words")
    if shape[-1].endswith("*") and len(shape[-1]) <= _SHORTEST_STEM:
        raise Refusal(_("Before a star at least three letters have to stand."), field="words")
    return phrase


def _ours(language: str, kind: str, words: str) -> str:
    """Return the phrase that comes with the product and says the same, or nothing."""
    known = PHRASES.get(language, {}).get(Kind(kind), ()) if kind in set(Kind) else ()
    return next((one for one in known if shape_of(one) == shape_of(words)), "")
