"""The ninth pain: approval that is none. Here nothing that was not agreed to goes out, whichever way it comes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from antiphon.lib import clock
from antiphon.lib.errors import AntiphonError
from antiphon.lib.recurrence import Recurrence
from antiphon.organizations.actions import issue_token
from antiphon.organizations.models import Member, Role
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.deciding import reschedule, send_now
from antiphon.publishing.actions.gathering import note_idea, write_of
from antiphon.publishing.actions.placing import place
from antiphon.publishing.actions.planning_ahead import plan_series
from antiphon.publishing.actions.recurring import SeriesGiven, make_series
from antiphon.publishing.actions.restoring import restore
from antiphon.publishing.actions.rewriting import rewrite
from antiphon.publishing.actions.taking_in import FileGiven, confirm, hand_in
from antiphon.publishing.models import Content, Delivery, Illustration, Post, ReviewRequest, Version
from antiphon.publishing.queries.reviewing import waiting_for
from tests.publishing.flows import in_force, join, moment_in, say_yes, state, step, wall_in, write
from tests.web.readers import signed_in
from tests.world import World, deliver, say


@pytest.fixture
def dora(world: World) -> Member:
    """Dora edits for Bottega; nothing goes out without the yes of an editor, not even what an owner says."""
    dora = join(world, "Dora", Role.EDITOR)
    in_force(world, step(Role.EDITOR))
    return dora


def let_all_fall_due() -> None:
    """Let the hour of everything that waits for one come, and let the worker do what it does then."""
    Delivery.objects.filter(due_at__gt=clock.now()).update(due_at=clock.now())
    deliver()


def live() -> list[str]:
    """Return what stands on the brand's own pages."""
    return [one.words for one in Delivery.objects.filter(state="live").select_related("post__content")]


def by_page(world: World) -> None:
    typed = {"text": "By page.", "language": "en", "when": "now", "channels": [world.site.pk]}
    signed_in(world.anna).post("/b/bottega/posts/new/", typed)


def by_api(world: World) -> None:
    headers = {"Authorization": f"Bearer {issue_token(world.anna.user, 'x')}"}
    body = {"text": "By API.", "channels": [world.site.pk]}
    made = Client().post("/api/v1/brands/bottega/posts", body, content_type="application/json", headers=headers)
    for one in made.json()["deliveries"]:
        Client().post(f"/api/v1/deliveries/{one['id']}/send-now", headers=headers)


def by_file(world: World) -> None:
    data = f"{wall_in(world):%Y-%m-%d %H:%M},By file.,\n".encode()
    kept = hand_in(world.anna, FileGiven("plan.csv", data, [world.site]))
    confirm(world.anna, kept, as_draft=False)


def by_series(world: World) -> None:
    first = Recurrence("FREQ=WEEKLY", wall_in(world))
    draft = Draft("By series.", [world.site], "en")
    plan_series(make_series(world.anna, SeriesGiven("Weekly", first, [world.site], draft)).pk)


def by_calendar(world: World) -> None:
    post = compose(world.anna, Draft("By calendar.", [world.site], "en"), Moment(as_draft=True))
    place(world.anna, post.deliveries.select_related("channel__brand", "post"), wall_in(world), "Europe/Rome")


def by_idea(world: World) -> None:
    post = write_of(world.anna, note_idea(world.anna, "By idea."))
    for act in (send_now, lambda by, one: reschedule(by, one, wall_in(world), "Europe/Rome")):
        for one in post.deliveries.all():
            with pytest.raises(AntiphonError):
                act(world.anna, one)


WAYS: list[Callable[[World], None]] = [by_page, by_api, by_file, by_series, by_calendar, by_idea]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_pain_9_nothing_that_nobody_agreed_to_goes_out_whichever_way_it_comes(
    world: World, dora: Member, way: Callable[[World], None]
) -> None:
    way(world)
    assert Post.objects.exists()
    let_all_fall_due()
    assert (live(), Delivery.objects.filter(state="scheduled").exists()) == ([], False)


def test_pain_9_what_was_agreed_to_goes_out_word_for_word(world: World, dora: Member) -> None:
    say_yes(dora, write(world.bruno, world, "Agreed."))
    let_all_fall_due()
    assert live() == ["Agreed."]


def behind_the_back(post: Post) -> dict[str, Callable[[], Any]]:
    """Return ways in which what goes out could change without anybody asking."""
    return {
        "words": lambda: Content.objects.filter(pk=post.content_id).update(text="Not agreed."),
        "variant": lambda: post.deliveries.update(text="Not agreed."),
        "title": lambda: post.deliveries.update(title="Not agreed."),
        "settings": lambda: post.deliveries.update(settings={"audience": "everybody"}),
        "state": lambda: post.deliveries.update(approved_digest=""),
    }


