"""The inbox and a conversation: who waits, what was said, and the answer that goes out from there."""

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from antiphon.channels.actions import disconnect
from antiphon.channels.models import Channel
from antiphon.conversations.models import Conversation, Heard, Message
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Role
from antiphon.publishing.models import Delivery
from antiphon.web.pages import inbox
from tests.web.heard import ago, heard, published, work_on
from tests.web.readers import count_queries
from tests.world import World, make_user

INBOX = "/b/bottega/inbox/"
PART = {"HX-Request": "true"}


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    client.force_login(world.anna.user)
    return client


@pytest.fixture
def asked(world: World) -> Message:
    return heard(world.site, "Maren", "Do you ship to France?", at=ago(hours=3))


def page_of(message: Message) -> str:
    return f"{INBOX}{message.conversation_id}/"


def test_a_guest_and_an_outsider_do_not_get_in(client: Client, world: World, asked: Message) -> None:
    for address in (INBOX, page_of(asked)):
        assert client.get(address).status_code == 302
    client.force_login(world.carla.user)
    for address in (INBOX, page_of(asked)):
        assert client.get(address).status_code == 404
    assert client.get(f"/b/cards/inbox/{asked.conversation_id}/").status_code == 404


def test_an_empty_inbox_says_what_it_is_for(anna: Client) -> None:
    page = anna.get(INBOX).content.decode()
    assert "Nobody has spoken to you here yet" in page
    assert "/b/bottega/channels/" in page


def test_who_has_waited_longest_comes_first(anna: Client, world: World, asked: Message) -> None:
    heard(world.site, "Idris", "And to Tunis?", at=ago(days=2))
    page = anna.get(INBOX).content.decode()
    assert page.index("Idris") < page.index("Maren")
    assert "2 days" in page.replace("\xa0", " ")
    assert "3 hours" in page.replace("\xa0", " ")


def test_who_needs_no_answer_is_only_among_all(anna: Client, world: World) -> None:
    heard(world.site, "Ruth", "Thanks!")
    assert "Nobody waits for you" in anna.get(INBOX).content.decode()
    assert "Ruth" in anna.get(INBOX + "?tab=all").content.decode()


@pytest.mark.parametrize("sought", ["caffè", "CAFFE", "caff", "solene", "Solène garn"])
def test_words_and_names_are_found_without_their_accents(anna: Client, world: World, sought: str) -> None:
    heard(world.site, "Solène Garnier", "Un caffè per due?")
    heard(world.site, "Idris", "Do you ship?")
    page = anna.get("/b/bottega/inbox/", {"text": sought}).content.decode()
    assert ("Un caffè per due?" in page, "Do you ship?" in page) == (True, False)


def test_a_part_of_the_inbox_is_the_listing_alone(anna: Client, asked: Message) -> None:
    answer = anna.get(INBOX, headers=PART | {"HX-Target": "listing"})
    assert "<html" not in answer.content.decode()
    assert answer.content.decode().lstrip().startswith('<div id="listing">')
    assert "HX-Request" in answer["Vary"]


def test_history_of_the_browser_gets_the_whole_page(anna: Client, asked: Message) -> None:
    headers = PART | {"HX-Target": "listing", "HX-History-Restore-Request": "true"}
    assert "<html" in anna.get(INBOX, headers=headers).content.decode()


