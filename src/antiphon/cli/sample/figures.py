"""What the networks would have told of the past, had they been asked then: counted from what they tell today."""

from datetime import datetime, timedelta

from antiphon.channels.actions import open_connector
from antiphon.channels.connector import Capability, Heard, Reference
from antiphon.channels.models import Channel
from antiphon.conversations.models import Conversation
from antiphon.conversations.queries import root_of
from antiphon.conversations.tasks import take_in
from antiphon.ledger.actions import note_reading
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.reports.actions.reporting import make_report
from antiphon.reports.queries.told import FOLLOWERS
from antiphon.reports.rules.months import month_before
from antiphon.reports.tasks import count_followers_once

#: At which ages a post is told of, in hours.
_AGES = (1, 3, 6, 12, 24, 48, 72, 168)
_TOLD = {Verb.LIKE: "likes", Verb.SHARE: "shares", Verb.REPLY: "replies"}
_WEEK, _WEEKS = timedelta(days=7), 23


def tell_post_of_past(conversation: Conversation) -> None:
    """Note the figures of a post at several ages of its past; call it before its figures of today are noted."""
    root, channel = root_of(conversation), conversation.channel
    if root is None:
        return
    connector = open_connector(channel)
    if connector.can(Capability.THREAD):
        where = Reference(root.uri, root.network_id, root.url, root.version)
        take_in(channel, Heard(said=connector.thread(where)))
    acts = list(Interaction.objects.filter(brand=channel.brand, root=root.uri).values_list("verb", "parent", "at"))
    for hours in _AGES:
        moment = root.sent_at + timedelta(hours=hours)
        if moment < clock.now():
            for verb, name in _TOLD.items():
                count = sum(did == verb and upon == root.uri and at <= moment for did, upon, at in acts)
                note_reading(channel, root.uri, name, count, moment)


def tell_followers_of_past(channel: Channel, now: datetime) -> None:
    """Note week by week how many followed, up to how many do today."""
    follows = Interaction.objects.filter(channel=channel, verb=Verb.FOLLOW).values_list("at", flat=True)
    moments = sorted(follows)
    today = int(open_connector(channel).followers())
    before = max(0, today - len(moments))
    for week in range(_WEEKS, 0, -1):
        at = now - week * _WEEK
        note_reading(channel, channel.identity.stable_id, FOLLOWERS, before + sum(one <= at for one in moments), at)


def report_of_past(member: Member, now: datetime) -> None:
    """Count followers as the worker does, and make the reports of the last two months."""
    while count_followers_once():
        pass
    month = month_before(now.astimezone(member.brand.zone).date())
    for one in (month_before(month), month):
        make_report(member, one)
