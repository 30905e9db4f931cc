"""Reply trees out of rows in any order, with gaps and circles."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from antiphon.lib.trees import Placed, preorder

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def row(one: str, parent: str | None, minute: int) -> tuple[str, str | None, datetime]:
    return one, parent, START + timedelta(minutes=minute)


def seen(rows):
    return [(one.id, one.depth) for one in preorder(rows)]


any_rows = st.lists(
    st.tuples(
        st.integers(0, 15),
        st.none() | st.integers(0, 15),
        st.integers(0, 5).map(lambda minute: START + timedelta(minutes=minute)),
    ),
    max_size=16,
)


def test_a_thread_reads_downwards_and_siblings_by_time():
    rows = [row("a", None, 0), row("b", "a", 5), row("c", "a", 1), row("d", "c", 9), row("e", "a", 2)]
    assert seen(rows) == [("a", 0), ("c", 1), ("d", 2), ("e", 1), ("b", 1)]


def test_a_late_parent_takes_its_replies_back():
    early = [row("a", None, 0), row("c", "b", 2)]
    assert preorder(early)[1] == Placed("c", None, 0, detached=True)
    assert preorder([*early, row("b", "a", 1)])[2] == Placed("c", "b", 2, detached=False)


def test_what_answers_nothing_known_comes_after_the_true_roots():
    assert seen([row("x", "gone", 0), row("y", "x", 1), row("a", None, 2)]) == [("a", 0), ("x", 0), ("y", 1)]


def test_a_circle_is_opened_at_its_earliest_message():
    placed = preorder([row("a", "c", 3), row("b", "a", 1), row("c", "b", 2), row("tail", "a", 4)])
    assert [(one.id, one.depth, one.detached) for one in placed] == [
        ("b", 0, True),
        ("c", 1, False),
        ("a", 2, False),
        ("tail", 3, False),
    ]


def test_who_answers_oneself_by_mistake_stands_alone():
    assert preorder([row("a", "a", 0)]) == (Placed("a", None, 0, detached=True),)


def test_the_same_row_twice_is_one_message():
    assert seen([row("a", None, 0), row("b", "a", 1), row("b", "a", 1), row("b", None, 3)]) == [
        ("a", 0),
        ("b", 1),
    ]


def test_nothing_has_no_tree():
    assert preorder([]) == ()


def test_ten_thousand_replies_in_a_row_are_no_trouble():
    rows = [(number, number - 1 if number else None, START) for number in range(10_000)]
    assert preorder(rows)[-1] == Placed(9_999, 9_998, 9_999, detached=False)


@given(st.data())
def test_the_order_of_arrival_does_not_matter(data):
    rows = data.draw(any_rows)
    assert preorder(data.draw(st.permutations(rows))) == preorder(rows)


@given(any_rows)
def test_every_message_stands_once_right_below_its_parent(rows):
    placed = preorder(rows)
    depths = {one.id: one.depth for one in placed}
    assert len(placed) == len(depths) == len({one for one, _, _ in rows})
    for one in placed:
        assert one.depth == (0 if one.parent_id is None else depths[one.parent_id] + 1)
        assert not (one.detached and one.parent_id is not None)


@given(any_rows)
def test_a_message_never_stands_before_what_it_answers(rows):
    place = {one.id: number for number, one in enumerate(preorder(rows))}
    for one in preorder(rows):
        assert one.parent_id is None or place[one.parent_id] < place[one.id]
