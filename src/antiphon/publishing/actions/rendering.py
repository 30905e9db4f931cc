"""How films are made to fit a network ahead of their hour: wanted, claimed, made, one after the other."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from antiphon.lib import clock, ids
from antiphon.lib.films import Unfit
from antiphon.publishing.actions.claiming import LeaseLost, mine
from antiphon.publishing.models import Delivery, Illustration, Rendition
from antiphon.publishing.outgoing import limits_for, shown_of
from antiphon.publishing.renditions import film_for, film_is_ready
from antiphon.publishing.rules.delivering import State

log = structlog.get_logger(__name__)

#: How long before its hour a film is looked at, and how often it is tried when the maker dies under it.
AHEAD = timedelta(days=1)
_MOST_TRIES = 3


@transaction.atomic
def waits_for_films(delivery: Delivery) -> bool:
    """Give a claimed delivery back if a film of it is still to be made, and see to it that it is; else False."""
    wanted = want(delivery)
    if any(one.finished_at is None for one in wanted):
        mine(delivery).update(claimed_by="", lease_until=None)
        return True
    return False


@transaction.atomic
def want(delivery: Delivery) -> list[Rendition]:
    """Ask for every film of a delivery that its channel does not take as it is; return what was asked for, ever."""
    limits, now = limits_for(delivery), clock.now()
    films = {one.asset for one in shown_of(delivery) if one.asset.is_video}
    return [
        Rendition.objects.get_or_create(delivery=delivery, asset=film, defaults={"wanted_at": now})[0]
        for film in films
        if limits.videos and not film_is_ready(film, limits)
    ]


def want_what_is_coming(limit: int) -> int:
    """Ask for the films of what is planned for the next day; return for how many deliveries."""
    now = clock.now()
    films = Illustration.objects.filter(content=OuterRef("post__content"), asset__media_type__startswith="video/")
    asked = Rendition.objects.filter(delivery=OuterRef("pk"))
    coming = Delivery.objects.filter(state=State.SCHEDULED, prepared_at=None, due_at__lte=now + AHEAD)
    found = coming.filter(Exists(films), ~Exists(asked)).order_by("due_at").select_related("channel", "post")
    return sum(bool(want(one)) for one in found[:limit])


@transaction.atomic
def claim_rendition() -> Rendition | None:
    """Take the film that is needed first, for as long as a lease; None if none is waiting."""
    now = clock.now()
    waiting = Rendition.objects.to_make(now)
    first = waiting.order_by("delivery__due_at", "pk").values_list("pk", flat=True).first()
    claim = {"claimed_by": ids.new_id(now), "lease_until": now + settings.DELIVERY_LEASE}
    if first is None or not waiting.filter(pk=first).update(**claim):
        return None
    return Rendition.objects.select_related("delivery__channel", "asset").get(pk=first)


def make(rendition: Rendition) -> None:
    """Make a claimed film; whatever happens ends in a row that says so. Raise LeaseLost if another makes it now."""
    rendition.tries += 1
    Rendition.objects.filter(pk=rendition.pk).update(tries=rendition.tries)
    if rendition.tries > _MOST_TRIES:
        _finish(rendition, "the maker stopped again and again")
        return
    try:
        film_for(rendition.asset, limits_for(rendition.delivery), told=lambda done: _note(rendition, done))
    except (Unfit, OSError) as error:
        log.warning("film cannot be made", rendition=rendition.pk, detail=str(error)[:500])
        _finish(rendition, str(error))
    else:
        _finish(rendition, "")


def _note(rendition: Rendition, done: float) -> None:
    """Note how far it is, which renews the lease too."""
    held = Rendition.objects.filter(pk=rendition.pk, claimed_by=rendition.claimed_by)
    if not held.update(progress=done, lease_until=clock.now() + settings.DELIVERY_LEASE):
        raise LeaseLost(f"rendition {rendition.pk}")


def _finish(rendition: Rendition, trouble: str) -> None:
    Rendition.objects.filter(pk=rendition.pk, claimed_by=rendition.claimed_by).update(
        finished_at=clock.now(), progress=0 if trouble else 1, trouble=trouble[:500], lease_until=None
    )
