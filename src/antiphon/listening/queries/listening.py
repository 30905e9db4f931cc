"""Reads of how a brand listens."""

from collections.abc import Mapping

from antiphon.listening.models import Classifier, Listening
from antiphon.listening.rules.learned import Weights, passes
from antiphon.listening.rules.phrases import Phrases, with_own
from antiphon.organizations.models import Brand


def listening_of(brand: Brand) -> Listening:
    """Return how a brand listens, as it begins where nothing was chosen. One query."""
    return Listening.objects.filter(brand=brand).first() or Listening(brand=brand)


def phrases_of(brand: Brand) -> Phrases:
    """Return the phrases that a brand listens for: ours, with its own, without those that it put aside. One query."""
    rows = list(brand.phrases.in_force().values_list("added", "language", "kind", "words"))
    return with_own((row[1:] for row in rows if row[0]), (row[1:] for row in rows if not row[0]))


def classifiers_in_use(brand: Brand) -> Mapping[str, tuple[Classifier, Weights]]:
    """Return the classifier that is used in each language, if there is one, with what it learned. One query.

    It is the last one that was trained, if its precision passes the bar and nobody switched it off.
    """
    last: dict[str, Classifier] = {}
    for one in brand.classifiers.exclude(trained_at=None).filter(trouble="").order_by("version"):
        last[one.language] = one
    return {
        language: (one, Weights.read(one.weights))
        for language, one in last.items()
        if passes(one.precision) and one.off_at is None
    }
