"""
A URL names a server, a database and a schema, and nothing secret of it is repeated.
"""

from __future__ import annotations

from typing import Any

import pytest

from mentorcore.errors import NotAStore
from mentorcore_postgres.location import POOL, SCHEMA, locate


SECRET = "hunter2-secret"


class TestPlaces:
    def test_defaults(self) -> None:
        """
        Without options a store is in the schema ``mentorcore``, with a few connections.
        """
        place = locate("postgresql+psycopg://ada@db.example:5433/hr")

        assert (place.schema, place.pool) == (SCHEMA, POOL) == ("mentorcore", 8)
        assert place.parameters == {"host": "db.example", "port": 5433, "user": "ada", "dbname": "hr"}

    @pytest.mark.parametrize(
        ("rest", "schema", "pool", "parameters"),
        [
            ("?schema=hr_tool", "hr_tool", 8, {}),
            ("?pool=20&schema=a", "a", 20, {}),
            (
                "?sslmode=verify-full&connect_timeout=3",
                SCHEMA,
                8,
                {"sslmode": "verify-full", "connect_timeout": "3"},
            ),
            ("?host=/run/postgresql", SCHEMA, 8, {"host": "/run/postgresql"}),
            (
                "?host=a&host=b&target_session_attrs=primary",
                SCHEMA,
                8,
                {"host": "a,b", "target_session_attrs": "primary"},
            ),
        ],
    )
    def test_options(self, rest: str, schema: str, pool: int, parameters: dict[str, Any]) -> None:
        """
        Schema and pool are ours, and what concerns the connection is handed on.
        """
        place = locate(f"postgresql:///hr{rest}")

        assert (place.schema, place.pool) == (schema, pool)
        assert place.parameters == {"dbname": "hr", **parameters}

    def test_a_password_is_decoded(self) -> None:
        """
        A password may have any character in it, as in every URL of SQLAlchemy.
        """
        place = locate("postgresql+psycopg://ada:p%40ss%2F@db.example/hr")

        assert place.parameters["password"] == "p@ss/"

    def test_shows_no_password(self) -> None:
        """
        Neither what an error says of the place nor its repr has the password.
        """
        url = f"postgresql+psycopg://ada:{SECRET}@db.example/hr?sslpassword={SECRET}&schema=s"
        place = locate(url)

        assert place.where == "postgresql+psycopg://***@db.example/hr?schema=s"
        assert SECRET not in repr(place)


class TestRefused:
    @pytest.mark.parametrize(
        ("url", "problem"),
        [
            (f"postgresql+asyncpg://ada:{SECRET}@db.example/hr", "no driver but psycopg"),
            (f"postgresql+psycopg://ada:{SECRET}@db.example", "names no database"),
            (f"postgresql+psycopg://ada:{SECRET}@db.example/", "names no database"),
            (f"postgresql+psycopg://ada:{SECRET}@db.example:x/hr", "cannot be read"),
            (f"postgresql+psycopg://db.example/hr?schema={SECRET}", "its schema is no name"),
            ("postgresql+psycopg://db.example/hr?schema=", "one of its options has no value"),
            ("postgresql+psycopg://db.example/hr?schema=Caps", "its schema is no name"),
            ("postgresql+psycopg://db.example/hr?schema=pg_catalog", "belongs to PostgreSQL"),
            (f"postgresql+psycopg://db.example/hr?schema={'a' * 64}", "its schema is no name"),
            ("postgresql+psycopg://db.example/hr?pool=0", "its pool is no number"),
            ("postgresql+psycopg://db.example/hr?pool=1001", "its pool is no number"),
            (f"postgresql+psycopg://db.example/hr?pool={SECRET}", "its pool is no number"),
            (
                f"postgresql+psycopg://db.example/hr?{SECRET}=1",
                "an option that an URL of a store does not take",
            ),
            ("postgresql+psycopg://db.example/hr?options=-csearch_path=x", "does not take"),
            (f"postgresql+psycopg://ada:{SECRET}%00@db.example/hr", "a NUL or half of a character"),
            ("postgresql+psycopg://db.example/h%00r", "a NUL or half of a character"),
            ("postgresql+psycopg://db.example/hr?sslcert=a%00b", "a NUL or half of a character"),
            (f"postgresql+psycopg://ada:{SECRET}\udc80@db.example/hr", "a NUL or half of a character"),
        ],
    )
    def test_says_why_and_what_to_use(self, url: str, problem: str) -> None:
        """
        What is no place of a store is refused, and nothing that may be secret is repeated.
        """
        with pytest.raises(NotAStore, match=problem) as caught:
            locate(url)

        assert SECRET not in str(caught.value)
        assert "use postgresql+psycopg://" in str(caught.value) or "it takes schema, pool" in str(
            caught.value
        )
