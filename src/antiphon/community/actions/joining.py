"""People come in, say who they are, and go."""

import re
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.indexing import index_participants
from antiphon.community.actions.notices import tell
from antiphon.community.actions.noticing import Subject
from antiphon.community.actions.recording import record_act
from antiphon.community.actions.seating import give_up_seats
from antiphon.community.models import (
    Community,
    GroupMember,
    Interest,
    Joining,
    ListEffect,
    NotificationKind,
    Participant,
    SeenBy,
)
from antiphon.community.permissions import Viewer, require_host
from antiphon.community.queries.lists import hits_of
from antiphon.community.queries.participants import participation
from antiphon.community.rules import free_handle, is_handle, plain_name
from antiphon.devices.actions.registering import forget_devices
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Brand, Member, User
from antiphon.organizations.queries import membership
from antiphon.people.actions import call_identity, meet, recognize
from antiphon.people.models import Side
from antiphon.visits.actions.naming import agree_no_more

NETWORK = "community"
_ADDRESS = re.compile(r"https?://[^\s<>]+")
_LONGEST_REASON, _MOST_INTERESTS = 1_000, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says of themselves. `interests` are names, in their own words."""

    name: str
    handle: str = ""
    words: str = ""
    reason: str = ""
    languages: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    seen_by: SeenBy = SeenBy.PARTICIPANTS
    searchable: bool = True
    mailed: bool = True


@dataclass(frozen=True, slots=True)
class Welcome:
    """A way in that needs no host: an invitation that was given. `by` says who gave it."""

    by: Participant | Member | None = field(default=None)


@transaction.atomic
def join(community: Community, user: User, said: Said, welcome: Welcome | None = None) -> Participant:
    """Let a user in, or note that they ask, as the brand chose; the team and whoever was invited come in at once.

    Raise Refusal if they are in already, were turned away, or if nobody comes in without an invitation.
    """
    User.objects.select_for_update().get(pk=user.pk)  # who comes twice at once is in once
    member = membership(user, community.brand.slug)
    _may_ask(community, user, member, welcome)
    now = clock.now()
    participant = Participant(
        brand=community.brand, user=user, handle=_handle(community, said), asked_at=now, reason=said.reason.strip()
    )
    _say(participant, said)
    if community.joining == Joining.OPEN or member or welcome:
        _admit(community, participant, member)
    return participant


@transaction.atomic
def admit(viewer: Viewer, participant: Participant) -> None:
    """Let in somebody who asked."""
    host = require_host(viewer)
    waiting = Participant.objects.waiting().select_for_update().filter(brand=viewer.brand, pk=participant.pk).first()
    if waiting is None:
        raise Conflict(_("Nobody waits here any more: somebody else decided already."))
    waiting.admitted_by = host
    _admit(viewer.community, waiting, None)
    tell(waiting, NotificationKind.ADMITTED, Subject(about=f"admitted:{waiting.pk}"))


@transaction.atomic
def turn_away(viewer: Viewer, participant: Participant) -> None:
    """Do not let in somebody who asked."""
    require_host(viewer)
    waiting = Participant.objects.waiting().filter(brand=viewer.brand, pk=participant.pk)
    now = clock.now()
    if not waiting.update(refused_at=now, left_at=now):
        raise Conflict(_("Nobody waits here any more: somebody else decided already."))


@transaction.atomic
def change_profile(participant: Participant, said: Said) -> None:
    """Say something else of oneself; the handle stays."""
    _say(participant, said)
    if participant.identity:
        call_identity(participant.identity, participant.name)


@transaction.atomic
def leave(community: Community, participant: Participant) -> None:
    """Go. What was said stays, under the name; who wants that gone too asks to be erased.

    Who is gone cannot take back here that their visits bear their name, so going takes it back.
    """
    now = clock.now()
    if not Participant.objects.filter(pk=participant.pk, left_at=None).update(left_at=now):
        raise Conflict(_("You have left already."))
    give_up_seats(participant)
    GroupMember.objects.filter(participant=participant, left_at=None).update(left_at=now)
    participant.left_at = now
    if participant.identity:
        agree_no_more(participant.identity)
    if participant.user and membership(participant.user, community.brand.slug) is None:
        forget_devices(participant.user, community.brand)  # the team goes on being told of its posts
    _note(community, participant, Verb.LEAVE, f"community:left:{participant.pk}")


@transaction.atomic
def note_proven_mail(participant: Participant) -> None:
    """Note that somebody proved the mail address by which they sign in."""
    participant.mail_proven_at = clock.now()
    participant.save(update_fields=["mail_proven_at"])
    _let_be_recognized(participant)


def _let_be_recognized(participant: Participant) -> None:
    """Tell the book of people by what it may find that somebody is known from elsewhere, too."""
    if participant.identity and participant.user:
        proven = participant.mail_proven_at is not None
        mail, user = participant.user.email, participant.user.pk
        recognize(participant.identity, mail=mail, mail_verified=proven, sign_in=user)


def _may_ask(community: Community, user: User, member: Member | None, welcome: Welcome | None) -> None:
    if participation(community, user):
        raise Conflict(_("You take part already, or your question waits for a host."))
    if member or welcome:
        return
    if Participant.objects.filter(brand=community.brand, user=user).exclude(refused_at=None).exists():
        raise NotAllowed(
            _("The hosts have said no to your question to join. Write to the brand if you think they erred.")
        )
    if community.joining == Joining.INVITATION:
        raise NotAllowed(_("One joins this community by invitation. Ask somebody who takes part for one."))


def check_handle(handle: str) -> None:
    """Raise Refusal if nobody can be called so; an empty one will be made of the name."""
    wanted = handle.strip().lower()
    if wanted and not is_handle(wanted):
        raise Refusal(_("Use small letters without accents, digits and hyphens, at most 40."), field="handle")


def _handle(community: Community, said: Said) -> str:
    taken = Participant.objects.filter(brand=community.brand)
    wanted = said.handle.strip().lower()
    if not wanted:
        plain = plain_name(said.name, 33) or "guest"
        return free_handle(said.name, set(taken.filter(handle__startswith=plain).values_list("handle", flat=True)))
    check_handle(wanted)
    if taken.filter(handle=wanted).exists():
        raise Refusal(_("Somebody is called so already. Choose another handle."), field="handle")
    return wanted


def check_said(said: Said) -> None:
    """Raise Refusal if this is too little, or too much, to say of oneself."""
    if not said.name.strip():
        raise Refusal(_("Say your name: people like to know whom they talk with."), field="name")
    if len(said.words) > 2_000:
        raise Refusal(_("This is too long. Say it in 2,000 characters."), field="words")
    if len(said.reason) > _LONGEST_REASON:
        raise Refusal(_("This is too long. Say it in 1,000 characters."), field="reason")
    _wanted(said.interests)


def _say(participant: Participant, said: Said) -> None:
    check_said(said)
    check_lists(participant.brand, said, participant.user.language if participant.user else "")
    participant.name, participant.words = said.name.strip()[:120], said.words.strip()
    participant.languages, participant.seen_by = list(said.languages), said.seen_by
    participant.searchable, participant.mailed = said.searchable, said.mailed
    try:
        with transaction.atomic():
            participant.save()
    except IntegrityError as error:  # two who want to be called so at once
        raise Refusal(_("Somebody is called so already. Choose another handle."), field="handle") from error
    index_participants([participant])
    participant.interests.set(interests_named(participant.brand_id, said.interests))


def check_lists(brand: Brand, said: Said, spoken: str) -> None:
    """Raise Refusal if a list names what somebody says of themselves: it stands at once, and for all to see."""
    words = "\n".join([said.name, said.words, *said.interests])
    for hit in hits_of(brand.pk, {brand.language, spoken}, words, _ADDRESS.findall(words)):
        if hit.list.effect != ListEffect.FLAG:
            told = {"hit": hit.entry, "list": hit.list.name}
            raise Refusal(
                _("“%(hit)s” stands on the list “%(list)s”: it cannot be written here.") % told, field="words"
            )


def _wanted(names: tuple[str, ...]) -> dict[str, str]:
    wanted = {plain_name(name, 60) or name.strip().lower()[:60]: name.strip()[:60] for name in names if name.strip()}
    if len(wanted) > _MOST_INTERESTS:
        raise Refusal(_("Twelve interests are enough to begin with."), field="interests")
    return wanted


def interests_named(brand: int, names: tuple[str, ...]) -> list[Interest]:
    """Return the interests of a brand by these names; new ones are noted."""
    return [
        Interest.objects.get_or_create(brand_id=brand, slug=slug, defaults={"name": name})[0]
        for slug, name in _wanted(names).items()
    ]


def _admit(community: Community, participant: Participant, member: Member | None) -> None:
    now = clock.now()
    address = f"{community.channel.identity.stable_id}/members/{participant.handle}/"
    participant.admitted_at = now
    participant.identity = meet(
        community.brand,
        network=NETWORK,
        stable_id=address,
        at=now,
        handle=f"@{participant.handle}",
        name=participant.name,
        url=address,
        side=Side.US if member else Side.THEM,
    )
    participant.save()
    _let_be_recognized(participant)
    _note(community, participant, Verb.JOIN, f"community:joined:{participant.pk}")


def _note(community: Community, participant: Participant, verb: Verb, source: str) -> None:
    ours = community.channel.identity
    record_act(community, participant.identity, verb, target=ours, subject=ours.stable_id, source=source)
