"""
Reminders: a job that tells people what needs them, each thing once, however often it is stopped.

Run ``python examples/reminders.py`` to see it, or ``python examples/reminders.py sqlite:///mentoring.db
reminders`` every few minutes, with the store and a folder of its own.

The journal says what has changed since the job looked last, and `attention` what in it needs somebody, now
or later. So the job loads what has changed and nothing else. What it has planned, and how far it has read,
it writes down in one step; what it has sent, after it was sent. Stopped in between, it sends again under the
same key, and the sender refuses a key that it knows. Without that last part nobody can send once and once
only.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

import attrs
from reader import while_read

from mentorcore import SYSTEM, Agreement, Cadence, Mentorship, Person, Store, attention, open_store
from mentorcore.errors import MentorcoreError


AT_LAST: Final = datetime(2999, 12, 31, tzinfo=UTC)
"""Asked about this moment, `attention` tells of all that will need somebody unless a command clears it."""

TOGETHER: Final = 100
"""How many changes are read at a time."""

TABLES: Final = """
CREATE TABLE IF NOT EXISTS bookmark (
    one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER, policy TEXT
);
CREATE TABLE IF NOT EXISTS reminder (
    key TEXT PRIMARY KEY, mentorship TEXT, person TEXT, since TEXT, text TEXT, sent INTEGER DEFAULT 0
);
"""


@attrs.frozen
class Reminder:
    """
    What one person is told about one alert. It holds nobody's words.

    Attributes:
        key: The same for the same alert and person, whenever it is worked out.

        since: The moment from which it is due, as text that sorts.
    """

    key: str
    mentorship: str
    person: str
    since: str
    text: str


class Sender(Protocol):
    """
    What delivers reminders: mail, a chat, a gateway.
    """

    def send(self, reminder: Reminder) -> None:
        """
        Deliver it, unless something with its key was delivered before.
        """


def reminders_of(mentorship: Mentorship) -> Iterator[Reminder]:
    """
    Work out everything that somebody has to be told about a relationship, now or later.
    """
    for alert in attention(mentorship, at=AT_LAST):
        since = text_of(alert.since)
        for person in alert.who:
            if person != SYSTEM:
                what = [mentorship.id, alert.concern.value, alert.record, since, person]
                key = hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32]
                yield Reminder(key, mentorship.id, person, since, f"{alert} ({alert.how})")


def text_of(moment: datetime) -> str:
    """
    Return a moment as text that sorts as moments do.
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class Job:
    """
    What the job remembers, in a database of its own; one run at a time.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._kept = sqlite3.connect(folder / "reminders.db", timeout=0)
        try:
            self._kept.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._kept.executescript(f"BEGIN EXCLUSIVE; {TABLES} COMMIT;")
        except sqlite3.Error:
            self._kept.close()
            raise

    def close(self) -> None:
        """
        Let another run begin.
        """
        self._kept.close()

    def run(self, store: Store, sender: Sender, at: datetime) -> int:
        """
        Plan what has changed, send what is due, and return how much that was.
        """
        self._catch_up(store)

        return self._send_due(sender, at)

    def _catch_up(self, store: Store) -> None:
        """
        Read the journal to its end, and plan anew what each change touched.

        Alerts depend on the policy as well, so under another one everything is planned anew.
        """
        policy = hashlib.sha256(repr(store.policy).encode()).hexdigest()
        row = self._kept.execute("SELECT position FROM bookmark WHERE policy = ?", [policy]).fetchone()
        position: int = row[0] if row else 0
        while changes := list(islice(store.journal(after=position), TOGETHER)):
            position = changes[-1].position
            touched = {change.subject for change in changes if change.kind == Mentorship.kind}
            planned = {one: list(reminders_of(store.get(Mentorship, one))) for one in sorted(touched)}
            with self._kept:  # the plans and how far was read, in one step
                for mentorship, reminders in planned.items():
                    self._kept.execute("DELETE FROM reminder WHERE mentorship = ? AND NOT sent", [mentorship])
                    self._kept.executemany(
                        "INSERT OR IGNORE INTO reminder VALUES (?, ?, ?, ?, ?, 0)",
                        [attrs.astuple(reminder) for reminder in reminders],
                    )
                self._kept.execute("INSERT OR REPLACE INTO bookmark VALUES (1, ?, ?)", [position, policy])

    def _send_due(self, sender: Sender, at: datetime) -> int:
        due = self._kept.execute(
            "SELECT key, mentorship, person, since, text FROM reminder WHERE NOT sent AND since <= ? "
            "ORDER BY since, key",
            [text_of(at)],
        ).fetchall()
        for row in due:
            sender.send(Reminder(*row))
            with self._kept:
                self._kept.execute("UPDATE reminder SET sent = 1 WHERE key = ?", [row[0]])

        return len(due)


class Printer:
    """
    Stands in for a mail gateway that knows keys: a line in ``sent.txt`` is a delivery, and is printed.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._sent = (folder / "sent.txt").open("a+b", buffering=0)
        self._sent.seek(0)
        whole, _, torn = self._sent.read().rpartition(b"\n")
        if torn:  # the machine stopped in the middle of a line, so that one was not delivered
            self._sent.truncate(len(whole) + bool(whole))
        self._known = {line.split()[0] for line in whole.decode().splitlines()}

    def close(self) -> None:
        """
        Let go of the file.
        """
        self._sent.close()

    def send(self, reminder: Reminder) -> None:
        """
        Write and print it, unless its key is known.
        """
        if reminder.key in self._known:
            return
        line = f"{reminder.key} {reminder.person}: {reminder.mentorship}: {reminder.text}"
        self._sent.write(f"{line}\n".encode())
        os.fsync(self._sent.fileno())
        self._known.add(reminder.key)
        print(f"  {line.partition(' ')[2]}", flush=True)


