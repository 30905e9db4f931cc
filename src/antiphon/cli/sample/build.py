"""Makes the sample: the story is told on the practice networks, then heard by the product as any past would be."""

from collections.abc import Iterable

from django.db import transaction

from antiphon.channels.actions import connect, open_connector
from antiphon.cli.sample import agreement, keeping, leading, planning, team, triaging
from antiphon.cli.sample.asking import ask_around
from antiphon.cli.sample.bending import bend
from antiphon.cli.sample.buying import buy
from antiphon.cli.sample.chances import open_chances
from antiphon.cli.sample.figures import note_figures, report
from antiphon.cli.sample.gathering import gather
from antiphon.cli.sample.hearing import listen
from antiphon.cli.sample.networks import Networks, Teller, Told
from antiphon.cli.sample.past import tell_all
from antiphon.cli.sample.promising import promise
from antiphon.cli.sample.seeking import let_strangers_speak, seek
from antiphon.cli.sample.selling import sell
from antiphon.cli.sample.sister import open_sister
from antiphon.cli.sample.stage import Stage, home
from antiphon.cli.sample.staying import stay_in_touch
from antiphon.cli.sample.story import KEPT, UNDECIDED
from antiphon.cli.sample.trying import try_out
from antiphon.cli.sample.visiting import remember_visits
from antiphon.conversations.models import Conversation
from antiphon.conversations.tasks import refresh, take_in
from antiphon.integrity.actions import run_detectors
from antiphon.people.actions import join_people
from antiphon.people.models import Person
from antiphon.people.tasks import compare_all
from antiphon.practice.people import PEOPLE
from antiphon.relationships.actions import keep_in_touch


@transaction.atomic
def build(networks: Networks) -> None:
    """Fill an empty database with the sample organization: all of it, or nothing."""
    stage = team.found()
    _connect(stage, networks)
    team.put_in_order(stage)
    book, costs = keeping.keep_documents(stage)
    gated = leading.open_pages(stage, book, costs)
    leading.lay_links(stage)
    promise(stage)
    _remember(stage, networks)
    gather(stage)
    ask_around(stage)
    _know_people(stage)
    open_chances(stage)
    triaging.keep_inbox(stage)
    stay_in_touch(stage)
    keeping.describe_pictures(stage)
    keeping.keep_words(stage)
    leading.ask_for_the_book(stage, gated)
    leading.pass_on(stage)
    sell(stage)
    remember_visits(stage)
    listen(stage)
    let_strangers_speak(networks, stage.now)
    seek(stage)
    agreement.note_what_was_agreed(stage)
    _plan(stage, networks)
    bend(stage)
    run_detectors(stage.brand)
    buy(stage)
    compare_all()
    try_out(stage)
    report(stage)
    open_sister(stage)


def _connect(stage: Stage, networks: Networks) -> None:
    on_mastodon, on_bluesky = networks.found(stage.now)
    typed = {
        "site": {"address": home().rstrip("/")},
        "mastodon": {"server": networks.mastodon.url, "access_token": on_mastodon.token},
        "bluesky": {
            "service": networks.bluesky.url, "handle": on_bluesky.handle, "app_password": on_bluesky.password,
            "pages": networks.bluesky.url,
        },
    }  # fmt: skip
    stage.channels = {kind: connect(stage.anna, kind, fields) for kind, fields in typed.items()}


def _remember(stage: Stage, networks: Networks) -> None:
    """Tell the past, and let the product hear what came back."""
    teller = Teller(networks, stage.now)
    told = tell_all(stage, teller)
    teller.neighbors()
    note_figures(stage, told, teller.follows)
    _hear(stage, told)


def _hear(stage: Stage, told: Iterable[Told]) -> None:
    for kind in ("mastodon", "bluesky"):
        channel = stage.channels[kind]
        take_in(channel, open_connector(channel).listen(""))
    talked = [where.uri for one in told if one.call.lines for where in one.references.values()]
    found = Conversation.objects.filter(root_uri__in=talked)
    for conversation in found.select_related("channel__brand", "channel__identity"):
        refresh(conversation)


def _know_people(stage: Stage) -> None:
    """Join the accounts that belong to one person, and promise to keep in touch with some.

    Of one resident the last account is left: whether it is theirs waits for somebody’s word.
    """
    for resident in PEOPLE:
        namesakes = list(Person.objects.met().filter(brand=stage.brand, name=resident.name).order_by("pk"))
        for other in namesakes[1:-1] if resident.username == UNDECIDED else namesakes[1:]:
            join_people(stage.anna, namesakes[0], other)
        if namesakes and resident.username in KEPT:
            keep_in_touch(stage.anna, namesakes[0], KEPT[resident.username])


def _plan(stage: Stage, networks: Networks) -> None:
    team.agree_how(stage)
    planning.keep_hours(stage)
    planning.plan_series(stage)
    planned = planning.plan_posts(stage)
    agreement.decide_all(stage, planned)
    agreement.date_back(stage)
    agreement.invite_the_school(stage, planned)
    planning.collect_ideas(stage, networks.paper.address)
