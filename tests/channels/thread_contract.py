"""What a connector that reads the conversation under a post promises."""

from typing import Any, ClassVar

from antiphon.channels.connector import Act, Capability
from tests.channels.applying import Chosen
from tests.channels.place import UNUSUAL, NetworkPlace, send


class ThreadContract(Chosen):
    """Tests of threads."""

    of = {Capability.THREAD}
    at: ClassVar[type[NetworkPlace]]

    def test_a_reply_says_what_it_answers(self, place: NetworkPlace, connector: Any) -> None:
        root = send(connector, place.post("First"))
        second = place.reply(root, "Second")
        third = place.reply(second, f"Third {UNUSUAL}")
        under = {said.reference.uri: said for said in connector.thread(root)}
        assert {uri: (said.parent_uri, said.root_uri) for uri, said in under.items()} == {
            second.uri: (root.uri, root.uri),
            third.uri: (second.uri if place.nests else root.uri, root.uri),
        }
        assert under[third.uri].text.endswith(f"Third {UNUSUAL}")
        assert [said.act for said in under.values()] == [Act.REPLY, Act.REPLY]

    def test_a_post_that_was_taken_down_has_no_thread(self, place: NetworkPlace, connector: Any) -> None:
        root = send(connector, place.post("Gone soon"))
        place.take_down(root)
        assert connector.thread(root) == ()
