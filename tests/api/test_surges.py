"""Followers that were not counted, as programs read them and rule on them."""

from tests.api.conftest import Program
from tests.integrity.grown import surge
from tests.world import World


def test_a_program_reads_followers_with_and_without_and_counts_them_again(anna: Program, world: World) -> None:
    found = surge(world.site)
    [listed] = anna.get("/brands/bottega/surges").json()
    assert (listed["followers"], listed["left"], listed["usual"]) == (600, 600, 2.0)
    assert [one["followers"] for one in listed["moves"]] == [600]
    told = anna.get(f"/channels/{world.site.pk}/followers").json()
    assert (told["value"], told["change"], told["counted_value"], told["counted_change"]) == (920, 718, 320, 118)
    said = {"says": "taken_back", "because": "There was a fair"}
    assert anna.post(f"/surges/{found.pk}/rule", said).json()["rulings"][0]["words"] == "There was a fair"
    assert anna.post(f"/surges/{found.pk}/rule", said).status_code == 409
    assert anna.post(f"/surges/{found.pk}/rule", said | {"says": "gone"}).status_code == 422
    assert anna.get(f"/channels/{world.site.pk}/followers").json()["counted_change"] == 718
    assert anna.get("/brands/bottega/surges").json() == []
    assert len(anna.get("/brands/bottega/surges?shown=back").json()) == 1
