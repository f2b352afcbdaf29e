"""
Reading a relationship, and finding those that need somebody, from the command line.
"""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from rich.console import Console

from mentorcore import Mentorship, Person, Purpose, View, attention, open_store
from mentorcore.cli.naming import Names
from mentorcore.cli.page import SECTIONS
from tests.cli.conftest import Run
from tests.model.examples import ADA, BEN, CY, DAY, NOW, offer
from tests.storage.conftest import LATER, clock
from tests.trust.everything import Everything


EVERYTHING = "Everything is shown, private notes of both people too"


class _Ids(Names):
    """
    Calls people by their ids, whether or not they are kept.
    """

    def __getitem__(self, person_id: str) -> str:
        return person_id


def _plain(part: Any) -> str:
    out = io.StringIO()
    Console(file=out, width=10_000, markup=False, highlight=False, emoji=False).print(part)

    return out.getvalue()


def words(text: str) -> str:
    """
    Return a page without its line breaks.
    """
    return " ".join(text.split())


class TestShow:
    def test_says_that_everything_is_shown(self, run: Run, url: str) -> None:
        """
        Without a viewer the page has the private notes of both, and says so.
        """
        result = run("show", url, "ada-ben")

        assert 0 == result.exit_code
        assert EVERYTHING in words(result.stdout)
        for note in ("BENWROTE a private note", "ADAPRIVATE"):
            assert note in result.stdout

    @pytest.mark.parametrize(
        ("viewer", "sees", "misses"),
        [
            (ADA, ["ADAPRIVATE", "BENWROTE a question"], ["BENWROTE a private note"]),
            (BEN, ["BENWROTE a private note", "BENWROTE a question"], ["ADAPRIVATE"]),
        ],
    )
    def test_shows_each_of_the_two_their_part(
        self, run: Run, url: str, viewer: str, sees: list[str], misses: list[str]
    ) -> None:
        """
        N1: somebody's private notes are on nobody else's page.
        """
        page = run("show", url, "ada-ben", "--as", viewer).stdout

        assert f"What {viewer}, one of the two, sees." in words(page)
        assert EVERYTHING not in words(page)
        assert [] == [one for one in sees if one not in page]
        assert [] == [one for one in misses if one in page]

    def test_shows_a_programme_owner_counts(self, run: Run, url: str) -> None:
        """
        The programme tier is dates, counts and states, and nobody's words.
        """
        page = run("show", url, "ada-ben", "--as", "dee", "--role", "programme_owner").stdout

        assert "What dee sees, as programme owner." in page
        assert "2 active" in page
        assert "1 confirmed, 1 documented" in page
        assert "2026-01-12 09:00 UTC, 50 minutes, held" in page
        for word in ("BENWROTE", "Ada:", "ADAPRIVATE", "Cy says"):
            assert word not in page

    @pytest.mark.parametrize("role", [None, "stranger", "mentor", "mentee"])
    def test_shows_a_stranger_nothing(self, run: Run, url: str, role: str | None) -> None:
        """
        Who is nobody in this relationship sees nothing of it, whatever they say that they are.
        """
        page = run("show", url, "ada-ben", "--as", CY, *(() if role is None else ("--role", role))).stdout

        assert (
            f"Mentorship ada-ben\n{CY}, as {role or 'stranger'}, sees nothing of this relationship.\n" == page
        )

    def test_judges_consents_at_a_moment(self, run: Run, lite: str) -> None:
        """
        HR sees the record while a consent is in force, and not when it is over.
        """
        with open_store(lite, clock=clock) as store, store.transaction() as tx:
            m = tx.get(Mentorship, "ada-ben")
            m.consents.give(by=BEN, at=NOW + DAY, purpose=Purpose.TESTIMONIAL, until=(NOW + 30 * DAY).date())

        def seen(at: str) -> str:
            return run("show", lite, "ada-ben", "--as", "dee", "--role", "hr", "--at", at).stdout

        assert "Ada: planned" in seen("2026-01-20T09:00Z")
        assert "Ada: planned" not in seen("2026-06-20T09:00Z")

    def test_a_role_is_somebodys(self, run: Run, lite: str) -> None:
        """
        A role without a person is a mistake.
        """
        result = run("show", lite, "ada-ben", "--role", "hr")

        assert 2 == result.exit_code
        assert "--role goes with --as" in result.stderr

    def test_leaves_out_no_text(self, run: Run, lite: str) -> None:
        """
        Every word that somebody wrote into any field of a relationship is on the page of everything.
        """
        everything = Everything()
        requests = everything.requests()
        m = everything.completed(everything.filled(everything.accepted(everything.offered(requests[0]))))
        with open_store(lite, clock=clock) as store:
            from mentorcore.cli.page import page
            from mentorcore.cli.relationships import _seen

            shown = "".join(_plain(part) for part in page(m.id, _seen(m, None, LATER), None, _Ids(store)))

        texts = [text for text in _texts(m.document) if " " in text]
        assert len(texts) > 20
        assert [] == [text for text in texts if words(text) not in words(shown)]

    def test_has_every_part_of_a_view(self) -> None:
        """
        The page has a section for each of the parts that a view has.
        """
        parts = {field.name for field in attrs.fields(View)}

        assert parts - {"viewer", "tiers", "overview", "reasoning", "potential", "words"} == {*SECTIONS}

    def test_cannot_steer_the_terminal(self, run: Run, lite: str) -> None:
        """
        Control characters and markup in somebody's words are shown, and nothing else.
        """
        with open_store(lite, clock=clock) as store, store.transaction() as tx:
            m = tx.get(Mentorship, "ada-ben")
            m.notes.write(by=BEN, at=NOW + DAY, text="[red]a[/red] \x1b[2J \x07 :smile: \u202eb")
        page = run("show", lite, "ada-ben").stdout

        assert "[red]a[/red] \ufffd[2J \ufffd :smile: \ufffdb" in page

    def test_as_json_cannot_steer_the_terminal(self, run: Run, lite: str) -> None:
        """
        JSON is the same data, and what a terminal would act upon is escaped in it.
        """
        text = "\x9b2J \x7f \x1b[2J \u202eb \u061c tab\tand\r\nline – \ufeff 👩‍💻"
        with open_store(lite, clock=clock) as store, store.transaction() as tx:
            tx.get(Mentorship, "ada-ben").notes.write(by=BEN, at=NOW + DAY, text=text)
        for command in (("show", lite, "ada-ben", "--json"), ("export-person", lite, BEN)):
            printed = run(*command).stdout
            assert not {"\x9b", "\x7f", "\x1b", "\u202e", "\u061c", "\t", "\r"} & {*printed}
            assert "– \ufeff 👩‍💻" in printed
            assert text in _texts(json.loads(printed))

    def test_shows_tabs_and_line_breaks_of_any_system(self, run: Run, lite: str) -> None:
        """
        What a web form or a spreadsheet leaves in a text is no control character to be replaced.
        """
        with open_store(lite, clock=clock) as store, store.transaction() as tx:
            m = tx.get(Mentorship, "ada-ben")
            m.notes.write(by=BEN, at=NOW + DAY, text="one\r\n\ttwo\r\nthree\tfour")
        page = run("show", lite, "ada-ben").stdout

        assert "\n  one\n      two\n  three   four\n" in page

    def test_as_json_of_everything(self, run: Run, lite: str) -> None:
        """
        --json has the parts of a view, and says that it is everything.
        """
        told = json.loads(run("show", lite, "ada-ben", "--json").stdout)

        assert {"mentorship", "everything", "seen_by"} | {f.name for f in attrs.fields(View)} - {
            "viewer"
        } == told.keys()
        assert ("ada-ben", True, None) == (told["mentorship"], told["everything"], told["seen_by"])
        assert {"ben-private", "ada-private"} == {note["id"] for note in told["notes"]}
        assert ["pair", "private", "programme", "record"] == told["tiers"]

    def test_as_json_of_somebodys_part(self, run: Run, lite: str) -> None:
        """
        --json has what that person sees, and says who they are.
        """
        told = json.loads(run("show", lite, "ada-ben", "--as", BEN, "--json").stdout)
        nothing = json.loads(run("show", lite, "ada-ben", "--as", CY, "--json").stdout)

        assert (False, {"id": BEN, "role": "stranger"}) == (told["everything"], told["seen_by"])
        assert ["ben-private"] == [note["id"] for note in told["notes"]]
        assert ([], None, []) == (nothing["tiers"], nothing["overview"], nothing["goals"])

    def test_of_an_erased_person(self, run: Run, lite: str) -> None:
        """
        A relationship whose mentee was erased can still be read.
        """
        run("erase-person", lite, BEN, "--yes")
        result = run("show", lite, "ada-ben")

        assert 0 == result.exit_code
        assert "BENWROTE" not in result.stdout


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple | list):
        return [text for one in value for text in _texts(one)]
    if isinstance(value, dict):
        return _texts([*value.values()])
    if attrs.has(type(value)):
        return [t for field in attrs.fields(type(value)) for t in _texts(getattr(value, field.name))]

    return []


