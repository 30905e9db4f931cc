"""A thread and its first comment: each part answers the one before it, in its turn, on every network that lets us."""

from dataclasses import dataclass
from typing import Any

import pytest

from antiphon.conversations.models import Conversation, Message
from antiphon.lib.errors import Refusal
from antiphon.publishing.actions.composing import compose
from antiphon.publishing.actions.rewriting import rewrite
from antiphon.publishing.drafts import Draft, Moment, Part, Picture
from antiphon.publishing.models import Content, Delivery, Post
from antiphon.publishing.outgoing import later_posts, outgoing_of
from antiphon.publishing.tasks import record_what_is_live
from tests.publishing.conftest import Stage
from tests.world import png

PARTS = [Part("Two"), Part("Three", [Picture(png(30, 20), "A teal square")])]


def thread(stage: Stage, *kinds: str, **more: Any) -> Post:
    chosen = [stage.channels[kind] for kind in kinds or ("site", "mastodon", "bluesky")]
    draft = Draft("One", chosen, "en", parts=more.pop("parts", PARTS), **more)
    return compose(stage.anna, draft, Moment())


@dataclass
class Row:
    """How a part stands on a channel."""

    text: str
    state: str
    answers: str


def rows(kind: str) -> list[Row]:
    found = Delivery.objects.filter(channel__kind=kind).order_by("pk").select_related("follows", "post__content")
    return [Row(one.words, one.state, one.follows.words if one.follows else "") for one in found]


def test_each_part_waits_for_the_one_before_and_answers_it(stage: Stage) -> None:
    thread(stage, comment="More at the shop")
    stage.work_until_settled()
    expected = [
        Row("One", "live", ""), Row("Two", "live", "One"), Row("Three", "live", "Two"),
        Row("More at the shop", "live", "One"),
    ]  # fmt: skip
    assert (rows("mastodon"), rows("bluesky")) == (expected, expected)
    statuses = {one.text: one for one in stage.mastodon.statuses() if one.account_id == stage.tooter.id}
    answered = {text: one.in_reply_to_id for text, one in statuses.items()}
    one, two = statuses["One"].id, statuses["Two"].id
    assert answered == {"One": None, "Two": one, "Three": two, "More at the shop": one}
    records = {one.value["text"]: one for one in stage.bluesky.posts() if one.did == stage.skier.did}
    replies = {text: record.value.get("reply", {}) for text, record in records.items()}
    assert replies["Three"]["parent"]["uri"] == records["Two"].uri
    assert replies["Three"]["root"]["uri"] == records["One"].uri
    assert replies["More at the shop"]["parent"]["uri"] == records["One"].uri


def test_where_a_post_cannot_be_continued_its_parts_are_one_text_with_all_pictures(stage: Stage) -> None:
    thread(stage, "site", comment="More at the shop")
    (only,) = Delivery.objects.filter(channel__kind="site")
    outgoing = outgoing_of(only)
    assert (outgoing.text, [one.alt_text for one in outgoing.media]) == ("One\n\nTwo\n\nThree", ["A teal square"])


def test_the_pictures_of_a_part_reach_the_network_with_their_words(stage: Stage) -> None:
    thread(stage, "mastodon")
    stage.work_until_settled()
    kept = stage.mastodon.instance.state.media
    found = {one.text: [kept[pk].description for pk in one.media_ids] for one in stage.mastodon.statuses()}
    assert found == {"One": [], "Two": [], "Three": ["A teal square"]}


def test_all_parts_are_one_conversation(stage: Stage) -> None:
    thread(stage, "mastodon", comment="More at the shop")
    stage.work_until_settled()
    while record_what_is_live():
        pass
    assert Conversation.objects.count() == 1
    parents = dict(Message.objects.values_list("text", "parent_uri"))
    uris = dict(Message.objects.values_list("text", "uri"))
    assert parents == {"One": "", "Two": uris["One"], "Three": uris["Two"], "More at the shop": uris["One"]}


def test_a_part_that_is_too_long_is_named(stage: Stage) -> None:
    with pytest.raises(Refusal, match=r"Part 2: .*too long for Bluesky") as caught:
        thread(stage, "bluesky", parts=[Part("x" * 301)])
    assert caught.value.field == "text"
    assert not Post.objects.exists()


@pytest.mark.parametrize(("parts", "words"), [([Part(" ")], "part of the thread is empty"),
                                              ([Part("x")] * 51, "at most 50 parts")])  # fmt: skip
def test_a_thread_that_cannot_be_is_refused(stage: Stage, parts: list[Part], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        thread(stage, "mastodon", parts=parts)


def test_a_thread_that_is_rewritten_begins_anew_and_leaves_nothing_behind(stage: Stage) -> None:
    draft = Draft("One", [stage.channels["mastodon"]], "en", parts=PARTS, comment="More")
    post = compose(stage.anna, draft, Moment(as_draft=True))
    assert [one.content.text for one in later_posts(post)] == ["Two", "Three", "More"]
    again = Draft("Uno", [stage.channels["mastodon"]], "it", parts=[Part("Due")])
    rewrite(stage.anna, post, again, Moment())
    assert [one.content.text for one in later_posts(post)] == ["Due"]
    assert (Content.objects.count(), Delivery.objects.count()) == (2, 2)
    stage.work_until_settled()
    assert sorted(stage.toots()) == ["Due", "Uno"]
