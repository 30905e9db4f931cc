"""How what is being written is kept from moment to moment, so that nothing is lost before it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.db import transaction

from antiphon.community.models import Attachment, Participant, Sketch, Writing
from antiphon.lib import clock

#: Of sketches that nobody took up again, so many are kept; the oldest go. Closed ones stay for a while.
_MOST, _CLOSED_STAY = 20, timedelta(days=2)
#: So much of any other field is kept.
LONGEST_REST = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form as it stands: where it is, what it is named, what was typed so far, into other fields too."""

    place: str
    key: str
    source: str = ""
    warning: str = ""
    title: str = ""
    rest: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def keep_sketch(participant: Participant, typed: Typed) -> Sketch | None:
    """Keep a form as it stands; return None if it was sent or thrown away: what is closed stays closed.

    Without a key there is no form to come back to.
    """
    if not typed.key:
        return None
    terms = {
        "source": typed.source[:50_000],
        "warning": typed.warning[:200],
        "title": typed.title[:200],
        "rest": {name: value[:LONGEST_REST] for name, value in typed.rest.items()},
        "saved_at": clock.now(),
    }
    found, is_new = Sketch.objects.get_or_create(
        participant=participant, key=typed.key[:40], defaults=terms | {"place": typed.place[:120]}
    )
    # Looked at and written in one statement: the form may be sent in this moment.
    if not is_new and not Sketch.objects.under_way().filter(pk=found.pk).update(**terms):
        return None
    _let_the_oldest_go(participant)
    return found


@transaction.atomic
def send_sketch(participant: Participant, key: str, writing: Writing | None = None) -> None:
    """Close a form for good: what was attached goes with the writing. A look at it that comes later keeps nothing."""
    if not key:
        return
    now = clock.now()
    closed = {"source": "", "warning": "", "title": "", "rest": {}, "closed_at": now, "saved_at": now}
    sketch, _ = Sketch.objects.update_or_create(participant=participant, key=key[:40], defaults=closed)
    if writing is not None:
        sketch.attachments.update(sketch=None, writing=writing)
    forget_attachments(list(sketch.attachments.all()))
    Sketch.objects.filter(participant=participant, closed_at__lt=now - _CLOSED_STAY).delete()


def forget_attachments(attachments: list[Attachment]) -> None:
    """Take attachments away, and their files once that is certain."""
    kept = [file for one in attachments for file in (one.file, one.poster, one.captions)]
    files = [(file.storage, file.name) for file in kept if file.name]
    Attachment.objects.filter(pk__in=[one.pk for one in attachments]).delete()
    for storage, name in files:
        transaction.on_commit(partial(storage.delete, name))


def _let_the_oldest_go(participant: Participant) -> None:
    mine = Sketch.objects.unsent().filter(participant=participant)
    gone = list(mine.order_by("-saved_at", "-pk").values_list("pk", flat=True)[_MOST:])
    if gone:
        forget_attachments(list(Attachment.objects.filter(sketch__in=gone)))
        mine.filter(pk__in=gone).delete()
