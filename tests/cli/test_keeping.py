"""
Copying, checking and upgrading a store from the command line.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorcore import Person, Policy, open_store, verify_store
from mentorcore.backends import Batch
from mentorcore.cli import keeping
from mentorcore.cli.stopping import Terminated
from mentorcore.errors import StorageFull
from mentorcore.storage import maintenance
from mentorcore_json.backend import JsonBackend
from tests.cli.conftest import Run
from tests.model.examples import ADA
from tests.storage.conftest import clock, register, url_of
from tests.storage.upgrades import later_release


@pytest.fixture(params=["sqlite", "json"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """
    A place where nothing is.
    """
    (tmp_path / "target").mkdir()

    return url_of(request.param, tmp_path / "target")


@pytest.fixture
def older(lite: str) -> Iterator[str]:
    """
    A store that a release with an older schema of people made.
    """
    with later_release():
        yield lite


def damage(url: str) -> None:
    """
    Change a document behind the back of an SQLite store.
    """
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database, database:
        database.execute("UPDATE mentorcore_documents_person SET body = '{}' WHERE id = 'ada'")


class TestCopy:
    def test_gives_the_same_record(self, run: Run, url: str, target: str) -> None:
        """
        The copy holds what the store holds, and the command says how much that is.
        """
        result = run("copy", url, target)

        assert (0, f"{target} has 8 documents and 36 journal entries of {url}\n") == (
            result.exit_code,
            result.stdout,
        )
        with open_store(url) as old, open_store(target) as new:
            assert () == verify_store(new, against=old)

    def test_as_json(self, run: Run, url: str, target: str) -> None:
        """
        --json tells the same with keys that stay.
        """
        told = json.loads(run("copy", url, target, "--json").stdout)

        assert {"from": url, "to": target, "documents": 8, "entries": 36} == told

    def test_again_brings_what_is_new(self, run: Run, url: str, target: str) -> None:
        """
        Running it again copies what was written meanwhile.
        """
        run("copy", url, target)
        with open_store(url, clock=clock) as store:
            register(store, "late")
        again = run("copy", url, target)

        assert (0, True) == (again.exit_code, "9 documents and 37 journal entries" in again.stdout)

    def test_keeps_the_policy(self, run: Run, tmp_path: Path, target: str) -> None:
        """
        A new store gets the policy of the one that is copied.
        """
        url = url_of("sqlite", tmp_path)
        open_store(url, policy=Policy(evidence=3)).close()
        run("copy", url, target)

        with open_store(target) as store:
            assert 3 == store.policy.evidence

    def test_writes_over_nothing(self, run: Run, url: str, target: str) -> None:
        """
        A target with a record of its own is left as it is.
        """
        with open_store(target, clock=clock) as other:
            register(other, "other")
        result = run("copy", url, target)

        assert (4, "") == (result.exit_code, result.stdout)
        assert "TO holds something that FROM does not, journal entry 1 of the target" in result.stderr
        with open_store(target) as other:
            assert ["other"] == [person.id for person in other.find(Person)]

    def test_needs_the_same_policy(self, run: Run, url: str, target: str) -> None:
        """
        A target with other choices is left as it is.
        """
        open_store(target, policy=Policy(evidence=3)).close()
        result = run("copy", url, target)

        assert 4 == result.exit_code
        assert "TO was made with another policy or layout than FROM" in result.stderr

    def test_where_no_room_is_left_goes_on_later(
        self, run: Run, lite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A copy that fills the disk says that what there is stays, and is completed when there is room.
        """
        target = f"json:///{tmp_path}/copy"
        with monkeypatch.context() as full:
            full.setattr(maintenance, "TOGETHER", 3)
            commit, done = JsonBackend.commit, 0

            def filling(self: JsonBackend, batch: Batch) -> int:
                nonlocal done
                done += bool(batch.writes)
                if done > 3:
                    raise StorageFull(target)
                return commit(self, batch)

            full.setattr(JsonBackend, "commit", filling)
            result = run("copy", lite, target)

        assert 4 == result.exit_code
        assert result.stderr == (
            "mentorcore: no room is left for TO, and what was copied stays; "
            "free some, and run the same command again\n"
        )
        with open_store(target) as store:
            assert len(store.find(Person).items)
        assert 0 == run("copy", lite, target).exit_code
        assert 0 == run("verify", target, "--against", lite).exit_code

    @pytest.mark.parametrize(
        ("stop", "code", "why"),
        [(KeyboardInterrupt, 130, "interrupted"), (Terminated, 143, "told to stop")],
    )
    def test_that_is_stopped_says_so_in_one_line(
        self,
        run: Run,
        lite: str,
        target: str,
        monkeypatch: pytest.MonkeyPatch,
        stop: type[BaseException],
        code: int,
        why: str,
    ) -> None:
        """
        Ctrl-C and SIGTERM are told in one line, which says how to go on.
        """

        def stopped(*_: object, **__: object) -> None:
            raise stop

        monkeypatch.setattr(keeping, "copy_store", stopped)
        result = run("copy", lite, target)

        assert (code, "") == (result.exit_code, result.stdout)
        assert (
            f"mentorcore: {why}; what was copied stays, run the same command again to go on\n"
            == result.stderr
        )

    def test_of_nothing_makes_nothing(self, run: Run, tmp_path: Path, target: str) -> None:
        """
        Where there is no store to copy, none is made at the target.
        """
        assert 4 == run("copy", f"sqlite:///{tmp_path}/none.db", target).exit_code
        assert [] == [*(tmp_path / "target").iterdir()]


