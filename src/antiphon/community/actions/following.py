"""Participants follow one another and hashtags; what is written keeps its hashtags."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.recording import record_act
from antiphon.community.models import Follow, Hashtag, Participant, Tagging
from antiphon.community.permissions import Viewer, require_part
from antiphon.community.queries.participants import participants_seen
from antiphon.conversations.models import Message
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Refusal

LONGEST_TAG = 100


@transaction.atomic
def follow_person(viewer: Viewer, followed: Participant, *, follows: bool = True) -> None:
    """Follow somebody whom one may see, or no longer; what happened already changes nothing."""
    participant = require_part(viewer)
    if not follows:
        Follow.objects.filter(participant=participant, followed=followed).delete()
        return
    if followed.pk == participant.pk:
        raise Refusal(_("This is you. Your own words stand under your name anyway."))
    if not participants_seen(viewer).filter(pk=followed.pk).exists():
        raise Refusal(_("There is nobody of this handle in the community."), field="handle")
    _made, is_new = Follow.objects.get_or_create(
        participant=participant, followed=followed, defaults={"since": clock.now()}
    )
    if is_new:
        _note(viewer, participant, followed)


@transaction.atomic
def follow_hashtag(viewer: Viewer, word: str, *, follows: bool = True) -> None:
    """Follow a hashtag, whether it was used before or not, or no longer."""
    participant = require_part(viewer)
    word = tag_word(word)
    if not follows:
        Follow.objects.filter(participant=participant, hashtag__brand=viewer.brand, hashtag__word=word).delete()
        return
    if not word or len(word) > LONGEST_TAG:
        raise Refusal(_("A hashtag is one word of at most 100 letters and digits."), field="word")
    hashtag, _is_new = Hashtag.objects.get_or_create(brand=viewer.brand, word=word)
    Follow.objects.get_or_create(participant=participant, hashtag=hashtag, defaults={"since": clock.now()})


@transaction.atomic
def tag(message: Message, words: Iterable[str]) -> None:
    """Let a message stand under these hashtags and no others."""
    wanted = {word for word in words if len(word) <= LONGEST_TAG}
    Tagging.objects.filter(message=message).exclude(hashtag__word__in=wanted).delete()
    if not wanted:
        return
    Hashtag.objects.bulk_create(
        [Hashtag(brand_id=message.brand_id, word=word) for word in sorted(wanted)], ignore_conflicts=True
    )
    known = Hashtag.objects.filter(brand=message.brand_id, word__in=wanted)
    Tagging.objects.bulk_create(
        [Tagging(hashtag=one, message=message, at=message.sent_at) for one in known], ignore_conflicts=True
    )


def tag_word(typed: str) -> str:
    """Return the word of a hashtag as it is kept, empty if it is none."""
    word = typed.strip().removeprefix("#").lower()
    return word if word.replace("_", "x").isalnum() and not word.isdecimal() else ""


def _note(viewer: Viewer, participant: Participant, followed: Participant) -> None:
    if followed.identity is None:
        return
    record_act(
        viewer.community,
        participant.identity,
        Verb.FOLLOW,
        target=followed.identity,
        subject=followed.identity.stable_id,
        source=f"community:follow:{participant.pk}:{followed.pk}",
    )
