"""Messages are tagged with the subjects of which they speak, and what is spoken of is suggested as a subject."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.listening.actions.hearing import told_language
from antiphon.listening.models import Subject, SubjectState, Tagged, Tagging
from antiphon.listening.queries.listening import listening_of
from antiphon.listening.queries.topics import vocabulary_of
from antiphon.listening.rules.language import language_of
from antiphon.listening.rules.terms import stems_known, terms_in
from antiphon.listening.rules.topics import Span, Spoken, Stretch, Suggested, stretch, suggested
from antiphon.organizations.models import Brand
from antiphon.people.models import Side

#: So many messages are tagged at a time.
BATCH = 500
#: Topics are suggested anew so often.
SUGGEST_EVERY = timedelta(hours=1)
#: Against so many stretches before, and of each the latest messages only, so that it stays quick.
_BEFORE, _MOST_READ = 3, 1_500


@transaction.atomic
def tag_through(brand: Brand, *, most: int = BATCH) -> int:
    """Tag new messages of others; return how many messages were looked at. Where one tags, nobody else does."""
    tagging, _ = Tagging.objects.get_or_create(brand=brand)
    tagging = Tagging.objects.select_for_update().get(pk=tagging.pk)
    new = Message.objects.filter(brand=brand, pk__gt=tagging.tagged_through)
    found = list(new.select_related("author").order_by("pk")[:most])
    if found:
        _tag(brand, found)
        tagging.tagged_through = found[-1].pk
        tagging.save(update_fields=["tagged_through"])
    return len(found)


@transaction.atomic
def tag_again(brand: Brand, *, most: int = 200) -> None:
    """Tag the last messages again, whose words may have been changed."""
    tagging = Tagging.objects.filter(brand=brand).first()
    if tagging is not None:
        looked = Message.objects.filter(brand=brand, pk__lte=tagging.tagged_through)
        _tag(brand, list(looked.select_related("author").order_by("-pk")[:most]))


def tag_anew(brand: Brand) -> None:
    """Let all messages be tagged again: the vocabulary is another one now."""
    Tagging.objects.filter(brand=brand).update(tagged_through=0)


@transaction.atomic
def suggest_subjects(brand: Brand) -> int:
    """Suggest as subjects what is spoken of this week or month more than before; return how many are new.

    Only what the whole team may read suggests anything. A suggestion that nobody decided on and that no longer
    stands out is forgotten.
    """
    now = clock.now()
    Tagging.objects.update_or_create(brand=brand, defaults={"suggested_at": now})
    today = now.astimezone(brand.zone).date()
    found: dict[str, Suggested] = {}
    for span in Span:
        stretches = [stretch(span, today, brand.zone, back) for back in range(_BEFORE + 1)]
        spoken = [list(_spoken(brand, one)) for one in stretches]
        found |= {f"{one.language}:{one.stem}"[:80]: one for one in suggested(spoken[0], spoken[1:], _known(brand))}
    proposed = brand.subjects.filter(state=SubjectState.PROPOSED)
    proposed.exclude(root__in=found).delete()
    there = set(brand.subjects.exclude(root="").values_list("root", flat=True))
    new = [_proposed(brand, root, one) for root, one in found.items() if root not in there]
    Subject.objects.bulk_create(new)
    if new:
        tag_anew(brand)
    return len(new)


def brands_to_suggest() -> QuerySet[Brand]:
    """Return the brands for which topics are to be suggested by now."""
    return Brand.objects.filter(tagging__isnull=False).exclude(tagging__suggested_at__gt=clock.now() - SUGGEST_EVERY)


def _tag(brand: Brand, messages: Sequence[Message]) -> None:
    vocabulary, languages = vocabulary_of(brand), listening_of(brand).languages
    wanted = {
        (subject, one.pk): one
        for one in messages
        if one.author.side == Side.THEM and not one.author.automated and one.text
        for subject in vocabulary.subjects_in(one.text, language_of(one.text, told_language(one), languages))
    }
    before = Tagged.objects.filter(message__in=messages).values_list("pk", "subject", "message")
    there = {(subject, message): pk for pk, subject, message in before}
    Tagged.objects.filter(pk__in=[pk for key, pk in there.items() if key not in wanted]).delete()
    new = [
        Tagged(subject_id=key[0], message=one, said_at=one.sent_at) for key, one in wanted.items() if key not in there
    ]
    Tagged.objects.bulk_create(new, ignore_conflicts=True)


def _spoken(brand: Brand, within: Stretch) -> Iterable[Spoken]:
    """Yield the terms of what others said in a stretch where the whole team reads it, the latest first."""
    rows = Message.objects.filter(
        brand=brand, sent_at__gte=within.begins, sent_at__lt=within.ends, conversation__confined=False,
        author__side=Side.THEM, author__automated=False,
    ).exclude(text="")  # fmt: skip
    languages = listening_of(brand).languages
    for one in rows.select_related("author").order_by("-sent_at", "-pk")[:_MOST_READ]:
        language = language_of(one.text, told_language(one), languages)
        terms = {term.stem: term.written for term in terms_in(one.text, language)}
        yield Spoken(one.author.person_id or -one.author_id, language, terms)


def _known(brand: Brand) -> set[tuple[str, str]]:
    """Return what needs no suggestion: keywords of the vocabulary, and what was put aside."""
    decided = brand.subjects.exclude(state=SubjectState.PROPOSED)
    known = stems_known(decided.filter(state=SubjectState.ACCEPTED).values_list("keywords", flat=True))
    roots = decided.exclude(root="").values_list("root", flat=True)
    return known | {(language, stem) for language, _, stem in (root.partition(":") for root in roots)}


def _proposed(brand: Brand, root: str, one: Suggested) -> Subject:
    return Subject(
        brand=brand, name=one.written[:60], keywords={one.language: [one.written[:60]]}, root=root,
        state=SubjectState.PROPOSED, made_at=clock.now(),
    )  # fmt: skip
