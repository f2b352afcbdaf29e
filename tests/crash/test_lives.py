"""
What the processes do that live and die in the harness, done here one after the other.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorcore.errors import Unavailable
from mentorcore.testing.crash.checking import CHECKED, checking
from mentorcore.testing.crash.documents import Documents
from mentorcore.testing.crash.expecting import Expected
from mentorcore.testing.crash.history import History
from mentorcore.testing.crash.judging import HARM, KEPT
from mentorcore.testing.crash.lives import DONE, OPENED, Place, beside, recovering, writing
from mentorcore.testing.crash.record import Record
from mentorcore.testing.crash.script import Script
from mentorcore_json import writer
from tests.crash.stores import json_store, sqlite_store
from tests.sqlite.faults import Watched


SCRIPTS = (Documents(), Record())


class Heard:
    """
    Hears what a process says.
    """

    def __init__(self) -> None:
        self.all: list[tuple[str, object]] = []

    def __call__(self, word: str, about: object = "", /) -> None:
        self.all.append((word, about))

    def of(self, word: str) -> list[object]:
        """
        Return what was said about a word.
        """
        return [about for said, about in self.all if said == word]

    @property
    def harm(self) -> list[tuple[str, object]]:
        """
        What was said to be wrong.
        """
        return [(word, about) for word, about in self.all if word in HARM]


@pytest.fixture(autouse=True)
def _put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Put back what the stores change for a process that they believe to be theirs.
    """
    monkeypatch.setattr(writer, "ROUND", writer.ROUND)
    monkeypatch.setattr(Watched, "before", Watched.before)
    monkeypatch.setattr(Watched, "after", Watched.after)


@pytest.fixture(params=SCRIPTS, ids=lambda script: script.name)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    where = tmp_path / "store"
    where.mkdir()

    return Place(where, json_store, request.param)


def _history(place: Place, name: str = "w") -> History:
    return History(name, place.script, "7")


def _positions(heard: Heard) -> list[int | None]:
    return [position if isinstance(position, int) else None for position in heard.of(DONE)]


class TestScripts:
    @pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
    def test_the_dice_fall_the_same_way(self, script: Script) -> None:
        """
        Two copies of a history take the same steps, of every kind there is.
        """
        histories = [History("w", script, "7") for _ in range(2)]
        for kind in [*script.kinds] * 3:
            for history in histories:
                history.take(history.plan(kind))
        one, other = (history.contents() for history in histories)

        assert one == other
        assert len(one.journal) > 10
        assert len({key.kind for key in one.documents}) > 1


class TestWriting:
    def test_says_what_has_returned(self, place: Place) -> None:
        """
        A writer says that it has opened the store, and after each step at which position it was committed.
        """
        heard, kinds = Heard(), [*place.script.kinds]
        writing(place, _history(place), kinds)(heard)

        assert heard.all[0][0] == OPENED
        assert len(heard.of(DONE)) == len(kinds)
        positions = [position for position in _positions(heard) if position is not None]
        assert positions == sorted(positions)

    def test_a_store_that_is_busy_is_in_order_where_others_write(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Alone, a writer takes a store that is busy for broken; beside others, it tries again.
        """
        answers = iter([False, True])
        step = type(_history(place).plan(place.script.probe))
        do = step.do

        def busy_once(self: object, opened: object) -> object:
            if next(answers, True):
                return do(self, opened)  # type: ignore[arg-type]
            raise Unavailable("the store", "others are writing")

        monkeypatch.setattr(step, "do", busy_once)
        heard = Heard()
        writing(place, _history(place), [place.script.probe], alone=False)(heard)
        assert len(heard.of(DONE)) == 1

        answers = iter([False])
        with pytest.raises(Unavailable):
            writing(place, _history(place, "v"), [place.script.probe])(heard)


class TestChecking:
    def test_finds_nothing_where_nothing_is_wrong(self, place: Place) -> None:
        """
        What was acknowledged and what is there are the same, after recovering as well.
        """
        history, heard, kinds = _history(place), Heard(), [*place.script.kinds]
        writing(place, history, kinds)(heard)
        recovering(place)(heard)
        expected = Expected.of(_after(place, kinds), [], [])
        checked = Heard()
        checking(place, [expected], ())(checked)

        assert checked.harm == []
        assert checked.all[-1][0] == CHECKED

    def test_sees_that_what_was_under_way_is_there(self, place: Place) -> None:
        """
        A commit that was not heard of is there, its token says so, and doing it again does nothing.
        """
        heard, kinds = Heard(), [place.script.probe] * 4
        writing(place, _history(place), kinds)(heard)
        expected = Expected.of(_history(place), kinds, _positions(heard)[:-1])
        checked = Heard()
        checking(place, [expected], ())(checked)

        assert checked.harm == []
        assert len(checked.of(KEPT)) == 1

    def test_misses_what_is_not_there(self, place: Place) -> None:
        """
        A commit that was acknowledged and is not there is lost, and nothing more is done with the store.
        """
        heard, kinds = Heard(), [place.script.probe] * 3
        writing(place, _history(place), kinds[:2])(heard)
        checked = Heard()
        checking(place, [Expected.of(_history(place), kinds, [*_positions(heard), None])], ())(checked)

        assert {word for word, _ in checked.harm} == {"lost"}

    def test_notices_a_position_that_has_moved(self, place: Place) -> None:
        """
        A journal entry and a token stay where they were said to be.
        """
        heard, kinds = Heard(), [place.script.probe] * 3
        writing(place, _history(place), kinds)(heard)
        moved = [position + 1 for position in _positions(heard) if position is not None]
        checked = Heard()
        checking(place, [Expected.of(_history(place), kinds, moved)], (1, 3))(checked)
        said = [str(about) for _, about in checked.harm]

        assert "journal: entries that were there have moved" in said
        assert any("and was acknowledged at" in what for what in said)


class TestBeside:
    def test_goes_on_after_the_death_of_another(self, place: Place) -> None:
        """
        Whoever writes beside a dead writer sees what that one was told, and takes steps of its own.
        """
        kinds = [place.script.probe] * 3
        writing(place, _history(place), kinds)(Heard())
        heard = Heard()
        own, other = _history(place, "n"), _history(place)
        beside(place, own, (kinds, kinds), other, kinds, lambda: 2)(heard)

        assert heard.harm == []
        assert len(heard.of(KEPT)) == 1
        assert len(heard.of(DONE)) == 6


def _after(place: Place, kinds: list[str]) -> History:
    history = _history(place)
    for kind in kinds:
        history.take(history.plan(kind))

    return history


def test_every_statement_is_a_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    SQLite is watched ahead of every statement and behind it.
    """
    passed: list[str] = []
    monkeypatch.setattr("tests.crash.stores.passing", passed.append)
    place = Place(tmp_path, sqlite_store, SCRIPTS[0])
    writing(place, _history(place), ["several"])(Heard())

    assert passed.count("before COMMIT") == passed.count("after COMMIT") > 0
    assert len([what for what in passed if what.startswith("before")]) > 20
