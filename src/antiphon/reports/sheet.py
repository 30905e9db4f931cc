"""A report as it is read: every number written out in the report's language, for the page and the PDF alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from antiphon.channels.sentences import network_name
from antiphon.measures.rounding import rounded
from antiphon.reports.models import Report, ReportLook
from antiphon.reports.returns.kept import known_first
from antiphon.reports.returns.words import SIDES
from antiphon.reports.rules.looks import readable_by_night
from antiphon.reports.rules.readings import stepped
from antiphon.reports.rules.spans import Then


@dataclass(frozen=True, slots=True)
class Fact:
    """A number written out, empty where it is not known; what it counts, the month before, what it stands on."""

    label: str
    number: str
    before: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Facts of one voice: call, response, return."""

    voice: str
    title: str
    lead: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A measure of a return: its number with unit, how sure it is, and what it was before and a year ago."""

    label: str
    number: str
    unit: str
    sureness: str
    before: str
    year_ago: str


@dataclass(frozen=True, slots=True)
class ReturnPart:
    """What one side brought, measure by measure; `unknown` names those of which nothing is known."""

    voice: str
    title: str
    lead: str
    rows: tuple[ReturnRow, ...]
    unknown: str


@dataclass(frozen=True, slots=True)
class BesidePart:
    """A measure of several brands side by side: what is sure, and brand by brand the number, also on each hundred."""

    voice: str
    title: str
    each: str
    says: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChannelPart:
    """A channel with its followers as a line: points from 0 to 1 both ways; empty where nothing is known."""

    name: str
    handle: str
    followers: Fact
    change: str
    line: tuple[tuple[float, float], ...]
    low: str
    high: str
    posts: str


@dataclass(frozen=True, slots=True)
class BestPost:
    """A post with its engagements, as a share of the best of the month; `usual` is the median on the same measure."""

    text: str
    where: str
    on: str
    url: str
    number: str
    share: float
    usual: float | None
    against: str

    @property
    def percent(self) -> float:
        """The share in hundredths."""
        return 100 * self.share

    @property
    def usual_percent(self) -> float:
        """What is usual, in hundredths."""
        return 100 * (self.usual or 0)


@dataclass(frozen=True, slots=True)
class Look:
    """Under whose name a report stands: each empty where nothing was chosen; `night` is the color on dark paper."""

    name: str
    foot: str
    accent: str
    night: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report, part by part. `words` are the headings and captions that stand around them.

    `look` is None where the report stands under this product's own look.
    """

    brand: str
    month: str
    language: str
    as_of: str
    headline: tuple[Fact, ...]
    parts: tuple[Part, ...]
    returns: tuple[ReturnPart, ...]
    brands: tuple[BesidePart, ...]
    channels: tuple[ChannelPart, ...]
    best: tuple[BestPost, ...]
    aside: tuple[str, ...]
    words: Mapping[str, str]
    look: Look | None = None


def sheet_of(report: Report, chosen: ReportLook | None = None) -> Sheet:
    """Return the report as it is read: in its own language, on the brand's clock, under the look that is chosen."""
    with translation.override(report.language), timezone.override(report.brand.zone):
        return _sheet(report, look_told(chosen) if chosen else None)


def look_told(chosen: ReportLook) -> Look:
    """Return a look as pages and the PDF need it."""
    night = readable_by_night(chosen.accent) if chosen.accent else ""
    return Look(chosen.name, chosen.foot, chosen.accent, night)


def _sheet(report: Report, look: Look | None) -> Sheet:
    told = report.content
    call, response, gain = _call(told["call"]), _response(told["response"]), _return(told["return"])
    best = told["best"]
    most = max((one["engagements"] for one in best), default=0)
    return Sheet(
        brand=told["brand"],
        month=date_format(report.month, "F Y"),
        language=report.language,
        as_of=_as_of(report),
        headline=(call.facts[1], response.facts[1], gain.facts[0]),
        parts=(call, response, gain),
        returns=tuple(_returns(told.get("returns", ()))),
        brands=tuple(_beside(one) for one in told.get("brands", ())),
        channels=tuple(_channel(one) for one in told["channels"]),
        best=tuple(_best(one, most) for one in best),
        aside=tuple(_aside(told["aside"])),
        words=_words(),
        look=look,
    )


