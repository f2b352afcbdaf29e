"""
The examples, run as a newcomer runs them: as scripts, from an empty directory; their refusals without a new
process for each.
"""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mentorcore import (
    Mentorship,
    PairingRequest,
    Person,
    Presence,
    RequestState,
    State,
    Store,
    Story,
    Unknown,
    attention,
    open_store,
)


EXAMPLES = Path(__file__).parents[2] / "examples"
DATA = EXAMPLES / "data"

YearOfMentoring = Callable[..., tuple[int, str, str]]
"""Takes the arguments, and gives the exit status, the output and the errors."""

URLS = ("memory:", "sqlite:///year.db", "json:///year")


def run(script: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """
    Run an example, with every warning an error.
    """
    command = [sys.executable, "-W", "error", str(EXAMPLES / script), *arguments]

    return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)


def without(library: str, script: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """
    Run an example where a library is not installed.
    """
    path = EXAMPLES / script
    lacking = (
        f"import runpy, sys; sys.modules[{library!r}] = None; sys.path.insert(0, {str(EXAMPLES)!r}); "
        f"sys.argv[1:] = {[*arguments]!r}; runpy.run_path({str(path)!r}, run_name='__main__')"
    )

    return subprocess.run(
        [sys.executable, "-c", lacking], cwd=cwd, capture_output=True, encoding="utf-8", check=False
    )


class TestExtras:
    @pytest.mark.parametrize(
        ("example", "library", "extra"),
        [
            ("personal_data.py", "filelock", "json"),
            ("programme_matching.py", "scipy", "matching"),
            ("recommendation.py folder", "jinja2", "documents"),
            ("recommendation.py folder", "markdown_it", "documents"),
            ("recommendation.py folder", "mdit_py_plugins", "documents"),
            ("recommendation.py folder", "docx", "documents"),
            ("recommendation.py folder", "typst", "documents"),
            ("roster_and_calendar.py", "charset_normalizer", "rosters"),
            ("roster_and_calendar.py", "icalendar", "ical"),
            ("year_of_mentoring.py sqlite:///year.db", "sqlalchemy", "sqlite"),
        ],
    )
    def test_that_are_missing_are_named_in_one_line(
        self, example: str, library: str, extra: str, tmp_path: Path
    ) -> None:
        """
        Without a library of an extra, or of a part of it, an example says what to install.
        """
        told = without(library, *example.split(), cwd=tmp_path)

        assert (1, 1) == (told.returncode, len(told.stderr.splitlines()))
        assert told.stdout == "" or example.startswith("roster")
        assert told.stderr.endswith(f"pip install 'mentorcore[{extra}]'\n")


class TestQuickstart:
    def test_fits_on_a_page(self) -> None:
        """
        It has at most 80 lines.
        """
        assert len((EXAMPLES / "quickstart.py").read_text(encoding="utf-8").splitlines()) <= 80

    def test_tells_what_is_there_and_what_is_next(self, tmp_path: Path) -> None:
        """
        It shows the goal, the confirmed milestone and the story, then every kind of thing that is open.
        """
        told = run("quickstart.py", cwd=tmp_path)

        assert (told.returncode, told.stderr) == (0, "")
        for line in (
            "Ada Osei mentors Ben Ruiz, who wants to: Lead a release",
            "Confirmed:     Ben planned the release alone, and the board approved it.",
            "A story told:  In 2019 I waited until a customer saw it. Say it at once.",
            "Next meeting:  Monday 02 February 2026, 09:30",
            "Open question: How large may a release be? (interest 4 of 5)",
            "Open action:   Rehearse the rollback, by 2026-02-03 (Ben Ruiz)",
            "Needs someone: follow_up_overdue, since 24 January (Ada Osei)",
        ):
            assert line in told.stdout.splitlines()
        assert list(tmp_path.iterdir()) == []

    def test_keeps_what_it_writes_where_it_is_told_to(self, tmp_path: Path) -> None:
        """
        With a URL the relationship can be found afterwards.
        """
        run("quickstart.py", "sqlite:///kept.db", cwd=tmp_path)

        with open_store(f"sqlite:///{tmp_path}/kept.db", create=False) as store:
            assert [found.state for found in store.find(Mentorship).items] == [State.ACTIVE]


class TestEmbedding:
    def test_answers_as_an_hr_tool_would(self, tmp_path: Path) -> None:
        """
        A request sent twice counts once, both of two writers are kept, the second of two editors is told, a
        refusal carries the rule's code, each viewer sees what is theirs, and for a stranger there is nothing.
        """
        told = run("embedding.py", cwd=tmp_path)

        assert (told.returncode, told.stderr) == (0, "")
        statuses = [int(status) for status in re.findall(r"^  (\d{3}) ", told.stdout, flags=re.MULTILINE)]
        assert statuses == [201, 200, 201, 201, 201, 409, 201, 403, 200, 200, 404, 404]
        assert '"note": "this request was already carried out"' in told.stdout
        assert '"rule": "G1"' in told.stdout
        assert told.stdout.count("Lead the spring release") == 2
        assert told.stdout.count('"goals": []') == 1


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    Return a directory in which the year was replayed on every backend, each account beside it.
    """
    folder = tmp_path_factory.mktemp("year")
    for url in URLS:
        told = run("year_of_mentoring.py", url, cwd=folder)
        assert (told.returncode, told.stderr) == (0, ""), url
        (folder / f"{url.partition(':')[0]}.txt").write_text(told.stdout, encoding="utf-8")

    return folder


@pytest.fixture
def account(replayed: Path) -> str:
    """
    Return the account as it is printed.
    """
    return (replayed / "memory.txt").read_text(encoding="utf-8")


@pytest.fixture
def mentorships(replayed: Path) -> list[Mentorship]:
    """
    Return the relationships of the year.
    """
    with year(replayed) as store:
        return [store.get(Mentorship, found.id) for found in store.find(Mentorship).items]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """
    Return a copy of the data with the first two months of the log, to be changed.
    """
    folder = shutil.copytree(DATA, tmp_path / "data")
    log = folder / "year.log"
    log.write_text(log.read_text(encoding="utf-8").partition("% March")[0], encoding="utf-8")

    return folder


@pytest.fixture
def year_of_mentoring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> YearOfMentoring:
    """
    Return what runs the example in an empty directory, and in this process, which takes a tenth of the time.
    """
    monkeypatch.syspath_prepend(str(EXAMPLES))
    monkeypatch.chdir(tmp_path)
    main = importlib.import_module("year_of_mentoring").main

    def told(*arguments: str) -> tuple[int, str, str]:
        status = main([*arguments])
        return status, *capsys.readouterr()

    return told


def year(replayed: Path) -> Store:
    """
    Open the year that was replayed into SQLite.
    """
    return open_store(f"sqlite:///{replayed}/year.db", create=False)


def section(account: str, title: str) -> str:
    """
    Return what the account says about one relationship.
    """
    return next(part for part in re.split(r"\n(?=\d+\. )", account) if title in part.splitlines()[0])


class TestLog:
    def test_is_a_whole_year_of_several_people(self) -> None:
        """
        It has at least 300 dated lines of 2025, by at least 8 people in at least 5 relationships.
        """
        log = (DATA / "year.log").read_text(encoding="utf-8")
        dated = [line for line in log.splitlines() if re.match(r"2025-\d\d-\d\d \d\d:\d\d ", line)]

        assert len(dated) >= 300
        assert len({line.split()[2] for line in dated}) >= 8
        assert len({frozenset(line.split()[2:5:2]) for line in dated if line.split()[3] == ">"}) >= 5
        assert dated == sorted(dated, key=lambda line: line[:16])

    def test_is_written_line_by_line_and_not_filled_in(self) -> None:
        """
        Hardly any text is used twice.
        """
        log = (DATA / "year.log").read_text(encoding="utf-8")
        texts = [line.partition(": ")[2] for line in log.splitlines() if ": " in line]

        assert len(set(texts)) >= 0.98 * len(texts)

    def test_has_every_way_in_and_out(self, mentorships: list[Mentorship], replayed: Path) -> None:
        """
        One was paired by a decision maker, one declined, one lapsed, one paused and resumed, one completed,
        and two ended early, one of them because somebody left.
        """
        lives = [[step.state for step in m.steps] for m in mentorships]
        with year(replayed) as store:
            requests = {found.state for found in store.find(PairingRequest).items}
            left = [found.id for found in store.find(Person, state=Presence.LEFT).items]

        assert requests == {RequestState.PROPOSED, RequestState.DECLINED}
        assert [State.OFFERED, State.DECLINED] in lives
        assert [State.OFFERED, State.EXPIRED] in lives
        assert [State.OFFERED, State.ACTIVE, State.PAUSED, State.ACTIVE] in lives
        assert lives.count([State.OFFERED, State.ACTIVE, State.ENDED]) == 2
        assert [State.OFFERED, State.ACTIVE, State.COMPLETED] in lives
        assert [m.mentee_id for m in mentorships if m.mentee_id in left and m.state is State.ENDED] == left

    def test_has_what_mentoring_is_made_of(self, mentorships: list[Mentorship]) -> None:
        """
        Every state that a record can come to is met, and every kind of answer, reflections of both, and
        corrected, contested, amended and released entries.
        """

        def statuses(kind: str) -> set[str]:
            return {record.status.value for m in mentorships for record in getattr(m, kind)}

        assert statuses("goals") == {"active", "achieved", "dropped", "turned_down", "lapsed"}
        assert statuses("meetings") == {"scheduled", "held", "missed", "cancelled"}
        assert statuses("questions") == {"open", "answered", "resolved"}
        assert statuses("readings") == {"open", "finished", "skipped"}
        assert statuses("actions") == {"open", "finished", "dropped"}
        assert statuses("milestones") == {"documented", "confirmed", "contested", "retracted"}
        assert statuses("agreements") >= {"in_force", "replaced", "turned_down"}

        answers = [answer.answer for m in mentorships for q in m.questions for answer in q.answers]
        assert {type(answer).__name__ for answer in answers} == {"Known", "Story", "Unknown"}
        followed = [
            q
            for m in mentorships
            for q in m.questions
            if len(q.answers) == 2 and isinstance(q.answers[0].answer, Unknown)
        ]
        assert followed
        assert all(answer.lesson for answer in answers if isinstance(answer, Story))
        reflecting = {(m.id, note.author) for m in mentorships for note in m.notes.reflections}
        assert any((m.id, person) in reflecting for m in mentorships for person in [m.mentor_id])
        assert any((m.id, person) in reflecting for m in mentorships for person in [m.mentee_id])
        assert any(x.correction for m in mentorships for x in m.meetings)
        assert any(f.session for m in mentorships for f in m.feedback)
        assert {c.withdrawn_at is None for m in mentorships for c in m.consents} == {True, False}
        told = [
            [r.status.value for r in m.milestones.revisions(x.id)] for m in mentorships for x in m.milestones
        ]
        assert ["documented", "contested", "documented", "confirmed"] in told

    def test_leaves_something_to_do(self, mentorships: list[Mentorship]) -> None:
        """
        At the end of the year some relationships need somebody, and some do not.
        """
        needing = {m.id for m in mentorships if attention(m, at=datetime(2026, 1, 1, tzinfo=UTC))}

        assert needing
        assert needing < {m.id for m in mentorships}


class TestYear:
    def test_tells_the_same_on_every_backend(self, replayed: Path) -> None:
        """
        The account is the same, letter by letter.
        """
        accounts = {(replayed / f"{name}.txt").read_bytes() for name in ("memory", "sqlite", "json")}

        assert len(accounts) == 1

    def test_tells_about_each_relationship(self, account: str, mentorships: list[Mentorship]) -> None:
        """
        Each has its section with who, why and how it stands.
        """
        sections = re.split(r"\n(?=\d+\. )", account)[1:]

        assert len(sections) == len(mentorships)
        for told in sections:
            for label in ("Who", "Why these two", "Needs attention", "How it stands"):
                assert f"\n  {label} " in told

    def test_tells_how_the_completed_one_went(self, account: str) -> None:
        """
        The months are counted, goals say what supports them, and milestones with consent are quoted.
        """
        told = " ".join(section(account, "Jonas Lindqvist").split())

        assert "Bodil Hjørnevik offered it on 13 January. Agreed on 15 January." in told
        assert "in all 20 1 3 · 16.2 70%" in told
        assert "goal 1: achieved; supported by 2 milestones, 2 confirmed" in told
        assert "2 honest “I don’t know”s, each followed up since" in told
        assert "Bodil was in the building and was not called." in told
        assert "It was completed on 12 December after 47 weeks" in told

    def test_tells_the_decider_what_she_wrote(self, account: str) -> None:
        """
        The one paired by a decision maker says so.
        """
        told = " ".join(section(account, "Zoë Marchetti").split())

        assert "Zoë Marchetti asked Solveig Aasen for a mentor on 27 January." in told
        assert "In your own words: “Zoë asks for a way" in told

    def test_tells_about_the_break_and_the_leaver(self, account: str) -> None:
        """
        A pause shows in the months and at the end, and a departure is named.
        """
        assert section(account, "Tomasz Wójcik").count("paused") == 3
        assert "with a break from 30 May to 1 September" in section(account, "Tomasz Wójcik")
        assert "because Callum Drysdale left" in section(account, "Callum Drysdale")

    def test_keeps_the_words_of_the_pair_to_the_pair(
        self, account: str, mentorships: list[Mentorship]
    ) -> None:
        """
        No private note, question, summary, goal or reason is printed, and no words at all where the mentee
        took the consent back.
        """
        squeezed = " ".join(account.split())
        for m in mentorships:
            words = [note.text for note in m.notes if note.tier.value == "private"]
            words += [question.text for question in m.questions]
            words += [meeting.summary for meeting in m.meetings.held if meeting.summary]
            words += [goal.title for goal in m.goals]
            words += [step.words for step in m.steps if step.words and " left" not in step.words]
            for text in words:
                assert text not in squeezed
        assert "no consent of the mentee is in force" in section(account, "Tomasz Wójcik")

    def test_refuses_a_store_that_holds_the_year(self, replayed: Path) -> None:
        """
        The second time it says so, and changes nothing.
        """
        with year(replayed) as store:
            before = list(store.journal())
        told = run("year_of_mentoring.py", "sqlite:///year.db", cwd=replayed)

        assert (told.returncode, told.stdout) == (1, "")
        assert "sqlite:///year.db already holds this year; nothing was changed" in told.stderr
        with year(replayed) as store:
            assert list(store.journal()) == before

    def test_goes_on_where_it_was_interrupted(self, data: Path, tmp_path: Path) -> None:
        """
        A replay of a longer log enters only what is new, and tells what a replay in one go tells.
        """
        lines = (data / "year.log").read_text(encoding="utf-8").splitlines(keepends=True)
        starts = [number for number, line in enumerate(lines) if line.startswith("2025")]
        for entries in (20, 40):
            (data / "year.log").write_text("".join(lines[: starts[entries]]), encoding="utf-8")
            resumed = run("year_of_mentoring.py", "sqlite:///y.db", str(data), cwd=tmp_path)
            assert resumed.returncode == 0

        assert resumed.stdout == run("year_of_mentoring.py", "memory:", str(data), cwd=tmp_path).stdout

    def test_says_how_it_is_used(self, tmp_path: Path) -> None:
        """
        Without a URL it prints its usage and exits with 2.
        """
        told = run("year_of_mentoring.py", cwd=tmp_path)

        assert (told.returncode, told.stdout) == (2, "")
        assert "usage: python examples/year_of_mentoring.py STORE_URL" in told.stderr

    @pytest.mark.parametrize("url", ["postgres://somewhere", "sqlite:///no/such/place/year.db", "nonsense"])
    def test_says_what_is_wrong_with_the_url(
        self, url: str, year_of_mentoring: YearOfMentoring, tmp_path: Path
    ) -> None:
        """
        One clear line, and the exit status 1.
        """
        status, output, errors = year_of_mentoring(url)

        assert (status, output) == (1, "")
        assert len(errors.splitlines()) == 1
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("broken", "problem"),
        [
            ("Jonas and Bodil had lunch", "this is no entry"),
            ("2025-12-30 09:00 Jonas > Gunnar accepts", "nobody in the roster is called 'Gunnar'"),
            ("2025-12-30 09:00 Jonas > Priya accepts", "Jonas and Priya have no relationship yet"),
            ("2025-02-30 09:00 Maja > Haruki notes: Hm.", "2025-02-30 09:00 is no date and time"),
            ("2025-12-30 09:00 Maja > Haruki ponders: Hm.", "'ponders' is no verb of the log"),
            ("2025-12-30 09:00 Maja pauses: Hm.", "'pauses' needs to say with whom"),
            ("2025-12-30 09:00 Maja > Haruki notes", "'notes' needs words after a colon"),
            ("2025-12-30 09:00 Maja > Haruki goal #x: Hm", "'goal' needs an indented line 'why: …'"),
            ("2025-12-30 09:00 Maja > Haruki adopts", "'adopts' needs the #name of a record"),
            ("2025-12-30 09:00 Maja > Haruki asks #x: Hm", "'asks' needs interest=…"),
            ("2025-12-30 09:00 Maja > Haruki asks #x interest=much: Hm", "interest=much cannot be read"),
            ("2025-12-30 09:00 Maja > Haruki consents #x to=fame", "to=fame cannot be read"),
            ("2025-12-30 09:00 Haruki > Maja adopts #no", "(rule G1)"),
            ("2025-12-30 09:00 Maja > Haruki adopts #nothing", "there is no goal with the id 'nothing'"),
        ],
    )
    def test_names_the_line_that_is_wrong(
        self, broken: str, problem: str, year_of_mentoring: YearOfMentoring, data: Path, tmp_path: Path
    ) -> None:
        """
        What cannot be read, or a rule refuses, is reported with its line, and nothing is kept.
        """
        log = data / "year.log"
        number = len(log.read_text(encoding="utf-8").splitlines()) + 1
        with log.open("a", encoding="utf-8") as file:
            file.write(broken + "\n")

        status, output, errors = year_of_mentoring("sqlite:///y.db", str(data))

        assert (status, output) == (1, "")
        assert f"year.log, line {number}: " in errors
        assert problem in errors
        assert not (tmp_path / "y.db").exists()

    @pytest.mark.parametrize(
        ("file", "row", "problem"),
        [
            (
                "roster.csv",
                "p99,Gunnar,Gunnar Vik,,,,many,UTC,,3,,",
                "roster.csv, line 20: this row cannot be",
            ),
            (
                "roster.csv",
                "p99,Gunnar,Gunnar Vik,,,,1,Mars/Base,,3,,",
                "No time zone found with key Mars/Base",
            ),
            ("interactions.csv", "2025-01-12T08:00Z,p02,p02,chat,5", "line 449: this row cannot be read"),
            ("interactions.csv", "yesterday,p02,p03,chat,5", "line 449: this row cannot be read"),
        ],
    )
    def test_names_the_row_that_is_wrong(
        self, file: str, row: str, problem: str, year_of_mentoring: YearOfMentoring, data: Path
    ) -> None:
        """
        The same for the two tables.
        """
        with (data / file).open("a", encoding="utf-8") as table:
            table.write(row + "\n")

        status, _, errors = year_of_mentoring("memory:", str(data))

        assert status == 1
        assert problem in errors
