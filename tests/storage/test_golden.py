"""
Golden stores: what any release has made opens for ever, says the same, and goes on.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mentorcore import Mentorship, Person, Store, open_store, verify_store
from mentorcore.backends import Key, inspect_backend
from mentorcore.errors import Conflict
from tests.golden.record import LATER, REMOVED, TOKENS
from tests.golden.stores import BACKENDS, Golden, all_golden, form, make, release_of, said


GOLDEN = [pytest.param(golden, id=golden.release) for golden in all_golden()]


def opened(url: str) -> Store:
    """
    Open a store of whatever release, by the clock of the golden ones.
    """
    return open_store(url, clock=lambda: LATER, upgrade=True)


@pytest.fixture(params=[*BACKENDS, "postgresql"])
def backend_name(request: pytest.FixtureRequest) -> str:
    """
    Each backend that has golden stores.
    """
    name: str = request.param
    return name


@pytest.mark.parametrize("golden", GOLDEN)
class TestEveryGoldenStore:
    def test_says_what_it_always_said(self, golden: Golden, backend_name: str, tmp_path: Path) -> None:
        """
        Its summaries, changes and tokens are those of the release that made it.
        """
        with opened(golden.copied(backend_name, tmp_path)) as store:
            told = said(store)
        expected = golden.expected
        for kind, summaries in expected["summaries"].items():
            # Versions grow with an upgrade, and a summary may tell more than it did.
            for before, after in zip(summaries, told["summaries"][kind], strict=True):
                assert before == {name: after[name] for name in before} | {"version": before["version"]}

        assert expected["journal"] == told["journal"]
        assert expected["tokens"] == told["tokens"]

    def test_is_sound(self, golden: Golden, backend_name: str, tmp_path: Path) -> None:
        """
        Nothing is wrong with it, before and after it is opened again.
        """
        url = golden.copied(backend_name, tmp_path)
        for _ in range(2):
            with opened(url) as store:
                assert () == verify_store(store)

    def test_goes_on(self, golden: Golden, backend_name: str, tmp_path: Path) -> None:
        """
        It is written to like any other, knows its tokens, and takes no id again that was removed.
        """
        with opened(golden.copied(backend_name, tmp_path)) as store:
            with store.transaction() as tx:
                tx.get(Mentorship, "paused").resume(by="ada", at=LATER)
                tx.add(Person.register(id="new", name="New", at=LATER))
            changes = list(store.journal())

            assert [store.transact(lambda tx: 1, token=token) for token in TOKENS] == [None, None]
            assert len(golden.expected["journal"]) + 2 == len(changes)
            assert () == verify_store(store)
            with pytest.raises(Conflict, match=f"{REMOVED} is there already"), store.transaction() as tx:
                tx.add(Person.register(id=REMOVED.id, name="Again", at=LATER))

    def test_has_every_document(self, golden: Golden, backend_name: str, tmp_path: Path) -> None:
        """
        Looked at without opening it, it has the documents that it was made with.
        """
        with inspect_backend(golden.copied(backend_name, tmp_path)) as inspection:
            ids = {kind: list(inspection.ids(kind)) for kind in golden.expected["documents"]}
            read = [inspection.load(Key(kind, name)) for kind, names in ids.items() for name in names]

        assert golden.expected["documents"] == ids
        assert None not in read


class TestThisRelease:
    def test_has_golden_stores(self) -> None:
        """
        However this release keeps a store, there is a golden one of just that.

        Where this fails, the layout or the schema of a document was changed: run ``python -m tests.golden``
        and commit what it made. Where the one before is released, it stays, and the schema number of the
        store's own document has to grow.
        """
        assert form() in [{name: golden.expected[name] for name in form()} for golden in all_golden()]

    def test_is_newer_than_those_with_another_layout(self) -> None:
        """
        A changed layout comes with a new schema number of the store's own document, so that the release
        before refuses the store as too new and does not take it back.
        """
        forms = [form(), *({name: golden.expected[name] for name in form()} for golden in all_golden())]
        layouts = {(of["schemas"]["store"], of["layout"]) for of in forms}

        assert len(layouts) == len({schema for schema, _ in layouts})

    def test_never_replaces_a_released_one(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """
        The script that makes golden stores leaves those of a release alone.
        """
        monkeypatch.setattr("tests.golden.stores.FOLDER", tmp_path)
        monkeypatch.setattr("mentorcore.__version__", "1.0.0", raising=False)
        made = make()
        with pytest.raises(RuntimeError, match=re.escape("1.0.0 are kept for ever")):
            make()

        assert made.is_released
        assert form() == {name: made.expected[name] for name in form()}

    @pytest.mark.parametrize(
        ("version", "release"),
        [
            ("0.1.0", "0.1.0"),
            ("0.2.0rc1", "0.2.0rc1"),
            ("0.1.0.dev0", "0.1.0.dev0"),
            ("0.1.0.dev94+g850088201", "0.1.0.dev0"),
            ("0.2.0rc2.dev1+g7c51e74", "0.2.0.dev0"),
            ("0.2.0+d20261128", "0.2.0.dev0"),
        ],
    )
    def test_is_named_after_the_release_and_not_the_commit(self, version: str, release: str) -> None:
        """
        Every commit has a version of its own; golden stores are a release's, or made on the way to the next.
        """
        assert release == release_of(version)

    def test_takes_the_place_of_those_on_the_way_to_it(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """
        Once a release has its own, the unreleased ones of the same number go, and others stay.
        """
        monkeypatch.setattr("tests.golden.stores.FOLDER", tmp_path)
        for version in ("1.0.0.dev7+gabc", "1.1.0.dev1", "1.0.0"):
            make(version)

        assert ["1.0.0", "1.1.0.dev0"] == sorted(path.name for path in tmp_path.iterdir())