class TestVerify:
    def test_of_a_sound_store(self, run: Run, url: str) -> None:
        """
        A store in which nothing is wrong is called sound.
        """
        result = run("verify", url)

        assert (0, f"{url} is sound\n") == (result.exit_code, result.stdout)

    def test_of_a_damaged_one(self, run: Run, lite: str) -> None:
        """
        What is wrong is on a line each with its place, and the exit code says that something was found.
        """
        damage(lite)
        result = run("verify", lite)
        first, *_ = result.stdout.splitlines()

        assert 1 == result.exit_code
        assert "person/ada\tits checksum does not fit: something else has changed it" == first

    def test_as_json(self, run: Run, lite: str) -> None:
        """
        --json tells the same with keys that stay, and with the same exit code.
        """
        sound = json.loads(run("verify", lite, "--json").stdout)
        damage(lite)
        result = run("verify", lite, "--json")
        told = json.loads(result.stdout)

        assert {"store": lite, "sound": True, "problems": []} == sound
        assert (1, False) == (result.exit_code, told["sound"])
        assert {"where", "problem"} == told["problems"][0].keys()

    def test_against_another(self, run: Run, url: str, target: str) -> None:
        """
        What only one of two stores has is a problem.
        """
        run("copy", url, target)
        assert 0 == run("verify", target, "--against", url).exit_code
        with open_store(url, clock=clock) as store:
            register(store, "late")
        result = run("verify", target, "--against", url)

        assert 1 == result.exit_code
        assert "person/late\tonly the other store has it" in result.stdout.splitlines()

    def test_of_one_that_is_too_damaged_to_open(self, run: Run, lite: str) -> None:
        """
        What makes opening impossible is something that was found.
        """
        with contextlib.closing(sqlite3.connect(lite.removeprefix("sqlite:///"))) as database, database:
            database.execute("DELETE FROM mentorcore_documents_store")
        result = run("verify", lite)

        assert 1 == result.exit_code
        assert "it is missing, and with it the policy of the store" in result.stdout


class TestUpgrade:
    def test_of_what_is_up_to_date(self, run: Run, url: str) -> None:
        """
        Where nothing is to be done, nothing is done.
        """
        for yes in ((), ("--yes",)):
            result = run("upgrade", url, *yes)

            assert (0, "Nothing is to be done: the store is up to date.\n") == (
                result.exit_code,
                result.stdout,
            )

    def test_first_says_what_it_would_do(self, run: Run, older: str) -> None:
        """
        Without --yes it tells what is to be done, and the store is as it was.
        """
        before = Path(older.removeprefix("sqlite:///")).read_bytes()
        result = run("upgrade", older)

        assert 0 == result.exit_code
        assert "4 person\tschema 1 becomes 2" in result.stdout.splitlines()
        assert "Nothing was changed." in result.stdout
        assert before == Path(older.removeprefix("sqlite:///")).read_bytes()
        assert 4 == run("verify", older).exit_code

    def test_does_it_when_told(self, run: Run, older: str) -> None:
        """
        With --yes the store is brought up to date.
        """
        result = run("upgrade", older, "--yes")

        assert (0, "Every document was written anew.") == (result.exit_code, result.stdout.splitlines()[-1])
        assert 0 == run("verify", older).exit_code

    @pytest.mark.parametrize("as_url", [False, True])
    def test_makes_a_copy_first(self, run: Run, lite: str, tmp_path: Path, as_url: bool) -> None:
        """
        The copy has the store as it was, whether its place is a path or a URL.
        """
        place = tmp_path / "before.db"
        with later_release():
            result = run("upgrade", lite, "--yes", "--backup", f"sqlite:///{place}" if as_url else str(place))

        assert 0 == result.exit_code
        with open_store(f"sqlite:///{place}", create=False) as store:
            assert "Ada Osei" == store.get(Person, ADA).name

    def test_writes_over_no_copy(self, run: Run, older: str, tmp_path: Path) -> None:
        """
        Where something is at the place of the copy, nothing is done at all.
        """
        (tmp_path / "before.db").write_text("mine")
        result = run("upgrade", older, "--yes", "--backup", str(tmp_path / "before.db"))

        assert 4 == result.exit_code
        assert "mine" == (tmp_path / "before.db").read_text()
        assert 4 == run("verify", older).exit_code

    def test_copies_only_when_it_is_done(self, run: Run, older: str, tmp_path: Path) -> None:
        """
        A dry run with a copy is a mistake.
        """
        result = run("upgrade", older, "--backup", str(tmp_path / "before.db"))

        assert 2 == result.exit_code
        assert not (tmp_path / "before.db").exists()

    @pytest.mark.parametrize("yes", [(), ("--yes",)])
    def test_does_nothing_while_something_is_in_the_way(
        self, run: Run, older: str, yes: tuple[str, ...]
    ) -> None:
        """
        A document that cannot be written anew is named, and nothing is changed.
        """
        damage(older)
        result = run("upgrade", older, *yes)

        assert 1 == result.exit_code
        assert "person/ada\tits checksum does not fit: something else has changed it" in result.stdout
        assert 4 == run("journal", older).exit_code

    def test_as_json(self, run: Run, older: str) -> None:
        """
        --json tells the same with keys that stay.
        """
        told = json.loads(run("upgrade", older, "--json").stdout)
        done = json.loads(run("upgrade", older, "--yes", "--json").stdout)

        assert (True, True, False) == (told["needed"], told["possible"], told["done"])
        assert {"kind": "person", "schema": 1, "becomes": 2, "documents": 4} in told["rewrites"]
        assert ([], True) == (told["problems"], done["done"])
        assert {"store", "needed", "possible", "differences", "rewrites", "problems", "done"} == told.keys()
