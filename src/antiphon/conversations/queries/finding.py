"""Conversations in which words stand: in a message, or in the name of who speaks."""

from django.db.models import Q

from antiphon.conversations.models import Conversations, Message
from antiphon.people.models import Identity


def holding(rows: Conversations, brand: int, text: str) -> Conversations:
    """Return those in which a text stands; all without one."""
    if not text:
        return rows
    authors = Identity.objects.filter(brand=brand).filter(Q(name__icontains=text) | Q(handle__icontains=text))
    said = Message.objects.filter(brand=brand).filter(Q(text__icontains=text) | Q(author__in=authors))
    return rows.filter(pk__in=said.values("conversation"))
