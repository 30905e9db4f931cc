"""The nouns of a community, a file for each subject."""

from antiphon.community.models.asks import (
    Ask,
    AskIdea,
    AskIdeaState,
    AskKind,
    Ballot,
    Credit,
    IdeaDecision,
    IdeaVote,
    Outcome,
    RankedItem,
)
from antiphon.community.models.documents import DocumentVersion, GroupDocument
from antiphon.community.models.events import Answer, Attendance, Event, EventFeed, EventReminder
from antiphon.community.models.fan_outs import FanOut
from antiphon.community.models.finding import MessageWords, NameWords
from antiphon.community.models.flags import Case, Decision, Flag, FlagKind
from antiphon.community.models.following import Follow, Hashtag, Tagging
from antiphon.community.models.groups import Group, GroupMember, GroupMembers, GroupRole, ReadingItem, Visibility
from antiphon.community.models.holding import HeldFor, HeldWriting, ListEffect, ListKind, WordList
from antiphon.community.models.inviting import Invitation, SignUp, Target
from antiphon.community.models.moderation import Deed, ModerationEntry
from antiphon.community.models.notices import (
    OFFERED,
    PERSONAL,
    Digest,
    GroupAttention,
    GroupLevel,
    How,
    Notification,
    NotificationChoice,
    NotificationKind,
    NotificationRhythm,
    TopicAttention,
    TopicLevel,
)
from antiphon.community.models.origins import Origin
from antiphon.community.models.participants import Community, Interest, Joining, Participant, ProfileLink, SeenBy
from antiphon.community.models.polls import Poll, PollOption, PollVote
from antiphon.community.models.reshapings import Reshaping
from antiphon.community.models.sanctions import Appeal, Sanction, SanctionKind
from antiphon.community.models.sessions import (
    LiveSession,
    QuestionState,
    QuestionVote,
    SessionQuestion,
    SessionReminder,
    SessionState,
)
from antiphon.community.models.sketches import Attachment, Sketch
from antiphon.community.models.starters import Starter, StarterTurn
from antiphon.community.models.talks import Talk, TalkBlock, TalkMember, TalkMessage, TalkMute, TalkReport
from antiphon.community.models.thanks import Thank
from antiphon.community.models.topics import Bookmark, Kind, Position, Revision, SummaryRevision, Topic, Writing
from antiphon.community.models.trust import ReadingDay, Standing, Trust
from antiphon.community.models.welcoming import Settled, Welcome, WelcomeStep

__all__ = [
    "OFFERED",
    "PERSONAL",
    "Answer",
    "Appeal",
    "Ask",
    "AskIdea",
    "AskIdeaState",
    "AskKind",
    "Attachment",
    "Attendance",
    "Ballot",
    "Bookmark",
    "Case",
    "Community",
    "Credit",
    "Decision",
    "Deed",
    "Digest",
    "DocumentVersion",
    "Event",
    "EventFeed",
    "EventReminder",
    "FanOut",
    "Flag",
    "FlagKind",
    "Follow",
    "Group",
    "GroupAttention",
    "GroupDocument",
    "GroupLevel",
    "GroupMember",
    "GroupMembers",
    "GroupRole",
    "Hashtag",
    "HeldFor",
    "HeldWriting",
    "How",
    "IdeaDecision",
    "IdeaVote",
    "Interest",
    "Invitation",
    "Joining",
    "Kind",
    "ListEffect",
    "ListKind",
    "LiveSession",
    "MessageWords",
    "ModerationEntry",
    "NameWords",
    "Notification",
    "NotificationChoice",
    "NotificationKind",
    "NotificationRhythm",
    "Origin",
    "Outcome",
    "Participant",
    "Poll",
    "PollOption",
    "PollVote",
    "Position",
    "ProfileLink",
    "QuestionState",
    "QuestionVote",
    "RankedItem",
    "ReadingDay",
    "ReadingItem",
    "Reshaping",
    "Revision",
    "Sanction",
    "SanctionKind",
    "SeenBy",
    "SessionQuestion",
    "SessionReminder",
    "SessionState",
    "Settled",
    "SignUp",
    "Sketch",
    "Standing",
    "Starter",
    "StarterTurn",
    "SummaryRevision",
    "Tagging",
    "Talk",
    "TalkBlock",
    "TalkMember",
    "TalkMessage",
    "TalkMute",
    "TalkReport",
    "Target",
    "Thank",
    "Topic",
    "TopicAttention",
    "TopicLevel",
    "Trust",
    "Visibility",
    "Welcome",
    "WelcomeStep",
    "WordList",
    "Writing",
]
