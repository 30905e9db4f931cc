"""What a connector promises that searches public posts: what others said is found by words and by tag."""

from typing import Any, ClassVar

from antiphon.channels.connector import Capability
from tests.channels.applying import Chosen
from tests.channels.place import NetworkPlace


class SearchContract(Chosen):
    """Tests of searching; who inherits them lets others speak by `place.mention`."""

    of = {Capability.SEARCH}
    at: ClassVar[type[NetworkPlace]]

    def test_public_posts_are_found_by_their_words(self, place: NetworkPlace, connector: Any) -> None:
        uri = place.mention("Who sells a dovetail saw?")
        place.mention("Lovely weather")
        (said,) = connector.search("dovetail saw", "").said
        assert (said.reference.uri, said.actor.name) == (uri, "Ada")
        assert "Who sells a dovetail saw?" in said.text
        assert said.reference.url

    def test_public_posts_are_found_by_their_tag(self, place: NetworkPlace, connector: Any) -> None:
        uri = place.mention("A bench at last #woodwork")
        place.mention("There was much woodwork")
        assert [said.reference.uri for said in connector.search("#woodwork", "").said] == [uri]

    def test_a_search_goes_on_where_it_ended(self, place: NetworkPlace, connector: Any) -> None:
        place.mention("One bench #woodwork")
        first = connector.search("#woodwork", "")
        assert len(first.said) == 1
        second = place.mention("Two benches #woodwork")
        found = {said.reference.uri for said in connector.search("#woodwork", first.cursor).said}
        assert second in found

    def test_where_nothing_is_found_nothing_is_lost(self, place: NetworkPlace, connector: Any) -> None:
        place.mention("One bench #woodwork")
        cursor = connector.search("#woodwork", "").cursor
        nothing = connector.search("#unheardof", cursor)
        assert (nothing.said, nothing.cursor) == ((), cursor)
