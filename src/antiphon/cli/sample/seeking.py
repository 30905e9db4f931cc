"""What the sample looks for: its vocabulary with the topics that come of it, and its searches among strangers."""

from datetime import datetime, timedelta

from antiphon.cli.sample.networks import Networks
from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story.strangers import SEARCHES, STRANGERS, VOCABULARY
from antiphon.listening.actions.searching import Wanted, save_search
from antiphon.listening.actions.subjects import add_subject
from antiphon.listening.actions.tagging import suggest_subjects, tag_through
from antiphon.listening.tasks import search_once


def let_strangers_speak(networks: Networks, now: datetime) -> None:
    """Let people speak in public who do not know the brand."""
    hands = networks.residents()
    for one in STRANGERS:
        who = one.name.lower().replace(" ", "")
        hands[one.on].move_in(who, one.name, now - timedelta(days=300))
        hands[one.on].say(who, one.text, one.language, now - timedelta(days=one.days))


def seek(stage: Stage) -> None:
    """Name what the work is about, let it be found in all that was said, and go on looking among strangers."""
    for name, keywords in VOCABULARY:
        add_subject(stage.anna, name, keywords)
    suggest_subjects(stage.brand)
    while tag_through(stage.brand):
        pass
    for name, words, on in SEARCHES:
        place = "public" if on else "heard"
        save_search(stage.anna, Wanted(name, words, place, stage.channels[on] if on else None))
    while search_once():
        pass