def remind(store: Store, folder: Path, at: datetime) -> int:
    """
    Run the job once, and return how many reminders were due.
    """
    with contextlib.closing(Job(folder)) as job, contextlib.closing(Printer(folder)) as printer:
        return job.run(store, printer, at)


def main(arguments: list[str]) -> int:
    """
    Run the job on a store, or show it.
    """
    parser = argparse.ArgumentParser(prog="reminders", description="Tells people what needs them, once.")
    parser.add_argument("store", nargs="?", help="the URL of the record; without one, the job is shown")
    parser.add_argument("folder", nargs="?", default="reminders", help="what the job remembers (%(default)s)")
    options = parser.parse_args(arguments)
    if options.store is None:
        with tempfile.TemporaryDirectory() as folder:
            show(Path(folder))
        return 0
    try:
        with open_store(options.store, create=False) as store:
            remind(store, Path(options.folder), store.now())
    except BrokenPipeError:  # nobody reads on; what was not sent yet, the next run sends
        raise
    except MentorcoreError as error:
        problem = f"the store cannot be used: {error}"
    except (sqlite3.Error, OSError) as error:
        busy = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
        problem = f"{options.folder}: {'another run is under way' if busy else error}"
    else:
        return 0
    print(f"reminders: {problem}", file=sys.stderr)

    return 1


def show(folder: Path) -> None:
    """
    Play some days of a job that is stopped.
    """
    start = datetime(2026, 1, 12, 9, tzinfo=UTC)
    with open_store("memory:", clock=lambda: start + timedelta(days=60)) as store:
        enter(store, start)
        tonight = start + timedelta(days=20)
        with contextlib.closing(Job(folder)) as job, contextlib.closing(Printer(folder)) as printer:
            print("The job begins, and its machine is switched off after the first mail has left:")
            with contextlib.suppress(SwitchedOff):
                job.run(store, SwitchedOffAfter(1, printer.send), tonight)

        print("It begins again: the mail that had left is not sent again, the others are.")
        remind(store, folder, tonight)

        print("An hour later nothing is new:")
        print(f"  {remind(store, folder, tonight + timedelta(hours=1))} reminders")

        print("What is open is finished in time, so of the next reminders one is never sent:")
        with store.transaction() as tx:
            m = tx.get(Mentorship, "ada-and-ben")
            for action in m.actions.open:
                m.actions.finish(action.id, by=action.owner, at=tonight)
        remind(store, folder, start + timedelta(days=30))


def enter(store: Store, start: datetime) -> None:
    """
    Enter a relationship in which something is overdue, and something will be.
    """

    def day(number: int) -> date:
        return (start + timedelta(days=number)).date()

    with store.transaction() as tx:
        tx.add(Person.register(name="Ada Osei", id="ada", at=start))
        tx.add(Person.register(name="Ben Ruiz", id="ben", at=start))
        m = Mentorship.offer(
            mentor="ada",
            mentee="ben",
            by="ada",
            at=start,
            reasoning="We review each other's work every week.",
            potential="You ask what everybody else was afraid to ask.",
            agreement=Agreement(cadence=Cadence.weekly(2), starts_on=day(0), ends_on=day(180)),
            id="ada-and-ben",
        )
        tx.add(m).accept(by="ben", at=start)
        m.actions.take_on(by="ben", at=start, title="Draft the talk", due_on=day(14))
        m.actions.take_on(by="ben", at=start, title="Ask for a slot", due_on=day(21))
        m.readings.assign(by="ada", at=start, title="The manual", why="It is short.", due_on=day(12))
        m.actions.take_on(by="ada", at=start, title="Introduce Ben", due_on=day(10))


class SwitchedOff(BaseException):
    """
    The machine is off; no code catches that.
    """


@attrs.define
class SwitchedOffAfter:
    """
    Sends so many reminders, and is switched off before anybody can write down that the last one was sent.
    """

    left: int
    deliver: Callable[[Reminder], None]

    def send(self, reminder: Reminder) -> None:
        """
        Deliver it, perhaps as the last one.
        """
        self.deliver(reminder)
        self.left -= 1
        if not self.left:
            raise SwitchedOff


if __name__ == "__main__":
    sys.exit(while_read(main, sys.argv[1:]))
