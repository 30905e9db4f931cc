"""Lines over time: where they begin, how far they reach, what is too little for one."""

from antiphon.web.charts import line_chart


def test_one_number_is_no_line() -> None:
    assert line_chart([(0.5, 3)]) is None
    assert line_chart([]) is None


def test_a_count_begins_at_zero_unless_nothing_could_be_seen_of_it() -> None:
    small, large = line_chart([(0, 4), (1, 12)]), line_chart([(0, 1000), (1, 1010)])
    assert small
    assert large
    assert (small.low, small.high, large.low, large.high) == (0, 12, 1000, 1010)


def test_a_number_that_stays_the_same_is_a_level_line() -> None:
    zero, level = line_chart([(0, 0), (1, 0)]), line_chart([(0, 7), (1, 7)])
    assert zero
    assert level
    assert (zero.low, zero.high, level.low, level.high) == (0, 1, 6, 8)
    assert {dot.y for dot in level.dots} == {100.0}


def test_the_band_lies_within_the_drawing_and_is_closed() -> None:
    found = line_chart([(0, 0), (1, 5)], [(0.5, 1, 2, 10), (1, 2, 3, 12)])
    assert found
    assert found.high == 12
    assert found.band.endswith("Z")
    assert not line_chart([(0, 0), (1, 5)], [(1, 2, 3, 12)]).band  # type: ignore[union-attr]
