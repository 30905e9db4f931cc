"""What participants have not read comes to them by mail: at once, or in a digest; one letter for each time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from antiphon.community.models import Community, How, Notification, Participant
from antiphon.community.notification_words import excerpt_of, path_of, sentence_of
from antiphon.community.queries.notices import Bundle, bundled, hydrated, notifications_read, rhythm_of
from antiphon.community.queries.participants import viewer_of
from antiphon.community.rules import out_of_quiet
from antiphon.letters.actions import mail_is_on, write_letter
from antiphon.letters.queries import written_of
from antiphon.lib import clock
from antiphon.organizations.models import Brand

_SALT = "community.mail"
_MOST_SHOWN = 100


def mail_due(most: int = 50) -> int:
    """Mail what is due to those who have not read it; return to how many people, or with whom it was put off."""
    if not mail_is_on():
        return 0
    due = Notification.objects.filter(mail_at__lte=clock.now())
    people = list(due.order_by("participant").values_list("participant", flat=True).distinct()[:most])
    for key in people:
        mail_to(key)
    return len(people)


@transaction.atomic
def mail_to(key: int) -> None:
    """Mail a participant what is due, or put it off until their quiet hours, or the hour after a letter, are over."""
    held = Participant.objects.select_for_update(of=("self",)).select_related("user", "brand__community__channel")
    participant = held.get(pk=key)
    now = clock.now()
    due = Notification.objects.filter(participant=participant, mail_at__lte=now)
    user = participant.user
    if not (participant.takes_part and participant.mailed and user and user.is_active):
        due.update(mail="", mail_at=None)
        return
    rhythm = rhythm_of(participant)
    until = out_of_quiet(now, participant.brand.zone, rhythm.quiet_from, rhythm.quiet_until)
    if until > now:
        due.update(mail_at=until)
        return
    for how in (How.NOW, How.DIGEST):
        _mail(participant, due.filter(mail=how), how, now)


def stop_address(participant: Participant) -> str:
    """Return the address that ends all mail of the community (RFC 8058): for a person and for a mail program."""
    token = signing.dumps(participant.pk, salt=_SALT)
    return settings.PUBLIC_URL + reverse("stop_community_mail", args=[participant.brand.slug, token])


def whose_mail(brand: Brand, token: str) -> Participant | None:
    """Return the participant whose mail such an address ends; None if the token opens nothing here."""
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return Participant.objects.filter(brand=brand, pk=key).first()


def _mail(participant: Participant, due: QuerySet[Notification], how: How, now: datetime) -> None:
    hour = now.replace(minute=0, second=0, microsecond=0)
    period = hour.isoformat() if how == How.NOW else f"{now.astimezone(participant.brand.zone):%Y-%m-%d}"
    key = f"notifications:{participant.pk}:{how}:{period}"
    if written_of([key]):
        due.update(mail_at=hour + timedelta(hours=1) if how == How.NOW else now + timedelta(days=1))
        return
    community: Community = participant.brand.community
    readable = notifications_read(viewer_of(community, participant.user)).filter(read_at=None)
    rows = hydrated(readable.filter(pk__in=due.values("pk")), _MOST_SHOWN)
    if rows and participant.user:
        with translation.override(participant.user.language):
            _write(key, participant, bundled(rows), how)
    due.update(mail="", mail_at=None)


def _write(key: str, participant: Participant, bundles: Sequence[Bundle], how: How) -> None:
    brand = participant.brand
    stop = stop_address(participant)
    choices = settings.PUBLIC_URL + reverse("notification_choices", args=[brand.slug])
    lines = [_line(bundle, brand) for bundle in bundles]
    end = _("Choose what comes by mail: %(choices)s\nNo more mail from this community: %(stop)s") % {
        "choices": choices,
        "stop": stop,
    }
    text = "\n\n".join([*lines, end])
    to = participant.user.email if participant.user else ""
    write_letter(key, to, _subject(bundles, brand, how), text, stop=stop)


def _subject(bundles: Sequence[Bundle], brand: Brand, how: How) -> str:
    if how == How.NOW and len(bundles) == 1:
        return f"{brand.name}: {sentence_of(bundles[0], brand)}"
    n = len(bundles)
    told = ngettext("%(brand)s: %(n)s thing is new for you", "%(brand)s: %(n)s things are new for you", n)
    return told % {"brand": brand.name, "n": n}


def _line(bundle: Bundle, brand: Brand) -> str:
    words = [sentence_of(bundle, brand), excerpt_of(bundle), settings.PUBLIC_URL + path_of(bundle, brand)]
    return "\n".join(word for word in words if word)
