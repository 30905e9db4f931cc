"""A community that lived elsewhere comes along: once, with its dates, its authors and its answers."""

import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import antiphon.cli.sample
from antiphon.community.actions.bringing_along import bring_along, hand_over
from antiphon.community.actions.writing import Words, reply
from antiphon.community.models import Group, Kind, MessageWords, Origin, Participant, Tagging, Topic, Writing
from antiphon.community.queries.origins import foreseen
from antiphon.community.queries.participants import viewer_of
from antiphon.community.readers import READERS
from antiphon.community.rules.brought import Author, Brought, Entry, Fault, Row
from antiphon.conversations.models import CallToAnswer, Conversation, Message
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed
from tests.community.place import Place, part_of, spark
from tests.world import make_user

COFFEE = Path(antiphon.cli.sample.__path__[0]) / "coffee" / "Posts.xml.gz"
TOLD = [row.attrib for row in ET.fromstring(gzip.decompress(COFFEE.read_bytes()).decode("utf-8-sig"))]  # noqa: S314
NINA, OTTO = Author("nina", "Nina"), Author("otto", "Otto", "OTTO")


def brought(place: Place, rows: Iterator[Row] | list[Row], source: str = "here") -> Brought:
    """Bring everything along to the square; return what came."""
    return list(bring_along(place.anna, place.square, rows, source))[-1]


def coffee() -> Iterator[Row]:
    return READERS["stackexchange"](COFFEE)


def ask_and_answer(ago: timedelta) -> list[Row]:
    """A question of some time ago, answered an hour later, the answer first."""
    at = clock.now() - ago
    return [
        Entry(key="2", author=OTTO, at=at + timedelta(hours=1), answers="1", text="Finer than you *think*."),
        Entry(
            key="1", author=NINA, at=at, title="How fine?", text="How fine do I grind?", kind="question",
            accepted="2", tags=("whole-bean",),
        ),
    ]  # fmt: skip


def counts() -> tuple[int, ...]:
    kinds = (Topic, Message, Writing, Participant, Origin, Conversation, Interaction)
    return tuple(kind.objects.count() for kind in kinds)


def test_a_real_community_comes_whole_with_its_answers_dates_and_authors_and_only_once(place: Place) -> None:
    empty = counts()
    foretold = list(foreseen(place.community, coffee(), "here"))[-1]
    assert counts() == empty
    came = brought(place, coffee())
    assert (came.topics, came.replies, came.people) == (foretold.topics, foretold.replies, foretold.people)
    asked = [row for row in TOLD if row["PostTypeId"] == "1"]
    accepted = {row["AcceptedAnswerId"] for row in asked if "AcceptedAnswerId" in row}
    said = [row for row in TOLD if row["PostTypeId"] in {"1", "2"}]
    assert (came.topics, came.replies, came.here, came.faulty) == (225, 327, 0, 0)
    assert came.answers == len(accepted) == Topic.objects.exclude(answer=None).count()
    assert sorted(Topic.objects.values_list("title", "opened_at", "replies")) == sorted(
        (row["Title"].strip(), moment(row), int(row["AnswerCount"])) for row in asked
    )
    assert sorted(Message.objects.values_list("sent_at", flat=True)) == sorted(moment(row) for row in said)
    wrote = Counter(Writing.objects.values_list("author__name", flat=True))
    owners = Counter(f"User {row['OwnerUserId']}" for row in said if "OwnerUserId" in row)
    assert {name: count for name, count in wrote.items() if name.startswith("User ")} == owners
    assert Interaction.objects.filter(verb__in=["post", "reply"]).count() == 552
    before = counts()
    again = brought(place, coffee())
    assert (again.topics, again.replies, again.people, again.here, counts()) == (0, 0, 0, 552, before)


def moment(row: dict[str, str]) -> datetime:
    return datetime.fromisoformat(row["CreationDate"]).replace(tzinfo=UTC)


def test_a_run_that_broke_off_is_ended_by_the_next(place: Place) -> None:
    at = clock.now() - timedelta(days=60)
    rows = [
        Entry(key=f"{n}", author=OTTO, at=at + timedelta(hours=n), answers=f"{n - 10}" if n > 9 else "", text="Yes",
              accepted=f"{n + 10}" if n < 10 else "")
        for n in range(20)
    ]  # fmt: skip

    def breaking() -> Iterator[Row]:
        yield from rows[:17]
        raise RuntimeError("the light went out")

    with pytest.raises(RuntimeError):
        list(bring_along(place.anna, place.square, breaking(), "here", size=5))
    assert Writing.objects.count() == 15
    came = brought(place, rows)
    assert (came.here, came.topics, came.replies) == (15, 0, 5)
    assert Topic.objects.exclude(answer=None).count() == 10
    assert set(Topic.objects.values_list("replies", flat=True)) == {1}


def test_what_was_said_stands_in_its_tree_with_words_tags_and_who_said_it(place: Place) -> None:
    brought(place, ask_and_answer(timedelta(days=400)))
    topic = Topic.objects.get()
    question, answer = topic.conversation.messages.order_by("sent_at")
    assert (topic.title, topic.kind, topic.answer, topic.replies) == ("How fine?", Kind.QUESTION, answer, 1)
    assert (answer.parent_uri, answer.text) == (question.uri, "Finer than you think.")
    assert topic.last_at == answer.sent_at
    assert question.writing.source == "How fine do I grind?\n\n#whole_bean"
    assert "/community/tags/whole_bean/" in question.writing.html
    assert answer.writing.html == "<p>Finer than you <em>think</em>.</p>\n"
    tagged = Tagging.objects.filter(hashtag__word="whole_bean")
    assert list(tagged.values_list("message", flat=True)) == [question.pk]
    assert MessageWords.objects.count() == 2
    otto = answer.writing.author
    assert otto is not None
    assert (otto.handle, otto.user, otto.takes_part, otto.mailed) == ("otto", None, True, False)
    assert otto.admitted_at == answer.sent_at
    assert (answer.author, answer.author.person is None) == (otto.identity, False)


