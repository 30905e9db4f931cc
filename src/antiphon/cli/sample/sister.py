"""A second brand of the house: smaller, under a name of its own, to stand beside the first one."""

from datetime import datetime, timedelta

from antiphon.channels.actions import open_brand
from antiphon.channels.connector import Reference
from antiphon.channels.models import Channel
from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story import SISTER, ZONE
from antiphon.ledger.actions import note_reading
from antiphon.organizations.models import Brand, Member
from antiphon.publishing.actions.bringing_in import Standing, bring_in
from antiphon.publishing.actions.composing import Draft
from antiphon.publishing.actions.linking import make_link
from antiphon.publishing.models import Click, ShortLink
from antiphon.reports.actions.benchmarking import keep_month
from antiphon.reports.actions.looks import LookGiven, choose_look
from antiphon.reports.actions.reporting import make_report
from antiphon.reports.queries.told import FOLLOWERS
from antiphon.reports.rules.months import month_before

#: It has called for so many days, each other day.
_DAYS, _EACH = 100, 2
_HOUR = timedelta(hours=20)


def open_sister(stage: Stage) -> None:
    """Open the second brand with its past, let its reports stand under its name, and put both side by side."""
    mine = open_brand(stage.anna, name=SISTER.name, slug=SISTER.slug, time_zone=ZONE, language="en")
    Brand.objects.filter(pk=mine.brand_id).update(about=SISTER.about, created_at=stage.ago(_DAYS + 30))
    channel = mine.brand.channels.get()
    Channel.objects.filter(pk=channel.pk).update(connected_at=stage.ago(_DAYS + 30))
    for place, days in enumerate(range(_DAYS, 2, -_EACH)):
        _call(mine, channel, place, stage.at(days, 9 + place % 9))
    for days in range(_DAYS, 0, -7):
        note_reading(channel, channel.identity.stable_id, FOLLOWERS, 260 + (_DAYS - days), stage.at(days, 6))
    link = make_link(mine, "https://stoffe-lente.example/darning", label="The evening of darning")
    ShortLink.objects.filter(pk=link.pk).update(made_at=stage.ago(_DAYS))
    Click.objects.bulk_create(Click(link=link, at=stage.at(days, 18)) for days in range(_DAYS, 0, -1))
    month = month_before(stage.wall(0, 12).date())
    choose_look(mine, LookGiven(SISTER.sender, SISTER.color, SISTER.foot))
    make_report(mine, month)
    for brand in (stage.brand, mine.brand):
        keep_month(brand, month)


def _call(mine: Member, channel: Channel, place: int, at: datetime) -> None:
    uri = f"{channel.identity.url}/posts/{place + 1}"
    standing = {channel: Standing(Reference(uri, uri, uri), "")}
    bring_in(mine, Draft(SISTER.calls[place % len(SISTER.calls)], [channel], "en"), standing, at)
    seen = 60 + 37 * place % 90
    note_reading(channel, uri, "views", seen, at + _HOUR)
    note_reading(channel, uri, "likes", seen * (3 + place % 5) // 100, at + _HOUR)
