"""A landing page gives its document to those who agree, and remembers in which words; nobody else gets it."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client

from antiphon.letters.models import Letter
from antiphon.letters.tasks import send_letters
from antiphon.lib import clock
from antiphon.people.actions import meet
from antiphon.publishing.actions.landing import download_token
from antiphon.publishing.actions.linking import make_link
from antiphon.publishing.models import Asset, LandingPage, Lead
from tests.letters.post_office import PostOffice
from tests.web.readers import Page, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n% a small one\n%%EOF\n"
WORDS = "I agree that La Bottega writes to me about linen."


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        yield office


def document(world: World, **more: Any) -> Asset:
    asset = Asset(
        brand=world.bottega, media_type="application/pdf", width=600, height=800, bytes=len(PDF), pages=1,
        digest=hashlib.sha256(PDF).hexdigest(), added_at=clock.now(), title="On linen", **more,
    )  # fmt: skip
    asset.file.save("linen.pdf", ContentFile(PDF))
    return asset


def typed(asset: Asset, **more: str) -> dict[str, str]:
    whole = {"title": "On linen", "text": "All about it.", "document": str(asset.pk), "gated": "on", "consent": WORDS}
    return whole | {"publish": "on"} | more


@pytest.fixture
def paper(world: World) -> LandingPage:
    signed_in(world.anna).post("/b/bottega/landing/new/", typed(document(world)))
    return LandingPage.objects.get()


def ask(client: Client, **more: str) -> Any:
    whole = {"address": "Ada@Example.org", "name": "Ada", "agreed": "yes"}
    return client.post("/@bottega/p/on-linen/", whole | more)


def test_who_agrees_gets_the_document_and_is_a_lead(client: Client, world: World, paper: LandingPage) -> None:
    shown = client.get("/@bottega/p/on-linen/").content.decode()
    assert (WORDS in shown, "PDF, 1 page" in shown) == (True, True)
    link = make_link(world.anna, "https://bottega.example/@bottega/p/on-linen/", label="Spring")
    assert ask(client, by=link.code).status_code == 200
    lead = Lead.objects.get()
    assert (lead.address, lead.consent, lead.came_by, lead.identity.handle) == (
        "ada@example.org", WORDS, link, "ada@example.org",
    )  # fmt: skip
    given = client.get(f"/@bottega/p/on-linen/document/{download_token(lead)}/")
    assert (b"".join(given.streaming_content), given["Content-Type"]) == (PDF, "application/pdf")  # type: ignore[attr-defined]


def test_a_short_link_to_a_landing_page_says_who_came_by_it(client: Client, world: World, paper: LandingPage) -> None:
    link = make_link(world.anna, f"{settings.PUBLIC_URL}/@bottega/p/on-linen/?utm_source=x")
    led = client.get(f"/l/{link.code}")["Location"]
    assert led == f"{link.url}&by={link.code}"
    shown = Page(client.get(led.removeprefix(settings.PUBLIC_URL)).content.decode())
    [hidden] = shown.all("input", name="by")
    ask(client, by=hidden["value"])
    assert Lead.objects.get().came_by == link


def test_other_addresses_are_led_to_as_they_were_written(client: Client, world: World) -> None:
    urls = (f"{settings.PUBLIC_URL}/@bottega/", f"{settings.PUBLIC_URL}/nowhere", "https://bottega.example/p/a")
    led = [client.get(f"/l/{make_link(world.anna, url).code}")["Location"] for url in urls]
    assert led == list(urls)


def test_the_link_comes_by_mail_too(client: Client, paper: LandingPage, office: PostOffice) -> None:
    ask(client)
    ask(client)
    send_letters()
    [letter] = office.arrived
    assert (letter["To"], "/document/" in letter.get_content()) == ("ada@example.org", True)
    assert Letter.objects.get().text == "", "what opens something is not kept"


def test_the_consent_is_kept_as_it_was_worded(client: Client, world: World, paper: LandingPage) -> None:
    ask(client)
    signed_in(world.anna).post(f"/b/bottega/landing/{paper.pk}/", typed(Asset.objects.get(), consent="Other words."))
    ask(client)
    ask(client, address="bea@example.org")
    assert list(Lead.objects.order_by("pk").values_list("consent", flat=True)) == [WORDS, "Other words."]


@pytest.mark.parametrize("token", ["nonsense", "WzEsMV0:1x:y"])
def test_without_a_good_link_nobody_gets_a_gated_document(client: Client, paper: LandingPage, token: str) -> None:
    assert client.get("/@bottega/p/on-linen/document/").status_code == 422
    assert client.get(f"/@bottega/p/on-linen/document/{token}/").status_code == 422
    assert client.get(f"/media/{Asset.objects.get().file.name}").status_code == 404


def test_a_link_ends_after_thirty_days(client: Client, paper: LandingPage) -> None:
    ask(client)
    token = download_token(Lead.objects.get())
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert client.get(f"/@bottega/p/on-linen/document/{token}/").status_code == 422


def test_an_open_document_is_for_everybody(client: Client, world: World) -> None:
    whole = typed(document(world), consent="")
    del whole["gated"]
    signed_in(world.anna).post("/b/bottega/landing/new/", whole)
    answer = client.get("/@bottega/p/on-linen/document/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]


@pytest.mark.parametrize("wrong", [{"address": "nonsense"}, {"agreed": ""}])
def test_what_is_missing_is_said_and_nothing_is_kept(
    client: Client, paper: LandingPage, wrong: dict[str, str]
) -> None:
    assert ask(client, **wrong).status_code == 422
    assert Lead.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"title": " "}, {"consent": ""}, {"document": ""}, {"document": "999"}])
def test_a_page_that_could_not_do_what_it_is_for_is_refused(world: World, wrong: dict[str, str]) -> None:
    answer = signed_in(world.anna).post("/b/bottega/landing/new/", typed(document(world)) | wrong)
    assert (answer.status_code, LandingPage.objects.count()) == (422, 0)
    assert "Constraint" not in answer.content.decode()


def test_a_document_whose_rights_ended_is_not_published(world: World) -> None:
    asset = document(world, expires_on=clock.now().date() - timedelta(days=1))
    assert signed_in(world.anna).post("/b/bottega/landing/new/", typed(asset)).status_code == 422


def test_a_draft_is_seen_by_nobody_outside(client: Client, world: World) -> None:
    signed_in(world.anna).post("/b/bottega/landing/new/", typed(document(world), publish=""))
    assert client.get("/@bottega/p/on-linen/").status_code == 404
    assert ask(client).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("bruno", 422), ("carla", 404), ("guest", 302)])
def test_who_answers_people_sees_the_leads(
    client: Client, world: World, paper: LandingPage, who: str, status: int
) -> None:
    ask(Client())
    seen = client if who == "guest" else signed_in(getattr(world, who))
    for address in ("leads/", "leads.csv", "landing/new/", f"landing/{paper.pk}/"):
        assert seen.get(f"/b/bottega/{address}").status_code == status
    anna = signed_in(world.anna)
    assert "ada@example.org" in anna.get("/b/bottega/leads.csv").content.decode()
    assert "Ada" in anna.get("/b/bottega/leads/").content.decode()
    assert "On linen" in anna.get("/b/bottega/landing/").content.decode()


def test_a_typed_name_stays_in_the_lead_and_renames_nobody(client: Client, world: World, paper: LandingPage) -> None:
    at = clock.now() - timedelta(days=1)
    known = meet(
        world.bottega, network="mail", stable_id="mailto:ada@example.org", at=at, handle="ada@example.org",
        name="Ada Lovelace", automated=True,
    )  # fmt: skip
    assert ask(client, name="Mickey").status_code == 200
    known.refresh_from_db()
    lead = Lead.objects.get()
    assert (lead.identity, lead.name, known.name, known.automated) == (known, "Mickey", "Ada Lovelace", True)
