"""How somebody takes everything along, and how nothing of them is left."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from antiphon.community.actions.attaching import FileGiven, attach
from antiphon.community.actions.documents import DocumentGiven, add_document
from antiphon.community.actions.erasing import erase
from antiphon.community.actions.grouping import join_group
from antiphon.community.actions.inviting import make_invitation
from antiphon.community.actions.joining import Said, join, leave
from antiphon.community.actions.presenting import keep_portrait, set_links
from antiphon.community.actions.reading import keep_message, note_read
from antiphon.community.actions.sessions import (
    SessionGiven,
    announce_session,
    answer_question,
    ask_question,
    open_session,
)
from antiphon.community.actions.sketching import Typed
from antiphon.community.actions.talking import start_talk
from antiphon.community.actions.telling import report_message
from antiphon.community.actions.writing import Words, edit, open_topic, reply
from antiphon.community.models import (
    Bookmark,
    Invitation,
    Joining,
    Participant,
    Position,
    Revision,
    SessionQuestion,
    TalkMessage,
    TalkReport,
    Writing,
)
from antiphon.community.queries.archiving import write_archive
from antiphon.community.queries.talks import seat_of
from antiphon.conversations.models import Message
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.organizations.models import User
from antiphon.people.models import Identity, Person
from antiphon.sales.models import Purchase
from tests.community.place import Place, ask, make_place, part_of, spark
from tests.files import picture
from tests.sales.book import sell
from tests.world import World, png

PASSWORD = "a quiet kiln at night"


@pytest.fixture
def lived(place: Place) -> Place:
    """Dora wrote, changed, read, kept, showed herself, and invited."""
    user = user_of(place)
    user.set_password(PASSWORD)
    user.save()
    topic = open_topic(place.dora, place.square, "Dora’s glaze", Words(source="I am *Dora* of Oakham."))
    edit(place.dora, Writing.objects.get(message=spark(topic)), Words(source="I am Dora."))
    answer = reply(place.emil, topic, spark(topic), Words(source="Welcome!"))
    reply(place.dora, topic, answer.message, Words(source="Thanks."))
    keep_message(part_of(place.dora), answer.message, kept=True)
    note_read(part_of(place.dora), topic, [answer.message_id], [answer.message_id])
    keep_portrait(part_of(place.dora), png(30, 30))
    set_links(part_of(place.dora), ["https://dora.example/"])
    make_invitation(place.dora, note="for Ada")
    said = start_talk(place.dora, [part_of(place.emil)], "My street in Oakham")
    seat = seat_of(part_of(place.emil), said.talk_id)
    assert seat
    report_message(place.emil, seat, said, "Strange")
    return place


def user_of(place: Place) -> User:
    """Return Dora's account."""
    return User.objects.get(email="dora@example.org")


def everything_about(place: Place) -> str:
    """Return all that the database still says of persons and words, as text."""
    tables: list[Any] = [
        Participant,
        Identity,
        Person,
        Writing,
        Revision,
        Message,
        Invitation,
        User,
        TalkMessage,
        TalkReport,
    ]
    return json.dumps([list(table.objects.values()) for table in tables], default=str)


def test_the_archive_holds_everything_in_two_ways(lived: Place) -> None:
    out = io.BytesIO()
    write_archive(lived.community.brand, user_of(lived), out)
    with zipfile.ZipFile(out) as packed:
        assert sorted(packed.namelist()) == [
            "README.md", "account.json", "asks.json", "bookmarks.json", "documents.json",
            "drafts.json", "events.json", "files.json", "follows.json", "groups.json",
            "invitations.json", "moderation.json", "picture-dora.jpg", "profile.json", "reading.json", "talks.json",
            "welcomes.json",
            "writings.json", "writings.md",
        ]  # fmt: skip
        told = {name: json.loads(packed.read(name)) for name in packed.namelist() if name.endswith(".json")}
        text = packed.read("writings.md").decode()
    assert [one["source"] for one in told["writings.json"]] == ["I am Dora.", "Thanks."]
    assert [old["source"] for old in told["writings.json"][0]["before"]] == ["I am *Dora* of Oakham."]
    assert ("Dora’s glaze" in text, "Welcome!" in text) == (True, False)
    assert (told["account.json"]["mail"], told["profile.json"][0]["links"][0]["address"]) == (
        "dora@example.org", "https://dora.example/",
    )  # fmt: skip
    (talk,) = told["talks.json"]
    assert (talk["source"], talk["with"]) == ("My street in Oakham", ["Emil"])
    assert (len(told["bookmarks.json"]), told["invitations.json"][0]["note"]) == (1, "for Ada")


def test_the_archive_holds_the_files_that_one_gave_under_names_of_its_own(place: Place) -> None:
    dora, square = part_of(place.dora), place.square
    given = FileGiven(data=picture(), name="../../etc/<script>.jpg", words="A bowl")
    kept = attach(dora, Typed(place="group:square", key="k", source="My bowl"), given)
    open_topic(place.dora, square, "A bowl", Words(source="Look.", key="k"))
    unsent = attach(
        dora, Typed(place="note", key="l", source="Not sent yet"), FileGiven(data=picture(), words="Another")
    )
    attach(part_of(place.emil), Typed(place="note", key="m"), FileGiven(data=picture(), words="Not hers"))
    join_group(place.dora, square)
    table = add_document(
        place.dora, square, DocumentGiven(title="Table", file=FileGiven(data=picture(), name="t.jpg"))
    )
    out = io.BytesIO()
    write_archive(place.community.brand, user_of(place), out)
    with zipfile.ZipFile(out) as packed:
        files = json.loads(packed.read("files.json"))
        sizes = {name: len(packed.read(name)) for name in packed.namelist() if name.startswith("files/")}
        drafts = json.loads(packed.read("drafts.json"))
    told = [(one["file"], one.get("words", one.get("document"))) for one in files]
    assert told == [
        (f"files/attached-{kept.pk}.jpeg", "A bowl"),
        (f"files/attached-{unsent.pk}.jpeg", "Another"),
        (f"files/document-{table.pk}-1.jpeg", "Table"),
    ]
    assert sizes == {one["file"]: one["bytes"] for one in files}
    assert (files[0]["name"], files[0]["goes_with"] != "", files[1]["goes_with"]) == (kept.name, True, "")
    assert [one["source"] for one in drafts] == ["Not sent yet"]


