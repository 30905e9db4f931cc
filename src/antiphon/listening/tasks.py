"""Look now: at what people have said, at what is to be learned from labels, and among public posts."""

import structlog

from antiphon.channels.actions import note_trouble, open_connector
from antiphon.conversations.models import Message
from antiphon.lib.errors import ChannelError
from antiphon.listening.actions.hearing import BATCH, look_again, look_through
from antiphon.listening.actions.searching import claim_search, forget_old_found, note_found, note_search_trouble
from antiphon.listening.actions.tagging import brands_to_suggest, suggest_subjects, tag_again, tag_through
from antiphon.listening.actions.training import ask_where_due, claim_training, train
from antiphon.organizations.models import Brand

log = structlog.get_logger(__name__)


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


def search_once() -> bool:
    """Ask a network for the search whose turn it is; return False if none is due."""
    search = claim_search()
    if search is None or search.channel is None:
        return False
    try:
        heard = open_connector(search.channel).search(search.words, search.cursor)
    except ChannelError as error:
        log.warning("searching failed", search=search.pk, kind=search.channel.kind, trouble=error.trouble)
        note_search_trouble(search, note_trouble(search.channel, error))
    else:
        note_found(search, heard)
    return True


def forget_what_was_found() -> int:
    """Forget what was found long ago; return 0: no work is left."""
    forget_old_found()
    return 0
