"""Welcome steps: a line for each newcomer in the hands of a named person, who does it."""

from datetime import timedelta

import pytest
import time_machine

from antiphon.community.actions import welcoming
from antiphon.community.actions.erasing import erase
from antiphon.community.actions.joining import leave
from antiphon.community.actions.welcoming import StepGiven
from antiphon.community.models import Notification, Participant, TalkMessage, Welcome, WelcomeStep
from antiphon.community.queries.participants import viewer_of
from antiphon.community.queries.welcoming import FirstSteps, first_steps, own_welcomes
from antiphon.community.rules.turns import Share, next_in_turn
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import User
from tests.community.place import Place, ask, enter, part_of
from tests.world import PASSWORD

DRAFT = "Hello, and welcome! I saw that you"


def step(place: Place, *stewards: str, days: int = 0) -> WelcomeStep:
    """Keep a step in these hands."""
    given = StepGiven(words="Greet them", stewards=stewards or ["dora"], days=days, draft=DRAFT)
    return welcoming.keep_step(place.anna, given)


def test_whoever_was_given_least_is_next_and_of_those_alike_who_waited_longest() -> None:
    assert next_in_turn([Share(1, 2, 3), Share(2, 1, 5), Share(3, 1, 4)]) == 3
    assert next_in_turn([Share(2, 0, 0), Share(1, 0, 0)]) == 1
    assert next_in_turn([]) is None


def test_those_who_join_later_are_handed_out_in_turn_each_once(place: Place) -> None:
    step(place, "dora", "emil")
    for name in ("Fay", "Gus", "Hal"):
        enter(place.community, name)
        welcoming.hand_out_welcomes()
    assert welcoming.hand_out_welcomes() == 0
    given = Welcome.objects.order_by("pk").values_list("newcomer__name", "steward__name")
    assert list(given) == [("Fay", "Dora"), ("Gus", "Emil"), ("Hal", "Dora")]


def test_who_joined_before_is_welcomed_only_if_the_day_has_not_passed(place: Place) -> None:
    Participant.objects.filter(pk=part_of(place.emil).pk).update(admitted_at=clock.now() - timedelta(days=4))
    Participant.objects.filter(pk=part_of(place.dora).pk).update(admitted_at=clock.now() - timedelta(days=2))
    step(place, "anna", days=3)
    assert welcoming.hand_out_welcomes() == 1
    made = Welcome.objects.get()
    joined = made.newcomer.admitted_at
    assert joined
    assert (made.newcomer.name, made.due_at) == ("Dora", joined + timedelta(days=3))


def test_the_steward_is_told_on_the_day_and_not_before(place: Place) -> None:
    Participant.objects.update(admitted_at=clock.now() - timedelta(days=40))
    step(place, days=3)
    enter(place.community, "Fay")
    welcoming.hand_out_welcomes()
    assert (welcoming.tell_of_welcomes(), own_welcomes(place.dora, clock.now())) == (0, [])
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert (welcoming.tell_of_welcomes(), welcoming.tell_of_welcomes()) == (1, 0)
        assert [one.newcomer.name for one in own_welcomes(place.dora, clock.now())] == ["Fay"]
    told = Notification.objects.get()
    assert (told.participant, told.kind, told.mail) == (part_of(place.dora), "turn", "now")
    assert told.title == "It is your turn to welcome Fay: Greet them"
    assert TalkMessage.objects.count() == 0


def waiting(place: Place, name: str = "Fay") -> Welcome:
    """Let somebody in, to be welcomed by Dora."""
    step(place)
    enter(place.community, name)
    welcoming.hand_out_welcomes()
    return Welcome.objects.get(newcomer__name=name)


def test_a_draft_alone_is_not_sent(place: Place) -> None:
    welcome = waiting(place)
    with pytest.raises(Refusal):
        welcoming.write_welcome(place.dora, welcome, f" {DRAFT}\n")
    assert TalkMessage.objects.count() == 0
    said = welcoming.write_welcome(place.dora, welcome, f"{DRAFT} fire with wood.")
    welcome.refresh_from_db()
    assert (said.author, welcome.how, welcome.settled_by) == (part_of(place.dora), "written", part_of(place.dora))


