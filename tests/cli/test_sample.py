"""The sample of the demo: three months of social media, made by the product's own hands, whole on every page."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Count

from antiphon.channels.actions import open_connector
from antiphon.channels.connector import Reference
from antiphon.cli.sample.build import build
from antiphon.cli.sample.networks import Networks
from antiphon.cli.sample.story import COLLEAGUES, OWNER_MAIL, SLUG
from antiphon.cli.sample.story.community import RUTH_MAIL
from antiphon.community.models import Ask, Community, Event, Group, GroupDocument, Participant, Topic, Welcome
from antiphon.community.queries import alive
from antiphon.community.queries.cases import cases_kept, held_kept
from antiphon.community.queries.participants import viewer_of
from antiphon.community.queries.starters import own_turns
from antiphon.conversations.models import Conversation
from antiphon.ledger.models import Interaction, Reading
from antiphon.lib import clock
from antiphon.organizations.models import Brand, Member, User
from antiphon.people.models import Person
from antiphon.practice.people import PEOPLE
from antiphon.publishing.models import (
    Asset,
    Click,
    Delivery,
    Feed,
    Idea,
    LandingPage,
    Lead,
    Occurrence,
    Post,
    ReviewRequest,
    Series,
    ShortLink,
)
from antiphon.publishing.queries.watching import lateness
from antiphon.relationships.models import Encounter, HandOver, Opportunity
from antiphon.relationships.queries import today_list
from antiphon.relationships.queries.opportunities import origin_of
from antiphon.relationships.rules.opportunity import Side
from antiphon.reports.queries.acts_among import Place
from antiphon.reports.queries.network import network
from antiphon.reports.queries.referrals import referrals
from tests.web.readers import count_queries, page, signed_in

#: Marked, not asking for `db`: what was built stays for the next test, its pictures too.
pytestmark = pytest.mark.django_db
ROOMS = (
    "sales/", "sales/rates/", "sales/tables/", "sales/webhooks/", "spend/", "coupons/",
    "", "calendar/", "queue/", "series/", "campaigns/", "categories/", "ideas/", "ideas/feeds/", "words/", "posts/",
    "posts/?part=planned", "posts/?part=drafts", "posts/?part=live", "posts/new/", "library/", "links/",
    "links/page/", "landing/", "leads/", "visits/", "goals/", "sites/",
    "kit/", "reviews/", "flows/", "inbox/", "inbox/?tab=all", "answers/",
    "answers/hours/", "listening/", "balance/", "people/", "keep-in-touch/",
    "keep-in-touch/time/", "opportunities/",
    "opportunities/?show=closed", "channels/", "status/", "members/", "benchmark/", "reports/look/",
)  # fmt: skip
MOST_QUERIES = 60
OPEN_ROOMS = ("", "links/", "feed.rss", "p/a-first-book-of-mending/", "p/what-a-mended-chair-costs/")


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Networks]:
    with Networks(tmp_path_factory.mktemp("networks")) as running:
        yield running


@pytest.fixture(scope="module")
def sample(networks: Networks, django_db_setup: None, django_db_blocker: Any) -> Iterator[Brand]:
    """The sample, built once for all that look at it; taken away at the end."""
    before, settings.PRIVATE_HOSTS = settings.PRIVATE_HOSTS, networks.hosts.split(",")
    with django_db_blocker.unblock():
        build(networks)
        yield Brand.objects.get(slug=SLUG)
        call_command("flush", interactive=False, verbosity=0)
    settings.PRIVATE_HOSTS = before
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def anna(brand: Brand) -> Member:
    return Member.objects.select_related("user", "brand").get(brand=brand, role="owner")


def test_everybody_who_works_there_has_a_role_of_their_own(sample: Brand) -> None:
    roles = dict(sample.members.values_list("user__email", "role"))
    assert roles == {one.mail: one.role for one in COLLEAGUES} | {"anna@bottega-lenta.example": "owner"}


def test_every_week_of_three_months_has_posts_on_several_channels(sample: Brand) -> None:
    now = clock.now()
    live = Delivery.objects.live().filter(post__brand=sample, post__in_reply_to=None)
    for week in range(13):
        end = now - timedelta(weeks=week)
        there = live.filter(live_at__gt=end - timedelta(weeks=1), live_at__lte=end)
        assert there.values("post").distinct().count() >= 2, week
        assert there.values("channel").distinct().count() >= 2, week
    assert not Post.objects.filter(
        brand=sample, content__category=None, created_at__lt=now - timedelta(days=1)
    ).exists()


def test_four_weeks_are_planned_and_stand_as_far_as_they_are_agreed(sample: Brand) -> None:
    now = clock.now()
    ahead = Delivery.objects.filter(post__brand=sample, due_at__gt=now)
    for week in range(4):
        begin = now + timedelta(weeks=week)
        assert (
            ahead.filter(due_at__gt=begin, due_at__lte=begin + timedelta(weeks=1)).values("post").distinct().count()
            >= 3
        )
    assert {"scheduled", "in_review", "draft"} <= set(ahead.values_list("state", flat=True))
    outcomes = dict(ReviewRequest.objects.values_list("outcome").annotate(Count("pk")))
    assert outcomes.keys() == {"open", "changes", "approved", "skipped"}


def test_what_comes_round_says_all_it_was_asked_to(sample: Brand) -> None:
    assert dict(Series.objects.values_list("name", "trouble")) == {
        "Thursday’s invitation": "",
        "Good to know, again": "",
    }
    assert Occurrence.objects.filter(skipped_at__isnull=False).count() == 1
    assert Occurrence.objects.filter(post__isnull=False).count() >= 20


def test_what_the_networks_told_of_the_past_is_what_they_tell_now(sample: Brand) -> None:
    before = Reading.objects.count()
    assert before > 300
    live = Delivery.objects.live().filter(
        channel__kind__in=("mastodon", "bluesky"), live_at__lt=clock.now() - timedelta(days=20)
    )
    for delivery in live.select_related("channel__brand")[:6]:
        where = Reference(delivery.uri, delivery.network_id, delivery.url, delivery.version)
        for figure in open_connector(delivery.channel).figures(where):
            told = Reading.objects.filter(subject=delivery.uri, name=figure.name).order_by("-at").first()
            assert told is None or told.value == figure.value, (delivery.url, figure)


def test_the_last_told_number_of_followers_is_the_one_that_stands(sample: Brand) -> None:
    for channel in sample.channels.filter(kind__in=("mastodon", "bluesky")):
        told = Reading.objects.filter(subject=channel.identity.stable_id, name="followers").order_by("at")
        values = list(told.values_list("value", flat=True))
        assert values == sorted(values)
        assert open_connector(channel).followers() == values[-1] > 10


def test_links_are_followed_by_people_and_machines_and_lead_to_addresses(sample: Brand) -> None:
    clicks = dict(Click.objects.values_list("automated").annotate(Count("pk")))
    assert clicks[False] > 3 * clicks[True] * 0.9 > 100
    assert ShortLink.objects.exclude(sharer=None).count() == 3
    assert LandingPage.objects.filter(published_at__isnull=False).count() == 2
    assert Lead.objects.filter(page__gated=True).exclude(consent="").count() == 10
    assert not Click.objects.filter(at__gt=clock.now()).exists()


def test_the_library_has_terms_and_documents(sample: Brand) -> None:
    soon = clock.now().date() + timedelta(days=30)
    assert Asset.objects.filter(expires_on__lt=soon).count() == 2
    assert sorted(Asset.objects.filter(media_type="application/pdf").values_list("pages", flat=True)) == [1, 5]


def test_ideas_come_from_ourselves_from_needs_and_from_a_feed(sample: Brand) -> None:
    assert set(Idea.objects.values_list("source", flat=True)) == {"own", "need", "feed"}
    assert set(Idea.objects.values_list("state", flat=True)) == {"new", "used", "dismissed"}
    assert Feed.objects.get().trouble == ""


def test_two_deliveries_need_somebody_and_no_more(sample: Brand) -> None:
    assert sorted(Delivery.objects.needing_a_person().values_list("state", flat=True)) == ["missed", "refused"]
    late = lateness(sample, clock.now())
    assert late.n > 10
    assert late.worst is not None
    assert late.worst > timedelta(minutes=3)
    assert late.n - late.on_time == 1


def test_the_owner_has_somebody_to_get_back_to_with_a_promise_and_a_day_ahead(sample: Brand) -> None:
    found = today_list(anna(sample), clock.now())
    assert 1 <= len(found.turns) <= found.room
    assert "new feet for her bench" in {made.what for turn in found.turns for made in turn.about.promises}
    assert Encounter.objects.filter(brand=sample).count() == 6
    assert HandOver.objects.filter(relationship__brand=sample).count() > 2


def test_every_room_opens_and_asks_the_database_a_few_times(sample: Brand) -> None:
    client = signed_in(anna(sample))
    for room in ROOMS:
        assert page(client, f"/b/{SLUG}/{room}").words
        assert count_queries(partial(client.get, f"/b/{SLUG}/{room}")) <= MOST_QUERIES, room


def test_what_is_open_to_everybody_opens(sample: Brand, client: Any) -> None:
    for room in OPEN_ROOMS:
        assert client.get(f"/@{SLUG}/{room}").status_code == 200, room


def test_each_kind_of_thing_opens_on_a_page_of_its_own(sample: Brand) -> None:
    client = signed_in(anna(sample))
    for state in sorted(set(Delivery.objects.filter(post__brand=sample).values_list("state", flat=True))):
        own = Delivery.objects.filter(post__brand=sample, state=state, post__in_reply_to=None)
        post = own.order_by("-pk")[0].post_id
        assert page(client, f"/b/{SLUG}/posts/{post}/").words
    for kind, rows in (
        ("series", Series.objects.all()), ("links", ShortLink.objects.filter(brand=sample)),
        ("landing", LandingPage.objects.all()),
        ("campaigns", sample.campaigns.all()), ("library", Asset.objects.all()[:3]),
    ):  # fmt: skip
        for row in rows:
            assert client.get(f"/b/{SLUG}/{kind}/{row.pk}/").status_code == 200, (kind, row)


def test_the_school_sees_what_is_about_it_and_nothing_else(sample: Brand) -> None:
    elena = Member.objects.select_related("user").get(brand=sample, role="client")
    client = signed_in(elena)
    assert "fortieth hook" in page(client, f"/b/{SLUG}/reviews/").words
    assert client.get(f"/b/{SLUG}/status/").status_code == 404


def test_a_community_lives_in_four_languages_and_nobody_there_waits_but_two_newcomers(sample: Brand) -> None:
    people = Participant.objects.taking_part().filter(brand=sample)
    ours = {one.username for one in PEOPLE} | {"anna", "bruno", "chiara", "davide", "elena"}
    assert ours <= set(people.values_list("handle", flat=True))
    told = Topic.objects.filter(brand=sample).exclude(group__slug="coffee-and-cups")
    assert set(told.values_list("conversation__messages__language", flat=True)) == {"en", "it", "fr", "es"}
    assert (told.count(), told.exclude(summary="").count(), told.filter(kind="essay").count()) == (21, 2, 1)
    assert not told.filter(kind="question", answer=None).exists()
    assert sorted(Group.objects.filter(brand=sample).values_list("visibility", flat=True)) == [
        "hidden", "private", "public", "public", "public", "public",
    ]  # fmt: skip
    waiting = Conversation.objects.waiting_for_us().filter(topic__isnull=False)
    assert set(waiting.values_list("topic__opened_by__handle", flat=True)) <= {"jonas", "amina"}


def test_hosts_have_something_to_decide(sample: Brand) -> None:
    host = viewer_of(Community.objects.get(brand=sample), anna(sample).user)
    assert [one.about.handle for one in cases_kept(host) if one.about] == ["marcos"]
    assert [one.author.handle for one in held_kept(host)] == ["hedda"]


def test_members_bring_friends_and_the_rewarded_stand_apart(sample: Brand) -> None:
    told = referrals(sample, clock.now() - timedelta(days=120), clock.now() + timedelta(minutes=1))
    assert (told.of_itself.joined, told.of_itself.activated, told.rewarded.joined) == (7, 6, 1)
    assert [(one.name, one.ref) for one in told.bringers[:1]] == [("Ruth Abara", 4.0)]
    around = network(sample, Place(clock.now() - timedelta(days=90), clock.now()), clock.now().date())
    assert len(around.members) > 10
    assert around.first("connector")


def test_somebody_keeps_the_community_alive(sample: Brand) -> None:
    anna = viewer_of(Community.objects.get(brand=sample), User.objects.get(email=OWNER_MAIL))
    waiting = alive.opened_lately(alive.waiting_topics(anna), clock.now())
    assert list(waiting.values_list("opened_by__handle", flat=True)) == ["jonas", "amina"]
    assert [one.participant.handle for one in alive.never_wrote(alive.newcomers(anna, clock.now()))] == ["hedda"]
    assert [one.starter.title for one in own_turns(anna, clock.now())] == [
        "Which tool would you not lend to anybody?"
    ]
    assert set(Welcome.objects.values_list("how", flat=True)) == {"by_hand", "skipped", ""}


def test_the_community_was_asked_and_is_told_what_came_of_it(sample: Brand, client: Any) -> None:
    told, open_one = Ask.objects.filter(brand=sample).order_by("pk")
    assert list(told.ideas.order_by("pk").values_list("state", flat=True)) == [
        "done", "planned", "merged", "declined"
    ]  # fmt: skip
    assert list(told.outcome.credits.order_by("pk").values_list("participant__handle", flat=True)) == [
        "ruth", "maren"
    ]  # fmt: skip
    assert (open_one.ballots.count(), open_one.closed_at) == (6, None)
    client.force_login(User.objects.get(email=RUTH_MAIL))
    for path in (f"asks/{told.pk}/", f"asks/{open_one.pk}/", "asks/", "you-said-we-did/"):
        assert client.get(f"/@{SLUG}/community/{path}").status_code == 200, path


def test_groups_hold_an_evening_ahead_one_that_was_and_a_document(sample: Brand) -> None:
    ahead, past = Event.objects.filter(brand=sample).order_by("-starts_at")
    assert (ahead.starts_at > clock.now(), past.ends_at < clock.now()) == (True, True)
    assert (ahead.attendances.seated().count(), past.notes is not None) == (2, True)
    document = GroupDocument.objects.get(group__brand=sample)
    assert (document.number, document.versions.latest("number").pages) == (2, 3)


def test_a_part_of_a_real_community_stands_there_with_its_credit(sample: Brand) -> None:
    coffee = Group.objects.get(brand=sample, slug="coffee-and-cups")
    assert "CC BY-SA 3.0" in coffee.purpose
    assert coffee.topics.exclude(answer=None).count() == coffee.topics.count() == 12
    assert {at.year for at in coffee.topics.values_list("opened_at", flat=True)} == {2015}


def test_ruth_signs_in_as_a_member_and_sees_what_a_member_sees(sample: Brand, client: Any) -> None:
    client.force_login(User.objects.get(email=RUTH_MAIL))
    for part in ("", "groups/", "members/", "groups/the-thursday-table/", "groups/coffee-and-cups/"):
        assert client.get(f"/@{SLUG}/community/{part}").status_code == 200, part
    for topic in Topic.objects.filter(brand=sample):
        assert client.get(f"/@{SLUG}/community/topics/{topic.pk}/").status_code == 200, topic
    assert client.get(f"/b/{SLUG}/").status_code in {302, 404}


def test_one_person_is_followed_from_a_first_reply_to_an_opportunity_won(sample: Brand) -> None:
    ruth = Person.objects.get(brand=sample, name="Ruth Abara", merged_into=None)
    networks = set(ruth.identities.values_list("network", flat=True))
    assert networks >= {"bluesky", "community"}
    acts = Interaction.objects.filter(brand=sample, actor__person=ruth).order_by("at")
    first = acts.filter(verb="reply").first()
    won = Opportunity.objects.get(person=ruth, stage="won")
    assert first is not None
    assert first.at < won.opened_at < won.closed_at  # type: ignore[operator]
    assert [one.stage for one in won.changes.all()] == ["prospect", "qualified", "proposal", "won"]
    origin = origin_of(won, anna(sample))
    assert {one.side for one in origin.touches} == {Side.CALL, Side.RESPONSE}
    shown = page(signed_in(anna(sample)), f"/b/{SLUG}/people/{ruth.pk}/").words
    assert "Twelve coat hooks" in shown