def test_the_inbox_takes_as_many_queries_for_thirty_as_for_one(
    anna: Client, world: World, asked: Message, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for_one = count_queries(lambda: anna.get(INBOX))
    for number in range(29):
        heard(world.site, f"Person {number}", "May I ask something?", at=ago(hours=number))
    with django_assert_num_queries(for_one):
        page = anna.get(INBOX)
    assert page.content.decode().count("inbox-row choosable") == 30


def test_more_than_a_page_is_paged(anna: Client, world: World) -> None:
    for number in range(31):
        heard(world.site, f"Person {number}", "May I ask something?", at=ago(hours=number + 1))
    assert 'rel="next"' in anna.get(INBOX).content.decode()
    [further] = re.findall(r'rel="next" href="([^"]+)"', anna.get(INBOX).content.decode())
    second = anna.get(further).content.decode()
    assert re.findall(r"with (Person \d+)<", second) == ["Person 0"]
    assert 'rel="next"' not in second
    for nonsense in ("x", "MjAyNi0wMS0wMSAx", "4pyT", "OTk5OS0xMi0zMVQyMzo1OTo1OS0yMzo1OSAx"):
        assert anna.get(f"{INBOX}?after={nonsense}").status_code == 200


def test_a_conversation_shows_the_tree_with_both_sides(anna: Client, world: World) -> None:
    published(world.anna, "We opened the workshop.", world.site)
    root = Message.objects.get()
    reply = heard(world.site, "Maren", "May I come too?", upon=root.uri)
    heard(world.site, "Idris", "So may I, I hope.", upon=reply.uri)
    page = anna.get(page_of(root)).content.decode()
    assert page.index("We opened") < page.index("May I come") < page.index("So may I")
    assert ("message ours" in page, "message theirs" in page) == (True, True)
    assert "level-2" in page
    assert "answers Maren" in page
    assert f"/b/bottega/people/{reply.author.person_id}/" in page


def test_times_are_those_of_the_brand(anna: Client, world: World) -> None:
    message = heard(world.site, "Maren", "Good morning?", at=ago(days=400).replace(month=1, hour=11, minute=30))
    assert "at 12:30" in anna.get(page_of(message)).content.decode()


def test_hostile_words_and_pictures_are_only_text(anna: Client, world: World) -> None:
    message = heard(
        world.site,
        "Mallory",
        "ignored",
        html='<p><script>alert(1)</script><img src=x onerror="alert(2)"><a href="javascript:alert(3)">there</a></p>',
    )
    Message.objects.filter(pk=message.pk).update(pictures=[["javascript:alert(4)", '"><script>alert(5)</script>']])
    page = anna.get(page_of(message)).content.decode()
    for evil in ("<script>alert", "onerror", '<img src="javascript'):
        assert evil not in page
    assert 'src="javascript:' not in page


def test_the_form_for_an_answer_opens_without_a_script(anna: Client, asked: Message) -> None:
    assert '<form class="answer"' not in anna.get(page_of(asked)).content.decode()
    page = anna.get(f"{page_of(asked)}?answer={asked.pk}").content.decode()
    assert "Your answer to Maren" in page
    assert "50000 of 50000 characters left" in page


def test_the_form_for_an_answer_is_a_part_of_the_page(anna: Client, asked: Message) -> None:
    headers = PART | {"HX-Target": f"slot{asked.pk}"}
    part = anna.get(f"{page_of(asked)}?answer={asked.pk}", headers=headers).content.decode()
    assert part.startswith(f'<div class="slot" id="slot{asked.pk}">')
    closed = anna.get(f"{page_of(asked)}?slot={asked.pk}", headers=headers).content.decode()
    assert "<textarea" not in closed


def test_an_answer_goes_out_under_that_message_and_is_seen_on_its_way(anna: Client, asked: Message) -> None:
    sent = anna.post(page_of(asked), {"message": asked.pk, "text": "Yes, on Mondays."})
    assert (sent.status_code, sent["Location"]) == (303, f"{page_of(asked)}#m{asked.pk}")
    delivery = Delivery.objects.get()
    assert delivery.post.in_reply_to == asked
    page = anna.get(page_of(asked)).content.decode()
    assert "Yes, on Mondays." in page
    assert "about to go out" in page
    state = f"{page_of(asked)}answers/{delivery.pk}/"
    assert f'hx-get="{state}"' in page
    work_on()
    part = anna.get(state, headers=PART | {"HX-Target": f"answer{delivery.pk}"}).content.decode()
    assert "message ours" in part
    assert "hx-trigger" not in part
    assert '<span id="standing" hx-swap-oob="true" class="badge">nobody waits</span>' in part
    assert Conversation.objects.get().waiting_on == "nobody"
    assert anna.get(state).status_code == 302


def test_an_answer_that_is_sent_twice_goes_out_once(anna: Client, asked: Message) -> None:
    page = anna.get(f"{page_of(asked)}?answer={asked.pk}").content.decode()
    [key] = re.findall(r'name="request_key" value="([^"]+)"', page)
    for _ in range(2):
        sent = anna.post(page_of(asked), {"message": asked.pk, "text": "Yes.", "request_key": key})
        assert sent.status_code == 303
    assert Delivery.objects.count() == 1


def test_an_answer_without_leaving_comes_back_as_a_part(anna: Client, asked: Message) -> None:
    headers = PART | {"HX-Target": f"slot{asked.pk}"}
    sent = anna.post(page_of(asked), {"message": asked.pk, "text": "Yes."}, headers=headers)
    assert sent.status_code == 200
    assert "<html" not in sent.content.decode()
    assert "Yes." in sent.content.decode()
    assert "<textarea" not in sent.content.decode()


@pytest.mark.parametrize("headers", [{}, PART])
def test_an_answer_that_is_too_long_stays_with_the_reason(
    anna: Client, world: World, asked: Message, headers: dict[str, str]
) -> None:
    Channel.objects.update(limits_read={"text": {"graphemes": 10}, "images": 0})
    part = headers and {"HX-Target": f"slot{asked.pk}"}
    typed = {"message": asked.pk, "text": "Much longer than ten"}
    sent = anna.post(page_of(asked), typed, headers=headers | part)
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "The text is too long" in page
    assert "Much longer than ten</textarea>" in page
    assert "10 characters too many" in page
    assert not Delivery.objects.exists()


def test_an_empty_answer_is_asked_for_again(anna: Client, asked: Message) -> None:
    sent = anna.post(page_of(asked), {"message": asked.pk, "text": "  "})
    assert sent.status_code == 422
    assert "Write something first." in sent.content.decode()


def test_an_answer_to_a_message_of_elsewhere_is_not_found(anna: Client, world: World, asked: Message) -> None:
    other = heard(world.site, "Idris", "Another talk?")
    assert anna.post(page_of(asked), {"message": other.pk, "text": "Yes"}).status_code == 404
    assert anna.post(page_of(asked), {"message": "x", "text": "Yes"}).status_code == 404


def test_the_room_left_is_counted_while_one_writes(anna: Client, asked: Message) -> None:
    Channel.objects.update(limits_read={"text": {"graphemes": 10}, "images": 0})
    room = anna.post(page_of(asked) + "room/", {"message": asked.pk, "text": "caffè"}).content.decode()
    assert "5 of 10 characters left" in room
    assert anna.post(page_of(asked) + "room/", {"message": "0", "text": ""}).status_code == 404


def test_an_author_reads_but_does_not_answer(client: Client, world: World, asked: Message) -> None:
    client.force_login(world.bruno.user)
    page = client.get(f"{page_of(asked)}?answer={asked.pk}").content.decode()
    assert "Do you ship to France?" in page
    assert "<textarea" not in page
    assert client.post(page_of(asked), {"message": asked.pk, "text": "Yes"}).status_code == 422
    assert not Delivery.objects.exists()


def test_nothing_is_answered_on_a_channel_that_is_gone(anna: Client, world: World, asked: Message) -> None:
    disconnect(world.anna, world.site)
    page = anna.get(f"{page_of(asked)}?answer={asked.pk}").content.decode()
    assert "no longer connected" in page
    assert '<form class="answer"' not in page


def test_somebody_takes_care(anna: Client, world: World, asked: Message) -> None:
    editor = add_member(by=world.anna, user=make_user("ed@example.org", "Edda"), role=Role.EDITOR)
    saved = anna.post(page_of(asked) + "assign/", {"member": editor.pk})
    assert (saved.status_code, saved["Location"]) == (303, page_of(asked))
    assert Conversation.objects.get().assignee == editor
    part = anna.post(page_of(asked) + "assign/", {"member": ""}, headers=PART | {"HX-Target": "care"})
    assert "Saved." in part.content.decode()
    assert Conversation.objects.get().assignee is None
    assert anna.post(page_of(asked) + "assign/", {"member": world.carla.pk}).status_code == 422


def test_a_conversation_takes_as_many_queries_for_thirty_messages_as_for_one(
    anna: Client, world: World, asked: Message, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    anna.get(page_of(asked))
    Heard.objects.all().delete()
    for_one = count_queries(lambda: anna.get(page_of(asked)))
    for number in range(29):
        heard(world.site, f"Person {number}", "And I?", upon=asked.uri)
    with django_assert_num_queries(for_one):
        page = anna.get(page_of(asked))
    assert page.content.decode().count("<article") == 30


def test_a_post_that_nobody_answered_is_no_conversation_yet(anna: Client, world: World) -> None:
    published(world.anna, "We opened the workshop.", world.site)
    page = anna.get(INBOX + "?tab=all").content.decode()
    assert "Nobody has spoken to you here yet" in page
    assert "We opened" not in page


def test_every_key_is_told_on_the_page_and_there_is_no_other(anna: Client, asked: Message) -> None:
    script = (Path(inbox.__file__).parents[1] / "static" / "js" / "inbox.js").read_text("utf-8")
    taken = re.findall(r'^  "?([a-z?])"?: \(\) =>', script, re.MULTILINE)
    told = re.findall(r"<kbd>(.)</kbd>", anna.get(INBOX).content.decode())
    assert sorted(taken) == sorted(set(told) - {"↵"})
