"""The pages of talks: list, one talk, beginning one, reporting; and the header's count."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from antiphon.community.actions.talking import accept_talk, start_talk, write_in_talk
from antiphon.community.actions.telling import report_message
from antiphon.community.models import Case, TalkMessage
from antiphon.community.permissions import Viewer
from antiphon.community.queries.talks import seat_of
from tests.api.conftest import program_of
from tests.community.place import Place, enter, make_place, moderator_of, part_of
from tests.web.readers import signed_in
from tests.world import World


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


def client_of(viewer: Viewer) -> Client:
    client = Client()
    user = part_of(viewer).user
    assert user
    client.force_login(user)
    return client


def at(name: str, *keys: object) -> str:
    return reverse(name, args=["bottega", *keys])


def begun(place: Place) -> TalkMessage:
    """Dora wrote to Emil, who accepted."""
    said = start_talk(place.dora, [part_of(place.emil)], "May I see your kiln?")
    seat = seat_of(part_of(place.emil), said.talk_id)
    assert seat
    accept_talk(place.emil, seat)
    return said


def test_one_writes_from_a_profile_and_the_other_accepts(place: Place) -> None:
    dora, emil = client_of(place.dora), client_of(place.emil)
    assert f"{at('new_talk')}?to=@emil" in dora.get(at("participant", "emil")).content.decode()
    sent = dora.post(at("new_talk"), {"to": "@emil", "source": "May I see your *kiln*?"})
    talk = TalkMessage.objects.get().talk_id
    assert (sent.status_code, sent["Location"]) == (303, at("talk", talk))
    listed = emil.get(at("talks")).content.decode()
    assert ("request" in listed, "with something new" in listed) == (True, True)
    shown = emil.get(at("talk", talk)).content.decode()
    assert ("<em>kiln</em>" in shown, "Dora would like to talk with you" in shown, 'name="source"' in shown) == (
        True, True, False,
    )  # fmt: skip
    emil.post(at("tend_talk", talk), {"do": "accept"})
    assert emil.post(at("talk", talk), {"source": "Come on Sunday."}).status_code == 303
    assert "Come on Sunday." in dora.get(at("talk", talk)).content.decode()
    assert "with something new" not in dora.get(at("talks")).content.decode()


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_sent(place: Place) -> None:
    dora = client_of(place.dora)
    nine = ", ".join(f"@{part_of(enter(place.community, f'P{number}')).handle}" for number in range(8))
    wrong = {"@nobody": "Nobody here is called @nobody.", nine: "at most eight people", "@dora": "Say to whom"}
    for to, words in wrong.items():
        answer = dora.post(at("new_talk"), {"to": to, "source": "Hello"})
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert TalkMessage.objects.count() == 0


def test_who_blocked_is_not_told_to_who_writes(place: Place) -> None:
    said = begun(place)
    client_of(place.emil).post(at("spare", "dora"), {"do": "block"})
    dora = client_of(place.dora)
    for address, sent in (
        (at("talk", said.talk_id), {"source": "Hello?"}),
        (at("new_talk"), {"to": "@emil", "source": "Hello?"}),
    ):
        answer = dora.post(address, sent)
        assert (answer.status_code, "cannot write to each other" in answer.content.decode()) == (422, True)
    assert TalkMessage.objects.count() == 1


def test_the_part_that_is_asked_for_again_comes_only_with_news(place: Place) -> None:
    said = begun(place)
    emil = client_of(place.emil)
    part = {"HX-Request": "true", "HX-Target": "said"}
    address = f"{at('talk', said.talk_id)}?state={said.pk}-1"
    assert emil.get(address, headers=part).status_code == 204
    seat = seat_of(part_of(place.dora), said.talk_id)
    assert seat
    write_in_talk(place.dora, seat, "Hello?")
    assert "Hello?" in emil.get(address, headers=part).content.decode()
    assert "data-while-seen" in emil.get(at("talk", said.talk_id)).content.decode()


def test_a_host_finds_a_talk_nowhere_but_a_reported_message(place: Place) -> None:
    said = begun(place)
    seat = seat_of(part_of(place.dora), said.talk_id)
    assert seat
    for text in ("Secret one", "two", "three", "Rude words"):
        rude = write_in_talk(place.dora, seat, text)
    anna = signed_in(place.world.anna)
    assert anna.get(at("talk", said.talk_id)).status_code == 404
    inbox = anna.get(reverse("inbox", args=["bottega"])).content.decode()
    assert "kiln" not in inbox
    theirs = seat_of(part_of(place.emil), said.talk_id)
    assert theirs
    report_message(place.emil, theirs, rude, "He <b>insults</b> me")
    case = Case.objects.get()
    assert "A message of a talk, by Dora" in anna.get(reverse("peace", args=["bottega"])).content.decode()
    queue = anna.get(at("moderation_case", case.pk)).content.decode()
    shown = [text in queue for text in ("Rude words", "Secret one", "May I see your kiln?", "<b>insults</b>")]
    assert shown == [True, True, False, False]
    mo = moderator_of(place, place.square)
    assert client_of(mo).get(at("moderation_case", case.pk)).status_code == 404
    assert client_of(place.emil).get(at("moderation_case", case.pk)).status_code == 404
    [told] = program_of(place.world.anna.user).get("/communities/bottega/moderation/cases").json()["items"]
    assert ([one["source"] for one in told["shown"]], told["text"]) == (
        ["Secret one", "two", "three", "Rude words"],
        "",
    )
    assert program_of(part_of(mo).user).get("/communities/bottega/moderation/cases").json()["items"] == []
    decided = {"decision": "nothing", "rule": "rude"}
    assert anna.post(at("moderation_case", case.pk), decided).status_code == 422
    assert anna.post(at("moderation_case", case.pk), decided | {"decision": "take_away"}).status_code == 422
    assert anna.post(at("moderation_case", case.pk), decided | {"answer": "We spoke with her."}).status_code == 303
    answered = client_of(place.emil).get(at("talk", said.talk_id)).content.decode()
    assert "We spoke with her." in answered


def test_the_header_counts_with_as_many_queries_for_thirty_talks_as_for_one(place: Place) -> None:
    emil = client_of(place.emil)
    begun(place)
    counts = []
    for more in (0, 29):
        for number in range(more):
            start_talk(enter(place.community, f"P{number}"), [part_of(place.emil)], "Hello")
        counts.append(queries_of(emil, at("talks")))
    assert counts[0] == counts[1]


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
