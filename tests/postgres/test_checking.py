"""
What is wrong with the tables and cannot be seen by reading every document is found.
"""

from __future__ import annotations

import attrs
import pytest

from mentorcore.backends import Batch, Tombstone
from mentorcore.errors import Corrupt
from mentorcore_postgres.backend import PostgresBackend
from tests.postgres.server import sql
from tests.sqlite.samples import book, new


REPLACED = (
    "DROP INDEX mentorcore_ix_book_due; CREATE INDEX mentorcore_ix_book_due ON mentorcore_documents_book "
)


@pytest.fixture
def filled(backend: PostgresBackend) -> PostgresBackend:
    """
    A store with a bit of everything.
    """
    backend.commit(attrs.evolve(new(book("a", title="T", readers=("ada", "ben")), book("b")), token="t"))
    backend.commit(Batch(tombstones=(Tombstone(book("b").key, 1, 2),)))
    backend.commit(Batch(token="u"))

    return backend


class TestCheck:
    def test_a_sound_store(self, filled: PostgresBackend) -> None:
        """
        Nothing is wrong with a store that nobody has touched.
        """
        assert list(filled.check()) == []

    @pytest.mark.parametrize(
        ("damage", "where", "problem"),
        [
            (
                "UPDATE mentorcore_tokens SET checksum = 1 WHERE token = 't'",
                "token committed at position 2",
                "checksum",
            ),
            ("DELETE FROM mentorcore_journal WHERE position = 1", "journal entry 1", "it is missing"),
            ("DELETE FROM mentorcore_many_book_readers WHERE value = 'ada'", "book/a", "values of readers"),
            ("INSERT INTO mentorcore_many_book_readers VALUES ('zoe', 'a')", "book/a", "values of readers"),
            (
                "UPDATE mentorcore_documents_book SET body = '{}' WHERE id = 'b'",
                "book/b",
                "counts as removed",
            ),
            (
                "UPDATE mentorcore_documents_book SET schema = NULL WHERE id = 'a'",
                "book/a",
                "counts as removed",
            ),
            ("DROP INDEX mentorcore_ix_book_due", "", "index mentorcore_ix_book_due is missing"),
            (
                REPLACED + "(ix_title)",
                "",
                "index mentorcore_ix_book_due is not as it was made",
            ),
            (
                REPLACED + "(ix_due, id) WHERE id = 'a'",
                "",
                "index mentorcore_ix_book_due is not as it was made",
            ),
            (
                "ALTER TABLE mentorcore_journal DROP CONSTRAINT mentorcore_journal_pkey",
                "",
                "primary key of its table mentorcore_journal",
            ),
            ("DROP VIEW mentorcore_words", "", "view mentorcore_words is missing"),
            (
                "DROP VIEW mentorcore_words; CREATE VIEW mentorcore_words AS SELECT 1 AS word",
                "",
                "view mentorcore_words is not as it was made",
            ),
            ("CREATE TABLE mentorcore_mine (id int)", "", "has a mentorcore_mine, which this release"),
            ("DROP TABLE mentorcore_many_book_tags", "", "table mentorcore_many_book_tags is missing"),
            ("ALTER TABLE mentorcore_journal ADD COLUMN more text", "", "table mentorcore_journal is not as"),
        ],
    )
    def test_finds_damage(
        self, filled: PostgresBackend, url: str, damage: str, where: str, problem: str
    ) -> None:
        """
        What somebody else has done to the tables is told, with the name of what it was done to.
        """
        for statement in damage.split(";"):
            sql(url, statement)
        found = list(filled.check())

        assert any(where in error.where and problem in error.problem for error in found), found

    @pytest.mark.parametrize(
        "column",
        [
            "secret words",
            '["secret',
            '["ada", "ben"] secret',
            '["\\u0000secret"]',
            '["\\ud800"]',
            '[1, "secret"]',
            '{"secret": 1}',
            '"secret"',
            "null",
            "",
        ],
    )
    def test_values_that_are_no_texts(self, filled: PostgresBackend, url: str, column: str) -> None:
        """
        What does not belong into a column of several values is damage to its document, and is not repeated.
        """
        sql(url, "UPDATE mentorcore_documents_book SET ix_readers = %s WHERE id = 'a'", column)
        (error,) = filled.check()

        assert error.where == "book/a"
        assert "secret" not in f"{error}{error.__cause__}"

    def test_values_of_every_kind_are_sound(self, backend: PostgresBackend) -> None:
        """
        Whatever texts a column of several values has, they are the ones that find it.
        """
        odd = ["", " ", '"', "\\", '\\", "', "a\tb\nc\rd", "\x01\x1f\x7f", "\x85\xa0", "\u2028", "\ufeff",
               "\ud7ff\ue000\uffff", "\U0001f600\U0010ffff", "[]", "]", "ü", "u\u0308",
               "\\u0000", "%s"]  # fmt: skip
        backend.commit(
            new(book("a", readers=tuple(odd)), *(book(f"b{n}", tags=(t,)) for n, t in enumerate(odd)))
        )

        assert list(backend.check()) == []

    def test_an_id_that_is_none_is_not_repeated(self, filled: PostgresBackend, url: str) -> None:
        """
        What stands in the place of an id may be somebody's words.
        """
        sql(url, "INSERT INTO mentorcore_many_book_readers VALUES ('zoe', 'secret words')")
        (error,) = filled.check()

        assert error.where == "book"

    @pytest.mark.parametrize(
        ("damage", "call"),
        [
            ("UPDATE mentorcore_documents_book SET body = '{}' WHERE id = 'a'", "scan"),
            ("UPDATE mentorcore_journal SET subject = 'x' WHERE position = 1", "journal"),
            ("UPDATE mentorcore_tokens SET position = 9 WHERE token = 't'", "token"),
        ],
    )
    def test_reading_finds_the_rest(self, filled: PostgresBackend, url: str, damage: str, call: str) -> None:
        """
        Text that was changed does not fit its checksum.
        """
        sql(url, damage)
        with pytest.raises(Corrupt, match="checksum does not fit"):
            if call == "scan":
                filled.scan("book", after=None, limit=9)
            elif call == "journal":
                filled.journal(after=0, limit=9, subject=None)
            else:
                filled.position_of("t")

    def test_who_writes_nothing_is_not_believed(self, filled: PostgresBackend, url: str) -> None:
        """
        A rule that has writes vanish is noticed by the commit, which keeps nothing.
        """
        sql(url, "CREATE RULE nothing AS ON INSERT TO mentorcore_journal DO INSTEAD NOTHING")
        with pytest.raises(Corrupt, match="does not keep what is written"):
            filled.commit(new(book("c")))
        sql(url, "DROP RULE nothing ON mentorcore_journal")

        assert filled.load(book("c").key) is None
