"""
P4: what is no id is refused at every door, before anything is made from it; what is one is kept apart.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mentorcore import SYSTEM, Mentorship, PairingRequest, Person, Store, open_store
from mentorcore.errors import InvalidValue, MentorcoreError, NotFound
from tests.hostile.names import AWKWARD_IDS, NO_IDS
from tests.hostile.places import kept
from tests.model.examples import ADA, AGREEMENT, BEN, CY, NOW, offer
from tests.storage.conftest import clock, register, url_of


BACKENDS = ("memory", "sqlite", "json")


def _active() -> Mentorship:
    m = offer()
    m.accept(by=BEN, at=NOW)

    return m


def _offer(**given: str) -> Mentorship:
    sound = {"mentor": ADA, "mentee": BEN, "by": ADA, "reasoning": "Why", "potential": "What"}

    return Mentorship.offer(**{**sound, **given}, at=NOW, agreement=AGREEMENT)  # type: ignore[arg-type]


def _request(**given: str) -> PairingRequest:
    sound = {"mentee": BEN, "decider": CY, "by": BEN, "why": "I would like to"}

    return PairingRequest.open(**{**sound, **given}, at=NOW)  # type: ignore[arg-type]


COMMANDS: dict[str, Callable[[str], object]] = {
    "register": lambda given: Person.register(name="Ada", at=NOW, id=given),
    "register by": lambda given: Person.register(name="Ada", at=NOW, by=given),
    "set_manager": lambda given: Person.register(name="Ada", at=NOW).set_manager(given, at=NOW),
    "offer": lambda given: _offer(id=given),
    "offer to": lambda given: _offer(mentee=given),
    "offer by": lambda given: _offer(by=given),
    "open": lambda given: _request(id=given),
    "open for": lambda given: _request(mentee=given),
    "open to": lambda given: _request(decider=given),
    "goal": lambda given: _active().goals.set(
        by=BEN, at=NOW, title="Lead", why="I want to", measure="It ships", id=given
    ),
    "goal by": lambda given: _active().goals.set(by=given, at=NOW, title="Lead", why="I", measure="It"),
    "meeting": lambda given: _active().meetings.schedule(by=BEN, at=NOW, starts=NOW, minutes=60, id=given),
    "question": lambda given: _active().questions.ask(by=BEN, at=NOW, text="Why?", interest=5, id=given),
    "note": lambda given: _active().notes.write(by=BEN, at=NOW, text="Well", id=given),
}
"""The commands that take an id."""

LOOKED_UP: dict[str, Callable[[str], object]] = {
    "a goal": lambda given: _active().goals[given],
    "adopt": lambda given: _active().goals.adopt(given, by=BEN, at=NOW),
    "hold": lambda given: _active().meetings.hold(given, by=BEN, at=NOW, summary="Well", topics=[]),
    "confirm": lambda given: _active().milestones.confirm(given, by=BEN, at=NOW, revision=1),
}
"""The commands that look a record up."""


def _cursor(last: str) -> str:
    return base64.urlsafe_b64encode(json.dumps(["0" * 12, last]).encode()).decode()


DOORS: dict[str, Callable[[Store, str], object]] = {
    "get a person": lambda store, given: store.get(Person, given),
    "get a request": lambda store, given: store.get(PairingRequest, given),
    "get a mentorship": lambda store, given: store.get(Mentorship, given),
    "by mentor": lambda store, given: store.find(Mentorship, mentor=given),
    "by mentee": lambda store, given: store.find(Mentorship, mentee=given),
    "by person": lambda store, given: store.find(Mentorship, person=given),
    "by decider": lambda store, given: store.find(PairingRequest, decider=given),
    "requests for": lambda store, given: store.find(PairingRequest, mentee=given),
    "requests with": lambda store, given: store.find(PairingRequest, person=given),
    "by manager": lambda store, given: store.find(Person, manager=given),
    "behind": lambda store, given: store.find(Person, cursor=_cursor(given)),
    "behind this": lambda store, given: store.find(Person, cursor=given),
    "journal": lambda store, given: store.journal(subject=given),
}
"""The doors of a store that take an id."""


@contextmanager
def _refused() -> Iterator[None]:
    with pytest.raises(InvalidValue) as caught:
        yield
    error = caught.value
    assert error.rule in {"P1", "P4"}
    assert len(str(error)) < 300
    assert str(error).isprintable()


class TestCommands:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_take_no_other_id(self, command: str) -> None:
        """
        P4: an id that is none is refused; the message is short and repeats nothing of it.
        """
        # Who acts may be the system, whose name is no id.
        for given in set(NO_IDS) - ({SYSTEM} if command.endswith(" by") else set()):
            with _refused():
                COMMANDS[command](given)

    @pytest.mark.parametrize("command", LOOKED_UP)
    def test_find_no_record_by_it(self, command: str) -> None:
        """
        P4: where a record is looked up, there is none by such an id.
        """
        for given in NO_IDS:
            with pytest.raises((InvalidValue, NotFound)):
                LOOKED_UP[command](given)


@pytest.fixture(params=BACKENDS, scope="module")
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """
    A store on each backend, with Ada, Ben and Cy.
    """
    with open_store(url_of(request.param, tmp_path_factory.mktemp("ids")), clock=clock) as opened:
        register(opened, ADA, BEN, CY)
        yield opened


class TestDoors:
    @pytest.mark.parametrize("door", DOORS)
    def test_open_for_no_other_id(self, store: Store, door: str) -> None:
        """
        P4: whatever is asked of a store by an id that is none is refused.
        """
        for given in NO_IDS:
            with _refused():
                DOORS[door](store, given)

    def test_nor_does_a_transaction(self, store: Store) -> None:
        """
        P4: nor is it looked for in a transaction, which goes on.
        """
        with store.transaction() as tx:
            for given in NO_IDS:
                with _refused():
                    tx.get(Person, given)
            assert ADA == tx.get(Person, ADA).id

    @pytest.mark.parametrize("token", ["", "\n", "a\nb", "a\0", "\ud800", "a" * 201, "\x1b[2J"])
    def test_nor_is_a_token_any_text(self, store: Store, token: str) -> None:
        """
        P1: a token is one line of at most 200 characters.
        """
        with _refused(), store.transaction(token=token):
            pass

    def test_ids_that_look_alike_are_kept_apart(self, store: Store, tmp_path: Path) -> None:
        """
        P4: ids that differ in case alone, that Windows reserves, or that look like names of ours are people
        of their own, and come in order.
        """
        new = [given for given in AWKWARD_IDS if given not in {ADA, BEN, CY}]
        with store.transaction() as tx:
            for given in new:
                tx.add(Person.register(name=f"Their name is {given}", at=NOW, id=given))
        everybody = sorted({*new, ADA, BEN, CY})

        assert [f"Their name is {given}" for given in new] == [store.get(Person, given).name for given in new]
        assert everybody == [summary.id for summary in store.find(Person, limit=1000)]
        assert [1] * len(new) == [len(list(store.journal(subject=given))) for given in new]


def test_their_files_are_apart_on_every_file_system(tmp_path: Path) -> None:
    """
    P4: no two documents have names that differ in case alone, none ends in a dot or a space, and none is a
    name that Windows reserves, with or without what follows a dot.
    """
    reserved = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
    with open_store(url_of("json", tmp_path), clock=clock) as store, store.transaction() as tx:
        for given in AWKWARD_IDS:
            tx.add(Person.register(name="Somebody", at=NOW, id=given))
    found = [Path(name) for name in kept(tmp_path / "store") if name.startswith("documents/person/")]
    files = [path.name for path in found if path.suffix]

    assert len(AWKWARD_IDS) == len({name.lower() for name in files})
    assert all(name == name.lower() and name.endswith(".json") and len(name) <= 255 for name in files)
    assert not reserved & {name.partition(".")[0] for name in files}


@pytest.mark.parametrize("backend", BACKENDS)
def test_nothing_is_made_from_what_is_refused(backend: str, tmp_path: Path) -> None:
    """
    P4: after all of these attempts there is nothing where it was not before.
    """
    with open_store(url_of(backend, tmp_path), clock=clock) as store:
        register(store, ADA, BEN, CY)
        before = kept(tmp_path)
        for given in NO_IDS:
            for door in DOORS.values():
                with pytest.raises(MentorcoreError):
                    door(store, given)
        assert before.keys() == kept(tmp_path).keys()
