"""The nouns of a community, a file for each subject."""

from antiphon.community.models.finding import MessageWords, NameWords
from antiphon.community.models.following import Follow, Hashtag, Tagging
from antiphon.community.models.groups import Group, GroupMember, GroupRole, ReadingItem, Visibility
from antiphon.community.models.inviting import Invitation, SignUp, Target
from antiphon.community.models.origins import Origin
from antiphon.community.models.participants import Community, Interest, Joining, Participant, ProfileLink, SeenBy
from antiphon.community.models.talks import Talk, TalkBlock, TalkMember, TalkMessage, TalkMute, TalkReport
from antiphon.community.models.topics import Bookmark, Kind, Position, Revision, Topic, Writing

__all__ = [
    "Bookmark",
    "Community",
    "Follow",
    "Group",
    "GroupMember",
    "GroupRole",
    "Hashtag",
    "Interest",
    "Invitation",
    "Joining",
    "Kind",
    "MessageWords",
    "NameWords",
    "Origin",
    "Participant",
    "Position",
    "ProfileLink",
    "ReadingItem",
    "Revision",
    "SeenBy",
    "SignUp",
    "Tagging",
    "Talk",
    "TalkBlock",
    "TalkMember",
    "TalkMessage",
    "TalkMute",
    "TalkReport",
    "Target",
    "Topic",
    "Visibility",
    "Writing",
]
