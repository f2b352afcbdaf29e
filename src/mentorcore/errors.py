"""
Errors: every exception that a caller of mentorcore can meet.

All of them are `MentorcoreError`. A refused command is a `RuleViolation`, trouble with what is kept is a
`StorageError`, and trouble with finding a backend is a `PluginError`. No exception of a database driver or
of the operating system reaches a caller unwrapped. Messages name fields, ids and rules; they never repeat
anybody's words.
"""

from __future__ import annotations

from collections.abc import Hashable

import attrs


_SHOWN = 400


def _shown(where: str) -> str:
    """
    Return a place as any terminal can show it: what cannot be seen is escaped, and a long one is cut.
    """
    text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in str(where))

    return text if len(text) <= _SHOWN else f"{text[: _SHOWN // 2]}…{text[-_SHOWN // 2 :]}"


class MentorcoreError(Exception):
    """
    The base of every exception that mentorcore raises on purpose.
    """


@attrs.define(eq=False)
class RuleViolation(MentorcoreError):
    """
    A rule refused a command; whatever it was tried on is exactly as it was.

    Attributes:
        tried: What was tried, for example ``"adopt a goal"``.

        because: Why it was refused.

        accepted: What would be accepted instead.

        rule: The code of the rule, for example ``"G1"``; `docs/reference/rules.md` explains each.
    """

    tried: str
    because: str
    accepted: str
    rule: str

    def __str__(self) -> str:
        return f"cannot {self.tried}: {self.because} (rule {self.rule}); {self.accepted}"


@attrs.define(eq=False)
class InvalidValue(RuleViolation):
    """
    A value has the wrong type, form, length or range (P1 to P4, and the limits of other rules).

    Attributes:
        path: Where the value stands, for example ``"Goal.title"`` or ``"topics[0].serves"``.
    """

    path: str = ""


class NotTheirs(RuleViolation):
    """
    The person who acts is not the one whom the rule names.
    """


class WrongState(RuleViolation):
    """
    The relationship, the record or the person is not in a state in which this is possible.
    """


class WrongTime(RuleViolation):
    """
    The moment or the day that was given cannot be: too early, too late, or in the wrong order.
    """


class Clash(RuleViolation):
    """
    The result would collide with something else that is kept, or with a limit on it.
    """


class NoConsent(RuleViolation):
    """
    The mentee has not allowed the record to be used for this, or no longer does (C1).
    """


class TooThin(RuleViolation):
    """
    The record does not hold enough that may be used to support what was asked for (C2).
    """


@attrs.define(eq=False)
class NotFound(MentorcoreError):
    """
    There is nothing with this id.

    Attributes:
        kind: What was looked for, for example ``"goal"``.

        id: The id that was asked for.
    """

    kind: str
    id: str

    def __str__(self) -> str:
        return f"there is no {self.kind} with the id {self.id!r}; check the id, and that it belongs here"


@attrs.define(eq=False)
class ReadOnly(MentorcoreError):
    """
    A command was called on something that can only be read.

    Aggregates are sealed when their transaction ends, and those that `Store.get` gives are sealed from the
    start.
    """

    what: str

    def __str__(self) -> str:
        return (
            f"{self.what} can only be read here; load it with tx.get() in a store.transaction() to change it"
        )


@attrs.define(eq=False)
class TemplateRefused(MentorcoreError):
    """
    A template of a document cannot be used: it is malformed, asks for something that it is not given, or
    tries what the sandbox forbids. Nothing was written.

    Attributes:
        template: Its name.

        because: Why; it does not repeat anything from the record.

        accepted: What to do about it.

        line: The line of the template, counted from 1, where that is known.
    """

    template: str
    because: str
    accepted: str
    line: int | None = None

    def __str__(self) -> str:
        where = self.template if self.line is None else f"{self.template}, line {self.line}"
        return f"the template {where} cannot be used: {self.because}; {self.accepted}"


@attrs.define(eq=False)
class MissingExtra(MentorcoreError):
    """
    Something optional is asked for whose library is not installed.

    Attributes:
        what: What was asked for.

        extra: The extra to install.
    """

    what: str
    extra: str

    def __str__(self) -> str:
        return f"{self.what} needs the extra {self.extra!r}: pip install 'mentorcore[{self.extra}]'"


@attrs.define(eq=False)
class Unreadable(MentorcoreError):
    """
    What was given to be read, a calendar or a roster, cannot be read as a whole; nothing of it was used.

    Attributes:
        what: What it should have been, for example ``"the calendar"``.

        because: Why it cannot be read; it does not repeat anything from it.

        accepted: What to do about it.

        line: The line, counted from 1, where that is known.
    """

    what: str
    because: str
    accepted: str
    line: int | None = None

    def __str__(self) -> str:
        where = self.what if self.line is None else f"line {self.line} of {self.what}"
        return f"cannot read {where}: {self.because}; {self.accepted}"


class StorageError(MentorcoreError):
    """
    The base of everything that can go wrong with keeping the record.
    """

    @property
    def retryable(self) -> bool:
        """
        Whether the same call may succeed later, unchanged and without anybody's doing.
        """
        return False


@attrs.define(eq=False)
class AlreadyDone(StorageError):
    """
    The token of this commit was committed before; nothing was written now.

    Attributes:
        position: The journal position of the commit that carried the token.
    """

    position: int

    def __str__(self) -> str:
        return (
            f"this token was already committed at journal position {self.position}; nothing was written again"
        )


