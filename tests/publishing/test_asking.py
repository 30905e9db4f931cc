"""Whose yes is asked for learns of it by letter, once; and who wrote the post learns what was said."""

from collections.abc import Iterator
from typing import Any

import pytest

from antiphon.letters.models import Letter
from antiphon.organizations.models import Member, Role
from antiphon.publishing.actions.composing import Draft
from antiphon.publishing.actions.reviewing import Said, decide
from antiphon.publishing.actions.rewriting import rewrite
from antiphon.publishing.rules.agreeing import Verdict
from antiphon.publishing.tasks import tell_who_is_responsible
from tests.letters.post_office import PostOffice
from tests.publishing.flows import in_force, join, moment_in, say_yes, seen, step, write
from tests.world import World


@pytest.fixture(autouse=True)
def office(settings: Any) -> Iterator[PostOffice]:
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        yield office


@pytest.fixture
def dora(world: World) -> Member:
    dora = join(world, "Dora", Role.EDITOR)
    in_force(world, step(Role.EDITOR))
    return dora


def letters() -> list[tuple[str, str]]:
    """Return to whom letters were written, and about what."""
    return list(Letter.objects.order_by("pk").values_list("to", "subject"))


def test_one_letter_tells_of_all_that_waits_and_comes_once(world: World, dora: Member) -> None:
    for text in ("One.", "Two."):
        write(world.bruno, world, text)
    tell_who_is_responsible()
    tell_who_is_responsible()
    assert letters() == [("dora@example.org", "Bottega: 2 posts wait for your yes")]
    assert "/b/bottega/reviews/" in Letter.objects.get().text


def test_nobody_is_asked_for_a_yes_to_their_own_words(world: World, dora: Member) -> None:
    write(dora, world)
    tell_who_is_responsible()
    assert letters() == []


def test_the_next_step_is_told_when_its_turn_comes(world: World) -> None:
    dora, _chiara = join(world, "Dora", Role.EDITOR), join(world, "Chiara", Role.CLIENT)
    in_force(world, step(Role.EDITOR), step(Role.CLIENT))
    post = write(world.bruno, world)
    tell_who_is_responsible()
    assert [to for to, _about in letters()] == ["dora@example.org"]
    say_yes(dora, post)
    tell_who_is_responsible()
    assert [to for to, _about in letters()] == ["dora@example.org", "chiara@example.org"]


def test_a_changed_post_is_told_of_again(world: World, dora: Member) -> None:
    post = write(world.bruno, world)
    tell_who_is_responsible()
    rewrite(world.bruno, post, Draft("Open on Sunday.", [world.site], "en"), moment_in(world))
    tell_who_is_responsible()
    assert [to for to, _about in letters()] == ["dora@example.org"] * 2


def test_who_left_or_became_something_else_is_not_asked(world: World, dora: Member) -> None:
    write(world.bruno, world)
    Member.objects.filter(pk=dora.pk).update(role=Role.AUTHOR)
    tell_who_is_responsible()
    assert letters() == []


@pytest.mark.parametrize(
    ("verdict", "subject"),
    [
        (Verdict.APPROVE, "Bottega: approved"),
        (Verdict.CHANGES, "Bottega: changes asked for"),
        (Verdict.HOLD, "Bottega: put on hold"),
    ],
)
def test_who_wrote_it_learns_what_was_said(world: World, dora: Member, verdict: Verdict, subject: str) -> None:
    post = write(world.bruno, world)
    decide(dora, post, Said(verdict, seen(post), "Because of the price."))
    assert letters() == [("bruno@example.org", subject)]
    assert "Because of the price." in Letter.objects.get().text
    assert f"/b/bottega/reviews/{post.pk}/" in Letter.objects.get().text
