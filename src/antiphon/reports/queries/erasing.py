"""What would go and what would stay if a person were erased, counted."""

from dataclasses import dataclass

from django.db.models import Q

from antiphon.community.models import Participant
from antiphon.conversations.models import Message
from antiphon.ledger.models import Interaction
from antiphon.people.models import Person
from antiphon.publishing.models import Lead, Subscriber
from antiphon.reports.queries.consents import agreements


@dataclass(frozen=True, slots=True)
class Erasure:
    """How many accounts, messages with words, letters and forms, consents go; how many lines of the ledger stay."""

    accounts: int
    messages: int
    letters: int
    consents: int
    community: bool
    lines: int


def erasure_of(person: Person) -> Erasure:
    """Return what erasing a person would take away and leave. Ten queries."""
    own = list(person.identities.values_list("pk", flat=True))
    letters = Subscriber.objects.filter(identity__in=own).count() + Lead.objects.filter(identity__in=own).count()
    return Erasure(
        accounts=len(own),
        messages=Message.objects.filter(author__in=own).exclude(text="").count(),
        letters=letters,
        consents=len(agreements(person)),
        community=Participant.objects.filter(identity__in=own).exists(),
        lines=Interaction.objects.filter(Q(actor__in=own) | Q(target__in=own), brand=person.brand_id).count(),
    )
