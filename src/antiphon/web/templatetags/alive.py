"""How the numbers of a community's life are said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django import template
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.community.models import StarterTurn, Welcome
from antiphon.community.permissions import Viewer
from antiphon.community.queries.starters import own_turns
from antiphon.community.queries.welcoming import FirstSteps, first_steps, own_welcomes
from antiphon.community.rules.silence import Sound
from antiphon.lib import clock
from antiphon.measures.rounding import rounded

register = template.Library()

_SOUNDS: dict[Sound, str | Promise] = {
    Sound.TOO_FEW: _("too little said to know its rhythm"),
    Sound.AS_USUAL: _("as usual"),
    Sound.GROWING_SILENT: _("growing silent"),
    Sound.SILENT: _("silent"),
}


@register.filter
def sound(of: Sound) -> str:
    """Return in words how a group sounds."""
    return str(_SOUNDS[of])


@register.filter
def percent(share: float | None) -> str:
    """Return a share of 1 as a percentage; words, not zero, where it is not known."""
    if share is None:
        return gettext("not known yet")
    return gettext("%(number)s %%") % {"number": rounded(100 * share)}


@register.filter
def decimal(number: float | None) -> str:
    """Return a number with one digit after the point, as the language of who reads has it."""
    return "–" if number is None else rounded(number, 1)


@register.filter
def lasting(seconds: float) -> str:
    """Return a span of seconds in its largest unit."""
    now = clock.now()
    return timesince(now - timedelta(seconds=seconds), now, depth=1)


@dataclass(frozen=True, slots=True)
class Yours:
    """What is in somebody's hands today: starters, newcomers to welcome, their own first steps."""

    turns: Sequence[StarterTurn]
    welcomes: Sequence[Welcome]
    first: FirstSteps | None


@register.simple_tag
def yours(viewer: Viewer) -> Yours:
    """Return what is in the hands of who looks. Two queries, and three more for a newcomer."""
    now = clock.now()
    return Yours(own_turns(viewer, now), own_welcomes(viewer, now), first_steps(viewer, now))
