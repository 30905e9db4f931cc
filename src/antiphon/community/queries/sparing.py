"""Whom somebody muted or blocked, and who cannot write to whom; it holds for who left and came back, too."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, Value

from antiphon.community.models import Participant, TalkBlock, TalkMute


@dataclass(frozen=True, slots=True)
class Sparing:
    """What somebody is spared: `muted` and `blocking` are their own choices, `apart` is since when, both ways."""

    muted: frozenset[int] = frozenset()
    blocking: frozenset[int] = frozenset()
    apart: dict[int, datetime] = field(default_factory=dict)

    @property
    def silenced(self) -> frozenset[int]:
        """Those whose talks they do not want in their list."""
        return self.muted | self.blocking

    @property
    def quiet(self) -> frozenset[int]:
        """Those of whom they get no news."""
        return self.silenced | frozenset(self.apart)


def sparing_of(participant: Participant) -> Sparing:
    """Return whom somebody muted or blocked and who blocked them, by the key of the participant.

    One query where they did not and nobody did, else two.
    """
    me = participant.user_id
    mine = Participant.objects.filter(brand=participant.brand_id, user=me).values("pk")
    columns = ("by__user", "about__user", "at")
    mutes = TalkMute.objects.filter(by__in=mine).values_list(Value(value=True), *columns)
    blocks = TalkBlock.objects.filter(Q(by__in=mine) | Q(about__in=mine)).values_list(Value(value=False), *columns)
    rows = sorted(mutes.union(blocks, all=True), key=lambda row: row[3], reverse=True)
    muted = {about for mutes, _by, about, _at in rows if mutes}
    since = {(about if by == me else by): at for mutes, by, about, at in rows if not mutes}
    blocking = {about for mutes, by, about, _at in rows if not mutes and by == me}
    keys = _participants_of(participant.brand_id, (muted | set(since)) - {None})
    return Sparing(
        muted=frozenset(key for key, user in keys if user in muted),
        blocking=frozenset(key for key, user in keys if user in blocking),
        apart={key: since[user] for key, user in keys if user in since},
    )


def any_apart(people: Sequence[Participant]) -> bool:
    """Whether any two of these people cannot write to each other. One query."""
    users = [one.user_id for one in people]
    brand = people[0].brand_id
    return TalkBlock.objects.filter(by__brand=brand, by__user__in=users, about__user__in=users).exists()


def _participants_of(brand: int, users: Collection[int | None]) -> list[tuple[int, int | None]]:
    if not users:
        return []
    return list(Participant.objects.filter(brand=brand, user__in=users).values_list("pk", "user"))
