"""The townspeople answer, slowly, the same for the same seed, and never for ever."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from antiphon.practice.bluesky import PracticeBluesky
from antiphon.practice.mastodon import PracticeMastodon
from antiphon.practice.people import PEOPLE, Deed, Townspeople


@pytest.fixture
def mastodon() -> Iterator[PracticeMastodon]:
    with PracticeMastodon() as running:
        running.add_account("loom", "The Loom")
        yield running


@pytest.fixture
def bluesky() -> Iterator[PracticeBluesky]:
    with PracticeBluesky() as running:
        running.add_account("loom", "The Loom")
        yield running


def lived(town: Townspeople, server: PracticeMastodon | PracticeBluesky, seconds: int) -> list[Deed]:
    deeds = []
    for _ in range(seconds):
        server.clock.advance(1)
        deeds += town.step()
    return deeds


def test_a_post_on_mastodon_is_liked_asked_about_boosted_and_followed(mastodon: PracticeMastodon) -> None:
    town = Townspeople()
    town.settle_on_mastodon(mastodon, "loom")
    post = mastodon.account("loom").post("We open the workshop on Saturday.", language="en")
    deeds = [deed for deed in lived(town, mastodon, 60) if deed.saying_id == post.id]
    assert sorted(d.kind for d in deeds) == ["follow", "like", "like", "reply", "reply", "share"]
    assert any("?" in d.text for d in deeds)
    assert all(3 <= d.after <= 40 for d in deeds)
    replies = [s for s in mastodon.statuses() if s.in_reply_to_id == post.id]
    assert [s.text.startswith("@loom ") for s in replies] == [True, True]
    assert len(post.favourites) == 2


def test_a_post_on_bluesky_is_answered_in_its_language(bluesky: PracticeBluesky) -> None:
    town = Townspeople()
    town.settle_on_bluesky(bluesky, "loom")
    post = bluesky.account("loom").post("Sabato apriamo il laboratorio.", language="it")
    deeds = lived(town, bluesky, 60)
    assert {d.kind for d in deeds} == {"like", "share", "reply", "follow"}
    assert "it" in {d.language for d in deeds if d.kind == "reply"}
    assert len([r for r in bluesky.posts() if r.parent == post.uri]) == 2


def test_who_is_answered_thanks_but_the_conversation_ends(mastodon: PracticeMastodon) -> None:
    town = Townspeople()
    town.settle_on_mastodon(mastodon, "loom")
    brand = mastodon.account("loom")
    post = brand.post("We open the workshop on Saturday.")
    lived(town, mastodon, 60)
    latest = next(s for s in mastodon.statuses() if s.in_reply_to_id == post.id)
    answers = 0
    for turn in range(6):
        ours = brand.reply(latest.id, f"Answer {turn}")
        lived(town, mastodon, 30)
        theirs = [s for s in mastodon.statuses() if s.in_reply_to_id == ours.id]
        assert len(ours.favourites) == 1
        if not theirs:
            break
        answers += 1
        latest = theirs[0]
    assert answers == 2


def test_the_same_seed_does_the_same() -> None:
    def one_life(seed: int) -> list[tuple[str, str, str]]:
        with PracticeMastodon() as server:
            server.add_account("loom", "The Loom")
            town = Townspeople(seed=seed)
            town.settle_on_mastodon(server, "loom")
            server.account("loom").post("We open the workshop on Saturday.")
            return [(d.kind, d.person, d.text) for d in lived(town, server, 60)]

    assert one_life(3) == one_life(3)
    assert one_life(3) != one_life(4)


def test_history_is_left_alone(mastodon: PracticeMastodon) -> None:
    mastodon.account("loom").post("Long ago", at=datetime(2026, 3, 1, tzinfo=UTC))
    town = Townspeople()
    town.settle_on_mastodon(mastodon, "loom")
    assert lived(town, mastodon, 60) == []


def test_an_answer_to_something_old_is_thanked_for_in_its_language(mastodon: PracticeMastodon) -> None:
    brand, then = mastodon.account("loom"), datetime(2026, 3, 1, tzinfo=UTC)
    post = brand.post("Long ago", at=then)
    mastodon.add_account("sandro", "Sandro Bellini", at=then)
    asked = mastodon.account("sandro").reply(post.id, "Quando?", language="it", at=then)
    town = Townspeople()
    town.settle_on_mastodon(mastodon, "loom")
    brand.reply(asked.id, "Sabato.")
    assert [(d.kind, d.person, d.language) for d in lived(town, mastodon, 30)] == [
        ("like", "sandro", ""),
        ("reply", "sandro", "it"),
    ]


def test_a_post_that_is_deleted_meanwhile_breaks_nothing(mastodon: PracticeMastodon) -> None:
    town = Townspeople()
    town.settle_on_mastodon(mastodon, "loom")
    brand = mastodon.account("loom")
    post = brand.post("Soon gone")
    lived(town, mastodon, 8)
    brand.delete(post.id)
    assert [d for d in lived(town, mastodon, 60) if d.saying_id == post.id] == []


def test_they_say_that_they_are_practice(mastodon: PracticeMastodon, bluesky: PracticeBluesky) -> None:
    town = Townspeople()
    town.settle_on_mastodon(mastodon, "loom")
    town.settle_on_bluesky(bluesky, "loom")
    said = ("Practice account", "Account di prova", "Cuenta de práctica", "Compte d'entraînement")
    notes = [a.note for a in mastodon.state().accounts.values() if a.username != "loom"]
    assert len(notes) == len(PEOPLE)
    assert [note for note in notes if not any(words in note for words in said)] == []


def test_they_live_in_a_thread_of_their_own(mastodon: PracticeMastodon) -> None:
    town = Townspeople(pace=0.02)
    town.settle_on_mastodon(mastodon, "loom")
    with town:
        post = mastodon.account("loom").post("We open the workshop on Saturday.")
        deadline = time.monotonic() + 10
        while len([s for s in mastodon.statuses() if s.in_reply_to_id == post.id]) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_settling_twice_opens_no_second_account(mastodon: PracticeMastodon) -> None:
    Townspeople().settle_on_mastodon(mastodon, "loom")
    Townspeople().settle_on_mastodon(mastodon, "loom")
    assert len(mastodon.accounts()) == len(PEOPLE) + 1
