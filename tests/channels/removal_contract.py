"""What a connector that takes posts down promises."""

from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Capability
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from tests.channels.applying import Chosen
from tests.channels.place import NetworkPlace, send


class RemovalContract(Chosen):
    """Tests of taking down."""

    of = {Capability.REMOVE}
    at: ClassVar[type[NetworkPlace]]

    def test_a_post_is_taken_down_and_no_other(self, place: NetworkPlace, connector: Any) -> None:
        first, second = send(connector, place.post("Stays")), send(connector, place.post("Goes", alt="A square"))
        connector.remove(second)
        assert [one.uri for one in place.standing()] == [first.uri]

    def test_what_is_gone_already_is_no_error(self, place: NetworkPlace, connector: Any) -> None:
        reference = send(connector, place.post("Gone soon"))
        for _ in range(2):
            connector.remove(reference)
        other = send(connector, place.post("Gone by itself"))
        place.take_down(other)
        connector.remove(other)
        assert place.standing() == []

    def test_a_lost_answer_is_followed_by_another_try(self, place: NetworkPlace, connector: Any) -> None:
        reference = send(connector, place.post("Gone soon"))
        place.server.faults.lose_answer(*place.requests["remove"])
        with pytest.raises(ChannelError) as caught:
            connector.remove(reference)
        assert not isinstance(caught.value, UnknownAfterSend)
        assert caught.value.trouble == Trouble.BEFORE_SEND
        place.open().remove(reference)
        assert place.standing() == []

    def test_what_keeps_from_taking_down_is_named(self, place: NetworkPlace) -> None:
        reference = send(place.open(), place.post("Stays"))
        faults, step = place.server.faults, place.requests["remove"]
        hinder = {
            Trouble.BEFORE_SEND: lambda: faults.server_error(*step),
            Trouble.LIMIT: lambda: faults.too_many_requests(*step, retry_after=60),
            Trouble.AUTH: place.revoke,
        }
        for trouble, hindered in hinder.items():
            hindered()
            with pytest.raises(ChannelError) as caught:
                place.open().remove(reference)
            assert caught.value.trouble == trouble
        assert [one.uri for one in place.standing()] == [reference.uri]
