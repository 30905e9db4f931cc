"""Guests sign up: their mail address is proven by a letter, then they have an account and take part, or ask to."""

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from antiphon.community.actions.inviting import join_invited
from antiphon.community.actions.joining import Said, check_handle, check_lists, check_said, join, note_proven_mail
from antiphon.community.models import Community, Invitation, Joining, Participant, SeenBy, SignUp
from antiphon.community.queries.inviting import inviter_of, is_good, token_of
from antiphon.letters.actions import mail_is_on, write_letter
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import User
from antiphon.organizations.queries import digest

LASTS = timedelta(days=2)
#: So many letters are written to one address in a day, whoever asks in its name; then one each four hours. Any of
#: them proves the address for whatever was asked in its name, so who uses the letters up shuts nobody out.
_LETTERS_A_DAY, _THEN_ONE_IN = 3, timedelta(hours=4)
#: Among so many that wait in the name of an address, the latest, a password is looked for.
_MOST_LOOKED_AT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who wants an account: mail address, password as typed, what they say of themselves, in which language."""

    mail: str
    password: str
    said: Said
    language: str
    invitation: Invitation | None = None


@transaction.atomic
def sign_up(community: Community, asked: Asked) -> SignUp | None:
    """Note that somebody wants an account, and write to their address.

    What is answered and done is the same whether the address is known or not: only the letter differs. Return the
    row, or None where the address has an account. An address that had letters enough gets none: the link in an
    earlier one serves. Raise Refusal where one cannot sign up.
    """
    if not mail_is_on():
        raise NotAllowed(_("No letters are sent from here, so nobody can prove an address. Ask for an invitation."))
    _check(community, asked)
    password, now = make_password(asked.password), clock.now()
    mail = asked.mail.strip().lower()
    if User.objects.filter(email=mail).exists():
        _write_to_the_known(community, asked, mail)
        return None
    written_at = now if _may_write_to(community, mail, now) else None
    secret = secrets.token_urlsafe(32)
    made = SignUp.objects.create(
        brand=community.brand,
        mail=mail,
        digest=digest(secret),
        password=password,
        language=asked.language,
        said=asdict(asked.said),
        invitation=asked.invitation,
        asked_at=now,
        written_at=written_at,
        ends_at=now + LASTS,
    )
    if written_at:
        _write_to_confirm(community, made, secret)
    return made


@transaction.atomic
def sign_up_invited(community: Community, asked: Asked) -> Participant:
    """Make an account at once, by an invitation, where no letters are sent: who gave the link vouches for them."""
    if mail_is_on() or asked.invitation is None:
        raise NotAllowed(_("One signs up here by proving one’s mail address."))
    _check(community, asked)
    mail = asked.mail.strip().lower()
    if User.objects.filter(email=mail).exists():
        raise Refusal(_("Somebody signs in with this address already. If it is you, sign in first."), field="email")
    user = User.objects.create_user(mail, asked.password, name=asked.said.name.strip(), language=asked.language)
    return _let_in(community, user, asked.said, asked.invitation)


def sign_up_of(community: Community, secret: str, browser: int = 0) -> SignUp | None:
    """Return the sign-up that a letter's link opens now, None if it was used, has ended, or is none.

    What was asked for the same address in this very browser, by its key, goes before what the letter was written for.
    """
    found = _waiting(community).filter(digest=digest(secret)).first()
    own = _waiting(community).filter(pk=browser, mail=found.mail).first() if found and browser else None
    return own or found


@transaction.atomic
def confirm_sign_up(community: Community, secret: str, *, password: str = "", browser: int = 0) -> Participant:
    """Make the account and the participation, once; raise Refusal if the link is not good.

    The link proves the address; which of those who asked in its name it is, the browser proves in which they did (by
    the key of the sign-up that it made) or the password. So nobody prepares an account with a password of theirs in
    the name of another, nor keeps them out of it.
    """
    asked = sign_up_of(community, secret, browser)
    if asked is None:
        raise Conflict(_("This link was used already or has ended. Sign in, or sign up again."))
    if asked.pk != browser:
        asked = _with_password(community, asked.mail, password)
    if not SignUp.objects.filter(pk=asked.pk).delete()[0] or User.objects.filter(email=asked.mail).exists():
        raise Conflict(_("This link was used already or has ended. Sign in, or sign up again."))
    said = _said(asked.said)
    user = User(email=asked.mail, name=said.name.strip(), language=asked.language, password=asked.password)
    user.save()
    SignUp.objects.filter(mail=asked.mail).delete()
    joined = _let_in(community, user, said, asked.invitation)
    note_proven_mail(joined)
    return joined


@transaction.atomic
def forget_old_sign_ups() -> int:
    """Forget who signed up and never proved their address; return how many."""
    return SignUp.objects.filter(ends_at__lte=clock.now()).delete()[0]


def _waiting(community: Community) -> QuerySet[SignUp]:
    found = SignUp.objects.select_related("invitation__by__user", "invitation__group")
    return found.filter(brand=community.brand, ends_at__gt=clock.now())


def _with_password(community: Community, mail: str, password: str) -> SignUp:
    for one in _waiting(community).filter(mail=mail).order_by("-pk")[:_MOST_LOOKED_AT]:
        if check_password(password, one.password):
            return one
    raise Refusal(_("This is not the password that was chosen when signing up."), field="password")


def _may_write_to(community: Community, mail: str, now: datetime) -> bool:
    written = SignUp.objects.filter(mail=mail).exclude(written_at=None)
    if written.filter(written_at__gt=now - timedelta(days=1)).count() < _LETTERS_A_DAY:
        return True
    return not written.filter(brand=community.brand, written_at__gt=now - _THEN_ONE_IN).exists()


def _check(community: Community, asked: Asked) -> None:
    invited = asked.invitation is not None and is_good(
        inviter_of(community, asked.invitation), asked.invitation, clock.now()
    )
    if asked.invitation is not None and not invited:
        raise Conflict(_("This invitation has ended, or as many came by it as may. Ask for a new one."))
    if community.joining == Joining.INVITATION and not invited:
        raise NotAllowed(_("One joins this community by invitation. Ask somebody who takes part for one."))
    check_said(asked.said)
    check_lists(community.brand, asked.said, asked.language)
    check_handle(asked.said.handle)
    try:
        validate_email(asked.mail.strip())
    except ValidationError as error:
        raise Refusal(_("This is not a mail address."), field="email") from error
    try:
        validate_password(asked.password, User(email=asked.mail, name=asked.said.name))
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), field="password") from error


def _let_in(community: Community, user: User, said: Said, invitation: Invitation | None) -> Participant:
    """Let a new user in; a handle that somebody took meanwhile, and a link that ended meanwhile, stop nobody."""
    if Participant.objects.filter(brand=community.brand, handle=said.handle.strip().lower()).exists():
        said = replace(said, handle="", name=said.name)
    if invitation is not None and is_good(inviter_of(community, invitation), invitation, clock.now()):
        return join_invited(community, user, said, invitation)
    return join(community, user, said)


def _said(kept: dict[str, Any]) -> Said:
    lists = {name: tuple(kept[name]) for name in ("languages", "interests")}
    return Said(**kept | lists | {"seen_by": SeenBy(kept["seen_by"])})


def _write_to_confirm(community: Community, made: SignUp, secret: str) -> None:
    brand = community.brand
    address = settings.PUBLIC_URL + reverse("confirm_sign_up", args=[brand.slug, secret])
    with translation.override(made.language):
        told = {"brand": brand.name}
        lines = [
            _("Somebody, probably you, wants to join the community of %(brand)s with this mail address.") % told,
            _("If it was you, open this link within two days:") + f"\n{address}",
            _("If you signed up several times, it serves for that of the browser or of the password that you use."),
            _("If it was not you, do nothing: without the link nothing happens."),
        ]
        subject = _("Confirm your address for the community of %(brand)s") % told
        write_letter(f"sign-up:{made.pk}", made.mail, subject, "\n\n".join(lines), confidential=True)


def _write_to_the_known(community: Community, asked: Asked, mail: str) -> None:
    brand, now = community.brand, clock.now()
    address = settings.PUBLIC_URL + reverse("join_community", args=[brand.slug])
    if asked.invitation is not None:
        address = settings.PUBLIC_URL + reverse("invited", args=[brand.slug, token_of(asked.invitation)])
    with translation.override(asked.language):
        told = {"brand": brand.name}
        lines = [
            _("Somebody, probably you, wants to join the community of %(brand)s with this mail address.") % told,
            _("You have an account here already. Sign in with it and join:") + f"\n{address}",
            _("If it was not you, do nothing. Whoever asked does not learn that you have an account."),
        ]
        subject = _("You have an account already: the community of %(brand)s") % told
        write_letter(f"sign-up-known:{brand.pk}:{mail}:{now:%Y-%m-%d}", mail, subject, "\n\n".join(lines))
