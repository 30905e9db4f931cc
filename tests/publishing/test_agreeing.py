"""Nothing goes out that was not agreed: flows, decisions, and what an edit does to a yes."""

from datetime import timedelta

import pytest

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Member, Role
from antiphon.publishing.actions.agreeing import (
    ask,
    hold_overdue,
    needs_agreement,
    still_agreed,
    take_back,
)
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.deciding import drop, reschedule, send_now
from antiphon.publishing.actions.flowing import archive_flow, choose_flow, follow_the_brand, make_flow
from antiphon.publishing.actions.placing import place
from antiphon.publishing.actions.reviewing import Said, decide
from antiphon.publishing.actions.rewriting import rewrite
from antiphon.publishing.drafts import Part, Picture
from antiphon.publishing.models import Campaign, Content, Delivery, Flow, Illustration, ReviewRequest, Version
from antiphon.publishing.rules.agreeing import Needs, Verdict
from tests.publishing.flows import (
    connect_other,
    in_force,
    join,
    moment_in,
    say_yes,
    seen,
    state,
    states,
    step,
    wall_in,
    write,
)
from tests.world import World, deliver, png, say

EDITORS = step(Role.EDITOR)


@pytest.fixture
def dora(world: World) -> Member:
    """Dora edits for Bottega."""
    return join(world, "Dora", Role.EDITOR)


def test_without_a_flow_who_may_publish_publishes(world: World) -> None:
    post = write(world.anna, world)
    assert (state(post), needs_agreement(post)) == ("scheduled", False)
    with pytest.raises(NotAllowed):
        write(world.bruno, world)


