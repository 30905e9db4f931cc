"""What helps to write, as a browser meets it: drafts, previews, files, quotations, short posts, what is new."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.listing import ListGiven, hold_first, keep_list
from antiphon.community.actions.polling import PollGiven, open_poll
from antiphon.community.actions.reshaping import merge, split
from antiphon.community.actions.writing import Words, edit, open_topic, reply
from antiphon.community.models import (
    HeldWriting,
    ListEffect,
    Notification,
    Position,
    Sketch,
    Topic,
    Visibility,
    Writing,
)
from antiphon.community.permissions import Viewer
from tests.community.place import Place, ask, make_place, part_of, spark
from tests.files import picture
from tests.web.community_samples import attached
from tests.world import World

AT = "/@bottega/community/"


@pytest.fixture
def place(world: World) -> Place:
    """Bottega's community, with Anna, Dora and Emil."""
    return make_place(world)


@pytest.fixture
def signed_in(client: Client) -> Callable[[Viewer], Client]:
    """A browser in which somebody has signed in."""

    def sit(who: Viewer) -> Client:
        user = part_of(who).user
        assert user
        client.force_login(user)
        return client

    return sit


def test_what_was_begun_is_given_back_and_gone_once_it_is_sent(
    place: Place, signed_in: Callable[[Viewer], Client]
) -> None:
    topic = ask(place, place.emil)
    key = spark(topic).pk
    dora, form = signed_in(place.dora), {"place": f"reply:{topic.pk}:{key}", "key": "k", "source": "Eighty **turns**"}
    back = dora.post(f"{AT}writing/", form | {"do": "preview"})
    assert back["Location"] == f"{AT}topics/{topic.pk}/?answer={key}&preview=1#words"
    page = dora.get(back["Location"]).text
    assert "Eighty **turns**</textarea>" in page
    assert "<p>Eighty <strong>turns</strong></p>" in page
    dora.post(f"{AT}topics/{topic.pk}/reply/", form | {"message": key})
    assert Sketch.objects.under_way().count() == 0
    assert "Eighty **turns**" not in dora.get(f"{AT}topics/{topic.pk}/?answer={key}").text


def test_a_preview_obeys_no_html(place: Place, signed_in: Callable[[Viewer], Client]) -> None:
    form = {"place": "note", "key": "k", "source": "<script>alert(1)</script>", "do": "preview"}
    shown = signed_in(place.dora).post(
        f"{AT}writing/", form, headers={"hx-request": "true", "hx-target": "words-aside"}
    )
    assert "&lt;script&gt;" in shown.text
    assert "<script>" not in shown.text


def test_a_file_that_is_sent_along_is_shown_to_who_may_read(
    place: Place, signed_in: Callable[[Viewer], Client]
) -> None:
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    topic = open_topic(place.dora, kiln, "Cone 6", Words(source="Who fires?"))
    dora = signed_in(place.dora)
    name = '"><script>alert(1)</script>.jpg'
    sent = {"message": spark(topic).pk, "key": "k", "source": "Look", "words": '"><b>Bowl'}
    dora.post(f"{AT}topics/{topic.pk}/reply/", sent | {"file": SimpleUploadedFile(name, picture())})
    page = dora.get(f"{AT}topics/{topic.pk}/").text
    kept = Writing.objects.get(source="Look").attachments.get()
    assert 'alt="&quot;&gt;&lt;b&gt;Bowl"' in page
    assert "alert(1)" not in page
    given = dora.get(f"{AT}attachments/{kept.pk}/")
    assert (given.status_code, given["Content-Type"], given["X-Content-Type-Options"]) == (
        200,
        "image/jpeg",
        "nosniff",
    )
    b"".join(given.streaming_content)
    assert dora.get(f"/media/{kept.file.name}").status_code == 404
    assert signed_in(place.emil).get(f"{AT}attachments/{kept.pk}/").status_code == 404


