"""Members who are rewarded for bringing others, and those who came for it, acting as the public."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from antiphon.integrity.detector import Finding, RowDetector, standing_for
from antiphon.ledger.models import Interaction
from antiphon.ledger.queries import Rewarded, rewards_in
from antiphon.ledger.rules import Verb
from antiphon.organizations.models import Brand
from antiphon.people.models import Side

_PRAISE = (Verb.LIKE, Verb.SHARE, Verb.VOTE)


class RewardedPeople(RowDetector):
    """Sets aside that somebody was brought for a reward, and the praise of who is rewarded for us."""

    name = "rewarded_people"
    version = "1"
    title = gettext_noop("Rewarded people acting as the public")
    reason = gettext_noop("Done while a reward of ours was at stake: it is not word of mouth.")
    how = gettext_noop(
        "Who came by a link with a reward, that they came and that they were brought; and the likes, shares and "
        "votes for us of who may earn a reward, or came for one: from the day they came, or the link was made, "
        "until it ended."
    )

    def concerned(self, brand: Brand) -> str:
        """Return what stands for what is at stake."""
        return standing_for(sorted(map(repr, rewards_in(brand.pk))))

    def find(self, rows: QuerySet[Interaction]) -> Iterable[Finding]:
        """Return what was done for a reward."""
        for brand in rows.order_by().values_list("brand", flat=True).distinct():
            at_stake: dict[int, list[Rewarded]] = defaultdict(list)
            for one in rewards_in(brand):
                at_stake[one.account].append(one)
            for pk, *act in self._near(rows, at_stake):
                if reward := _for_reward(Did(*act), at_stake):
                    yield Finding(pk, {"reward": reward})

    def _near(self, rows: QuerySet[Interaction], accounts: Collection[int]) -> Iterable[tuple[Any, ...]]:
        praise = Q(actor__in=accounts, verb__in=_PRAISE, target__side=Side.US)
        came = Q(actor__in=accounts, verb=Verb.JOIN) | Q(target__in=accounts, verb=Verb.INVITE)
        return rows.filter(praise | came).values_list("pk", "verb", "at", "actor", "target") if accounts else []


@dataclass(frozen=True, slots=True)
class Did:
    """What of an act matters here."""

    verb: str
    at: datetime
    actor: int
    target: int | None


def _for_reward(act: Did, at_stake: Mapping[int, Sequence[Rewarded]]) -> str:
    """Return for which reward an act was done; empty for none."""
    brought = act.target if act.verb == Verb.INVITE and act.target else act.actor
    for one in at_stake.get(brought, ()):
        if act.verb not in _PRAISE and one.came:
            return one.reward
        if act.verb in _PRAISE and one.since <= act.at and (one.until is None or act.at <= one.until):
            return one.reward
    return ""
