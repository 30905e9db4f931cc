"""How credit for what people were led to is divided, by all models side by side, and the journeys behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from antiphon.organizations.models import Member
from antiphon.reports.answers.attribution import AttributionAsked, attribution_told, journeys_told, untouched_told
from antiphon.reports.queries.attribution import MODELS, ORDERS, Attribution, shares_of
from antiphon.reports.queries.journeys import Kind, Traveled, conversion_of, journey_to, why_untouched
from antiphon.reports.queries.journeys.touches import side_of
from antiphon.reports.rules.spans import Span
from antiphon.visits.models import Goal
from antiphon.web.access import member_page
from antiphon.web.attribution_shown import (
    KINDS,
    MODEL_NAMES,
    MODEL_WORDS,
    WHY,
    apart_of,
    channel_name,
    sides_shown,
    steps_shown,
    totals_shown,
    value_of,
)
from antiphon.web.journey_shown import runs_shown
from antiphon.web.over_time import Period, last_days, period_of
from antiphon.web.paging import number_in, page_number, pages_beside
from antiphon.web.reckoned import being_reckoned
from antiphon.web.spreadsheet import csv_answer

LOOK_BACKS = (7, 30, 60, 90, 365)
LOOK_BACK = 30
SHOWN, IN_CSV, TOUCHES_SHOWN = 50, 1000, 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is asked for: which conversions, how far back, the order of the Markov model, what is divided."""

    period: Period
    kind: Kind
    look_back: int
    order: int
    of_value: bool
    channel: str
    model: str
    goal: int | None = None

    @property
    def of(self) -> str:
        """What is divided, as it stands in addresses: a kind of conversions, or one goal."""
        return self.kind.value if self.goal is None else f"{self.kind}-{self.goal}"

    @property
    def query(self) -> str:
        """The whole of it as it stands in addresses."""
        divided = "value" if self.of_value else ""
        kept = [("of", self.of), ("look", str(self.look_back)), ("order", str(self.order)), ("in", divided)]
        return f"{self.period.query}&{urlencode(kept)}"

    @property
    def question(self) -> AttributionAsked:
        """What is to be reckoned for it."""
        span = Span(self.period.since, max(self.period.since, self.period.until))
        return AttributionAsked(span, self.kind, self.look_back, self.order, self.goal)


