"""How trust and sanctions are shown."""

from django import template

from antiphon.community import sentences
from antiphon.community.models import Participant, Sanction
from antiphon.community.queries.cases import waiting_number
from antiphon.community.queries.trust import trust_level
from antiphon.organizations.models import Member

register = template.Library()


@register.filter
def trust(participant: Participant) -> str:
    """Return in a word how well the community knows somebody."""
    return str(trust_level(participant).label)


@register.simple_tag
def waiting_for_hosts(member: Member) -> int:
    """Return how much waits for a host: cases, held writings, appeals."""
    return waiting_number(member)


@register.filter
def told(sanction: Sanction) -> str:
    """Return what a sanction does and until when, as the person is told."""
    return sentences.told(sanction.participant.brand, sanction)
