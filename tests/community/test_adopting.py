"""What the brand says through its own channel finds its place in the community."""

from datetime import timedelta

from antiphon.community.models import Topic
from antiphon.community.tasks import adopt_all, tend_communities
from antiphon.conversations.models import Conversation
from antiphon.lib import clock
from antiphon.publishing.actions.answering import answer
from antiphon.publishing.tasks import record_what_is_live
from tests.community.place import Place, ask, spark
from tests.world import deliver, say


def test_a_post_to_the_community_opens_a_topic_on_the_square(place: Place) -> None:
    say(place.world.anna, place.community.channel, "The kiln is lit on Saturday.\n\nBring bread.")
    deliver()
    record_what_is_live()
    assert (tend_communities(), tend_communities()) == (1, 0)
    topic = Topic.objects.get()
    assert (topic.title, topic.group, topic.replies) == ("The kiln is lit on Saturday.", place.square, 0)
    assert spark(topic).author == place.community.channel.identity


def test_an_answer_from_the_inbox_is_a_reply_there(place: Place) -> None:
    topic = ask(place, place.dora, text="When is the kiln lit?")
    answer(place.world.anna, spark(topic), "On Saturday.")
    deliver()
    record_what_is_live()
    tend_communities()
    topic.refresh_from_db()
    said = [(one.text, one.parent_uri) for one in topic.conversation.messages.order_by("sent_at")]
    assert (topic.replies, said[1]) == (1, ("On Saturday.", spark(topic).uri))


def test_what_comes_late_finds_its_place_when_all_is_looked_at(place: Place) -> None:
    say(place.world.anna, place.community.channel, "The kiln was lit in spring.")
    deliver()
    record_what_is_live()
    Conversation.objects.update(last_at=clock.now() - timedelta(days=2))
    assert (tend_communities(), adopt_all(), adopt_all()) == (0, 1, 0)
    assert Topic.objects.get().title == "The kiln was lit in spring."
