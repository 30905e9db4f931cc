"""How what is being written is kept from moment to moment, so that nothing is lost before it is sent."""

from collections.abc import Mapping

from django.db import transaction

from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.publishing.models import Post, Sketch

#: Of sketches that nobody took up again, so many are kept; the oldest go.
_MOST = 20


@transaction.atomic
def keep_sketch(by: Member, key: str, fields: Mapping[str, list[str]], post: Post | None = None) -> None:
    """Keep a form as it stands now; without a key there is no form to come back to."""
    if not key:
        return
    now = clock.now()
    terms = {"fields": dict(fields), "post": post, "saved_at": now}
    Sketch.objects.update_or_create(member=by, key=key, defaults=terms)
    kept = Sketch.objects.filter(member=by).order_by("-saved_at", "-pk").values_list("pk", flat=True)
    Sketch.objects.filter(member=by, pk__in=list(kept[_MOST:])).delete()


@transaction.atomic
def forget_sketch(by: Member, key: str) -> None:
    """Forget a form: it was sent, or thrown away."""
    Sketch.objects.filter(member=by, key=key).delete()
