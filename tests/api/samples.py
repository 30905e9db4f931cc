"""What the test of access sends to each address, and who may. A new address needs one line in `CALLS`.

A parameter of the path that has not been there yet needs one line in `MAKERS` too. What is read by whoever
sees the brand, without more, needs no line at all.
"""

import atexit
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from antiphon.channels.actions import connect
from antiphon.conversations.actions.noting import leave_note
from antiphon.conversations.actions.saving import save_reply
from antiphon.integrity.actions import set_aside_by_hand
from antiphon.integrity.actions import take_back as take_back_exclusion
from antiphon.integrity.models import Exclusion
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.measures.actions import ask_for_export
from antiphon.measures.tasks import make_exports
from antiphon.organizations.actions import invite
from antiphon.organizations.models import Role
from antiphon.organizations.rules import Duty, may
from antiphon.publishing.actions.agreeing import take_back
from antiphon.publishing.actions.answering import answer
from antiphon.publishing.actions.cataloging import keep_captions
from antiphon.publishing.actions.commenting import Remarked, comment
from antiphon.publishing.actions.flowing import choose_flow, make_flow
from antiphon.publishing.actions.inviting import make_review_link
from antiphon.publishing.actions.keeping import keep_file, keep_picture
from antiphon.publishing.actions.landing import save_landing_page, save_link_page
from antiphon.publishing.actions.linking import make_link
from antiphon.publishing.actions.queueing import add_slots
from antiphon.publishing.models import Delivery, Flow, LandingPage, Post, ReviewRequest
from antiphon.reports.actions.reporting import make_report, schedule_reports, share_report
from antiphon.reports.models import Report
from antiphon.reports.rules.months import month_before
from tests.api import (
    acting_samples,
    answering_samples,
    ask_samples,
    community_samples,
    experiment_samples,
    listening_samples,
    peace_samples,
    people_samples,
    plan_samples,
    sales_samples,
    touch_samples,
    visits_samples,
)
from tests.api.talk import Talk
from tests.films import film
from tests.integrity.grown import surge
from tests.letters.post_office import PostOffice
from tests.publishing.flows import step, write
from tests.reports.returns.found import a_finding
from tests.webpages import Web, html, small_web
from tests.world import World, png

