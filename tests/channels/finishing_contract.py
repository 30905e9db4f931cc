"""What a connector promises whose network takes a post and goes on working on it."""

from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Capability
from antiphon.lib.errors import ChannelError, UnknownAfterSend
from tests.channels.applying import Chosen
from tests.channels.place import NetworkPlace, OpenFence


class FinishingContract(Chosen):
    """Tests of what takes its time."""

    of = {Capability.FINISHED}
    at: ClassVar[type[NetworkPlace]]

    def test_what_takes_its_time_is_asked_for_again_until_it_stands(
        self, place: NetworkPlace, connector: Any
    ) -> None:
        place.keep_working()
        post = place.post("In a while", alt="A square")
        taken = connector.publish(post, connector.prepare(post), OpenFence())
        assert taken.processing
        assert [place.open().finished(taken).processing for _ in range(2)] == [True, True]
        place.be_done()
        stands = [place.open().finished(taken) for _ in range(2)]
        assert [(one.processing, one.uri) for one in stands] == [(False, place.standing()[0].uri)] * 2
        assert len(place.standing()) == 1

    def test_what_the_network_refuses_in_the_end_is_an_error(self, place: NetworkPlace, connector: Any) -> None:
        place.keep_working()
        post = place.post("In vain", alt="A square")
        taken = connector.publish(post, connector.prepare(post), OpenFence())
        place.refuse_it()
        with pytest.raises(ChannelError) as caught:
            place.open().finished(taken)
        assert not isinstance(caught.value, UnknownAfterSend)
        assert (caught.value.passing, place.standing()) == (False, [])