@attrs.define(eq=False)
class NotAStore(StorageError):
    """
    What the URL names exists, but is no mentorcore store; or it does not exist and *create* is false.

    Attributes:
        where: The place, without a password.

        problem: What is wrong with it.
    """

    where: str
    problem: str = "it is not a mentorcore store"

    def __str__(self) -> str:
        return f"{_shown(self.where)}: {self.problem}; nothing there was changed"


@attrs.define(eq=False)
class Conflict(StorageError):
    """
    Somebody else changed what this commit rests on; nothing was written.

    Attributes:
        key: The document, printed as ``kind/id``.

        expected: The version that the commit expected; 0 for "must not exist".

        actual: The version that is kept; 0 where there is none.
    """

    key: Hashable
    expected: int
    actual: int

    @property
    def retryable(self) -> bool:
        return True

    def __str__(self) -> str:
        if self.expected == self.actual:
            return f"{self.key} was removed; its id is never used again, choose another"
        if self.expected == 0:
            return f"{self.key} is there already, at version {self.actual}; choose another id"
        return (
            f"{self.key} is at version {self.actual}, not {self.expected}; "
            "load it again and repeat the change, or let store.transact() do that"
        )


@attrs.define(eq=False)
class Unavailable(StorageError):
    """
    The storage cannot be reached, is busy, or is closed. Without a *remedy* the same call may succeed later.

    Attributes:
        where: The place, without a password.

        problem: What is wrong.

        remedy: What somebody has to do first; *None* where waiting is all that is needed.
    """

    where: str
    problem: str
    remedy: str | None = None

    @property
    def retryable(self) -> bool:
        return self.remedy is None

    def __str__(self) -> str:
        return f"{_shown(self.where)}: {self.problem}; {self.remedy or 'try again later'}"


@attrs.define(eq=False)
class Corrupt(StorageError):
    """
    Something that is kept cannot be read; it was left untouched.

    Attributes:
        where: What is damaged: a document (``kind/id``), a file or a journal position.

        problem: What is wrong with it, with the path inside it where that is known.
    """

    where: str
    problem: str

    def __str__(self) -> str:
        return (
            f"{_shown(self.where)} is damaged: {self.problem}; it was left as it is, restore it from a backup"
        )


@attrs.define(eq=False)
class StorageFull(StorageError):
    """
    There is no room left; nothing was written.
    """

    where: str

    def __str__(self) -> str:
        return f"{_shown(self.where)}: no room is left; free some and commit again, nothing was written"


@attrs.define(eq=False)
class SchemaTooNew(StorageError):
    """
    A newer release of mentorcore wrote this; this one does not touch it.

    Attributes:
        where: The store or the document.

        found: The schema number that was found.

        known: The highest one this release knows.

        package: What to install a newer release of. A plugin that numbers its own format gives its name.
    """

    where: str
    found: int
    known: int
    package: str = "mentorcore"

    def __str__(self) -> str:
        return (
            f"{_shown(self.where)} has schema {self.found}, this release knows up to {self.known}; "
            f"install a newer {self.package}"
        )


@attrs.define(eq=False)
class MigrationNeeded(StorageError):
    """
    The store was made with an older layout or with another policy.

    Attributes:
        where: The store.

        problem: What differs.

        command: What to run to bring the store up to date.
    """

    where: str
    problem: str
    command: str

    def __str__(self) -> str:
        return f"{_shown(self.where)}: {self.problem}; make a backup, then run {self.command}"


@attrs.define(eq=False)
class BackupExists(StorageError):
    """
    Something is where a backup was to go; it is never written over.

    Attributes:
        where: The place.
    """

    where: str

    def __str__(self) -> str:
        return (
            f"{_shown(self.where)} is there already, and a backup never replaces anything; name another place"
        )


@attrs.define(eq=False)
class Unsupported(StorageError):
    """
    The backend does not offer this.

    Attributes:
        what: What was asked for.

        remedy: What to do instead.
    """

    what: str
    remedy: str = "choose a backend that declares it"

    def __str__(self) -> str:
        return f"{self.what}; {self.remedy}"


class PluginError(MentorcoreError):
    """
    The base of what can go wrong with finding and loading a backend.
    """


@attrs.define(eq=False)
class UnknownScheme(PluginError):
    """
    No installed plugin serves this URL scheme.

    Attributes:
        scheme: The scheme that was asked for; empty where the URL has none.

        installed: The schemes that are installed.
    """

    scheme: str
    installed: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self._problem()}; installed are: {', '.join(self.installed)} "
            "(a store URL looks like sqlite:///mentoring.db, json:///directory or memory:)"
        )

    def _problem(self) -> str:
        if not self.scheme:
            return "this is no store URL, which begins with the name of a backend"
        from difflib import get_close_matches

        near = get_close_matches(self.scheme.lower(), self.installed, 1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""

        return f"no backend is installed for {self.scheme!r}{hint}"


@attrs.define(eq=False)
class PluginLoadFailed(PluginError):
    """
    A plugin is installed but cannot be used; its own error is the cause.

    Attributes:
        scheme: The URL scheme it serves.

        remedy: What to do about it, for example which extra to install.
    """

    scheme: str
    remedy: str

    def __str__(self) -> str:
        return f"the backend for {self.scheme!r} could not be loaded; {self.remedy}"
