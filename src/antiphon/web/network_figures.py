"""The network in numbers and roles, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from antiphon.reports.queries.network import Figures, Member, Network
from antiphon.web.figures_shown import Shown, hundredths, number


@dataclass(frozen=True, slots=True)
class Role:
    """A role in the network: who stands first in it, each with a number, and what the number means."""

    title: str
    definition: str
    rows: list[tuple[Member, str]]


def network_figures(told: Figures) -> list[Shown]:
    """Return the figures of growth first, then those of who is on the map."""
    return [*_growth(told), *_shape(told)]


def _growth(told: Figures) -> list[Shown]:
    grown = told.growth
    moved = _("%(n)d at the start, %(new)d new, %(back)d came back, %(lost)d lost") % {
        "n": grown.start,
        "new": grown.new,
        "back": grown.returned,
        "lost": grown.lost,
    }
    in_it = _(
        "People with whom something passed in each direction in the last 180 days, at the end of the period, "
        "on all channels. Followers are not a network."
    )
    start = _("n = %(n)d at the start") % {"n": grown.start}
    stayed = _("The share of those at the start who are still there.")
    lost = _("n = %(n)d lost") % {"n": grown.lost} if grown.lost else _("no losses")
    quick = _("New and come back, for each who was lost.")
    return [
        Shown(_("in the network"), str(grown.end), moved, in_it),
        Shown(_("growth"), hundredths(grown.rate), start, _("End less start, by start.")),
        Shown(_("retention"), hundredths(grown.retention), start, stayed),
        Shown(_("quick ratio"), number(grown.quick_ratio, 1), lost, quick),
    ]


def _shape(told: Figures) -> list[Shown]:
    people = _("n = %(n)d people") % {"n": told.people}
    pairs = _("n = %(n)d ties") % {"n": told.pairs}
    dense = _("The share of all possible ties among the people on the map that there are.")
    returned = _(
        "How much of what passes between us and people is returned: 0 nothing, 1 all. "
        "Compare it with its own past, not with others."
    )
    half = _("Half of the people stand stronger with us than this, in points below 100.")
    tied = _("The share of people to whom somebody beside us speaks: what would live on without us.")
    first = _("first 1 %%: %(one)s, next 9 %%: %(nine)s") % {
        "one": hundredths(told.first_hundredth) or "–",
        "nine": hundredths(told.next_nine) or "–",
    }
    circles = _(
        "Of those who were in a circle when the period began (the 5, 15, 50 and 150 we stand best with), how many "
        "are in a closer one today."
    )
    went = _("n = %(n)d in a circle before, %(held)d stayed, %(farther)d farther") if told.moves else "–"
    if told.moves:
        went %= {"n": told.moves.n, "held": told.moves.held, "farther": told.moves.farther}
    shared = _("How unevenly words and acts are shared out among the people: 0 evenly, near 1 all by one.")
    return [
        Shown(_("density"), hundredths(told.density, 1), pairs, dense),
        Shown(_("reciprocity"), number(told.reciprocity, 2), people, returned),
        Shown(_("median strength"), number(told.median_strength, 1), people, half),
        Shown(_("moved closer"), hundredths(told.moves.closer / told.moves.n) if told.moves else "", went, circles),
        Shown(_("tied to others"), hundredths(told.tied_to_others), people, tied),
        Shown(_("Gini of what was done"), number(told.gini, 2), first, shared),
    ]


def roles(found: Network) -> list[Role]:
    """Return the four roles. They are never added up."""
    ties = _("With how many others something passed: words, or words passed on.")
    size = _(
        "Effective size: contacts that do not know one another. Burt’s constraint and betweenness are in the table: "
        "betweenness is exact among a person’s own contacts, not over the whole network, and reckoned for the fifty "
        "of the largest effective size."
    )
    shares = _("How many people passed on what they had said.")
    brought = _("How many they brought who then spoke within 30 days, without those brought for a reward.")
    return [
        Role(_("Connectors"), ties, [(one, str(one.ties)) for one in found.first("connector")]),
        Role(_("Brokers"), size, [(one, number(one.effective_size, 1)) for one in found.first("broker")]),
        Role(_("Amplifiers"), shares, [(one, str(one.shares)) for one in found.first("amplifier")]),
        Role(_("Conveners"), brought, [(one, str(one.brought)) for one in found.first("convener")]),
    ]
