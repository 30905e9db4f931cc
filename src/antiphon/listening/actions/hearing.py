"""What people say is looked through once, and what it is about is kept."""

from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction

from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.listening.models import Classifier, Finding, Label, Listening
from antiphon.listening.queries.listening import classifiers_in_use, phrases_of
from antiphon.listening.rules.hearing import Heard, hear
from antiphon.listening.rules.kinds import Tier
from antiphon.listening.rules.learned import NOTHING, Weights
from antiphon.listening.rules.reading import digest_of
from antiphon.organizations.models import Brand
from antiphon.people.models import Side

#: So many messages are looked through at a time.
BATCH = 500
#: So many of the last messages are looked through again, since words can be changed.
AGAIN = 200
_KEPT = ["tier", "language", "spans", "digest", "likelihood", "classifier", "found_at"]

type Classifiers = Mapping[str, tuple[Classifier, Weights]]


@transaction.atomic
def look_through(brand: Brand, *, most: int = BATCH) -> int:
    """Find what new messages of others are about; return how many messages were looked through.

    What a program said is passed over. Where one looks, nobody else does.
    """
    listening, _ = Listening.objects.get_or_create(brand=brand)
    listening = Listening.objects.select_for_update().get(pk=listening.pk)
    new = Message.objects.filter(brand=brand, pk__gt=listening.looked_through)
    found = list(new.select_related("author").order_by("pk")[:most])
    if found:
        _keep(brand, listening, found)
        listening.looked_through, listening.looked_at = found[-1].pk, clock.now()
        listening.save(update_fields=["looked_through", "looked_at"])
    return len(found)


@transaction.atomic
def look_again(brand: Brand, *, most: int = AGAIN) -> int:
    """Look through the last messages again, whose words may have changed; return how many had."""
    listening = Listening.objects.filter(brand=brand).first()
    if listening is None:
        return 0
    looked = Message.objects.filter(brand=brand, pk__lte=listening.looked_through)
    found = list(looked.select_related("author").order_by("-pk")[:most])
    known = dict(Finding.objects.filter(message__in=found).values_list("message_id", "digest"))
    changed = [one for one in found if known.get(one.pk, "") not in {"", digest_of(one.text)}]
    if changed:
        _keep(brand, listening, changed)
    return len(changed)


@transaction.atomic
def begin_anew(brand: Brand, *, last: int | None = None) -> None:
    """Let all messages be looked through again, or so many of the last ones: the brand listens otherwise now."""
    keys = Message.objects.filter(brand=brand).order_by("-pk").values_list("pk", flat=True)
    place = next(iter(keys[last : last + 1]), 0) if last is not None else 0
    Listening.objects.filter(brand=brand, looked_through__gt=place).update(looked_through=place)


def _keep(brand: Brand, listening: Listening, messages: Sequence[Message]) -> None:
    phrases, learned = phrases_of(brand), classifiers_in_use(brand)
    theirs = [one for one in messages if one.author.side == Side.THEM and not one.author.automated]
    made = [
        finding
        for one in theirs
        for finding in _findings(one, hear(one.text, told_language(one), phrases, listening.languages), learned)
    ]
    _drop_what_is_gone(theirs, made)
    Finding.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["message", "kind"], update_fields=_KEPT, batch_size=BATCH
    )


def told_language(message: Message) -> str:
    """Return the language that a network gives; in the community it is only that of its author's pages: none."""
    return "" if message.author.network == "community" else message.language


def _findings(message: Message, heard: Heard, learned: Classifiers) -> Iterator[Finding]:
    for one in heard.found:
        yield _finding(message, heard.language, one.kind, one.tier, [list(span) for span in one.spans])
    if heard.language in learned and not any(one.tier != Tier.MAYBE for one in heard.found):
        classifier, weights = learned[heard.language]
        kind, likelihood = weights.best(message.text)
        if kind != NOTHING and kind not in {one.kind for one in heard.found}:
            made = _finding(message, heard.language, kind, Tier.MAYBE, [])
            made.likelihood, made.classifier = round(likelihood, 4), classifier
            yield made


def _finding(message: Message, language: str, kind: str, tier: str, spans: list[list[int]]) -> Finding:
    return Finding(
        brand_id=message.brand_id, message=message, kind=kind, tier=tier, language=language, spans=spans,
        digest=digest_of(message.text), said_at=message.sent_at, found_at=clock.now(),
    )  # fmt: skip


def _drop_what_is_gone(messages: Sequence[Message], made: Sequence[Finding]) -> None:
    """Forget what is found no more; what a member has spoken about stays, since their word counts."""
    there = {(one.message_id, one.kind) for one in made}
    labeled = set(Label.objects.standing().filter(message__in=messages).values_list("message_id", "asked"))
    before = Finding.objects.filter(message__in=messages).values_list("pk", "message_id", "kind")
    gone = [pk for pk, message, kind in before if (message, kind) not in there | labeled]
    Finding.objects.filter(pk__in=gone).delete()
