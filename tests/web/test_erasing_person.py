"""A person takes everything along, and is erased in the middle of a conversation."""

import csv
import io
import json
import zipfile

import pytest
from django.test import Client

from antiphon.community.models import Participant
from antiphon.conversations.actions.noting import leave_note
from antiphon.conversations.models import Conversation, Message, Note
from antiphon.integrity.actions import ask_second_look, set_aside_by_hand
from antiphon.ledger.models import Interaction
from antiphon.listening.actions.hearing import look_through
from antiphon.listening.actions.needing import Voiced, log_need
from antiphon.listening.models import Finding
from antiphon.organizations.models import User
from antiphon.people.actions import join_people, note_consent
from antiphon.people.models import Consent, ContactCard, Identity, Merge, Person
from antiphon.publishing.actions.answering import answer
from antiphon.relationships.actions import keep_in_touch
from antiphon.relationships.actions.following_up import decide_follow_up
from antiphon.relationships.actions.opportunities import OpportunityGiven, open_opportunity
from antiphon.relationships.actions.spending import note_minutes
from tests.api.talk import Talk, make_talk
from tests.community.place import ask, make_place, part_of
from tests.people.folk import met, person_of
from tests.world import World


@pytest.fixture
def talk(world: World) -> Talk:
    return make_talk(world)


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    client.force_login(world.anna.user)
    return client


