"""
Damage: whatever is done to a store behind the core's back is found, named, and leaves the rest readable.

What cannot be told is in here as well, with the reason.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mentorcore import Person, open_store, verify_store
from mentorcore.backends import ColumnType, Envelope, Key
from mentorcore.errors import Corrupt, MigrationNeeded, NotAStore, NotFound, SchemaTooNew
from mentorcore.storage.layout import LAYOUT
from tests.golden.record import LATER
from tests.golden.stores import BACKENDS, Golden, all_golden, form
from tests.storage.damages import (
    document,
    pristine,
    replace,
    reseal,
    reseal_line,
    sql,
    unreadable,
    words_of,
)
from tests.storage.flips import NAMED, REFUSED, SAME, Flips


GOLDEN: Golden = next(g for g in all_golden() if form() == {name: g.expected[name] for name in form()})

ADA, BEN, FULL, GONE = "person/ada", "person/ben", "mentorship/full", "person/gone"

EXAMPLES = {"person": "ada", "pairing_request": "open", "mentorship": "full"}
"""One document of each kind."""

COLUMNS = [
    (of.kind, c.name, '["zed"]' if c.type is ColumnType.MANY else "2099-01-01T00:00:00.000000Z")
    for of in LAYOUT.kinds
    for c in of.columns
]
"""Every index column, and a value that no document has."""

Documents = dict[Key, Envelope]


FINE = {NAMED, REFUSED, SAME}


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Documents:
    """
    Every document as it should be.
    """
    return pristine(GOLDEN, tmp_path_factory.mktemp("pristine"))


def check(url: str, documents: Documents, where: set[str], lost: set[str]) -> set[str]:
    """
    Open a damaged store, expect problems at exactly these places and exactly these documents to be lost, and
    return the problems.
    """
    with open_store(url, create=False, clock=lambda: LATER) as store:
        problems = verify_store(store)

        assert where == {problem.where for problem in problems}, problems
        assert lost == unreadable(store, documents)
    message = "\n".join(map(str, problems))
    assert [] == [word for word in words_of(documents.values()) if word in message]

    return {str(problem) for problem in problems}


class Sqlite:
    """
    A golden store in SQLite.
    """

    def __init__(self, where: Path) -> None:
        self.url = GOLDEN.copied("sqlite", where)
        self.path = where / "golden.db"

    def harm(self, *statements: str) -> None:
        """
        Do something to it; ``{person}``, ``{journal}``, … stand for the names of its tables.
        """
        names = {kind: f"mentorcore_documents_{kind}" for kind in (*EXAMPLES, "store")}
        names |= {name: f"mentorcore_{name}" for name in ("journal", "tokens", "schema")}
        for statement in statements:
            sql(self.path, re.sub(r"\{(\w+)\}", lambda match: names[match[1]], statement))

    def add_entry(self, **changes: object) -> None:
        """
        Add a journal entry with a checksum that fits, about the relationship of Ada and Ben.
        """
        told = {
            "kind": "mentorship",
            "version": 3,
            "action": "goal.set",
            "by": "ben",
            "record": "release",
            "revision": 99,
        }
        subject = changes.pop("subject", "full")
        plain = ",".join(f'"{name}":{_text(value)}' for name, value in {**told, **changes}.items())
        moment = '"2026-01-12T09:00:00.000000Z"'
        body = f'{{{plain},"at":{moment},"recorded_at":{moment}}}'
        self.harm(
            "INSERT INTO {journal} SELECT max(position) + 2, "
            f"'{subject}', '{body}', sum_of(max(position) + 2, '{subject}', '{body}') FROM {{journal}}"
        )


def _text(value: object) -> str:
    return "null" if value is None else f'"{value}"' if isinstance(value, str) else str(value)


@pytest.fixture
def sqlite(tmp_path: Path) -> Sqlite:
    """
    A store to be damaged.
    """
    return Sqlite(tmp_path)


SUM = "sum_of(id, version, schema, body)"
CHIEF = "replace(body, 'Staff', 'Chief')"


class TestSqliteDocuments:
    def test_changed_rows_are_named(self, sqlite: Sqlite, documents: Documents) -> None:
        """
        Body, version, schema number and checksum belong together, and to the journal; the text is canonical.
        """
        changes = {
            "full": "body = replace(body, 'planned', 'plotted')",
            "paused": "body = NULL",
            "left": "version = version + 1",
            "offered": "schema = 7",
            "expired": "checksum = checksum + 1",
            "ended": "schema = 7, checksum = sum_of(id, version, 7, body)",
            "completed": "body = body || ' ', checksum = sum_of(id, version, schema, body || ' ')",
            "declined-offer": "schema = NULL",
        }
        for name, change in changes.items():
            sqlite.harm(f"UPDATE {{mentorship}} SET {change} WHERE id = '{name}'")
        sqlite.harm(
            "UPDATE {person} SET version = 1, checksum = sum_of(id, 1, schema, body) WHERE id = 'eve'"
        )
        harmed = {"person/eve", *(f"mentorship/{name}" for name in changes)}

        assert {
            "mentorship/completed: its text is not canonical",
            "mentorship/ended: it has schema 7, this release knows up to 1",
            "mentorship/declined-offer: it counts as removed, and its row is not that of a removal",
            "person/eve: journal entry 105 tells of version 2, and it has 1",
        } < check(sqlite.url, documents, harmed, harmed)

    def test_a_lost_row_is_named(self, sqlite: Sqlite, documents: Documents) -> None:
        """
        The journal tells of it, and it was not removed.
        """
        sqlite.harm("DELETE FROM {mentorship} WHERE id = 'full'")

        check(sqlite.url, documents, {FULL}, {FULL})

    def test_a_lost_person_is_named_by_all(self, sqlite: Sqlite, documents: Documents) -> None:
        """
        So are those who name them.
        """
        sqlite.harm("DELETE FROM {person} WHERE id = 'dee'")

        check(sqlite.url, documents, {"person/dee", "mentorship/left", "journal entry 36"}, {"person/dee"})

    def test_a_document_under_another_id_is_named(self, sqlite: Sqlite, documents: Documents) -> None:
        """
        Moved or copied, with or without a checksum that fits.
        """
        columns = "version, schema, checksum, ix_email, ix_external_id, ix_manager, ix_state, body"
        forged = columns.replace("checksum", "sum_of('copy', version, schema, body)")
        sqlite.harm(
            "UPDATE {mentorship} SET id = 'other' WHERE id = 'full'",
            f"INSERT INTO {{person}} SELECT 'zed', {columns} FROM {{person}} WHERE id = 'ada'",
            f"INSERT INTO {{person}} SELECT 'copy', {forged} FROM {{person}} WHERE id = 'ada'",
        )

        check(sqlite.url, documents, {FULL, "mentorship/other", "person/zed", "person/copy"}, {FULL})

    def test_what_is_no_id_is_told(self, sqlite: Sqlite, documents: Documents) -> None:
        """
        A row whose id is none is told of its kind; the id may be anything, and is not repeated.
        """
        sqlite.harm("UPDATE {mentorship} SET id = 'Dear Ada' WHERE id = 'full'")

        check(sqlite.url, documents, {FULL, "mentorship"}, {FULL})

    def test_what_the_store_keeps_about_itself(self, sqlite: Sqlite, documents: Documents) -> None:
        """
        It is one document, and has its canonical text.
        """
        sqlite.harm(
            "INSERT INTO {store} SELECT 'zed', version, schema, "
            "sum_of('zed', version, schema, body), body FROM {store}",
            f"UPDATE {{store}} SET body = body || ' ', checksum = {SUM.replace('body', 'body || char(32)')} "
            "WHERE id = 'store'",
        )

        check(sqlite.url, documents, {"store/store", "store/zed"}, set())

    @pytest.mark.parametrize(
        "statement", ["DELETE FROM {store}", "UPDATE {store} SET body = replace(body, '21', '22')"]
    )
    def test_without_it_the_store_does_not_open(self, sqlite: Sqlite, statement: str) -> None:
        """
        Nothing is made up for a policy that is lost or changed.
        """
        sqlite.harm(statement)
        for upgrade in (False, True):
            with pytest.raises(Corrupt, match="store/store"):
                open_store(sqlite.url, create=False, upgrade=upgrade)


class TestSqliteIndex:
    def test_each_value_is_held_against_the_document(self, sqlite: Sqlite, documents: Documents) -> None:
        """
        A column that says something else than the document is named, whichever it is.
        """
        for kind, column, value in COLUMNS:
            sqlite.harm(f"UPDATE {{{kind}}} SET ix_{column} = '{value}' WHERE id = '{EXAMPLES[kind]}'")

        assert check(sqlite.url, documents, {f"{k}/{name}" for k, name in EXAMPLES.items()}, set()) >= {
            f"{kind}/{EXAMPLES[kind]}: its index value {column} is not what the document says"
            for kind, column, _ in COLUMNS
        }

    @pytest.mark.parametrize("value", ["'[7]'", "CAST(x'5bff5d' AS TEXT)"])
    def test_a_column_that_cannot_be_read_is_named(
        self, sqlite: Sqlite, documents: Documents, value: str
    ) -> None:
        """
        The document counts as damaged, and the others are found.
        """
        sqlite.harm(f"UPDATE {{mentorship}} SET ix_people = {value} WHERE id = 'full'")
        with open_store(sqlite.url, create=False) as store:
            problems = verify_store(store)

            assert {FULL} == {p.where for p in problems if p.where != str(sqlite.path)}, problems
            assert {FULL} == unreadable(store, documents)

    def test_each_of_several_values_is_found(self, sqlite: Sqlite, documents: Documents) -> None:
        """
        What finds a document by one of several values is held against them.
        """
        sql(
            sqlite.path,
            "DELETE FROM mentorcore_many_mentorship_people WHERE id = 'full' AND value = 'ben'",
            "INSERT INTO mentorcore_many_mentorship_people VALUES ('dee', 'paused')",
            "INSERT INTO mentorcore_many_mentorship_people VALUES ('nobody', 'ended')",
        )

        assert {
            f"{FULL}: a query for its people is misled by the index",
            "mentorship/paused: a query for its people is misled by the index",
            "mentorship/ended: its values of people are not those that find it",
        } < check(sqlite.url, documents, {FULL, "mentorship/paused", "mentorship/ended"}, set())

    def test_tables_indexes_and_views_are_those_of_a_new_store(
        self, sqlite: Sqlite, documents: Documents
    ) -> None:
        """
        One that is missing, is another or does not belong there is told of the file.
        """
        sql(
            sqlite.path,
            "DROP INDEX mentorcore_ix_person_email",
            "DROP VIEW mentorcore_goals",
            "DROP VIEW mentorcore_meetings",
            "CREATE VIEW mentorcore_meetings AS SELECT 1",
            "CREATE TABLE mentorcore_other (value)",
        )

        assert {
            f"{sqlite.path}: its index mentorcore_ix_person_email is missing",
            f"{sqlite.path}: its view mentorcore_goals is missing",
            f"{sqlite.path}: its view mentorcore_meetings is not as it was made",
            f"{sqlite.path}: it has a mentorcore_other, which this release does not make",
        } == check(sqlite.url, documents, {str(sqlite.path)}, set())

    @pytest.mark.parametrize("table", ["tokens", "journal", "many_mentorship_people"])
    def test_a_missing_table_is_told(self, sqlite: Sqlite, documents: Documents, table: str) -> None:
        """
        Documents are read and checked all the same.
        """
        sql(sqlite.path, f"DROP TABLE mentorcore_{table}")
        with open_store(sqlite.url, create=False) as store:
            assert str(sqlite.path) in {problem.where for problem in verify_store(store)}
            assert set() == unreadable(store, documents)

    def test_a_page_of_garbage_is_told(self, sqlite: Sqlite, documents: Documents) -> None:
        """
        Whatever page is overwritten: the store refuses to open, or tells of the damage; a document that it
        does not name is the same as before.
        """
        sound = sqlite.path.read_bytes()
        outcomes = []
        for page in range(0, len(sound) // 4096, 7):
            data = bytearray(sound)
            data[page * 4096 : (page + 1) * 4096] = random.Random(page).randbytes(4096)
            sqlite.path.write_bytes(data)
            try:
                with open_store(sqlite.url, create=False, clock=lambda: LATER) as store:
                    where = {problem.where for problem in verify_store(store)}
                    outcomes.append(unreadable(store, documents) - where)
                    assert where
            except (Corrupt, NotAStore):
                outcomes.append(set())
            for side in ("-wal", "-shm"):
                Path(f"{sqlite.path}{side}").unlink(missing_ok=True)

        assert [set()] * len(outcomes) == outcomes


class TestSqliteJournal:
    def test_changed_entries_are_named(self, sqlite: Sqlite, documents: Documents) -> None:
        """
        Body, subject and position belong together.
        """
        sqlite.harm(
            "UPDATE {journal} SET body = replace(body, 'opened', 'closed') WHERE position = 11",
            "UPDATE {journal} SET subject = 'ben' WHERE position = 30",
            "UPDATE {journal} SET checksum = 0 WHERE position = 31",
        )

        check(sqlite.url, documents, {f"journal entry {n}" for n in (11, 30, 31)}, set())

    def test_a_moved_entry_is_named(self, sqlite: Sqlite, documents: Documents) -> None:
        """
        Where it was, nothing is; where it is, it does not belong.
        """
        sqlite.harm("UPDATE {journal} SET position = 999 WHERE position = 30")

        check(sqlite.url, documents, {"journal entry 30", "journal entry 107", "journal entry 999"}, set())

    def test_a_missing_entry_is_named(self, sqlite: Sqlite, documents: Documents) -> None:
        """
        Positions have no gaps here; and a document is told whose beginning nobody tells, or what a record of
        it came to in the end.
        """
        sqlite.harm("DELETE FROM {journal} WHERE position IN (5, 30)")

        check(
            sqlite.url,
            documents,
            {"journal entry 5", "journal entry 30", "person/cy", "mentorship/ended"},
            set(),
        )

    def test_an_entry_that_contradicts_its_document_is_told(
        self, sqlite: Sqlite, documents: Documents
    ) -> None:
        """
        A version beyond the document's or before the last one's, a record or revision that it does not have
        or that was told already, a subject or author that is not there.
        """
        told: list[tuple[dict[str, object], str]] = [
            ({"version": 4}, f"{FULL}: journal entry 107 tells of version 4, and it has 3"),
            ({"version": 1}, f"{FULL}: journal entry 109 tells of version 1, after version 4"),
            ({"record": "nothing"}, f"{FULL}: journal entry 111 tells of a record that is not in it"),
            ({"revision": 1}, f"{FULL}: the journal tells 2 times of revision 1 of its record release"),
            ({"subject": "nobody"}, "mentorship/nobody: the journal tells of it, and it is not there"),
            ({"subject": "Dear Ada"}, "journal entry 117: what it is about is no id"),
            ({"by": "nobody"}, "journal entry 119: it is by person/nobody, who is not kept"),
            ({"by": "Dear Ada"}, "journal entry 121: its author is no id"),
            ({"kind": "robot"}, "journal entry 123: it is about an unknown kind"),
            ({"action": 7}, "journal entry 125: it is no entry of a mentorcore journal"),
            ({}, f"{FULL}: journal entry 127 tells of a revision that its record does not have"),
        ]
        for changes, _ in told[:-2]:
            sqlite.add_entry(**changes)
        with open_store(sqlite.url, create=False) as store:
            found = {str(problem) for problem in verify_store(store)}

            assert {problem for _, problem in told[:-2]} <= found
            assert set() == unreadable(store, documents)

    def test_an_entry_that_is_none_is_told(self, sqlite: Sqlite, documents: Documents) -> None:
        """
        A checksum that fits does not make it one.
        """
        sqlite.add_entry(action=7)

        assert {"journal entry 107: it is no entry of a mentorcore journal"} == check(
            sqlite.url, documents, {"journal entry 107"}, set()
        )


class TestSqliteRest:
    @pytest.mark.parametrize(
        "change", ["version = 9", "ix_email = 'a@b.c', body = '[]'", "body = '[]', schema = 1"]
    )
    def test_a_changed_removal_is_named(self, sqlite: Sqlite, documents: Documents, change: str) -> None:
        """
        It keeps a bare row, with a checksum of its own.
        """
        sqlite.harm(f"UPDATE {{person}} SET {change} WHERE id = 'gone'")

        check(sqlite.url, documents, {GONE}, set())

    def test_lost_removals_and_changed_tokens_are_named(self, sqlite: Sqlite, documents: Documents) -> None:
        """
        The journal tells of what was removed; the text of a token is not repeated.
        """
        sqlite.harm(
            "DELETE FROM {person} WHERE id = 'gone'",
            "UPDATE {tokens} SET token = 'other' WHERE token = 'people'",
            "UPDATE {tokens} SET position = 3 WHERE token = 'nothing else'",
        )

        check(
            sqlite.url,
            documents,
            {GONE, "the token committed at position 10", "the token committed at position 3"},
            set(),
        )

    @pytest.mark.parametrize(
        ("statement", "error"),
        [
            ("UPDATE {schema} SET number = 5", SchemaTooNew),
            ("UPDATE {schema} SET fingerprint = 'x'", MigrationNeeded),
            ("DELETE FROM {schema}", Corrupt),
        ],
    )
    def test_what_it_says_about_its_tables(
        self, sqlite: Sqlite, statement: str, error: type[Exception]
    ) -> None:
        """
        A store that does not say what it is does not open.
        """
        sqlite.harm(statement)
        with pytest.raises(error):
            open_store(sqlite.url, create=False)


class TestWhatSqliteCannotTell:
    """
    A checksum is no signature, and there is nothing beside the file to hold it against.
    """

    @pytest.mark.parametrize(
        "statement",
        [
            # Whoever may write to the file can make it say anything that mentorcore could have written.
            f"UPDATE {{person}} SET body = {CHIEF}, checksum = {SUM.replace('body', CHIEF)} WHERE id = 'ada'",
            # Some commits write people without an entry, and an upgrade writes everything.
            "UPDATE {person} SET version = 9, checksum = sum_of(id, 9, schema, body) WHERE id = 'ada'",
            # The position is taken by the entries of the same commit.
            "DELETE FROM {tokens} WHERE token = 'people'",
            # Nothing comes behind the last position.
            "DELETE FROM {tokens} WHERE token = 'nothing else'",
        ],
    )
    def test_looks_sound(self, sqlite: Sqlite, statement: str) -> None:
        """
        None of these is found.
        """
        sqlite.harm(statement)
        with open_store(sqlite.url, create=False) as store:
            assert () == verify_store(store)

    def test_a_log_that_lost_its_end(self, tmp_path: Path, sqlite: Sqlite) -> None:
        """
        SQLite takes a damaged write-ahead log for one that ends there: a commit that was only in it is gone.
        """
        crashed = tmp_path / "crashed"
        with open_store(sqlite.url, clock=lambda: LATER) as store:
            with store.transaction() as tx:
                tx.add(Person.register(id="late", name="Late", at=LATER))
            crashed.mkdir()
            for ending in ("", "-wal"):
                shutil.copy(f"{sqlite.path}{ending}", crashed)
        log = crashed / "golden.db-wal"
        log.write_bytes(log.read_bytes()[:-1] + b"!")
        with open_store(f"sqlite:///{crashed / 'golden.db'}", create=False) as store:
            assert () == verify_store(store)
            with pytest.raises(NotFound):
                store.get(Person, "late")


class Json:
    """
    A golden store in a directory, opened once, so that it has an index.
    """

    def __init__(self, where: Path) -> None:
        self.url = GOLDEN.copied("json", where)
        self.path = where / "golden"
        self.journal = self.path / "journal.jsonl"
        open_store(self.url, create=False).close()

    def file(self, name: str) -> Path:
        """
        Return the file of a document, given as ``kind/id``.
        """
        return document(self.path, *name.split("/"))

    def index(self, *statements: str) -> None:
        """
        Do something to the index.
        """
        (found,) = self.path.glob("index-*.sqlite")
        sql(found, *statements)


@pytest.fixture
def store(tmp_path: Path) -> Json:
    """
    A JSON store to be damaged.
    """
    return Json(tmp_path)


def _linked(path: Path) -> None:
    elsewhere = path.parents[4] / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def _a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _of_version(data: bytes, version: int) -> bytes:
    return re.sub(rb'"version": \d+', b'"version": %d' % version, data, count=1)


class TestJsonDocuments:
    def test_changed_files_are_named(self, store: Json, documents: Documents) -> None:
        """
        Changed, cut short, emptied, missing, another's, a link, no file, older, newer or no document at all.
        """
        harms: dict[str, Callable[[Path], object]] = {
            ADA: lambda path: replace(path, b"Staff", b"Chief"),
            "person/Fay-2": lambda path: replace(path, b'"email": null', b'"email": "a@b"'),
            "mentorship/full": lambda path: path.write_bytes(path.read_bytes()[:1000]),
            "mentorship/left": lambda path: path.write_bytes(b""),
            "mentorship/ended": lambda path: path.unlink(),
            "mentorship/paused": lambda path: shutil.copy(store.file("mentorship/offered"), path),
            "mentorship/expired": _linked,
            "mentorship/completed": _a_directory,
            "person/cy": lambda path: reseal(path, lambda data: _of_version(data, 99)),
            BEN: lambda path: reseal(path, lambda data: _of_version(data, 1)),
            "person/dee": lambda path: reseal(path, lambda data: data.replace(b'schema": 1', b'schema": 9')),
            "person/eve": lambda path: reseal(path, lambda data: data.replace(b'"eve"', b'"eva"')),
            "pairing_request/open": lambda path: reseal(path, lambda data: data.replace(b'"ben"', b'"cy"')),
            "pairing_request/declined": lambda path: reseal(path, lambda data: data.replace(b"null", b"7")),
        }
        for name, harm in harms.items():
            harm(store.file(name))

        assert {
            f"{ADA}: its checksum does not fit: it was cut short, or changed by something else",
            "mentorship/ended: its file is missing",
            "mentorship/paused: its file holds mentorship/offered",
            "mentorship/expired: its file is a link or no plain file",
            f"{BEN}: its file does not hold version 3, which was committed",
            "person/dee: it has schema 9, this release knows up to 1",
            "person/eve: its file holds person/eva",
        } < check(store.url, documents, set(harms), set(harms))

    def test_a_changed_index_value_is_named(self, store: Json, documents: Documents) -> None:
        """
        The values that stand in the file as well are held against the document.
        """
        reseal(store.file(ADA), lambda data: data.replace(b"ada@example", b"eva@example"))

        check(store.url, documents, {ADA}, set())

    def test_a_file_in_the_wrong_place_is_named(self, store: Json, documents: Documents) -> None:
        """
        What no commit wrote there is told, and what is missing where it should be.
        """
        store.file(ADA).rename(store.file(BEN).with_name("ada.json"))
        (store.path / "documents" / "letter.txt").write_text("Dear Ada")

        check(store.url, documents, {ADA, "documents/person/33/ada.json", "documents/letter.txt"}, {ADA})

    @pytest.mark.parametrize(
        "harm",
        [lambda path: path.unlink(), lambda path: replace(path, b'"offer_days": 21', b'"offer_days": 22')],
    )
    def test_without_what_it_keeps_about_itself_it_does_not_open(
        self, store: Json, harm: Callable[[Path], object]
    ) -> None:
        """
        Nothing is made up for a policy that is lost or changed.
        """
        harm(store.file("store/store"))
        for upgrade in (False, True):
            with pytest.raises(Corrupt, match="store/store"):
                open_store(store.url, create=False, upgrade=upgrade)


class TestJsonIndex:
    def test_each_value_is_held_against_the_document(self, store: Json, documents: Documents) -> None:
        """
        A column that says something else than the document is named, whichever it is.
        """
        for kind, column, value in COLUMNS:
            store.index(f"UPDATE doc_{kind} SET c_{column} = '{value}' WHERE id = '{EXAMPLES[kind]}'")
        harmed = {"index-1.sqlite", *(f"{kind}/{name}" for kind, name in EXAMPLES.items())}

        assert check(store.url, documents, harmed, set()) >= {
            f"{kind}/{EXAMPLES[kind]}: its index value {column} is not what the document says"
            for kind, column, _ in COLUMNS
        }

    def test_is_held_against_the_journal(self, store: Json, documents: Documents) -> None:
        """
        Versions, removals, tokens and where entries stand: all of it is in the journal. What is wrong is
        told, and that the index can be made anew.
        """
        told = {
            "UPDATE doc_person SET version = 9 WHERE id = 'ada'": "the version of person/ada",
            "DELETE FROM doc_mentorship WHERE id = 'full'": "the version of mentorship/full",
            "UPDATE doc_mentorship SET id = 'zed' WHERE id = 'ended'": "the version of mentorship/ended",
            "INSERT INTO doc_person (id, version) VALUES ('new', 1)": "the version of person/new",
            "DELETE FROM tombstones": "the removal of person/gone",
            "INSERT INTO tombstones VALUES ('person', 'zed', 1)": "the removal of person/zed",
            "DELETE FROM tokens WHERE token = 'people'": "the token committed at position 10",
            "UPDATE tokens SET token = 'x' WHERE position = 106": "the token committed at position 106",
            "INSERT INTO tokens VALUES ('zed', 3)": "the token committed at position 3",
            "DELETE FROM entries WHERE position = 30": "where to find journal entry 30",
            "UPDATE entries SET subject = 'zed' WHERE position = 31": "where to find journal entry 31",
            "UPDATE entries SET line = 0 WHERE position = 32": "where to find journal entry 32",
            "UPDATE entries SET length = 7 WHERE position = 33": "where to find journal entry 33",
            "INSERT INTO entries VALUES (999, 'ada', 0, 9)": "where to find journal entry 999",
        }
        side = {
            "DELETE FROM many_mentorship WHERE id = 'paused' AND value = 'ada'": "mentorship/paused",
            "INSERT INTO many_mentorship VALUES ('left', 'people', 'zed')": "mentorship/left",
            "INSERT INTO many_mentorship VALUES ('offered', 'zed', 'zed')": "mentorship/offered",
        }
        store.index(*told, *side)
        with open_store(store.url, create=False) as opened:
            found = {str(problem) for problem in verify_store(opened)}

            assert {ADA, FULL, "mentorship/ended"} == unreadable(opened, documents)
        anew = "delete the index, and it is made anew"
        assert {
            f"index-1.sqlite: {what} is not what the journal says; {anew}" for what in told.values()
        } <= found
        assert {
            f"index-1.sqlite: {name} is not found by the values of its row; {anew}" for name in side.values()
        } <= found
        assert f"{FULL}: the journal tells of it, and it is not there" in found
        assert "mentorship/paused: a query for its people is misled by the index" in found

        for path in store.path.glob("index-*"):
            path.unlink()
        check(store.url, documents, set(), set())

    @pytest.mark.parametrize(("column", "told"), [("journal", []), ("tail", ["index"])])
    def test_knows_how_far_it_is(
        self, store: Json, documents: Documents, column: str, told: list[str]
    ) -> None:
        """
        That is held against the journal, when it is opened, and the redo log, before anything is written
        where it does not belong.
        """
        store.index(f"UPDATE meta SET {column} = {column} + 40")
        with open_store(store.url, create=False, clock=lambda: LATER) as opened:
            assert told == [problem.where for problem in verify_store(opened)]
            with opened.transaction() as tx:
                tx.get(Person, "ben").revise(by="ben", at=LATER, title="Lead")

            assert () == verify_store(opened)
            assert {BEN} == unreadable(opened, documents)


class TestJsonJournal:
    def test_changed_lines_are_named(self, store: Json, documents: Documents) -> None:
        """
        Also those without entries; of the others, each entry that is lost is named. The rest is read.
        """
        lines = store.journal.read_bytes().splitlines(keepends=True)
        harmed = (0, 5, len(lines) - 1)
        starts = [f"journal.jsonl, byte {sum(map(len, lines[:number]))}" for number in harmed]
        for number in harmed:
            lines[number] = lines[number][:-8] + b"x" + lines[number][-7:]
        store.journal.write_bytes(b"".join(lines))

        check(store.url, documents, {*starts, *(f"journal.jsonl, position {n}" for n in (22, 23))}, set())

    def test_forged_lines_contradict_the_others(self, store: Json, documents: Documents) -> None:
        """
        Commits are numbered, versions grow, and the index tells the same.
        """
        for number, old, new in (
            (1, b'"subject":"cy"', b'"subject":"cx"'),
            (1, b'"person/cy":1', b'"person/cy":9'),
            (1, b'"token":"people"', b'"token":"peeple"'),
            (-1, b"person/gone", b"person/gine"),
            (5, b'"commit":6', b'"commit":7'),
        ):
            reseal_line(store.journal, number, lambda line: line.replace(old, new, 1))  # noqa: B023
        with open_store(store.url, create=False, clock=lambda: LATER) as opened:
            found = {re.sub(r"byte \d+", "byte N", str(problem)) for problem in verify_store(opened)}

            assert set() == unreadable(opened, documents)
        anew = "is not what the journal says; delete the index, and it is made anew"
        assert {
            "person/cx: the journal tells of it, and it is not there",
            "journal.jsonl, byte N: it tells of version 2 of person/cy, after a later one",
            "journal.jsonl, byte N: commit 6 and position 23 belong here",
            f"index-1.sqlite: the token committed at position 10 {anew}",
            f"index-1.sqlite: the removal of person/gone {anew}",
            f"index-1.sqlite: where to find journal entry 5 {anew}",
        } <= found

    @pytest.mark.parametrize(
        ("name", "harm"),
        [
            ("journal.jsonl", lambda path: path.unlink()),
            ("journal.jsonl", lambda path: path.write_bytes(path.read_bytes()[:-9])),
            ("redo.log", lambda path: path.unlink()),
            ("redo.log", lambda path: replace(path, b"redo", b"rede")),
            ("mentorcore.json", lambda path: path.unlink()),
            ("mentorcore.json", lambda path: replace(path, b"store", b"stare")),
        ],
        ids=range(6),
    )
    def test_what_the_store_rests_on_is_named(
        self, store: Json, name: str, harm: Callable[[Path], object]
    ) -> None:
        """
        Without marker, redo log or the whole journal, nobody can say what was committed: the store does not
        open, and says which file it is.
        """
        harm(store.path / name)
        with pytest.raises(Corrupt, match=re.escape(name)):
            open_store(store.url, create=False)

    def test_a_damaged_line_and_no_index_are_too_much(self, store: Json) -> None:
        """
        An index is made from the whole journal, so the store does not open, and says where the damage is.
        """
        replace(store.journal, b"person.left", b"person.lift")
        for path in store.path.glob("index-*"):
            path.unlink()
        with pytest.raises(Corrupt, match=r"journal\.jsonl, byte \d+"):
            open_store(store.url, create=False)

    def test_what_an_unfinished_commit_left_is_no_damage(self, store: Json, documents: Documents) -> None:
        """
        Neither what stands behind the journal's end nor what was put aside.
        """
        with store.journal.open("ab") as file:
            file.write(b"half a line")
        store.file(ADA).with_name("ada.json.tmp").write_bytes(b"half a document")

        check(store.url, documents, set(), set())


class TestWhatJsonCannotTell:
    def test_a_forged_document(self, store: Json) -> None:
        """
        A checksum is no signature: whoever may write to the directory can make a document say anything that
        mentorcore could have written.
        """
        reseal(store.file(ADA), lambda data: data.replace("Ada Ōsei".encode(), b"Eva Osei"))
        with open_store(store.url, create=False) as opened:
            assert () == verify_store(opened)

    def test_what_has_no_meaning(self, store: Json, documents: Documents) -> None:
        """
        With another random id in the marker the index counts as that of another store, and is made anew.
        """
        marker = store.path / "mentorcore.json"
        replace(marker, b'"store": "0', b'"store": "f')

        check(store.url, documents, set(), set())


class TestOneBit:
    @pytest.mark.parametrize("backend", BACKENDS)
    def test_is_never_silent(self, backend: str, tmp_path: Path) -> None:
        """
        Whatever bit of a closed store is turned: it does not open, or the damage is named, or everything
        reads as before. No error is untyped, and no message repeats what somebody wrote.
        """
        flips = Flips(GOLDEN, backend, tmp_path)
        draw = random.Random(20260112)
        drawn = [flips.drawn(draw) for _ in range(8)]

        outcomes = {flip: flips.outcome(flip) for flip in drawn}

        assert {} == {flip: outcome for flip, outcome in outcomes.items() if outcome not in FINE}
        assert NAMED in outcomes.values()
