"""A yes is one of other eyes than those that wrote it: by a link too, and when it is repeated."""

import pytest

from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.recurrence import Recurrence
from antiphon.organizations.actions import end_membership
from antiphon.organizations.models import Member, Role
from antiphon.publishing.actions.composing import Draft
from antiphon.publishing.actions.flowing import change_flow
from antiphon.publishing.actions.inviting import come_in, make_review_link
from antiphon.publishing.actions.planning_ahead import plan_series
from antiphon.publishing.actions.recurring import SeriesGiven, make_series
from antiphon.publishing.actions.reviewing import Said, decide
from antiphon.publishing.actions.rewriting import rewrite
from antiphon.publishing.models import Post, ReviewGuest, ReviewRequest, Series
from antiphon.publishing.queries.reviewing import waiting_for
from antiphon.publishing.rules.agreeing import Verdict
from tests.publishing.flows import in_force, join, moment_in, say_yes, seen, state, step, wall_in, write
from tests.world import World


@pytest.fixture
def dora(world: World) -> Member:
    """Dora edits for Bottega."""
    return join(world, "Dora", Role.EDITOR)


def guest_of(maker: Member, post: Post) -> ReviewGuest:
    """Return who came by a link that a member made."""
    link, _token = make_review_link(maker, label="Mr. Verdi", posts=[post])
    return come_in(link, "Mr. Verdi")


def weekly(world: World, by: Member) -> Series:
    """Return a series that is planned ahead."""
    draft = Draft("By series.", [world.site], "en")
    series = make_series(by, SeriesGiven("Weekly", Recurrence("FREQ=WEEKLY", wall_in(world)), [world.site], draft))
    plan_series(series.pk)
    return series


def plan_one_more(series: Series) -> Post:
    """Plan the last time of a series anew."""
    last = series.occurrences.latest("wall_time")
    last.post.delete()
    last.delete()
    plan_series(series.pk)
    return Post.objects.latest("pk")


def test_a_yes_by_a_link_of_who_wrote_it_does_not_count(world: World, dora: Member) -> None:
    in_force(world, step(Role.CLIENT))
    post = write(dora, world)
    by_own_link = guest_of(dora, post)
    with pytest.raises(NotAllowed, match="wrote this"):
        say_yes(by_own_link, post)
    assert state(post) == "in_review"
    say_yes(guest_of(world.anna, post), post)
    assert state(post) == "scheduled"


def test_nor_one_by_a_link_of_who_changed_it_last(world: World, dora: Member) -> None:
    in_force(world, step(Role.CLIENT))
    post = write(world.bruno, world)
    guest = guest_of(dora, post)
    rewrite(dora, post, Draft("Open on Sunday.", [world.site], "en"), moment_in(world))
    with pytest.raises(NotAllowed, match="wrote this"):
        say_yes(guest, post)


def test_whose_yes_does_not_count_may_object_still(world: World, dora: Member) -> None:
    in_force(world, step(Role.CLIENT))
    post = write(dora, world)
    decide(guest_of(dora, post), post, Said(Verdict.CHANGES, seen(post), "Not on a Saturday."))
    assert state(post) == "draft"


def test_a_flow_may_let_it_count(world: World, dora: Member) -> None:
    in_force(world, step(Role.CLIENT), own_links=True)
    post = write(dora, world)
    say_yes(guest_of(dora, post), post)
    assert state(post) == "scheduled"


def test_that_one_may_approve_ones_own_posts_lets_no_link_of_ones_own_count(world: World, dora: Member) -> None:
    in_force(world, step(Role.CLIENT), own_allowed=True)
    post = write(dora, world)
    with pytest.raises(NotAllowed):
        say_yes(guest_of(dora, post), post)


def test_who_wrote_it_says_no_yes_to_it_after_somebody_else_changed_it(world: World, dora: Member) -> None:
    in_force(world, step(Role.EDITOR, Role.OWNER))
    post = write(dora, world)
    rewrite(world.anna, post, Draft("Open on Sunday.", [world.site], "en"), moment_in(world))
    for writer in (dora, world.anna):
        assert waiting_for(writer) == []
        with pytest.raises(NotAllowed, match="your own words"):
            say_yes(writer, post)
    say_yes(join(world, "Eva", Role.EDITOR), post)
    assert state(post) == "scheduled"


def test_who_left_and_came_back_is_the_same_who_wrote_it(world: World, dora: Member) -> None:
    in_force(world, step(Role.EDITOR, Role.OWNER))
    post = write(dora, world)
    end_membership(world.anna, dora)
    again = Member.objects.create(brand=world.bottega, user=dora.user, role=Role.EDITOR)
    with pytest.raises(NotAllowed, match="your own words"):
        say_yes(again, post)


def test_a_link_names_whom_it_is_for(world: World) -> None:
    with pytest.raises(Refusal) as caught:
        make_review_link(world.anna, label=" ", posts=[write(world.anna, world)])
    assert caught.value.field == "label"


def test_a_yes_is_repeated_where_the_same_are_asked(world: World, dora: Member) -> None:
    in_force(world, step(Role.EDITOR))
    series = weekly(world, world.anna)
    say_yes(dora, waiting_for(dora)[0].post)
    again = plan_one_more(series)
    repeated = ReviewRequest.objects.get(post=again)
    assert (state(again), repeated.repeats, repeated.outcome) == (
        "scheduled", ReviewRequest.objects.get(outcome="approved"), "repeated",
    )  # fmt: skip


def test_a_yes_is_not_repeated_where_others_are_asked_by_now(world: World, dora: Member) -> None:
    flow = in_force(world, step(Role.EDITOR))
    series = weekly(world, world.anna)
    say_yes(dora, waiting_for(dora)[0].post)
    change_flow(world.anna, flow, "Four eyes", [step(Role.EDITOR), step(Role.CLIENT)])
    assert state(plan_one_more(series)) == "in_review"


def test_a_yes_by_a_link_of_its_writer_is_not_repeated_once_the_flow_counts_none(world: World, dora: Member) -> None:
    flow = in_force(world, step(Role.CLIENT), own_links=True)
    series = weekly(world, world.anna)
    first = Post.objects.earliest("pk")
    say_yes(guest_of(world.anna, first), first)
    assert state(plan_one_more(series)) == "scheduled"
    change_flow(world.anna, flow, "Four eyes", [step(Role.CLIENT)])
    assert state(plan_one_more(series)) == "in_review"


def there_and_back(by: Member, world: World, post: Post) -> None:
    """Change what was agreed, and change it back."""
    for text in ("Open on Sunday.", "Open on Saturday."):
        rewrite(by, post, Draft(text, [world.site], "en"), moment_in(world))


def test_what_says_again_what_was_agreed_goes_out_by_that_yes(world: World, dora: Member) -> None:
    in_force(world, step(Role.EDITOR))
    post = write(world.bruno, world)
    say_yes(dora, post)
    there_and_back(world.anna, world, post)
    assert state(post) == "scheduled"


def test_but_not_where_others_are_asked_by_now(world: World, dora: Member) -> None:
    flow = in_force(world, step(Role.EDITOR))
    post = write(world.bruno, world)
    say_yes(dora, post)
    change_flow(world.anna, flow, "Four eyes", [step(Role.CLIENT)])
    there_and_back(world.anna, world, post)
    assert state(post) == "in_review"


def test_nor_by_the_yes_of_who_changed_it_last(world: World, dora: Member) -> None:
    in_force(world, step(Role.EDITOR))
    post = write(world.bruno, world)
    say_yes(dora, post)
    there_and_back(dora, world, post)
    assert state(post) == "in_review"
