"""Referrals: who brought whom into the community, what each brought, and how far it went; the rewarded apart."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from antiphon.community.queries.inviting import whole_tree
from antiphon.measures.rules import N_MIN
from antiphon.measures.rules.referral import Cycle
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.reports.queries.referrals import Referrals, referrals
from antiphon.web.access import member_page
from antiphon.web.drawn_trees import draw_branches
from antiphon.web.figures_shown import Shown, number
from antiphon.web.over_time import last_days, period_of
from antiphon.web.spreadsheet import csv_answer

PAGE = 100


@require_safe
@member_page
def referrals_page(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what came of invitations in a period, the tree, and the rows behind; as CSV too."""
    require(member, Duty.HOST)
    period = period_of(request)
    found = referrals(member.brand, period.since, period.until)
    if request.GET.get("format") == "csv":
        rows = [
            [one.at.isoformat(), one.name, one.by, one.generation, one.activated, one.rewarded]
            for one in found.newcomers
        ]
        return csv_answer("referrals", ("at", "name", "by", "generation", "activated", "rewarded"), rows)
    tree = whole_tree(member.brand)
    context = {
        "member": member,
        "period": period,
        "last_days": last_days(),
        "told": found,
        "figures": _figures(found),
        "generations": _generations(found),
        "picture": draw_branches(tree),
        "newcomers": found.newcomers[:PAGE],
        "more": max(0, len(found.newcomers) - PAGE),
        "bringers": found.bringers[:PAGE],
        "least": N_MIN,
    }
    return render(request, "referrals/index.html", context)


def _figures(told: Referrals) -> list[Shown]:
    own, paid = told.of_itself, told.rewarded
    members = ngettext("n = %(n)d member at the start", "n = %(n)d members at the start", own.members)
    members %= {"n": own.members}
    links = ngettext("n = %(n)d link", "n = %(n)d links", own.invitations) % {"n": own.invitations}
    bringers = _("n = %(n)d who brought somebody") % {"n": told.cycle_n}
    came = _(
        "People who joined by somebody’s link in the period, without those who came for a reward; "
        "two accounts of one person are one."
    )
    k = _("Who came and spoke within 30 days, for each member at the start: i · c. To join is not enough.")
    i = _("Personal links made in the period, for each who took part when it began.")
    c = _("Who came and spoke, for each link that was made. One link may bring several.")
    more = _("1/(1 − K): how many one who comes stands for, if it goes on like this. Not known from K = 1 on.")
    days = _("The median from joining to the first whom somebody brought and who spoke, over all time.")
    reward = _("People who joined by a link with a reward. They are in none of the other figures.")
    deep = _("How many generations the longest chain of friends who brought friends has, over all time.")
    n = sum(one.came for one in told.bringers)
    brought = ngettext("n = %(n)d who was brought", "n = %(n)d who were brought", n) % {"n": n}
    known = own if own.members >= N_MIN else Cycle(0, 0, 0, 0)
    return [
        Shown(_("came by friends"), str(own.joined), _spoke(own), came),
        Shown(_("K, brought for each member"), number(known.k, 2), members, k),
        Shown(_("i, links for each member"), number(known.invited_each, 2), members, i),
        Shown(_("c, came of each link"), number(own.converted, 2), links, c),
        Shown(_("amplification"), number(known.amplification, 2), members, more),
        Shown(_("days until the first friend"), number(told.cycle_days, 1), bringers, days),
        Shown(_("deepest chain"), str(told.depth), brought, deep),
        Shown(_("came for a reward"), str(paid.joined), _spoke(paid), reward),
    ]


def _spoke(cycle: Cycle) -> str:
    return _("%(n)d of them spoke within 30 days") % {"n": cycle.activated}


def _generations(told: Referrals) -> list[tuple[int, int, str]]:
    """Return each generation: its number, its people, and how many each of the one before brought."""
    each = ["", *(number(one, 2) for one in told.ratios)]
    return [(place, many, each[place]) for place, many in enumerate(told.generations)]


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/referrals/", referrals_page, name="referrals")]
