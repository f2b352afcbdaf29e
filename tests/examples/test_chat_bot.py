"""
The chat bot: what each command keeps and who may give it, and conversations as they come from a chat.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from mentorcore import (
    Agreement,
    Cadence,
    FollowUp,
    Mentorship,
    MilestoneStatus,
    Person,
    QuestionStatus,
    State,
    Store,
    Transaction,
    Unknown,
    Visibility,
    open_store,
)
from mentorcore.errors import Corrupt, Unavailable


EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TERMS = Agreement(cadence=Cadence.weekly(), starts_on=NOW.date(), ends_on=date(2026, 8, 31))
NOTHING = "I keep no open mentorship in which you could do that."


class Chat:
    """
    A chat with the bot, in which each line is a message of its own.
    """

    def __init__(self, store: Store) -> None:
        from chat_bot.bot import Bot

        self.store = store
        self.now = NOW
        self.bot = Bot(store)
        self._ids = count(1)

    def says(self, author: str, text: str, id: str | None = None) -> str:
        from chat_bot.messages import Message

        return self.bot.reply(Message(id or f"m{next(self._ids)}", author, text))

    @property
    def mentorship(self) -> Mentorship:
        return self.store.get(Mentorship, "pair")


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Let the bot be imported as its command does it.
    """
    monkeypatch.syspath_prepend(str(EXAMPLES))


@pytest.fixture
def offered(tmp_path: Path) -> Iterator[Chat]:
    """
    Give a chat in which Ada has offered Ben a mentorship, and nobody has said anything.
    """
    with open_store(f"sqlite:///{tmp_path}/chat.db", clock=lambda: talk.now) as store:
        talk = Chat(store)
        with store.transaction() as tx:
            for name, zone in (("ada", "Europe/Berlin"), ("ben", "UTC"), ("cy", "UTC")):
                tx.add(Person.register(name=name.title(), id=name, at=NOW, timezone=zone))
            offer(tx, "pair", "ada", "ben")
        yield talk


@pytest.fixture
def chat(offered: Chat) -> Chat:
    """
    Return a chat in which Ben has accepted.
    """
    offered.says("ben", "/accept")

    return offered


def offer(tx: Transaction, id: str, mentor: str, mentee: str) -> None:
    words: dict[str, Any] = {"reasoning": "We review each other's work.", "potential": "He could lead."}
    tx.add(Mentorship.offer(id=id, mentor=mentor, mentee=mentee, by=mentor, at=NOW, agreement=TERMS, **words))


class TestAccept:
    def test_makes_it_formal(self, offered: Chat) -> None:
        """
        R3: the one to whom it was offered accepts.
        """
        assert offered.says("ben", "/accept") == "It is a mentorship now. I wish you both good questions."
        assert offered.mentorship.state is State.ACTIVE

    def test_is_refused_to_who_offered(self, offered: Chat) -> None:
        """
        R3: who made the offer is told the rule, and it stays an offer.
        """
        assert "(R3)" in offered.says("ada", "/accept")
        assert offered.mentorship.state is State.OFFERED


