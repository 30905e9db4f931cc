"""Which votes and thanks count: those whose line in the ledger nobody set aside."""

from django.db.models import CharField, Exists, Expression, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from antiphon.community.models import Ballot, IdeaVote, PollVote, QuestionVote, Thank
from antiphon.ledger.models import Interaction
from antiphon.ledger.queries import aside


def ballots_that_count() -> QuerySet[Ballot]:
    """Return the orders in which people put things, without those set aside."""
    return Ballot.objects.exclude(_set_aside("ranked", "participant__brand", "ask_id", "participant_id"))


def idea_votes_that_count() -> QuerySet[IdeaVote]:
    """Return the votes for ideas, without those set aside."""
    return IdeaVote.objects.exclude(_set_aside("idea-voted", "participant__brand", "idea_id", "participant_id"))


def poll_votes_set_aside() -> QuerySet[PollVote]:
    """Return the votes in polls that are set aside."""
    return PollVote.objects.filter(_set_aside("voted", "participant__brand", "poll_id", "participant_id"))


def question_votes_that_count() -> QuerySet[QuestionVote]:
    """Return the votes for questions, without those set aside."""
    found = _set_aside("question-voted", "participant__brand", "question_id", "participant_id")
    return QuestionVote.objects.exclude(found)


def thanks_that_count() -> QuerySet[Thank]:
    """Return the thanks that were not taken back, without those set aside."""
    return Thank.objects.standing().exclude(_set_aside("thank", "by__brand", "pk"))


def _set_aside(act: str, brand: str, *keys: str) -> Exists:
    """Return the condition that the line in the ledger that these keys name is set aside."""
    parts: list[Expression] = [Value(f"community:{act}")]
    for key in keys:
        parts += [Value(":"), Cast(OuterRef(key), CharField())]
    named = Interaction.objects.filter(brand=OuterRef(brand), source=Concat(*parts, output_field=CharField()))
    return Exists(named.filter(aside()))
