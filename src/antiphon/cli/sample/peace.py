"""What waits for the hosts of the sample: advice that may do harm, which somebody flagged, and first words."""

from collections.abc import Mapping
from dataclasses import replace

from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story.community import FIRST_WORDS, HARM, HARM_FLAGGED, LAMP
from antiphon.community.actions.flagging import Complaint, flag_message
from antiphon.community.actions.submitting import submit_topic
from antiphon.community.actions.writing import Words
from antiphon.community.models import FlagKind, Group, Kind, Participant, Topic
from antiphon.community.permissions import Viewer


def let_wait(stage: Stage, viewers: Mapping[str, Viewer], square: Group) -> None:
    """Let Ruth flag what may do harm, and Hedda write for the first time."""
    topic = Topic.objects.select_related("group").get(brand=stage.brand, title=LAMP)
    harmful = topic.conversation.messages.get(text=HARM)
    flag_message(_as(viewers, stage, "ruth"), topic, harmful, Complaint(FlagKind.HARM, HARM_FLAGGED))
    title, source = FIRST_WORDS
    submit_topic(_as(viewers, stage, "hedda"), square, title, Words(source=source), Kind.QUESTION)


def _as(viewers: Mapping[str, Viewer], stage: Stage, handle: str) -> Viewer:
    who = Participant.objects.select_related("brand", "identity", "user").get(brand=stage.brand, handle=handle)
    return replace(viewers["anna"], participant=who, member=None)
