"""
The pictures show what the code does, and all of it.
"""

from __future__ import annotations

import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest

from mentorcore import SYSTEM, Agreement, Cadence, Mentorship, State
from mentorcore.model.lifecycle import NEXT
from tests.docs.pages import DOCS, ROOT, text_of


NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)

GIVEN: dict[str, dict[str, Any]] = {
    "accept": {"by": "ben"},
    "decline": {"by": "ben"},
    "withdraw": {"by": "ada"},
    "expire": {"by": SYSTEM, "at": NOW + timedelta(days=40)},
    "pause": {"by": "ada", "reason": "Parental leave."},
    "resume": {"by": "ada"},
    "complete": {"by": "ada", "summary": "We are there.", "reviews": {}},
    "end": {"by": "ada", "reason": "Ben has changed his team."},
}
"""What each command of the lifecycle asks for."""

CLEAR = 3
"""How near to a box an arrow touches it, in the units of a drawing, which is 360 wide."""


def drawn(name: str) -> ModuleType:
    """
    Return a module of the folder with the pictures, as the documentation's configuration finds it.
    """
    return importlib.import_module(f"pictures.{name}")


@pytest.fixture(autouse=True)
def _beside_the_configuration(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(DOCS))
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "pictures"]:
        del sys.modules[name]


def in_state(state: State) -> Mentorship:
    """
    Make a mentorship that is offered, active or paused.
    """
    mentorship = Mentorship.offer(
        mentor="ada",
        mentee="ben",
        by="ada",
        at=NOW,
        reasoning="We work together.",
        potential="You ask well.",
        agreement=Agreement(
            cadence=Cadence.monthly(), starts_on=date(2026, 1, 12), ends_on=date(2026, 7, 12)
        ),
    )
    if state is not State.OFFERED:
        mentorship.accept(by="ben", at=NOW)
    if state is State.PAUSED:
        mentorship.pause(by="ada", at=NOW, reason="A busy month.")
    assert mentorship.state is state

    return mentorship


