"""
Store: the record, opened.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack, overload

from mentorcore.backends import Backend
from mentorcore.errors import AlreadyDone, Conflict, NotFound, RuleViolation
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.model.policy import Policy
from mentorcore.model.validators import Whole
from mentorcore.model.values import check_callable, check_done, check_id, check_moment
from mentorcore.storage.codec import Codec
from mentorcore.storage.finding import MentorshipQuery, PersonQuery, RequestQuery, found
from mentorcore.storage.journal import Change, change_of
from mentorcore.storage.observing import Observers
from mentorcore.storage.opening import settled
from mentorcore.storage.summaries import MentorshipSummary, PersonSummary, RequestSummary, SummaryPage
from mentorcore.storage.transaction import Transaction, check_kind, loaded


A = TypeVar("A", bound=Person | Mentorship | PairingRequest)
T = TypeVar("T")

_UNDECIDED = (RuleViolation, NotFound, Conflict)
"""What somebody meets who does again what was done meanwhile: with a token, that counts as done."""

_LONGEST_WAIT = 1.0
"""How many seconds `Store.transact` waits, at most, before it tries again."""


def _now() -> datetime:
    return datetime.now(UTC)


class Store:
    """
    A record that is open. Many threads may use it; each transaction belongs to one.

    Made by `open_store`; a test can also build it around a `Backend` that it opened itself.

    Attributes:
        policy: The organisation's choices, as the store keeps them.
    """

    def __init__(
        self,
        backend: Backend,
        *,
        policy: Policy | None = None,
        clock: Callable[[], datetime] | None = None,
        upgrade: bool = False,
    ) -> None:
        self._backend = backend
        self._codec = Codec()
        self._clock = _now if clock is None else check_callable(clock, "clock")
        self._observers = Observers()
        self.policy, self._about = settled(backend, self._codec, policy, upgrade=upgrade)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Store on {type(self._backend).__name__}>"

    @property
    def backend(self) -> Backend:
        """
        Where the record is kept.
        """
        return self._backend

    @property
    def codec(self) -> Codec:
        """
        What reads and writes its documents.
        """
        return self._codec

    def close(self) -> None:
        """
        Let go of it; calling it again does nothing.
        """
        self._backend.close()

    def now(self) -> datetime:
        """
        Return the time by the store's clock, in UTC.

        Raises:
            InvalidValue: The clock that was given is not timezone-aware (P2).
        """
        return check_moment(self._clock(), "clock")

    @contextlib.contextmanager
    def transaction(self, *, token: str | None = None) -> Iterator[Transaction]:
        """
        Change several things together: all of it is kept at the end of the block, or nothing.

        Args:
            token: Text of your choice, one line of at most 200 characters, that is committed once.

        Raises:
            Conflict: Somebody else changed what was read here; nothing is kept.

            AlreadyDone: The token was committed before; nothing is kept.

            RuleViolation: A rule refuses the whole; nothing is kept.
        """
        tx = self._begun(token)
        self._refuse_known(tx.token)
        try:
            yield tx
            tx.commit(self.now())
        except _UNDECIDED:
            self._refuse_known(tx.token)
            raise
        finally:
            tx.seal()
        self._tell(tx)

    def transact(
        self, work: Callable[[Transaction], T], *, token: str | None = None, attempts: int = 5
    ) -> T | None:
        """
        Run ``work(tx)`` in a transaction, and again when somebody else was faster.

        Args:
            work: Loads what it changes from the transaction it is given; it may run more than once.

            token: Text of your choice that is committed once, for example the id of a request.

            attempts: How often to try, 1 to 100.

        Returns:
            What *work* returned; *None* when the token was already committed.

        Raises:
            Conflict: The last attempt met one as well, or *work* raised it.

            RuleViolation: A rule refuses it.

            InvalidValue: *work* is async or a generator, and would have done nothing.
        """
        check_callable(work, "work")
        tries = Whole(1, 100, "P1").check(attempts, "attempts")
        for attempt in range(1, tries + 1):
            tx = self._begun(token)
            try:
                self._refuse_known(tx.token)
                result = check_done(work(tx), "work")
                try:
                    tx.commit(self.now())
                except Conflict:
                    if attempt == tries:
                        raise
                else:
                    break
            except AlreadyDone:
                if self._is_known(tx.token):
                    return None
                raise  # another store's, which *work* met
            except _UNDECIDED:
                if self._is_known(tx.token):
                    return None
                raise
            finally:
                tx.seal()
            time.sleep(random.uniform(0, min(0.01 * 2**attempt, _LONGEST_WAIT)))
        self._tell(tx)

        return result

    def observe(self, observer: object) -> None:
        """
        Tell an observer of every commit that is made through this store object from now on.

        It hears of a commit once that is durable, in the thread that made it. An exception that it raises
        is logged, with its type and place alone, and changes nothing else; what it commits itself it does not
        hear of. This is best effort, for what may be missed, such as a cache: other processes and other store
        objects are not heard of, nor are `copy_store` and upgrades, and whoever is stopped between the commit
        and the call is not told again. `journal` is the reliable way.

        Args:
            observer: An object or a module with a `mentorcore_committed(store, changes)` marked by
                `hookimpl`; it may leave out either argument.

        Raises:
            InvalidValue: It has none, or one that takes other arguments or is async.
        """
        self._observers.add(observer)

    def unobserve(self, observer: object) -> None:
        """
        Tell an observer no more; one that was not told stays so.
        """
        self._observers.remove(observer)

    def _tell(self, tx: Transaction) -> None:
        if self._observers and tx.committed is not None:
            self._observers.tell(self, tx.committed)

    def _begun(self, token: str | None) -> Transaction:
        return Transaction(self._backend, self._codec, self.policy, about=self._about, token=token)

    def _is_known(self, token: str | None) -> bool:
        return token is not None and self._backend.position_of(token) is not None

    def _refuse_known(self, token: str | None) -> None:
        position = None if token is None else self._backend.position_of(token)
        if position is not None:
            raise AlreadyDone(position)

    def get(self, kind: type[A], id: str) -> A:
        """
        Load something to read it; its commands raise `ReadOnly`.

        Args:
            kind: `Person`, `Mentorship` or `PairingRequest`.

        Raises:
            NotFound: There is none with this id.

            Corrupt: It is damaged.
        """
        aggregate = loaded(self._backend, self._codec, self.policy, kind, id)
        aggregate.seal()

        return aggregate

    @overload
    def find(
        self, kind: type[Mentorship], **asked: Unpack[MentorshipQuery]
    ) -> SummaryPage[MentorshipSummary]: ...

    @overload
    def find(self, kind: type[Person], **asked: Unpack[PersonQuery]) -> SummaryPage[PersonSummary]: ...

    @overload
    def find(
        self, kind: type[PairingRequest], **asked: Unpack[RequestQuery]
    ) -> SummaryPage[RequestSummary]: ...

    def find(
        self,
        kind: Any,
        *,
        at: datetime | None = None,
        limit: int = 100,
        cursor: str | None = None,
        **filters: Any,
    ) -> SummaryPage[Any]:
        """
        Return a page of summaries of what meets all the filters, without loading it.

        Pages are ordered by id, with *attention_before* by the moment from which something needs somebody. A
        page starts behind the one before it, so nothing is skipped or repeated while others write.

        Args:
            kind: `Mentorship` (filters *mentor*, *mentee*, *person*, *state*, *attention_before*), `Person`
                (*email*, *external_id*, *manager*, *state*) or `PairingRequest` (*decider*, *mentee*,
                *person*, *state*).

            at: The moment at which states are judged (R5); the store's clock unless given.

            limit: The most summaries of a page, 1 to 1000.

            cursor: That of the page before.

        A *state* is one or several in a list, and upper and lower case of an *email* are the same.

        Raises:
            InvalidValue: A filter is unknown, is *None* or has a wrong value, or *cursor* comes from a query
                with other filters.
        """
        moment = self.now() if at is None else check_moment(at)

        return found(self._backend, check_kind(kind), filters, at=moment, limit=limit, cursor=cursor)

    def journal(self, *, after: int = 0, subject: str | None = None) -> Iterator[Change]:
        """
        Return every change behind a position, in the order of the commits: the reliable outbox.

        Args:
            after: The position of the last change that was seen; 0 for all.

            subject: The id of one person, pairing request or mentorship.

        Raises:
            InvalidValue: *after* is no position, or *subject* no id.

            Corrupt: An entry is damaged.
        """
        position = Whole(0, 2**62, "P1").check(after, "after")
        about = None if subject is None else check_id(subject, "subject")

        return self._changes(position, about)

    def _changes(self, after: int, subject: str | None) -> Iterator[Change]:
        while entries := self._backend.journal(after=after, limit=500, subject=subject):
            for entry in entries:
                yield change_of(entry)
            after = entries[-1].position
