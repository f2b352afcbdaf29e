"""
Checks: where the marks must not turn up, looked for one place after the other.

`python -m tests.trust` runs them all at length and prints how much was looked at; the tests run them shortly.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import attrs

from mentorcore import Mentorship, Person, Store, open_store
from mentorcore.backends import open_backend
from mentorcore.storage.layout import LAYOUT
from tests.model.examples import ADA, BEN, CY
from tests.trust import documented, refusals, surfaces, troubles
from tests.trust.everything import Everything
from tests.trust.keeping import Spy, clock, keep
from tests.trust.leaks import Marks, Surface, leaked, logged, raised


@attrs.frozen
class Looked:
    """
    What a check looked at and found.

    Attributes:
        surfaces: How many texts it looked at.

        marks: How many marks it looked for in each of them.

        leaks: What was shown that must not be, in words.
    """

    surfaces: int
    marks: int
    leaks: list[str]


def _looked(
    found: Iterable[Surface], marks: Marks, *, allowed: Iterable[str] = (), in_print: bool = False
) -> Looked:
    count, leaks = leaked(found, marks, allowed=allowed, in_print=in_print)

    return Looked(count, len(marks), leaks)


def _errors(errors: Iterable[troubles.Raised], marks: Marks) -> Looked:
    return _looked(itertools.chain.from_iterable(raised(what, error) for what, error in errors), marks)


@attrs.frozen
class Kept:
    """
    Everything, kept in a store.
    """

    everything: Everything
    spy: Spy
    store: Store

    @classmethod
    def anew(cls, url: str = "memory:") -> Kept:
        """
        Keep everything in a new store.
        """
        everything = Everything()
        spy = Spy(open_backend(url, LAYOUT, create=True, upgrade=False))
        store = Store(spy, clock=clock)
        keep(store, everything)

        return cls(everything, spy, store)

    @property
    def mentorship(self) -> Mentorship:
        """
        The relationship, as it is kept.
        """
        return self.store.get(Mentorship, "ada-and-ben")

    @property
    def people(self) -> list[Person]:
        """
        Ada, Ben and Cy, as they are kept.
        """
        return [self.store.get(Person, one) for one in (ADA, BEN, CY)]


def what_is_printed(place: Path, *, thorough: bool) -> Looked:
    """
    Look at what printing any object shows, and at what is told of it without anybody's words.
    """
    kept = Kept.anew()
    m, people = kept.mentorship, kept.people
    found = itertools.chain(
        surfaces.of_aggregates(kept.store),
        surfaces.of_views(m),
        surfaces.of_store(kept.store, str(people[1].profile.email)),
        surfaces.of_insight(m, people),
        surfaces.of_documents(m, people),
        surfaces.of_a_copy(kept.store, open_store("memory:", clock=clock)),
        surfaces.of_backend(kept.spy),
    )

    return _looked(found, kept.everything.marks)


def the_journal(place: Path, *, thorough: bool) -> Looked:
    """
    Look at every field of every entry of the journal.
    """
    kept = Kept.anew()

    return _looked(surfaces.of_journal(kept.store), kept.everything.marks)


def refused_commands(place: Path, *, thorough: bool) -> Looked:
    """
    Look at the errors of every command, called with words in every wrong place.
    """
    everything = Everything()

    return _errors(refusals.refused(everything, often=thorough), everything.marks)


def refused_calls(place: Path, *, thorough: bool) -> Looked:
    """
    Look at the errors of a store that is asked with words in every wrong place, or where others were faster.
    """
    kept = Kept.anew()

    return _errors(troubles.misused(kept.store, kept.everything), kept.everything.marks)


def damaged_documents(place: Path, *, thorough: bool) -> Looked:
    """
    Look at the errors of documents that hold words where something else belongs.
    """
    kept = Kept.anew()
    errors = troubles.misread(kept.store, kept.everything, often=thorough)

    return _errors(errors, kept.everything.marks)


def refused_documents(place: Path, *, thorough: bool) -> Looked:
    """
    Look at the errors of letters without consent, and of templates that are wrong.
    """
    kept = Kept.anew()
    mentor, mentee, _ = kept.people

    return _errors(documented.refused(kept.mentorship, mentor, mentee), kept.everything.marks)


def documents(place: Path, *, thorough: bool) -> Looked:
    """
    Look at what documents say, in each format, that is neither released nor part of a report.
    """
    kept = Kept.anew()
    mentor, mentee, _ = kept.people
    count, leaks = 0, list[str]()
    for document, surface in documented.said(kept.mentorship, mentor, mentee, place):
        allowed = documented.MAY_SAY[document.kind]
        looked = _looked([surface], kept.everything.marks, allowed=allowed, in_print=True)
        count, leaks = count + looked.surfaces, [*leaks, *looked.leaks]

    return Looked(count, len(kept.everything.marks), leaks)


def troubles_of(scheme: str) -> Callable[..., Looked]:
    """
    Return the check of a backend's errors: what it cannot keep, files that are damaged, disks that are full.
    """

    def check(place: Path, *, thorough: bool) -> Looked:
        kept = Kept.anew(troubles.OPENED[scheme](place))
        past = list(troubles.unkept(kept.spy.backend, kept.everything))
        kept.store.close()
        errors = itertools.chain(
            past,
            troubles.damaged(scheme, place, often=thorough),
            troubles.failing(scheme, place, kept.everything, faults=60 if thorough else 12),
        )

        return _errors(errors, kept.everything.marks)

    check.__doc__ = f"Look at the errors of a store in {scheme} that is damaged, full or broken."

    return check


def logs_of(scheme: str) -> Callable[..., Looked]:
    """
    Return the check of everything that is logged, printed or warned of while a store is used and in trouble.
    """

    def check(place: Path, *, thorough: bool) -> Looked:
        url = troubles.OPENED[scheme](place) if scheme in troubles.OPENED else "memory:"
        with logged() as found:
            kept = Kept.anew(url)
            marks = kept.everything.marks
            m, (mentor, mentee, _) = kept.mentorship, kept.people
            used: list[object] = [
                *surfaces.of_store(kept.store, str(mentee.profile.email)),
                *surfaces.of_journal(kept.store),
            ]
            if thorough or scheme == "memory":
                used += documented.said(m, mentor, mentee, place)
                used += documented.refused(m, mentor, mentee)
                used += troubles.misused(kept.store, kept.everything)
            kept.store.close()
            if scheme in troubles.OPENED:
                used += troubles.failing(scheme, place, kept.everything, faults=12)
                used += troubles.damaged(scheme, place, often=False) if thorough else ()
        assert used

        return _looked(found, marks)

    check.__doc__ = f"Look at all that is logged, printed or warned of while a store in {scheme} is in use."

    return check


CHECKS: dict[str, Callable[..., Looked]] = {
    "repr and str of every object": what_is_printed,
    "the journal": the_journal,
    "errors of commands": refused_commands,
    "errors of calls to a store": refused_calls,
    "errors of damaged documents": damaged_documents,
    "errors of documents": refused_documents,
    "errors of JSON": troubles_of("json"),
    "errors of SQLite": troubles_of("sqlite"),
    "logs, memory": logs_of("memory"),
    "logs, JSON": logs_of("json"),
    "logs, SQLite": logs_of("sqlite"),
    "documents in md, html, docx, pdf": documents,
}
"""Every check, by what it looks at."""


def run(place: Path) -> Iterator[tuple[str, Looked]]:
    """
    Run every check at length, each in a directory of its own.
    """
    for number, (name, check) in enumerate(CHECKS.items()):
        own = place / str(number)
        own.mkdir()
        yield name, check(own, thorough=True)
