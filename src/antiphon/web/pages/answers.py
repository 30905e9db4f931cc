"""How timely people are answered: waits that count who still waits, by kind, channel and newcomers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from antiphon.channels.models import Channel
from antiphon.channels.sentences import network_name
from antiphon.conversations.models import CallKinds, CallToAnswer
from antiphon.conversations.queries.answering import Called, calls_between, calls_told, office_of
from antiphon.conversations.rules import Office, Step
from antiphon.conversations.rules.answers import Answerer, Answers, answers, still_waiting
from antiphon.measures.rounding import rounded
from antiphon.measures.rules import N_MIN
from antiphon.organizations.models import Member
from antiphon.web.access import member_page
from antiphon.web.charts import line_chart
from antiphon.web.durations import lasting
from antiphon.web.over_time import Period, last_days, period_of
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.spreadsheet import csv_answer

PAGE = 30
_TAIL = 0.1
#: By whom people were answered first, in words.
ANSWERERS: dict[Answerer, Promise] = {
    Answerer.TEAM: gettext_lazy("by the team"),
    Answerer.COMMUNITY: gettext_lazy("by the community"),
    Answerer.NOBODY: gettext_lazy("by nobody yet"),
}
type Chosen = Callable[[Called], bool]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: some of the calls, and what became of them; `query` shows them alone."""

    label: str
    told: Answers
    query: str

    @property
    def enough(self) -> bool:
        """Whether there are enough of them to speak of a median or a share."""
        return self.told.n >= N_MIN

    @property
    def median(self) -> str:
        """The median wait in business time, in words; that it is longer than all that was seen, where it is."""
        found = self.told.business
        if found.value is None:
            return _("more than %(time)s") % {"time": lasting(found.longest or 0)}
        return lasting(found.value)

    @property
    def met(self) -> str:
        """The share that was answered as promised, in hundredths; empty where nothing was promised or decided."""
        return "" if self.told.met is None else rounded(100 * self.told.met)


@require_safe
@member_page
def answers_page(request: HttpRequest, member: Member) -> HttpResponse:
    """Show how long people of a period waited for an answer, and the calls behind it; as CSV too."""
    period = period_of(request)
    found = calls_between(member, period.since, period.until)
    channels = {one.pk: one for one in member.brand.channels.select_related("identity")}
    only = request.GET.get("only", "")
    chooses = _groups(channels).get(only, _every)
    chosen = [one for one in found if chooses(one)]
    if request.GET.get("format") == "csv":
        return _as_csv(period, chosen, office_of(member.brand), channels)
    office, number = office_of(member.brand), page_number(request)
    rows = calls_told(member, [one.pk for one in chosen[(number - 1) * PAGE : number * PAGE]])
    asked, as_of = [one.asked for one in chosen], period.until
    whole = Line(_label(only, channels), answers(asked, as_of, office.seconds), only)
    context = {
        "member": member,
        "period": period,
        "last_days": last_days(),
        "only": only,
        "narrowed": f"&only={only}" if only else "",
        "whole": whole,
        "lines": _lines(found, channels, period, office),
        "office": office,
        "rows": [_row(one, office) for one in rows],
        "answerers": ANSWERERS,
        "least": N_MIN,
        **_firsts(whole),
        **_drawn(still_waiting(asked, as_of, office.seconds)),
        **pages_beside(number, more=len(chosen) > number * PAGE),
    }
    return render(request, "answers.html", context)


def _every(_one: Called) -> bool:
    return True


def _groups(channels: Iterable[int]) -> dict[str, Chosen]:
    """Return which calls can be looked at alone, by their name in the address."""
    return {
        "first": lambda one: one.is_first,
        "next": lambda one: not one.is_first,
        "newcomers": lambda one: one.first_timer,
        "known": lambda one: not one.first_timer,
        **{f"kind-{kind}": lambda one, kind=kind: one.kind == kind for kind in CallKinds.values},  # type: ignore[misc]
        **{f"channel-{pk}": lambda one, pk=pk: one.channel == pk for pk in channels},  # type: ignore[misc]
    }


def _label(only: str, channels: dict[int, Channel]) -> str:
    labels = {
        "first": _("first answers"),
        "next": _("later answers"),
        "newcomers": _("who writes for the first time"),
        "known": _("who wrote before"),
        **{f"kind-{kind}": str(label) for kind, label in CallKinds.choices},
        **{f"channel-{pk}": f"{network_name(one.kind)} · {one.identity.handle}" for pk, one in channels.items()},
    }
    return labels.get(only, _("all calls"))


def _lines(found: Sequence[Called], channels: dict[int, Channel], period: Period, office: Office) -> list[Line]:
    """Return the table: all calls, then each group that has any."""
    lines = []
    for name, chosen in {"": _every, **_groups(channels)}.items():
        those = [one.asked for one in found if chosen(one)]
        if those:
            lines.append(Line(_label(name, channels), answers(those, period.until, office.seconds), name))
    return lines


def _firsts(whole: Line) -> dict[str, Any]:
    told = whole.told
    return {
        "firsts": [(label, told.first[who], 100 * told.first[who] / told.n) for who, label in ANSWERERS.items()]
        if told.n
        else [],
        "anybody": "" if told.anybody.value is None else lasting(told.anybody.value),
        "wall": "" if told.wall.value is None else lasting(told.wall.value),
    }


def _drawn(curve: Sequence[Step]) -> dict[str, Any]:
    """Return the share that still waits over time as a line, and when it ends; in steps, as nobody is half answered.

    It ends where fewer than a tenth still wait: the last of them would press all others together.
    """
    shown = [step for n, step in enumerate(curve) if not n or curve[n - 1].still_waiting > _TAIL]
    if not shown:
        return {}
    end = shown[-1].seconds or 1
    points, share = [(0.0, 100.0)], 100.0
    for step in shown:
        points += [(step.seconds / end, share), (step.seconds / end, 100 * step.still_waiting)]
        share = 100 * step.still_waiting
    return {"chart": line_chart(points), "curve_end": lasting(end)}


def _row(call: CallToAnswer, office: Office) -> tuple[CallToAnswer, str, str]:
    """Return a call with how long it waited for us, in business time and, if that differs, on the clock."""
    if call.answered_at is None:
        return call, "", ""
    ours = lasting(office.seconds(call.opened_at, call.answered_at))
    clock = lasting((call.answered_at - call.opened_at).total_seconds())
    return call, ours, "" if clock == ours else clock


def _as_csv(period: Period, found: Sequence[Called], office: Office, channels: dict[int, Channel]) -> HttpResponse:
    head = ["conversation", "network", "account", "kind", "first answer", "first time", "opened", "due", "answered",
            "seconds of business", "seconds", "another person", "machine"]  # fmt: skip
    rows = [_csv_row(one, office, channels[one.channel]) for one in found]
    return csv_answer(f"answers-{period.first}-{period.last}", head, rows)


def _csv_row(one: Called, office: Office, channel: Channel) -> list[object]:
    moments = [one.opened_at, one.due_at, one.answered_at, one.person_at, one.machine_at]
    opened, due, answered, person, machine = (timezone.localtime(at).isoformat() if at else "" for at in moments)
    business = office.seconds(one.opened_at, one.answered_at) if one.answered_at else ""
    wall = (one.answered_at - one.opened_at).total_seconds() if one.answered_at else ""
    yes = {True: "yes", False: ""}
    return [one.conversation, channel.kind, channel.identity.handle, one.kind, yes[one.is_first],
            yes[one.first_timer], opened, due, answered, business, wall, person, machine]  # fmt: skip


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/answers/", answers_page, name="answers")]
