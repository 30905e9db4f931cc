"""Somebody in a talk shows the hosts a message of it, as a case among the others; they learn what came of it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.models import Case, Flag, FlagKind, TalkMember, TalkMessage, TalkReport
from antiphon.community.permissions import Viewer, require_part
from antiphon.community.queries.talks import messages_for
from antiphon.community.rules.talks import BEFORE_REPORTED, LONGEST_WHY
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Member


@transaction.atomic
def report_message(viewer: Viewer, seat: TalkMember, message: TalkMessage, why: str) -> TalkReport:
    """Copy a message, and the three before it that the reporter reads, to where hosts see them. No more is shown."""
    mine = require_part(viewer)
    if seat.participant_id != mine.pk or not messages_for(seat).filter(pk=message.pk).exists():
        raise NotAllowed(_("There is no such message here."))
    if message.author_id == mine.pk:
        raise Refusal(_("These are your own words."))
    said = " ".join(why.split())
    if not said:
        raise Refusal(_("Say what is wrong with it: a host will read it."), field="why")
    if len(said) > LONGEST_WHY:
        raise Refusal(_("This is too long. Say it in 500 characters."), field="why")
    made, is_new = TalkReport.objects.get_or_create(
        message=message,
        by=mine,
        defaults={
            "brand": viewer.brand,
            "about": message.author,
            "why": said,
            "words": _copied(seat, message),
            "reported_at": clock.now(),
        },
    )
    if not is_new:
        raise Conflict(_("You have reported this already."))
    case = Case.objects.create(brand=viewer.brand, report=made, about=message.author, opened_at=made.reported_at)
    Flag.objects.create(case=case, by=mine, kind=FlagKind.OTHER, words=said, at=made.reported_at)
    return made


@transaction.atomic
def answer_report(host: Member, report: TalkReport, answer: str) -> None:
    """Tell who reported what came of it; their case is decided in the same transaction."""
    if not answer:
        raise Refusal(_("Say what came of it: who reported it will read it."), field="answer")
    undecided = TalkReport.objects.filter(pk=report.pk, decided_at=None)
    undecided.update(decided_at=clock.now(), decided_by=host, answer=answer)


def _copied(seat: TalkMember, message: TalkMessage) -> list[dict[str, Any]]:
    found = messages_for(seat).filter(pk__lte=message.pk).select_related("author").order_by("-pk")
    rows = list(found[: BEFORE_REPORTED + 1])[::-1]
    return [
        {
            "handle": one.author.handle if one.author else "",
            "name": one.author.name if one.author else "",
            "at": one.at.isoformat(),
            "source": one.source,
            "reported": one.pk == message.pk,
        }
        for one in rows
    ]
