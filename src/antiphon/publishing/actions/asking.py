"""How those who are asked for a yes learn of it, and whoever wrote the post what they said: by letter."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from antiphon.letters.actions import write_letter
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Asked, Decision, OutcomeLabel, ReviewRequest, VerdictLabel
from antiphon.publishing.queries.agreeing import yes_counts
from antiphon.publishing.queries.reviewing import first_of_series
from antiphon.publishing.rules.agreeing import Outcome

_WORDS_SHOWN, _POSTS_SHOWN = 300, 10


@transaction.atomic
def tell_those_asked() -> int:
    """Write to everybody whose turn it is and who was not told yet, each one letter; return how many."""
    waiting_now = first_of_series(ReviewRequest.objects.filter(outcome=Outcome.OPEN))
    rows = Asked.objects.filter(told_at=None, request__in=waiting_now, position=F("request__step"))
    post = [f"request__post__{name}" for name in ("content", "brand", "author")]
    asked = list(rows.select_related("member", "request__version__by", *post))
    waiting: dict[Member, list[ReviewRequest]] = defaultdict(list)
    for row in asked:
        for member in able_to_say_yes(row):
            if row.request not in waiting[member]:
                waiting[member].append(row.request)
    for member, requests in waiting.items():
        _tell(member, requests, asked[-1].pk)
    Asked.objects.filter(pk__in=[row.pk for row in asked]).update(told_at=clock.now())
    return len(waiting)


def tell_of_decision(request: ReviewRequest) -> None:
    """Write to whoever asked, and to the author, how a review ended; not to who ended it."""
    decision = request.decisions.select_related("member__user", "guest").order_by("-pk").first()
    if decision is None or request.outcome == Outcome.OPEN:
        return
    for member in _concerned(request, decision):
        with translation.override(member.user.language):
            told = {"brand": request.post.brand.name, "outcome": OutcomeLabel(request.outcome).label}
            said = f"{decision.said_by}: {VerdictLabel(decision.verdict).label}"
            lines = [said, *([decision.words] if decision.words else []), *_about(request)]
            _write(f"decided:{decision.pk}:{member.pk}", member, _("%(brand)s: %(outcome)s") % told, lines)


def able_to_say_yes(row: Asked) -> list[Member]:
    """Return the members that are meant; who wrote it or changed it last is asked only where that is allowed."""
    brand, request = row.request.post.brand, row.request
    whom = {"pk": row.member_id} if row.member_id else {"role": row.role}
    present = Member.objects.filter(brand=brand, left_at=None, **whom).select_related("user", "brand").order_by("pk")
    able = [member for member in present if allows(member, Duty.REVIEW)]
    return [one for one in able if yes_counts(one, request)]


def _tell(member: Member, requests: Sequence[ReviewRequest], last: int) -> None:
    with translation.override(member.user.language):
        subject = ngettext(
            "%(brand)s: a post waits for your yes", "%(brand)s: %(count)s posts wait for your yes", len(requests)
        ) % {"brand": member.brand.name, "count": len(requests)}
        lines = [line for request in requests[:_POSTS_SHOWN] for line in _about(request)]
        everything = f"{settings.PUBLIC_URL}/b/{member.brand.slug}/reviews/"
        lines += [_("All that waits for you: %(address)s") % {"address": everything}] if len(requests) > 1 else []
        _write(f"asked:{last}:{member.pk}", member, subject, lines)


def _concerned(request: ReviewRequest, decision: Decision) -> Iterable[Member]:
    people = {one.pk: one for one in (request.post.author, request.asked_by)}
    return [one for one in people.values() if one.left_at is None and one.pk != decision.member_id]


def _about(request: ReviewRequest) -> list[str]:
    post = request.post
    address = f"{settings.PUBLIC_URL}/b/{post.brand.slug}/reviews/{post.pk}/"
    return [f"“{post.content.text[:_WORDS_SHOWN]}”", address]


def _write(key: str, member: Member, subject: str, lines: Iterable[str]) -> None:
    write_letter(key, member.user.email, subject, "\n\n".join(lines))
