"""Who is still needed, who may decide, and what a digest tells apart: pure."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.publishing.models import (
    CaptionFile,
    Card,
    Content,
    Delivery,
    Illustration,
    Poll,
    PollOption,
    Post,
)
from antiphon.publishing.rules.agreeing import (
    Approver,
    Needs,
    Step,
    Terms,
    Verdict,
    Voice,
    counts,
    current_step,
    digest,
    digest_of_delivery,
    digest_of_post,
    standing_approvals,
)

ANNA, BRUNO, DORA = Voice(1, "owner"), Voice(2, "editor"), Voice(3, "client")
GUEST = Voice(None, "client", 7)
EDITORS, CLIENTS = Approver(role="editor"), Approver(role="client")


def step(*approvers: Approver, needs: Needs = Needs.ANY) -> Step:
    return Step(needs, approvers)


@pytest.mark.parametrize(("anna", "bruno"), list(product([True, False], repeat=2)))
def test_any_of_them_is_enough_and_all_of_them_are_all(anna: bool, bruno: bool) -> None:
    asked = (Approver(member=1), EDITORS)
    given = [voice for voice, speaks in ((ANNA, anna), (BRUNO, bruno)) if speaks]
    assert (step(*asked).missing(given) == []) is (anna or bruno)
    assert (step(*asked, needs=Needs.ALL).missing(given) == []) is (anna and bruno)


def test_those_whose_yes_is_missing_are_named() -> None:
    assert step(Approver(member=1), EDITORS, needs=Needs.ALL).missing([ANNA]) == [EDITORS]
    assert step(Approver(member=1), EDITORS).missing([]) == [Approver(member=1), EDITORS]


def test_a_guest_speaks_as_a_client_and_for_nobody_else() -> None:
    assert step(CLIENTS).asks(GUEST)
    assert not step(EDITORS).asks(GUEST)
    assert not step(Approver(member=3)).asks(GUEST)


def test_steps_wait_for_the_ones_before_them() -> None:
    steps = [step(EDITORS), step(CLIENTS), step(Approver(member=1))]
    assert current_step(steps, []) == 0
    assert current_step(steps, [DORA]) == 0
    assert current_step(steps, [BRUNO]) == 1
    assert current_step(steps, [BRUNO, DORA]) == 2
    assert current_step(steps, [BRUNO, GUEST, ANNA]) is None


def test_without_steps_nobody_is_needed() -> None:
    assert current_step([], []) is None


@given(st.lists(st.sampled_from([ANNA, BRUNO, DORA, GUEST])))
def test_another_yes_never_takes_a_step_back(voices: list[Voice]) -> None:
    steps = [step(EDITORS, Approver(member=1), needs=Needs.ALL), step(CLIENTS)]
    places = [current_step(steps, voices[:count]) for count in range(len(voices) + 1)]
    order = [len(steps) if place is None else place for place in places]
    assert order == sorted(order)


@pytest.mark.parametrize(("own_allowed", "own_links"), list(product([True, False], repeat=2)))
def test_a_yes_is_one_of_other_eyes_unless_the_flow_says_otherwise(own_allowed: bool, own_links: bool) -> None:
    terms, writers = Terms(own_allowed=own_allowed, own_links=own_links), {11, 12}
    assert counts(ANNA, 11, writers, terms) is own_allowed
    assert counts(GUEST, 12, writers, terms) is own_links
    assert counts(ANNA, 13, writers, terms)
    assert counts(GUEST, 13, writers, terms)


def test_the_last_word_of_each_counts() -> None:
    said = [(ANNA, Verdict.APPROVE), (BRUNO, Verdict.APPROVE), (ANNA, Verdict.CHANGES), (GUEST, Verdict.APPROVE)]
    assert standing_approvals(said) == [BRUNO, GUEST]
    assert standing_approvals([*said, (Voice(None, "client", 8), Verdict.HOLD)]) == [BRUNO, GUEST]


def part(text: str, *channels: int, **more: Any) -> dict[str, Any]:
    there = {str(pk): {"title": "", "text": "", "settings": {}} for pk in channels}
    return {"as": "", "title": "", "text": text, "pictures": [], "card": None, "poll": None, "channels": there} | more


def test_the_order_of_keys_does_not_matter_and_the_words_do() -> None:
    assert digest({"a": 1, "b": [2, "è"]}) == digest({"b": [2, "è"], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})


def test_another_channel_leaves_the_digest_of_a_delivery_as_it_was() -> None:
    alone, together = {"parts": [part("Hello", 1)]}, {"parts": [part("Hello", 1, 2)]}
    assert digest_of_delivery(alone, 0, 1) == digest_of_delivery(together, 0, 1)
    assert digest_of_delivery(together, 0, 1) != digest_of_delivery(together, 0, 2)
    assert digest_of_post(alone) != digest_of_post(together)


def test_a_part_of_a_thread_is_agreed_with_those_before_it() -> None:
    said = {"parts": [part("One", 1), part("Two", 1)]}
    other = {"parts": [part("Uno", 1), part("Two", 1)]}
    assert digest_of_delivery(said, 1, 1) != digest_of_delivery(other, 1, 1)
    assert digest_of_delivery(said, 0, 1) == digest_of_delivery({"parts": [part("One", 1), part("Due", 1)]}, 0, 1)


def test_what_later_parts_show_belongs_to_the_first_where_they_do_not_go_out() -> None:
    plain = {"parts": [part("One", 1, 2), part("Two", 1)]}
    shown = {"parts": [part("One", 1, 2), part("Two", 1, pictures=[{"digest": "x"}])]}
    assert digest_of_delivery(plain, 0, 1) == digest_of_delivery(shown, 0, 1)
    assert digest_of_delivery(plain, 0, 2) != digest_of_delivery(shown, 0, 2)


def test_what_does_not_go_out_on_a_channel_has_no_digest_there() -> None:
    with pytest.raises(KeyError):
        digest_of_delivery({"parts": [part("One", 1)]}, 0, 2)


#: Every column of what a post is made of: either it is part of what is agreed to, or it says nothing to anybody.
AGREED = {
    Content: {"title", "text", "language"},
    Illustration: {
        "asset", "alt_text", "alt_waived", "position", "crop_left", "crop_top", "crop_width", "crop_height",
        "focus_x", "focus_y",
    },
    CaptionFile: {"asset", "language", "file"},
    Card: {"url", "title", "description", "picture"},
    Poll: {"hours", "multiple"},
    PollOption: {"position", "text"},
    Post: {"content", "continues", "continues_as"},
    Delivery: {"post", "channel", "title", "text", "settings"},
}  # fmt: skip
SAYS_NOTHING = {
    Content: {"id", "brand", "category", "written_at"},
    Illustration: {"id", "content"},
    CaptionFile: {"id"},
    Card: {"id", "content"},
    Poll: {"id", "content"},
    PollOption: {"id", "poll"},
    Post: {"id", "brand", "author", "in_reply_to", "campaign", "request_key", "created_at"},
    Delivery: {
        "id", "follows", "approved_digest", "held_for", "state", "state_since", "wall_time", "time_zone", "due_at",
        "late_minutes", "operation", "claimed_by", "lease_until", "next_try_at", "prepared", "prepared_at", "uri",
        "network_id", "version", "url", "live_at", "recorded_at", "trouble",
    },
}  # fmt: skip


@pytest.mark.parametrize("made", AGREED, ids=lambda made: made.__name__)
def test_of_every_column_it_is_decided_whether_it_is_agreed_to(made: type[Any]) -> None:
    assert {field.name for field in made._meta.concrete_fields} == AGREED[made] | SAYS_NOTHING[made]
    assert not AGREED[made] & SAYS_NOTHING[made]
