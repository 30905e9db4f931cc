"""Look now: at what people have said, and at what is to be learned from labels."""

from antiphon.conversations.models import Message
from antiphon.listening.actions.hearing import BATCH, look_again, look_through
from antiphon.listening.actions.tagging import brands_to_suggest, suggest_subjects, tag_again, tag_through
from antiphon.listening.actions.training import ask_where_due, claim_training, train
from antiphon.organizations.models import Brand


def hear_all() -> int:
    """Look through the new messages of every brand, a batch of each; return how many there were."""
    brands = Brand.objects.filter(pk__in=Message.objects.values("brand")).order_by("pk")
    return sum(look_through(brand, most=BATCH) for brand in brands)


def hear_again() -> int:
    """Look again at the last messages of every brand; return 0: no work is left."""
    for brand in Brand.objects.filter(listening__isnull=False).order_by("pk"):
        look_again(brand)
        tag_again(brand)
    return 0


def tag_all() -> int:
    """Tag the new messages of every brand with its subjects, a batch of each; return how many there were."""
    brands = Brand.objects.filter(pk__in=Message.objects.values("brand")).order_by("pk")
    return sum(tag_through(brand) for brand in brands)


def suggest_topics() -> int:
    """Suggest subjects for the brands whose turn it is; return how many are new."""
    return sum(suggest_subjects(brand) for brand in brands_to_suggest().order_by("pk"))


def ask_for_training() -> int:
    """Ask for classifiers where enough was labeled; return how many were asked for."""
    return sum(ask_where_due(brand) for brand in Brand.objects.filter(listening__isnull=False).order_by("pk"))


def train_once() -> bool:
    """Train the classifier whose turn it is; return False if none waits."""
    classifier = claim_training()
    if classifier is None:
        return False
    train(classifier)
    return True