class TestChanges:
    @pytest.mark.parametrize(
        ("theirs", "other", "text", "rule"),
        [
            ("ben", "ada", "/goal Lead a release | I want to decide. | One release.", "G1"),
            ("ben", "ada", "/ask 4 How large may a release be?", "Q1"),
            ("ada", "ben", "/answer 1 As small as you can.", "Q2"),
            ("ada", "ben", "/story 1 I waited once. | Say it at once.", "Q2"),
            ("ada", "ben", "/dont-know 1 2026-03-09 Ask the board.", "Q2"),
            ("ada", "ben", "/confirm 1.1", "D2"),
        ],
    )
    def test_belongs_to_one_of_the_two(
        self, chat: Chat, theirs: str, other: str, text: str, rule: str
    ) -> None:
        """
        The other is refused with the rule's code and nothing is changed; theirs is kept.
        """
        chat.says("ben", "/ask 3 When do I say no?")
        chat.says("ben", "/milestone 2026-03-02 Led it | Ben led it. | https://example.org/notes")
        before = chat.mentorship.version

        refused = chat.says(other, text)

        assert refused.startswith("Sorry, ")
        assert f"({rule})" in refused
        assert "\n" not in refused
        assert chat.mentorship.version == before
        assert not chat.says(theirs, text).startswith("Sorry")
        assert chat.mentorship.version == before + 1

    def test_keeps_an_honest_answer(self, chat: Chat) -> None:
        """
        Q3, Q4: who does not know promises something, and the question stays open until they do know.
        """
        chat.says("ben", "/ask 5 How large may a release be?")
        chat.says("ada", "/dont-know 1 2026-03-09 Ask the board.")
        question = next(iter(chat.mentorship.questions))

        assert question.status is QuestionStatus.OPEN
        follow_up = FollowUp(owner="ada", due_on=date(2026, 3, 9), task="Ask the board.")
        assert [given.answer for given in question.answers] == [Unknown(follow_up=follow_up)]

        chat.says("ada", "/story 1 We waited. | Say it at once.")

        assert next(iter(chat.mentorship.questions)).status is QuestionStatus.ANSWERED

    def test_confirms_what_was_read(self, chat: Chat) -> None:
        """
        D2: a revision that is not the current one is refused, the current one confirmed.
        """
        chat.says("ben", "/milestone 2026-03-02 Led it | Ben led it. | https://example.org/notes")

        assert "(D2)" in chat.says("ada", "/confirm 1.2")
        assert chat.says("ada", "/confirm 1.1") == "Milestone 1 is confirmed."
        assert [m.status for m in chat.mentorship.milestones] == [MilestoneStatus.CONFIRMED]

    @pytest.mark.parametrize("link", ["ftp://example.org", "javascript:alert(1)"])
    def test_wants_evidence(self, chat: Chat, link: str) -> None:
        """
        D1: a milestone needs a link that can be followed.
        """
        assert "(D1)" in chat.says("ben", f"/milestone 2026-03-02 Led it | Ben led it. | {link}")
        assert list(chat.mentorship.milestones) == []

    def test_keeps_a_note_for_its_author(self, chat: Chat) -> None:
        """
        N1: a note is private.
        """
        chat.says("ada", "/note He doubts himself.")

        assert [note.tier for note in chat.mentorship.notes] == [Visibility.PRIVATE]

    def test_names_what_is_not_there(self, chat: Chat) -> None:
        """
        A number that nothing has is told as such.
        """
        assert chat.says("ada", "/answer 7 Yes.") == "Sorry, there is no question 7 here."
        assert chat.says("ada", "/confirm 2.1") == "Sorry, there is no milestone 2 here."
        assert chat.says("ada", "/answer 0 Yes.") == "Sorry, there is no question 0 here."
        assert chat.says("ada", "/cancel 1 Why not.") == "Sorry, there is no meeting 1 here."
        chat.says("ada", "/meet 2026-03-09 10:00 60")
        assert chat.says("ada", "/held 1 goal1 It | x") == "Sorry, there is no goal 1 here."


