"""How those responsible learn within the minute that a delivery cannot go on by itself."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from antiphon.channels.sentences import network_name
from antiphon.devices.actions.sending import Told, write_pushes
from antiphon.letters.actions import write_letter
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Delivery, Heartbeat, Notice
from antiphon.publishing.queries.removing import Way, way_down
from antiphon.publishing.rules.delivering import State
from antiphon.publishing.sentences import happened, how_taken_down

#: What stands still for longer than this was told before, or before there was anybody to tell.
_RECENT = timedelta(days=7)


def beat(worker: str) -> None:
    """Note that a worker is alive."""
    now = clock.now()
    Heartbeat.objects.update_or_create(
        worker=worker, defaults={"beaten_at": now}, create_defaults={"started_at": now, "beaten_at": now}
    )
    Heartbeat.objects.filter(beaten_at__lt=now - timedelta(days=1)).delete()


def untold(limit: int) -> list[Delivery]:
    """Return deliveries that came to need a person, and of which nobody was told yet."""
    told = Notice.objects.filter(delivery=OuterRef("pk"), stands_since=OuterRef("state_since"))
    waiting = Delivery.objects.needing_a_person().filter(state_since__gte=clock.now() - _RECENT)
    rows = waiting.exclude(Exists(told)).order_by("state_since")
    return list(
        rows.select_related("post__content", "post__author__user", "channel__brand", "channel__identity")[:limit]
    )


@transaction.atomic
def tell(delivery: Delivery) -> list[Member]:
    """Tell those responsible, each once: on the page, by a letter where mail is sent, on their devices."""
    members = responsible(delivery)
    for member in members:
        _, is_new = Notice.objects.get_or_create(
            delivery=delivery,
            member=member,
            stands_since=delivery.state_since,
            defaults={"state": delivery.state, "told_at": clock.now()},
        )
        if is_new:
            _write(delivery, member)
    return members


def responsible(delivery: Delivery) -> list[Member]:
    """Return who is to decide: the author if they may publish, else everybody of the brand who may.

    Who asked that it be taken down is among them while it is not.
    """
    author = delivery.post.author
    if author.left_at is None and allows(author, Duty.PUBLISH):
        return _with_who_asked(delivery, [author])
    present = delivery.channel.brand.members.filter(left_at=None).select_related("user")
    able = [member for member in present if allows(member, Duty.PUBLISH)]
    return _with_who_asked(delivery, able if author.left_at else [author, *able])


def _with_who_asked(delivery: Delivery, members: list[Member]) -> list[Member]:
    asked = delivery.removals.filter(ended_at=None, asked_by__left_at=None).select_related("asked_by__user")
    return [*members, *(one.asked_by for one in asked if one.asked_by not in members)]


def _write(delivery: Delivery, member: Member) -> None:
    key = f"notice:{delivery.pk}:{delivery.state_since.isoformat()}:{member.pk}"
    brand = delivery.channel.brand
    with translation.override(member.user.language):
        given = {"brand": brand.name, "network": network_name(delivery.channel.kind)}
        subject = _("%(brand)s: a post on %(network)s needs you") % given
        write_letter(key, member.user.email, subject, _words(delivery))
        told = Told(
            title=brand.name,
            body=_("A post on %(network)s needs you.") % given,
            path=f"/b/{brand.slug}/posts/{delivery.post_id}/",
            about=f"delivery:{delivery.pk}",
        )
        write_pushes(member.user, brand, key, told)


def _words(delivery: Delivery) -> str:
    account, brand = delivery.channel.identity.handle, delivery.channel.brand
    why = happened(delivery.state, delivery.trouble, account) or str(delivery.get_held_for_display())
    if not why and delivery.due_at:
        hour = date_format(localtime(delivery.due_at, brand.zone), "DATETIME_FORMAT")
        why = _("It was to go out on %(account)s at %(hour)s and did not.") % {"account": account, "hour": hour}
    address = f"{settings.PUBLIC_URL}/b/{brand.slug}/posts/{delivery.post_id}/"
    return "\n\n".join([f"“{delivery.words[:200]}”", why, *_what_to_do(delivery), address])


def _what_to_do(delivery: Delivery) -> list[str]:
    if delivery.state != State.NOT_REMOVED:
        return [_("Look at it and decide: send it now, give it the next slot, or drop it.")]
    where = _("It stands here: %(url)s") % {"url": delivery.url} if delivery.url else ""
    decide = _("Then decide: try again, say that it is gone, or let it stand.")
    how = how_taken_down(delivery) if way_down(delivery) != Way.BY_US else ""
    return [one for one in (how, where, decide) if one]