class TestLifecycle:
    def test_shows_every_transition_and_no_other(self) -> None:
        """
        R4: the arrows of the picture are the transitions of the code.
        """
        transitions = {(before, after) for before, afters in NEXT.items() for after in afters}

        assert set(drawn("lifecycle").COMMANDS) == transitions

    def test_names_the_command_that_does_it(self) -> None:
        """
        R4: the word at an arrow is the command that leads from the one state to the other.
        """
        for (before, after), command in drawn("lifecycle").COMMANDS.items():
            mentorship = in_state(before)
            getattr(mentorship, command)(**{"at": NOW, **GIVEN[command]})
            assert mentorship.state is after, command

    def test_has_every_state(self) -> None:
        """
        Each state stands in a box of its own, open ones like each other.
        """
        texts = _texts(drawn("lifecycle").lifecycle())

        assert [text for text, style in texts if style == "open"] == ["offered", "active", "paused"]
        assert {text for text, style in texts if style in {"open", "over"}} == {one.value for one in State}

    def test_refuses_a_state_without_a_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A new state cannot be left out of the picture in silence.
        """
        lifecycle = drawn("lifecycle")
        monkeypatch.delitem(lifecycle.PLACES, State.PAUSED)

        with pytest.raises(KeyError):
            lifecycle.lifecycle()


class TestHouse:
    def test_has_every_package(self) -> None:
        """
        What lies in the sources is in the picture.
        """
        packages = {path.parent.name for path in (ROOT / "src").glob("*/__init__.py")} - {"mentorcore"}
        inside = {path.parent.name for path in (ROOT / "src/mentorcore").glob("*/__init__.py")} | {"errors"}
        shown = {text for text, _ in _texts(drawn("house").house())}

        assert shown >= inside
        assert shown >= {name.removeprefix("mentorcore_") for name in packages}

    def test_its_arrows_lead_to_everything_that_is_used(self) -> None:
        """
        Whatever a package imports can be reached along the arrows, and nothing else can.
        """
        house = drawn("house")
        uses, arrows = house.uses(), house.direct(house.uses())

        assert {room: _reached(room, arrows) for room in arrows} == {
            room: _reached(room, uses) for room in uses
        }

    def test_leaves_out_what_another_arrow_says(self) -> None:
        """
        Where one is reached through another, there is no arrow of its own.
        """
        direct = drawn("house").direct(
            {"top": frozenset({"middle", "low"}), "middle": frozenset({"low"}), "low": frozenset()}
        )

        assert direct == {"top": {"middle"}, "middle": {"low"}, "low": frozenset()}

    def test_its_arrows_point_the_way_that_is_enforced(self) -> None:
        """
        No arrow points to a layer that is not below.
        """
        contract = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"][0]
        level = {
            name.strip(" ()").removeprefix("mentorcore."): depth
            for depth, layer in enumerate(contract["layers"])
            for name in layer.split("|")
        }
        house = drawn("house")
        arrows = [(room, one) for room, used in house.direct(house.uses()).items() for one in used]

        assert arrows
        assert [
            (room, one)
            for room, one in arrows
            if room in level and not (one in level and level[room] < level[one])
        ] == []


@pytest.mark.parametrize("name", ["house", "lifecycle"])
class TestEveryPicture:
    def test_is_said_in_words(self, name: str) -> None:
        """
        Who does not see it is told what it shows.
        """
        svg = _svg(getattr(drawn(name), name)())

        assert svg.get("role") == "img"
        assert len(str(svg.get("aria-label"))) > 100

    def test_keeps_its_boxes_apart_and_inside(self, name: str) -> None:
        """
        No box lies on another, and none is cut off.
        """
        svg = _svg(getattr(drawn(name), name)())
        *_, width, height = map(float, str(svg.get("viewBox")).split())
        boxes = [
            tuple(float(str(box.get(side))) for side in ("x", "y", "width", "height"))
            for box in svg.iter("rect")
        ]

        assert len(boxes) > 5
        for place, (x, y, wide, high) in enumerate(boxes):
            assert x >= 0
            assert y >= 0
            assert x + wide <= width
            assert y + high <= height
            for left, top, wide2, high2 in boxes[:place]:
                assert x + wide <= left or left + wide2 <= x or y + high <= top or top + high2 <= y

    def test_leads_no_arrow_over_a_box(self, name: str) -> None:
        """
        An arrow begins and ends at boxes, and keeps clear of all others.
        """
        svg = _svg(getattr(drawn(name), name)())
        boxes = [
            [float(str(box.get(side))) for side in ("x", "y", "width", "height")] for box in svg.iter("rect")
        ]
        arrows = [
            [float(number) for number in re.findall(r"[\d.]+", str(path.get("d")))]
            for path in svg.iter("path")
            if path.get("class") == "arrow"
        ]

        assert len(arrows) > 5
        for x1, y1, x2, y2 in arrows:
            points = [(x1 + (x2 - x1) * part / 100, y1 + (y2 - y1) * part / 100) for part in range(101)]
            touched = [box for box in boxes if any(_distance(point, box) <= CLEAR for point in points)]
            ends = [
                box for box in boxes if any(_distance(end, box) <= CLEAR for end in (points[0], points[-1]))
            ]
            assert len(ends) == 2
            assert touched == ends

    def test_asks_for_nothing_from_elsewhere(self, name: str) -> None:
        """
        It is there without a network, and names no colour of its own that a dark page could not show.
        """
        text = getattr(drawn(name), name)()

        assert "http" not in text
        assert "#" not in text.replace(f"#{name}-arrowhead", "")


def _distance(point: tuple[float, float], box: list[float]) -> float:
    (x, y), (left, top, width, height) = point, box

    return max(left - x, x - left - width, top - y, y - top - height)


def _svg(picture: str) -> ElementTree.Element:
    svg = ElementTree.fromstring(picture).find("svg")
    assert svg is not None

    return svg


def _texts(picture: str) -> list[tuple[str, str]]:
    return [(str(text.text), str(text.get("class"))) for text in _svg(picture).iter("text")]


def _reached(room: str, uses: dict[str, frozenset[str]]) -> set[str]:
    found: set[str] = set()
    to_visit = [room]
    while to_visit:
        more = uses[to_visit.pop()] - found
        found |= more
        to_visit.extend(more)

    return found
