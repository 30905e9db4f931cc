"""What networks told over time: of channels and of posts. As many queries for one as for thirty."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from antiphon.channels.models import Channel
from antiphon.ledger.models import Reading
from antiphon.organizations.models import Brand
from antiphon.reports.rules.readings import Readings, Told

FOLLOWERS = "followers"
type ByName = Mapping[str, Readings]


def readings_of(brand: Brand, subjects: Collection[str], until: datetime) -> dict[str, dict[str, list[Told]]]:
    """Return all that was told of some subjects up to a moment, by subject and name, the oldest first. One query."""
    rows = Reading.objects.filter(brand=brand, subject__in=subjects, at__lte=until).order_by("at", "pk")
    found: dict[str, dict[str, list[Told]]] = {subject: {} for subject in subjects}
    for pk, subject, name, at, value in rows.values_list("pk", "subject", "name", "at", "value"):
        found[subject].setdefault(name, []).append(Told(pk, at, value))
    return found


def followers_of(brand: Brand, channels: Iterable[Channel], until: datetime) -> dict[int, Readings]:
    """Return how many followed each channel over time, by its id; empty where nobody tells. One query."""
    names = {channel.pk: channel.identity.stable_id for channel in channels}
    told = readings_of(brand, set(names.values()), until)
    return {pk: told[name].get(FOLLOWERS, []) for pk, name in names.items()}


def last_told(told: ByName, as_of: datetime) -> dict[str, Told]:
    """Return the last number of each name up to a moment; a name of which nothing was told is absent. No query."""
    found = {name: [one for one in some if one.at <= as_of] for name, some in told.items()}
    return {name: some[-1] for name, some in found.items() if some}
