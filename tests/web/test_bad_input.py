"""What somebody sends to do harm: shown as typed, refused, or kept out; on the pages as people read them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from antiphon.community.actions.flagging import Complaint, flag_message
from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.inviting import join_invited, make_invitation
from antiphon.community.actions.joining import Said, join
from antiphon.community.actions.opening import open_community
from antiphon.community.actions.polling import PollGiven, open_poll
from antiphon.community.actions.sessions import ask_question
from antiphon.community.actions.talking import start_talk
from antiphon.community.actions.writing import Words, open_topic, reply
from antiphon.community.models import (
    Attachment,
    FlagKind,
    GroupMember,
    HeldWriting,
    Joining,
    Participant,
    Sanction,
    Writing,
)
from antiphon.community.permissions import Viewer
from antiphon.community.queries.participants import viewer_of
from antiphon.lib import clock
from antiphon.lib.errors import Conflict
from antiphon.organizations.actions import issue_token
from tests.community.place import Place, ask, make_place, part_of, spark
from tests.community.test_sessions import announce
from tests.community.test_sketching import bomb
from tests.films import document
from tests.web.readers import signed_in
from tests.world import World

SCRIPT = "<script>alert(1)</script>"
TOPIC = "/@bottega/community/topics/{}/"


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


def of(viewer: Viewer) -> Client:
    client, user = Client(), part_of(viewer).user
    assert user
    client.force_login(user)
    return client


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_script_in_markdown_titles_and_links_is_shown_and_never_run(place: Place) -> None:
    text = f"{SCRIPT} [x](javascript:alert(1)) ![x](data:text/html,<b>) <img src=x onerror=alert(1)>"
    topic = open_topic(place.dora, place.square, f"Why {SCRIPT}", Words(source=text, warning=SCRIPT))
    shown = page(TOPIC.format(topic.pk))
    assert (SCRIPT in shown, "&lt;script&gt;" in shown) == (False, True)
    assert [sign in shown for sign in ('href="javascript:', 'src="data:', "<img src=x")] == [False] * 3


@pytest.mark.parametrize(
    "name", [f"{SCRIPT}.pdf", "../../settings.py\u202efdp.exe", 'a"; x="\r\nSet-Cookie: a=b.pdf']
)
def test_the_name_of_a_file_does_no_harm(place: Place, name: str) -> None:
    sent = {
        "place": "note",
        "key": "k",
        "do": "attach",
        "words": "Kilns",
        "file": SimpleUploadedFile(name, document(1)),
    }
    dora = of(place.dora)
    dora.post("/@bottega/community/writing/", sent)
    shown = dora.post("/@bottega/community/writing/", {"place": "note", "key": "k", "do": "preview"}).content.decode()
    kept = Attachment.objects.get()
    assert (SCRIPT in shown, "/" in kept.name, kept.file.name.endswith(".pdf")) == (False, False, True)
    given = dora.get(f"/@bottega/community/attachments/{kept.pk}/")
    assert (given.status_code, given["X-Content-Type-Options"], "Set-Cookie" in given) == (200, "nosniff", False)
    assert (given["Content-Disposition"].startswith("attachment"), "sandbox" in given["Content-Security-Policy"]) == (
        True, True,
    )  # fmt: skip
    given.close()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("kiln.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("kiln.png", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("kiln.png", bomb()),
        ("kiln.html", b"<script>alert(1)</script>"),
        ("kiln.docx", b"PK\x03\x04" + b"\0" * 100),
        ("kiln.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 100),
    ],
)
def test_script_in_svg_and_a_bomb_are_no_pictures(place: Place, name: str, data: bytes) -> None:
    sent = {"place": "note", "key": "k", "do": "attach", "words": "A kiln", "file": SimpleUploadedFile(name, data)}
    answer = of(place.dora).post("/@bottega/community/writing/", sent)
    assert (answer.status_code, Attachment.objects.count()) == (422, 0)


def test_a_second_vote_in_a_poll_is_told_and_not_counted(place: Place) -> None:
    topic = ask(place, place.dora)
    poll = open_poll(place.dora, topic, PollGiven(question="Which?", options=("Red", "Blue")))
    emil, red = of(place.emil), poll.options.get(position=1).pk
    answers = [emil.post(f"{TOPIC.format(topic.pk)}polls/{poll.pk}/vote/", {"option": red}) for _ in range(2)]
    assert ([one.status_code for one in answers], poll.votes.count()) == ([303, 422], 1)
    assert "You have voted already." in answers[1].content.decode()


def test_an_invitation_that_a_thousand_hold_lets_in_as_many_as_it_says(place: Place) -> None:
    link = make_invitation(place.dora, uses=3)
    came = 0
    for number in range(12):
        try:
            join_invited(place.community, place.newcomer(f"Guest{number}"), Said(name="Guest"), link)
            came += 1
        except Conflict:
            continue
    link.refresh_from_db()
    assert (came, link.used, Participant.objects.filter(came_by=link).count()) == (3, 3, 3)


def test_a_tree_thirty_levels_deep_in_every_script_is_read_whole(place: Place) -> None:
    topic = ask(place, place.emil, "مرحبا \U0001f3fa", "שלום \U00020000")
    message = spark(topic)
    for n in range(30):
        message = reply(
            place.emil if n % 2 else place.dora, topic, message, Words(source=f"عمق {n} \U0001f525")
        ).message
    shown = page(TOPIC.format(topic.pk))
    assert [words in shown for words in ("مرحبا \U0001f3fa", "שלום \U00020000", "عمق 29 \U0001f525")] == [True] * 3


def test_who_moderates_a_group_of_one_brand_is_nobody_in_a_group_of_another(place: Place, world: World) -> None:
    cards = open_community(world.carla, Joining.OPEN)
    mo = place.newcomer("Mo")
    join(cards, mo, Said(name="Mo"))
    mine = found_group(viewer_of(cards, mo), GroupGiven(name="Glue", purpose="Sticks"))
    topic = ask(place, place.dora)
    message = spark(topic)
    mos, where = Client(), TOPIC.format(topic.pk)
    mos.force_login(mo)
    tries: list[tuple[str, dict[str, Any]]] = [
        (f"{where}tend/", {"do": "close"}),
        (f"{where}messages/{message.pk}/take-away/", {"why": "Mine"}),
        (f"{where}messages/{message.pk}/split/", {"title": "Mine"}),
        (f"{where}merge/", {"into": topic.pk}),
        ("/@bottega/community/groups/square/change/", {"name": "Mine", "purpose": "Mine"}),
        ("/@bottega/community/groups/square/close/", {"closed": "yes"}),
    ]
    answers = [mos.post(address, sent).status_code for address, sent in tries]
    assert [status in {403, 404, 422} for status in answers] == [True] * len(tries), answers
    topic.refresh_from_db()
    place.square.refresh_from_db()
    assert (topic.closed_at, topic.group, place.square.name) == (None, place.square, "The square")
    assert Writing.objects.get(message=message).removed_at is None
    assert mos.post(f"/@cards/community/groups/{mine.slug}/close/", {"closed": "yes"}).status_code == 303


def test_nothing_of_one_brand_is_reached_by_the_addresses_of_another(place: Place, world: World) -> None:
    """Carla hosts the community of another brand, and names what is Bottega's in her own addresses."""
    cards = open_community(world.carla, Joining.OPEN)
    join(cards, world.carla.user, Said(name="Carla"))
    topic = ask(place, place.dora)
    message, poll = spark(topic), open_poll(place.dora, topic, PollGiven(question="Which?", options=("Red", "Blue")))
    session = announce(place)
    question = ask_question(place.dora, session, "Why?")
    case = flag_message(place.emil, topic, message, Complaint(FlagKind.SPAM)).case
    held = HeldWriting(group=place.square, author=part_of(place.dora), source="x", held_for="first", at=clock.now())
    held.save()
    laid = Sanction.objects.create(
        participant=part_of(place.dora), kind="limit", rule="rude", why="x", at=clock.now()
    )
    seat = GroupMember.objects.create(group=place.square, participant=part_of(place.emil), asked_at=clock.now())
    talk, link = start_talk(place.dora, [part_of(place.emil)], "Hush").talk_id, make_invitation(place.dora)
    inside, host = "/@cards/community", "/b/cards/community"
    tries: list[tuple[str, dict[str, Any]]] = [
        (f"{inside}/topics/{topic.pk}/reply/", {"message": message.pk, "source": "Hello"}),
        (f"{inside}/topics/{topic.pk}/tend/", {"do": "close"}),
        (f"{inside}/topics/{topic.pk}/messages/{message.pk}/take-away/", {"why": "Mine"}),
        (f"{inside}/topics/{topic.pk}/messages/{message.pk}/split/", {"title": "Mine"}),
        (f"{inside}/topics/{topic.pk}/polls/{poll.pk}/close/", {}),
        (f"{inside}/sessions/{session.pk}/run/", {"do": "open"}),
        (f"{inside}/sessions/{session.pk}/questions/{question.pk}/vote/", {"wanted": "yes"}),
        (f"{inside}/moderation/cases/{case.pk}/", {"decision": "take_away", "rule": "spam", "why": "x"}),
        (f"{inside}/moderation/held/{held.pk}/", {"decision": "let through"}),
        (f"{inside}/groups/square/members/{seat.pk}/", {"decision": "moderator"}),
        (f"{inside}/talks/{talk}/", {"source": "Hello"}),
        (f"{host}/sanctions/{laid.pk}/lift/", {}),
        (f"{host}/invitations/{link.pk}/", {"do": "end"}),
        (f"{host}/participants/{part_of(place.dora).pk}/", {"decision": "admit"}),
    ]
    carla = signed_in(world.carla)
    assert {path: carla.post(path, sent).status_code for path, sent in tries} == {path: 404 for path, _ in tries}
    api = "/api/v1/communities/cards"
    headers = {"Authorization": f"Bearer {issue_token(world.carla.user, 'tests')}"}
    calls: list[tuple[str, dict[str, Any]]] = [
        (f"{api}/topics/{topic.pk}/messages/{message.pk}/replies", {"source": "Hello"}),
        (f"{api}/topics/{topic.pk}/answer", {"message": None}),
        (f"{api}/moderation/cases/{case.pk}/decide", {"decision": "nothing"}),
        (f"{api}/moderation/held/{held.pk}/decide", {"let_through": True}),
        (f"{api}/moderation/sanctions/{laid.pk}/lift", {}),
        (f"{api}/sessions/{session.pk}/questions", {"text": "Why?"}),
        (f"{api}/personal-invitations/{link.pk}/end", {}),
        (f"{api}/talks/{talk}/messages", {"source": "Hello"}),
    ]
    ask_as: Callable[..., Any] = Client(headers=headers).post
    told = {path: ask_as(path, sent, content_type="application/json").status_code for path, sent in calls}
    assert told == {path: 404 for path, _ in calls}