def _as_of(report: Report) -> str:
    moment = datetime.fromisoformat(report.content["as_of"])
    if report.content["whole"]:
        return _("The whole month, as it stood at its end. Made on %(day)s.") % {
            "day": date_format(timezone.localtime(report.made_at), "DATE_FORMAT")
        }
    return _("The month is not over: as it stood on %(moment)s.") % {
        "moment": date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    }


def _call(told: Mapping[str, Any]) -> Part:
    now, before = told["now"], told["before"]
    places = ngettext("on %(count)d place", "on %(count)d places", now["places"]) % {"count": now["places"]}
    facts = (
        Fact(_("posts"), _whole(now["posts"]), _before(before["posts"]), places),
        Fact(
            _("engagements"),
            _whole(now["engagements"]),
            _before(before["engagements"]),
            _of(now["engagements_told"], now["places"]),
        ),
        Fact(_("views"), _whole(now["views"]), _before(before["views"]), _of(now["views_told"], now["places"])),
        Fact(
            _("engagements for each 100 views"),
            _hundredth(now["rate"]),
            _before(before["rate"], _hundredth),
            _of(now["rate_told"], now["places"]),
        ),
    )
    lead = _("What was sent out, and what the networks themselves tell of it: each by its own rules.")
    return Part("call", _("The call"), lead, facts)


def _response(told: Mapping[str, Any]) -> Part:
    now, before = told["now"], told["before"]
    names = {
        "conversations": _("conversations"),
        "people": _("people who came back to us"),
        "first_timers": _("of them for the first time"),
        "words": _("messages"),
        "likes": _("likes that were heard"),
        "shares": _("shares that were heard"),
    }
    facts = tuple(Fact(label, _whole(now[name]), _before(before[name])) for name, label in names.items())
    lead = _("What was heard, person by person, without our own accounts and machines.")
    return Part("response", _("The response"), lead, facts)


def _return(told: Mapping[str, Any]) -> Part:
    now, before = told["now"], told["before"]
    moved = _("%(joined)s came, %(left)s left") % {"joined": _whole(now["joined"]), "left": _whole(now["left"])}
    machines = _("%(count)s times by machines, not counted") % {"count": _whole(now["machines"])}
    facts = (
        Fact(_("times people followed our links"), _whole(now["people"]), _before(before["people"]), machines),
        Fact(
            _("subscribers of newsletters"),
            _whole(now["subscribers"]),
            _before(before["subscribers"]),
            moved if now["subscribers"] is not None else _("There is no newsletter."),
        ),
        Fact(_("people who left their address"), _whole(now["leads"]), _before(before["leads"])),
    )
    lead = _("What it led to on our own ground.")
    return Part("return", _("The return"), lead, facts)


def _returns(kept: Sequence[dict[str, Any]]) -> Iterator[ReturnPart]:
    """Yield what each side brought; nothing for a report that was made before this was kept."""
    for side, (title, lead) in SIDES.items() if kept else ():
        own = known_first(kept, side)
        rows = tuple(_row(one) for one in own if one["value"] is not None)
        unknown = ", ".join(one["title"] for one in own if one["value"] is None)
        yield ReturnPart(side.value, str(title), str(lead), rows, unknown)


def _row(one: Mapping[str, Any]) -> ReturnRow:
    then = [one[name]["written"] for name in (Then.BEFORE, Then.YEAR_AGO)]
    return ReturnRow(one["title"], one["written"], one["unit"], one["sureness"], *then)


def _beside(told: Mapping[str, Any]) -> BesidePart:
    return BesidePart(told["side"], told["title"], told["each"], tuple(told["says"]), tuple(told["rows"]))


def _channel(told: Mapping[str, Any]) -> ChannelPart:
    values = [value for _x, value in told["line"]]
    low, high = (min(values), max(values)) if values else (0, 0)
    room = (high - low) or 1
    line = tuple((x, (value - low) / room if high > low else 0.5) for x, value in told["line"])
    posts = ngettext("%(count)d post", "%(count)d posts", told["places"]) % {"count": told["places"]}
    done = _("engagements not known") if told["engagements"] is None else _whole(told["engagements"])
    if told["engagements"] is not None:
        done = ngettext("%(number)s engagement", "%(number)s engagements", told["engagements"]) % {"number": done}
    return ChannelPart(
        name=network_name(told["kind"]),
        handle=told["handle"],
        followers=Fact(_("followers"), _whole(told["followers"]), note=_("n = %(n)s") % {"n": told["n"]}),
        change=_with_and_without(told["change"], told.get("aside", 0)),
        line=tuple(stepped(line)) if len(line) > 1 else (),
        low=_whole(low) if values else "",
        high=_whole(high) if values else "",
        posts=f"{posts} · {done}",
    )


