"""What the test of access opens and sends on each page of a brand, and who may. A new page needs a line in `VISITS`.

`GET name` needs one only if the address names something that has to stand there, or asks for more than to see
the brand; `POST name` always.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from antiphon.channels.actions import connect
from antiphon.channels.actions.registering import save_application
from antiphon.community.actions.inviting import make_invitation
from antiphon.community.actions.joining import Said, join
from antiphon.community.actions.opening import open_community
from antiphon.community.models import Appeal, Community, Joining, Sanction, WordList
from antiphon.community.queries.participants import viewer_of
from antiphon.conversations.actions.noting import leave_note
from antiphon.conversations.actions.promising import add_holiday as close_on
from antiphon.conversations.actions.promising import set_office_week
from antiphon.conversations.actions.saving import save_reply
from antiphon.integrity.actions import ask_second_look, set_aside_by_hand
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.listening.models import Need
from antiphon.measures.actions import ask_for_export
from antiphon.measures.tasks import make_exports
from antiphon.organizations.actions import invite
from antiphon.organizations.models import Role
from antiphon.organizations.rules import Duty, roles_with
from antiphon.publishing.actions.answering import answer
from antiphon.publishing.actions.campaigning import CampaignGiven, add_category, begin_campaign
from antiphon.publishing.actions.commenting import Remarked, comment
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.gathering import note_idea
from antiphon.publishing.actions.illustrating import keep_picture
from antiphon.publishing.actions.inviting import make_review_link
from antiphon.publishing.actions.landing import save_landing_page
from antiphon.publishing.actions.linking import make_link
from antiphon.publishing.actions.queueing import add_slots
from antiphon.publishing.actions.wording import keep_snippet, keep_variable
from antiphon.publishing.models import Feed, LandingPage, PlanFile, Post, Series, Snippet
from antiphon.relationships.actions.keeping import keep_in_touch
from antiphon.relationships.actions.opportunities import OpportunityGiven, open_opportunity
from antiphon.relationships.actions.remembering import promise, remember_date
from antiphon.relationships.actions.spending import start_timer
from antiphon.reports.actions.looks import LookGiven, choose_look
from antiphon.reports.actions.reporting import make_report, share_report
from antiphon.reports.models import Report
from antiphon.reports.returns.indexing import names_of
from antiphon.reports.returns.measure import Side
from antiphon.reports.rules.months import month_before
from antiphon.visits.actions.aiming import set_goal
from antiphon.visits.actions.siting import add_site
from antiphon.visits.models import TrackedSite
from tests.api import people_samples, sales_samples
from tests.api.community_samples import BROWSER, MAKERS
from tests.api.people_samples import other_than_dora
from tests.api.talk import Talk
from tests.integrity.grown import surge
from tests.letters.post_office import PostOffice
from tests.publishing.flows import in_force, seen, step, wall_in, write
from tests.reports.returns.found import a_finding
from tests.web import experiment_samples as trials
from tests.web import listening_samples as heard
from tests.web.readers import signed_in
from tests.world import World, make_user, png, say

type Place = dict[str, Any]
type At = Callable[[World, Talk], Place]

#: Who is asked where posts are agreed in these samples: everybody whose role reviews.
REVIEWERS = (Role.OWNER, Role.EDITOR, Role.APPROVER, Role.CLIENT)
REVIEWING = (Duty.SEE, Duty.REVIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """How a page is visited.

    Any of `duties` opens it. `at` makes what the address names and returns it; `sent` is the form, or makes it
    of that. Who has none of the duties finds nothing there, unless they carry one of `found_by`: then they are
    told that their role does not allow it.
    """

    duties: tuple[Duty, ...] = (Duty.SEE,)
    at: At = lambda _world, _talk: {}
    sent: Mapping[str, Any] | Callable[[World, Talk, Place], Mapping[str, Any]] = field(default_factory=dict)
    query: str = ""
    found_by: tuple[Duty, ...] = (Duty.SEE,)

    def form(self, world: World, talk: Talk, place: Place) -> Mapping[str, Any]:
        """Return what is sent."""
        return self.sent(world, talk, place) if callable(self.sent) else self.sent


def of(duty: Duty, **more: Any) -> Visit:
    """Return a visit that one duty opens."""
    return Visit(duties=(duty,), **more)


# What stands there ----------------------------------------------------------------------------------------


def _live(_world: World, talk: Talk) -> Place:
    return {"pk": talk.post.pk}


def _export(world: World, _talk: Talk) -> Place:
    made = ask_for_export(world.anna, "csv")
    make_exports()
    return {"pk": made.pk}


def _live_delivery(_world: World, talk: Talk) -> Place:
    return {"pk": talk.post.deliveries.get().pk}


def _its_delivery(_world: World, talk: Talk, _place: Place) -> Place:
    return {"delivery": talk.post.deliveries.get().pk}


def _liked(world: World, _talk: Talk) -> Place:
    return {"pk": Interaction.objects.get(brand=world.bottega, verb=Verb.LIKE).pk}


def _set_aside(world: World, _talk: Talk) -> Place:
    liked = Interaction.objects.get(brand=world.bottega, verb=Verb.LIKE)
    return {"pk": set_aside_by_hand(world.anna, liked, "Done for a gift").pk}


def _look_asked(world: World, _talk: Talk) -> Place:
    liked = Interaction.objects.get(brand=world.bottega, verb=Verb.LIKE)
    aside = set_aside_by_hand(world.anna, liked, "Done for a gift")
    return {"pk": ask_second_look(liked.actor, aside, "No gift at all").pk}


def _surge(world: World, _talk: Talk) -> Place:
    return {"pk": surge(world.site).pk}


def _draft(world: World, _talk: Talk) -> Place:
    return {"pk": say(world.anna, world.site, "A draft", moment=Moment(as_draft=True)).pk}


def _planned(world: World, _talk: Talk) -> Place:
    post = say(world.anna, world.site, "Planned", moment=Moment(wall=wall_in(world, days=3)))
    return {"pk": post.pk, "delivery": post.deliveries.get().pk, "decision": "send"}


def _kept_version(world: World, talk: Talk) -> Place:
    return _draft(world, talk) | {"number": 1}


def _to_ask(world: World, talk: Talk) -> Place:
    place = _draft(world, talk)
    in_force(world, step(*REVIEWERS))
    return place


def _in_review(world: World, _talk: Talk) -> Place:
    in_force(world, step(*REVIEWERS), own_allowed=True)
    return {"pk": write(world.bruno, world).pk}


def _commented(world: World, talk: Talk) -> Place:
    place = _in_review(world, talk)
    said = comment(world.anna, Post.objects.get(pk=place["pk"]), Remarked("Which one?", shared=True))
    return place | {"number": said.pk, "act": "settle"}


def _flow(world: World, _talk: Talk) -> Place:
    flow = in_force(world, step(*REVIEWERS))
    return {"pk": flow.pk}


def _unused_flow(world: World, talk: Talk) -> Place:
    place = _flow(world, talk)
    signed_in(world.anna).post("/b/bottega/flows/choose/", {"for": "brand:", "flow": "nobody"})
    return place


def _review_link(world: World, talk: Talk) -> Place:
    return {"pk": make_review_link(world.anna, label="Mr. Verdi", posts=[talk.post])[0].pk}


def _series(world: World, _talk: Talk) -> Place:
    signed_in(world.anna).post("/b/bottega/series/new/", _series_typed(world))
    return {"pk": Series.objects.get().pk}


def _series_typed(world: World, **more: str) -> Place:
    first = wall_in(world, days=5).isoformat(timespec="minutes")
    return {
        "name": "Weekly", "kind": "content", "text": "Open.", "language": "en", "channels": [world.site.pk],
        "interval": "1", "every": "WEEKLY", "weekdays": [str(wall_in(world, days=5).weekday())], "first": first,
        "cool_down_days": "30",
    } | more  # fmt: skip


def _office_week(world: World, _talk: Talk) -> Place:
    return {"pk": set_office_week(world.anna, date(2026, 1, 5), {0: [(time(9), time(18))]}).pk}


def _holiday(world: World, _talk: Talk) -> Place:
    return {"pk": close_on(world.anna, date(2026, 12, 26), "Boxing Day").pk}


def _webhook(world: World, talk: Talk) -> Place:
    return {"pk": sales_samples.webhook(world, talk)}


def _payload(world: World, talk: Talk) -> Place:
    return {"pk": sales_samples.payload(world, talk)}


def _spend(world: World, talk: Talk) -> Place:
    return {"pk": sales_samples.spend(world, talk)}


def _coupon(world: World, talk: Talk) -> Place:
    return {"pk": sales_samples.coupon(world, talk)}


def _rate(world: World, talk: Talk) -> Place:
    return {"pk": sales_samples.exchange_rate(world, talk)}


def _table(world: World, talk: Talk) -> Place:
    return {"pk": sales_samples.table(world, talk)}


def _purchase(world: World, talk: Talk) -> Place:
    return {"pk": sales_samples.purchase(world, talk)}


def _slot(world: World, _talk: Talk) -> Place:
    return {"pk": add_slots(world.anna, world.site, [2], "09:30")[0].pk}


def _campaign(world: World, _talk: Talk) -> Place:
    return {"pk": begin_campaign(world.anna, CampaignGiven("Spring")).pk}


def _category(world: World, _talk: Talk) -> Place:
    return {"pk": add_category(world.anna, "Tips").pk}


def _idea(world: World, _talk: Talk) -> Place:
    return {"pk": note_idea(world.anna, "Oil the plane.").pk, "decision": "put-aside"}


def _feed(world: World, _talk: Talk) -> Place:
    now = clock.now()
    feed = Feed.objects.create(
        brand=world.bottega, address="https://wood.example/feed", added_by=world.anna, added_at=now,
        due_at=now + timedelta(days=1),
    )  # fmt: skip
    return {"pk": feed.pk}


def _snippet(world: World, _talk: Talk) -> Place:
    return {"pk": keep_snippet(world.anna, Snippet.Kind.WORDS, "Hours", "Nine to five").pk}


def _variable(world: World, _talk: Talk) -> Place:
    return {"pk": keep_variable(world.anna, "hours", "nine to five").pk}


def _picture(world: World, _talk: Talk) -> Place:
    return {"pk": keep_picture(world.anna, png()).pk}


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", png(color="red"), "image/png")


def _talked(_world: World, talk: Talk) -> Place:
    return {"conversation": talk.conversation.pk}


def _noted(world: World, talk: Talk) -> Place:
    """A note of whoever visits."""
    return _talked(world, talk) | {"pk": leave_note(world.anna, talk.conversation, "Ask the weaver first.").pk}


def _chosen(_world: World, talk: Talk, _place: Place) -> Place:
    return {"act": "close", "chosen": [talk.conversation.pk]}


def _reply_kept(world: World, _talk: Talk) -> Place:
    return {"pk": save_reply(world.anna, "Hours", "We open at nine, {name}.", "en").pk}


def _answered(world: World, talk: Talk) -> Place:
    post = answer(world.anna, talk.question, "At nine.")
    return _talked(world, talk) | {"delivery": post.deliveries.get().pk}


def _question(_world: World, talk: Talk, _place: Place) -> Place:
    return {"message": talk.question.pk, "text": "At nine."}


def _dora(_world: World, talk: Talk) -> Place:
    return {"person": talk.dora.pk}


def _named(maker: str) -> At:
    """Return what makes the row of the book of people that an address names."""
    return lambda world, talk: {"pk": people_samples.MAKERS[maker](world, talk)}


def _opportunity(world: World, talk: Talk) -> Place:
    return {"pk": open_opportunity(world.anna, talk.dora, OpportunityGiven("sale", "Ten tables")).pk}


def _channel(world: World, _talk: Talk) -> Place:
    return {"channel": world.site.pk}


def _newsletter(world: World, _talk: Talk) -> Place:
    with PostOffice() as office:
        server = f"smtp://127.0.0.1:{office.port}"
        typed = {"sender": "letters@bottega.example", "sender_name": "Bottega", "server": server}
        return {"channel": connect(world.anna, "newsletter", typed).pk}


def _site(*_: object) -> Place:
    return {"kind": "site"}


def _at_x(world: World, _talk: Talk) -> Place:
    save_application(world.anna, "x", "known as", "a secret")
    return {"kind": "x"}


def _asks_to_join(world: World, _talk: Talk) -> Place:
    community = open_community(world.anna, Joining.REQUEST)
    return {"pk": join(community, make_user("fay@example.org", "Fay"), Said(name="Fay")).pk}


def _own_invitation(world: World, _talk: Talk) -> Place:
    community = open_community(world.anna, Joining.OPEN)
    join(community, world.anna.user, Said(name="Anna"))
    return {"pk": make_invitation(viewer_of(community, world.anna.user)).pk}


def _hosted(world: World, _talk: Talk) -> Place:
    """A community in which the whole team takes part."""
    community = open_community(world.anna, Joining.OPEN)
    for member in world.bottega.members.select_related("user"):
        join(community, member.user, Said(name=member.user.name))
    return {}


def _sanctioned(world: World, talk: Talk) -> Place:
    _hosted(world, talk)
    community = Community.objects.select_related("brand", "channel__identity").get(brand=world.bottega)
    fay = join(community, make_user("fay@example.org", "Fay"), Said(name="Fay"))
    made = Sanction.objects.create(participant=fay, kind="limit", rule="rude", why="Be kind", at=clock.now())
    return {"pk": made.pk}


def _appealed(world: World, talk: Talk) -> Place:
    sanction = Sanction.objects.get(pk=_sanctioned(world, talk)["pk"])
    return {"pk": Appeal.objects.create(sanction=sanction, words="I was quoting", at=clock.now()).pk}


def _listed(world: World, talk: Talk) -> Place:
    _hosted(world, talk)
    made = WordList.objects.create(brand=world.bottega, name="Ours", entries="gratis", changed_at=clock.now())
    return {"pk": made.pk}


_LIST = {"name": "Insults", "kind": "words", "entries": "oaf", "effect": "hold", "language": ""}


def _bruno(world: World, _talk: Talk) -> Place:
    return {"pk": world.bruno.pk}


def _invitation(world: World, _talk: Talk) -> Place:
    return {"pk": invite(world.anna, Role.AUTHOR)[0].pk}


def _link(world: World, _talk: Talk) -> Place:
    return {"pk": make_link(world.anna, "https://bottega.example/a").pk}


def _tracked_site(world: World, _talk: Talk) -> Place:
    return {"pk": add_site(world.anna, name="Shop", domains="shop.example").pk}


def _aim(world: World, talk: Talk) -> Place:
    _tracked_site(world, talk)
    return {}


def _aimed(world: World, _talk: Talk, _place: Place) -> Mapping[str, Any]:
    site = TrackedSite.objects.get(brand=world.bottega)
    return {"site": site.pk, "name": "Ordered", "kind": "path", "pattern": "/thanks"}


def _goal(world: World, _talk: Talk) -> Place:
    site = add_site(world.anna, name="Shop", domains="shop.example")
    return {"pk": set_goal(world.anna, site, name="Ordered", kind="path", pattern="/thanks").pk}


def _landing_page(world: World, _talk: Talk) -> Place:
    page = LandingPage(brand=world.bottega, title="On linen", gated=False)
    return {"pk": save_landing_page(world.anna, page, publish=False).pk}


def _plan_file(world: World, _talk: Talk) -> Place:
    signed_in(world.anna).post("/b/bottega/plan/", _plan_typed(world))
    return {"pk": PlanFile.objects.get().pk}


def _plan_typed(world: World, *_: object) -> Place:
    rows = f"{wall_in(world, days=9):%m/%d/%Y %H:%M},Oil the plane.,\r\n".encode()
    return {"file": SimpleUploadedFile("plan.csv", rows, "text/csv"), "channels": [world.site.pk], "order": ""}


def _report(world: World, _talk: Talk) -> Place:
    month = month_before(timezone.localdate(clock.now(), world.bottega.zone))
    return {"pk": make_report(world.anna, month).pk}


def _look(world: World, _talk: Talk) -> Place:
    choose_look(world.anna, LookGiven("Studio Alba", logo=keep_picture(world.anna, png())))
    return {}


def _report_link(world: World, talk: Talk) -> Place:
    place = _report(world, talk)
    return place | {"link": share_report(world.anna, Report.objects.get(pk=place["pk"]))[0].pk}


def _promise(world: World, talk: Talk) -> Place:
    return _dora(world, talk) | {"pk": promise(world.anna, talk.dora, "a photo").pk}


def _birthday(world: World, talk: Talk) -> Place:
    return _dora(world, talk) | {"pk": remember_date(world.anna, talk.dora, "Birthday", 3, 5).pk}


def _kept(world: World, talk: Talk) -> Place:
    keep_in_touch(world.anna, talk.dora, 30)
    return _dora(world, talk)


def _editor(world: World) -> int:
    return world.bottega.members.get(role=Role.EDITOR).pk


def _device(world: World, talk: Talk) -> Place:
    return {"pk": MAKERS["device_id"](world, talk)}


def _timers(world: World, _talk: Talk) -> Place:
    for member in world.bottega.members.filter(role__in=roles_with(Duty.ANSWER)):
        start_timer(member, None)
    return {}


def _typed(world: World, *_: object) -> Place:
    return {"text": "Open on Sunday.", "channels": [world.site.pk], "when": "draft", "language": "en"}


def _tomorrow(world: World, *_: object) -> Place:
    day = timezone.localtime(clock.now(), world.bottega.zone) + timedelta(days=1)
    return {"from": "", "day": f"{day:%Y-%m-%d}", "hour": "10:00"}


def _verdict(_world: World, _talk: Talk, place: Place) -> Place:
    return {"verdict": "approve", "seen": seen(Post.objects.get(pk=place["pk"]))}


def _flow_chosen(_world: World, _talk: Talk, place: Place) -> Place:
    return {"for": "brand:", "flow": place["pk"]}


_FLOW_TYPED = {"name": "Six eyes", "asked-1": ["role:owner"], "needs-1": "any"}
_WEIGHTS = {"side": "call", **dict.fromkeys(names_of(Side.CALL), "1")}
_SCHEDULE = {"day": "1", "hour": "08:00", "language": "en", "addresses": "eva@example.org"}
_LANDING_TYPED = {"title": "On wool", "text": "All of it."}

#: Visits that need more than the small world, and the module that makes them as each role.
ELSEWHERE = {
    "GET accounts": "test_connect",
    "GET needs": "test_needs",
    "POST accounts": "test_connect",
    "POST correct_time": "test_time_spent",
    "GET change_note": "test_touch",
    "POST change_note": "test_touch",
    "POST tear_up_note": "test_touch",
    "POST discard_sketch": "test_compose",
    "POST feeds": "test_ideas",
}

VISITS: dict[str, Visit] = {
    "GET today": Visit(duties=tuple(Duty)),
    "GET move_entry": Visit(at=_draft),
    "POST move_entry": of(Duty.WRITE, at=_draft, sent=_tomorrow),
    "POST queue": of(Duty.PUBLISH, sent=lambda world, *_: {"channel": world.site.pk, "weekdays": [1], "at": "09:30"}),
    "POST give_up_slot": of(Duty.PUBLISH, at=_slot),
    "POST keep_team_device": Visit(
        sent={"endpoint": BROWSER.endpoint, "p256dh": BROWSER.p256dh, "auth": BROWSER.auth}
    ),
    "POST forget_team_device": of(Duty.MANAGE, at=_device, found_by=()),
    "POST office_hours": of(Duty.ANSWER, sent={"since": "2026-01-05", "day_0": "09:00-18:00"}),
    "POST forget_office_week": of(Duty.ANSWER, at=_office_week),
    "POST answer_targets": of(Duty.ANSWER, sent={"comment": "4"}),
    "POST add_holiday": of(Duty.ANSWER, sent={"day": "2026-12-25", "name": "Christmas"}),
    "POST remove_holiday": of(Duty.ANSWER, at=_holiday),
    "GET new_series": of(Duty.WRITE),
    "POST new_series": of(Duty.WRITE, sent=lambda world, *_: _series_typed(world, as_draft="on")),
    "GET one_series": Visit(at=_series),
    "GET edit_series": of(Duty.PUBLISH, at=_series),
    "POST edit_series": of(Duty.PUBLISH, at=_series, sent=lambda world, *_: _series_typed(world, text="Closed.")),
    "POST stop_series": of(Duty.PUBLISH, at=_series),
    "POST skip_occurrence": of(
        Duty.PUBLISH, at=_series, sent=lambda world, *_: {"wall": _series_typed(world)["first"]}
    ),
    "POST campaigns": of(Duty.PUBLISH, sent={"name": "Summer"}),
    "GET campaign": Visit(at=_campaign),
    "POST campaign": of(Duty.PUBLISH, at=_campaign, sent={"name": "Summer"}),
    "POST close_campaign": of(Duty.PUBLISH, at=_campaign),
    "POST categories": of(Duty.PUBLISH, sent={"name": "Hints"}),
    "POST change_category": of(Duty.PUBLISH, at=_category, sent={"name": "Hints"}),
    "POST ideas": of(Duty.WRITE, sent={"text": "Wax it.", "link": ""}),
    "POST decide_idea": of(Duty.WRITE, at=_idea),
    "POST end_feed": of(Duty.WRITE, at=_feed),
    "POST words": of(Duty.WRITE, sent={"name": "shop", "value": "the shop"}),
    "POST change_snippet": of(Duty.WRITE, at=_snippet, sent={"remove": ""}),
    "POST change_variable": of(Duty.WRITE, at=_variable, sent={"value": "ten to six"}),
    "POST plan": of(Duty.WRITE, sent=_plan_typed),
    "GET plan_file": of(Duty.WRITE, at=_plan_file),
    "POST plan_file": of(Duty.WRITE, at=_plan_file, sent={"confirm": "", "how": "draft"}),
    "POST plan_address": Visit(),
    "POST time_zone": of(Duty.MANAGE, sent={"zone": "Asia/Tokyo"}),
    "GET good_hours": of(Duty.WRITE),
    "GET compose": of(Duty.WRITE),
    "POST compose": of(Duty.WRITE, sent=_typed),
    "POST check_post": of(Duty.WRITE, sent=_typed),
    "POST keep_pictures": of(Duty.WRITE, sent=lambda *_: {"pictures": [_file()]}),
    "GET edit_post": of(Duty.WRITE, at=_draft),
    "POST edit_post": of(Duty.WRITE, at=_draft, sent=_typed),
    "POST library": of(Duty.WRITE, sent=lambda *_: {"files": [_file()]}),
    "GET choose_asset": of(Duty.WRITE),
    "GET asset": Visit(at=_picture),
    "POST asset": of(Duty.WRITE, at=_picture, sent={"title": "Teal"}),
    "GET cut_asset": Visit(at=_picture, query="?box=0,0,1,1"),
    "GET asset_contrast": Visit(at=_picture),
    "POST decide_asset": of(Duty.WRITE, at=lambda *made: _picture(*made) | {"decision": "archive"}),
    "GET post": Visit(at=_live),
    "POST decide": of(Duty.PUBLISH, at=_planned),
    "GET take_down": of(Duty.PUBLISH, at=_live),
    "POST take_down": of(Duty.PUBLISH, at=_live, sent=_its_delivery),
    "GET purchase": Visit(at=_purchase),
    "POST spend": of(Duty.CONNECT, sent=sales_samples.SPEND),
    "POST take_spend_back": of(Duty.CONNECT, at=_spend),
    "POST coupons": of(Duty.CONNECT, sent={"code": "SPRING10", "campaign": "spring"}),
    "POST end_coupon": of(Duty.CONNECT, at=_coupon),
    "POST rates": of(Duty.CONNECT, sent={"do": "choose", "currency": "EUR"}),
    "POST take_rate_back": of(Duty.CONNECT, at=_rate),
    "GET sales_imports": of(Duty.CONNECT),
    "POST sales_imports": of(Duty.CONNECT, sent=lambda *_: sales_samples.table_typed()),
    "GET sales_import": of(Duty.CONNECT, at=_table),
    "POST sales_import": of(Duty.CONNECT, at=_table, sent={"do": "take"}),
    "GET webhooks": of(Duty.CONNECT),
    "POST webhooks": of(Duty.CONNECT, sent={"kind": "shopify", "name": "shop"}),
    "GET webhook": of(Duty.CONNECT, at=_webhook),
    "POST webhook": of(Duty.CONNECT, at=_webhook, sent={"do": "secret", "secret": "whsec_of_the_shop"}),
    "POST work_payload_again": of(Duty.CONNECT, at=_payload),
    "GET attribution_journey": Visit(at=lambda *made: {"conversion": f"purchase-{_purchase(*made)['pk']}"}),
    "GET results": Visit(at=_live),
    "GET figure": Visit(at=lambda *made: _live(*made) | {"measure": "replies"}),
    "POST findings": of(Duty.PUBLISH),
    "POST decide_return_finding": of(
        Duty.PUBLISH, at=lambda world, _: {"pk": a_finding(world.bottega).pk}, sent={"decision": "follow"}
    ),
    "POST return_weights": of(Duty.PUBLISH, sent=_WEIGHTS),
    "GET return_figure": Visit(at=lambda *_: {"measure": "reach"}),
    "GET post_over_time": Visit(at=_live_delivery),
    "GET judged": Visit(at=_liked),
    "POST set_aside": of(Duty.ANSWER, at=_liked, sent={"because": "A gift was promised for it."}),
    "POST answer_look": of(Duty.ANSWER, at=_look_asked, sent={"words": "You are right.", "says": "back"}),
    "GET surge": Visit(at=_surge),
    "POST rule_surge": Visit(at=_surge, sent={"because": "There was a fair.", "says": "asked"}),
    "POST rule": of(Duty.ANSWER, at=_set_aside, sent={"because": "She never worked here."}),
    "GET followers": Visit(at=lambda world, _: {"pk": world.site.pk}),
    "GET exports": of(Duty.MANAGE),
    "POST exports": of(Duty.MANAGE, sent={"format": "csv"}),
    "GET export_file": of(Duty.MANAGE, at=_export),
    "POST reports": Visit(sent={"month": "2026-01", "language": "en"}),
    "GET new_experiment": of(Duty.PUBLISH),
    "POST new_experiment": of(Duty.PUBLISH, at=trials.counted, sent=trials.typed),
    "GET experiment": Visit(at=trials.planned),
    "POST measure_experiment": of(Duty.PUBLISH, at=trials.planned, sent={"do": "effect"}),
    "GET mix_models": Visit(at=trials.years_known),
    "POST mix_models": of(Duty.PUBLISH, at=trials.years_known, sent=trials.mix_typed),
    "GET mix_model": Visit(at=trials.mixed),
    "GET experiment_units": of(Duty.PUBLISH, at=trials.divided),
    "POST hand_in_outcomes": of(Duty.PUBLISH, at=trials.divided, sent=trials.outcomes),
    "POST report_look": of(Duty.MANAGE, sent={"name": "Studio Alba", "accent": "#0b6464"}),
    "GET report_look_logo": Visit(at=_look),
    "POST report_schedule": of(Duty.PUBLISH, sent=_SCHEDULE),
    "GET report": Visit(at=_report),
    "POST report": of(Duty.PUBLISH, at=_report, sent={"label": "Client", "days": "30"}),
    "GET report_file": Visit(at=_report),
    "GET report_csv": Visit(at=_report),
    "GET report_json": Visit(at=_report),
    "POST end_report_link": of(Duty.PUBLISH, at=_report_link),
    "GET conversation": Visit(at=_talked),
    "POST conversation": of(Duty.ANSWER, at=_talked, sent=_question),
    "POST answer_room": Visit(at=_talked, sent=_question),
    "GET answer_state": Visit(at=_answered),
    "GET need_found": Visit(at=heard.need),
    "POST need_found": of(Duty.ANSWER, at=heard.need, sent={"subject": "When we open"}),
    "POST log_finding": of(Duty.ANSWER, at=heard.finding, sent={"subject": "Hours"}),
    "POST move_need_on": of(Duty.ANSWER, at=heard.need, sent={"state": "planned"}),
    "POST merge_need": of(Duty.ANSWER, at=heard.two_needs, sent=lambda *_: {"into": Need.objects.latest("pk").pk}),
    "POST note_telling": of(Duty.ANSWER, at=heard.done_need, sent={"how": "At the market"}),
    "POST set_languages": of(Duty.ANSWER, sent={"languages": ["en", "it"]}),
    "POST new_phrase": of(Duty.ANSWER, sent={"language": "it", "kind": "need", "words": "mi farebbe comodo"}),
    "POST drop_phrase": of(Duty.ANSWER, sent={"language": "it", "kind": "need", "words": "cerco"}),
    "POST take_back_phrase": of(Duty.ANSWER, at=heard.phrase),
    "POST learn_from_labels": of(Duty.ANSWER, at=heard.labels, sent={"language": "en"}),
    "POST switch_learned": of(Duty.ANSWER, at=heard.classifier, sent={"on": "no"}),
    "POST label_finding": of(Duty.ANSWER, at=heard.finding, sent={"says": "question"}),
    "POST topics_heard": of(Duty.ANSWER, sent={"name": "Grinders", "keywords-en": "grinder"}),
    "GET subject_heard": Visit(at=heard.subject),
    "POST subject_heard": of(Duty.ANSWER, at=heard.subject, sent={"name": "Grinders", "keywords-en": "grinder"}),
    "POST decide_subject": of(Duty.ANSWER, at=heard.suggested_subject, sent={"says": "yes"}),
    "POST remove_subject": of(Duty.ANSWER, at=heard.subject),
    "POST searches": of(Duty.ANSWER, sent={"words": "saw", "place": "heard", "every_minutes": "60"}),
    "GET saved_search": Visit(at=heard.search),
    "POST saved_search": of(
        Duty.ANSWER, at=heard.search, sent={"words": "saw", "place": "heard", "every_minutes": "60"}
    ),
    "POST stop_saved_search": of(Duty.ANSWER, at=heard.search),
    "POST take_up_found": of(Duty.ANSWER, at=heard.found),
    "POST need_of_found": of(Duty.ANSWER, at=heard.found, sent={"kind": "need", "subject": "A saw"}),
    "POST decide_found": of(Duty.ANSWER, at=heard.found),
    "POST take_back_label": of(Duty.ANSWER, at=heard.labeled),
    "POST label_silent": of(Duty.ANSWER, at=heard.silent, sent={"says": "none"}),
    "POST triage_conversation": of(Duty.ANSWER, at=_talked, sent={"act": "close"}),
    "POST note": of(Duty.ANSWER, at=_talked, sent={"text": "Ask the weaver first."}),
    "POST drop_note": of(Duty.ANSWER, at=_noted),
    "POST presence": Visit(at=_talked),
    "POST undo_answer": of(Duty.ANSWER, at=_answered),
    "POST triage": of(Duty.ANSWER, sent=_chosen),
    "POST keep_view": of(Duty.ANSWER, sent={"name": "Mine", "filters": "care=me"}),
    "POST drop_view": of(Duty.ANSWER, sent={"name": "Mine"}),
    "GET saved_reply": Visit(at=_reply_kept),
    "POST saved_replies": of(Duty.ANSWER, sent={"name": "Hours", "language": "en", "text": "We open at nine."}),
    "POST saved_reply": of(Duty.ANSWER, at=_reply_kept, sent={"remove": "1"}),
    "POST assign": of(Duty.ANSWER, at=_talked, sent={"member": ""}),
    "POST hosting": of(Duty.HOST, sent={"joining": "open"}),
    "GET brought": of(Duty.HOST, at=_asks_to_join),
    "GET referrals": of(Duty.HOST),
    "POST tend_invitation": of(Duty.HOST, at=_own_invitation, sent={"reward": "a bowl"}),
    "POST decide_participant": of(Duty.HOST, at=_asks_to_join, sent={"decision": "admit"}),
    "GET peace": of(Duty.HOST, at=_hosted),
    "POST decide_appeal": of(Duty.HOST, at=_appealed, sent={"decision": "grant", "answer": "You were quoting"}),
    "POST lift_sanction": of(Duty.HOST, at=_sanctioned),
    "GET word_lists": of(Duty.HOST, at=_hosted),
    "POST word_lists": of(Duty.HOST, at=_hosted, sent=_LIST),
    "GET word_list": of(Duty.HOST, at=_listed),
    "POST word_list": of(Duty.HOST, at=_listed, sent=_LIST),
    "GET person": Visit(at=_dora),
    "GET opportunity": Visit(at=_opportunity),
    "POST opportunity": of(Duty.ANSWER, at=_opportunity, sent={"kind": "press", "title": "An article"}),
    "POST move_opportunity": of(Duty.ANSWER, at=_opportunity, sent={"stage": "qualified"}),
    "GET new_opportunity": Visit(at=_dora),
    "POST new_opportunity": of(Duty.ANSWER, at=_dora, sent={"kind": "press", "title": "An article"}),
    "POST keep_in_touch": of(Duty.ANSWER, at=_dora, sent={"rhythm_days": "30"}),
    "POST let_go": of(Duty.ANSWER, at=_dora),
    "GET capacity": of(Duty.ANSWER),
    "POST capacity": of(Duty.ANSWER, sent={"people": "150", "close": "15", "currency": "EUR"}),
    "POST follow_up": of(Duty.ANSWER, at=_dora, sent={"decision": "not_today"}),
    "GET log_contact": of(Duty.ANSWER, at=_dora),
    "POST log_contact": of(
        Duty.ANSWER, at=_dora, sent={"kind": "call", "at": "2026-01-05T10:00", "ours": "yes", "minutes": "10"}
    ),
    "GET new_promise": of(Duty.ANSWER, at=_dora),
    "POST new_promise": of(Duty.ANSWER, at=_dora, sent={"what": "a photo"}),
    "POST settle_promise": of(Duty.ANSWER, at=_promise, sent={"outcome": "kept"}),
    "GET new_note": of(Duty.ANSWER, at=_dora),
    "POST new_note": of(Duty.ANSWER, at=_dora, sent={"text": "Likes clay"}),
    "GET remember_date": of(Duty.ANSWER, at=_dora),
    "POST remember_date": of(Duty.ANSWER, at=_dora, sent={"name": "Birthday", "day": "3", "month": "5"}),
    "POST forget_date": of(Duty.ANSWER, at=_birthday),
    "GET hand_over": of(Duty.ANSWER, at=_kept),
    "POST hand_over": of(Duty.ANSWER, at=_kept, sent=lambda world, *_: {"steward": _editor(world)}),
    "POST leave_alone": of(Duty.ANSWER, at=_dora, sent={"wanted": "no"}),
    "POST time_spent": of(Duty.ANSWER, sent={"minutes": "10", "purpose": "talk"}),
    "POST start_timer": of(Duty.ANSWER, sent={"person": ""}),
    "POST stop_timer": of(Duty.ANSWER, at=_timers),
    "POST answer_same_person": of(Duty.ANSWER, at=_named("suggestion_id"), sent={"answer": "link"}),
    "GET people_import": of(Duty.ANSWER),
    "POST people_import": of(Duty.ANSWER, sent=people_samples.book),
    "GET one_import": of(Duty.ANSWER, at=_named("import_id")),
    "POST one_import": of(
        Duty.ANSWER, at=_named("import_id"), sent={"do": "write", "purpose": "Fair", "source": "Fair"}
    ),
    "GET address_books": of(Duty.ANSWER),
    "POST address_books": of(Duty.CONNECT, sent=people_samples.server),
    "GET address_book": of(Duty.ANSWER, at=_named("book_id")),
    "POST address_book": of(Duty.ANSWER, at=_named("book_id"), sent={"do": "look"}),
    "GET people_cards": of(Duty.ANSWER),
    "GET people_csv": of(Duty.ANSWER),
    "GET person_card": of(Duty.ANSWER, at=_dora),
    "GET join_person": of(Duty.ANSWER, at=_dora),
    "POST join_person": of(Duty.ANSWER, at=_dora, sent=lambda world, *_: {"other": other_than_dora(world)}),
    "POST undo_join": of(Duty.ANSWER, at=_named("joining_id")),
    "POST note_consent": of(Duty.ANSWER, at=_dora, sent={"purpose": "quote", "wording": "Yes", "source": "Talk"}),
    "POST withdraw_consent": of(Duty.ANSWER, at=_named("consent_id")),
    "GET export_person": of(Duty.HOST, at=_dora),
    "GET erase_person": of(Duty.MANAGE, at=_dora),
    "POST erase_person": of(Duty.MANAGE, at=_dora, sent={"typed": "Dora"}),
    "POST rename_person": of(Duty.ANSWER, at=_dora, sent={"name": "Dora Conti"}),
    "POST disconnect": of(Duty.CONNECT, at=_channel),
    "GET connect": of(Duty.CONNECT, at=_site),
    "POST connect": of(Duty.CONNECT, at=_site, sent={"address": "https://bottega.example/@bottega"}),
    "POST application": of(Duty.CONNECT, at=_at_x, sent={"client_id": "another", "client_secret": "b"}),
    "POST sign_in": of(Duty.CONNECT, at=_at_x),
    "GET new_brand": of(Duty.MANAGE),
    "POST new_brand": of(
        Duty.MANAGE, sent={"name": "Lamps", "slug": "lamps", "time_zone": "Europe/Rome", "language": "it"}
    ),
    "GET members": of(Duty.MANAGE),
    "POST members": of(Duty.MANAGE, sent={"name": "Eva", "mail": "eva@example.org", "role": "author"}),
    "POST member_role": of(Duty.MANAGE, at=_bruno, sent={"role": "approver"}),
    "POST member_end": of(Duty.MANAGE, at=_bruno),
    "POST withdraw_invitation": of(Duty.MANAGE, at=_invitation),
    "GET reviews": Visit(duties=REVIEWING),
    "POST reviews": of(
        Duty.PUBLISH,
        sent=lambda _, talk, __: {
            "posts": [talk.post.pk],
            "days": "7",
            "label": "Mr. Verdi",
            "mail": "verdi@example.org",
        },
    ),
    "POST revoke_review_link": of(Duty.PUBLISH, at=_review_link),
    "GET review": Visit(duties=REVIEWING, at=_in_review),
    "POST decide_review": of(Duty.REVIEW, at=_in_review, sent=_verdict),
    "POST ask_review": of(Duty.WRITE, at=_to_ask, sent={"wall": ""}),
    "POST take_back_review": of(Duty.WRITE, at=_in_review),
    "POST comment_review": Visit(duties=(Duty.WRITE, Duty.REVIEW), at=_in_review, sent={"text": "Hm."}),
    "POST settle_comment": Visit(duties=(Duty.WRITE, Duty.REVIEW), at=_commented),
    "GET versions": Visit(at=_draft),
    "POST restore_version": of(Duty.WRITE, at=_kept_version),
    "GET flows": of(Duty.MANAGE),
    "GET new_flow": of(Duty.MANAGE),
    "POST new_flow": of(Duty.MANAGE, sent=_FLOW_TYPED),
    "GET flow": of(Duty.MANAGE, at=_flow),
    "POST flow": of(Duty.MANAGE, at=_flow, sent=_FLOW_TYPED),
    "POST begin_flow": of(Duty.MANAGE, sent={"which": "team-then-client"}),
    "POST choose_flow": of(Duty.MANAGE, at=_flow, sent=_flow_chosen),
    "POST archive_flow": of(Duty.MANAGE, at=_unused_flow),
    "GET subscribers": of(Duty.CONNECT, at=_newsletter),
    "GET subscribers_csv": of(Duty.CONNECT, at=_newsletter),
    "POST subscribers": of(Duty.CONNECT, at=_newsletter, sent={"rows": "ada@example.org", "consent": "At the fair"}),
    "POST goals": of(Duty.CONNECT, at=_aim, sent=_aimed),
    "POST end_goal": of(Duty.CONNECT, at=_goal),
    "POST sites": of(Duty.CONNECT, sent={"name": "Shop", "domains": "shop.example"}),
    "GET tracked_site": of(Duty.CONNECT, at=_tracked_site),
    "POST tracked_site": of(Duty.CONNECT, at=_tracked_site, sent={"name": "The shop", "domains": "shop.example"}),
    "GET delete_tracked_site": of(Duty.CONNECT, at=_tracked_site),
    "POST delete_tracked_site": of(Duty.CONNECT, at=_tracked_site, sent={"typed": "Shop"}),
    "GET visits_kept": of(Duty.CONNECT),
    "POST visits_kept": of(Duty.CONNECT, sent={"months": "12"}),
    "POST end_tracked_site": of(Duty.CONNECT, at=_tracked_site),
    "POST links": of(Duty.WRITE, sent={"url": "https://bottega.example/b"}),
    "POST link_rules": of(Duty.PUBLISH, sent={"shorten": "on"}),
    "GET link": Visit(at=_link),
    "GET link_csv": Visit(at=_link),
    "GET edit_link_page": of(Duty.PUBLISH),
    "POST edit_link_page": of(Duty.PUBLISH, sent={"title": "La Bottega"}),
    "GET new_landing": of(Duty.PUBLISH),
    "POST new_landing": of(Duty.PUBLISH, sent=_LANDING_TYPED),
    "GET edit_landing": of(Duty.PUBLISH, at=_landing_page),
    "POST edit_landing": of(Duty.PUBLISH, at=_landing_page, sent=_LANDING_TYPED),
    "GET leads": of(Duty.ANSWER),
    "GET leads_csv": of(Duty.ANSWER),
    "GET kit_post": Visit(at=_live),
}
