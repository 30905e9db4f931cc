"""What a post brought, and the rows behind each figure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from antiphon.channels.connector import Capability
from antiphon.channels.connectors import connector_for
from antiphon.channels.sentences import network_name
from antiphon.lib import clock
from antiphon.measures.catalogue import measures
from antiphon.measures.evidence import Evidence
from antiphon.measures.measure import Figure, Measure, Side
from antiphon.measures.queries import (
    LIFT_LAST,
    Compared,
    Figures,
    Lift,
    evidence_of,
    figures_from,
    lifts,
    rows_behind,
)
from antiphon.measures.rounding import rounded
from antiphon.organizations.models import Member
from antiphon.publishing.models import Delivery, Post
from antiphon.publishing.queries.delivering import first_of, post_detail
from antiphon.publishing.rules.delivering import HAS_STOOD
from antiphon.web.access import member_page
from antiphon.web.drawings import TreePicture, tree_picture
from antiphon.web.partial import show
from antiphon.web.rows_behind import rows_csv, rows_with_messages
from antiphon.web.spreadsheet import csv_answer

SHOWN_ROWS = 200
SIDE_NAMES = {Side.CALL: _("The call"), Side.RESPONSE: _("The response"), Side.RETURN: _("The return")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as it is shown: its number written out (empty where it is not known), and its lift."""

    measure: Measure
    figure: Figure
    number: str
    lift: Lift | None = None

    @property
    def times(self) -> str:
        """The lift written out; empty without one."""
        return rounded(self.lift.value, 1) if self.lift and self.lift.value is not None else ""


@dataclass(frozen=True, slots=True)
class Place:
    """What the post brought on one channel, with the picture of its conversation."""

    delivery: Delivery
    figures: list[Shown]
    picture: TreePicture | None
    parts: int

    @property
    def deaf(self) -> bool:
        """Whether nothing can be heard there, and nothing was."""
        hears = connector_for(self.delivery.channel.kind).can(Capability.LISTEN)
        return not hears and (self.picture is None or not self.picture.twigs)


