"""The nouns of publishing."""

from antiphon.publishing.models.agreeing import (
    Approver,
    Asked,
    Decision,
    Flow,
    FlowChoice,
    FlowStep,
    NeedsLabel,
    OutcomeLabel,
    ReviewRequest,
    VerdictLabel,
)
from antiphon.publishing.models.bringing import (
    Click,
    LandingPage,
    Lead,
    LinkItem,
    LinkPage,
    LinkRule,
    ShortLink,
)
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
    HoldReason,
    Post,
    StateLabel,
)
from antiphon.publishing.models.ideas import Feed, Feeds, Idea, IdeaSource, IdeaState
from antiphon.publishing.models.making import Rendition, Renditions, Sketch, Sketches
from antiphon.publishing.models.newsletter import Subscriber, SubscriberState
from antiphon.publishing.models.planning import Campaign, Category
from antiphon.publishing.models.queueing import Slot
from antiphon.publishing.models.recurring import Occurrence, Series
from antiphon.publishing.models.removing import Removal, RemovalEnd
from antiphon.publishing.models.reviewing import ReviewComment, ReviewGuest, ReviewLink
from antiphon.publishing.models.taking_in import PlanAddress, PlanFile
from antiphon.publishing.models.versions import Version
from antiphon.publishing.models.watching import Heartbeat, Notice
from antiphon.publishing.models.wording import Snippet, Variable

__all__ = [
    "Approver",
    "Asked",
    "Asset",
    "Attempt",
    "Campaign",
    "CaptionFile",
    "Card",
    "Category",
    "Checkpoint",
    "Click",
    "Content",
    "Continuation",
    "Decision",
    "Deliveries",
    "Delivery",
    "Feed",
    "Feeds",
    "Flow",
    "FlowChoice",
    "FlowStep",
    "Heartbeat",
    "HoldReason",
    "Idea",
    "IdeaSource",
    "IdeaState",
    "Illustration",
    "LandingPage",
    "Lead",
    "LinkItem",
    "LinkPage",
    "LinkRule",
    "NeedsLabel",
    "Notice",
    "Occurrence",
    "OutcomeLabel",
    "PlanAddress",
    "PlanFile",
    "Poll",
    "PollOption",
    "Post",
    "Removal",
    "RemovalEnd",
    "Rendition",
    "Renditions",
    "ReviewComment",
    "ReviewGuest",
    "ReviewLink",
    "ReviewRequest",
    "Series",
    "ShortLink",
    "Sketch",
    "Sketches",
    "Slot",
    "Snippet",
    "StateLabel",
    "Subscriber",
    "SubscriberState",
    "Tag",
    "Variable",
    "VerdictLabel",
    "Version",
]
