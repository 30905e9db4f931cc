"""Figures of posts: the ledger read once, for all measures and any number of posts."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext

from antiphon.channels.connector import Capability
from antiphon.channels.connectors import connectors
from antiphon.integrity.queries import SetAside, countable, excluded, set_aside
from antiphon.ledger.models import Interaction, Reading
from antiphon.measures.catalogue import measures
from antiphon.measures.evidence import Evidence, Line, Meter
from antiphon.measures.measure import Figure
from antiphon.measures.rules import N_MIN, lift
from antiphon.organizations.models import Brand
from antiphon.people.models import Side

type Figures = dict[str, Figure]

LIFT_LAST = 20


@dataclass(frozen=True, slots=True)
class Compared:
    """A post, by the addresses at which it stands, and those of earlier posts, the oldest first."""

    roots: Sequence[str]
    earlier: Sequence[Sequence[str]]

    @property
    def last(self) -> Sequence[Sequence[str]]:
        """The earlier posts that are compared with."""
        return self.earlier[-LIFT_LAST:]


@dataclass(frozen=True, slots=True)
class Lift:
    """A figure against the brand's own history: 1 is as usual. `n` earlier posts; None where they are too few."""

    value: float | None
    n: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a figure, newest first, and what was set aside."""

    interactions: list[Interaction]
    readings: list[Reading]
    aside: list[SetAside]


def figures_of(brand: Brand, roots: Sequence[str], as_of: datetime) -> Figures:
    """Return every measure of one post by name; `roots` are the addresses at which it stands. Two queries."""
    return summaries(brand, {"post": roots}, as_of)["post"]


def summaries[K: Hashable](
    brand: Brand, roots_by_post: Mapping[K, Sequence[str]], as_of: datetime
) -> dict[K, Figures]:
    """Return every measure of many posts. Two queries, however many there are."""
    return {post: figures_from(known) for post, known in evidence_of(brand, roots_by_post, as_of).items()}


def figures_from(evidence: Evidence) -> Figures:
    """Return every measure of what is known. No query."""
    return {name: one.figure(evidence) for name, one in measures().items()}


def evidence_of[K: Hashable](
    brand: Brand, roots_by_post: Mapping[K, Sequence[str]], as_of: datetime
) -> dict[K, Evidence]:
    """Return what the ledger knows of each post up to a moment. Two queries."""
    wanted = {root for roots in roots_by_post.values() for root in roots if root}
    lines = _by_root(_lines(brand, wanted, as_of))
    said = {
        post: Evidence(tuple(roots), as_of, tuple(line for root in roots for line in lines.get(root, ())))
        for post, roots in roots_by_post.items()
    }
    meters = _by_root(_meters(brand, {uri for one in said.values() for uri in one.parts}, as_of))
    return {
        post: replace(one, meters=tuple(meter for uri in one.parts for meter in meters.get(uri, ())))
        for post, one in said.items()
    }


def lifts[K: Hashable](brand: Brand, histories: Mapping[K, Compared], as_of: datetime) -> dict[K, dict[str, Lift]]:
    """Return the compared measures of posts against earlier ones, each of these at the age the post has now.

    Two queries, however many posts are compared. Source: definition 3.6.
    """
    own = {key: one.roots for key, one in histories.items()}
    past = {(key, place): one for key, compared in histories.items() for place, one in enumerate(compared.last)}
    known = evidence_of(brand, {**own, **past}, as_of)
    return {key: _lifts(known[key], [known[one] for one in past if one[0] == key]) for key in histories}


def rows_behind(brand: Brand, figure: Figure) -> Behind:
    """Return the ledger rows behind a figure, and what was set aside with the reasons. Four queries at most."""
    acts = Interaction.objects.filter(brand=brand, pk__in=figure.rows)
    told = Reading.objects.filter(brand=brand, pk__in=figure.readings)
    return Behind(
        list(acts.select_related("actor__person", "channel__identity").order_by("-at", "-pk")),
        list(told.select_related("channel__identity").order_by("-at", "-pk")),
        set_aside(brand, figure.excluded),
    )


def _lines(brand: Brand, roots: Iterable[str], as_of: datetime) -> list[Line]:
    rows = Interaction.objects.filter(brand=brand, root__in=roots, at__lte=as_of).order_by("at", "pk")
    weighed = rows.annotate(is_counted=countable(), is_excluded=excluded()).values(
        "pk",
        "verb",
        "at",
        "subject",
        "parent",
        "root",
        "source",
        "actor",
        "actor__person",
        "actor__side",
        "automated",
        "is_counted",
        "is_excluded",
        "channel__kind",
    )
    return [_line(row) for row in weighed]


def _line(row: Mapping[str, Any]) -> Line:
    ours = row["actor__side"] == Side.US
    person = row["actor__person"]
    them = f"person {person}" if person else f"account {row['actor']}"
    return Line(
        id=row["pk"],
        verb=row["verb"],
        at=row["at"],
        subject=row["subject"],
        parent=row["parent"],
        root=row["root"],
        source=row["source"],
        author="us" if ours else them,
        ours=ours,
        counted=row["is_counted"],
        flagged=row["is_excluded"] or row["automated"],
        account=row["actor"],
        heard=row["channel__kind"] in _listening(),
    )


def _listening() -> set[str]:
    return {kind for kind, made in connectors().items() if made.can(Capability.LISTEN)}


def _meters(brand: Brand, roots: Iterable[str], as_of: datetime) -> list[Meter]:
    rows = Reading.objects.filter(brand=brand, subject__in=roots, at__lte=as_of).order_by("at", "pk")
    return [Meter(*row) for row in rows.values_list("pk", "at", "subject", "name", "value")]


def _by_root[R: (Line, Meter)](rows: Iterable[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(row.root if isinstance(row, Line) else row.subject, []).append(row)
    return found


def _lifts(own: Evidence, past: Iterable[Evidence]) -> dict[str, Lift]:
    age = _age(own)
    if age is None:
        return {}
    before = [_at_age(one, age) for one in past if one.began]
    compared = [one for one in measures().values() if one.compared]
    return {one.name: _lift(one.figure(own), [one.figure(sooner) for sooner in before]) for one in compared}


def _age(evidence: Evidence) -> timedelta | None:
    began = [line.at for line in evidence.began.values()]
    return evidence.as_of - min(began) if began else None


def _at_age(evidence: Evidence, age: timedelta) -> Evidence:
    began = min(line.at for line in evidence.began.values())
    return evidence.until(min(evidence.as_of, began + age))


def _lift(own: Figure, before: Sequence[Figure]) -> Lift:
    history = [figure.value for figure in before if figure.value is not None]
    if own.value is None or len(history) < N_MIN:
        return Lift(None, len(history), gettext("Compared from the fifth earlier post on this channel on."))
    sentence = gettext("Against the middle of the last %(count)d posts at the same age; 1 is as usual.")
    return Lift(lift(own.value, history, LIFT_LAST), len(history), sentence % {"count": len(history)})