class TestMeetings:
    def test_are_planned_at_the_time_of_who_says_it(self, chat: Chat) -> None:
        """
        M4: half past two is that of the author, on both sides of a change of the clocks.
        """
        assert chat.says("ada", "/meet 2026-03-27 14:30 60") == (
            "Kept as meeting 1, on 2026-03-27 14:30 (Europe/Berlin)."
        )
        chat.says("ada", "/meet 2026-03-30 14:30 60")
        chat.says("ben", "/meet 2026-03-31 14:30 60")

        hours = [(m.starts.hour, m.zone) for m in chat.mentorship.meetings]
        assert hours == [(13, "Europe/Berlin"), (12, "Europe/Berlin"), (14, "UTC")]
        assert chat.says("ben", "/next").startswith("The next meeting, 2026-03-27 14:30 (Europe/Berlin), 60")

    def test_are_reported_with_what_they_served(self, chat: Chat) -> None:
        """
        M2, M3: a held meeting has a summary and a topic that took its time, for a goal or a question.
        """
        chat.says("ben", "/goal Lead a release | I want to decide. | One release.")
        chat.says("ben", "/ask 4 How large?")
        for hour in (9, 10, 11):
            chat.says("ben", f"/meet 2026-03-02 {hour:02}:00 30")
        chat.now = NOW + timedelta(hours=3)

        assert chat.says("ben", "/held 1 goal1 Scope | Small | and soon.") == (
            "Kept what became of meeting 1."
        )
        chat.says("ada", "/held 2 question1 Size | As small as it can be.")
        chat.says("ada", "/held 3 - Weather | It rained.")

        goal, question = next(iter(chat.mentorship.goals)), next(iter(chat.mentorship.questions))
        held = list(chat.mentorship.meetings.held)
        assert [m.summary for m in held] == ["Small | and soon.", "As small as it can be.", "It rained."]
        assert [(t.title, t.minutes, t.raised_by, t.serves) for m in held for t in m.topics] == [
            ("Scope", 30, "ben", goal.id),
            ("Size", 30, "ada", question.id),
            ("Weather", 30, "ada", None),
        ]

    def test_serve_the_goal_that_had_the_number_all_along(self, chat: Chat) -> None:
        """
        Goals keep their numbers when the mentee ranks them anew.
        """
        chat.says("ben", "/meet 2026-03-02 09:00 30")
        for minute, title in enumerate(("Lead a release", "Give a talk"), 1):
            chat.now = NOW + timedelta(minutes=minute)
            chat.says("ben", f"/goal {title} | To learn. | It is done.")
        lead, talk = chat.mentorship.goals

        def rank(tx: Transaction) -> None:
            tx.get(Mentorship, "pair").goals.prioritise(talk.id, by="ben", at=chat.now, rank=1)

        chat.store.transact(rank)
        chat.says("ben", "/held 1 goal1 Scope | Small.")

        assert [topic.serves for topic in chat.mentorship.meetings.held[0].topics] == [lead.id]
        assert chat.says("ada", "/show").splitlines()[:2] == [
            "Goal 1: Lead a release (active)",
            "Goal 2: Give a talk (active)",
        ]

    def test_are_missed_and_called_off_with_a_reason(self, chat: Chat) -> None:
        """
        M2: each says why, and both see it.
        """
        chat.says("ben", "/meet 2026-03-02 10:00 30")
        chat.says("ben", "/meet 2026-03-09 10:00 30")
        chat.now = NOW + timedelta(days=1)

        assert chat.says("ada", "/missed 1 A child was ill.") == "Kept what became of meeting 1."
        assert chat.says("ben", "/cancel 2 I am away.") == "Meeting 2 is called off."
        assert chat.says("ada", "/show").splitlines() == [
            "Meeting 1: 2026-03-02 10:00 (UTC), 30 minutes (missed)",
            "  A child was ill.",
            "Meeting 2: 2026-03-09 10:00 (UTC), 30 minutes (cancelled)",
            "  I am away.",
        ]

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("/meet 2026-03-09 10:15 30", "M1"),
            ("/meet 2026-03-10 10:00 4", "M1"),
            ("/meet 2029-03-10 10:00 60", "M4"),
            ("/meet 2026-03-01 10:00 60", "R6"),
            ("/held 1 - Scope | It was good.", "M2"),
            ("/missed 1 I was ill.", "M2"),
        ],
    )
    def test_are_held_to_the_rules(self, chat: Chat, text: str, rule: str) -> None:
        """
        M1, M2, M4, R6: no overlap, no odd length, not too far ahead, and no report before it began.
        """
        chat.says("ben", "/meet 2026-03-09 10:00 30")
        before = chat.mentorship.version

        assert f"({rule})" in chat.says("ben", text)
        assert chat.mentorship.version == before


