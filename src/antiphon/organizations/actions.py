"""What is done to organizations: the only place that writes them."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock, ids
from antiphon.lib.errors import Conflict, Refusal
from antiphon.organizations.models import Brand, Key, Member, Organization, Role, User
from antiphon.organizations.permissions import require
from antiphon.organizations.queries import digest, valid_key
from antiphon.organizations.rules import Duty

SETUP_LASTS = timedelta(hours=24)
INVITATION_LASTS = timedelta(days=7)
USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def found_organization(
    *, organization: str, brand: str, slug: str, time_zone: str, language: str, owner: User
) -> Brand:
    """Make an organization with its first brand and the user as owner of it."""
    house = Organization.objects.create(name=organization)
    made = _brand(house, brand, slug, time_zone, language)
    Member.objects.create(brand=made, user=owner, role=Role.OWNER)
    return made


@transaction.atomic
def add_brand(by: Member, *, name: str, slug: str, time_zone: str, language: str, with_team: bool = False) -> Member:
    """Add a brand to the organization and return who added it as its owner.

    With the team, everybody of this brand has the same role for the new one. Raise Refusal for a short name that is
    taken or cannot stand in an address, and for a time zone or a language that there is not.
    """
    require(by, Duty.MANAGE)
    made = _brand(by.brand.organization, name, slug, time_zone, language)
    mine = Member.objects.create(brand=made, user=by.user, role=Role.OWNER)
    others = Member.objects.filter(brand=by.brand, left_at=None).exclude(user=by.user) if with_team else ()
    for one in others:
        Member.objects.create(brand=made, user_id=one.user_id, role=one.role)
    return mine


def _brand(house: Organization, name: str, slug: str, time_zone: str, language: str) -> Brand:
    if Brand.objects.filter(slug=slug).exists():
        raise Refusal(_("This short name is taken. Choose another one."), field="slug")
    made = Brand(organization=house, name=name.strip(), slug=slug, time_zone=time_zone, language=language)
    try:
        made.full_clean()
    except ValidationError as error:
        field, said = next(iter(error.message_dict.items()))
        raise Refusal(" ".join(said), field=field) from error
    made.save()
    return made


@transaction.atomic
def set_time_zone(by: Member, zone: str) -> None:
    """Let the brand live by the clock of another zone; what is planned moves with `publishing.actions.resolving`."""
    require(by, Duty.MANAGE)
    Brand.objects.filter(pk=by.brand_id).update(time_zone=zone)
    by.brand.time_zone = zone


@transaction.atomic
def make_user(mail: str, name: str) -> tuple[User, bool]:
    """Return the user of that mail address, and whether they are new; a new one has no password yet."""
    found = User.objects.filter(email=mail.lower()).first()
    return (found, False) if found else (User.objects.create_user(mail, name=name), True)


@transaction.atomic
def add_member(*, by: Member, user: User, role: Role) -> Member:
    """Make the user a member of the brand in that role; raise Refusal if they are one already."""
    require(by, Duty.MANAGE)
    if Member.objects.filter(brand=by.brand, user=user, left_at=None).exists():
        raise Refusal(_("This person is a member of the brand already."))
    return Member.objects.create(brand=by.brand, user=user, role=role)


@transaction.atomic
def invite(by: Member, role: Role, *, name: str = "", mail: str = "") -> tuple[Key, str]:
    """Return an invitation and the secret of its link, which makes who opens it a member in that role, once."""
    require(by, Duty.MANAGE)
    now = clock.now()
    secret, key = _new_key(Key.Purpose.INVITE, None, name.strip()[:80], now, now + INVITATION_LASTS)
    key.brand, key.role, key.mail = by.brand, role, mail.strip().lower()
    try:
        key.full_clean()
    except ValidationError as error:
        raise Refusal(_("This is not a mail address."), field="mail") from error
    key.save()
    return key, secret


@transaction.atomic
def withdraw_invitation(by: Member, invitation: Key) -> None:
    """End an invitation that nobody has accepted yet."""
    require(by, Duty.MANAGE)
    waiting = Key.objects.filter(pk=invitation.pk, brand=by.brand, purpose=Key.Purpose.INVITE, used_at=None)
    if not waiting.update(revoked_at=clock.now()):
        raise Conflict(_("This invitation was accepted already."))


@transaction.atomic
def accept_invitation(secret: str, user: User) -> Member:
    """Make the user a member as the link says, once; raise Refusal if it was used or has ended."""
    now = clock.now()
    key = valid_key(secret, Key.Purpose.INVITE, now)
    if key is None or key.brand is None or not Key.objects.filter(pk=key.pk, used_at=None).update(used_at=now):
        raise Refusal(_("This invitation was used already or has ended. Ask for a new one."))
    if key.brand.members.filter(user=user, left_at=None).exists():
        raise Refusal(_("You are a member of this brand already."))
    return Member.objects.create(brand=key.brand, user=user, role=key.role)


@transaction.atomic
def change_role(by: Member, member: Member, role: Role) -> None:
    """Give a member another role; raise Refusal if the brand would be left without an owner."""
    require(by, Duty.MANAGE)
    _keep_an_owner(by, member, role)
    if not _team_of(by).filter(pk=member.pk).update(role=role):
        raise Conflict(_("This person is no longer a member of the brand."))
    member.role = role


@transaction.atomic
def end_membership(by: Member, member: Member) -> None:
    """Let somebody go: from now on the brand does not exist for them. What they did stays theirs."""
    require(by, Duty.MANAGE)
    _keep_an_owner(by, member, None)
    if not _team_of(by).filter(pk=member.pk).update(left_at=clock.now()):
        raise Conflict(_("This person is no longer a member of the brand."))


@transaction.atomic
def choose_language(user: User, language: str) -> None:
    """Speak to the user in another language from now on."""
    user.language = language
    user.full_clean(exclude=["email", "password"])
    user.save(update_fields=["language"])


def issue_setup_key() -> str:
    """Return the secret of a one-time link for the first account; earlier links end."""
    now = clock.now()
    with transaction.atomic():
        Key.objects.filter(purpose=Key.Purpose.SETUP, used_at=None).update(revoked_at=now)
        return _issue(Key.Purpose.SETUP, None, "", now, now + SETUP_LASTS)


@transaction.atomic
def use_setup_key(secret: str) -> None:
    """Spend the one-time link; raise Refusal if it was spent, ended or never given."""
    now = clock.now()
    key = valid_key(secret, Key.Purpose.SETUP, now)
    spent = key and Key.objects.filter(pk=key.pk, used_at=None).update(used_at=now)
    if not spent:
        raise Refusal(_("This link was used already or has ended. Start the product again to get a new one."))


@transaction.atomic
def issue_token(user: User, label: str) -> str:
    """Return a bearer token that acts as the user; it is shown this once."""
    return _issue(Key.Purpose.API, user, label, clock.now(), None)


@transaction.atomic
def revoke_token(key: Key) -> None:
    """End a bearer token."""
    Key.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=clock.now())


def note_key_use(key: Key) -> None:
    """Remember that a token was used; to the minute, so that reading does not write each time."""
    now = clock.now()
    if key.used_at is None or key.used_at < now - USE_NOTED_EVERY:
        Key.objects.filter(pk=key.pk).update(used_at=now)


def _issue(purpose: Key.Purpose, user: User | None, label: str, now: datetime, expires: datetime | None) -> str:
    secret, key = _new_key(purpose, user, label, now, expires)
    key.save()
    return secret


def _new_key(
    purpose: Key.Purpose, user: User | None, label: str, now: datetime, expires: datetime | None
) -> tuple[str, Key]:
    secret = ids.new_secret()
    return secret, Key(
        purpose=purpose, user=user, label=label, digest=digest(secret), created_at=now, expires_at=expires
    )


def _team_of(by: Member) -> QuerySet[Member]:
    return Member.objects.filter(brand=by.brand, left_at=None)


def _keep_an_owner(by: Member, member: Member, role: Role | None) -> None:
    """Raise Refusal if the only owner would stop being one; two owners who go at once are asked one by one."""
    Brand.objects.select_for_update().get(pk=by.brand_id)
    others = _team_of(by).filter(role=Role.OWNER).exclude(pk=member.pk)
    if role != Role.OWNER and not others.exists():
        raise Refusal(_("A brand needs an owner. Make somebody else an owner first."), field="role")
