"""
Erasing a person: nothing of them is left, and what the others did and said is (D3).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentorcore import (
    Evidence,
    Mentorship,
    PairingRequest,
    Person,
    Presence,
    Purpose,
    RequestState,
    Role,
    State,
    Store,
    Viewer,
    Visibility,
    erase_person,
    open_store,
    verify_store,
)
from mentorcore.backends import Batch, Capability, Key, Write
from mentorcore.backends.memory import MemoryBackend
from mentorcore.errors import InvalidValue, NotFound, Unsupported, WrongState
from mentorcore.model.values import ERASED, ERASED_LINK, SYSTEM
from mentorcore.privacy import erasure
from mentorcore.storage.index import envelope_of
from mentorcore.storage.journal import entry_of
from tests.model.examples import ADA, BEN, CY, NOW, TODAY, offer
from tests.privacy.world import DEE, SOUGHT, fill
from tests.storage.conftest import LATER, clock, url_of


NAMES = st.builds(
    " ".join,
    st.lists(
        st.text("abÅß王'\"\\\u0301%-.", min_size=2, max_size=12).filter(str.strip), min_size=2, max_size=3
    ),
).filter(lambda name: any(map(str.isalnum, name)))
"""Names of two or three words, with what JSON and web addresses write in other ways."""

OWN = (Key("pairing_request", "for-ben"), Key("mentorship", "ada-ben"))
MENTIONS = {
    Key("person", CY),
    Key("person", DEE),
    Key("pairing_request", "for-cy"),
    Key("mentorship", "dee-cy"),
}


def everything(store: Store) -> str:
    """
    Return all that the backend gives out.
    """
    backend = store.backend
    kept = [
        (e.body, dict(e.index))
        for kind in ("person", "pairing_request", "mentorship", "store")
        for e in backend.scan(kind, after=None, limit=1000)
    ]

    return repr(kept) + repr(backend.journal(after=0, limit=10_000, subject=None))


def left_in_files(where: Path, sought: tuple[str, ...] = SOUGHT) -> list[tuple[str, str]]:
    """
    Return what can be found in any byte below a directory, and in which file; names of files count.
    """
    found = []
    for path in sorted(where.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        for word in sought:
            spellings = {
                spelt.encode(coding)
                for spelt in (word, word.lower(), word.upper(), json.dumps(word)[1:-1])
                for coding in ("utf-8", "utf-16-le", "utf-16-be")
            }
            if word in path.name or any(spelling in content for spelling in spellings):
                found.append((path.name, word))

    return found


class TestEverything:
    def test_is_gone(self, store: Store, tmp_path: Path, backend_name: str) -> None:
        """
        D3: no word, name or address of the person is found in documents, indexes, the journal, or any byte of
        any file, side files and logs among them, neither while the store is open nor afterwards.
        """
        assert backend_name == "memory" or left_in_files(tmp_path)

        erase_person(store, BEN)

        assert [] == [word for word in SOUGHT if word in everything(store)]
        assert [] == left_in_files(tmp_path)
        store.close()
        assert [] == left_in_files(tmp_path)

    def test_of_others_stays(self, store: Store) -> None:
        """
        D3: what the others said stays as it was, but for the name; a name that is theirs as well stays.
        """
        erase_person(store, BEN)

        m = store.get(Mentorship, "ada-ben")
        named = f"{ERASED} ({ERASED}, {ERASED}, {ERASED})"
        assert f"Ada: {named} listens." == m.feedback["feedback"].text
        assert f"Ada: {named} planned the release." == m.milestones["milestone"].statement
        assert ("Ada suggests", f"Ada: {named}", ERASED) == (
            m.goals["talk"].title,
            m.goals["talk"].why,
            m.goals["talk"].measure,
        )
        assert ("Ada: it was shorter", ERASED) == (m.meetings["held"].correction, m.meetings["held"].summary)
        assert [None, None, "Ada: say it."] == [
            getattr(given.answer, "lesson", None) for given in m.questions["question"].answers[::2]
        ] + [m.questions["question"].answers[1].answer.lesson]  # type: ignore[attr-defined]
        assert "Dee Benedikt" == store.get(Person, DEE).name

    def test_in_documents_of_others(self, store: Store) -> None:
        """
        D3: where others merely name the person, the full name and the addresses go; a first name alone, which
        may be somebody else's there, stays.
        """
        erase_person(store, BEN)

        assert f"Assistant of {ERASED}" == store.get(Person, CY).profile.title
        assert (f"Working with {ERASED}",) == store.get(Person, DEE).profile.skills
        assert f"{ERASED} (ben) would be a good mentor." == store.get(PairingRequest, "for-cy").why
        other = store.get(Mentorship, "dee-cy")
        assert f"As {ERASED} and his mentor do it." == other.agreement.confidences
        assert "DEEPRIVATE: ask Benedikt about it." == other.notes["dee-private"].text

    def test_happened_all_the_same(self, store: Store) -> None:
        """
        D3: who, when and what became of it stays, and the store is sound.
        """
        before = store.get(Mentorship, "ada-ben")

        erase_person(store, BEN)

        after = store.get(Mentorship, "ada-ben")
        assert before.pair == after.pair
        assert [goal.id for goal in before.goals] == [goal.id for goal in after.goals]
        assert [(m.id, m.starts) for m in before.meetings] == [(m.id, m.starts) for m in after.meetings]
        assert State.ENDED is after.state
        assert () == verify_store(store)

    def test_is_journalled_without_the_data(self, store: Store) -> None:
        """
        D3: the journal says which documents were changed, by whom and for whom.
        """
        before = len(list(store.journal()))

        erase_person(store, BEN)

        erased = [c for c in list(store.journal())[before:] if "erased" in c.action]
        assert [
            ("mentorship", "mentorship.erased", BEN),
            ("mentorship", "mentorship.names_erased", BEN),
            ("pairing_request", "pairing_request.erased", BEN),
            ("pairing_request", "pairing_request.names_erased", BEN),
            ("person", "person.erased", None),
            ("person", "person.names_erased", BEN),
            ("person", "person.names_erased", BEN),
        ] == sorted((c.kind, c.action, c.record) for c in erased)
        assert {SYSTEM} == {c.by for c in erased}

    def test_also_what_they_were_called_before(self, store: Store) -> None:
        """
        D3: a former name is looked for as well, everywhere.
        """
        with store.transaction() as tx:
            tx.get(Mentorship, "dee-cy").notes.write(by=CY, at=NOW, text="Ruby Red was here.", id="n")

        erase_person(store, BEN, also=["ruby red"])

        assert f"{ERASED} was here." == store.get(Mentorship, "dee-cy").notes["n"].text

    @pytest.mark.parametrize("person", [ADA, CY, DEE])
    def test_of_every_other_person(self, store: Store, tmp_path: Path, person: str) -> None:
        """
        D3: mentor, decider and asker are erased in the same way, and those who remain can still be read.
        """
        sought = {ADA: ("Ada Osei", "ada@example.org", "ADAPRIVATE"), CY: ("Cy Ito",), DEE: ("DEEPRIVATE",)}

        erase_person(store, person)

        assert [] == [word for word in sought[person] if word in everything(store)]
        assert [] == left_in_files(tmp_path, sought[person])
        assert Presence.ERASED is store.get(Person, person).presence
        assert () == verify_store(store)

    def test_all_of_them(self, store: Store, tmp_path: Path) -> None:
        """
        D3: when all are erased, nobody's words are left.
        """
        for person in (BEN, ADA, DEE, CY):
            erase_person(store, person)

        assert [] == left_in_files(tmp_path, (*SOUGHT, "Ada:", "Cy says", "Dee knows", "Osei"))
        assert () == verify_store(store)

    @given(name=NAMES)
    @example(name='O"Neil \\ Zoë')
    @example(name="Å\u030a 王伟")
    @example(name="%41da Osei")
    def test_whatever_the_name(self, name: str) -> None:
        """
        D3: a name is found however JSON and web addresses write it, in every document.
        """
        with open_store("memory:", clock=clock) as store:
            with store.transaction() as tx:
                tx.add(Person.register(id=BEN, name=name, at=NOW))
                tx.add(Person.register(id=ADA, name="Ada", at=NOW, title=f"«{name}»"[:200]))
                m = tx.add(offer())
                m.accept(by=BEN, at=NOW)
                m.notes.write(by=ADA, at=NOW, text=f"Said\n{name}\tso.", id="note")
                link = Evidence.link(f"https://example.org/?who={quote(name)}", name)
                m.milestones.document(
                    by=ADA, at=NOW, title="…", statement="…", happened_on=TODAY, evidence=[link], id="done"
                )
                tx.add(
                    PairingRequest.open(
                        id="r", mentee=ADA, decider=CY, by=ADA, at=NOW, why=f"As {name} does."
                    )
                )
                tx.add(Person.register(id=CY, name="Cy", at=NOW))

            erase_person(store, BEN)

            m = store.get(Mentorship, "ada-and-ben")
            assert f"Said\n{ERASED}\tso." == m.notes["note"].text
            (piece,) = m.milestones["done"].evidence
            assert (ERASED_LINK, ERASED) == (piece.url, piece.label)
            assert f"As {ERASED} does." == store.get(PairingRequest, "r").why
            assert f"«{ERASED}»" == store.get(Person, ADA).profile.title


class TestMisleadingIndex:
    def test_hides_nothing(self, store: Store, tmp_path: Path) -> None:
        """
        D3: who has a part in a document is said by the document; the index may be damaged.
        """
        mislaid(store, BEN, *OWN)

        done = erase_person(store, BEN)

        assert (OWN, MENTIONS) == (done.own, set(done.mentions))
        assert [] == [word for word in SOUGHT if word in everything(store)]
        assert [] == left_in_files(tmp_path)
        assert ((), ()) == ((again := erase_person(store, BEN)).own, again.mentions)

    def test_keeps_no_relationship_open(self, memory: Store) -> None:
        """
        R4: a relationship that the index does not know ends with the erasure, and a request is withdrawn.
        """
        request = PairingRequest.open(id="open", mentee=BEN, decider=CY, by=BEN, at=NOW, why="Again.")
        with memory.transaction() as tx:
            tx.add(request)
        mislaid(memory, BEN, *OWN, Key("pairing_request", "open"))

        assert (Key("mentorship", "ada-ben"),) == erase_person(memory, BEN).ended

        assert State.ENDED is memory.get(Mentorship, "ada-ben").state
        assert RequestState.WITHDRAWN is memory.get(PairingRequest, "open").state

    def test_does_not_lift_a_hold(self, memory: Store) -> None:
        """
        P5: a hold counts for what the document says, too.
        """
        mislaid(memory, BEN, *OWN)
        with memory.transaction() as tx:
            tx.get(Person, ADA).place_hold("A dispute.", at=NOW)

        with pytest.raises(WrongState, match="a legal hold is in place on ada"):
            erase_person(memory, BEN)

    def test_hides_nothing_from_somebody_erased(self, memory: Store) -> None:
        """
        D3: what an earlier erasure missed is found without knowing any name.
        """
        mislaid(memory, BEN, *OWN)
        with memory.transaction() as tx:
            tx.get(Person, BEN).erase(at=NOW)

        assert set(OWN) <= {*erase_person(memory, BEN).own}

        assert "BENWROTE" not in everything(memory)


def mislaid(store: Store, person: str, *keys: Key) -> None:
    """
    Keep documents as they are, under index values that do not name a person.
    """
    for key in keys:
        kept = store.backend.load(key)
        assert kept is not None
        index = {
            column: tuple(one for one in value if one != person)
            if isinstance(value, tuple)
            else None
            if value == person
            else value
            for column, value in kept.index.items()
        }
        misled = attrs.evolve(kept, version=kept.version + 1, index=index)
        store.backend.commit(Batch(writes=(Write(misled, kept.version),)))


class TestConsents:
    def test_of_a_mentee_end(self, store: Store) -> None:
        """
        C1: once a mentee is erased, HR no longer sees what their consent opened.
        """
        consented(store)
        hr = Viewer("hr", Role.HR)

        assert Visibility.RECORD in store.get(Mentorship, "ada-ben").as_seen_by(hr, at=LATER).tiers

        erase_person(store, BEN)

        m = store.get(Mentorship, "ada-ben")
        assert {Visibility.PROGRAMME} == m.as_seen_by(hr, at=LATER).tiers
        assert {Visibility.PROGRAMME} == m.as_seen_by(hr).tiers

    def test_that_an_earlier_release_left_end(self, memory: Store) -> None:
        """
        C1: erasing somebody again ends consents that are still in force, though no word is left.
        """
        consented(memory)
        consents = memory.get(Mentorship, "ada-ben").document.consents
        erase_person(memory, BEN)
        erased = memory.get(Mentorship, "ada-ben")
        left = Mentorship(attrs.evolve(erased.document, consents=consents), version=erased.version)
        envelope = envelope_of(left, left.version + 1, memory.codec)
        memory.backend.commit(Batch(writes=(Write(envelope, left.version),)))

        assert (Key("mentorship", "ada-ben"),) == erase_person(memory, BEN).own

        (consent,) = memory.get(Mentorship, "ada-ben").consents
        assert not consent.in_force(LATER)


def consented(store: Store) -> None:
    """
    Let Ben consent to a testimonial.
    """
    with store.transaction() as tx:
        tx.get(Mentorship, "ada-ben").consents.give(by=BEN, at=NOW, purpose=Purpose.TESTIMONIAL)


class TestPlan:
    def test_says_what_it_would_do_and_does_nothing(self, store: Store) -> None:
        """
        A dry run names the documents, and changes not one.
        """
        before = everything(store)

        plan = erase_person(store, BEN, dry_run=True)

        assert before == everything(store)
        assert (OWN, MENTIONS, (Key("mentorship", "ada-ben"),)) == (plan.own, set(plan.mentions), plan.ended)
        assert (True, False) == (plan.dry_run, plan.scrubbed)

    def test_is_what_is_done(self, store: Store) -> None:
        """
        What is done is what the dry run said.
        """
        plan = erase_person(store, BEN, dry_run=True)
        done = erase_person(store, BEN)

        assert (plan.own, plan.mentions, plan.ended) == (done.own, done.mentions, done.ended)
        assert (False, True) == (done.dry_run, done.scrubbed)

    def test_again_does_nothing(self, store: Store) -> None:
        """
        Erasing somebody twice is the same as once.
        """
        erase_person(store, BEN)
        before = everything(store)

        again = erase_person(store, BEN)

        assert ((), ()) == (again.own, again.mentions)
        assert before == everything(store)


class TestRefused:
    def test_a_legal_hold(self, store: Store) -> None:
        """
        P5: while there is a legal hold nothing is erased; once it is lifted it is.
        """
        with store.transaction() as tx:
            tx.get(Person, BEN).place_hold("A dispute.", at=NOW)
        before = everything(store)

        with pytest.raises(WrongState, match="a legal hold is in place on ben") as refused:
            erase_person(store, BEN)

        assert "P5" == refused.value.rule
        assert before == everything(store)

        with store.transaction() as tx:
            tx.get(Person, BEN).lift_hold(at=NOW)
        erase_person(store, BEN)

        assert Presence.ERASED is store.get(Person, BEN).presence

    @pytest.mark.parametrize("held", [ADA, CY, DEE])
    def test_a_legal_hold_on_somebody_else(self, store: Store, held: str) -> None:
        """
        P5: what somebody under a legal hold has a part in stays as it is, so nobody's words are taken out.
        """
        with store.transaction() as tx:
            tx.get(Person, held).place_hold("A dispute.", at=NOW)
        before = everything(store)

        with pytest.raises(WrongState, match=f"a legal hold is in place on {held}"):
            erase_person(store, BEN)

        assert before == everything(store)

    def test_a_hold_that_is_placed_meanwhile(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        P5: a hold that comes in between stops it, and the rest is as it was.
        """
        transact = memory.transact

        def with_a_hold(work: object, **options: object) -> object:
            done = transact(work, **options)  # type: ignore[arg-type]
            if memory.get(Person, CY).profile.hold is None:
                with memory.transaction() as tx:
                    tx.get(Person, CY).place_hold("A dispute.", at=NOW)
            return done

        monkeypatch.setattr(memory, "transact", with_a_hold)

        with pytest.raises(WrongState, match="a legal hold is in place on cy"):
            erase_person(memory, BEN)

        assert Presence.LEFT is memory.get(Person, BEN).presence
        assert "BENWROTE a wish." == memory.get(PairingRequest, "for-ben").why

    def test_nobody(self, memory: Store) -> None:
        """
        Somebody who is not there cannot be erased.
        """
        with pytest.raises(NotFound):
            erase_person(memory, "nobody")

    @pytest.mark.parametrize("also", ["Benny", [""], [5], ["x" * 201]])
    def test_what_is_no_name(self, memory: Store, also: object) -> None:
        """
        P1: names are a list of texts that are not blank.
        """
        with pytest.raises(InvalidValue, match="also"):
            erase_person(memory, BEN, also=also)  # type: ignore[arg-type]

    def test_a_backend_that_cannot_scrub(self) -> None:
        """
        What cannot be kept is not promised; without scrubbing the rest is done.
        """

        class Keeps(MemoryBackend):
            capabilities = frozenset[Capability]()

        store = Store(Keeps(), clock=clock)
        fill(store)
        before = everything(store)

        with pytest.raises(Unsupported, match="scrub=False"):
            erase_person(store, BEN)

        assert before == everything(store)
        assert not erase_person(store, BEN, scrub=False).scrubbed
        assert Presence.ERASED is store.get(Person, BEN).presence


