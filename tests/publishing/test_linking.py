"""Links get their campaign parameters and become short as a post goes out, the same ones at every try."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.lib.counting import UNITS
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.linking import follow, link_to_share, make_link, set_link_rule, tracked
from antiphon.publishing.models import Click, Delivery, ShortLink
from antiphon.publishing.queries.linking import counted_text, link_address, links_page
from antiphon.publishing.rules.links import WrongParameter, applies, as_counted, parameters_of, with_parameters
from tests.publishing.conftest import Stage
from tests.world import World, say

UTM = "utm_source={network}\nutm_medium=social\nutm_campaign={campaign}"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://b.example", "https://b.example?utm_source=x"),
        ("https://b.example/a?b=c#d", "https://b.example/a?b=c&utm_source=x#d"),
        ("https://b.example/?utm_source=mine", "https://b.example/?utm_source=mine"),
        ("https://b.example/?utm_source=", "https://b.example/?utm_source="),
    ],
)
def test_parameters_are_added_unless_they_are_there(url: str, expected: str) -> None:
    assert with_parameters(url, [("utm_source", "x"), ("utm_campaign", "")]) == expected


@pytest.mark.parametrize("line", ["nonsense", "=x", "a b=c", "x={unknown}", "x={0}", "x={"])
def test_a_parameter_that_means_nothing_is_named(line: str) -> None:
    with pytest.raises(WrongParameter, match=re.escape(line.strip())):
        parameters_of(line, {"network": "x"})


def test_a_rule_holds_for_its_sites_and_what_is_below_them() -> None:
    hosts = "www.bottega.example\nshop.example"
    assert [applies(url, hosts) for url in (
        "https://bottega.example/a", "https://www.bottega.example", "https://a.shop.example", "https://notshop.example",
    )] == [True, True, True, False]  # fmt: skip
    assert applies("https://any.example", "")


@given(st.integers(25, 60), st.text(alphabet="ab c\n", max_size=20))
def test_a_link_counts_as_long_as_it_will_be(length: int, around: str) -> None:
    text = f"{around} https://bottega.example/a/very/long/path?with=much&more=of#it {around}"
    counted = UNITS["code_points"](as_counted(text, "", length))
    assert counted == len(around) * 2 + 2 + length


@pytest.fixture
def shortened(stage: Stage) -> Stage:
    set_link_rule(stage.anna, shorten=True, hosts="bottega.example", parameters=UTM)
    return stage


def test_a_post_goes_out_with_short_links_that_are_its_own(shortened: Stage) -> None:
    text = "Look: https://bottega.example/loom and https://elsewhere.example/x."
    shortened.compose(text, "mastodon", "bluesky")
    shortened.work()
    links = {one.delivery.channel.kind: one for one in ShortLink.objects.all()}  # type: ignore[union-attr]
    assert {kind: one.url for kind, one in links.items()} == {
        "mastodon": "https://bottega.example/loom?utm_source=mastodon&utm_medium=social",
        "bluesky": "https://bottega.example/loom?utm_source=bluesky&utm_medium=social",
    }
    assert shortened.toots() == [f"Look: {link_address(links['mastodon'])} and https://elsewhere.example/x."]


def test_a_second_try_carries_the_same_links(shortened: Stage) -> None:
    post = shortened.compose("https://bottega.example/a https://bottega.example/b", "mastodon")
    delivery = Delivery.objects.select_related("channel__brand", "post__campaign").get(post=post)
    assert tracked(delivery, delivery.words) == tracked(delivery, delivery.words)
    assert ShortLink.objects.count() == 2


def test_a_lost_answer_leaves_one_post_with_its_link(shortened: Stage) -> None:
    shortened.mastodon.faults.lose_answer("POST", "/api/v1/statuses")
    shortened.compose("https://bottega.example/a", "mastodon")
    shortened.work_until_settled()
    assert len(shortened.toots()) == 1
    assert ShortLink.objects.count() == 1


def test_our_own_pages_show_links_as_they_were_written(shortened: Stage) -> None:
    post = compose(shortened.anna, Draft("https://bottega.example/a", [shortened.world.site], "en"), Moment())
    delivery = post.deliveries.select_related("channel__brand").get()
    assert tracked(delivery, delivery.words) == "https://bottega.example/a"


@pytest.mark.django_db
def test_what_is_counted_while_writing_is_what_goes_out(world: World) -> None:
    text = "Look https://bottega.example/" + "x" * 400
    assert counted_text(world.bottega, text) == text
    set_link_rule(world.anna, shorten=True, hosts="", parameters="")
    assert len(counted_text(world.bottega, text)) < 60


@pytest.mark.django_db
def test_people_and_machines_are_counted_apart(world: World) -> None:
    link = make_link(world.anna, "bottega.example/spring", label="Spring")
    follow(link, automated=False, referrer="https://www.linkedin.com/feed/?secret=1")
    follow(link, automated=True, referrer="")
    [shown] = links_page(world.bottega, limit=10)
    assert (shown.url, shown.people, shown.machines) == ("https://bottega.example/spring", 1, 1)  # type: ignore[attr-defined]
    assert list(Click.objects.values_list("referrer", flat=True)) == ["www.linkedin.com", ""]


@pytest.mark.django_db
def test_each_member_has_one_link_of_their_own_to_a_post(world: World) -> None:
    post = say(world.anna, world.site, "Pass it on")
    first = link_to_share(world.bruno, post, "https://bottega.example/p")
    assert link_to_share(world.bruno, post, "https://bottega.example/p") == first
    assert link_to_share(world.anna, post, "https://bottega.example/p") != first
    assert first.sharer == world.bruno


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["", "nonsense", "javascript:alert(1)", "ftp://x.example", "https://" + "x" * 3000 + ".example"]
)
def test_a_link_that_leads_nowhere_is_refused(world: World, url: str) -> None:
    with pytest.raises(Refusal):
        make_link(world.anna, url)
    assert ShortLink.objects.count() == 0


@pytest.mark.django_db
def test_who_only_writes_does_not_set_the_rule(world: World) -> None:
    with pytest.raises(NotAllowed):
        set_link_rule(world.bruno, shorten=True, hosts="", parameters="")
    with pytest.raises(Refusal, match="utm_source"):
        set_link_rule(world.anna, shorten=True, hosts="", parameters="nonsense")
