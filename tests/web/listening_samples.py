"""What has to stand there for the pages of listening."""

from typing import Any

from antiphon.lib import clock
from antiphon.listening.actions.hearing import look_through
from antiphon.listening.actions.labeling import label
from antiphon.listening.actions.needing import Voiced, log_need, move_need
from antiphon.listening.actions.phrasing import add_phrase
from antiphon.listening.actions.searching import Wanted, save_search
from antiphon.listening.actions.subjects import add_subject
from antiphon.listening.models import Classifier, Finding, Found, Label, Need, Subject
from tests.api.talk import Talk
from tests.listening.said import hear
from tests.world import World

type Place = dict[str, Any]


def finding(world: World, talk: Talk) -> Place:
    """Dora’s question, found."""
    look_through(world.bottega)
    return {"pk": Finding.objects.get(message=talk.question).pk}


def labeled(world: World, talk: Talk) -> Place:
    """What Anna said of it."""
    found = Finding.objects.get(pk=finding(world, talk)["pk"])
    return {"pk": label(world.anna, found, "question").pk}


def silent(world: World, _talk: Talk) -> Place:
    """A message in which nothing is found."""
    return {"pk": hear(world, "Lovely.").pk}


def need(world: World, talk: Talk) -> Place:
    """What Dora would know, kept."""
    return {"pk": log_need(world.anna, Voiced(talk.question), "question", "Opening hours").pk}


def two_needs(world: World, talk: Talk) -> Place:
    """The same, and one that says the same."""
    first = need(world, talk)
    log_need(world.anna, Voiced(talk.question), "need", "Hours")
    return first


def done_need(world: World, talk: Talk) -> Place:
    """It is done, and Dora does not know yet."""
    made = Need.objects.get(pk=need(world, talk)["pk"])
    move_need(world.anna, move_need(world.anna, made, "planned"), "done")
    return {"pk": made.pk, "voice": made.voices.get().pk}


def phrase(world: World, _talk: Talk) -> Place:
    """A phrase of Bottega’s own."""
    return {"pk": add_phrase(world.anna, "it", "need", "mi farebbe comodo").pk}


def subject(world: World, _talk: Talk) -> Place:
    """A word of Bottega’s vocabulary."""
    return {"pk": add_subject(world.anna, "Hours", {"en": ["open"]}).pk}


def suggested_subject(world: World, _talk: Talk) -> Place:
    """A word that was suggested, and nobody has decided on."""
    made = Subject.objects.create(
        brand=world.bottega,
        name="saw",
        keywords={"en": ["saw"]},
        state="proposed",
        root="en:saw",
        made_at=clock.now(),
    )
    return {"pk": made.pk}


def search(world: World, _talk: Talk) -> Place:
    """Something that Bottega goes on looking for."""
    return {"pk": save_search(world.anna, Wanted("", "saw")).pk}


def found(world: World, _talk: Talk) -> Place:
    """A stranger’s post that a search came upon."""
    address, now = "https://town.example/stranger/1", clock.now()
    made = Found.objects.create(
        brand=world.bottega, channel=world.site, uri=address, network_id="1", url=address, text="I need a saw",
        author_id="https://town.example/stranger", author_handle="stranger@town.example", said_at=now, found_at=now,
    )  # fmt: skip
    return {"pk": made.pk}


def found_aside(world: World, talk: Talk) -> Place:
    """The same, put aside."""
    place = found(world, talk)
    Found.objects.filter(pk=place["pk"]).update(state="aside")
    return place


def labels(world: World, talk: Talk) -> Place:
    """Fifty labels: enough to learn from."""
    for number in range(50):
        said = hear(world, "Lovely.", number=number)
        Label.objects.create(
            brand=world.bottega, message=said, says="none", language="en", by=world.anna, at=clock.now()
        )
    return {}


def classifier(world: World, _talk: Talk) -> Place:
    """What was learned, and is right often enough to be used."""
    made = Classifier.objects.create(
        brand=world.bottega, language="en", version=1, asked_at=clock.now(), trained_at=clock.now(), precision=0.9,
        recall=0.5, weights={"classes": ["need", "none"], "intercepts": [0, 1], "runs": {}}, labels=60,
        figures={"need": {"precision": 0.9, "recall": 0.5, "n": 20, "found": 10, "right": 9}},
    )  # fmt: skip
    return {"pk": made.pk}
