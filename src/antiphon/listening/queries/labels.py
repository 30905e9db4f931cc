"""Reads of labels: how many there are, and what is learned from them."""

from collections.abc import Sequence

from django.db.models import Count, QuerySet

from antiphon.ledger.rules import Verb
from antiphon.listening.models import NOTHING, Classifier, Label
from antiphon.listening.rules.language import LANGUAGES
from antiphon.organizations.models import Brand


def labels_to_learn_from(brand: Brand) -> QuerySet[Label]:
    """Return the labels that stand, of what was said in public: what was said to few teaches nothing."""
    standing = Label.objects.standing().filter(brand=brand, message__conversation__confined=False)
    return standing.exclude(message__act=Verb.DIRECT).exclude(message__text="")


def counts_of_labels(brand: Brand) -> dict[str, int]:
    """Return how many messages were labeled in each language. One query."""
    found = labels_to_learn_from(brand).order_by().values_list("language").annotate(n=Count("message", distinct=True))
    return dict.fromkeys(LANGUAGES, 0) | {language: n for language, n in found if language in LANGUAGES}


def labeled_texts(brand: Brand, language: str) -> list[tuple[str, str]]:
    """Return the texts that were labeled in a language with what each is about, a kind before none. One query."""
    rows = labels_to_learn_from(brand).filter(language=language).order_by("at", "pk")
    said: dict[int, tuple[str, str]] = {}
    for message, text, says in rows.values_list("message_id", "message__text", "says"):
        if says != NOTHING or message not in said:
            said[message] = (text, says)
    return list(said.values())


def classifiers_of(brand: Brand) -> Sequence[Classifier]:
    """Return the last classifiers of each language, without what they learned. One query."""
    found = brand.classifiers.defer("weights").select_related("asked_by__user", "off_by__user")
    last: dict[str, Classifier] = {one.language: one for one in found.order_by("version")}
    return [last[language] for language in LANGUAGES if language in last]
