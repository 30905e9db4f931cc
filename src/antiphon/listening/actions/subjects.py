"""The vocabulary of a brand: its subjects with their keywords, and what becomes of those that were suggested."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markup import typed_text
from antiphon.listening.actions.tagging import tag_anew
from antiphon.listening.models import Subject, SubjectState
from antiphon.listening.rules.language import LANGUAGES
from antiphon.listening.rules.terms import ANY, run_of
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty

_LONGEST_NAME, _LONGEST_KEYWORD, _MOST_WORDS, _MOST_KEYWORDS, _MOST_SUBJECTS = 60, 60, 5, 30, 200


def add_subject(by: Member, name: str, keywords: Mapping[str, Sequence[str]]) -> Subject:
    """Add a subject to the vocabulary; what was said is tagged anew."""
    require(by, Duty.ANSWER)
    if by.brand.subjects.filter(state=SubjectState.ACCEPTED).count() >= _MOST_SUBJECTS:
        raise Refusal(_("A vocabulary holds at most 200 subjects: take one away first."))
    now = clock.now()
    made = Subject(brand=by.brand, made_by=by, made_at=now, decided_by=by, decided_at=now)
    return _keep(made, name, keywords)


def change_subject(by: Member, subject: Subject, name: str, keywords: Mapping[str, Sequence[str]]) -> Subject:
    """Give a subject another name or other keywords; one that was suggested is accepted so."""
    _check_own(by, subject)
    if subject.state != SubjectState.ACCEPTED:
        subject.state, subject.decided_by, subject.decided_at = SubjectState.ACCEPTED, by, clock.now()
    return _keep(subject, name, keywords)


def accept_subject(by: Member, subject: Subject) -> Subject:
    """Take a suggestion into the vocabulary as it is, also one that was put aside before."""
    _check_own(by, subject)
    if subject.state == SubjectState.ACCEPTED:
        raise Conflict(_("It belongs to the vocabulary already."))
    subject.state, subject.decided_by, subject.decided_at = SubjectState.ACCEPTED, by, clock.now()
    return _keep(subject, subject.name, subject.keywords)


@transaction.atomic
def reject_subject(by: Member, subject: Subject) -> Subject:
    """Put a suggestion aside for good: it is not suggested again."""
    _check_own(by, subject)
    asked = Subject.objects.filter(pk=subject.pk, state=SubjectState.PROPOSED)
    if not asked.update(state=SubjectState.REJECTED, decided_by=by, decided_at=clock.now()):
        raise Conflict(_("This has been decided already."))
    subject.tagged.all().delete()
    subject.refresh_from_db()
    return subject


@transaction.atomic
def drop_subject(by: Member, subject: Subject) -> None:
    """Take a subject out of the vocabulary; its word is not suggested again if it was once."""
    _check_own(by, subject)
    if subject.state != SubjectState.ACCEPTED:
        raise Conflict(_("It does not belong to the vocabulary."))
    if not subject.root:
        subject.delete()
        return
    subject.tagged.all().delete()
    decided = {"state": SubjectState.REJECTED, "decided_by": by, "decided_at": clock.now()}
    Subject.objects.filter(pk=subject.pk).update(**decided)


def _keep(subject: Subject, name: str, keywords: Mapping[str, Sequence[str]]) -> Subject:
    subject.name, subject.keywords = _named(name), _checked(keywords)
    try:
        with transaction.atomic():
            subject.save()
            tag_anew(subject.brand)
    except IntegrityError as taken:
        raise Conflict(_("There is a subject of this name already."), field="name") from taken
    return subject


def _named(name: str) -> str:
    words = " ".join(typed_text(name).split())
    if not words or len(words) > _LONGEST_NAME:
        raise Refusal(_("Give a name of at most 60 characters."), field="name")
    return words


def _checked(keywords: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return keywords by language, each once; raise Refusal for what cannot be found in any text."""
    if set(keywords) - {ANY, *LANGUAGES}:
        raise Refusal(_("Choose English, Italian, Spanish or French, or any language."), field="keywords")
    kept = {language: _phrases(language, typed) for language, typed in keywords.items()}
    kept = {language: phrases for language, phrases in kept.items() if phrases}
    if not kept:
        raise Refusal(_("Give at least one keyword in one language."), field="keywords")
    return kept


def _phrases(language: str, typed: Sequence[str]) -> list[str]:
    phrases = list(dict.fromkeys(" ".join(typed_text(one).split()) for one in typed))
    phrases = [one for one in phrases if one]
    if len(phrases) > _MOST_KEYWORDS:
        raise Refusal(_("Give at most 30 keywords in a language."), field="keywords")
    for one in phrases:
        if len(one) > _LONGEST_KEYWORD or not 0 < len(run_of(one, language)) <= _MOST_WORDS:
            raise Refusal(_("A keyword has one to five words and at most 60 characters."), field="keywords")
    return phrases


def _check_own(by: Member, subject: Subject) -> None:
    require(by, Duty.ANSWER)
    if subject.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