class TestAttention:
    AT = "2026-09-01T00:00Z"

    def test_lists_every_alert(self, run: Run, url: str) -> None:
        """
        What `attention` says of each relationship is listed, the one that waits longest first.
        """
        lines = [line.split("\t") for line in run("attention", url, "--at", self.AT).stdout.splitlines()]
        with open_store(url) as store:
            at = datetime(2026, 9, 1, tzinfo=UTC)
            expected = [
                [f"{alert.since:%Y-%m-%d}", id_, str(alert)]
                for id_ in ("ada-ben", "dee-cy")
                for alert in attention(store.get(Mentorship, id_), at=at)
            ]

        assert expected == [[line[0], line[1], line[3]] for line in lines]
        assert "Ada Osei and Benedikt Ruißál" == lines[0][2]
        assert "Benedikt Ruißál: actions.finish or actions.drop" == lines[0][4]

    def test_of_one_person(self, run: Run, url: str) -> None:
        """
        Somebody is told what they can do something about, and not what the other has to do.
        """
        told = json.loads(run("attention", url, "--at", self.AT, "--person", ADA, "--json").stdout)["alerts"]

        assert {"ada-ben"} == {alert["mentorship"] for alert in told}
        assert "action_overdue" not in {alert["concern"] for alert in told}
        assert all(ADA in alert["who"] for alert in told)

    def test_before_anything_is_due(self, run: Run, url: str) -> None:
        """
        Where nothing needs anybody, nothing is listed.
        """
        result = run("attention", url, "--at", "2026-01-12T10:00Z")

        assert (0, "") == (result.exit_code, result.stdout)

    def test_at_this_moment(self, run: Run, url: str) -> None:
        """
        Without --at it is the store's now.
        """
        assert "2027-01-12T09:00:00.000000Z" == json.loads(run("attention", url, "--json").stdout)["at"]

    def test_turns_every_page(self, run: Run, lite: str) -> None:
        """
        However many relationships need somebody, all are listed.
        """
        with open_store(lite, clock=clock) as store, store.transaction() as tx:
            for number in range(130):
                mentor, mentee = (tx.add(Person.register(name="P", at=NOW)).id for _ in range(2))
                tx.add(
                    Mentorship.offer(
                        mentor=mentor,
                        mentee=mentee,
                        by=mentor,
                        at=NOW,
                        reasoning="We talk.",
                        potential="Much.",
                        agreement=offer().agreement,
                        id=f"offer-{number}",
                    )
                )
        told = json.loads(run("attention", lite, "--at", self.AT, "--json").stdout)["alerts"]

        assert 132 == len({alert["mentorship"] for alert in told})

    def test_as_json(self, run: Run, lite: str) -> None:
        """
        --json has an object for each alert, with keys that stay.
        """
        first, *_ = json.loads(run("attention", lite, "--at", self.AT, "--json").stdout)["alerts"]

        assert {
            "mentorship": "ada-ben",
            "mentor": ADA,
            "mentee": BEN,
            "concern": "action_overdue",
            "since": "2026-01-13T12:00:00.000000Z",
            "record": "action",
            "who": [BEN],
            "how": "actions.finish or actions.drop",
        } == first
