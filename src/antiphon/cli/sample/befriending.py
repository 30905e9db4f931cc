"""Who brought whom into the community of the sample, by which link, long before today."""

from datetime import timedelta

from antiphon.cli.sample.stage import Stage
from antiphon.community.models import Invitation, Participant
from antiphon.ledger.actions import Happened, record
from antiphon.ledger.rules import Verb

#: Who brought whom, and what the brand gave for it. Hedda has not spoken yet.
FRIENDS = (
    ("ruth", ("solene", "marcos", "jonas"), ""),
    ("solene", ("idris",), ""),
    ("marcos", ("lucia",), ""),
    ("tobias", ("maren",), ""),
    ("maren", ("hedda",), ""),
    ("anna", ("amina",), "a tin of beeswax"),
)
_AHEAD, _GOOD_FOR = timedelta(days=2), timedelta(days=60)


def befriend(stage: Stage) -> None:
    """Give those who brought somebody their links, used when their friends came."""
    known = {one.handle: one for one in Participant.objects.filter(brand=stage.brand).select_related("identity")}
    for by, friends, reward in FRIENDS:
        came = [known[friend] for friend in friends]
        first = min(one.admitted_at or stage.now for one in came)
        link = Invitation.objects.create(
            brand=stage.brand,
            by=known[by],
            used=len(came),
            reward=reward,
            made_at=first - _AHEAD,
            ends_at=first + _GOOD_FOR,
        )
        for one in came:
            Participant.objects.filter(pk=one.pk).update(brought_by=known[by], came_by=link)
            _note(known[by], one)


def _note(by: Participant, friend: Participant) -> None:
    if by.identity is None or friend.identity is None or friend.admitted_at is None:
        return
    channel = by.brand.community.channel
    subject, source = channel.identity.stable_id, f"community:invited:{friend.pk}"
    record(
        Happened(
            verb=Verb.INVITE,
            at=friend.admitted_at,
            actor=by.identity,
            target=friend.identity,
            channel=channel,
            subject=subject,
            source=source,
        )
    )
