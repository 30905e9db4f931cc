"""The page of attribution, the journeys behind a number, and one journey."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from antiphon.conversations.models import Conversation, Message
from antiphon.people.models import Identity
from antiphon.publishing.models import LandingPage, Lead
from antiphon.sales.models import Purchase
from antiphon.visits.actions.aiming import set_goal
from antiphon.visits.models import GoalReached
from tests.api.conftest import program_of
from tests.people.folk import met
from tests.reports.test_attribution import bought, come
from tests.sales.book import sell
from tests.visits.conftest import shop
from tests.visits.shop import Shop
from tests.web.heard import ago, heard, liked, published
from tests.web.readers import page, signed_in
from tests.world import World

__all__ = ["shop"]
HERE = "/b/bottega/attribution/"


def test_an_empty_page_says_what_it_is_for(world: World) -> None:
    told = page(signed_in(world.anna), HERE).words
    assert "Nobody was led to anything in these days" in told
    assert "None of these is causal." in told


def test_every_number_opens_into_its_journeys(world: World) -> None:
    heard(world.site, "Mia", "When do you open?", at=ago(days=8))
    heard(world.site, "Mia", "And on Sunday?", at=ago(days=2))
    bought(world, "Mia", coupon="DORA10", heard="From a friend")
    sell(world.bottega, "nobody", "20.00", at=ago(hours=2))
    client = signed_in(world.anna)
    told = page(client, f"{HERE}?of=purchase&order=2").words
    parts = ("Markov 2", "coupon DORA10", "From a friend")
    assert [part for part in parts if part not in told] == []
    assert "nobody knows who it was" in page(client, f"{HERE}untouched/?of=purchase").words
    shown = page(client, f"{HERE}journeys/?of=purchase&channel=social/site&model=linear")
    assert "100 % of it" in shown.words
    assert "Mia" in shown.words
    one = client.get(f"{HERE}journeys/?of=purchase&format=csv").content.decode().splitlines()
    assert one[0] == "conversion,when,what,value,currency,touches,channels,share"
    key = one[1].split(",")[0]
    line = page(client, f"{HERE}journeys/{key}/").words
    assert "What met them in the 30 days before" in line
    assert client.get(f"{HERE}journeys/purchase-0/").status_code == 404
    table = client.get(f"{HERE}?of=purchase&format=csv").content.decode().splitlines()
    assert table[0] == "channel,side,n,model,conversions,low,high,value,value low,value high"
    assert table[1] == "social/site,call,1,first,1.0,,,40.0,,"


def test_what_is_not_asked_rightly_is_answered_with_the_usual(world: World) -> None:
    told = page(signed_in(world.anna), f"{HERE}?of=x&look=-4&order=9&model=y&in=z")
    assert "None of these is causal." in told.words


def test_who_left_an_address_is_named_only_to_who_may_answer_them(world: World) -> None:
    shelf = LandingPage.objects.create(brand=world.bottega, slug="book", consent="Yes", made_at=ago(days=9))
    heard(world.site, "Mia", "When do you open?", at=ago(days=8))
    met(world.bottega, "leo", "Leo")
    for name in ("Mia", "Leo"):
        who = Identity.objects.get(name=name)
        Lead.objects.create(page=shelf, identity=who, address=f"{name}@a.example", name=name, at=ago(hours=1))
    key = f"lead-{Lead.objects.get(name='Mia').pk}"
    world.bruno.role = "analyst"
    world.bruno.save()
    ways = ("untouched/?of=lead", "journeys/?of=lead", f"journeys/{key}/")
    for member, named in ((world.anna, [["Leo"], ["Mia"], ["Mia"]]), (world.bruno, [[], [], []])):
        told = [page(signed_in(member), HERE + way).words for way in ways]
        assert [[name for name in ("Mia", "Leo") if name in words] for words in told] == named
        journeys = program_of(member.user).get("/brands/bottega/attribution/journeys?of=lead").json()
        assert [one["person"] is not None for one in journeys] == [bool(named[0])]


def test_each_touch_leads_to_what_shows_it_and_many_alike_are_folded(world: World) -> None:
    post = published(world.anna, "We open on Sunday", world.site)
    for days in range(9, 2, -1):
        heard(world.site, "Mia", f"Question {days}", at=ago(days=days))
    liked(world.site, "Mia", post.deliveries.get().uri)
    bought(world, "Mia", at=ago(seconds=-1))
    told = page(signed_in(world.anna), f"{HERE}journeys/purchase-{Purchase.objects.get().pk}/")
    said = Message.objects.get(text="Question 5")
    assert told.all("a", href=f"/b/bottega/inbox/{said.conversation_id}/#m{said.pk}")
    assert told.all("a", href=f"/b/bottega/posts/{post.pk}/")
    assert "× 8" in told.words


def test_a_journey_costs_as_much_to_read_with_many_touches_as_with_few(world: World) -> None:
    browser, counts = signed_in(world.anna), []
    heard(world.site, "Mia", "Question", at=ago(days=20))
    bought(world, "Mia")
    address = f"{HERE}journeys/purchase-{Purchase.objects.get().pk}/"
    browser.get(address)
    for some in (1, 30):
        for n in range(some):
            heard(world.site, "Mia", f"Question {some} {n}", at=ago(days=9, minutes=some * 40 + n))
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_one_goal_is_divided_by_itself_and_its_visits_are_one_click_away(world: World, shop: Shop) -> None:
    tried = set_goal(world.anna, shop.site, name="Tried it", kind="path", pattern="/try")
    set_goal(world.anna, shop.site, name="Asked for a price", kind="path", pattern="/price")
    come(shop, "a" * 24, ago(days=2).timestamp(), path="/try", referrer="google.it")
    come(shop, "b" * 24, ago(days=2).timestamp(), path="/price", code="abc")
    anna = signed_in(world.anna)
    both, one = (page(anna, f"{HERE}?of={of}") for of in ("goal", f"goal-{tried.pk}"))
    assert [told.words.count("Search") > 0 for told in (both, one)] == [True, True]
    rows = [anna.get(f"{HERE}?of={of}&format=csv").text for of in ("goal", f"goal-{tried.pk}", "goal-x")]
    assert [len({row.split(",")[0] for row in text.splitlines()[1:] if ",first,1.0" in row}) for text in rows] == [
        2, 1, 2]  # fmt: skip
    [option] = one.all("option", value=f"goal-{tried.pk}")
    assert "selected" in option
    goal = GoalReached.objects.get(goal=tried)
    told = page(anna, f"{HERE}journeys/goal-{goal.pk}/")
    day = timezone.localtime(goal.at, world.bottega.zone).date()
    assert told.all("a", href=f"/b/bottega/visits/?since={day}&until={day}")
    asked = program_of(world.anna.user).get(f"/brands/bottega/attribution?of=goal&goal={tried.pk}").json()
    assert (asked["conversions"], asked["journeys"]) == (1, 2)


def test_words_of_a_hidden_group_are_linked_for_nobody_who_may_not_read_them(world: World) -> None:
    heard(world.site, "Mia", "Between us", at=ago(days=5))
    bought(world, "Mia")
    Conversation.objects.update(confined=True)
    address = f"{HERE}journeys/purchase-{Purchase.objects.get().pk}/"
    told = [page(signed_in(one), address).all("a") for one in (world.anna, world.bruno)]
    said = f"#m{Message.objects.get().pk}"
    assert [sum(said in link["href"] for link in some) for some in told] == [1, 0]