class TestLooking:
    def test_shows_each_what_is_theirs(self, chat: Chat) -> None:
        """
        Both see the question, and only its author the note.
        """
        chat.says("ben", "/ask 4 How large?")
        chat.says("ada", "/note He doubts himself.")

        assert chat.says("ben", "/show") == "Question 1: How large? (open, interest 4)"
        assert chat.says("ada", "/show").splitlines()[-1] == "Note (private): He doubts himself."

    @pytest.mark.parametrize(
        "text", ["/show", "/next", "/attention", "@ada /show", "@ben /note x", "/accept"]
    )
    def test_tells_a_stranger_nothing(self, chat: Chat, text: str) -> None:
        """
        Who is not of the pair hears the same whether or not there is one.
        """
        chat.says("ben", "/ask 4 How large?")

        assert chat.says("cy", text) == NOTHING
        assert chat.says("nobody", text) == NOTHING

    def test_prepares_the_next_meeting(self, chat: Chat) -> None:
        """
        The agenda has the open question, with whose it is; before the offer is accepted there is none.
        """
        chat.says("ben", "/goal Lead a release | I want to decide. | One release.")
        chat.says("ben", "/ask 4 How large?")

        told = chat.says("ada", "/next").splitlines()

        assert told[0] == "The next meeting, no day is set yet, 60 minutes:"
        assert [line for line in told if "How large?" in line and "(Ben; " in line]

    def test_says_why_there_is_no_meeting(self, offered: Chat) -> None:
        """
        A relationship that is not running has no agenda.
        """
        assert offered.says("ben", "/next") == "There is no next meeting: the relationship is offered."

    def test_tells_what_needs_somebody(self, chat: Chat) -> None:
        """
        Nothing at first; once the promise is overdue, that, and whose it is.
        """
        chat.says("ben", "/ask 4 How large?")
        chat.says("ada", "/dont-know 1 2026-03-05 Ask the board.")
        assert chat.says("ben", "/attention") == "Nothing needs either of you."

        chat.now = NOW + timedelta(days=9)

        overdue = "Since 2026-03-06: the follow-up to a question is overdue (Ada"
        assert overdue in chat.says("ben", "/attention")

    def test_asks_with_whom_where_somebody_has_several(self, chat: Chat) -> None:
        """
        Who is in two relationships names the other person, and is told who they are.
        """
        with chat.store.transaction() as tx:
            offer(tx, "second", "ada", "cy")

        told = chat.says("ada", "/note x")

        assert told.endswith("Yours are with: ben, cy")
        assert chat.says("ada", "@ben /note x") == "Kept for your eyes only."
        assert len(chat.mentorship.notes) == 1
        assert list(chat.store.get(Mentorship, "second").notes) == []

    def test_helps_with_every_command(self, chat: Chat) -> None:
        """
        Help has every command; a stranger may read it as well.
        """
        from chat_bot.parsing import FORMS

        assert [line.split()[0].strip(":/") for line in chat.says("cy", "/help").splitlines()] == list(FORMS)


class TestParsing:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("hello", "I listen to lines that start with /; /help tells which."),
            ("", "I listen to lines that start with /; /help tells which."),
            ("/", "I listen to lines that start with /; /help tells which."),
            ("/erase everything", "I do not know that one; /help tells what I know."),
            ("/next week", "/next stands alone."),
            ("/ask", "Please write it as: /ask INTEREST TEXT"),
            ("/ask 4", "Please write it as: /ask INTEREST TEXT"),
            ("/goal a | b", "Please write it as: /goal TITLE | WHY | MEASURE"),
            ("/goal a | | c", "Please write it as: /goal TITLE | WHY | MEASURE"),
            ("/answer one Yes.", "I need a number there, such as 1."),
            (f"/answer {'9' * 5000} Yes.", "I need a number there, such as 1."),
            ("/answer ٣ Yes.", "I need a number there, such as 1."),
            ("/dont-know 1 2026-02-30 Ask.", "I need a day there, such as 2026-03-31."),
            ("/dont-know 1 tomorrow Ask.", "I need a day there, such as 2026-03-31."),
            ("/meet 2026-03-09 25:00 60", "I need a time there, such as 09:30."),
            ("/meet 2026-03-09 9:30 60", "I need a time there, such as 09:30."),
            ("/meet 2026-03-09 09:30", "Please write it as: /meet DAY TIME MINUTES"),
            ("/held 1 - Scope", "Please write it as: /held MEETING SERVED TOPIC | SUMMARY"),
            (
                "/held 1 note1 Scope | x",
                "I need what it served there: goal1, question1, or - for neither; /show has them.",
            ),
        ],
    )
    def test_says_what_it_would_understand(self, chat: Chat, text: str, told: str) -> None:
        """
        What is no command is answered with what would be, and changes nothing.
        """
        before = chat.mentorship.version

        assert chat.says("ben", text) == told
        assert chat.mentorship.version == before

    def test_keeps_the_last_text_as_it_is(self, chat: Chat) -> None:
        """
        A bar in the last text is a bar, and a line break stays in the record.
        """
        chat.says("ben", "/ask 4 Left | right?\nOr both?")

        assert [question.text for question in chat.mentorship.questions] == ["Left | right?\nOr both?"]


