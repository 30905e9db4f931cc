"""The nouns of a community, a file for each subject."""

from antiphon.community.models.finding import MessageWords, NameWords
from antiphon.community.models.following import Follow, Hashtag, Tagging
from antiphon.community.models.groups import Group, GroupMember, GroupRole, ReadingItem, Visibility
from antiphon.community.models.inviting import Invitation, SignUp, Target
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
from antiphon.community.models.sessions import (
    LiveSession,
    QuestionState,
    QuestionVote,
    SessionQuestion,
    SessionReminder,
    SessionState,
)
from antiphon.community.models.sketches import Attachment, Sketch
from antiphon.community.models.talks import Talk, TalkBlock, TalkMember, TalkMessage, TalkMute, TalkReport
from antiphon.community.models.topics import Bookmark, Kind, Position, Revision, Topic, Writing

__all__ = [
    "OFFERED",
    "PERSONAL",
    "Attachment",
    "Bookmark",
    "Community",
    "Digest",
    "Follow",
    "Group",
    "GroupAttention",
    "GroupLevel",
    "GroupMember",
    "GroupRole",
    "Hashtag",
    "How",
    "Interest",
    "Invitation",
    "Joining",
    "Kind",
    "LiveSession",
    "MessageWords",
    "NameWords",
    "Notification",
    "NotificationChoice",
    "NotificationKind",
    "NotificationRhythm",
    "Origin",
    "Participant",
    "Poll",
    "PollOption",
    "PollVote",
    "Position",
    "ProfileLink",
    "QuestionState",
    "QuestionVote",
    "ReadingItem",
    "Reshaping",
    "Revision",
    "SeenBy",
    "SessionQuestion",
    "SessionReminder",
    "SessionState",
    "SignUp",
    "Sketch",
    "Tagging",
    "Talk",
    "TalkBlock",
    "TalkMember",
    "TalkMessage",
    "TalkMute",
    "TalkReport",
    "Target",
    "Topic",
    "TopicAttention",
    "TopicLevel",
    "Visibility",
    "Writing",
]