def test_who_is_erased_with_their_words_leaves_nothing_but_numbers(lived: Place) -> None:
    picture, lines = Path(part_of(lived.dora).picture.path), Interaction.objects.count()
    assert erase(lived.community, user_of(lived), typed=PASSWORD, keep_words=False)
    left = everything_about(lived)
    assert [word for word in ("Dora", "dora", "Oakham", "Thanks.", "for Ada") if word in left] == []
    assert "Welcome!" in left
    assert (Bookmark.objects.count(), Position.objects.count(), picture.name in left) == (0, 0, False)
    assert Interaction.objects.count() == lines + 1  # that she left
    nobody = Participant.objects.get(pk=part_of(lived.dora).pk)
    assert (nobody.name, nobody.user, nobody.erased_at is not None) == ("former member", None, True)
    assert nobody.identity
    assert nobody.identity.person
    assert (nobody.identity.person.name, nobody.identity.anonymized_at) == ("former member", nobody.erased_at)


@pytest.mark.parametrize("keep_words", [True, False])
def test_a_question_of_a_live_session_goes_or_stays_like_other_words(lived: Place, keep_words: bool) -> None:
    begins = clock.now() + timedelta(hours=1)
    given = SessionGiven(title="Ask", about="Anything", starts_at=begins, ends_at=begins + timedelta(hours=1))
    session = announce_session(lived.anna, lived.square, given)
    ask_question(lived.dora, session, "What is it?")
    session.refresh_from_db()
    seen = session.version
    erase(lived.community, user_of(lived), typed=PASSWORD, keep_words=keep_words)
    session.refresh_from_db()
    left = SessionQuestion.objects.get()
    assert (left.text, left.html) == (("What is it?", "<p>What is it?</p>\n") if keep_words else ("", ""))
    assert (left.version == session.version, session.version > seen) == (True, not keep_words)
    open_session(lived.anna, session)
    answer_question(lived.anna, left, Words(source="A glaze."))
    assert Writing.objects.filter(source="What is it?").exists() == keep_words


def test_words_may_stay_said_by_a_former_member(lived: Place) -> None:
    erase(lived.community, user_of(lived), typed=PASSWORD, keep_words=True)
    said = Message.objects.filter(author__name="former member").order_by("pk")
    assert [one.text for one in said] == ["I am Dora.", "Thanks."]
    assert not User.objects.filter(email="dora@example.org").exists()


def test_of_what_somebody_bought_only_that_it_was_bought_stays(lived: Place) -> None:
    bought = sell(lived.community.brand, "1", "5", heard="from Ada", visit="v-1")
    Purchase.objects.update(identity=part_of(lived.dora).identity, mail_key="digest")
    erase(lived.community, user_of(lived), typed=PASSWORD, keep_words=True)
    bought.refresh_from_db()
    assert (bought.mail_key, bought.heard, bought.visit, bought.amount) == ("", "", "", 5)


def test_a_wrong_password_erases_nothing(lived: Place) -> None:
    before = everything_about(lived)
    with pytest.raises(Refusal) as refusal:
        erase(lived.community, user_of(lived), typed="not this one", keep_words=False)
    assert (refusal.value.field, everything_about(lived) == before) == ("typed", True)


def test_who_signs_in_without_a_password_types_the_handle(place: Place) -> None:
    user = user_of(place)
    user.set_unusable_password()
    user.save()
    with pytest.raises(Refusal, match="handle"):
        erase(place.community, user, typed="emil", keep_words=True)
    assert erase(place.community, user, typed="@dora", keep_words=True)


def test_who_left_before_and_who_came_twice_is_erased_whole(place: Place) -> None:
    user = user_of(place)
    user.set_unusable_password()
    user.save()
    ask(place, place.dora)
    leave(place.community, part_of(place.dora))
    again = join(place.community, user, Said(name="Dora"))
    leave(place.community, again)
    erase(place.community, user, typed="dora-2", keep_words=False)
    assert Participant.objects.exclude(erased_at=None).count() == 2
    assert "dora" not in everything_about(place).lower()


def test_who_only_asked_is_simply_forgotten(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    place = make_place(world, Joining.REQUEST)
    user = place.newcomer()
    user.set_unusable_password()
    user.save()
    fay = join(place.community, user, Said(name="Fay"))
    keep_portrait(fay, png(30, 30))
    picture = Path(fay.picture.path)
    with django_capture_on_commit_callbacks(execute=True):
        erase(place.community, user, typed="fay", keep_words=True)
    assert not picture.exists()
    assert "fay" not in everything_about(place).lower()


def test_the_account_of_somebody_of_the_team_stays(place: Place) -> None:
    anna = place.world.anna.user
    anna.set_password(PASSWORD)
    anna.save()
    assert not erase(place.community, anna, typed=PASSWORD, keep_words=True)
    assert User.objects.filter(pk=anna.pk).exists()
    with pytest.raises(Conflict):
        erase(place.community, anna, typed=PASSWORD, keep_words=True)