type Made = int | str
type Maker = Callable[[World, Talk], Made]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What an address is given.

    `duty` is what a role has to carry, any one of several: None if whoever is in the brand may, or if it belongs to
    no brand.
    `body` is sent as JSON, or made of what stands in the world. `before` brings the deliveries into the state
    in which the call has a sense. `places` are parameters for which the usual one will not do. A `door` opens to
    whoever has a token.
    """

    duty: Duty | tuple[Duty, ...] | None = Duty.SEE
    body: Any = None
    query: str = ""
    before: str = ""
    places: dict[str, Maker] | None = None
    form: bool = False
    door: bool = False

    def body_in(self, world: World, talk: Talk) -> Any:
        """Return what is sent."""
        return self.body(world, talk) if callable(self.body) else self.body


def _invitation(world: World, _talk: Talk) -> Made:
    return invite(world.anna, Role.AUTHOR, name="Dora")[0].pk


def _link(world: World, _talk: Talk) -> Made:
    save_link_page(world.anna, title="La Bottega", about="", items=[])
    return make_link(world.anna, "https://bottega.example/a").pk


def _landing_page(world: World, _talk: Talk) -> Made:
    page = LandingPage(brand=world.bottega, title="On linen", gated=False)
    return save_landing_page(world.anna, page, publish=False).pk


def _newsletter(world: World, _talk: Talk) -> Made:
    with PostOffice() as office:
        server = f"smtp://127.0.0.1:{office.port}"
        typed = {"sender": "letters@bottega.example", "sender_name": "Bottega", "server": server}
        return connect(world.anna, "newsletter", typed).pk


def _export(world: World, _talk: Talk) -> Made:
    made = ask_for_export(world.anna, "csv")
    make_exports()
    return made.pk


def _report(world: World, _talk: Talk) -> Made:
    return make_report(world.anna, month_before(clock.now().date())).pk


def _report_link(world: World, talk: Talk) -> Made:
    return share_report(world.anna, Report.objects.get(pk=_report(world, talk)))[0].pk


def _schedule(world: World, _talk: Talk) -> Made:
    return schedule_reports(world.anna, day=1, hour=time(8), addresses="boss@bottega.example").pk


def _flow(world: World, _talk: Talk) -> Made:
    return make_flow(world.anna, "Four eyes", [step(*(role for role in Role if may(role, Duty.REVIEW)))]).pk


def _to_review(world: World, talk: Talk) -> Made:
    choose_flow(world.anna, Flow.objects.get(pk=_flow(world, talk)))
    return write(world.bruno, world).pk


def _draft_to_review(world: World, talk: Talk) -> Made:
    pk = _to_review(world, talk)
    take_back(world.bruno, Post.objects.get(pk=pk))
    return pk


def _remark(world: World, talk: Talk) -> Made:
    post = Post.objects.get(pk=_to_review(world, talk))
    return comment(world.bruno, post, Remarked("Hm.", shared=True)).pk


def _review_link(world: World, talk: Talk) -> Made:
    return make_review_link(world.anna, label="Mr. Verdi", posts=[Post.objects.get(pk=_to_review(world, talk))])[0].pk


def _delivery_with_a_slot(world: World, talk: Talk) -> Made:
    add_slots(world.anna, world.site, [2], "09:30")
    return talk.post.deliveries.get().pk


def _picture(world: World, _talk: Talk) -> Made:
    return keep_picture(world.anna, png(40, 30)).pk


def _film(world: World, _talk: Talk) -> Made:
    """A film with captions."""
    kept = Path(settings.DATA) / "sample.mp4"
    kept.write_bytes(film(1.0))
    asset = keep_file(world.anna, kept)
    keep_captions(world.anna, asset, "en", _VTT)
    return asset.pk


def _link_to_page(*_: object) -> dict[str, str]:
    """A page behind a link, served on this machine for as long as the tests run."""
    web = _web()
    settings.PRIVATE_HOSTS = [*settings.PRIVATE_HOSTS, web.place]
    return {"url": f"{web.url}/page"}


@cache
def _web() -> Web:
    serving = ExitStack()
    atexit.register(serving.close)
    web = serving.enter_context(small_web())
    web.answers = {"/page": html("<title>A page</title>")}
    return web


_VTT = b"WEBVTT\n\n00:00.100 --> 00:00.900\nHello\n"


#: What stands in the small world for each parameter of a path; made by the product's own actions.
def _liked(world: World) -> Interaction:
    return Interaction.objects.get(brand=world.bottega, verb=Verb.LIKE)


def _exclusion(world: World, _talk: Talk) -> Made:
    return set_aside_by_hand(world.anna, _liked(world), "Done for a gift").pk


def _undone(world: World, talk: Talk) -> Made:
    key = _exclusion(world, talk)
    take_back_exclusion(Exclusion.objects.get(pk=key), "No gift at all", world.anna)
    return key


_BECAUSE = {"because": "Three friends at one table"}


MAKERS: dict[str, Maker] = {
    **plan_samples.MAKERS,
    **community_samples.MAKERS,
    **acting_samples.MAKERS,
    **peace_samples.MAKERS,
    **ask_samples.MAKERS,
    **answering_samples.MAKERS,
    **touch_samples.MAKERS,
    **experiment_samples.MAKERS,
    **listening_samples.MAKERS,
    **people_samples.MAKERS,
    **sales_samples.MAKERS,
    **visits_samples.MAKERS,
    "asset_id": _picture,
    "brand": lambda world, _: world.bottega.slug,
    "comment_id": _remark,
    "flow_id": _flow,
    "channel_id": lambda world, _: world.site.pk,
    "conversation_id": lambda _, talk: talk.conversation.pk,
    "delivery_id": lambda _, talk: talk.post.deliveries.get().pk,
    "invitation_id": _invitation,
    "exclusion_id": _exclusion,
    "interaction_id": lambda world, _: _liked(world).pk,
    "surge_id": lambda world, _: surge(world.site).pk,
    "kind": lambda *_: "x",
    "language": lambda *_: "en",
    "link_id": _link,
    "measure": lambda *_: "replies",
    "return_finding_id": lambda world, _talk: a_finding(world.bottega).pk,
    "member_id": lambda world, _: world.bruno.pk,
    "note_id": lambda world, talk: leave_note(world.anna, talk.conversation, "Ask the weaver first.").pk,
    "page_id": _landing_page,
    "heard_id": lambda _, talk: talk.question.pk,
    "person_id": lambda _, talk: talk.dora.pk,
    "post_id": lambda _, talk: talk.post.pk,
    "reply_id": lambda world, _: save_reply(world.anna, "Opening", "We open at nine, {name}.", "en").pk,
    "export_id": _export,
    "report_id": _report,
    "report_link_id": _report_link,
    "schedule_id": _schedule,
}


def _bread(world: World, _talk: Talk) -> dict[str, Any]:
    return {"text": "Bread", "channels": [world.site.pk], "draft": True}


_REPLY = {"name": "Hours", "language": "en", "text": "We open at nine, {name}."}


def _answer_held_back(world: World, talk: Talk) -> Made:
    return answer(world.anna, talk.question, "At nine.").deliveries.get().pk


def _tomorrow() -> str:
    return (clock.now() + timedelta(days=1)).isoformat()


_PAGE = {"title": "On wool", "gated": False}
_PEOPLE = {"subscribers": [{"address": "ada@example.org"}], "consent": "At the fair"}
_LETTERS: dict[str, Maker] = {"channel_id": _newsletter}


def _yes(_world: World, _talk: Talk) -> dict[str, Any]:
    return {"verdict": "approve", "seen": ReviewRequest.objects.latest("pk").digest}


_FLOW = {"name": "Ours", "steps": [{"asked": [{"role": "owner"}]}]}
_REVIEWED: dict[str, Maker] = {"post_id": _to_review}

#: Every address that changes something, and those that ask for more, or less, than to see the brand.
CALLS: dict[str, Call] = {
    **{
        address: Call(body=body, places=community_samples.PLACES)
        for address, body in community_samples.BODIES.items()
    },
    **{
        address: Call(body=body, places=community_samples.WAITING_PLACES)
        for address, body in community_samples.WAITING.items()
    },
    **{
        address: Call(duty=Duty.HOST, body=body, places=community_samples.PLACES)
        for address, body in community_samples.IN_ORDER.items()
    },
    "POST /communities/{brand}/files": Call(
        form=True,
        body=lambda *_: {"file": SimpleUploadedFile("a.png", png(9, 9), "image/png"), "words": "A bowl"},
        places=community_samples.PLACES,
    ),
    "POST /communities/{brand}/groups/{group}/documents": Call(
        duty=Duty.HOST,
        form=True,
        body={"title": "Table", "url": "https://example.org"},
        places=community_samples.PLACES,
    ),
    "POST /communities/{brand}/documents/{document_id}/versions": Call(
        duty=Duty.HOST, form=True, body={"url": "https://example.org/b"}, places=community_samples.PLACES
    ),
    "GET /communities/{brand}": Call(duty=None, places=community_samples.PLACES, door=True),
    "POST /communities/{brand}/join": Call(
        duty=None, body={"name": "Somebody"}, places=community_samples.EMPTY, door=True
    ),
    "POST /brands/{brand}/community": Call(duty=Duty.HOST, body={"joining": "open"}),
    "POST /communities/{brand}/profile/picture": Call(
        form=True,
        body=lambda *_: {"picture": SimpleUploadedFile("a.png", png(9, 9), "image/png")},
        places=community_samples.PLACES,
    ),
    "GET /communities/{brand}/search": Call(query="?q=kiln", places=community_samples.PLACES),
    **{
        address: Call(duty=Duty.HOST, body=body, places=community_samples.PLACES)
        for address, body in peace_samples.KEPT.items()
    },
    **{address: Call(body=body, places=community_samples.PLACES) for address, body in peace_samples.OPEN.items()},
    **{address: Call(body=body, places=community_samples.PLACES) for address, body in ask_samples.OPEN.items()},
    **{
        address: Call(duty=duty, body=body, places=community_samples.PLACES | places)
        for address, (duty, places, body) in acting_samples.CALLS.items()
    },
    **{
        address: Call(duty=Duty.HOST, body=body, places=community_samples.PLACES)
        for address, body in ask_samples.KEPT.items()
    },
    **{
        address: Call(body=body, places=community_samples.PLACES | places)
        for address, (places, body) in ask_samples.OTHERS.items()
    },
    ask_samples.APART: Call(duty=Duty.HOST, places=community_samples.PLACES | ask_samples.APART_PLACES),
    "POST /communities/{brand}/sanctions/{sanction_id}/appeal": Call(
        duty=Duty.MANAGE, body={"words": "I was quoting"}, places=community_samples.PLACES
    ),
    "POST /communities/{brand}/topics/{topic_id}/answer": Call(
        duty=Duty.HOST, body={"message": None}, places=community_samples.PLACES
    ),
    "POST /communities/{brand}/personal-invitations/{personal_invitation_id}/end": Call(
        duty=Duty.HOST, places=community_samples.PLACES
    ),
    "POST /communities/{brand}/groups/{group}/invited": Call(
        duty=Duty.HOST, body=community_samples.somebody, places=community_samples.PLACES
    ),
    "POST /communities/{brand}/group-invitations/{group_invitation_id}/answer": Call(
        duty=Duty.MANAGE, body={"accept": True}, places=community_samples.PLACES
    ),
    "POST /brands/{brand}/devices": Call(body=community_samples.BODIES["POST /communities/{brand}/devices"]),
    "POST /brands/{brand}/devices/{device_id}/forget": Call(duty=Duty.MANAGE),
    "POST /communities/{brand}/devices/{device_id}/forget": Call(duty=Duty.MANAGE, places=community_samples.PLACES),
    "GET /communities/{brand}/brought": Call(duty=Duty.HOST, places=community_samples.PLACES),
    "POST /posts/{post_id}/move": Call(
        duty=Duty.PUBLISH, body=plan_samples.now_at, places={"post_id": plan_samples.planned}
    ),
    "GET /brands/{brand}/referrals": Call(duty=Duty.HOST),
    "POST /interactions/{interaction_id}/set-aside": Call(duty=Duty.ANSWER, body=_BECAUSE),
    "POST /surges/{surge_id}/rule": Call(body={"says": "asked", "because": "There was a fair."}),
    "POST /exclusions/{exclusion_id}/take-back": Call(duty=Duty.ANSWER, body=_BECAUSE),
    "POST /exclusions/{exclusion_id}/set-aside-again": Call(
        duty=Duty.ANSWER, body=_BECAUSE, places={"exclusion_id": _undone}
    ),
    "PUT /brands/{brand}/office-hours": Call(duty=Duty.ANSWER, body=answering_samples.WEEK),
    "POST /brands/{brand}/office-hours/{week_id}/forget": Call(duty=Duty.ANSWER),
    "POST /brands/{brand}/holidays": Call(duty=Duty.ANSWER, body=answering_samples.HOLIDAY),
    "POST /brands/{brand}/holidays/{holiday_id}/remove": Call(duty=Duty.ANSWER),
    "PUT /brands/{brand}/answer-targets": Call(duty=Duty.ANSWER, body=answering_samples.TARGETS),
    "POST /brands/{brand}/contact-imports": Call(duty=Duty.ANSWER, body=people_samples.book, form=True),
    "POST /contact-imports/{import_id}/columns": Call(
        duty=Duty.ANSWER, body={"columns": ["name"]}, places={"import_id": people_samples.waiting_columns}
    ),
    "POST /address-books/{book_id}/choose": Call(
        duty=Duty.CONNECT, body={"place": 0}, places={"book_id": people_samples.book_to_choose}
    ),
    "POST /contact-imports/{import_id}/take-back": Call(
        duty=Duty.ANSWER, places={"import_id": people_samples.imported}
    ),
    "POST /people/{person_id}/opportunities": Call(duty=Duty.ANSWER, body=answering_samples.OPPORTUNITY),
    "PUT /opportunities/{opportunity_id}": Call(duty=Duty.ANSWER, body=answering_samples.OPPORTUNITY),
    "POST /opportunities/{opportunity_id}/move": Call(duty=Duty.ANSWER, body={"stage": "qualified"}),
    "POST /brands/{brand}/slots": Call(duty=Duty.PUBLISH, body=plan_samples.slots_body),
    "POST /slots/{slot_id}/give-up": Call(duty=Duty.PUBLISH),
    "POST /brands/{brand}/series": Call(duty=Duty.PUBLISH, body=plan_samples.series_body),
    "PUT /series/{series_id}": Call(duty=Duty.PUBLISH, body=plan_samples.series_body),
    "POST /series/{series_id}/stop": Call(duty=Duty.PUBLISH),
    "POST /series/{series_id}/skip": Call(duty=Duty.PUBLISH, body={"at": f"{plan_samples.NEXT}-05-08T09:00"}),
    "POST /brands/{brand}/campaigns": Call(duty=Duty.PUBLISH, body={"name": "Summer"}),
    "PUT /campaigns/{campaign_id}": Call(duty=Duty.PUBLISH, body={"name": "Summer"}),
    "POST /campaigns/{campaign_id}/close": Call(duty=Duty.PUBLISH),
    "POST /campaigns/{campaign_id}/open": Call(duty=Duty.PUBLISH),
    "POST /brands/{brand}/categories": Call(duty=Duty.PUBLISH, body={"name": "News"}),
    "PUT /categories/{category_id}": Call(duty=Duty.PUBLISH, body={"name": "News"}),
    "POST /categories/{category_id}/remove": Call(duty=Duty.PUBLISH),
    "POST /findings/{finding_id}/label": Call(duty=Duty.ANSWER, body={"says": "question"}),
    "POST /messages/{message_id}/label": Call(
        duty=Duty.ANSWER, body={"says": "none"}, places={"message_id": listening_samples.silent}
    ),
    "POST /labels/{label_id}/undo": Call(duty=Duty.ANSWER),
    "PUT /brands/{brand}/listening": Call(duty=Duty.ANSWER, body={"languages": ["en"]}),
    "POST /brands/{brand}/phrases": Call(duty=Duty.ANSWER, body=listening_samples.PHRASE),
    "POST /phrases/{phrase_id}/end": Call(duty=Duty.ANSWER),
    "POST /brands/{brand}/classifiers": Call(duty=Duty.ANSWER, body=listening_samples.enough_labels),
    "POST /classifiers/{classifier_id}/switch": Call(duty=Duty.ANSWER, body={"on": False}),
    "POST /brands/{brand}/subjects": Call(duty=Duty.ANSWER, body=listening_samples.SUBJECT),
    "PUT /subjects/{subject_id}": Call(duty=Duty.ANSWER, body=listening_samples.SUBJECT),
    "POST /subjects/{subject_id}/accept": Call(
        duty=Duty.ANSWER, places={"subject_id": listening_samples.suggested_subject}
    ),
    "POST /subjects/{subject_id}/reject": Call(
        duty=Duty.ANSWER, places={"subject_id": listening_samples.suggested_subject}
    ),
    "POST /subjects/{subject_id}/drop": Call(duty=Duty.ANSWER),
    "POST /brands/{brand}/searches": Call(duty=Duty.ANSWER, body={"words": "saw"}),
    "PUT /searches/{search_id}": Call(duty=Duty.ANSWER, body={"words": "saw"}),
    "POST /searches/{search_id}/stop": Call(duty=Duty.ANSWER),
    "POST /found/{found_id}/take-up": Call(duty=Duty.ANSWER),
    "POST /found/{found_id}/need": Call(duty=Duty.ANSWER, body={"kind": "need", "subject": "A saw"}),
    "POST /found/{found_id}/aside": Call(duty=Duty.ANSWER),
    "POST /found/{found_id}/back": Call(duty=Duty.ANSWER, places={"found_id": listening_samples.found_aside}),
    "POST /brands/{brand}/needs": Call(duty=Duty.ANSWER, body=listening_samples.need_body),
    "PUT /needs/{need_id}": Call(duty=Duty.ANSWER, body={"subject": "When we open"}),
    "POST /needs/{need_id}/voices": Call(duty=Duty.ANSWER, body=listening_samples.voice_body),
    "POST /needs/{need_id}/move": Call(duty=Duty.ANSWER, body={"state": "planned"}),
    "POST /needs/{need_id}/merge": Call(duty=Duty.ANSWER, body=listening_samples.merge_body),
    "POST /needs/{need_id}/told": Call(
        duty=Duty.ANSWER, body=listening_samples.told_body, places={"need_id": listening_samples.done_need}
    ),
    "POST /brands/{brand}/ideas": Call(duty=Duty.WRITE, body={"text": "Sharpen the saw."}),
    "POST /ideas/{idea_id}/write": Call(duty=Duty.WRITE),
    "POST /ideas/{idea_id}/put-aside": Call(duty=Duty.WRITE),
    "POST /ideas/{idea_id}/take-back": Call(duty=Duty.WRITE, places={"idea_id": plan_samples.dismissed}),
    "POST /brands/{brand}/feeds": Call(duty=Duty.WRITE, body=plan_samples.feed_body),
    "POST /feeds/{feed_id}/end": Call(duty=Duty.WRITE),
    "POST /brands/{brand}/snippets": Call(duty=Duty.WRITE, body={"name": "Opening", "text": "Good morning."}),
    "PUT /snippets/{snippet_id}": Call(duty=Duty.WRITE, body={"name": "Opening", "text": "Good morning."}),
    "POST /snippets/{snippet_id}/give-up": Call(duty=Duty.WRITE),
    "POST /brands/{brand}/variables": Call(duty=Duty.WRITE, body={"name": "day", "value": "Saturday"}),
    "PUT /variables/{variable_id}": Call(duty=Duty.WRITE, body={"name": "day", "value": "Saturday"}),
    "POST /variables/{variable_id}/give-up": Call(duty=Duty.WRITE),
    "POST /brands/{brand}/expand": Call(body={"text": "We open at nine."}),
    "POST /brands/{brand}/plans": Call(duty=Duty.WRITE, body=plan_samples.plan_body),
    "GET /plans/{plan_id}": Call(duty=Duty.WRITE),
    "POST /plans/{plan_id}/confirm": Call(duty=Duty.WRITE, body={}),
    "POST /brands/{brand}/plan-address": Call(),
    "POST /brands/{brand}/plan-address/end": Call(),
    "PUT /brands/{brand}/time-zone": Call(duty=Duty.MANAGE, body={"time_zone": "Asia/Tokyo"}),
    "GET /brands/{brand}/exports": Call(duty=Duty.MANAGE),
    "POST /brands/{brand}/exports": Call(duty=Duty.MANAGE, body={"format": "csv"}),
    "GET /exports/{export_id}": Call(duty=Duty.MANAGE),
    "GET /exports/{export_id}/file": Call(duty=Duty.MANAGE),
    "POST /brands/{brand}/reports": Call(body=lambda *_: {"month": f"{month_before(clock.now().date()):%Y-%m}"}),
    "POST /brands/{brand}/return-findings": Call(duty=Duty.PUBLISH),
    "POST /return-findings/{return_finding_id}/decision": Call(duty=Duty.PUBLISH, body={"decision": "follow"}),
    "GET /return-measures": Call(duty=None),
    "GET /detectors": Call(duty=None),
    "GET /brands/{brand}/returns/{measure}": Call(places={"measure": lambda *_: "reach"}),
    "POST /brands/{brand}/return-weights": Call(
        duty=Duty.PUBLISH, body={"side": "call", "weights": {"reach": 2}, "why": "Reach is what we need"}
    ),
    "POST /reports/{report_id}/links": Call(duty=Duty.PUBLISH, body={"days": 7}),
    "GET /reports/{report_id}/links": Call(duty=Duty.PUBLISH),
    "POST /report-links/{report_link_id}/end": Call(duty=Duty.PUBLISH),
    "PUT /brands/{brand}/report-look": Call(duty=Duty.MANAGE, body={"name": "Studio Alba", "accent": "#0b6464"}),
    "GET /brands/{brand}/report-schedules": Call(duty=Duty.PUBLISH),
    "POST /brands/{brand}/report-schedules": Call(duty=Duty.PUBLISH, body={"addresses": ["boss@bottega.example"]}),
    "PUT /report-schedules/{schedule_id}": Call(duty=Duty.PUBLISH, body={"addresses": ["boss@bottega.example"]}),
    "POST /report-schedules/{schedule_id}/end": Call(duty=Duty.PUBLISH),
    "GET /brands": Call(duty=None),
    "GET /connectors": Call(duty=None),
    "GET /measures": Call(duty=None),
    "GET /brands/{brand}": Call(duty=None),
    "POST /brands/{brand}/brands": Call(duty=Duty.MANAGE, body={"name": "Lamps", "slug": "lamps"}),
    "GET /brands/{brand}/invitations": Call(duty=Duty.MANAGE),
    "POST /brands/{brand}/invitations": Call(duty=Duty.MANAGE, body={"role": "author", "name": "Eva"}),
    "POST /invitations/{invitation_id}/withdraw": Call(duty=Duty.MANAGE),
    "POST /members/{member_id}/role": Call(duty=Duty.MANAGE, body={"role": "analyst"}),
    "POST /members/{member_id}/end": Call(duty=Duty.MANAGE),
    "PUT /brands/{brand}/applications/{kind}": Call(duty=Duty.CONNECT, body={"client_id": "a", "client_secret": "b"}),
    "POST /brands/{brand}/channels": Call(
        duty=Duty.CONNECT, body={"kind": "site", "credentials": {"address": "https://bottega.example/@bottega"}}
    ),
    "POST /channels/{channel_id}/disconnect": Call(duty=Duty.CONNECT),
    "POST /brands/{brand}/posts": Call(duty=Duty.WRITE, body=_bread),
    "POST /brands/{brand}/posts/check": Call(body=lambda world, _: {"text": "Bread", "channels": [world.site.pk]}),
    "POST /brands/{brand}/posts/clarity": Call(body={"text": "Bread at nine. Come and see #SlowBread"}),
    "POST /brands/{brand}/assets": Call(
        duty=Duty.WRITE, form=True, body=lambda *_: {"file": SimpleUploadedFile("a.png", png(9, 9), "image/png")}
    ),
    "PUT /assets/{asset_id}": Call(duty=Duty.WRITE, body={"title": "A bowl", "tags": ["wood"]}),
    "POST /assets/{asset_id}/archive": Call(duty=Duty.WRITE),
    "POST /assets/{asset_id}/bring-back": Call(duty=Duty.WRITE),
    "POST /assets/{asset_id}/captions": Call(
        duty=Duty.WRITE,
        form=True,
        places={"asset_id": _film},
        body=lambda *_: {"language": "it", "file": SimpleUploadedFile("a.vtt", _VTT, "text/vtt")},
    ),
    "POST /assets/{asset_id}/captions/{language}/remove": Call(duty=Duty.WRITE, places={"asset_id": _film}),
    "POST /assets/{asset_id}/cover": Call(duty=Duty.WRITE, body={"second": 0.5}, places={"asset_id": _film}),
    "POST /brands/{brand}/cards": Call(duty=Duty.WRITE, body=_link_to_page),
    "PUT /posts/{post_id}": Call(duty=Duty.PUBLISH, body=_bread, before="scheduled"),
    "GET /brands/{brand}/reviews": Call(duty=None),
    "GET /posts/{post_id}/review": Call(duty=None, places=_REVIEWED),
    "POST /posts/{post_id}/review/ask": Call(duty=Duty.WRITE, body={}, places={"post_id": _draft_to_review}),
    "POST /posts/{post_id}/review/take-back": Call(duty=Duty.WRITE, places=_REVIEWED),
    "POST /posts/{post_id}/review/decide": Call(duty=Duty.REVIEW, body=_yes, places=_REVIEWED),
    "GET /posts/{post_id}/comments": Call(duty=None, places=_REVIEWED),
    "POST /posts/{post_id}/comments": Call(duty=(Duty.WRITE, Duty.REVIEW), body={"text": "Hm."}, places=_REVIEWED),
    "POST /comments/{comment_id}/answers": Call(duty=(Duty.WRITE, Duty.REVIEW), body={"text": "Yes."}),
    "POST /comments/{comment_id}/settle": Call(duty=(Duty.WRITE, Duty.REVIEW)),
    "POST /comments/{comment_id}/reopen": Call(duty=(Duty.WRITE, Duty.REVIEW)),
    "GET /posts/{post_id}/versions": Call(places=_REVIEWED),
    "POST /posts/{post_id}/versions/{number}/restore": Call(
        duty=Duty.WRITE, places=_REVIEWED | {"number": lambda *_: 1}
    ),
    "GET /brands/{brand}/review-links": Call(duty=Duty.PUBLISH),
    "POST /brands/{brand}/review-links": Call(
        duty=Duty.PUBLISH, body=lambda world, talk: {"posts": [_to_review(world, talk)], "label": "Mr. Verdi"}
    ),
    "POST /review-links/{link_id}/revoke": Call(duty=Duty.PUBLISH, places={"link_id": _review_link}),
    "POST /brands/{brand}/flows": Call(duty=Duty.MANAGE, body=_FLOW),
    "PUT /flows/{flow_id}": Call(duty=Duty.MANAGE, body=_FLOW),
    "POST /flows/{flow_id}/archive": Call(duty=Duty.MANAGE),
    "PUT /brands/{brand}/flow-choices": Call(duty=Duty.MANAGE, body=lambda *made: {"flow": _flow(*made)}),
    "POST /deliveries/{delivery_id}/send-now": Call(duty=Duty.PUBLISH, before="scheduled"),
    "POST /deliveries/{delivery_id}/reschedule": Call(
        duty=Duty.PUBLISH, body={"at": f"{clock.now().year + 1}-05-01T09:00"}, before="scheduled"
    ),
    "POST /deliveries/{delivery_id}/next-slot": Call(
        duty=Duty.WRITE, before="draft", places={"delivery_id": _delivery_with_a_slot}
    ),
    "POST /deliveries/{delivery_id}/drop": Call(duty=Duty.PUBLISH, before="scheduled"),
    "POST /deliveries/{delivery_id}/declare-live": Call(
        duty=Duty.PUBLISH, body={"url": "https://bottega.example/1"}, before="unknown"
    ),
    "POST /deliveries/{delivery_id}/declare-absent": Call(duty=Duty.PUBLISH, before="unknown"),
    "POST /deliveries/{delivery_id}/take-down": Call(duty=Duty.PUBLISH, before="live"),
    "POST /deliveries/{delivery_id}/declare-gone": Call(duty=Duty.PUBLISH, before="not_removed"),
    "POST /deliveries/{delivery_id}/let-stand": Call(duty=Duty.PUBLISH, before="not_removed"),
    "POST /conversations/{conversation_id}/answers": Call(
        duty=Duty.ANSWER, body=lambda _, talk: {"message": talk.question.pk, "text": "At nine."}
    ),
    "POST /conversations/{conversation_id}/close": Call(duty=Duty.ANSWER),
    "POST /conversations/{conversation_id}/reopen": Call(duty=Duty.ANSWER),
    "POST /conversations/{conversation_id}/snooze": Call(duty=Duty.ANSWER, body={"until": _tomorrow()}),
    "POST /conversations/{conversation_id}/wake": Call(duty=Duty.ANSWER),
    "POST /conversations/{conversation_id}/notes": Call(duty=Duty.ANSWER, body={"text": "Ask the weaver first."}),
    "POST /conversations/{conversation_id}/presence": Call(body={"writes": True}),
    "POST /notes/{note_id}/remove": Call(duty=Duty.ANSWER),
    "POST /deliveries/{delivery_id}/undo": Call(duty=Duty.ANSWER, places={"delivery_id": _answer_held_back}),
    "POST /brands/{brand}/conversations/triage": Call(
        duty=Duty.ANSWER, body=lambda _, talk: {"act": "close", "conversations": [talk.conversation.pk]}
    ),
    "POST /brands/{brand}/saved-replies": Call(duty=Duty.ANSWER, body=_REPLY),
    "PUT /saved-replies/{reply_id}": Call(duty=Duty.ANSWER, body=_REPLY),
    "POST /saved-replies/{reply_id}/remove": Call(duty=Duty.ANSWER),
    "POST /brands/{brand}/saved-views": Call(duty=Duty.ANSWER, body={"name": "Mine", "care": "me"}),
    "POST /brands/{brand}/saved-views/remove": Call(duty=Duty.ANSWER, body={"name": "Mine"}),
    "POST /conversations/{conversation_id}/assign": Call(duty=Duty.ANSWER, body={"member": None}),
    "POST /people/{person_id}/keep-in-touch": Call(duty=Duty.ANSWER, body={"rhythm_days": 30}),
    "POST /people/{person_id}/let-go": Call(duty=Duty.ANSWER),
    **{address: Call(duty=duty, body=body) for address, (duty, body) in people_samples.CALLS.items()},
    **{address: Call(duty=duty, body=body) for address, (duty, body) in sales_samples.CALLS.items()},
    **{address: Call(duty=duty, body=body) for address, (duty, body) in experiment_samples.CALLS.items()},
    **{address: Call(duty=duty, body=body) for address, (duty, body) in visits_samples.CALLS.items()},
    **{
        address: Call(duty=duty, places=places, body=body)
        for address, (duty, places, body) in touch_samples.CALLS.items()
    },
    "POST /brands/{brand}/links": Call(duty=Duty.WRITE, body={"url": "https://bottega.example/b"}),
    "PUT /brands/{brand}/link-rule": Call(duty=Duty.PUBLISH, body={"shorten": True}),
    "GET /brands/{brand}/link-page": Call(places={"brand": lambda *made: _link(*made) and "bottega"}),
    "PUT /brands/{brand}/link-page": Call(duty=Duty.PUBLISH, body={"title": "Bottega"}),
    "POST /posts/{post_id}/link-to-share": Call(),
    "POST /brands/{brand}/landing-pages": Call(duty=Duty.PUBLISH, body=_PAGE),
    "PUT /landing-pages/{page_id}": Call(duty=Duty.PUBLISH, body=_PAGE),
    "GET /brands/{brand}/leads": Call(duty=Duty.ANSWER),
    "GET /channels/{channel_id}/subscribers": Call(duty=Duty.CONNECT, places=_LETTERS),
    "POST /channels/{channel_id}/subscribers": Call(duty=Duty.CONNECT, body=_PEOPLE, places=_LETTERS),
}


def set_up(call: Call) -> None:
    """Bring the deliveries into the state that the call is about."""
    if call.before:
        Delivery.objects.update(state=call.before)
