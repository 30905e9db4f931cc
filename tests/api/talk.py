"""A conversation under a post of Bottega, made by the product's own actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from antiphon.channels.connector import Act, Did, Profile, Reference, Said
from antiphon.conversations.actions import note_act, receive
from antiphon.conversations.models import Conversation, Message
from antiphon.lib import clock
from antiphon.people.models import Person
from antiphon.publishing.actions.bringing_in import Standing, bring_in
from antiphon.publishing.actions.composing import Draft
from antiphon.publishing.models import Post
from tests.world import World

DORA = Profile("https://town.example/dora", "dora@town.example", "Dora", "https://town.example/@dora")


@dataclass(frozen=True, slots=True)
class Talk:
    """Bottega's post, and what Dora asks under it."""

    post: Post
    conversation: Conversation
    question: Message
    dora: Person


def make_talk(world: World, number: int = 1, at: datetime | None = None) -> Talk:
    """Let Bottega say something on its pages, and Dora like it and ask about it, a minute and two later."""
    at = at or clock.now() - timedelta(hours=1)
    uri = f"https://bottega.example/posts/{number}"
    draft = Draft(f"Call number {number}", [world.site], "en")
    post = bring_in(world.anna, draft, {world.site: Standing(Reference(uri, str(number), uri), "")}, at)
    note_act(world.site, Did(Act.LIKE, DORA, at + timedelta(minutes=1), f"like-{number}", uri))
    question = receive(world.site, said_by(DORA, number, at + timedelta(minutes=2), uri))
    assert question
    assert question.author.person
    return Talk(post, question.conversation, question, question.author.person)


def said_by(who: Profile, number: int, at: datetime, parent: str, text: str = "When do you open?") -> Said:
    """Return a reply that is a question."""
    uri = f"{who.stable_id}/{number}"
    return Said(
        Act.REPLY, Reference(uri, str(number), uri), who, at, text, parent_uri=parent, root_uri=parent, language="en"
    )
