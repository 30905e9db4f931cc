"""Words of talks that nobody may read any more are erased; of who is erased, talks, asks and ideas."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from antiphon.community.models import (
    Ask,
    AskIdea,
    Credit,
    IdeaDecision,
    Participant,
    Poll,
    PollOption,
    RankedItem,
    Talk,
    TalkBlock,
    TalkMember,
    TalkMessage,
    TalkMute,
    TalkReport,
)


@transaction.atomic
def forget_empty_talks(only: int | None = None) -> int:
    """Erase the talks in which nobody is any more who could read them, or one, if it is so; return how many."""
    reading = TalkMember.objects.reading().filter(talk=OuterRef("pk"))
    found = Talk.objects.filter(~Exists(reading))
    empty = list((found if only is None else found.filter(pk=only)).values_list("pk", flat=True))
    Talk.objects.filter(pk__in=empty).delete()
    return len(empty)


@transaction.atomic
def forget_talks_of(part: Participant, keep_words: bool) -> None:  # noqa: FBT001  a step of erasing
    """Erase what somebody said in talks, unless it stays as nobody's; their name goes from reports in any case."""
    either = Q(by=part) | Q(about=part)
    TalkMute.objects.filter(either).delete()
    TalkBlock.objects.filter(either).delete()
    for report in TalkReport.objects.filter(brand=part.brand_id):
        words = [_without(one, part.handle, keep_words=keep_words) for one in report.words]
        if words != report.words:
            report.words = words
            report.save(update_fields=["words"])
    if not keep_words:
        TalkMessage.objects.filter(author=part).delete()
        TalkMember.objects.filter(participant=part).delete()
    forget_empty_talks()


def _without(copied: dict[str, Any], handle: str, *, keep_words: bool) -> dict[str, Any]:
    if copied["handle"] != handle:
        return copied
    return copied | {"handle": "", "name": "", "source": copied["source"] if keep_words else ""}


def forget_asks_of(part: Participant, keep_words: bool) -> None:  # noqa: FBT001  every step of erasing is called so
    """Thank somebody by name no more, and blank what they asked and put forward unless it stays; votes stay."""
    Credit.objects.filter(participant=part).delete()
    if keep_words:
        return
    with override(part.brand.language):
        gone = _("Words that were taken away")
    AskIdea.objects.filter(author=part).update(title=gone)
    IdeaDecision.objects.filter(by=part).update(why="")
    Ask.objects.filter(topic__opened_by=part).update(purpose="")
    RankedItem.objects.filter(ask__topic__opened_by=part).update(words=gone)
    Poll.objects.filter(opened_by=part).update(question=gone)
    PollOption.objects.filter(poll__opened_by=part).update(words=gone)
