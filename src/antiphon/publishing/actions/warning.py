"""How those responsible learn that a sign-in at a network ends: by letter, days before, and once a stage."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from antiphon.channels.models import Channel, Grant
from antiphon.channels.queries import TokenEnd, token_ends
from antiphon.channels.rules import TokenState
from antiphon.channels.sentences import network_name
from antiphon.letters.actions import mail_is_on, write_letter
from antiphon.letters.queries import written_of
from antiphon.lib import clock
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Delivery
from antiphon.publishing.queries.endangered import posts_at_risk

#: What ended longer ago was told before, or before there was anybody to tell.
_RECENT = timedelta(days=7)
_WORDS_SHOWN = 80
_SUBJECTS: dict[str, Promise] = {
    TokenState.OVER: gettext_lazy("%(brand)s: %(network)s no longer lets us in"),
    TokenState.FAILING: gettext_lazy("%(brand)s: the sign-in at %(network)s could not be renewed"),
}
_HAPPENS: dict[str, Promise] = {
    TokenState.OVER: gettext_lazy(
        "Since %(at)s %(network)s no longer lets us speak for %(accounts)s. Nothing goes out there and nothing is "
        "heard until somebody signs in again; the account then stays the channel it was."
    ),
    TokenState.FAILING: gettext_lazy(
        "The sign-in at %(network)s for %(accounts)s could not be renewed. It is tried again by itself; what is "
        "held is good until %(at)s. Look whether the application still stands there, or sign in again before then."
    ),
    TokenState.ENDING: gettext_lazy(
        "The sign-in at %(network)s for %(accounts)s ends at %(at)s, and only a person can renew it. Sign in again "
        "before then; the account stays the channel it is."
    ),
}


def tell_of_token_ends() -> int:
    """Write to those responsible of every token that ends within a week, fails to be renewed or is over.

    Each gets one letter for each token and stage. Return how many letters were written.
    """
    if not mail_is_on():
        return 0
    now, by_grant = clock.now(), defaultdict[Grant, list[TokenEnd]](list)
    rows = Channel.objects.connected().filter(grant__isnull=False)
    for end in token_ends(rows.select_related("brand", "identity", "grant__granted_by__user"), now):
        if end.channel.grant and end.ends_at > now - _RECENT:
            by_grant[end.channel.grant].append(end)
    letters = {
        _key(grant, ends[0], one): (one, ends) for grant, ends in by_grant.items() for one in responsible(grant)
    }
    fresh = letters.keys() - written_of(letters)
    for key in sorted(fresh):
        _write(key, *letters[key], now)
    return len(fresh)


def responsible(grant: Grant) -> list[Member]:
    """Return who is to sign in again: whoever did the last time, else everybody of the brand who may connect."""
    by = grant.granted_by
    if by is not None and allows(by, Duty.CONNECT):
        return [by]
    present = Member.objects.filter(brand__channels__grant=grant, left_at=None).distinct().order_by("pk")
    return [member for member in present.select_related("user") if allows(member, Duty.CONNECT)]


def _key(grant: Grant, end: TokenEnd, member: Member) -> str:
    """Return what a letter is known by: the end by its day, since networks tell it to the second, each time anew."""
    return f"token:{grant.pk}:{end.state}:{end.ends_at + timedelta(hours=12):%Y-%m-%d}:{member.pk}"


def _write(key: str, member: Member, ends: Sequence[TokenEnd], now: datetime) -> None:
    channel = ends[0].channel
    again = f"{settings.PUBLIC_URL}/b/{channel.brand.slug}/channels/new/{channel.kind}/#sign-in"
    with translation.override(member.user.language):
        lines = [_happens(ends), *_at_risk(ends), _("Sign in again here: %(address)s") % {"address": again}]
        write_letter(key, member.user.email, _subject(ends[0], now), "\n\n".join(lines))


def _subject(end: TokenEnd, now: datetime) -> str:
    days = (end.ends_at - now).days
    told = {"brand": end.channel.brand.name, "network": network_name(end.channel.kind), "days": days}
    if end.state in _SUBJECTS:
        return str(_SUBJECTS[end.state]) % told
    if not days:
        return _("%(brand)s: the sign-in at %(network)s ends today") % told
    sentence = ngettext(
        "%(brand)s: the sign-in at %(network)s ends in %(days)s day",
        "%(brand)s: the sign-in at %(network)s ends in %(days)s days",
        days,
    )
    return sentence % told


def _happens(ends: Sequence[TokenEnd]) -> str:
    channel = ends[0].channel
    told = {
        "accounts": ", ".join(end.channel.identity.handle for end in ends),
        "network": network_name(channel.kind),
        "at": _moment(ends[0].ends_at, channel.brand),
    }
    return str(_HAPPENS[ends[0].state]) % told


def _at_risk(ends: Sequence[TokenEnd]) -> list[str]:
    found = posts_at_risk(ends)
    count, first = sum(one.count for one in found), [delivery for one in found for delivery in one.first]
    if not count:
        return []
    told = ngettext(
        "%(count)s post is planned for after that and will not go out:",
        "%(count)s posts are planned for after that and will not go out:",
        count,
    ) % {"count": count}
    brand = ends[0].channel.brand
    more = ["…"] if count > len(first) else []
    return ["\n".join([told, *(_line(one, brand) for one in first), *more])]


def _line(delivery: Delivery, brand: Brand) -> str:
    words = " ".join(delivery.words.split())[:_WORDS_SHOWN]
    hour = f"{_moment(delivery.due_at, brand)}: " if delivery.due_at else ""
    return f"- {hour}“{words}” {settings.PUBLIC_URL}/b/{brand.slug}/posts/{delivery.post_id}/"


def _moment(moment: datetime, brand: Brand) -> str:
    return str(date_format(localtime(moment, brand.zone), "DATETIME_FORMAT"))
