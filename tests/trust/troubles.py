"""
Troubles: whatever can go wrong with a store, while everybody's words are in reach.
"""

from __future__ import annotations

import base64
import errno
import itertools
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from mentorcore import (
    Agreement,
    Mentorship,
    PairingRequest,
    Person,
    Store,
    copy_store,
    open_store,
    verify_store,
)
from mentorcore.backends import Backend, Batch, Entry, Envelope, Key, Write
from mentorcore.errors import MentorcoreError
from mentorcore.storage.codec import Codec
from mentorcore.storage.index import AGGREGATES
from mentorcore.storage.layout import LAYOUT
from mentorcore_json import Files, JsonBackend
from mentorcore_sqlite.opening import open_sqlite
from tests.model.examples import ADA, AGREEMENT, BEN, CY, DAY, NOW
from tests.trust.everything import Everything
from tests.trust.keeping import LATER, clock
from tests.trust.refusals import wrong


Raised = tuple[str, MentorcoreError]

OPENED: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda place: f"sqlite:///{place}/store.db",
    "json": lambda place: f"json:///{place}/store",
}
"""The URL of a store in a directory, by the backend's scheme."""


def misused(store: Store, everything: Everything) -> Iterator[Raised]:
    """
    Yield how a store refuses what it is asked, with somebody's words in the wrong place.
    """
    words = everything.marks.words("words given to a store")
    caught: list[Raised] = []

    @contextmanager
    def catching(what: str) -> Iterator[None]:
        try:
            yield
        except MentorcoreError as error:
            caught.append((what, error))

    for value in wrong(words):
        given: Any = value
        for what, ask in (
            ("get", lambda v: store.get(Person, v)),
            ("get of no kind", lambda v: store.get(v, BEN)),
            ("find of no kind", store.find),
            ("find", lambda v: store.find(Person, limit=v)),
            ("find by address", lambda v: store.find(Person, email=v)),
            ("find by external id", lambda v: store.find(Person, external_id=v)),
            ("find by manager", lambda v: store.find(Person, manager=v)),
            ("find by mentor", lambda v: store.find(Mentorship, mentor=v)),
            ("find by state", lambda v: store.find(Mentorship, state=v)),
            ("find by attention", lambda v: store.find(Mentorship, attention_before=v)),
            ("find behind a cursor", lambda v: store.find(Person, cursor=v)),
            ("find at", lambda v: store.find(Mentorship, at=v)),
            ("the journal", lambda v: list(store.journal(after=v))),
            ("the journal of", lambda v: list(store.journal(subject=v))),
            ("transact", store.transact),
            ("transact with a token", lambda v: store.transact(lambda tx: None, token=v)),
            ("transact so often", lambda v: store.transact(lambda tx: None, attempts=v)),
            ("a transaction", lambda v: store.transaction(token=v).__enter__()),
            ("a copy", lambda v: copy_store(store, v)),
            ("a check", verify_store),
            ("opening", open_store),
            ("opening with a policy", lambda v: open_store("memory:", policy=v)),
            ("opening with a clock", lambda v: open_store("memory:", clock=v)),
        ):
            with catching(what):
                ask(given)
    for cursor in (["no query", words], [words, words], {words: words}, words):
        with catching("find behind a cursor that somebody made up"):
            store.find(Person, cursor=base64.urlsafe_b64encode(json.dumps(cursor).encode()).decode())
    with catching("a clock that tells no time"), open_store("memory:", clock=lambda: words) as lost:  # type: ignore[arg-type, return-value]
        lost.now()
    _conflicts(store, catching, everything)
    yield from caught


def _conflicts(store: Store, catching: Callable[[str], Any], everything: Everything) -> None:
    words = everything.marks.words("words in a commit")
    with catching("an id that is used"), store.transaction() as tx:
        tx.add(Person.register(id=BEN, name=words, at=NOW))
    with catching("a version that is not there"), store.transaction() as tx:
        tx.get(Person, BEN, expect=7)
    with catching("somebody who was faster"), store.transaction() as tx:
        tx.get(Person, BEN).revise(by=BEN, at=LATER, title=words)
        with store.transaction() as faster:
            faster.get(Person, BEN).revise(by=BEN, at=LATER, title=words)
    token = f"{words} once"
    with store.transaction(token=token):
        pass
    with catching("a token that is known"), store.transaction(token=token):
        pass
    with store.transaction() as tx:
        person = tx.get(Person, BEN)
    with catching("a transaction that is over"):
        tx.add(person)
    with catching("a change outside"):
        person.revise(by=BEN, at=LATER, title=words)
    with catching("a change in the future"), store.transaction() as tx:
        tx.get(Person, BEN).revise(by=BEN, at=LATER + DAY, title=words)
    with catching("people who are not there"), store.transaction() as tx:
        tx.add(_offer("nobody", "no-one", words))
    with catching("a second relationship"), store.transaction() as tx:
        tx.add(_offer(CY, BEN, words, id_="second"))
        tx.add(_offer(CY, BEN, words, id_="third"))
    with catching("a line manager"), store.transaction() as tx:
        tx.get(Person, BEN).set_manager(CY, at=LATER)
        tx.add(_offer(CY, BEN, words))
    with catching("a mentor without room"), store.transaction() as tx:
        tx.get(Person, CY).set_capacity(0, by=CY, at=LATER)
        tx.add(_offer(CY, BEN, words)).accept(by=BEN, at=LATER)
    with catching("a request without its offer"), store.transaction() as tx:
        request = tx.add(
            PairingRequest.open(mentee=BEN, decider=CY, by=BEN, at=LATER, why=words, id="another")
        )
        request.propose(mentor=ADA, by=CY, at=LATER, reasoning=words, potential=words, agreement=AGREEMENT)