def unpacked(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_everything_is_given_as_json_and_csv_with_the_words(anna: Client, world: World, talk: Talk) -> None:
    note_consent(world.anna, talk.dora, "quote", wording="=Quote me", source="Talk")
    open_opportunity(world.anna, talk.dora, OpportunityGiven("sale", "Ten tables"))
    told = {"mails": ["dora@home.example"], "note": "Met at the fair"}
    account = talk.dora.identities.get()
    ContactCard.objects.create(brand=world.bottega, identity=account, told=told, added_at=talk.dora.created_at)
    note_minutes(world.anna, talk.dora, 20, "talk")
    decide_follow_up(world.anna, talk.dora, "done")
    message = Message.objects.get(text="When do you open?")
    log_need(world.anna, Voiced(message), "question", "Hours")
    aside = set_aside_by_hand(world.anna, Interaction.objects.filter(actor=account).earliest("pk"), "A gift")
    ask_second_look(account, aside, "No gift at all")
    answer = anna.get(f"/b/bottega/people/{talk.dora.pk}/export/")
    files = unpacked(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert [one["minutes"] for one in json.loads(files["time_spent.json"])] == [20]
    (left_out,) = json.loads(files["not_counted.json"])
    assert left_out["reason"].startswith("Somebody of the team looked at it")
    assert left_out["asked"][0]["words"] == "No gift at all"
    assert [one["decision"] for one in json.loads(files["follow_ups.json"])] == ["done"]
    assert [(one["need"], one["words"]) for one in json.loads(files["needs.json"])] == [("Hours", message.text)]
    assert "attachment" in answer["Content-Disposition"]
    assert [one["words"] for one in json.loads(files["history.json"])] == ["When do you open?", "Call number 1"]
    assert [row["verb"] for row in csv.DictReader(io.StringIO(files["history.csv"]))] == ["reply", "like"]
    assert json.loads(files["accounts.json"])[0]["handle"] == "dora@town.example"
    assert [one["told"] for one in json.loads(files["cards.json"])] == [told]
    assert [one["title"] for one in json.loads(files["opportunities.json"])] == ["Ten tables"]
    (agreed,) = csv.DictReader(io.StringIO(files["consents.csv"]))
    assert agreed["wording"] == "'=Quote me"
    assert "What Bottega knows of Dora" in files["README.md"]


def test_another_name_erases_nobody(anna: Client, talk: Talk) -> None:
    refused = anna.post(f"/b/bottega/people/{talk.dora.pk}/erase/", {"typed": "Dor"})
    assert (refused.status_code, 'aria-invalid="true"' in refused.content.decode()) == (422, True)
    assert Person.objects.filter(pk=talk.dora.pk).exists()


def test_who_is_erased_in_the_middle_of_a_conversation_leaves_its_places_and_counts(
    anna: Client, world: World, talk: Talk
) -> None:
    other = met(world.bottega, "doraconti", "Dora Conti", network="bluesky")
    join_people(world.anna, talk.dora, person_of(other))
    keep_in_touch(world.anna, talk.dora, 30)
    note_consent(world.anna, talk.dora, "quote", wording="Yes", source="Talk")
    lines = Interaction.objects.count()
    waiting = Conversation.objects.get(pk=talk.conversation.pk)
    assert waiting.waiting_on == "us"
    page = anna.get(f"/b/bottega/people/{talk.dora.pk}/erase/").content.decode()
    assert ("names, handles, pictures and addresses of 2 accounts" in page, "2 lines of the ledger" in page) == (
        True,
        True,
    )
    done = anna.post(f"/b/bottega/people/{talk.dora.pk}/erase/", {"typed": "Dora"})
    assert done["Location"] == "/b/bottega/people/"
    assert not Identity.objects.filter(handle__icontains="dora").exists()
    assert not Person.objects.filter(name__icontains="dora").exists()
    assert (Consent.objects.count(), Merge.objects.count(), Interaction.objects.count()) == (0, 0, lines)
    message = Message.objects.get(pk=talk.question.pk)
    assert (message.text, message.author.name) == ("", "somebody who was erased")
    waiting.refresh_from_db()
    assert waiting.waiting_on == "nobody"
    assert anna.get(f"/b/bottega/inbox/{waiting.pk}/").status_code == 200


def test_a_conversation_that_was_answered_goes_on_with_its_figures(anna: Client, world: World, talk: Talk) -> None:
    answer(world.anna, talk.question, "At nine.")
    anna.post(f"/b/bottega/people/{talk.dora.pk}/erase/", {"typed": "Dora"})
    assert Message.objects.get(pk=talk.question.pk).text == ""
    assert anna.get(f"/b/bottega/inbox/{talk.conversation.pk}/").status_code == 200


def test_a_member_of_the_community_is_erased_in_its_own_way(anna: Client, world: World) -> None:
    place = make_place(world)
    topic = ask(place, place.dora)
    dora = part_of(place.dora)
    user = dora.user
    assert user
    assert dora.identity
    person = person_of(dora.identity)
    anna.post(f"/b/bottega/people/{person.pk}/erase/", {"typed": person.name})
    dora.refresh_from_db()
    assert (dora.name, dora.user, User.objects.filter(pk=user.pk).exists()) == ("former member", None, False)
    assert topic.conversation.messages.get().text == ""
    assert Participant.objects.count() == 3


def test_a_member_of_the_team_is_not_erased_here(anna: Client, world: World) -> None:
    place = make_place(world)
    identity = part_of(place.anna).identity
    assert identity
    person = person_of(met(world.bottega, "a", "Anna"))
    Identity.objects.filter(pk=identity.pk).update(person=person)
    refused = anna.post(f"/b/bottega/people/{person.pk}/erase/", {"typed": "Anna"})
    assert (refused.status_code, "somebody of your team" in refused.content.decode()) == (422, True)


def test_what_was_noted_beside_their_words_and_their_time_goes_with_them(
    anna: Client, world: World, talk: Talk
) -> None:
    leave_note(world.anna, talk.conversation, "Dora is moving to Lyon.")
    spent = note_minutes(world.anna, talk.dora, 30, "talk", note="Dora on the phone")
    look_through(world.bottega)
    assert (Note.objects.count(), Finding.objects.count() > 0) == (1, True)
    anna.post(f"/b/bottega/people/{talk.dora.pk}/erase/", {"typed": "Dora"})
    spent.refresh_from_db()
    assert (spent.person, spent.note, spent.minutes) == (None, "", 30)
    assert (Note.objects.count(), Finding.objects.filter(message=talk.question).count()) == (0, 0)
