"""All that a connector of a network promises, as far as it can: what it cannot do is not collected."""

from tests.channels.figure_contract import FigureContract
from tests.channels.finishing_contract import FinishingContract
from tests.channels.listening_contract import ListeningContract
from tests.channels.publishing_contract import PublishingContract
from tests.channels.removal_contract import RemovalContract
from tests.channels.search_contract import SearchContract
from tests.channels.thread_contract import ThreadContract


class NetworkContract(
    ListeningContract,
    ThreadContract,
    FigureContract,
    FinishingContract,
    RemovalContract,
    SearchContract,
    PublishingContract,
):
    """The whole promise."""
