"""The nouns of publishing."""

from antiphon.publishing.models.content import (
    Asset,
    CaptionFile,
    Card,
    Content,
    Illustration,
    Poll,
    PollOption,
    Tag,
)
from antiphon.publishing.models.delivering import (
    Attempt,
    Checkpoint,
    Continuation,
    Deliveries,
    Delivery,
    Post,
    StateLabel,
)
from antiphon.publishing.models.ideas import Feed, Feeds, Idea, IdeaSource, IdeaState
from antiphon.publishing.models.making import Rendition, Renditions, Sketch
from antiphon.publishing.models.newsletter import Subscriber, SubscriberState
from antiphon.publishing.models.planning import Campaign, Category
from antiphon.publishing.models.queueing import Slot
from antiphon.publishing.models.recurring import Occurrence, Series
from antiphon.publishing.models.taking_in import PlanAddress, PlanFile
from antiphon.publishing.models.watching import Heartbeat, Notice
from antiphon.publishing.models.wording import Snippet, Variable

__all__ = [
    "Asset",
    "Attempt",
    "Campaign",
    "CaptionFile",
    "Card",
    "Category",
    "Checkpoint",
    "Content",
    "Continuation",
    "Deliveries",
    "Delivery",
    "Feed",
    "Feeds",
    "Heartbeat",
    "Idea",
    "IdeaSource",
    "IdeaState",
    "Illustration",
    "Notice",
    "Occurrence",
    "PlanAddress",
    "PlanFile",
    "Poll",
    "PollOption",
    "Post",
    "Rendition",
    "Renditions",
    "Series",
    "Sketch",
    "Slot",
    "Snippet",
    "StateLabel",
    "Subscriber",
    "SubscriberState",
    "Tag",
    "Variable",
]