def test_a_welcome_is_a_line_from_who_welcomed_to_who_came(place: Place) -> None:
    welcoming.finish_welcome(place.dora, waiting(place))
    line = Interaction.objects.get(verb="welcome")
    assert (line.actor.name, line.target and line.target.name, line.words) == ("Dora", "Fay", 0)


def test_it_is_left_out_with_a_reason_and_only_once(place: Place) -> None:
    welcome = waiting(place)
    with pytest.raises(Refusal):
        welcoming.skip_welcome(place.dora, welcome, "")
    welcoming.skip_welcome(place.dora, welcome, "An old friend")
    welcome.refresh_from_db()
    assert (welcome.how, welcome.why_not) == ("skipped", "An old friend")
    with pytest.raises(Conflict):
        welcoming.finish_welcome(place.anna, welcome)


def test_nobody_else_does_it_until_it_is_handed_on(place: Place) -> None:
    welcome = waiting(place)
    with pytest.raises(NotAllowed):
        welcoming.finish_welcome(place.emil, welcome)
    welcoming.hand_over_welcome(place.dora, welcome, "@emil")
    assert welcoming.tell_of_welcomes() == 1
    welcoming.finish_welcome(place.emil, welcome)
    welcome.refresh_from_db()
    assert (welcome.steward, welcome.settled_by) == (part_of(place.emil), part_of(place.emil))


def test_of_a_newcomer_who_has_left_nobody_is_told(place: Place) -> None:
    welcome = waiting(place)
    leave(place.community, welcome.newcomer)
    assert welcoming.tell_of_welcomes() == 0
    with pytest.raises(Conflict):
        welcoming.finish_welcome(place.dora, welcome)


def test_an_ended_step_takes_back_what_nobody_was_told(place: Place) -> None:
    welcome = waiting(place)
    welcoming.end_step(place.anna, welcome.step)
    enter(place.community, "Gus")
    assert (welcoming.hand_out_welcomes(), Welcome.objects.count()) == (0, 0)


def test_only_hosts_plan_and_stewards_take_part(place: Place) -> None:
    given = StepGiven(words="Greet them", stewards=["dora"])
    with pytest.raises(NotAllowed):
        welcoming.keep_step(place.dora, given)
    for wrong in (
        StepGiven(words="", stewards=["dora"]),
        StepGiven(words="Greet", stewards=["nobody"]),
        StepGiven(words="Greet", stewards=[]),
        StepGiven(words="Greet", stewards=["dora"], days=91),
    ):
        with pytest.raises(Refusal):
            welcoming.keep_step(place.anna, wrong)
    assert WelcomeStep.objects.count() == 0


def test_first_steps_are_seen_until_done_or_put_away(place: Place) -> None:
    assert first_steps(place.anna, clock.now()) is None
    assert first_steps(place.dora, clock.now()) == FirstSteps(said_who=False, joined_group=False, wrote=False)
    ask(place, place.dora)
    Participant.objects.filter(pk=part_of(place.dora).pk).update(words="I make bowls.")
    assert seen_by(place, "dora") == FirstSteps(said_who=True, joined_group=False, wrote=True)
    welcoming.put_first_steps_away(place.dora)
    assert seen_by(place, "dora") is None
    assert first_steps(place.emil, clock.now() + timedelta(days=31)) is None


def seen_by(place: Place, name: str) -> FirstSteps | None:
    """Return the first steps of somebody as they are now."""
    user = User.objects.get(email=f"{name}@example.org")
    return first_steps(viewer_of(place.community, user), clock.now())


def test_who_is_erased_is_in_no_line_and_holds_none(place: Place) -> None:
    welcome = waiting(place)
    enter(place.community, "Gus")
    welcoming.hand_out_welcomes()
    fay, dora = (User.objects.get(email=f"{name}@example.org") for name in ("fay", "dora"))
    erase(place.community, fay, typed=PASSWORD, keep_words=False)
    assert list(Welcome.objects.values_list("newcomer__name", "steward__name")) == [("Gus", "Dora")]
    erase(place.community, dora, typed=PASSWORD, keep_words=False)
    assert list(Welcome.objects.values_list("newcomer__name", "steward")) == [("Gus", None)]
    assert list(welcome.step.stewards.all()) == []
