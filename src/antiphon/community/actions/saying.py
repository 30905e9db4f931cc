"""Short posts: something said on the square, without a title to think of."""

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.submitting import submit_topic
from antiphon.community.actions.writing import Words
from antiphon.community.models import HeldWriting, Kind, Topic
from antiphon.community.permissions import Viewer
from antiphon.community.rules import title_of
from antiphon.lib.errors import Conflict


@transaction.atomic
def say(viewer: Viewer, words: Words) -> Topic | HeldWriting:
    """Say something on the square, or hold it for a moderator; raise Refusal if a list or a limit refuses it.

    The title is made of its first words, or of the warning before them.
    """
    square = viewer.community.square
    if square is None:
        raise Conflict(_("This community has no square yet."))
    title = title_of(words.warning.strip() or words.source)
    return submit_topic(viewer, square, title, words, Kind.NOTE)
