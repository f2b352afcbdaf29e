"""
Location: from a URL to the server, the database and the schema that it names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import attrs
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from mentorcore.backends import redacted
from mentorcore.errors import NotAStore


USAGE: Final = "use postgresql+psycopg://user@host/database?schema=name"

SCHEMA: Final = "mentorcore"
"""The schema of a store whose URL names none."""

POOL: Final = 8
"""How many connections one open store has at most, unless its URL says otherwise."""

LARGEST_POOL: Final = 1000

TAKEN: Final = frozenset(
    {
        *("application_name", "channel_binding", "connect_timeout", "gssencmode", "host", "hostaddr"),
        *("keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval", "krbsrvname"),
        *("load_balance_hosts", "passfile", "port", "require_auth", "sslcert", "sslcrl", "sslkey"),
        *("sslmode", "sslnegotiation", "sslpassword", "sslrootcert", "target_session_attrs"),
        "tcp_user_timeout",
    }
)
"""What is handed on to libpq, which knows more: nothing that would change what a statement means."""

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}", re.ASCII)


@attrs.frozen
class Place:
    """
    Where a store is.

    Attributes:
        where: As an error names it: without user and password.

        schema: The schema that holds it.

        pool: How many connections to open at most.

        parameters: What libpq is given.
    """

    where: str
    schema: str
    pool: int
    parameters: Mapping[str, Any] = attrs.field(repr=False)


def locate(url: str) -> Place:
    """
    Return the place that a URL names.

    Raises:
        NotAStore: It names none, or asks for something that this backend does not offer.
    """
    parsed = _parsed(url)
    if parsed is None:
        raise NotAStore("the URL given", f"it cannot be read as a URL; {USAGE}")
    # Of a URL that may hold a password nothing but this is repeated.
    where = redacted(url).removesuffix("?***")
    if parsed.drivername not in ("postgresql", "postgresql+psycopg"):
        raise NotAStore(where, f"this backend has no driver but psycopg; {USAGE}")
    if not parsed.database:
        raise NotAStore(where, f"it names no database; {USAGE}")
    # SQLAlchemy leaves out what stands there without a value, which is not to be ignored.
    _, _, behind = url.rpartition("@")[2].partition("?")
    if not all(value for _, value in parse_qsl(behind, keep_blank_values=True)):
        raise NotAStore(where, f"one of its options has no value; {USAGE}")
    options = {name: _one(value) for name, value in parsed.query.items()}
    schema = options.pop("schema", SCHEMA)
    if not _NAME.fullmatch(schema) or schema.startswith("pg_"):
        problem = "its schema is no name of at most 63 small letters, digits and _, or belongs to PostgreSQL"
        raise NotAStore(where, f"{problem}; {USAGE}")
    pool = options.pop("pool", str(POOL))
    if not re.fullmatch("[0-9]{1,4}", pool, re.ASCII) or not 1 <= int(pool) <= LARGEST_POOL:
        raise NotAStore(where, f"its pool is no number from 1 to {LARGEST_POOL}; {USAGE}&pool={POOL}")
    if not options.keys() <= TAKEN:
        # What it is called may be a part of a password with an & in it.
        taken = ", ".join(["schema", "pool", *sorted(TAKEN)])
        raise NotAStore(where, f"it has an option that an URL of a store does not take; it takes {taken}")

    parameters: dict[str, Any] = {
        "host": parsed.host,
        "port": parsed.port,
        "user": parsed.username,
        "password": parsed.password,
        "dbname": parsed.database,
    }
    given = {name: value for name, value in parameters.items() if value is not None and value != ""} | options
    # The client library would end at a NUL, and look for whatever stands behind it somewhere else.
    if not all(_can_be_given(str(value)) for value in given.values()):
        raise NotAStore(where, f"it has a NUL or half of a character in it; {USAGE}")

    return Place(f"{where}?schema={schema}", schema, int(pool), given)


def _one(value: str | tuple[str, ...]) -> str:
    """
    Return the value of an option; one that stands there several times names several servers.
    """
    return value if isinstance(value, str) else ",".join(value)


def _can_be_given(value: str) -> bool:
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False


def _parsed(url: str) -> URL | None:
    """
    Return the parts of a URL, or *None* where it is none; what SQLAlchemy says then may repeat a password.
    """
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        return None
