"""What the test of access sends to the addresses of listening, and what stands in the world for them."""

from typing import Any

from antiphon.listening.models import Need, Voice
from tests.api.talk import Talk
from tests.listening.said import hear
from tests.web import listening_samples as there
from tests.world import World

PHRASE = {"language": "it", "kind": "need", "words": "mi farebbe comodo"}


def enough_labels(world: World, talk: Talk) -> dict[str, Any]:
    there.labels(world, talk)
    return {"language": "en"}


def need_body(_world: World, talk: Talk) -> dict[str, Any]:
    return {"message": talk.question.pk, "kind": "need", "subject": "Hours"}


def voice_body(world: World, _talk: Talk) -> dict[str, Any]:
    return {"message": hear(world, "When are you there?", "Emil").pk}


def merge_body(world: World, talk: Talk) -> dict[str, Any]:
    return {"into": there.need(world, talk)["pk"] if not Need.objects.exists() else _another(world)}


def _another(world: World) -> int:
    said = hear(world, "I need your hours.", "Emil")
    return there.log_need(world.anna, there.Voiced(said), "need", "Hours").pk


def told_body(_world: World, _talk: Talk) -> dict[str, Any]:
    return {"voice": Voice.objects.latest("pk").pk, "how": "At the market"}


def done_need(world: World, talk: Talk) -> int:
    return int(there.done_need(world, talk)["pk"])


def silent(world: World, talk: Talk) -> int:
    return int(there.silent(world, talk)["pk"])


SUBJECT = {"name": "Hours", "keywords": {"en": ["open"]}}


def suggested_subject(world: World, talk: Talk) -> int:
    return int(there.suggested_subject(world, talk)["pk"])


def found_aside(world: World, talk: Talk) -> int:
    return int(there.found_aside(world, talk)["pk"])


MAKERS = {
    "search_id": lambda world, talk: there.search(world, talk)["pk"],
    "found_id": lambda world, talk: there.found(world, talk)["pk"],
    "subject_id": lambda world, talk: there.subject(world, talk)["pk"],
    "finding_id": lambda world, talk: there.finding(world, talk)["pk"],
    "label_id": lambda world, talk: there.labeled(world, talk)["pk"],
    "phrase_id": lambda world, talk: there.phrase(world, talk)["pk"],
    "classifier_id": lambda world, talk: there.classifier(world, talk)["pk"],
    "need_id": lambda world, talk: there.need(world, talk)["pk"],
}