def _with_and_without(change: int | None, aside: int) -> str:
    """Return how many more follow, and how many more without those who are not counted."""
    if change is None or not aside:
        return _changed(change)
    both = _("%(counted)s without those who are not counted, %(all)s with them")
    return both % {"counted": _changed(change - aside), "all": _changed(change)}


def _changed(change: int | None) -> str:
    if change is None:
        return _("growth not known")
    return _("as many as before") if change == 0 else f"{'+' if change > 0 else '−'}{_whole(abs(change))}"


def _best(told: Mapping[str, Any], most: int) -> BestPost:
    share = 1 / most if most else 0
    median = told["median"]
    enough = _("against a median of %(median)s for the last %(n)s at the same age")
    too_few = _("not enough earlier posts to compare with yet (n = %(n)s)")
    against = too_few if median is None else enough
    written = "" if median is None else rounded(median, 0 if float(median).is_integer() else 1)
    return BestPost(
        text=told["text"] or _("A post of pictures"),
        where=f"{network_name(told['kind'])} · {told['handle']}",
        on=date_format(timezone.localtime(datetime.fromisoformat(told["at"])), "j F"),
        url=told["url"],
        number=_whole(told["engagements"]),
        share=told["engagements"] * share,
        usual=None if median is None else min(1.0, median * share),
        against=against % {"median": written, "n": told["n"]},
    )


def _aside(told: Mapping[str, int]) -> list[str]:
    judged, machines, ours = (told[name] for name in ("judged", "machines", "ours"))
    by_detector = ngettext(
        "%(n)s act was set aside by a detector.", "%(n)s acts were set aside by detectors.", judged
    )
    by_machine = ngettext("%(n)s act was done by a machine.", "%(n)s acts were done by machines.", machines)
    by_us = ngettext(
        "%(n)s act upon our own was done by an account of ours.",
        "%(n)s acts upon our own were done by accounts of ours.",
        ours,
    )
    said = ((judged, by_detector), (machines, by_machine), (ours, by_us))
    return [words % {"n": _whole(count)} for count, words in said if count] or [_("Nothing was set aside.")]


def _words() -> Mapping[str, str]:
    return {
        "report": _("Report of the month"),
        "not_known": _("not known"),
        "side_by_side": _("Both returns"),
        "side_by_side_lead": _("Each measured in its own way, and never added up."),
        "brands": _("Brands side by side"),
        "brands_lead": _("What is known of two brands at least. No brand is ranked where nobody can be sure of it."),
        "measure": _("Measure"),
        "number": _("This month"),
        "before": _("Before, and a year ago"),
        "not_known_here": _("Not known"),
        "channels": _("Followers"),
        "best": _("What moved most"),
        "best_lead": _("Engagements, as each network tells them; the line marks what is usual on that channel."),
        "no_posts": _("No network told of engagements this month."),
        "aside": _("Left out of the figures"),
        "unknown": _("Not known is not zero: where a network tells nothing, nothing is put in its place."),
        "no_line": _("Not told often enough yet for a line."),
        "page": _("Page"),
        "definition": _(
            "Engagements are likes, replies, shares, quotes, saves and passing on, as far as a network tells them. "
            "Members of the brand open each figure into the rows behind it."
        ),
    }


def _whole(value: int | None) -> str:
    return "" if value is None else rounded(value)


def _hundredth(value: float | None) -> str:
    return "" if value is None else rounded(100 * value, 1)


def _before(value: float | None, written: Any = _whole) -> str:
    return (
        _("not known the month before")
        if value is None
        else _("%(number)s the month before") % {"number": written(value)}
    )


def _of(told: int, places: int) -> str:
    return _("told of %(told)s of %(places)s") % {"told": _whole(told), "places": _whole(places)} if places else ""