def test_a_picture_without_words_is_refused_and_the_answer_is_kept(
    place: Place, signed_in: Callable[[Viewer], Client]
) -> None:
    topic = ask(place, place.emil)
    sent = {"message": spark(topic).pk, "key": "k", "source": "Look", "file": SimpleUploadedFile("a.jpg", picture())}
    answer = signed_in(place.dora).post(f"{AT}topics/{topic.pk}/reply/", sent)
    assert (answer.status_code, "Say what the picture shows" in answer.text) == (422, True)
    assert "Look</textarea>" in answer.text
    assert Writing.objects.count() == 1


def test_a_quotation_names_who_said_it_and_leads_there(place: Place, signed_in: Callable[[Viewer], Client]) -> None:
    topic = ask(place, place.emil, text="One.\nTwo.")
    page = signed_in(place.dora).get(f"{AT}topics/{topic.pk}/?answer={spark(topic).pk}&quote=1").text
    assert f"&gt; [Emil]({AT}messages/{spark(topic).network_id}/):\n&gt;\n&gt; One.\n&gt; Two." in page


def test_something_short_needs_no_title(place: Place, signed_in: Callable[[Viewer], Client]) -> None:
    signed_in(place.dora).post(f"{AT}say/", {"source": "The **kiln** is hot.\nWho has biscuits?"})
    topic = Topic.objects.get()
    assert (topic.title, topic.kind, topic.group) == ("The kiln is hot.", "note", place.square)


def test_something_short_of_a_newcomer_waits_like_any_topic(
    place: Place, signed_in: Callable[[Viewer], Client]
) -> None:
    hold_first(place.anna, 1)
    answer = signed_in(place.dora).post(f"{AT}say/", {"source": "The **kiln** is hot.", "key": "k"}, follow=True)
    held = HeldWriting.objects.get()
    assert (held.title, held.kind, held.group, Topic.objects.count()) == ("The kiln is hot.", "note", place.square, 0)
    assert (answer.redirect_chain, "Your words wait for a moderator." in answer.text) == (
        [(reverse("standing", args=["bottega"]), 303)], True
    )  # fmt: skip
    assert "The kiln is hot." not in signed_in(place.emil).get(AT).text


def test_something_short_is_asked_after_lists_links_and_how_often(
    place: Place, signed_in: Callable[[Viewer], Client]
) -> None:
    keep_list(place.anna, ListGiven(name="Ours", entries="gratis", effect=ListEffect.REFUSE))
    dora = signed_in(place.dora)
    for source in ("Take it gratis", "https://a.example https://b.example https://c.example"):
        answer = dora.post(f"{AT}say/", {"source": source})
        assert (answer.status_code, f"{source}</textarea>" in answer.text) == (422, True)
    answers = [dora.post(f"{AT}say/", {"source": f"Hot {number}"}).status_code for number in range(3)]
    assert (answers, Topic.objects.count()) == ([303, 303, 422], 2)


def test_the_history_shows_what_each_edit_changed(place: Place, signed_in: Callable[[Viewer], Client]) -> None:
    topic = ask(place, place.dora, text="Open on Saturday.")
    edit(place.dora, Writing.objects.get(message=spark(topic)), Words(source="Open on Sunday."))
    page = signed_in(place.emil).get(f"{AT}topics/{topic.pk}/messages/{spark(topic).pk}/history/").text
    assert "Open on <del>Saturday</del><ins>Sunday</ins>." in page


def test_new_leads_to_the_first_message_that_was_not_seen(
    place: Place, signed_in: Callable[[Viewer], Client]
) -> None:
    topic = ask(place, place.dora)
    dora = signed_in(place.dora)
    dora.get(f"{AT}topics/{topic.pk}/")
    new = reply(place.emil, topic, spark(topic), Words(source="Longer")).message_id
    assert f"{AT}topics/{topic.pk}/?unread=1" in dora.get(AT).text
    assert dora.get(f"{AT}topics/{topic.pk}/?unread=1")["Location"] == f"{AT}topics/{topic.pk}/#m{new}"
    assert "1 new since your last visit" in dora.get(f"{AT}topics/{topic.pk}/").text
    assert "new since your last visit" not in dora.get(f"{AT}topics/{topic.pk}/").text