def _offer(mentor: str, mentee: str, words: str, *, id_: str | None = None) -> Mentorship:
    agreement = Agreement(
        cadence=AGREEMENT.cadence,
        starts_on=LATER.date(),
        ends_on=(LATER + 90 * DAY).date(),
        confidences=words,
    )

    return Mentorship.offer(
        mentor=mentor,
        mentee=mentee,
        by=mentor,
        at=LATER,
        reasoning=words,
        potential=words,
        agreement=agreement,
        id=id_,
    )


def misread(store: Store, everything: Everything, *, often: bool) -> Iterator[Raised]:
    """
    Yield how the codec refuses documents that hold somebody's words where something else belongs.

    Args:
        often: Whether to put everything in every place, and not only one thing in each.
    """
    words, codec = everything.marks.words("words in a damaged document"), Codec()
    for kind, cls in AGGREGATES.items():
        for envelope in store.backend.scan(kind, after=None, limit=1):
            damages = _damaged(envelope.body, words)
            for path, body in damages if often else itertools.islice(damages, 0, None, 29):
                try:
                    codec.decode(kind, envelope.schema, body, where=str(envelope.key))
                except MentorcoreError as error:
                    yield f"{cls.__name__} with damage at {path}", error


def _damaged(body: str, words: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for path, holder, place in _leaves(json.loads(body)):
        if path not in seen:
            seen.add(path)
            document, old = holder[0], holder[1][place]
            for value in (words, [words], {words: words}, {"type": words}, -1, None, [old], {"type": old}):
                holder[1][place] = value
                yield path, json.dumps(document, ensure_ascii=False)
            holder[1][place] = old
            if isinstance(holder[1], dict):
                holder[1][words] = old
                yield f"{path}, with a field too many", json.dumps(document, ensure_ascii=False)
                del holder[1][words]
                del holder[1][place]
                yield f"{path}, left out", json.dumps(document, ensure_ascii=False)
                holder[1][place] = old
    yield "its end", body[: len(body) // 2]
    yield "its beginning", body[len(body) // 2 :]
    yield "a number", body.replace('"revision":1', '"revision":NaN', 1)
    yield "a key", f'{{"{words}":1,"{words}":1}}'
    yield "everything", f'"{words}"'
    yield "its text", words


def _leaves(document: Any) -> Iterator[tuple[str, tuple[Any, Any], Any]]:
    waiting: list[tuple[str, Any]] = [("$", document)]
    while waiting:
        path, holder = waiting.pop()
        places = list(holder) if isinstance(holder, dict) else range(len(holder))
        for place in places:
            name = f"{path}.{place}" if isinstance(holder, dict) else f"{path}[]"
            yield name, (document, holder), place
            if isinstance(holder[place], dict | list):
                waiting.append((name, holder[place]))


def damaged(scheme: str, place: Path, *, often: bool) -> Iterator[Raised]:
    """
    Yield how a store is refused of which a byte is broken, in each file and in the midst of somebody's words.

    Args:
        place: A directory with a store that is closed.

        often: Whether to break every file, at several places, and not only one of each kind.
    """
    url = OPENED[scheme](place)
    files = sorted(path for path in place.rglob("*") if path.is_file())
    one_of_each = {path.suffix: path for path in files}.values()
    for path in files if often else one_of_each:
        whole = path.read_bytes()
        found = [at for at in range(len(whole)) if whole.startswith(b"mk0", at)]
        places = [*found[:: max(len(found) // 6, 1)], len(whole) // 2, 0] if often else found[-1:]
        for at in places:
            for broken in (b"\xff", b"\x00", b'"') if often else (b"\xff",):
                path.write_bytes(whole[: at + 2] + broken + whole[at + 3 :])
                yield from _read_all(url, f"{path.name} at {at}")
        path.write_bytes(whole[: len(whole) // 2])
        yield from _read_all(url, f"{path.name}, cut short")
        path.write_bytes(whole)


def _read_all(url: str, what: str) -> Iterator[Raised]:
    try:
        with open_store(url, clock=clock, create=False) as store:
            for read in (
                lambda: [store.get(Person, one) for one in (ADA, BEN, CY)],
                lambda: store.get(Mentorship, "ada-and-ben"),
                lambda: store.get(PairingRequest, "for-ben-before"),
                lambda: store.find(Mentorship),
                lambda: store.find(Person),
                lambda: list(store.journal()),
                lambda: verify_store(store),
            ):
                try:
                    read()
                except MentorcoreError as error:
                    yield f"reading with {what}", error
    except MentorcoreError as error:
        yield f"opening with {what}", error


def failing(scheme: str, place: Path, everything: Everything, *, faults: int) -> Iterator[Raised]:
    """
    Yield what a commit raises when the disk is full or broken, at one operation after the other.

    Args:
        faults: How many operations fail, one in each attempt.
    """
    words = everything.marks.words("words that could not be kept")
    root = place / "faults"
    root.mkdir()
    for at in range(faults):
        fault = Fault(at)
        store = Store(_opened(scheme, root, fault), clock=clock)
        fault.is_armed = True
        try:
            with store.transaction() as tx:
                tx.add(Person.register(name=words, title=words, email="ben@example.org", at=NOW))
        except MentorcoreError as error:
            yield f"{scheme} with a fault at operation {at}", error
        fault.is_armed = False
        store.close()


@attrs.define
class Fault:
    """
    Strikes once, at one operation counted from the moment at which it is armed.
    """

    at: int
    is_armed: bool = False
    _count: int = 0

    def strikes(self) -> bool:
        """
        Count an operation, and tell whether it is the one.
        """
        self._count += self.is_armed

        return self.is_armed and self._count == self.at + 1


def _opened(scheme: str, root: Path, fault: Fault) -> Backend:
    if scheme == "json":
        files = _files(fault)
        return JsonBackend.open(f"{root}/store", LAYOUT, create=True, upgrade=False, files=files)

    return open_sqlite(
        f"sqlite:///{root}/store.db", LAYOUT, create=True, upgrade=False, connection=_connection(fault)
    )


def _files(fault: Fault) -> Files:
    class Failing(Files):
        def __getattribute__(self, name: str) -> Any:
            operation = super().__getattribute__(name)
            if name.startswith("_"):
                return operation

            def faulty(*arguments: Any) -> Any:
                if fault.strikes():
                    code = (errno.ENOSPC, errno.EIO, errno.EACCES)[fault.at % 3]
                    raise OSError(code, os.strerror(code), str(arguments[0]))
                return operation(*arguments)

            return faulty

    return Failing()


def _connection(fault: Fault) -> type[sqlite3.Connection]:
    def strike() -> None:
        if fault.strikes():
            message, code, name = (
                ("database or disk is full", sqlite3.SQLITE_FULL, "SQLITE_FULL"),
                ("disk I/O error", sqlite3.SQLITE_IOERR, "SQLITE_IOERR"),
                ("database is locked", sqlite3.SQLITE_BUSY_SNAPSHOT, "SQLITE_BUSY_SNAPSHOT"),
            )[fault.at % 3]
            error = sqlite3.OperationalError(message)
            error.sqlite_errorcode, error.sqlite_errorname = code, name
            raise error

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, parameters: Any = (), /) -> Cursor:
            strike()
            super().execute(sql, parameters)
            return self

        def executemany(self, sql: str, parameters: Any, /) -> Cursor:
            strike()
            super().executemany(sql, parameters)
            return self

    class Failing(sqlite3.Connection):
        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            strike()
            return super().execute(sql, parameters)

        def cursor(self, factory: Any = None) -> Any:
            return super().cursor(Cursor)

    return Failing


def unkept(backend: Backend, everything: Everything) -> Iterator[Raised]:
    """
    Yield how a backend refuses what it cannot keep, given to it past the core.
    """
    words = everything.marks.words("words past the core")
    index = {column.name: None for column in LAYOUT.of("person").columns}
    good = Envelope(Key("person", "past"), 1, 1, index, f'{{"name":"{words}"}}')
    for what, batch in (
        ("a lone surrogate in a body", Batch(writes=(Write(attrs.evolve(good, body=f"{words}\ud800"), 0),))),
        (
            "a lone surrogate in an index value",
            Batch(writes=(Write(attrs.evolve(good, index={**index, "email": f"{words}\ud800"}), 0),)),
        ),
        ("a lone surrogate in an entry", Batch(entries=(Entry("past", f'"{words}\ud800"'),))),
        ("a lone surrogate in a token", Batch(token=f"{words}\ud800")),
        ("an unknown kind", Batch(writes=(Write(attrs.evolve(good, key=Key("what", "past")), 0),))),
        ("no id", Batch(writes=(Write(attrs.evolve(good, key=Key("person", "no id")), 0),))),
        ("a number that is too large", Batch(writes=(Write(attrs.evolve(good, version=2**70), 0),))),
    ):
        try:
            backend.commit(batch)
        except MentorcoreError as error:
            yield what, error
    for what, ask in (
        ("a token", lambda: backend.position_of(f"{words}\ud800")),
        ("a query", lambda: backend.journal(after=0, limit=1, subject=f"{words}\ud800")),
        ("a scan", lambda: backend.scan("person", after=f"{words}\ud800", limit=1)),
    ):
        try:
            ask()
        except MentorcoreError as error:
            yield f"a lone surrogate in {what}", error
