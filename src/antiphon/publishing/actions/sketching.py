"""How what is being written is kept from moment to moment, so that nothing is lost before it is sent."""

from collections.abc import Mapping

from django.db import transaction

from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.publishing.models import Post, Sketch

#: Of sketches that nobody took up again, so many are kept; the oldest go.
_MOST = 20


@transaction.atomic
def keep_sketch(by: Member, key: str, fields: Mapping[str, list[str]], post: Post | None = None) -> bool:
    """Keep a form as it stands now, and return whether it is still under way: what is closed stays closed.

    Without a key there is no form to come back to.
    """
    if not key:
        return True
    terms = {"fields": dict(fields), "post": post, "saved_at": clock.now()}
    found, made = Sketch.objects.get_or_create(member=by, key=key, defaults=terms)
    # Looked at and written in one statement: the form may be sent in this moment.
    if not made and not Sketch.objects.under_way().filter(pk=found.pk).update(**terms):
        return False
    _let_the_oldest_go(by)
    return True


@transaction.atomic
def close_sketch(by: Member, key: str) -> None:
    """Close a form for good: it was sent, or thrown away. A look at it that comes later keeps nothing any more."""
    if not key:
        return
    now = clock.now()
    closed = {"fields": {}, "closed_at": now, "saved_at": now}
    Sketch.objects.update_or_create(member=by, key=key, defaults=closed)


def _let_the_oldest_go(by: Member) -> None:
    mine = Sketch.objects.under_way().filter(member=by)
    kept = mine.order_by("-saved_at", "-pk").values_list("pk", flat=True)
    mine.filter(pk__in=list(kept[_MOST:])).delete()
