"""What was one's own concern once: own words stay, what one may no longer read does not."""

import io
import json
import zipfile
from typing import Any

from django.test import Client

from antiphon.community.actions.flagging import Complaint, Verdict, decide_case, flag_message
from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.reading import note_read
from antiphon.community.actions.submitting import submit_reply
from antiphon.community.actions.tending import move_topic
from antiphon.community.actions.writing import Words, reply
from antiphon.community.models import Decision, FlagKind, HeldWriting, Sanction, Visibility
from antiphon.community.queries.archiving import write_archive
from antiphon.community.queries.cases import cases_kept
from antiphon.lib import clock
from tests.community.place import Place, ask, moderator_of, part_of, spark


def archive_of(place: Place) -> dict[str, Any]:
    """Return what Dora takes along, by the name of the file."""
    user, out = part_of(place.dora).user, io.BytesIO()
    assert user
    write_archive(place.community.brand, user, out)
    with zipfile.ZipFile(out) as packed:
        return {name: json.loads(packed.read(name)) for name in packed.namelist() if name.endswith(".json")}


def test_a_topic_that_went_to_a_hidden_group_is_in_nobodys_past_any_more(place: Place) -> None:
    topic, mo, dora = (
        ask(place, place.emil, "A secret title", "Secret words"),
        moderator_of(place, place.square),
        part_of(place.dora),
    )
    reply(place.dora, topic, spark(topic), Words(source="My own words"))
    note_read(dora, topic, [spark(topic).pk], [spark(topic).pk])
    case = flag_message(place.dora, topic, spark(topic), Complaint(FlagKind.SPAM)).case
    decide_case(place.anna, case, Verdict(decision=Decision.NOTHING))
    Sanction.objects.create(participant=dora, kind="limit", rule="spam", why="x", at=clock.now())
    assert isinstance(submit_reply(place.dora, topic, spark(topic), Words(source="My held words")), HeldWriting)
    kiln = found_group(place.anna, GroupGiven(name="Conclave", purpose="Hush", visibility=Visibility.HIDDEN))
    client = Client()
    assert dora.user
    client.force_login(dora.user)

    def told() -> str:
        page = client.get("/@bottega/community/standing/").content.decode()
        return page + json.dumps(archive_of(place))

    before = told()
    assert [words in before for words in ("A secret title", "Secret words", "My own words")] == [True, True, True]
    assert list(cases_kept(mo)) == [case]
    move_topic(place.anna, topic, kiln)
    after = told()
    assert [words in after for words in ("secret title", "Secret words", "Conclave")] == [False, False, False]
    assert ("My own words" in after, "My held words" in after) == (True, True)
    assert (list(cases_kept(mo)), list(cases_kept(place.anna))) == ([], [case])