class TestInterrupted:
    @pytest.mark.parametrize("backend_name", ["memory"], indirect=True)
    def test_goes_on_where_it_stopped(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Whichever of its commits is the last before it is stopped, doing it again completes it.
        """
        commit = store.backend.commit
        left = 0

        def counted(batch: object) -> int:
            nonlocal left
            if left == 0:
                raise KeyboardInterrupt
            left -= 1
            return commit(batch)  # type: ignore[arg-type]

        monkeypatch.setattr(store.backend, "commit", counted)
        monkeypatch.setattr(erasure, "TOGETHER", 1)
        stops = 0
        while True:
            left = stops
            try:
                erase_person(store, BEN)
            except KeyboardInterrupt:
                stops += 1
            else:
                break

        assert stops > 5
        monkeypatch.undo()
        assert [] == [word for word in SOUGHT if word in everything(store)]

    def test_scrubs_when_it_is_run_again(
        self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        D3: stopped before it has scrubbed, it does so when it is run again and finds nothing else to do.
        """

        def stopped() -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(store.backend, "scrub", stopped)
            erase_person(store, BEN)

        assert ((), ()) == ((again := erase_person(store, BEN)).own, again.mentions)
        assert [] == left_in_files(tmp_path)

    def test_what_comes_in_between_is_found(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        What somebody writes about the person while they are erased is found before it is over.
        """
        transact, written = memory.transact, 0

        def writing(work: object, **options: object) -> object:
            nonlocal written
            done = transact(work, **options)  # type: ignore[arg-type]
            written += 1
            if written == 2:
                with memory.transaction() as tx:
                    note = "Benedikt Ruißál again"
                    tx.get(Mentorship, "dee-cy").notes.write(by=CY, at=NOW, text=note, id="late")
            return done

        monkeypatch.setattr(memory, "transact", writing)
        erase_person(memory, BEN)

        assert f"{ERASED} again" == memory.get(Mentorship, "dee-cy").notes["late"].text


class TestMeanwhile:
    """
    What others commit while somebody is erased.
    """

    def test_a_name_in_what_was_looked_at_is_found(
        self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        D3: a name that is written into a document behind the back of the pass is replaced before it is over.
        """
        at_scan(store, 2, "mentorship", titled(store, "Deputy of Benedikt Ruißál"), monkeypatch)

        done = erase_person(store, BEN)

        assert Key("person", ADA) in done.mentions
        assert f"Deputy of {ERASED}" == store.get(Person, ADA).profile.title
        assert [] == left_in_files(tmp_path)

    def test_another_name_is_looked_for(
        self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        D3: somebody who is renamed after the plan was made is looked for under both names.
        """

        def rename() -> None:
            with store.transaction() as tx:
                tx.get(Person, BEN).revise(by=BEN, at=NOW, name="Benno Castro", email="castro@example.org")
                m = tx.get(Mentorship, "ada-ben")
                note = "Castro, castro@example.org, was Benedikt Ruißál when I called him Benedikt."
                m.notes.write(by=ADA, at=NOW, text=note, id="renamed")

        at_scan(store, 1, "mentorship", rename, monkeypatch)

        erase_person(store, BEN)

        note = store.get(Mentorship, "ada-ben").notes["renamed"].text
        assert f"{ERASED}, {ERASED}, was {ERASED} when I called him {ERASED}." == note
        assert [] == left_in_files(tmp_path, (*SOUGHT, "Castro", "castro@"))

    def test_the_last_moment_counts(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        D3: what is committed just before the profile goes is looked at as well.
        """
        commit, title = store.backend.commit, titled(store, "Deputy of Benedikt Ruißál")
        blanking: list[Batch] = []

        def writing(batch: Batch) -> int:
            if any(write.envelope.index.get("state") == "erased" for write in batch.writes) and not blanking:
                blanking.append(batch)
                title()
            return commit(batch)

        monkeypatch.setattr(store.backend, "commit", writing)

        erase_person(store, BEN)

        assert blanking
        assert f"Deputy of {ERASED}" == store.get(Person, ADA).profile.title

    def test_it_ends_whatever_they_do(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Somebody who writes the name before each look does not keep the erasure from its end.
        """
        looks = at_look(memory, titled(memory, "Deputy of Benedikt Ruißál"), monkeypatch)

        erase_person(memory, BEN)

        assert Presence.ERASED is memory.get(Person, BEN).presence
        assert f"Deputy of {ERASED}" == memory.get(Person, ADA).profile.title
        assert 1 + erasure.LOOKS + 1 == len(looks)

    def test_words_of_others_do_not_hold_it_up(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        What others change that does not concern the person is looked at, and not waited for.
        """
        looks = at_look(memory, titled(memory, "Lead"), monkeypatch)

        erase_person(memory, BEN)

        assert 3 == len(looks)

    def test_what_is_gone_is_no_trouble(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A journal entry about something that is not kept any more does not stop it.
        """
        gone = Person.register(id="gone", name="Somebody Else", at=NOW)
        entry = entry_of(gone, gone.noted[0], 1, NOW)
        at_look(memory, lambda: memory.backend.commit(Batch(entries=(entry,))), monkeypatch)

        erase_person(memory, BEN)

        assert Presence.ERASED is memory.get(Person, BEN).presence

    def test_a_busy_document_does_not_hold_up_the_others(
        self, memory: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Where others write in one of several documents, each is done by itself, that one once it is free.
        """
        commit, title = memory.backend.commit, titled(memory, "Deputy of Benedikt Ruißál")
        title()
        written = 0

        def writing(batch: Batch) -> int:
            nonlocal written
            if Key("person", ADA) in {write.envelope.key for write in batch.writes} and written < 12:
                written += 1
                if written % 2:
                    title()
            return commit(batch)

        monkeypatch.setattr(memory.backend, "commit", writing)
        monkeypatch.setattr(time, "sleep", lambda _: None)

        done = erase_person(memory, BEN)

        assert {*MENTIONS, Key("person", ADA)} == set(done.mentions)
        assert 12 == written
        assert [] == [word for word in SOUGHT if word in everything(memory)]

    def test_a_hold_leaves_no_byte_of_what_is_done(
        self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        P5, D3: what was replaced before a hold came in between is scrubbed, though the erasure is refused.
        """
        commit = store.backend.commit

        def with_a_hold(batch: Batch) -> int:
            position = commit(batch)
            if any(write.envelope.key == Key("person", DEE) for write in batch.writes):
                monkeypatch.setattr(store.backend, "commit", commit)
                with store.transaction() as tx:
                    tx.get(Person, ADA).place_hold("A dispute.", at=NOW)
            return position

        monkeypatch.setattr(store.backend, "commit", with_a_hold)
        monkeypatch.setattr(erasure, "TOGETHER", 1)

        with pytest.raises(WrongState, match="a legal hold is in place on ada"):
            erase_person(store, BEN)

        assert (f"Working with {ERASED}",) == store.get(Person, DEE).profile.skills
        assert [] == left_in_files(tmp_path, ("Working with Benedikt",))
        assert "BENWROTE a goal" == store.get(Mentorship, "ada-ben").goals["goal"].title


def titled(store: Store, title: str) -> Callable[[], None]:
    """
    Return what gives Ada a title.
    """

    def write() -> None:
        with store.transaction() as tx:
            tx.get(Person, ADA).revise(by=ADA, at=NOW, title=title)

    return write


def at_look(store: Store, act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> list[Batch]:
    """
    Have something done before each look at what others change, and return a list that grows with each.
    """
    commit = store.backend.commit
    looks: list[Batch] = []

    def acting(batch: Batch) -> int:
        if batch == Batch():
            looks.append(batch)
            act()
        return commit(batch)

    monkeypatch.setattr(store.backend, "commit", acting)

    return looks


def at_scan(
    store: Store, number: int, kind: str, act: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Have something done when the documents of a kind are read from the start for the nth time.
    """
    scan, starts = store.backend.scan, 0

    def acting(scanned: str, *, after: str | None, limit: int) -> object:
        nonlocal starts
        if scanned == kind and after is None:
            starts += 1
            if starts == number:
                act()
        return scan(scanned, after=after, limit=limit)

    monkeypatch.setattr(store.backend, "scan", acting)


def test_the_moment_is_the_clocks(store: Store) -> None:
    """
    P2: unless it is given, the moment is that of the store's clock.
    """
    assert LATER == erase_person(store, BEN).at
    assert LATER == store.get(Person, BEN).profile.erased_at


def test_a_store_that_is_opened_again(tmp_path: Path) -> None:
    """
    D3: what is written after an erasure, and after opening again, does not bring anything back.
    """
    for name in ("sqlite", "json"):
        where = tmp_path / name
        where.mkdir()
        with open_store(url_of(name, where), clock=clock) as store:
            fill(store)
            erase_person(store, BEN)
        with open_store(url_of(name, where), clock=clock) as store, store.transaction() as tx:
            tx.get(Person, ADA).revise(by=ADA, at=NOW, title="Lead")
        assert [] == left_in_files(where)