class TestHostile:
    @pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "x" * 200_000])
    def test_is_refused_by_the_rule_about_text(self, chat: Chat, text: str) -> None:
        """
        P1: what is no text, or far too long, is refused in one short sentence, which repeats nothing of it.
        """
        told = chat.says("ben", f"/ask 4 {text}")

        assert "(P1)" in told
        assert len(told) < 300
        assert list(chat.mentorship.questions) == []

    @pytest.mark.parametrize("author", ["", "ada ", "ada\nben", "../ada", "a" * 65, "\ud800"])
    def test_an_author_who_is_no_id_is_nobody(self, chat: Chat, author: str) -> None:
        """
        P4: whatever a chat may give as an author, it is never taken for one of the two.
        """
        before = chat.mentorship.version

        assert "(P4)" in chat.says(author, "/note x")
        assert chat.mentorship.version == before

    def test_cannot_speak_as_the_bot(self, chat: Chat) -> None:
        """
        Line breaks, escapes of terminals and turned text come back in one line that shows them.
        """
        chat.says("ben", "/ask 4 Why?\nMilestone 1.1: Led it (confirmed)\x1b[2J\u202eback")

        told = chat.says("ada", "/show")

        assert told == (
            r"Question 1: Why? Milestone 1.1: Led it (confirmed)\x1b[2J\u202eback (open, interest 4)"
        )

    def test_cannot_name_another_author(self, chat: Chat) -> None:
        """
        The author is who the chat says; what stands in the text makes nobody else of them.
        """
        chat.says("ben", "/ask 4 How large?")

        assert chat.says("ben", "ada> /answer 1 Yes.").startswith("I listen to lines")
        assert "(Q2)" in chat.says("ben", "@ada /answer 1 Yes.")


class TestDelivery:
    def test_keeps_a_message_once_that_comes_twice(self, chat: Chat) -> None:
        """
        The second delivery is told so, and changes nothing.
        """
        assert chat.says("ben", "/ask 4 How large?", id="x1") == "Kept as question 1."
        assert chat.says("ben", "/ask 4 How large?", id="x1") == "I have that already, and kept it once."
        assert len(chat.mentorship.questions) == 1

    def test_keeps_the_same_words_twice_where_they_were_said_twice(self, chat: Chat) -> None:
        """
        Two messages are two, and so are messages of two people that have the same id.
        """
        chat.says("ben", "/note x", id="x1")
        chat.says("ben", "/note x", id="x2")
        chat.says("ada", "/note x", id="x1")

        assert [note.author for note in chat.mentorship.notes] == ["ben", "ben", "ada"]

    def test_may_send_again_what_was_refused(self, chat: Chat) -> None:
        """
        A refusal uses nothing up: the same message is carried out once it is possible.
        """
        assert chat.says("ada", "/answer 1 Yes.", id="x1") == "Sorry, there is no question 1 here."
        chat.says("ben", "/ask 4 May I?")
        assert chat.says("ada", "/answer 1 Yes.", id="x1") == "Kept as an answer to question 1."

    def test_keeps_it_once_where_it_comes_at_the_same_moment(self, chat: Chat) -> None:
        """
        Eight deliveries at once: one is kept.
        """
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda _: chat.says("ben", "/note x", id="x1"), range(8)))

        assert sorted(set(told)) == ["I have that already, and kept it once.", "Kept for your eyes only."]
        assert told.count("Kept for your eyes only.") == 1
        assert len(chat.mentorship.notes) == 1

    def test_loses_nothing_of_two_who_write_at_once(self, chat: Chat) -> None:
        """
        What both say in the same moments is all kept, in the order of each, under numbers of their own.
        """

        def talks(author: str) -> list[str]:
            return [chat.says(author, f"/note {number}", id=f"x{number}") for number in range(8)]

        with ThreadPoolExecutor(2) as pool:
            told = [answer for answers in pool.map(talks, ("ada", "ben")) for answer in answers]

        assert set(told) == {"Kept for your eyes only."}
        for author in ("ada", "ben"):
            notes = [note.text for note in chat.mentorship.notes if note.author == author]
            assert notes == [str(number) for number in range(8)]

    def test_keeps_no_name_in_its_token(self) -> None:
        """
        A token stays in the store for good; it tells neither the author nor the message.
        """
        from chat_bot.messages import Message

        assert Message("1", "ada", "x").token == Message("1", "ada", "y").token
        assert Message("1a", "da", "x").token != Message("1", "ada", "x").token
        assert "ada" not in Message("1", "ada", "x").token.removeprefix("chat-")