def test_what_an_author_plans_waits_for_a_yes_and_goes_out_at_its_hour(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    assert (state(post), needs_agreement(post)) == ("in_review", True)
    before = post.deliveries.get()
    say_yes(dora, post)
    after = post.deliveries.get()
    assert (after.state, after.due_at, after.wall_time) == ("scheduled", before.due_at, before.wall_time)
    assert still_agreed(after)


def test_what_waits_is_never_sent(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world, days=0)
    deliver()
    assert state(post) == "in_review"


def test_what_is_for_now_goes_out_as_soon_as_it_is_agreed(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world, days=0)
    assert post.deliveries.get().due_at is None
    say_yes(dora, post)
    deliver()
    assert state(post) == "live"


def test_an_owner_waits_like_everybody_else(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.anna, world, days=0)
    deliver()
    assert state(post) == "in_review"


def test_an_owner_publishes_without_asking_where_the_flow_says_so(world: World, dora: Member) -> None:
    in_force(world, EDITORS, owner_skips=True)
    post, of_an_editor = write(world.anna, world, days=0), write(dora, world)
    deliver()
    assert states([post, of_an_editor]) == ["live", "in_review"]
    assert ReviewRequest.objects.get(post=post).outcome == "skipped"


def test_nobody_but_those_asked_decides(world: World, dora: Member) -> None:
    in_force(world, step(dora))
    post, eva, frida = write(world.bruno, world), join(world, "Eva", Role.EDITOR), join(world, "Frida", Role.ANALYST)
    for other in (world.anna, world.bruno, world.carla, eva, frida):
        with pytest.raises(NotAllowed):
            say_yes(other, post)
    assert state(post) == "in_review"


def test_one_does_not_say_yes_to_ones_own_words(world: World, dora: Member) -> None:
    in_force(world, step(Role.EDITOR, Role.OWNER))
    post = write(dora, world)
    with pytest.raises(NotAllowed, match="your own words"):
        say_yes(dora, post)
    say_yes(world.anna, post)
    assert state(post) == "scheduled"


def test_one_says_yes_to_ones_own_words_where_the_flow_allows_it(world: World, dora: Member) -> None:
    in_force(world, EDITORS, own_allowed=True)
    post = write(dora, world)
    say_yes(dora, post)
    assert state(post) == "scheduled"


def test_who_changed_it_last_cannot_say_yes_to_it(world: World, dora: Member) -> None:
    in_force(world, step(Role.EDITOR, Role.OWNER))
    post = write(world.bruno, world)
    rewrite(dora, post, Draft("Open on Sunday.", [world.site], "en"), moment_in(world))
    with pytest.raises(NotAllowed, match="your own words"):
        say_yes(dora, post)
    say_yes(world.anna, post)


def test_any_one_of_a_step_is_enough(world: World, dora: Member) -> None:
    in_force(world, step(dora, world.anna))
    post = write(world.bruno, world)
    say_yes(world.anna, post)
    assert state(post) == "scheduled"


def test_all_of_a_step_must_say_yes(world: World, dora: Member) -> None:
    in_force(world, step(dora, world.anna, needs=Needs.ALL))
    post = write(world.bruno, world)
    say_yes(world.anna, post)
    assert state(post) == "in_review"
    with pytest.raises(Conflict, match="already"):
        say_yes(world.anna, post)
    say_yes(dora, post)
    assert state(post) == "scheduled"


def test_steps_come_one_after_the_other(world: World, dora: Member) -> None:
    client = join(world, "Chiara", Role.CLIENT)
    in_force(world, EDITORS, step(Role.CLIENT))
    post = write(world.bruno, world)
    with pytest.raises(NotAllowed, match="not your turn"):
        say_yes(client, post)
    assert say_yes(dora, post).step == 1
    assert state(post) == "in_review"
    say_yes(client, post)
    assert state(post) == "scheduled"


def test_who_asks_for_changes_gives_it_back_as_a_draft_with_its_hour(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    with pytest.raises(Refusal) as caught:
        decide(dora, post, Said(Verdict.CHANGES, seen(post)))
    assert caught.value.field == "words"
    decide(dora, post, Said(Verdict.CHANGES, seen(post), "Say which Saturday."))
    delivery = post.deliveries.get()
    assert (delivery.state, delivery.wall_time != "") == ("draft", True)
    with pytest.raises(Conflict):
        say_yes(dora, post)


def test_who_holds_it_parks_it_on_every_channel(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    other = connect_other(world)
    post = compose(world.bruno, Draft("Open.", [world.site, other], "en"), moment_in(world))
    say_yes(dora, post)
    decide(dora, post, Said(Verdict.HOLD, seen(post), "The price is not final."))
    held = [(one.state, one.held_for, one.approved_digest) for one in post.deliveries.all()]
    assert held == [("held", "asked", "")] * 2


def test_what_was_put_on_hold_needs_a_new_yes(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    decide(dora, post, Said(Verdict.HOLD, seen(post), "Wait."))
    with pytest.raises(Refusal, match="needs a yes first"):
        send_now(world.anna, post.deliveries.get())
    ask(world.bruno, post)
    say_yes(dora, post)
    deliver()
    assert state(post) == "live"


def test_what_is_out_already_cannot_be_held(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world, days=0)
    say_yes(dora, post)
    deliver()
    with pytest.raises(Conflict):
        decide(dora, post, Said(Verdict.HOLD, seen(post), "Stop!"))


def test_a_yes_is_to_what_was_looked_at(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    looked_at = seen(post)
    rewrite(world.bruno, post, Draft("Open on Sunday.", [world.site], "en"), moment_in(world))
    with pytest.raises(Conflict, match="changed while you looked"):
        decide(dora, post, Said(Verdict.APPROVE, looked_at))
    assert state(post) == "in_review"


def changed(world: World) -> dict[str, Draft]:
    """Return a post that says “Open on Saturday.” changed in every way."""
    site, other = world.site, connect_other(world)
    return {
        "words": Draft("Open on Sunday.", [site], "en"),
        "language": Draft("Open on Saturday.", [site], "it"),
        "title": Draft("Open on Saturday.", [site], "en", title="News"),
        "variant": Draft("Open on Saturday.", [site], "en", variants={site.pk: "Open!"}),
        "channel": Draft("Open on Saturday.", [site, other], "en"),
        "picture": Draft("Open on Saturday.", [site], "en", [Picture(png(), "A door")]),
        "thread": Draft("Open on Saturday.", [other], "en", parts=[Part("And on Sunday.")]),
    }


WAYS = ("words", "language", "title", "variant", "channel", "picture", "thread")


@pytest.mark.parametrize("way", WAYS)
def test_an_edit_after_a_yes_withdraws_it(world: World, dora: Member, way: str) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    say_yes(dora, post)
    rewrite(world.anna, post, changed(world)[way], moment_in(world))
    waiting = Delivery.objects.filter(post__brand=world.bottega, state="in_review")
    assert waiting.exists()
    assert not waiting.exclude(approved_digest="").exists()
    assert ReviewRequest.objects.filter(post=post, outcome="open").count() == 1


def test_an_author_changes_what_was_agreed_and_it_waits_again(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    say_yes(dora, post)
    rewrite(world.bruno, post, Draft("Open on Sunday.", [world.site], "en"), moment_in(world))
    assert state(post) == "in_review"


def test_another_hour_withdraws_no_yes_of_who_may_publish(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    say_yes(dora, post)
    rewrite(world.anna, post, Draft("Open on Saturday.", [world.site], "en"), moment_in(world, days=3))
    assert state(post) == "scheduled"
    reschedule(world.anna, post.deliveries.get(), wall_in(world, days=4), "Europe/Rome")
    assert (state(post), still_agreed(post.deliveries.get())) == ("scheduled", True)


def test_an_author_who_moves_what_was_agreed_asks_again(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    say_yes(dora, post)
    rewrite(world.bruno, post, Draft("Open on Saturday.", [world.site], "en"), moment_in(world, days=3))
    assert state(post) == "in_review"


def test_another_hour_while_it_waits_keeps_what_was_said(world: World, dora: Member) -> None:
    in_force(world, step(dora, world.anna, needs=Needs.ALL))
    post = write(world.bruno, world)
    say_yes(dora, post)
    rewrite(world.bruno, post, Draft("Open on Saturday.", [world.site], "en"), moment_in(world, days=3))
    say_yes(world.anna, post)
    assert state(post) == "scheduled"


def test_a_channel_that_is_added_waits_alone(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    other, post = connect_other(world), write(world.anna, world)
    say_yes(dora, post)
    rewrite(world.anna, post, Draft("Open on Saturday.", [world.site, other], "en"), moment_in(world))
    found = dict(post.deliveries.values_list("channel", "state"))
    assert found == {world.site.pk: "scheduled", other.pk: "in_review"}


def test_a_channel_that_is_dropped_is_no_change(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    other = connect_other(world)
    post = compose(world.bruno, Draft("Open.", [world.site, other], "en"), moment_in(world))
    drop(world.anna, post.deliveries.get(channel=other))
    say_yes(dora, post)
    assert post.deliveries.get(channel=world.site).state == "scheduled"


def test_what_is_dropped_on_all_channels_waits_for_nobody(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    drop(world.anna, post.deliveries.get())
    assert ReviewRequest.objects.get(post=post).outcome == "withdrawn"


def test_who_asked_takes_it_back(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    take_back(world.bruno, post)
    assert (state(post), ReviewRequest.objects.get(post=post).outcome) == ("draft", "withdrawn")
    with pytest.raises(Conflict):
        take_back(world.bruno, post)


def test_a_draft_is_put_forward(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = compose(world.bruno, Draft("Open.", [world.site], "en"), Moment(as_draft=True))
    assert (state(post), ReviewRequest.objects.exists()) == ("draft", False)
    due = clock.now() + timedelta(days=1)
    ask(world.bruno, post, due)
    assert (state(post), post.deliveries.get().due_at) == ("in_review", due)
    with pytest.raises(Conflict):
        ask(world.bruno, post, due)


def test_where_nobody_is_asked_nothing_is_put_forward(world: World) -> None:
    post = compose(world.bruno, Draft("Open.", [world.site], "en"), Moment(as_draft=True))
    with pytest.raises(Refusal, match="Nobody has to be asked"):
        ask(world.bruno, post)


def test_a_draft_does_not_go_around_the_flow(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = compose(world.bruno, Draft("Open.", [world.site], "en"), Moment(as_draft=True))
    for go in (send_now, lambda by, one: reschedule(by, one, wall_in(world), "Europe/Rome")):
        with pytest.raises(Refusal, match="needs a yes first"):
            go(world.anna, post.deliveries.get())
    assert state(post) == "draft"


def test_what_nobody_agreed_to_in_time_is_held_and_never_sent(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    Delivery.objects.update(due_at=clock.now() - timedelta(minutes=30))
    assert hold_overdue() == 0
    Delivery.objects.update(due_at=clock.now() - timedelta(minutes=61))
    deliver()
    held = post.deliveries.get()
    assert (held.state, held.held_for) == ("held", "late")
    assert ReviewRequest.objects.get(post=post).outcome == "late"
    assert list(Delivery.objects.needing_a_person()) == [held]


def test_a_yes_that_comes_a_little_late_still_sends(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    Delivery.objects.update(due_at=clock.now() - timedelta(minutes=30))
    say_yes(dora, post)
    deliver()
    assert state(post) == "live"


def test_a_yes_that_comes_too_late_leaves_the_choice_to_a_person(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    Delivery.objects.update(due_at=clock.now() - timedelta(minutes=90))
    say_yes(dora, post)
    assert state(post) == "approved"
    assert Delivery.objects.needing_a_person().count() == 1
    deliver()
    assert state(post) == "approved"
    send_now(world.anna, post.deliveries.get())
    deliver()
    assert state(post) == "live"


def test_what_was_agreed_too_late_goes_out_at_the_hour_that_it_is_moved_to(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    Delivery.objects.update(due_at=clock.now() - timedelta(minutes=90))
    say_yes(dora, post)
    moved = post.deliveries.select_related("channel__brand", "post")
    with pytest.raises(NotAllowed):
        place(world.bruno, moved, wall_in(world, days=3), "Europe/Rome")
    place(world.anna, moved, wall_in(world, days=3), "Europe/Rome")
    assert state(post) == "scheduled"


def test_what_differs_from_what_was_approved_is_held_before_the_fence(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world, days=0)
    say_yes(dora, post)
    Content.objects.filter(pk=post.content_id).update(text="Something nobody agreed to.")
    deliver()
    held = post.deliveries.get()
    assert (held.state, held.held_for, held.attempts.count()) == ("held", "changed", 0)


def test_a_picture_that_got_other_words_is_held(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    draft = Draft("Open.", [world.site], "en", [Picture(png(), "A door")])
    post = compose(world.bruno, draft, Moment())
    say_yes(dora, post)
    Illustration.objects.update(alt_text="A window")
    deliver()
    assert state(post) == "held"


def test_what_was_planned_behind_the_back_of_a_flow_is_held(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = compose(world.bruno, Draft("Open.", [world.site], "en"), Moment(as_draft=True))
    Delivery.objects.update(state="scheduled", due_at=clock.now(), prepared_at=clock.now())
    deliver()
    held = post.deliveries.get()
    assert (held.state, held.held_for) == ("held", "not_agreed")


def test_what_was_planned_before_a_flow_came_waits_from_then_on(world: World, dora: Member) -> None:
    planned, live = write(world.anna, world), say(world.anna, world.site, "Earlier.")
    deliver()
    flow = make_flow(world.anna, "Four eyes", [EDITORS])
    assert choose_flow(world.anna, flow) == 1
    assert states([planned, live]) == ["in_review", "live"]


def test_a_flow_that_goes_leaves_what_was_agreed_as_it_is(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    post = write(world.bruno, world)
    say_yes(dora, post)
    choose_flow(world.anna, None)
    assert (state(post), still_agreed(post.deliveries.get())) == ("scheduled", True)


def test_a_review_goes_on_as_it_began_when_the_flow_changes(world: World, dora: Member) -> None:
    from antiphon.publishing.actions.flowing import change_flow

    flow, post = in_force(world, EDITORS), write(world.bruno, world)
    change_flow(world.anna, flow, "Owners", [step(Role.OWNER)])
    say_yes(dora, post)
    assert state(post) == "scheduled"


def test_a_campaign_has_a_flow_of_its_own_or_none(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    urgent = Campaign.objects.create(brand=world.bottega, name="Urgent", slug="urgent")
    choose_flow(world.anna, None, campaign=urgent)
    post = compose(world.anna, Draft("Now!", [world.site], "en", campaign=urgent), moment_in(world))
    assert state(post) == "scheduled"
    follow_the_brand(world.anna, campaign=urgent)
    assert state(post) == "in_review"


def test_a_channel_has_a_flow_of_its_own(world: World, dora: Member) -> None:
    other, flow = connect_other(world), make_flow(world.anna, "Four eyes", [EDITORS])
    choose_flow(world.anna, flow, channel=other)
    here = write(world.anna, world)
    there = compose(world.anna, Draft("Open.", [other], "en"), moment_in(world))
    both = compose(world.anna, Draft("Open.", [world.site, other], "en"), moment_in(world))
    assert states([here, there]) == ["scheduled", "in_review"]
    assert {one.state for one in both.deliveries.all()} == {"in_review"}


def test_several_flows_are_passed_one_after_the_other(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    other = connect_other(world)
    choose_flow(world.anna, make_flow(world.anna, "Owners", [step(Role.OWNER)]), channel=other)
    post = compose(world.bruno, Draft("Open.", [world.site, other], "en"), moment_in(world))
    say_yes(dora, post)
    assert {one.state for one in post.deliveries.all()} == {"in_review"}
    say_yes(world.anna, post)
    assert {one.state for one in post.deliveries.all()} == {"scheduled"}


def test_a_thread_is_agreed_as_one(world: World, dora: Member) -> None:
    in_force(world, EDITORS)
    other = connect_other(world)
    draft = Draft("One.", [other], "en", parts=[Part("Two."), Part("Three.")])
    post = compose(world.bruno, draft, moment_in(world))
    assert list(Delivery.objects.values_list("state", flat=True)) == ["in_review"] * 3
    say_yes(dora, post)
    assert list(Delivery.objects.values_list("state", flat=True)) == ["scheduled"] * 3
    assert all(still_agreed(one) for one in Delivery.objects.all())
    rewrite(world.anna, post, draft, moment_in(world, days=3))
    assert list(Delivery.objects.values_list("state", flat=True)) == ["scheduled"] * 3
    rewrite(world.anna, post, Draft("One.", [other], "en", parts=[Part("Two."), Part("Four.")]), moment_in(world))
    assert Delivery.objects.filter(state="in_review").count() >= 1
    assert not still_agreed(Delivery.objects.latest("pk"))


def test_every_saved_change_is_a_version(world: World) -> None:
    post = write(world.anna, world)
    rewrite(world.anna, post, Draft("Open on Saturday.", [world.site], "en"), moment_in(world, days=3))
    rewrite(world.anna, post, Draft("Open on Sunday.", [world.site], "en"), moment_in(world))
    texts = [one.snapshot["parts"][0]["text"] for one in Version.objects.filter(post=post)]
    assert texts == ["Open on Saturday.", "Open on Sunday."]


def test_only_owners_make_and_choose_flows(world: World, dora: Member) -> None:
    flow = make_flow(world.anna, "Four eyes", [EDITORS])
    for by in (dora, world.bruno):
        with pytest.raises(NotAllowed):
            make_flow(by, "Mine", [EDITORS])
        with pytest.raises(NotAllowed):
            choose_flow(by, None)
    with pytest.raises(Refusal):
        choose_flow(world.carla, flow)


def test_a_flow_that_asks_nobody_is_refused(world: World) -> None:
    for steps in ([], [step()], [step(world.bruno)], [step(world.carla)], [step(Role.ANALYST)]):
        with pytest.raises(Refusal):
            make_flow(world.anna, "Four eyes", steps)
    assert not Flow.objects.exists()


def test_a_flow_in_force_is_not_put_away(world: World) -> None:
    flow = in_force(world, EDITORS)
    with pytest.raises(Refusal, match="in force"):
        archive_flow(world.anna, flow)
    choose_flow(world.anna, None)
    archive_flow(world.anna, flow)
    make_flow(world.anna, "Four eyes", [EDITORS])


def test_two_flows_of_one_name_are_refused(world: World) -> None:
    make_flow(world.anna, "Four eyes", [EDITORS])
    with pytest.raises(Refusal, match="of this name"):
        make_flow(world.anna, "Four eyes", [EDITORS])
