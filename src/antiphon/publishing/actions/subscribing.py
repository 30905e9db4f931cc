"""How people subscribe to a newsletter, confirm, leave, and stop being written to when mail comes back."""

from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from antiphon.channels.models import Channel
from antiphon.ledger.actions import Happened, record
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.letters.actions import mail_is_on, write_letter
from antiphon.lib import clock, ids
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.actions import meet, recognize
from antiphon.people.models import Identity
from antiphon.publishing.models import Subscriber, SubscriberState

_CONFIRM, _LEAVE = "newsletter.confirm", "newsletter.leave"
CONFIRM_WITHIN = timedelta(days=7)
#: How often an address that did not confirm is written to again when somebody asks in its name.
_ASK_AGAIN_AFTER = timedelta(hours=24)


@transaction.atomic
def ask_to_subscribe(
    channel: Channel, address: str, *, language: str, consent: str, name: str = "", source: str = ""
) -> None:
    """Note that somebody wants the letters, and write to the address to confirm it.

    It says nothing of whether the address was known: whoever asks learns the same each time. Raise Refusal
    if it is no address, or if this installation cannot send the letter that confirms.
    """
    _require_mail()
    mail, now = _address(address), clock.now()
    subscriber, is_new = Subscriber.objects.get_or_create(
        channel=channel,
        address=mail,
        defaults={
            "identity": _identity(channel, mail, name, claimed=True),
            "name": name[:120],
            "language": language,
            "consent": consent,
            "source": source[:200],
            "asked_at": now,
        },
    )
    if subscriber.state == SubscriberState.ACTIVE:
        return
    if not is_new and subscriber.state == SubscriberState.ASKED and subscriber.asked_at > now - _ASK_AGAIN_AFTER:
        return
    Subscriber.objects.filter(pk=subscriber.pk).update(
        state=SubscriberState.ASKED, asked_at=now, consent=consent, language=language, source=source[:200]
    )
    subscriber.refresh_from_db()
    _write_to_confirm(subscriber)


@transaction.atomic
def confirm(brand: Brand, token: str) -> Subscriber:
    """Begin a subscription that its own address confirmed; raise Refusal if the link is not good (any more) here."""
    subscriber = _named_by(brand, token, _CONFIRM, within=CONFIRM_WITHIN)
    if subscriber.state == SubscriberState.ASKED:
        now = clock.now()
        Subscriber.objects.filter(pk=subscriber.pk).update(
            state=SubscriberState.ACTIVE, confirmed_at=now, ended_at=None
        )
        recognize(subscriber.identity, mail=subscriber.address, mail_verified=True)
        _note(subscriber, Verb.SUBSCRIBE)
    subscriber.refresh_from_db()
    return subscriber


@transaction.atomic
def leave(brand: Brand, token: str) -> Subscriber:
    """End a subscription at once; the link in a letter is good for ever. Ending it twice is no error."""
    subscriber = _named_by(brand, token, _LEAVE)
    if subscriber.state != SubscriberState.LEFT:
        Subscriber.objects.filter(pk=subscriber.pk).update(state=SubscriberState.LEFT, ended_at=clock.now())
        _note(subscriber, Verb.LEAVE)
    subscriber.refresh_from_db()
    return subscriber


@transaction.atomic
def take_over(by: Member, channel: Channel, rows: list[tuple[str, str]], consent: str) -> int:
    """Take addresses over whose consent was given elsewhere, as (address, name); return how many are new.

    Raise Refusal, and take nothing over, if one is no address or if nobody says where the consent comes from.
    """
    require(by, Duty.CONNECT)
    if not consent.strip():
        raise Refusal(_("Say where and when these people agreed to get your letters."), field="consent")
    mails = [(_address(address), name) for address, name in rows]
    known = set(Subscriber.objects.filter(channel=channel).values_list("address", flat=True))
    fresh = {mail: name for mail, name in mails if mail not in known}
    for mail, name in fresh.items():
        _take_over(channel, mail, name, consent)
    return len(fresh)