@require_safe
@member_page
def results(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show what a post brought, in all and on each channel, now or at the end of any past day."""
    post = _post(member, pk)
    if post.continues_id:
        return redirect("results", member.brand.slug, first_of(post).pk)
    standing = _standing(post)
    day, as_of = _moment(request)
    wanted = {"all": [one.uri for one in standing], **{str(one.pk): [one.uri] for one in standing}}
    known = evidence_of(member.brand, wanted, as_of)
    told = lifts(member.brand, _histories(standing), as_of)
    in_all, places = (
        _shown(figures_from(known["all"])),
        [_place(one, known[str(one.pk)], told[one.pk]) for one in standing],
    )
    if request.GET.get("format") == "csv":
        return _figures_csv(pk, in_all, places)
    about = {
        "member": member,
        "post": post,
        "sides": _by_side(in_all),
        "places": places,
        "day": day,
        "today": timezone.localdate(),
        "as_of": as_of,
    }
    return show(request, "results/index.html", about)


@require_safe
@member_page
def figure(request: HttpRequest, member: Member, pk: int, measure: str) -> HttpResponse:
    """Show one figure with its definition, its worked example and the ledger rows behind it; as CSV too."""
    post, one = _post(member, pk), measures().get(measure)
    if one is None:
        raise Http404
    if post.continues_id:
        return redirect("figure", member.brand.slug, first_of(post).pk, measure)
    places = _standing(post)
    chosen = _chosen(request, places)
    day, as_of = _moment(request)
    roots = [place.uri for place in places if chosen is None or place == chosen]
    known = evidence_of(member.brand, {pk: roots}, as_of)[pk]
    found = one.figure(known)
    behind = rows_behind(member.brand, found)
    rows, aside = rows_with_messages(member.brand, behind)
    if request.GET.get("format") == "csv":
        return rows_csv(f"{one.name}-{pk}", behind, rows, aside)
    about = {
        "member": member,
        "post": post,
        "places": places,
        "chosen": chosen,
        "shown": _one(one, found),
        "told": _told(one, known, places),
        "example": one.format(one.example.value),
        "rows": rows[:SHOWN_ROWS],
        "more": max(0, len(rows) - SHOWN_ROWS),
        "readings": behind.readings[:SHOWN_ROWS],
        "aside": aside[:SHOWN_ROWS],
        "day": day,
        "as_of": as_of,
        "query": _query(chosen, day),
    }
    return show(request, "results/figure.html", about)


def _post(member: Member, pk: int) -> Post:
    post = post_detail(member.brand, pk)
    if post is None:
        raise Http404
    return post


def _standing(post: Post) -> list[Delivery]:
    """Return where the post stands or stood; an answer belongs to its conversation and has no figures."""
    if post.in_reply_to_id:
        return []
    return [one for one in post.deliveries.all() if one.uri and one.state in HAS_STOOD]


def _moment(request: HttpRequest) -> tuple[date | None, datetime]:
    """Return the past day that is asked for and the moment it ended, or None and now."""
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        day = None
    if day is None or not date(2000, 1, 1) <= day < timezone.localdate():
        return None, clock.now()
    return day, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _chosen(request: HttpRequest, places: Iterable[Delivery]) -> Delivery | None:
    asked = request.GET.get("channel", "")
    if not asked:
        return None
    found = next((one for one in places if str(one.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def _query(chosen: Delivery | None, day: date | None) -> str:
    parts = [f"channel={chosen.pk}" if chosen else "", f"day={day.isoformat()}" if day else ""]
    return "&".join(part for part in parts if part)


def _histories(standing: Sequence[Delivery]) -> dict[int, Compared]:
    """Return each delivery with the last ones on its channel before it. One query."""
    places = {one.channel_id: one for one in standing if one.live_at}
    before: dict[int, list[list[str]]] = {one.pk: [] for one in standing}
    latest = max((one.live_at for one in places.values() if one.live_at), default=clock.now())
    stood = Delivery.objects.that_stood().filter(channel__in=places, live_at__lt=latest)
    posts = stood.filter(post__in_reply_to=None, post__continues=None)
    order = Window(RowNumber(), partition_by=F("channel"), order_by=F("live_at").desc())
    last = posts.exclude(uri="").annotate(place=order).filter(place__lte=LIFT_LAST + 1).order_by("live_at")
    for channel, uri, live_at in last.values_list("channel", "uri", "live_at"):
        own = places[channel]
        if own.live_at and live_at and live_at < own.live_at:
            before[own.pk].append([uri])
    return {one.pk: Compared([one.uri], before[one.pk]) for one in standing}


def _place(delivery: Delivery, known: Evidence, told: Mapping[str, Lift]) -> Place:
    picture = tree_picture(known.whole_tree(delivery.uri))
    return Place(delivery, _shown(figures_from(known), told), picture, len(known.parts) - 1)


def _shown(figures: Figures, told: Mapping[str, Lift] | None = None) -> list[Shown]:
    return [_one(measures()[name], found, (told or {}).get(name)) for name, found in figures.items()]


def _one(measure: Measure, found: Figure, lift: Lift | None = None) -> Shown:
    return Shown(measure, found, "" if found.value is None else measure.format(found.value), lift)


def _by_side(shown: list[Shown]) -> list[tuple[Side, object, list[Shown]]]:
    return [(side, SIDE_NAMES[side], [one for one in shown if one.measure.side == side]) for side in Side]


def _told(one: Measure, known: Evidence, places: Iterable[Delivery]) -> list[tuple[Delivery, int]]:
    """Return what each network itself told last of the same thing."""
    if not one.reading:
        return []
    told = [(place, known.told(place.uri, one.reading)) for place in places]
    return [(place, number) for place, number in told if number is not None]


def _figures_csv(pk: int, in_all: Sequence[Shown], places: Sequence[Place]) -> HttpResponse:
    head = ["channel", "figure", "value", "unit", "n", "set aside", "against usual", "in words"]
    groups = [("", in_all), *((_channel_of(one.delivery), one.figures) for one in places)]
    rows = [[name, *_figure_row(one)] for name, shown in groups for one in shown]
    return csv_answer(f"results-{pk}", head, rows)


def _figure_row(one: Shown) -> list[object]:
    figure, lift = one.figure, one.lift.value if one.lift else None
    value = "" if figure.value is None else figure.value
    about = [one.measure.unit, figure.n, len(figure.excluded), "" if lift is None else lift, figure.sentence]
    return [one.measure.title, value, *about]


def _channel_of(delivery: Delivery) -> str:
    return f"{network_name(delivery.channel.kind)} · {delivery.channel.identity.handle}"


_RESULTS = "b/<slug:brand>/posts/<int:pk>/results/"
urlpatterns: list[URLPattern] = [
    path(_RESULTS, results, name="results"),
    path(_RESULTS + "<slug:measure>/", figure, name="figure"),
]