def test_what_is_older_than_thirty_days_waits_for_nobody_even_when_somebody_comes_back_to_it(place: Place) -> None:
    brought(place, ask_and_answer(timedelta(days=31)))
    brought(place, ask_and_answer(timedelta(days=2)), source="another place")
    old, young = Topic.objects.order_by("opened_at")
    assert list(Conversation.objects.waiting_for_us()) == [young.conversation]
    reply(place.dora, old, spark(old), Words(source="I would like to know this too?"))
    assert [call.opened_at > clock.now() - timedelta(hours=1) for call in old_calls(old)] == [True]
    assert CallToAnswer.objects.filter(conversation=young.conversation).count() == 1


def old_calls(topic: Topic) -> list[CallToAnswer]:
    return list(topic.conversation.calls_to_answer.all())


def test_what_cannot_come_is_told_and_all_else_comes(place: Place) -> None:
    at = clock.now() - timedelta(days=50)
    rows: list[Row] = [
        Fault("a.csv, row 2", "no date"),
        Entry(key="3", author=NINA, at=at, text=" ", place="a.csv, row 3"),
        Entry(key="4", author=NINA, at=at + timedelta(days=90), text="Tomorrow", place="a.csv, row 4"),
        Entry(key="5", author=NINA, at=at, answers="gone", text="Yes", place="a.csv, row 5"),
        Entry(key="6", author=NINA, at=at, answers="6", text="Me", place="a.csv, row 6"),
        Entry(key="7", author=NINA, at=at, text="x" * 50_001, place="a.csv, row 7"),
        Entry(key="8", author=NINA, at=at, text="Good morning 𝕮𝖔𝖋𝖋𝖊𝖊\nto all\x00", place="a.csv, row 8"),
        Entry(key="8", author=OTTO, at=at, text="Again", place="a.csv, row 9"),
    ]
    came = brought(place, rows)
    assert sorted(fault.place for fault in came.faults) == [f"a.csv, row {row}" for row in (2, 3, 4, 5, 6, 7, 9)]
    assert (came.topics, came.replies, Topic.objects.get().title) == (1, 0, "Good morning 𝕮𝖔𝖋𝖋𝖊𝖊")


def test_characters_that_no_database_holds_are_left_out_everywhere(place: Place) -> None:
    bad = "\x00\ud800\u202e"
    who = Author(f"nina{bad}", f"Nina{bad}", f"nina{bad}", f"I roast{bad}")
    entry = Entry(
        key=f"1{bad}", author=who, at=clock.now() - timedelta(days=1), title=f"مرحبا{bad}", text=f"How?{bad}",
        warning=f"Steam{bad}", language=f"en{bad}", tags=(f"mill{bad}",),
    )  # fmt: skip
    assert brought(place, [entry]).topics == 1
    writing = Writing.objects.select_related("message", "author").get()
    assert (writing.source, writing.warning, writing.message.language) == ("How?\n\n#mill", "Steam", "en")
    assert (Topic.objects.get().title, str(writing.author)) == ("مرحبا", "Nina")


def test_a_tree_of_a_hundred_levels_comes_as_it_is(place: Place) -> None:
    at = clock.now() - timedelta(days=90)
    chain: list[Row] = [
        Entry(key=str(n), author=NINA, at=at + timedelta(minutes=n), answers=str(n - 1) if n else "", text=f"Yes {n}")
        for n in range(100)
    ]
    came = brought(place, chain[::-1])
    assert (came.topics, came.replies, Topic.objects.get().replies) == (1, 99, 99)


def test_only_hosts_bring_along_and_only_into_groups_of_their_brand(place: Place) -> None:
    with pytest.raises(NotAllowed):
        list(bring_along(place.dora, place.square, [], "here"))
    other = Group.objects.create(
        brand=place.world.carla.brand, slug="x", name="X", purpose="x", founded_at=clock.now(), last_at=clock.now()
    )
    with pytest.raises(NotAllowed):
        list(bring_along(place.anna, other, [], "here"))


def test_who_was_brought_along_gets_their_place_and_nobody_gets_it_twice(place: Place) -> None:
    brought(place, ask_and_answer(timedelta(days=400)))
    nina, user = Participant.objects.get(handle="nina"), make_user("nina@example.org", "Nina")
    with pytest.raises(NotAllowed):
        hand_over(place.dora, nina, user)
    hand_over(place.anna, nina, user)
    assert viewer_of(place.community, user).participant == nina
    with pytest.raises(Conflict):
        hand_over(place.anna, nina, make_user("no@example.org", "No"))
    with pytest.raises(Conflict):
        hand_over(place.anna, part_of(place.emil), make_user("nobody@example.org", "Nobody"))
    with pytest.raises(Conflict):
        hand_over(place.anna, Participant.objects.get(handle="otto"), user)


def test_known_authors_stay_who_they_are(place: Place) -> None:
    emil = part_of(place.emil)
    rows = ask_and_answer(timedelta(days=3))
    came = list(bring_along(place.anna, place.square, rows, "here", known={"otto": emil}))[-1]
    assert (came.people, Topic.objects.get().conversation.messages.latest("sent_at").author) == (1, emil.identity)
