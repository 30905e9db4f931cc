"""How goals are set and given up."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.visits.models import Goal, TrackedSite
from antiphon.visits.rules.goals import GoalKind


@transaction.atomic
def set_goal(by: Member, site: TrackedSite, *, name: str, kind: str, pattern: str) -> Goal:
    """Count who reaches a goal from now on; raise Refusal if it says too little or stands already."""
    require(by, Duty.CONNECT)
    wanted = pattern.strip()
    if not name.strip():
        raise Refusal(_("Give the goal a name."), field="name")
    if kind not in list(GoalKind):
        raise Refusal(_("Say by what the goal is reached."), field="kind")
    if not wanted.strip("*") or len(wanted) > 300:
        raise Refusal(_("Say which page, event or form, such as /thanks*."), field="pattern")
    if kind == GoalKind.PATH and not wanted.startswith(("/", "*")):
        raise Refusal(_("A page is named by its path, which begins with /."), field="pattern")
    if site.ended_at is not None:
        raise Refusal(_("This site is counted no more."), field="site")
    try:
        with transaction.atomic():
            return Goal.objects.create(
                brand=by.brand, site=site, name=name.strip()[:120], kind=kind, pattern=wanted, made_by=by,
                made_at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal(_("Another goal asks for the same."), field="pattern") from error


@transaction.atomic
def give_up_goal(by: Member, goal: Goal) -> None:
    """Count no more who reaches a goal; what was reached stays."""
    require(by, Duty.CONNECT)
    Goal.objects.standing().filter(pk=goal.pk).update(ended_at=clock.now())
