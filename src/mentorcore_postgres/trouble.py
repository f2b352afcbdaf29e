"""
Trouble: what PostgreSQL and its driver report, in the words of `mentorcore.errors`.

Here it is told by its code, because a message may repeat what somebody wrote. In the cause stays the server's
own message, as far as it cannot.
"""

from __future__ import annotations

from typing import Final

import psycopg

from mentorcore.backends import in_place_of, without_text
from mentorcore.errors import Corrupt, StorageError, StorageFull, Unavailable, Unsupported


FOREIGN: Final = (psycopg.Error, UnicodeError, OverflowError, OSError)
"""What the driver may raise."""

DISK_FULL: Final = "53100"

# With 40003 it does not know itself whether it has committed.
_LOST: Final = ("08", "40003", "57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25P04")
_LAST_WORDS: Final = ("FATAL", "PANIC")
"""How severe an error is with which a server, or what stands before it, ends a connection."""

_IS_LOST: Final = "the connection to the server was lost"
_UNAVAILABLE: Final = {
    **dict.fromkeys(_LOST, (_IS_LOST, None)),
    "25006": ("it can only be read", "promote the standby, or set default_transaction_read_only to off"),
    "25P02": ("an earlier call has failed, and with it this look at the store", "begin another"),
    "25P03": ("it has ended a transaction that paused: raise idle_in_transaction_session_timeout", None),
    "25P04": ("it has ended a transaction that took too long: raise transaction_timeout", None),
    "28": ("the server does not let this user in", "check the user, the password and pg_hba.conf"),
    "3D000": ("there is no such database on this server", "make it, or name another"),
    "40": ("other writers were faster, every time", None),
    "42501": ("this user may not do that", "grant it the right to"),
    "53": ("the server is short of connections or memory", None),
    "55P03": ("another writer, or an upgrade, is holding it", None),
    "57": ("the server has cancelled the call", None),
    "57014": ("the server has cancelled the call: raise statement_timeout, unless it was done by hand", None),
    "58": ("the server's disk reports an error", None),
}
"""By the beginning of its code, what is wrong, and what helps where waiting does not."""

_DAMAGED: Final = ("XX001", "XX002", "23")
_VALUES: Final = ("22", "54")
_REPEATING: Final = ("22", "P0")
"""Where the server's first sentence repeats a value, and not only the details behind it."""


def translated(error: BaseException, where: str, *, what: str | None = None) -> StorageError:
    """
    Return the error to raise in place of one of the driver's.

    Args:
        where: The store.

        what: The document that was asked for, where it is one.
    """
    _without_words(without_text(error))
    if isinstance(error, (UnicodeError, OverflowError)):
        return _no_value()
    if isinstance(error, OSError):
        return in_place_of(error, where)
    code = getattr(error, "sqlstate", None)
    if code is None:
        if isinstance(error, psycopg.DataError):
            return _no_value()
        if isinstance(error, psycopg.OperationalError):
            problem = "the server cannot be reached, does not take the connection, or has ended it"
            return Unavailable(where, problem)

    return _by_code(error, code or type(error).__name__, where, what or where)


def is_lost(error: BaseException) -> bool:
    """
    Tell whether the connection is gone, so that another one may do.
    """
    if not isinstance(error, psycopg.Error):
        return False
    if error.sqlstate is None:
        return isinstance(error, psycopg.OperationalError)

    return error.sqlstate.startswith(_LOST) or error.diag.severity_nonlocalized in _LAST_WORDS


def is_overtaken(error: BaseException) -> bool:
    """
    Tell whether the server has rolled a transaction back because of others, so that it may be tried again.
    """
    return (getattr(error, "sqlstate", None) or "").startswith("40")


def is_refused(error: BaseException) -> bool:
    """
    Tell whether the server has refused a statement itself, for what the tables are or for who may see them,
    unless it is our mistake.
    """
    return (getattr(error, "sqlstate", None) or "").startswith(("42", "0A", "3F"))


def _without_words(error: BaseException) -> None:
    """
    Leave of what the server says what repeats nobody's words: its details hold the row, or the text, that it
    does not like.
    """
    code = getattr(error, "sqlstate", None)
    if isinstance(error, psycopg.Error) and code is not None:
        said = None if code.startswith(_REPEATING) else error.diag.message_primary
        error.args = (said or f"the server reports {code}",)


def _by_code(error: BaseException, code: str, where: str, what: str) -> StorageError:
    if code == DISK_FULL:
        return StorageFull(where)
    for beginning in (code, code[:2]):
        if beginning in _UNAVAILABLE:
            problem, remedy = _UNAVAILABLE[beginning]
            return Unavailable(where, f"{problem} ({code})", remedy)
    if code.startswith(_DAMAGED):
        return Corrupt(what, f"PostgreSQL reports {code}")
    if code.startswith(_VALUES):
        return _no_value(f" ({code})")
    if is_lost(error):
        return Unavailable(where, f"{_IS_LOST} ({code})")

    return Unsupported(f"the server refuses what it was asked to do ({code})", "report this as a defect")


def _no_value(code: str = "") -> Unsupported:
    return Unsupported(
        f"PostgreSQL keeps no NUL, no lone surrogate, no number over 64 bits and indexes no long text{code}",
        "give another value",
    )
