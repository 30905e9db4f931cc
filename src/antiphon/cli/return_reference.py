"""The reference of the measures of both returns, written from their classes."""

from collections.abc import Iterator

from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.returns.measure import Kind, ReturnMeasure, Side, Size
from antiphon.reports.returns.words import SIDES

_HEAD = """\
# Measures of both returns

Written by `antiphon reference` from the measures in `reports/returns/catalogue/`; do not edit it by hand.
Each is a pure function of what is known of some days; its worked example is a test.
How all of this is counted, and why, is told in [How we count](../explanation/how-we-count.md).

An **estimate** stands for more than was seen; its interval of 90 % says how sure it is. A **count** is complete;
its interval says what chance alone might have made of it. A **sum** is what was told or noted, without an interval.
What is not known is never 0.
"""
_SIZES = {Size.FOLLOWERS: "followers", Size.PEOPLE: "people in the network"}
_KINDS = {Kind.ESTIMATE: "estimate", Kind.COUNT: "count", Kind.SUM: "sum"}


def return_reference() -> str:
    """Return the reference as Markdown: the call's measures first, then the response's."""
    return _HEAD + "".join(line for side in Side for line in _side(side))


def _side(side: Side) -> Iterator[str]:
    yield f"\n## {SIDES[side][0]}\n\n{SIDES[side][1]}\n"
    for one in return_measures().values():
        if one.side == side:
            yield _measure(one)


def _measure(one: ReturnMeasure) -> str:
    value = one.format(one.example.value) + (" %" if one.hundredths else "")
    less = " Less is better.\n" if one.less_is_better else "\n"
    between = f"- Between brands: per 100 {_SIZES[one.size]}.\n" if one.size else ""
    return (
        f"\n### {one.title} (`{one.name}`)\n\n{one.definition}\n\n"
        f"- Unit: {'% ' if one.hundredths else ''}{one.unit}\n- Kind: {_KINDS[one.kind]}.{less}"
        f"{between}- Source: {one.source}\n"
        f"- Worked example: {one.example.told} → **{value}**\n"
    )
