"""How many people the post moved to speak or to pass it on, the nearer the more: its influence."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from antiphon.ledger.rules import Verb
from antiphon.measures.evidence import Evidence
from antiphon.measures.examples import THREAD, THREAD_TOLD
from antiphon.measures.measure import Example, Figure, Measure, Side, ids
from antiphon.measures.rules import InfluenceParams, Moved, influence_of_post


class PeopleDrawnIn(Measure):
    """Σ over distinct people of γ^(d − 1): who answers us directly counts 1, who answers them a half."""

    name = "people_drawn_in"
    title = _("People drawn in")
    unit = _("people, weighted by nearness")
    definition = _(
        "Different people who answered or passed on something under the post within 14 days: "
        "1 for an answer to the post itself, a half for an answer to that one, and so on; ours do not count."
    )
    source = _("Definition 3.6, I(m) with γ = ½; the constants are choices.")
    side = Side.RESPONSE
    place = 30
    decimals = 1
    compared = True
    example = Example(told=THREAD_TOLD, value=3, acts=THREAD)

    def of(self, evidence: Evidence) -> Figure:
        """Return the influence; somebody moved on several channels counts once, at the best."""
        params = InfluenceParams()
        best: dict[object, Moved[str]] = {}
        for root in evidence.began:
            thread = [*evidence.tree(root), *evidence.shares(root)]
            for moved in influence_of_post(thread, root, params).because:
                if moved.person not in best or moved.credit > best[moved.person].credit:
                    best[moved.person] = moved
        rows = tuple(evidence.by_message[moved.message_id].id for moved in best.values())
        value = sum(moved.credit for moved in best.values())
        return Figure(
            value, len(best), _sentence(len(best)), rows, excluded=_aside(evidence), params_version=params.version
        )


def _sentence(people: int) -> str:
    sentence = ngettext("%(count)d person was drawn in.", "%(count)d people were drawn in.", people)
    return sentence % {"count": people}


def _aside(evidence: Evidence) -> tuple[int, ...]:
    passed_on = [line for line in evidence.lines if line.verb == Verb.SHARE]
    return (*evidence.aside_below, *ids(passed_on, counted=False))
