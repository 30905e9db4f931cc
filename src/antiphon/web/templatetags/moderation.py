"""How trust and sanctions are shown."""

from django import template

from antiphon.community import sentences
from antiphon.community.models import Participant, Sanction
from antiphon.community.queries.trust import trust_level

register = template.Library()


@register.filter
def trust(participant: Participant) -> str:
    """Return in a word how well the community knows somebody."""
    return str(trust_level(participant).label)


@register.filter
def told(sanction: Sanction) -> str:
    """Return what a sanction does and until when, as the person is told."""
    return sentences.told(sanction.participant.brand, sanction)