@pytest.mark.parametrize("way", ["words", "variant", "title", "settings", "state"])
def test_pain_9_what_changed_after_the_yes_is_held_at_the_last_moment(world: World, dora: Member, way: str) -> None:
    post = write(world.bruno, world)
    say_yes(dora, post)
    behind_the_back(post)[way]()
    let_all_fall_due()
    held = post.deliveries.get()
    assert (held.state, held.attempts.count(), live()) == ("held", 0, [])
    assert held.get_held_for_display()


def test_pain_9_an_edit_after_the_yes_takes_it_back_whoever_edits(world: World, dora: Member) -> None:
    for by in (world.anna, world.bruno, dora):
        post = write(world.bruno, world)
        say_yes(dora, post)
        rewrite(by, post, Draft("Not agreed.", [world.site], "en"), moment_in(world))
        assert state(post) == "in_review"
    let_all_fall_due()
    assert live() == []


def test_pain_9_an_older_version_is_agreed_to_anew(world: World, dora: Member) -> None:
    post = write(world.bruno, world, "First.")
    rewrite(world.bruno, post, Draft("Second.", [world.site], "en"), moment_in(world))
    say_yes(dora, post)
    restore(world.anna, Version.objects.get(post=post, number=1))
    let_all_fall_due()
    assert live() == []


def test_pain_9_a_series_is_agreed_to_once_word_for_word_and_anew_when_it_changes(world: World, dora: Member) -> None:
    by_series(world)
    assert len(waiting_for(dora)) == 1
    first = waiting_for(dora)[0].post
    say_yes(dora, first)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"scheduled"}
    assert set(ReviewRequest.objects.values_list("outcome", flat=True)) == {"approved", "repeated"}
    later = Post.objects.exclude(pk=first.pk).latest("pk")
    rewrite(world.anna, later, Draft("Not agreed.", [world.site], "en"), moment_in(world))
    assert state(later) == "in_review"
    let_all_fall_due()
    assert set(live()) == {"By series."}


def test_pain_9_a_series_planned_further_goes_on_by_the_same_yes(world: World, dora: Member) -> None:
    by_series(world)
    series = Post.objects.earliest("pk").occurrence.series
    say_yes(dora, waiting_for(dora)[0].post)
    last = series.occurrences.latest("wall_time")
    last.post.delete()
    last.delete()
    assert plan_series(series.pk) == 1
    assert state(Post.objects.latest("pk")) == "scheduled"


def test_pain_9_a_hold_stops_what_is_still_to_come_of_a_series_from_being_agreed_by_itself(
    world: World, dora: Member
) -> None:
    from antiphon.publishing.actions.reviewing import Said, decide
    from antiphon.publishing.rules.agreeing import Verdict
    from tests.publishing.flows import seen

    by_series(world)
    series = Post.objects.earliest("pk").occurrence.series
    first = waiting_for(dora)[0].post
    say_yes(dora, first)
    decide(dora, first, Said(Verdict.HOLD, seen(first), "Stop."))
    last = series.occurrences.latest("wall_time")
    last.post.delete()
    last.delete()
    plan_series(series.pk)
    assert state(Post.objects.latest("pk")) == "in_review"


def test_pain_9_who_did_not_decide_in_time_lets_nothing_out_and_somebody_is_told(world: World, dora: Member) -> None:
    post = write(world.bruno, world)
    Delivery.objects.update(due_at=clock.now() - timedelta(hours=2))
    deliver()
    assert (state(post), live()) == ("held", [])
    assert list(Delivery.objects.needing_a_person()) == list(post.deliveries.all())


def test_pain_9_answers_to_people_never_wait(world: World, dora: Member) -> None:
    from antiphon.publishing.actions.answering import answer
    from tests.api.talk import make_talk

    talk = make_talk(world)
    reply = answer(world.anna, talk.question, "At nine.")
    assert state(reply) == "scheduled"


def test_pain_9_roles_are_six_and_each_may_do_what_its_table_says(world: World, dora: Member) -> None:
    """Coarse roles are the other half of the pain: the whole table is walked by `web/test_access.py`."""
    assert [role.value for role in Role] == ["owner", "editor", "author", "approver", "analyst", "client"]
    post = write(world.bruno, world)
    for role in (Role.AUTHOR, Role.ANALYST, Role.APPROVER, Role.CLIENT):
        with pytest.raises(AntiphonError):
            say_yes(join(world, role.value.title(), role), post)
    assert Illustration.objects.count() == 0
    assert say(world.anna, world.site, "Later.", moment=Moment(as_draft=True))
