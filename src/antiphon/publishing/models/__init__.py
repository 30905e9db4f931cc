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
from antiphon.publishing.models.making import Rendition, Renditions, Sketch
from antiphon.publishing.models.planning import Campaign, Category
from antiphon.publishing.models.watching import Heartbeat, Notice

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
    "Heartbeat",
    "Illustration",
    "Notice",
    "Poll",
    "PollOption",
    "Post",
    "Rendition",
    "Renditions",
    "Sketch",
    "StateLabel",
    "Tag",
]