def test_both_topics_say_that_one_was_split_and_an_old_address_leads_on(
    place: Place, signed_in: Callable[[Viewer], Client]
) -> None:
    topic = ask(place, place.dora)
    aside = reply(place.emil, topic, spark(topic), Words(source="Aside"))
    made = split(place.anna, topic, aside.message, "Apart")
    dora = signed_in(place.dora)
    assert f'<a href="{AT}topics/{made.pk}/">Apart</a>' in dora.get(f"{AT}topics/{topic.pk}/").text
    assert f'<a href="{AT}topics/{topic.pk}/">{topic.title}</a>' in dora.get(f"{AT}topics/{made.pk}/").text
    stable = f"{AT}messages/{aside.message.network_id}/"
    assert dora.get(stable)["Location"] == f"{AT}topics/{made.pk}/#m{aside.message_id}"
    merge(place.anna, made, topic)
    assert dora.get(f"{AT}topics/{made.pk}/")["Location"] == f"{AT}topics/{topic.pk}/"
    assert dora.get(stable)["Location"] == f"{AT}topics/{topic.pk}/#m{aside.message_id}"


def test_the_result_of_a_poll_is_seen_by_who_has_voted(place: Place, signed_in: Callable[[Viewer], Client]) -> None:
    topic = ask(place, place.dora)
    poll = open_poll(place.dora, topic, PollGiven(question="Which?", options=["Six", "Ten"]))
    emil = signed_in(place.emil)
    assert "poll-result" not in emil.get(f"{AT}topics/{topic.pk}/").text
    emil.post(f"{AT}topics/{topic.pk}/polls/{poll.pk}/vote/", {"option": poll.options.all()[1].pk})
    page = emil.get(f"{AT}topics/{topic.pk}/").text
    assert ("poll-result" in page, "1 person voted" in page, "100 %" in page) == (True, True, True)


def test_a_page_of_a_topic_asks_as_much_for_forty_messages_as_for_one(
    place: Place, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    topic = ask(place, place.dora)
    attached(place.dora, topic)
    with django_assert_max_num_queries(100) as few:
        client.get(f"{AT}topics/{topic.pk}/")
    above = spark(topic)
    for number in range(34):
        above = reply(place.emil, topic, above, Words(source=f"Level {number}")).message
    for _ in range(30):
        reply(place.emil, topic, spark(topic), Words(source="Beside"))
    with django_assert_max_num_queries(len(few)):
        page = client.get(f"{AT}topics/{topic.pk}/").text
    assert page.count('class="turn ') == 40
    assert "level-6" in page
    assert "level-7" not in page


def test_a_name_leads_to_a_profile_only_for_who_may_look_at_it(place: Place) -> None:
    topic = ask(place, place.dora)
    address = f"/@bottega/community/topics/{topic.pk}/"
    profile = '<a href="/@bottega/community/members/dora/">Dora</a>'
    assert profile not in Client().get(address).content.decode()
    user = part_of(place.emil).user
    assert user
    client = Client()
    client.force_login(user)
    assert profile in client.get(address).content.decode()


def test_a_topic_that_is_looked_at_again_is_only_read(place: Place, signed_in: Callable[[Viewer], Client]) -> None:
    topic = ask(place, place.dora)
    answer = reply(place.emil, topic, spark(topic), Words(source="Ten minutes."))
    dora, address = signed_in(place.dora), f"{AT}topics/{topic.pk}/"
    dora.head(address)
    assert Position.objects.count() == 0
    dora.get(address)
    assert Position.objects.get().read_up_to == answer.message_id
    assert Notification.objects.get(message=answer.message).read_at
    with CaptureQueriesContext(connection) as asked:
        dora.get(address)
    assert [one["sql"] for one in asked.captured_queries if not one["sql"].startswith("SELECT")] == []
