"""How those who are asked for a yes learn of it, and whoever wrote the post what they said: by letter."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from antiphon.letters.actions import write_letter
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Decision, OutcomeLabel, ReviewRequest, VerdictLabel
from antiphon.publishing.rules.agreeing import Outcome

_WORDS_SHOWN = 300


def those_asked(request: ReviewRequest) -> list[Member]:
    """Return the members whose yes the step that waits asks for; who made the version only where that is allowed."""
    asked = [one for one in request.asked.all() if one.position == request.step]
    named = Q(pk__in=[one.member_id for one in asked if one.member_id])
    in_role = Q(role__in=[one.role for one in asked if one.role])
    present = Member.objects.filter(named | in_role, brand=request.post.brand_id, left_at=None).select_related("user")
    able = [member for member in present.order_by("pk") if allows(member, Duty.REVIEW)]
    return [one for one in able if request.own_allowed or one.pk != request.version.by_id]


def tell_those_asked(request: ReviewRequest) -> None:
    """Write to those whose turn it is; once for each step of a review."""
    for member in those_asked(request):
        with translation.override(member.user.language):
            subject = _("%(brand)s: a post waits for your yes") % {"brand": request.post.brand.name}
            who = _("%(name)s asks for your approval.") % {"name": request.asked_by.user}
            _write(f"review:{request.pk}:{request.step}:{member.pk}", member, subject, [who, *_about(request)])


def tell_of_decision(request: ReviewRequest) -> None:
    """Write to whoever asked, and to the author, what was said; not to who said it."""
    decision = request.decisions.select_related("member__user", "guest").order_by("-pk").first()
    if decision is None or request.outcome == Outcome.OPEN:
        return
    for member in _concerned(request, decision):
        with translation.override(member.user.language):
            told = {"name": decision.said_by, "what": VerdictLabel(decision.verdict).label}
            subject = _("%(brand)s: %(outcome)s") % {
                "brand": request.post.brand.name,
                "outcome": OutcomeLabel(request.outcome).label,
            }
            said = [f"{told['name']}: {told['what']}", *([decision.words] if decision.words else [])]
            _write(f"decided:{decision.pk}:{member.pk}", member, subject, [*said, *_about(request)])


def _concerned(request: ReviewRequest, decision: Decision) -> Iterable[Member]:
    people = {one.pk: one for one in (request.post.author, request.asked_by)}
    return [one for one in people.values() if one.left_at is None and one.pk != decision.member_id]


def _about(request: ReviewRequest) -> list[str]:
    post = request.post
    address = f"{settings.PUBLIC_URL}/b/{post.brand.slug}/reviews/{post.pk}/"
    return [f"“{post.content.text[:_WORDS_SHOWN]}”", address]


def _write(key: str, member: Member, subject: str, lines: Iterable[str]) -> None:
    write_letter(key, member.user.email, subject, "\n\n".join(lines))
