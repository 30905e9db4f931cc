"""What a connector promises that tells numbers: of a post, and of who follows the account."""

from typing import Any, ClassVar

from antiphon.channels.connector import Capability
from tests.channels.applying import Chosen, needs
from tests.channels.place import NetworkPlace, send


class FigureContract(Chosen):
    """Tests of figures. What the network does not tell is absent, not zero."""

    at: ClassVar[type[NetworkPlace]]

    @needs(Capability.FIGURES)
    def test_figures_are_those_of_the_network(self, place: NetworkPlace, connector: Any) -> None:
        root = send(connector, place.post("How many?"))
        place.react(root)
        if "replies" in place.counts:
            place.reply(root, "Two")
        figures = {figure.name: figure.value for figure in connector.figures(root)}
        assert figures == place.counts

    @needs(Capability.FIGURES)
    def test_a_post_that_was_taken_down_has_no_figures(self, place: NetworkPlace, connector: Any) -> None:
        root = send(connector, place.post("Gone soon"))
        place.take_down(root)
        assert connector.figures(root) == ()

    @needs(Capability.FOLLOWERS)
    def test_who_follows_the_account_is_counted(self, place: NetworkPlace, connector: Any) -> None:
        before = connector.followers()
        place.follow()
        assert place.open().followers() == before + 1