class TestTrouble:
    @pytest.mark.parametrize(
        ("error", "told"),
        [
            (Unavailable("chat.db", "it is locked"), "The record is busy"),
            (Corrupt("mentorship/pair", "no JSON"), "Something is wrong with the record"),
        ],
    )
    def test_is_told_without_places_and_logged(
        self,
        chat: Chat,
        error: Exception,
        told: str,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """
        People hear what to do; whoever runs the bot finds the error in the log, without their words.
        """

        def fails(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(Store, "transact", fails)

        answer = chat.says("ben", "/note My secret.", id="x1")

        assert answer.startswith(told)
        assert "chat.db" not in answer
        assert str(error) in caplog.text
        assert "My secret." not in caplog.text


CONVERSATION = b"""\
ben> /accept
ben> /ask 4 How large may a release be?
ada> /dont-know 1 2099-01-31 Ask those who approve them
who says this
ben> /note \xff
cy> /show
ada> /show
"""


def talked(text: bytes, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """
    Talk to the bot in a terminal of its own.
    """
    path = os.pathsep.join([str(EXAMPLES), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-W", "error", "-m", "chat_bot", *arguments]

    return subprocess.run(
        command,
        input=text,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
    )


class TestTerminal:
    def test_is_a_conversation(self, tmp_path: Path) -> None:
        """
        Each line is answered, in order, also one that nobody says and one that is no text.
        """
        done = talked(CONVERSATION, cwd=tmp_path)

        assert (done.returncode, done.stderr) == (0, b"")
        told = done.stdout.decode().splitlines()[1:]
        refused = told.pop(4)
        assert refused.startswith("bot to ben: Sorry, ")
        assert "(P1)" in refused
        assert told == [
            "bot to ben: It is a mentorship now. I wish you both good questions.",
            "bot to ben: Kept as question 1.",
            "bot to ada: Question 1 stays open; I will bring it up again on 2099-01-31.",
            "Say who writes, as in: ben> /help",
            f"bot to cy: {NOTHING}",
            "bot to ada: Question 1: How large may a release be? (open, interest 4)",
            "  Not known yet",
        ]
        assert list(tmp_path.iterdir()) == []

    def test_goes_on_where_it_stopped(self, tmp_path: Path) -> None:
        """
        With a store the next conversation knows what was said in the one before.
        """
        kept = ("--store", "json:///chat", "--as", "ben")
        assert talked(b"/accept\n/ask 4 How large?\n", *kept, cwd=tmp_path).returncode == 0

        done = talked(b"/show\n", *kept, cwd=tmp_path)

        assert done.stdout.decode().splitlines()[1:] == [
            "bot to ben: Question 1: How large? (open, interest 4)"
        ]

    def test_says_what_is_wrong_with_a_store(self, tmp_path: Path) -> None:
        """
        A URL that nobody serves ends it with one line.
        """
        done = talked(b"", "--store", "nothing:///x", cwd=tmp_path)

        assert done.returncode == 1
        assert done.stderr.startswith(b"The store cannot be used: no backend is installed for 'nothing'")
        assert done.stderr.count(b"\n") == 1
