"""What was heard and what becomes of needs, by the API."""

from antiphon.listening.actions.hearing import look_through
from tests.api.conftest import Program, error_of
from tests.listening.said import hear
from tests.web.listening_samples import classifier
from tests.world import World


def test_what_was_heard_is_listed_with_its_places_and_labeled(anna: Program, world: World) -> None:
    hear(world, "Ciao! Cerco un macinino.")
    look_through(world.bottega)
    (found,) = anna.get("/brands/bottega/findings").json()["items"]
    told = {name: found[name] for name in ("kind", "tier", "language", "spans", "label")}
    assert told == {"kind": "need", "tier": "phrase", "language": "it", "spans": [[6, 11]], "label": None}
    label = anna.post(f"/findings/{found['id']}/label", {"says": "want"}).json()
    assert anna.get("/brands/bottega/findings").json()["items"] == []
    assert anna.get("/brands/bottega/findings?show=labeled").json()["items"][0]["label"]["says"] == "want"
    assert anna.post(f"/labels/{label['id']}/undo").json()["undone_at"]
    assert error_of(anna.post(f"/findings/{found['id']}/label", {"says": "joy"}))[2] == "says"


def test_a_need_is_kept_by_the_api_until_all_are_told(anna: Program, world: World) -> None:
    first, second = hear(world, "I need a saw."), hear(world, "I need one too.", "Emil")
    body = {"message": first.pk, "kind": "need", "subject": "Saws", "start": 0, "end": 12}
    need = anna.post("/brands/bottega/needs", body).json()
    at = f"/needs/{need['id']}"
    anna.post(f"{at}/voices", {"message": second.pk})
    planned = anna.post(f"{at}/move", {"state": "planned", "why": "Two asked"}).json()
    assert len(planned["ideas"]) == 1
    anna.post(f"{at}/move", {"state": "done"})
    assert anna.post(f"{at}/move", {"state": "told"}).status_code == 409
    voices = anna.get(at).json()["voices"]
    assert [(one["quote"], one["told"]) for one in voices] == [("I need a saw", False), ("I need one too.", False)]
    for voice in voices:
        anna.post(f"{at}/told", {"voice": voice["id"], "how": "At the market"})
    told = anna.post(f"{at}/move", {"state": "told"}).json()
    assert [step["state"] for step in told["steps"]] == ["logged", "planned", "done", "told"]
    (row,) = anna.get("/brands/bottega/needs?state=told").json()["items"]
    assert (row["people"], row["voices"]) == (2, 2)


def test_how_a_brand_listens_and_what_was_learned(anna: Program, world: World) -> None:
    classifier(world, None)  # type: ignore[arg-type]
    made = anna.post(
        "/brands/bottega/phrases", {"language": "it", "kind": "need", "words": "mi farebbe comodo"}
    ).json()
    anna.post("/brands/bottega/phrases", {"language": "it", "kind": "need", "words": "cerco", "aside": True})
    how = anna.get("/brands/bottega/listening").json()
    assert [(one["words"], one["added"]) for one in how["phrases"]] == [("cerco", False), ("mi farebbe comodo", True)]
    assert anna.post(f"/phrases/{made['id']}/end").json()["ended_at"]
    english = anna.get("/brands/bottega/classifiers").json()[0]
    assert (english["precision"], english["kinds"]["need"]["n"], english["used"]) == (0.9, 20, True)
    assert anna.post(f"/classifiers/{english['id']}/switch", {"on": False}).json()["used"] is False
    assert error_of(anna.put("/brands/bottega/listening", {"languages": ["de"]}))[2] == "languages"
