"""Learning from labels: asked for by a row, done by the worker, used only where the figures allow it."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.listening.actions.hearing import begin_anew
from antiphon.listening.models import Classifier
from antiphon.listening.queries.labels import counts_of_labels, labeled_texts
from antiphon.listening.rules.language import LANGUAGES
from antiphon.listening.rules.learned import ENOUGH_LABELS, Tried, passes
from antiphon.listening.rules.training import Learned, NotEnough, can_learn, is_due, learn
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty

LEASE = timedelta(minutes=15)
#: So many of the last messages are looked through with what was learned.
_LAST = 2_000


def ask_training(by: Member, language: str) -> Classifier:
    """Ask that a classifier learns from the labels of a language; the worker does it.

    Raise Refusal where there are too few labels or what learning needs is not installed, Conflict if it is asked for.
    """
    require(by, Duty.ANSWER)
    if language not in LANGUAGES:
        raise Refusal(_("Choose English, Italian, Spanish or French."), field="language")
    if not can_learn():
        raise Refusal(_("Learning needs scikit-learn, which is not installed: see the page on listening."))
    count = counts_of_labels(by.brand)[language]
    if count < ENOUGH_LABELS:
        raise Refusal(
            _("Learning needs %(least)d labels in a language.") % {"least": ENOUGH_LABELS}, field="language"
        )
    return _ask(by.brand, language, by)


def ask_where_due(brand: Brand) -> int:
    """Ask for a classifier in each language that has enough labels, and enough more than before; return how many."""
    if not can_learn():
        return 0
    before = dict(brand.classifiers.values_list("language").annotate(most=Max("labels")).order_by())
    due = [one for one, count in counts_of_labels(brand).items() if is_due(count, before.get(one, 0))]
    waiting = set(_waiting().filter(brand=brand).values_list("language", flat=True))
    asked = [_ask(brand, language, None) for language in due if language not in waiting]
    return len(asked)


@transaction.atomic
def claim_training() -> Classifier | None:
    """Take the next classifier that is to be trained."""
    now = clock.now()
    free = _waiting().filter(Q(lease_until=None) | Q(lease_until__lt=now)).select_related("brand").order_by("pk")
    for one in free[:5]:
        if free.filter(pk=one.pk).update(lease_until=now + LEASE):
            return one
    return None


def train(classifier: Classifier) -> Classifier:
    """Let a classifier learn, with its figures; or say why it did not."""
    try:
        learned = learn(labeled_texts(classifier.brand, classifier.language))
    except NotEnough:
        Classifier.objects.filter(pk=classifier.pk).update(trouble="not_enough", trained_at=clock.now())
    else:
        _keep(classifier, learned)
    classifier.refresh_from_db()
    return classifier


@transaction.atomic
def switch_classifier(by: Member, classifier: Classifier, *, on: bool) -> Classifier:
    """Use a classifier no longer, or again; one that does not pass the bar cannot be switched on."""
    require(by, Duty.ANSWER)
    if classifier.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    if on and not passes(classifier.precision):
        raise Refusal(_("Of what it finds too little is right: it is used from a precision of 0.8 on."))
    off = {"off_by": None, "off_at": None} if on else {"off_by": by, "off_at": clock.now()}
    if not Classifier.objects.filter(pk=classifier.pk, off_at__isnull=not on).update(**off):
        raise Conflict(_("Somebody has switched it already."))
    begin_anew(by.brand, last=_LAST)
    classifier.refresh_from_db()
    return classifier


def _waiting() -> QuerySet[Classifier]:
    return Classifier.objects.filter(trained_at=None, trouble="")


def _ask(brand: Brand, language: str, by: Member | None) -> Classifier:
    asked = brand.classifiers.filter(language=language)
    if _waiting().filter(brand=brand, language=language).exists():
        raise Conflict(_("This is asked for already; the worker does it within minutes."))
    version = (asked.aggregate(last=Max("version"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            return Classifier.objects.create(
                brand=brand, language=language, version=version, asked_by=by, asked_at=clock.now()
            )
    except IntegrityError as taken:
        raise Conflict(_("This is asked for already; the worker does it within minutes.")) from taken


@transaction.atomic
def _keep(classifier: Classifier, learned: Learned) -> None:
    Classifier.objects.filter(pk=classifier.pk).update(
        trained_at=clock.now(), labels=learned.labels, precision=learned.all.precision, recall=learned.all.recall,
        figures={kind: _told(one) for kind, one in learned.by_kind.items()}, weights=dict(learned.weights),
    )  # fmt: skip
    if passes(learned.all.precision):
        begin_anew(classifier.brand, last=_LAST)


def _told(one: Tried) -> dict[str, float | int | None]:
    return {"precision": one.precision, "recall": one.recall, "n": one.there, "found": one.found, "right": one.right}
