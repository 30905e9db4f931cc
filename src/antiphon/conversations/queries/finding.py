"""Conversations in which words stand: in a message, or in the name of who speaks."""

from django.db import connection

from antiphon.conversations.models import Conversations, Message
from antiphon.conversations.rules import words_in
from antiphon.lib.folding import folded
from antiphon.people.models import Identity

#: So many messages, the latest, are looked at, and so many people: who wants older ones adds a word.
MOST_MESSAGES, MOST_PEOPLE = 2_000, 200
_HITS = {
    "sqlite": "SELECT said.conversation_id, said.id FROM conversations_message_fts "
    "CROSS JOIN conversations_message AS said ON said.id = conversations_message_fts.rowid "
    "WHERE conversations_message_fts MATCH %s AND said.brand_id = %s "
    "ORDER BY conversations_message_fts.rowid DESC LIMIT %s",
    "postgresql": "SELECT conversation_id, id FROM conversations_message "
    "WHERE found @@ %s::tsquery AND brand_id = %s ORDER BY id DESC LIMIT %s",
}


def holding(rows: Conversations, brand: int, text: str) -> Conversations:
    """Return those in which a text stands, as words or their beginnings, or in the name of who speaks.

    Accents and capitals make no difference.
    """
    if not text:
        return rows
    people = Identity.objects.filter(brand=brand)
    named = folded(text).split()
    for word in named:
        people = people.filter(sought__contains=word)
    authors = list(people.values_list("pk", flat=True)[:MOST_PEOPLE]) if named else []
    theirs = Message.objects.filter(author__in=authors).order_by("-sent_at")
    spoken_by = theirs.values_list("conversation", flat=True)[:MOST_MESSAGES] if authors else []
    return rows.filter(pk__in={*_saying(brand, text), *spoken_by})


def messages_saying(brand: int, text: str) -> set[int]:
    """Return the latest messages in which a text stands, as words or their beginnings."""
    return {message for _conversation, message in _hits(brand, text)}


def _saying(brand: int, text: str) -> set[int]:
    return {conversation for conversation, _message in _hits(brand, text)}


def _hits(brand: int, text: str) -> list[tuple[int, int]]:
    words = words_in(text)
    if not words:
        return []
    if connection.vendor == "sqlite":
        asked = " ".join(f'"{word}"*' for word in words)
    else:
        asked = " & ".join(f"'{word}':*" for word in words)
    with connection.cursor() as cursor:
        cursor.execute(_HITS[connection.vendor], [asked, brand, MOST_MESSAGES])
        return list(cursor.fetchall())
