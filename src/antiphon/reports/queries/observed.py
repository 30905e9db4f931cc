"""Observations from which findings are drawn: each post, and each first call of somebody, of some months."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from antiphon.channels.models import Channel
from antiphon.conversations.models import CallToAnswer
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Delivery
from antiphon.reports.queries.known.called import sent_between
from antiphon.reports.rules.findings import Observed, Rule, against_own_channel, part_of_day
from antiphon.reports.rules.known import Call, Sent

#: What people do with a post, they mostly do in its first two days: younger ones are not compared yet.
SETTLED = timedelta(days=2)
NEWCOMERS, KNOWN = "newcomers", "known"


class _About(NamedTuple):
    """To which category a post belongs; none where nobody said."""

    key: str
    name: str


def observations(brand: Brand, since: datetime, until: datetime) -> list[Observed]:
    """Return what was observed in a time, for all rules. Six queries."""
    sent = [one for one in sent_between(brand, since, until) if one.heard and one.at <= until - SETTLED]
    return [*_posts(brand, sent), *_calls(brand, since, until)]


def _posts(brand: Brand, sent: Sequence[Sent]) -> Iterable[Observed]:
    categories, names = _categories(brand, sent), _names(brand)
    relative = against_own_channel([(one.channel, float(one.done)) for one in sent])
    for one, value in zip(sent, relative, strict=True):
        here, about = timezone.localtime(one.at, brand.zone), categories.get(one.uri)
        if about is not None:
            yield Observed(Rule.CATEGORY, about.key, about.name, value, one.done)
        yield Observed(Rule.HOUR, part_of_day(here.hour), "", value, one.done)
        yield Observed(Rule.WEEKDAY, str(here.weekday()), "", value, one.done)
        answered = float(bool(one.replies))
        yield Observed(Rule.CHANNEL, str(one.channel), names.get(one.channel, ""), answered, answered)


def _categories(brand: Brand, sent: Sequence[Sent]) -> Mapping[str, _About]:
    found = Delivery.objects.filter(post__brand=brand, uri__in=[one.uri for one in sent])
    rows = found.filter(post__content__category__isnull=False)
    told = rows.values_list("uri", "post__content__category", "post__content__category__name")
    return {uri: _About(str(pk), name) for uri, pk, name in told}


def _names(brand: Brand) -> Mapping[int, str]:
    return {one.pk: one.identity.handle for one in Channel.objects.filter(brand=brand).select_related("identity")}


def _calls(brand: Brand, since: datetime, until: datetime) -> Iterable[Observed]:
    calls = CallToAnswer.objects.filter(conversation__brand=brand, opened_at__gte=since, opened_at__lt=until)
    rows = calls.filter(due_at__isnull=False).order_by("opened_at", "pk")
    columns = ("opened_at", "due_at", "answered_at", "closed_at", "first_timer")
    for opened, due, answered, closed, first in rows.values_list(*columns):
        one = Call(opened, due, answered, closed)
        if one.decided(until):
            met = float(one.met(until))
            yield Observed(Rule.NEWCOMERS, NEWCOMERS if first else KNOWN, "", met, met)