@transaction.atomic
def mind_bounces() -> int:
    """Stop writing to addresses from which mail came back for good; return how many."""
    failed = Interaction.objects.filter(verb=Verb.BOUNCE).values("actor_id")
    reached = Subscriber.objects.filter(state=SubscriberState.ACTIVE, identity__in=failed)
    gone = [one.pk for one in reached.select_related("identity") if _bounced_since(one)]
    return Subscriber.objects.filter(pk__in=gone).update(state=SubscriberState.BOUNCED, ended_at=clock.now())


def leave_address(subscriber: Subscriber) -> str:
    """Return the address that ends a subscription (RFC 8058): a person opens it, a mail program posts to it."""
    token = signing.dumps(subscriber.pk, salt=_LEAVE)
    brand = subscriber.channel.brand.slug
    return settings.PUBLIC_URL + reverse("newsletter_leave", args=[brand, token])


def _bounced_since(subscriber: Subscriber) -> bool:
    since = subscriber.confirmed_at or subscriber.asked_at
    return Interaction.objects.filter(actor=subscriber.identity, verb=Verb.BOUNCE, at__gte=since).exists()


def _require_mail() -> None:
    if not mail_is_on():
        raise Refusal(_("This newsletter cannot be subscribed to now: no mail is sent from here yet."))


def _address(typed: str) -> str:
    mail = parseaddr(typed.strip())[1].lower()
    try:
        validate_email(mail)
        mail.encode("ascii")
    except (ValidationError, UnicodeEncodeError) as error:
        raise Refusal(_("“%(typed)s” is not a mail address.") % {"typed": typed[:80]}, field="address") from error
    return mail


def _identity(channel: Channel, mail: str, name: str, *, claimed: bool = False) -> Identity:
    return meet(
        channel.brand,
        network=channel.kind,
        stable_id=f"mailto:{mail}",
        at=clock.now(),
        handle=mail,
        name=name,
        claimed=claimed,
    )


def _take_over(channel: Channel, mail: str, name: str, consent: str) -> None:
    now = clock.now()
    subscriber = Subscriber.objects.create(
        channel=channel,
        identity=_identity(channel, mail, name),
        address=mail,
        name=name[:120],
        language=channel.brand.language,
        state=SubscriberState.ACTIVE,
        consent=consent,
        asked_at=now,
        confirmed_at=now,
    )
    _note(subscriber, Verb.SUBSCRIBE)


def _write_to_confirm(subscriber: Subscriber) -> None:
    brand = subscriber.channel.brand
    token = signing.dumps(subscriber.pk, salt=_CONFIRM)
    address = settings.PUBLIC_URL + reverse("newsletter_confirm", args=[brand.slug, token])
    with translation.override(subscriber.language):
        subject = _("Do you want the letters of %(brand)s?") % {"brand": brand.name}
        ask = _("Somebody, we hope you, asked for the letters of %(brand)s at this address.") % {"brand": brand.name}
        text = "\n\n".join([
            ask,
            _("If it was you, confirm it here within seven days:"),
            address,
            _("If it was not, do nothing: you will hear no more of it."),
        ])  # fmt: skip
    write_letter(
        f"confirm:{subscriber.pk}:{subscriber.asked_at.isoformat()}",
        subscriber.address,
        subject,
        text,
        confidential=True,
    )


def _named_by(brand: Brand, token: str, salt: str, within: timedelta | None = None) -> Subscriber:
    try:
        pk = signing.loads(token, salt=salt, max_age=within)
    except signing.BadSignature as error:
        raise Refusal(_("This link is not good any more. Ask for the letters again.")) from error
    known = Subscriber.objects.filter(pk=pk, channel__brand=brand)
    found = known.select_related("channel__brand", "channel__identity", "identity").first()
    if found is None:
        raise Refusal(_("This link is not good any more. Ask for the letters again."))
    return found


def _note(subscriber: Subscriber, verb: Verb) -> None:
    channel, now = subscriber.channel, clock.now()
    record(
        Happened(
            verb=verb,
            at=now,
            actor=subscriber.identity,
            target=channel.identity,
            channel=channel,
            subject=channel.identity.stable_id,
            source=f"{verb}:{subscriber.pk}:{ids.new_id(now)}",
        )
    )
