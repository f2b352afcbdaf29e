"""
Transactions: all or nothing, versions, sealing, tokens, and the store's clock.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import attrs
import pytest

from mentorcore import Mentorship, Person, Policy, Store, Transaction, open_store
from mentorcore.backends import Key, Query
from mentorcore.errors import AlreadyDone, Conflict, InvalidValue, MigrationNeeded, NotFound, ReadOnly
from mentorcore.storage.transaction import every_row
from tests.model.examples import ADA, BEN, CY, DAY, NOW, offer
from tests.storage.conftest import LATER, clock, register


class TestAdd:
    def test_keeps_something_new(self, store: Store) -> None:
        """
        What was added is there after the block, at version 1.
        """
        with store.transaction() as tx:
            mentorship = tx.add(offer())

        assert 1 == mentorship.version
        assert mentorship.document == store.get(Mentorship, mentorship.id).document

    def test_puts_it_under_the_policy_of_the_store(self) -> None:
        """
        An aggregate gets the store's policy when it is added and when it is loaded.
        """
        policy = Policy(evidence=2)
        with open_store("memory:", policy=policy, clock=clock) as store:
            register(store, ADA, BEN)
            with store.transaction() as tx:
                assert policy == tx.add(offer()).policy

            assert policy == store.get(Mentorship, "ada-and-ben").policy

    def test_refuses_an_id_that_is_taken(self, store: Store) -> None:
        """
        P4: nobody takes the place of somebody else, in the store or in the transaction.
        """
        with pytest.raises(Conflict) as caught, store.transaction() as tx:
            tx.add(Person.register(name="Another", id=ADA, at=NOW))
        assert "person/ada is there already, at version 1; choose another id" in str(caught.value)
        assert ("person/ada", 0, 1) == (str(caught.value.key), caught.value.expected, caught.value.actual)

        with pytest.raises(Conflict), store.transaction() as tx:
            tx.get(Person, ADA)
            tx.add(Person.register(name="Another", id=ADA, at=NOW))
        assert "Ada" == store.get(Person, ADA).name

    def test_refuses_what_is_kept_already(self, store: Store) -> None:
        """
        An aggregate belongs to one transaction.
        """
        with store.transaction() as tx:
            dee = tx.add(Person.register(name="Dee", id="dee", at=NOW))
            with pytest.raises(ReadOnly):
                tx.add(dee)
        with pytest.raises(ReadOnly), store.transaction() as tx:
            tx.add(dee)

    @pytest.mark.parametrize("thing", [None, 7, "ada", object(), Person])
    def test_refuses_what_no_store_keeps(self, store: Store, thing: Any) -> None:
        """
        Only people, mentorships and pairing requests are kept.
        """
        with pytest.raises(InvalidValue, match="Person, Mentorship or PairingRequest"):
            with store.transaction() as tx:
                tx.add(thing)


class TestGet:
    def test_is_the_same_object_again(self, store: Store) -> None:
        """
        A transaction has one object for each thing.
        """
        with store.transaction() as tx:
            assert tx.get(Person, ADA) is tx.get(Person, ADA)
            dee = tx.add(Person.register(name="Dee", id="dee", at=NOW))
            assert tx.get(Person, "dee") is dee

    def test_says_when_there_is_nothing(self, store: Store) -> None:
        """
        An id that is not there is named.
        """
        with pytest.raises(NotFound) as caught, store.transaction() as tx:
            tx.get(Mentorship, ADA)
        assert ("mentorship", ADA) == (caught.value.kind, caught.value.id)

    @pytest.mark.parametrize("wrong", ["../../etc/passwd", "", "a b", "x" * 65, None, 7, ["ada"], "ada\n"])
    def test_refuses_what_is_no_id(self, store: Store, wrong: Any) -> None:
        """
        P4: an id is checked before anything is looked up.
        """
        with pytest.raises(InvalidValue, match="P4"):
            store.get(Person, wrong)
        with pytest.raises(InvalidValue, match="P4"), store.transaction() as tx:
            tx.get(Person, wrong)

    @pytest.mark.parametrize("kind", [None, 7, "person", dict, object()])
    def test_refuses_what_no_store_keeps(self, store: Store, kind: Any) -> None:
        """
        Only people, mentorships and pairing requests can be asked for.
        """
        with pytest.raises(InvalidValue, match="Person, Mentorship or PairingRequest"):
            store.get(kind, ADA)

    def test_expects_a_version(self, store: Store) -> None:
        """
        With *expect* a transaction goes on only from the version that its caller has seen.
        """
        with store.transaction() as tx:
            tx.get(Person, ADA, expect=1).set_capacity(5, by=ADA, at=NOW)
        with pytest.raises(Conflict) as caught, store.transaction() as tx:
            tx.get(Person, ADA, expect=1)
        assert (1, 2) == (caught.value.expected, caught.value.actual)

    @pytest.mark.parametrize("wrong", ["1", 0, -1, 1.0, True])
    def test_refuses_what_is_no_version(self, store: Store, wrong: Any) -> None:
        """
        P4: a version is a whole number from 1.
        """
        with pytest.raises(InvalidValue, match="expect"), store.transaction() as tx:
            tx.get(Person, ADA, expect=wrong)


class TestSealing:
    def test_after_the_block_everything_is_read_only(self, store: Store) -> None:
        """
        After its block an aggregate can be read, and its commands raise.
        """
        with store.transaction() as tx:
            ada = tx.get(Person, ADA)
            mentorship = tx.add(offer())

        assert "Ada" == ada.name
        with pytest.raises(ReadOnly, match="this person can only be read here"):
            ada.set_capacity(1, by=ADA, at=NOW)
        with pytest.raises(ReadOnly):
            mentorship.accept(by=BEN, at=NOW)
        with pytest.raises(ReadOnly):
            tx.get(Person, BEN)
        with pytest.raises(ReadOnly):
            tx.add(Person.register(name="Dee", at=NOW))

    def test_after_a_failed_block_too(self, store: Store) -> None:
        """
        Committed or not, the aggregate is sealed, and nothing was kept.
        """
        with pytest.raises(RuntimeError, match="oh"), store.transaction() as tx:
            ada = tx.get(Person, ADA)
            ada.set_capacity(9, by=ADA, at=NOW)
            raise RuntimeError("oh")

        with pytest.raises(ReadOnly):
            ada.set_capacity(1, by=ADA, at=NOW)
        assert (3, 1) == (store.get(Person, ADA).capacity, ada.version)

    def test_what_the_store_gives_is_sealed(self, store: Store) -> None:
        """
        `Store.get` gives something to read.
        """
        with pytest.raises(ReadOnly):
            store.get(Person, ADA).leave(by=ADA, at=NOW)


class TestConflict:
    def test_the_second_writer_loses(self, store: Store) -> None:
        """
        Two transactions that change the same thing: the later commit is refused, and nothing of it is kept.
        """
        with pytest.raises(Conflict) as caught, store.transaction() as slow:
            slow.get(Person, ADA).revise(by=ADA, at=NOW, title="Slow")
            slow.add(Person.register(name="Dee", id="dee", at=NOW))
            with store.transaction() as fast:
                fast.get(Person, ADA).revise(by=ADA, at=NOW, title="Fast")

        assert ("person/ada", 1, 2) == (str(caught.value.key), caught.value.expected, caught.value.actual)
        assert "Fast" == store.get(Person, ADA).profile.title
        with pytest.raises(NotFound):
            store.get(Person, "dee")

    def test_what_was_only_read_is_guarded(self, store: Store) -> None:
        """
        A transaction guards everything it read.
        """
        with pytest.raises(Conflict), store.transaction() as slow:
            slow.get(Person, BEN)
            slow.get(Person, ADA).set_capacity(1, by=ADA, at=NOW)
            with store.transaction() as fast:
                fast.get(Person, BEN).set_capacity(1, by=BEN, at=NOW)

        assert 3 == store.get(Person, ADA).capacity

    def test_reading_alone_writes_nothing(self, store: Store) -> None:
        """
        A transaction without changes leaves no trace.
        """
        before = [change.position for change in store.journal()]
        with store.transaction() as tx:
            tx.get(Person, ADA)

        assert 1 == store.get(Person, ADA).version
        assert before == [change.position for change in store.journal()]


class TestTransact:
    def test_gives_what_the_work_returns(self, store: Store) -> None:
        """
        The result of the work is the result.
        """
        assert "Ada" == store.transact(lambda tx: tx.get(Person, ADA).name)

    def test_runs_again_on_a_conflict(self, store: Store) -> None:
        """
        When somebody else was faster, the work runs again on what is kept now.
        """
        runs: list[int] = []

        def work(tx: Transaction) -> int:
            ada = tx.get(Person, ADA)
            runs.append(ada.capacity)
            if len(runs) == 1:
                with store.transaction() as other:
                    other.get(Person, ADA).set_capacity(7, by=ADA, at=NOW)
            ada.set_capacity(ada.capacity + 1, by=ADA, at=NOW)
            return ada.capacity

        assert 8 == store.transact(work)
        assert [3, 7] == runs
        assert 8 == store.get(Person, ADA).capacity

    def test_gives_up_after_so_many_attempts(self, store: Store) -> None:
        """
        The last conflict reaches the caller.
        """
        runs: list[int] = []

        def work(tx: Transaction) -> None:
            runs.append(1)
            tx.get(Person, ADA).set_capacity(1, by=ADA, at=NOW)
            with store.transaction() as other:
                other.get(Person, ADA).set_capacity(7, by=ADA, at=NOW)

        with pytest.raises(Conflict):
            store.transact(work, attempts=2)
        assert [1, 1] == runs

    def test_does_not_repeat_what_the_work_itself_expects(self, store: Store) -> None:
        """
        A version that the caller has seen does not come back by trying again.
        """
        runs: list[int] = []

        def work(tx: Transaction) -> None:
            runs.append(1)
            tx.get(Person, ADA, expect=9)

        with pytest.raises(Conflict):
            store.transact(work)
        assert [1] == runs

    @pytest.mark.parametrize("wrong", [0, -1, 101, "5", None, 2.0])
    def test_refuses_an_odd_number_of_attempts(self, store: Store, wrong: Any) -> None:
        """
        P1: 1 to 100 attempts are made.
        """
        with pytest.raises(InvalidValue) as caught:
            store.transact(lambda tx: None, attempts=wrong)

        assert ("P1", "attempts") == (caught.value.rule, caught.value.path)

    @pytest.mark.parametrize("attempts", [1, 100])
    def test_makes_as_few_or_many_as_are_asked_for(self, store: Store, attempts: int) -> None:
        """
        P1: 1 to 100 attempts are made.
        """
        assert "Ada" == store.transact(lambda tx: tx.get(Person, ADA).name, attempts=attempts)

    def test_waits_a_second_at_most(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        However many attempts are asked for.
        """
        waits = mock.Mock(return_value=0)
        monkeypatch.setattr("random.uniform", waits)
        monkeypatch.setattr(
            store.backend, "commit", mock.Mock(side_effect=Conflict(Key("person", ADA), 1, 2))
        )

        def work(tx: Transaction) -> None:
            tx.get(Person, ADA).set_capacity(1, by=ADA, at=NOW)

        with pytest.raises(Conflict):
            store.transact(work, attempts=100)
        longest = [most for (_, most), _ in waits.call_args_list]
        assert (99, 1.0) == (len(longest), max(longest))

    def test_makes_five_attempts(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Unless another number is given; and after each it waits for a moment that grows, by chance.
        """
        waits = mock.Mock(return_value=0)
        monkeypatch.setattr("random.uniform", waits)

        def work(tx: Transaction) -> None:
            tx.get(Person, ADA).set_capacity(1, by=ADA, at=NOW)
            with store.transaction() as other:
                other.get(Person, ADA).set_capacity(7, by=ADA, at=NOW)

        with pytest.raises(Conflict):
            store.transact(work)
        assert [(0, 0.02), (0, 0.04), (0, 0.08), (0, 0.16)] == [given for given, _ in waits.call_args_list]

    def test_refuses_work_that_is_none(self, store: Store) -> None:
        """
        P1: what is to be done is something that can be called.
        """
        with pytest.raises(InvalidValue) as caught:
            store.transact("work")  # type: ignore[arg-type]

        assert "work" == caught.value.path

    def test_refuses_work_that_is_yet_to_be_done(self, store: Store) -> None:
        """
        P1: a coroutine or a generator has done nothing when it returns; its token is not used up.
        """

        async def awaited(tx: Transaction) -> None:
            tx.get(Person, ADA).set_capacity(1, by=ADA, at=NOW)

        def generated(tx: Transaction) -> Iterator[Person]:
            yield tx.get(Person, ADA)

        async def both(tx: Transaction) -> AsyncIterator[Person]:
            yield tx.get(Person, ADA)

        for work in (awaited, generated, both):
            with pytest.raises(InvalidValue, match="async or a generator") as caught:
                store.transact(work, token="once")
            assert ("P1", "work") == (caught.value.rule, caught.value.path)

        store.transact(lambda tx: tx.get(Person, ADA).set_capacity(2, by=ADA, at=NOW), token="once")
        assert 2 == store.get(Person, ADA).capacity


class TestToken:
    def test_of_another_store(self, memory: Store, store: Store) -> None:
        """
        What was done once in another store says nothing about this one.
        """
        with memory.transaction(token="sent"):
            pass

        def work(tx: Transaction) -> None:
            tx.get(Person, ADA).set_capacity(7, by=ADA, at=NOW)
            with memory.transaction(token="sent"):
                pass

        with pytest.raises(AlreadyDone):
            store.transact(work, token="mine")
        assert 3 == store.get(Person, ADA).capacity

    def test_is_committed_once(self, store: Store) -> None:
        """
        The same token does nothing the second time, and the work does not even run.
        """
        runs: list[int] = []

        def work(tx: Transaction) -> int:
            runs.append(1)
            tx.get(Person, ADA).set_capacity(len(runs), by=ADA, at=NOW)
            return 5

        assert (5, None) == (store.transact(work, token="order 1"), store.transact(work, token="order 1"))
        assert 5 == store.transact(work, token="order 2")
        assert ([1, 1], 2) == (runs, store.get(Person, ADA).capacity)

    def test_counts_for_work_that_changes_nothing(self, store: Store) -> None:
        """
        A token is kept even when nothing else is.
        """
        assert 1 == store.transact(lambda tx: 1, token="nothing")
        assert store.transact(lambda tx: 1, token="nothing") is None

    def test_in_a_transaction_says_where(self, store: Store) -> None:
        """
        A plain transaction raises, with the position of the first commit.
        """
        with store.transaction(token="t") as tx:
            tx.get(Person, ADA).set_capacity(1, by=ADA, at=NOW)
        with pytest.raises(AlreadyDone) as caught, store.transaction(token="t") as tx:
            tx.get(Person, ADA).set_capacity(2, by=ADA, at=NOW)

        assert [c.position for c in store.journal(subject=ADA)][-1] == caught.value.position
        assert 1 == store.get(Person, ADA).capacity

    def test_that_somebody_else_commits_meanwhile(self, store: Store) -> None:
        """
        When another process commits the same token while the work runs, nothing is done twice.
        """

        def work(tx: Transaction) -> int:
            with store.transaction(token="same") as other:
                other.get(Person, BEN).set_capacity(1, by=BEN, at=NOW)
            tx.get(Person, ADA).set_capacity(9, by=ADA, at=NOW)
            return 1

        assert store.transact(work, token="same") is None
        assert 3 == store.get(Person, ADA).capacity

    def test_is_not_used_up_by_a_refusal(self, store: Store) -> None:
        """
        A commit that fails does not count.
        """
        with pytest.raises(InvalidValue):
            store.transact(lambda tx: tx.get(Person, ADA).set_capacity(-1, by=ADA, at=NOW), token="t")

        assert 1 == store.transact(lambda tx: 1, token="t")

    @pytest.mark.parametrize("wrong", ["", " ", 7, "x" * 201, "a\0", "a\nb", "\ud800"])
    def test_is_a_line(self, store: Store, wrong: Any) -> None:
        """
        P1: a token is one line of at most 200 characters.
        """
        with pytest.raises(InvalidValue, match="token"):
            store.transact(lambda tx: 1, token=wrong)
        with pytest.raises(InvalidValue, match="token"), store.transaction(token=wrong):
            pass


class TestClock:
    def test_nothing_comes_from_the_future(self) -> None:
        """
        P2: an `at` later than the store's clock by more than the policy's skew is refused.
        """
        with open_store("memory:", clock=lambda: NOW) as store:
            register(store, ADA)
            limit = NOW + timedelta(seconds=120)
            with store.transaction() as tx:
                tx.get(Person, ADA).set_capacity(1, by=ADA, at=limit)
            with pytest.raises(InvalidValue) as caught, store.transaction() as tx:
                tx.get(Person, ADA).set_capacity(2, by=ADA, at=limit + timedelta(microseconds=1))

            assert ("P2", "at") == (caught.value.rule, caught.value.path)
            assert "at most 120 seconds of difference" in str(caught.value)
            assert 1 == store.get(Person, ADA).capacity

    def test_stamps_what_is_recorded(self, store: Store) -> None:
        """
        P2: `recorded_at` is by the store's clock, `at` as the command was told.
        """
        assert {(NOW, LATER)} == {(change.at, change.recorded_at) for change in store.journal()}

    def test_is_the_machines_unless_given(self) -> None:
        """
        Without a clock of its own a store uses the machine's.
        """
        with open_store("memory:") as store:
            before = datetime.now(UTC)
            assert before <= store.now() <= datetime.now(UTC)

    def test_is_timezone_aware(self) -> None:
        """
        P2: a clock without a zone is refused.
        """
        with open_store("memory:", clock=lambda: datetime(2026, 1, 1)) as store:
            with pytest.raises(InvalidValue, match="clock"):
                register(store, ADA)


class TestJournal:
    def test_tells_what_was_done_and_never_the_words(self, store: Store) -> None:
        """
        Every command is one entry, of ids, codes and revisions.
        """
        with store.transaction() as tx:
            mentorship = tx.add(offer())
            mentorship.accept(by=BEN, at=NOW)
            goal = mentorship.goals.set(by=BEN, at=NOW, title="Secret", why="Hidden", measure="Quiet")
        *_, offered, activated, goal_set = store.journal()

        assert ["mentorship.offered", "mentorship.activated", "goal.set"] == [
            offered.action,
            activated.action,
            goal_set.action,
        ]
        assert ("mentorship", mentorship.id, 1, BEN, goal.id, 1) == (
            goal_set.kind,
            goal_set.subject,
            goal_set.version,
            goal_set.by,
            goal_set.record,
            goal_set.revision,
        )
        assert "Secret" not in repr(list(store.journal()))

    def test_goes_on_behind_a_position(self, store: Store) -> None:
        """
        A reader that remembers its position misses nothing and meets nothing twice.
        """
        seen = [change.position for change in store.journal()]
        with store.transaction() as tx:
            tx.get(Person, CY).set_capacity(1, by=CY, at=NOW)

        assert ["person.capacity_set"] == [c.action for c in store.journal(after=seen[-1])]
        assert [2, 3, 4] == [c.position - seen[0] + 1 for c in store.journal(after=seen[0])]

    def test_of_one_subject(self, store: Store) -> None:
        """
        The journal of one person, request or mentorship can be read alone.
        """
        assert [BEN] == [change.subject for change in store.journal(subject=BEN)]

    def test_streams_many_entries(self, memory: Store) -> None:
        """
        However long it is, all of it is read, in order.
        """
        with memory.transaction() as tx:
            for number in range(1200):
                tx.get(Person, ADA).set_capacity(number % 9, by=ADA, at=NOW)
        positions = [change.position for change in memory.journal(subject=ADA)]

        assert 1201 == len(positions)
        assert sorted(positions) == positions

    @pytest.mark.parametrize("wrong", [-1, "1", None, 2.5, 10**30])
    def test_refuses_what_is_no_position(self, store: Store, wrong: Any) -> None:
        """
        P1: a position is a whole number from 0; the refusal comes at once, not with the first entry.
        """
        with pytest.raises(InvalidValue, match="after"):
            store.journal(after=wrong)
        with pytest.raises(InvalidValue, match="subject"):
            store.journal(subject="no id!")


class TestStore:
    def test_says_what_it_is_and_not_what_it_holds(self, store: Store) -> None:
        """
        Its `repr` names the backend.
        """
        assert type(store.backend).__name__ in repr(store)

    def test_repr_of_what_it_gives_holds_no_words(self, store: Store) -> None:
        """
        The `repr` of an aggregate is its id and version.
        """
        assert "<Person ada version 1>" == repr(store.get(Person, ADA))

    def test_lapsing_needs_no_writing(self, store: Store) -> None:
        """
        R5: an offer that has lapsed is expired at that moment, written down or not.
        """
        with store.transaction() as tx:
            tx.add(offer())
        found = (
            store.find(Mentorship, at=NOW + 29 * DAY).items[0].state,
            store.find(Mentorship).items[0].state,
        )

        assert ["offered", "expired"] == [state.value for state in found]


class TestTwice:
    def test_a_token_that_was_committed_meanwhile_counts_as_done(self, store: Store) -> None:
        """
        Work that a rule refuses because the same request has just been carried out is done, not refused.
        """
        with store.transaction() as tx:
            tx.add(offer())

        def accept(tx: Transaction) -> str:
            tx.get(Mentorship, "ada-and-ben").accept(by=BEN, at=NOW)
            return "accepted"

        def slow(tx: Transaction) -> str:
            store.transact(accept, token="click")
            return accept(tx)

        assert store.transact(slow, token="click") is None
        with pytest.raises(AlreadyDone), store.transaction(token="click"):
            raise AssertionError("it is known before the block begins")

    def test_in_a_transaction_too(self, store: Store) -> None:
        """
        A block that a rule refuses because its token was committed meanwhile says that it is done already.
        """
        with store.transaction() as tx:
            tx.add(offer())
        with pytest.raises(AlreadyDone), store.transaction(token="click") as slow:
            with store.transaction(token="click") as fast:
                fast.get(Mentorship, "ada-and-ben").accept(by=BEN, at=NOW)
            slow.get(Mentorship, "ada-and-ben").accept(by=BEN, at=NOW)

    def test_a_refusal_with_a_new_token_stays_one(self, store: Store) -> None:
        """
        A token that was never committed hides no refusal.
        """
        with pytest.raises(NotFound):
            store.transact(lambda tx: tx.get(Person, "nix"), token="new")

    def test_an_aggregate_belongs_to_one_transaction(self, memory: Store) -> None:
        """
        What one transaction has added, no other adds, even before it is kept.
        """
        dee = Person.register(name="Dee", id="dee", at=NOW)
        with memory.transaction() as first:
            first.add(dee)
            with pytest.raises(ReadOnly), memory.transaction() as second:
                second.add(dee)

        assert 1 == sum(change.subject == "dee" for change in memory.journal())

    def test_a_transaction_commits_once(self, memory: Store) -> None:
        """
        A transaction that was committed is over.
        """
        with pytest.raises(ReadOnly), memory.transaction() as tx:
            tx.get(Person, ADA).set_capacity(1, by=ADA, at=NOW)
            tx.commit(memory.now())
            with pytest.raises(ReadOnly):
                tx.get(Person, BEN)

        assert 1 == sum(change.action == "person.capacity_set" for change in memory.journal())


class TestPolicyOfTheStore:
    def test_judges_what_is_added(self) -> None:
        """
        R7, D1: what was made under another policy is judged by the store's when it is added.
        """
        with open_store("memory:", policy=Policy(agreement_most_days=30, evidence=2), clock=clock) as store:
            register(store, ADA, BEN)
            with pytest.raises(InvalidValue, match="R7"), store.transaction() as tx:
                tx.add(offer())
        with open_store("memory:", policy=Policy(evidence=2), clock=clock) as store:
            register(store, ADA, BEN)
            mentorship = offer(policy=Policy(evidence=0))
            mentorship.accept(by=BEN, at=NOW)
            mentorship.milestones.document(
                by=BEN, at=NOW, title="Done", statement="It is done.", happened_on=NOW.date()
            )
            with pytest.raises(InvalidValue, match="D1"), store.transaction() as tx:
                tx.add(mentorship)

    def test_that_was_replaced_meanwhile_is_noticed(self, memory: Store) -> None:
        """
        A store that is open while another policy is put in force commits nothing under the old one.
        """
        Store(memory.backend, policy=Policy(evidence=3), upgrade=True)
        with pytest.raises(MigrationNeeded, match=r"open_store\(url\) again"):
            register(memory, "dee")

    @pytest.mark.parametrize("wrong", [5, 0, "now"])
    def test_a_clock_can_be_called(self, wrong: Any) -> None:
        """
        P1: what is no clock is refused at once.
        """
        with pytest.raises(InvalidValue, match="cannot be called"):
            open_store("memory:", clock=wrong)
        with open_store("memory:") as store, pytest.raises(InvalidValue, match="cannot be called"):
            store.transact(wrong)


class TestVersions:
    def test_are_counted_in_the_object_too(self, store: Store) -> None:
        """
        After each commit an aggregate is at the version that is kept.
        """
        for version in (2, 3, 4):
            with store.transaction() as tx:
                ada = tx.get(Person, ADA)
                ada.set_capacity(version, by=ADA, at=NOW)

            assert version == ada.version == store.get(Person, ADA).version


class TestEveryRow:
    @pytest.mark.parametrize("order", [None, "email"])
    def test_goes_through_all_pages(self, memory: Store, order: str | None) -> None:
        """
        All rows come once and in order, however small the pages are.
        """
        with memory.transaction() as tx:
            for number in range(7):
                name = f"p{number}"
                email = f"p{9 - number}@example.org"
                tx.add(Person.register(id=name, name=name, email=email, at=NOW))
        query = Query(kind="person", order=order)
        together = [row.key.id for row in memory.backend.find(query).rows]
        for limit in (1, 2, 3, 7, 100):
            rows = every_row(memory.backend, attrs.evolve(query, limit=limit))

            assert together == [row.key.id for row in rows]


class TestRefusals:
    def test_say_what_was_wrong(self, store: Store) -> None:
        """
        P4: an id and an expected version are refused by their names, and a transaction that is over says so.
        """
        with store.transaction() as tx:
            with pytest.raises(InvalidValue) as no_id:
                tx.get(Person, "no id")
            with pytest.raises(InvalidValue) as no_version:
                tx.get(Person, ADA, expect=0)
        with pytest.raises(InvalidValue) as read:
            store.get(Person, "no id")
        with pytest.raises(ReadOnly) as over:
            tx.get(Person, ADA)

        assert ("id", "P4") == (no_id.value.path, no_id.value.rule) == (read.value.path, read.value.rule)
        assert ("expect", "P4") == (no_version.value.path, no_version.value.rule)
        assert "a transaction that is over" in str(over.value)

    def test_a_version_may_be_large(self, store: Store) -> None:
        """
        A version that nothing has reached is a conflict, and no wrong value.
        """
        with store.transaction() as tx, pytest.raises(Conflict) as conflict:
            tx.get(Person, ADA, expect=2**62)

        assert Key("person", ADA) == conflict.value.key
