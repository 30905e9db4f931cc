"""The rules of the measures: pure functions of messages and figures, no clock, no database.

The definitions are numbered as in the help: 3.5 shape of a conversation, 3.6 influence.
"""

from .influence import (
    Influence,
    InfluenceParams,
    Moved,
    influence_of_people,
    influence_of_person,
    influence_of_post,
)
from .message import Message, ReplyTree, reply_tree
from .rates import N_MIN, engagement_rate, lift, mean_engagement_rate, pooled_engagement_rate
from .shape import (
    QualityParams,
    Shape,
    conversation_h,
    evenness,
    mutuality,
    self_standing,
    shape,
    structural_virality,
)

__all__ = [
    "N_MIN",
    "Influence",
    "InfluenceParams",
    "Message",
    "Moved",
    "QualityParams",
    "ReplyTree",
    "Shape",
    "conversation_h",
    "engagement_rate",
    "evenness",
    "influence_of_people",
    "influence_of_person",
    "influence_of_post",
    "lift",
    "mean_engagement_rate",
    "mutuality",
    "pooled_engagement_rate",
    "reply_tree",
    "self_standing",
    "shape",
    "structural_virality",
]