@require_safe
@member_page
def attribution(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what every model credits every channel with, in a table and a picture; as CSV too."""
    asked, csv = asked_of(request, member), request.GET.get("format") == "csv"
    told = attribution_told(member.brand, asked.question)
    found = told.value
    if found is None:
        return being_reckoned(request, member, told, _("What led people here"), file=csv)
    made = found.made
    if csv:
        return _credits_csv(asked, made)
    context = {
        "member": member,
        "asked": asked,
        "period": asked.period,
        "last_days": last_days(),
        "kept": asked.query.removeprefix(asked.period.query),
        "found": found,
        "made": made,
        "sides": sides_shown(made, of_value=asked.of_value),
        "totals": totals_shown(made, of_value=asked.of_value),
        "models": [(name, MODEL_NAMES[name], MODEL_WORDS[name]) for name in MODELS],
        "told": told,
        "apart": apart_of(found.apart),
        "kinds": [*KINDS.items(), *((f"{Kind.GOAL}-{pk}", name) for pk, name in goals_of(member).items())],
        "look_backs": LOOK_BACKS,
        "orders": ORDERS,
    }
    return render(request, "attribution/index.html", context)


@require_safe
@member_page
def attribution_journeys(request: HttpRequest, member: Member) -> HttpResponse:
    """List the journeys behind a number: those that led to a conversion, through a channel; as CSV too."""
    asked, csv, number = asked_of(request, member), request.GET.get("format") == "csv", page_number(request)
    most = IN_CSV if csv else SHOWN
    told = journeys_told(member.brand, asked.question, asked.channel, (number - 1) * most, most)
    if told.value is None:
        return being_reckoned(request, member, told, _("Journeys"), file=csv)
    through, n = [one.told_to(member) for one in told.value.page], told.value.n
    if csv:
        return _journeys_csv(asked, through)
    context = {
        "member": member,
        "asked": asked,
        "period": asked.period,
        "kind": KINDS[asked.kind],
        "channel": channel_name(asked.channel) if asked.channel else "",
        "model": MODEL_NAMES.get(asked.model, ""),
        "by_chain": asked.model == "markov",
        "told": told,
        "journeys": [(one, *steps_shown(one), _percent(one, asked), _value(one)) for one in through],
        "n": n,
        **pages_beside(number, more=n > number * SHOWN),
    }
    return render(request, "attribution/journeys.html", context)


@require_safe
@member_page
def attribution_untouched(request: HttpRequest, member: Member) -> HttpResponse:
    """List the conversions of which no touch is known, and why."""
    asked, number = asked_of(request, member), page_number(request)
    told = untouched_told(member.brand, asked.question, (number - 1) * SHOWN, SHOWN)
    if told.value is None:
        return being_reckoned(request, member, told, _("Without a touch that is known"))
    n = told.value.n
    context = {
        "member": member,
        "asked": asked,
        "kind": KINDS[asked.kind],
        "told": told,
        "untouched": [(one.told_to(member), WHY[why_untouched(one)], value_of(one)) for one in told.value.page],
        "n": n,
        **pages_beside(number, more=n > number * SHOWN),
    }
    return render(request, "attribution/untouched.html", context)


@require_safe
@member_page
def attribution_journey(request: HttpRequest, member: Member, conversion: str) -> HttpResponse:
    """Show one journey: each touch in its order, and what every model makes of it."""
    asked, found = asked_of(request, member), conversion_of(member.brand, conversion)
    if found is None:
        raise Http404
    one = journey_to(member.brand, found, asked.question.back)
    told = one.met[-TOUCHES_SHOWN:]
    context = {
        "member": member,
        "asked": asked,
        "conversion": found.told_to(member),
        "kind": KINDS[found.kind],
        "value": value_of(found),
        "runs": runs_shown(member, told),
        "before": len(one.met) - len(told),
        "models": _shares(one) if one.met else [],
        "look_backs": LOOK_BACKS,
    }
    return render(request, "attribution/journey.html", context)


def goals_of(member: Member) -> dict[int, str]:
    """Return the goals of a brand, those that nobody reaches any more too, by name."""
    return dict(Goal.objects.filter(brand=member.brand).order_by("name", "pk").values_list("pk", "name"))


def asked_of(request: HttpRequest, member: Member) -> Asked:
    """Return what is asked for; the usual where it is nothing that there is."""
    given = request.GET
    (kind, _dash, goal), model = given.get("of", "").partition("-"), given.get("model", "")
    goals = goals_of(member) if kind == Kind.GOAL and goal else {}
    return Asked(
        period_of(request),
        Kind(kind) if kind in set(Kind) else next(iter(Kind)),
        _one_of(given.get("look", ""), LOOK_BACKS, LOOK_BACK),
        _one_of(given.get("order", ""), ORDERS, 1),
        given.get("in") == "value",
        given.get("channel", "")[:80],
        model if model in MODELS else "",
        number_in(goal) if number_in(goal) in goals else None,
    )


def _one_of(text: str, known: Sequence[int], usual: int) -> int:
    return next((one for one in known if str(one) == text), usual)


def _percent(one: Traveled, asked: Asked) -> float | None:
    shares = shares_of(one, asked.model)
    return 100 * shares.get(asked.channel, 0.0) if shares and asked.channel else None


def _value(one: Traveled) -> str:
    return value_of(one.conversion) if one.conversion else ""


def _shares(one: Traveled) -> list[tuple[str, list[tuple[str, str, float]]]]:
    """Return by model the channels of a journey with their side and share in hundredths, the largest first."""
    made = {model: shares_of(one, model) for model in MODELS if model != "markov"}
    return [(str(MODEL_NAMES[model]), _ranked(shares)) for model, shares in made.items()]


def _ranked(shares: dict[str, float]) -> list[tuple[str, str, float]]:
    ranked = sorted(shares.items(), key=lambda one: (-one[1], one[0]))
    return [(channel_name(name), side_of(name), 100 * share) for name, share in ranked]


def _credits_csv(asked: Asked, made: Attribution) -> HttpResponse:
    head = ["channel", "side", "n", "model", "conversions", "low", "high", "value", "value low", "value high"]
    rows = [
        [one.channel, one.side, one.n, f"markov {made.order}" if model == "markov" else model,
         cell.conversions, *_edges(cell.sure), cell.value, *_edges(cell.sure_of_value)]
        for one in made.channels for model, cell in one.cells.items()
    ]  # fmt: skip
    return csv_answer(f"attribution-{asked.kind}-{asked.period.first}-{asked.period.last}", head, rows)


def _edges(sure: object) -> list[object]:
    return [getattr(sure, "low", ""), getattr(sure, "high", "")]


def _journeys_csv(asked: Asked, through: Sequence[Traveled]) -> HttpResponse:
    head = ["conversion", "when", "what", "value", "currency", "touches", "channels", "share"]
    rows = [_journey_row(one, asked) for one in through]
    return csv_answer(f"journeys-{asked.kind}-{asked.period.first}-{asked.period.last}", head, rows)


def _journey_row(one: Traveled, asked: Asked) -> list[object]:
    made = one.conversion
    if made is None:
        return []
    percent, amount = _percent(one, asked), "" if made.amount is None else made.amount
    return [made.key, timezone.localtime(made.at).isoformat(), made.what, amount, made.currency, len(one.met),
            " > ".join(one.journey.channels), "" if percent is None else percent / 100]  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/attribution/", attribution, name="attribution"),
    path("b/<slug:brand>/attribution/journeys/", attribution_journeys, name="attribution_journeys"),
    path("b/<slug:brand>/attribution/untouched/", attribution_untouched, name="attribution_untouched"),
    path("b/<slug:brand>/attribution/journeys/<slug:conversion>/", attribution_journey, name="attribution_journey"),
]
