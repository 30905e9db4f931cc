"""The page of attribution, the journeys behind a number, and one journey."""

from antiphon.people.models import Identity
from antiphon.publishing.models import LandingPage, Lead
from tests.api.conftest import program_of
from tests.people.folk import met
from tests.reports.test_attribution import bought
from tests.sales.book import sell
from tests.web.heard import ago, heard
from tests.web.readers import page, signed_in
from tests.world import World

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
