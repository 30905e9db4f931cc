"""From what was heard to an ask: where a member begins one about a conversation of the inbox."""

from urllib.parse import urlencode

from django.urls import reverse

from antiphon.community.models import Community, Participant
from antiphon.conversations.models import Conversation
from antiphon.ledger.rules import SAID, Verb
from antiphon.organizations.models import Member


def ask_about(member: Member, conversation: Conversation) -> str:
    """Return the address at which a member asks the square about what opens a conversation; empty if they cannot.

    They take part in the community, and what they ask about is not confined to few.
    """
    community = Community.objects.select_related("square").filter(brand=member.brand).first()
    if community is None or community.square is None or conversation.confined:
        return ""
    if not Participant.objects.taking_part().filter(brand=member.brand, user=member.user_id).exists():
        return ""
    public = conversation.messages.filter(uri=conversation.root_uri, act__in=SAID - {Verb.DIRECT}).exists()
    at = reverse("new_ask", args=[member.brand.slug, community.square.slug])
    return f"{at}?{urlencode({'about': conversation.root_uri})}" if public else ""
