"""
Looking around: who might be asked, why, and who not (R1, R5, R8 to R10).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from math import fsum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.errors import InvalidValue
from mentorcore.insight.contact import HALF_LIFE_DAYS, Contact
from mentorcore.insight.interactions import Interaction, in_plural
from mentorcore.insight.prospects import (
    ENOUGH,
    NotSuggested,
    Prospect,
    Prospects,
    ProspectWeights,
    ReasonKind,
    suggest_mentees,
)
from mentorcore.model.lifecycle import State
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.people import Person
from mentorcore.model.policy import Policy
from tests.insight.people import AT, Tie, invalid, person
from tests.model.examples import AGREEMENT, DAY, HOUR, brokered


ADA = person("ada", experience=15, skills=["Go-live planning", "SQL"], capacity=2)


RICH = (
    "We have had to do with each other 3 times since March 2026, last on 8 June 2026, mostly in reviews. "
    "You want to learn SQL and go-live planning, which I know."
)


def dealt(with_: str, *, days: float = 0, kind: str = "review", minutes: int = 30) -> Interaction:
    """
    Return that Ada had to do with somebody, some days ago.
    """
    return Interaction(who="ada", with_whom=with_, when=AT - days * DAY, kind=kind, minutes=minutes)


def around(*people: Person, interactions: Any = (), **given: Any) -> Prospects:
    """
    Return whom Ada might ask.
    """
    return suggest_mentees(ADA, people, interactions, at=AT, **given)


def first(*people: Person, **given: Any) -> Prospect:
    """
    Return the most promising of them.
    """
    return around(*people, **given).ranked[0]


LIST = "give a list or a tuple"

NO_INTERACTION = "something among them is no Interaction"


def words(longest: int) -> st.SearchStrategy[str]:
    """
    Return lines that a profile or an interaction accepts.
    """
    letters = st.characters(categories=["L", "N", "P", "S", "Zs"], include_characters=" ")

    return st.text(letters, min_size=1, max_size=longest).filter(
        lambda text: text.strip() and text.isprintable()
    )


class TestContact:
    def test_is_counted_whoever_began(self) -> None:
        """
        An interaction has no direction, and those of others do not count.
        """
        found = first(
            person("ben", experience=2),
            interactions=[
                dealt("ben", days=3, kind="review", minutes=30),
                Interaction(who="ben", with_whom="ada", when=AT - DAY, kind="chat", minutes=5),
                dealt("ben", days=9, kind="review", minutes=10),
                Interaction(who="ben", with_whom="cy", when=AT, kind="chat", minutes=5),
                dealt("cy"),
                dealt("ben", days=4, kind="chat", minutes=0),
            ],
        )

        assert (
            Contact(
                times=4,
                minutes=45,
                first=AT - 9 * DAY,
                last=AT - DAY,
                kinds=(("chat", 2), ("review", 2)),
                weight=fsum(0.5 ** (days / 90) for days in (1, 3, 4, 9)),
            )
            == found.contact
        )

    def test_counts_until_the_moment(self) -> None:
        """
        What lies after the moment has not happened yet; what happens at it counts.
        """
        found = first(person("ben", experience=2), interactions=[dealt("ben"), dealt("ben", days=-0.001)])

        assert 1 == found.contact.times

    def test_halves_with_its_age(self) -> None:
        """
        After the half-life an interaction counts half, unless another is said.
        """
        assert HALF_LIFE_DAYS == 90
        ben = person("ben", experience=2)

        assert 1.0 == first(ben, interactions=[dealt("ben")]).contact.weight
        assert 0.5 == first(ben, interactions=[dealt("ben", days=90)]).contact.weight
        assert 0.25 == first(ben, interactions=[dealt("ben", days=20)], half_life_days=10).contact.weight

    def test_often_and_lately_ranks_higher(self) -> None:
        """
        More, and more recent, contact ranks somebody higher.
        """
        people = [person(name, experience=2) for name in ("often", "lately", "once", "never")]
        interactions = [
            *(dealt("often", days=day) for day in range(5)),
            dealt("lately", days=1), dealt("lately", days=2),
            dealt("once", days=50), dealt("once", days=51),
        ]  # fmt: skip

        assert ["often", "lately", "once", "never"] == [
            found.person for found in around(*people, interactions=interactions).ranked
        ]

    def test_is_read_once(self) -> None:
        """
        Interactions may come from a generator.
        """

        def stream() -> Iterator[Interaction]:
            yield dealt("ben")

        assert 1 == first(person("ben", experience=2), interactions=stream()).contact.times


class TestScore:
    def test_is_the_sum_of_its_reasons(self) -> None:
        """
        Contact saturates, learning is the share of wishes that the mentor knows, and whoever has no
        mentor counts in full.
        """
        ben = person("ben", experience=2, wishes=["go-live planning", "Rust"])
        found = first(ben, interactions=[dealt("ben") for _ in range(ENOUGH)])

        assert [(ReasonKind.CONTACT, 0.5), (ReasonKind.LEARNING, 0.5), (ReasonKind.FREE, 1.0)] == [
            (reason.kind, reason.strength) for reason in found.reasons
        ]
        assert pytest.approx([0.25, 0.15, 0.2]) == [reason.points for reason in found.reasons]
        assert pytest.approx(0.6) == found.score
        assert ("go-live planning",) == found.shared

    def test_weights_are_in_proportion(self) -> None:
        """
        Only the proportions of weights matter, and 0 leaves a reason out.
        """
        ben = person("ben", experience=2, wishes=["SQL"])

        assert 1.0 == first(ben, weights=ProspectWeights(contact=0, learning=7, free=0)).score
        assert 0.5 == first(ben, weights=ProspectWeights(contact=3, learning=0, free=3)).score
        assert (5, 3, 2, 10) == (
            ProspectWeights().contact, ProspectWeights().learning, ProspectWeights().free,
            ProspectWeights().total,
        )  # fmt: skip

    def test_a_mentee_of_others_counts_less(self) -> None:
        """
        Each open relationship as a mentee makes somebody less free; one that is over or lapsed does not.
        """
        ties = [
            Tie(mentor_id="cy", mentee_id="ben"),
            Tie(mentor_id="di", mentee_id="ben", state=State.OFFERED, lapses_at=AT + HOUR),
            Tie(mentor_id="ed", mentee_id="ben", state=State.OFFERED, lapses_at=AT),
            Tie(mentor_id="flo", mentee_id="ben", state=State.COMPLETED),
            Tie(mentor_id="gil", mentee_id="ben", state=State.ENDED),
            Tie(mentor_id="ben", mentee_id="cy"),
        ]
        found = first(person("ben", experience=2), relationships=ties)

        assert (2, 1 / 3) == (found.open_mentorships, found.reasons[2].strength)

    def test_without_wishes_nothing_is_learned(self) -> None:
        """
        Who has no wishes scores nothing for learning.
        """
        assert 0.0 == first(person("ben", experience=2)).reasons[1].strength


class TestSentence:
    @pytest.mark.parametrize(
        ("interactions", "wishes", "said"),
        [
            ([], [], "We have not had to do with each other yet."),
            (
                [dealt("ben", days=7)],
                [],
                "We have had to do with each other once, on 8 June 2026 (review).",
            ),
            (
                [dealt("ben", days=7), dealt("ben", days=95, kind="chat"), dealt("ben", days=9)],
                ["SQL", "go-live planning"],
                RICH,
            ),
            (
                [],
                ["Rust", "sql"],
                "We have not had to do with each other yet. You want to learn sql, which I know.",
            ),
        ],
    )
    def test_can_be_the_reasoning_of_an_offer(
        self, interactions: list[Interaction], wishes: list[str], said: str
    ) -> None:
        """
        R2: the sentence tells the mentee why, as the mentor would say it.
        """
        assert said == first(person("ben", experience=2, wishes=wishes), interactions=interactions).sentence

    @pytest.mark.parametrize(
        ("kinds", "said"),
        [
            ("chat chat", "in chats"),
            ("chat review", "in chats and reviews"),
            ("review review chat", "mostly in reviews"),
            ("review review chat call", "mostly in reviews and calls"),
            ("review review review chat chat call mail", "mostly in reviews and chats"),
            ("a b c d e", "mostly in as, bs and cs"),
            ("a b c d e f", "in 6 different ways"),
            ("a b c", "mostly in as and bs"),
        ],
    )
    def test_mostly_is_more_than_half(self, kinds: str, said: str) -> None:
        """
        The fewest kinds that make up more than half are named, the most frequent first and the first of
        equals by name; not more than three.
        """
        found = first(
            person("ben", experience=2), interactions=[dealt("ben", kind=kind) for kind in kinds.split()]
        )

        assert found.sentence.endswith(f", last on 15 June 2026, {said}.")

    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            ("review", "reviews"),
            ("on-call duty", "on-call duties"),
            ("survey", "surveys"),
            ("lunch", "lunches"),
            ("push", "pushes"),
            ("fix", "fixes"),
            ("class", "classes"),
            ("quiz", "quizes"),
            ("y", "ies"),
        ],
    )
    def test_several_of_a_kind(self, kind: str, said: str) -> None:
        """
        Kinds are given in the singular and told in the plural.
        """
        assert said == in_plural(kind)

    def test_days_are_those_of_the_mentor(self) -> None:
        """
        P2: a day is the one on the mentor's wall, whatever zone the moment came in.
        """
        late = datetime(2026, 5, 31, 20, tzinfo=UTC)
        tokyo = person("cy", experience=9, timezone="Asia/Tokyo")
        for zone in (UTC, timezone(timedelta(hours=-8))):
            when = late.astimezone(zone)
            (found,) = suggest_mentees(
                tokyo,
                [person("ben", experience=2)],
                [Interaction(who="cy", with_whom="ben", when=when, kind="chat", minutes=5)] * 2,
                at=AT,
            ).ranked
            assert (
                "We have had to do with each other 2 times since June 2026, last on 1 June 2026, in chats."
            ) == found.sentence
            for moment in (found.contact.first, found.contact.last):
                assert moment is not None
                assert UTC is moment.tzinfo

    def test_many_wishes_are_counted(self) -> None:
        """
        Five things are named, and of more it is said how many there are.
        """
        skills = list("abcdefg")
        mentor = person("cy", experience=9, skills=skills)

        def said(wishes: list[str]) -> str:
            (found,) = suggest_mentees(mentor, [person("ben", experience=2, wishes=wishes)], [], at=AT).ranked
            return found.sentence.partition(". ")[2]

        assert "You want to learn a, b, c, d and e, which I know." == said(skills[:5])
        assert "You want to learn a, b, c, d, e and 1 more, which I know." == said(skills[:6])
        assert "You want to learn a, b, c, d, e and 2 more, which I know." == said(skills)

    @given(st.lists(words(200), min_size=1, max_size=100, unique=True), st.lists(words(60), min_size=1))
    def test_is_accepted_as_reasoning(self, wishes: list[str], kinds: list[str]) -> None:
        """
        P1, R2: whatever the people want to learn and however they met, an offer can be made with the
        sentence as it is.
        """
        mentor = person("ada", experience=15, skills=wishes)
        (found,) = suggest_mentees(
            mentor,
            [person("ben", experience=2, wishes=wishes)],
            [dealt("ben", kind=kind) for kind in kinds],
            at=AT,
        ).ranked
        made = Mentorship.offer(
            mentor="ada", mentee="ben", by="ada", at=AT, reasoning=found.sentence, potential="…",
            agreement=AGREEMENT,
        )  # fmt: skip

        assert found.sentence == made.document.reasoning


class TestWhoIsLeftOut:
    @pytest.mark.parametrize(
        ("given", "ties", "because", "rule"),
        [
            ({"experience": 15}, [], "they are not less experienced than the mentor", None),
            ({"experience": 16}, [], "they are not less experienced than the mentor", None),
            ({}, [], "their years of experience are not known; enter them with Person.revise", None),
            (
                {"experience": 2},
                [Tie(mentor_id="ada", mentee_id="ben", state=State.PAUSED)],
                "there is an open relationship with this mentor already",
                "R8",
            ),
            *(
                (
                    {"experience": 2},
                    [Tie(mentor_id="ada", mentee_id="ben", state=state)],
                    "the mentor has mentored them before",
                    None,
                )
                for state in (State.COMPLETED, State.ENDED)
            ),
            (
                {"experience": 2},
                [Tie(mentor_id="ada", mentee_id="ben", state=State.DECLINED)],
                "an offer between the two was declined",
                None,
            ),
        ],
    )
    def test_says_why(self, given: dict[str, Any], ties: list[Tie], because: str, rule: str | None) -> None:
        """
        R8: whoever is not suggested is named with the reason.
        """
        found = around(person("ben", **given), relationships=ties)

        assert ((), (NotSuggested(person="ben", because=because, rule=rule),)) == (
            found.ranked,
            found.left_out,
        )

    def test_a_line_manager_is_none_unless_the_policy_says_so(self) -> None:
        """
        R10: a mentor is not the line manager of the mentee, unless the policy allows it.
        """
        ben = person("ben", experience=2)
        ben.set_manager("ada", at=AT)

        assert [("the mentor is their line manager", "R10")] == [
            (left.because, left.rule) for left in around(ben).left_out
        ]
        assert "ben" == first(ben, policy=Policy(line_managers=True)).person

    def test_somebody_who_has_left(self) -> None:
        """
        P5: whoever has left is not asked.
        """
        ben = person("ben", experience=2)
        ben.leave(by="ben", at=AT)

        assert [("they have left", "P5")] == [(left.because, left.rule) for left in around(ben).left_out]

    def test_the_mentors_experience_has_to_be_known(self) -> None:
        """
        Nobody is less experienced than somebody whose experience is not known.
        """
        found = suggest_mentees(person("cy"), [person("ben", experience=2)], [], at=AT)

        assert ["the mentor's years of experience are not known; enter them with Person.revise"] == [
            left.because for left in found.left_out
        ]

    def test_the_mentor_is_no_mentee(self) -> None:
        """
        R1: nobody is suggested to themselves.
        """
        assert ((), (NotSuggested(person="ada", because="they are the mentor", rule="R1"),)) == (
            around(ADA).ranked,
            around(ADA).left_out,
        )

    @pytest.mark.parametrize("state", [State.WITHDRAWN, State.EXPIRED])
    def test_an_offer_that_came_to_nothing_is_none(self, state: State) -> None:
        """
        R5: an offer that was withdrawn or has expired does not stand in the way.
        """
        tie = Tie(mentor_id="ada", mentee_id="ben", state=state)

        assert "ben" == first(person("ben", experience=2), relationships=[tie]).person

    def test_less_experienced_by_a_year_is_enough(self) -> None:
        """
        Less experienced is any number of years below, 0 as well.
        """
        assert ["ben", "cy"] == [
            found.person for found in around(person("ben", experience=14), person("cy", experience=0)).ranked
        ]

    def test_they_are_named_in_order(self) -> None:
        """
        Whoever is left out is named in the order of the ids.
        """
        people = [person(name, experience=15) for name in "cab"]

        assert ["a", "b", "c"] == [left.person for left in around(*people).left_out]

    def test_a_lapsed_offer_is_not_open(self) -> None:
        """
        R5: an offer that has lapsed does not stand in the way.
        """
        tie = Tie(mentor_id="ada", mentee_id="ben", state=State.OFFERED, lapses_at=AT)

        assert "ben" == first(person("ben", experience=2), relationships=[tie]).person

    def test_a_mentorship_itself_is_a_tie(self) -> None:
        """
        R8: relationships can be mentorships as they are kept.
        """
        found = around(person("ben", experience=2), relationships=[brokered(at=AT)])

        assert ["R8"] == [left.rule for left in found.left_out]


class TestRoom:
    @pytest.mark.parametrize(
        ("states", "room"),
        [
            ([], 2),
            ([State.ACTIVE], 1),
            ([State.ACTIVE, State.PAUSED], 0),
            ([State.ACTIVE, State.PAUSED, State.ACTIVE], 0),
            ([State.COMPLETED, State.OFFERED, State.ENDED], 2),
        ],
    )
    def test_is_what_capacity_leaves(self, states: list[State], room: int) -> None:
        """
        R9: active and paused relationships use up capacity, and it never falls below 0.
        """
        ties = [Tie(mentor_id="ada", mentee_id=f"p{n}", state=state) for n, state in enumerate(states)]
        found = around(person("ben", experience=2), relationships=ties)

        assert (room, ["ben"], "ada") == (found.room, [one.person for one in found.ranked], found.mentor)

    @pytest.mark.parametrize(
        ("running", "said"),
        [
            (0, "Ada has room for 2 more mentorships."),
            (1, "Ada has room for 1 more mentorship."),
            (2, "Ada has no room for another mentorship, so nobody could accept an offer yet (R9)."),
            (3, "Ada has no room for another mentorship, so nobody could accept an offer yet (R9)."),
        ],
    )
    def test_is_told(self, running: int, said: str) -> None:
        """
        R9: how much room there is, is told in a sentence.
        """
        ties = [Tie(mentor_id="ada", mentee_id=f"p{n}") for n in range(running)]

        assert said == around(relationships=ties).sentence


class TestArguments:
    def test_a_limit_cuts_the_rest(self) -> None:
        """
        At most *limit* people are suggested.
        """
        people = [person(name, experience=2) for name in "cab"]

        assert ["a", "b"] == [found.person for found in around(*people, limit=2).ranked]
        assert ["a", "b", "c"] == [found.person for found in around(*people).ranked]
        assert () == around(*people, limit=0).ranked

    @pytest.mark.parametrize(
        ("given", "because", "accepted", "path"),
        [
            ({"half_life_days": 0}, "0 is out of range", "1 to 3660 are accepted", "half_life_days"),
            ({"half_life_days": 3661}, "3661 is out of range", "1 to 3660 are accepted", "half_life_days"),
            ({"limit": -1}, "-1 is out of range", "0 to 1000000 are accepted", "limit"),
            ({"limit": 1_000_001}, "1000001 is out of range", "0 to 1000000 are accepted", "limit"),
            (
                {"weights": 5},
                "a value of type int is not a ProspectWeights",
                "give a ProspectWeights",
                "weights",
            ),
            (
                {"relationships": [Tie(mentor_id="a", mentee_id="b"), 5]},
                "a value of type int is no relationship",
                "give mentorships, or summaries of them",
                "relationships[1]",
            ),
            ({"relationships": 5}, "a value of type int is not a list", LIST, "relationships"),
            ({"interactions": [5]}, NO_INTERACTION, "give Interaction values", "interactions"),
            ({"interactions": 5}, NO_INTERACTION, "give Interaction values", "interactions"),
        ],
    )
    def test_are_checked(self, given: dict[str, Any], because: str, accepted: str, path: str) -> None:
        """
        P1: what is not accepted is refused with its place, the reason, and what would be accepted.
        """
        with invalid(because, accepted, path):
            around(**given)

    def test_a_policy_is_one(self) -> None:
        """
        P1: what is no policy is refused.
        """
        with pytest.raises(InvalidValue, match="not a Policy"):
            around(policy=5)

    def test_limits_are_included(self) -> None:
        """
        A day and ten years are half-lives.
        """
        ben = person("ben", experience=2)

        assert 0.5 == first(ben, interactions=[dealt("ben", days=1)], half_life_days=1).contact.weight
        assert 0.5 == first(ben, interactions=[dealt("ben", days=3660)], half_life_days=3660).contact.weight

    def test_people_are_people(self) -> None:
        """
        P1, P2: a person stands in *people* once, only people do, and the moment has a zone.
        """
        twice = [person("ben"), person("ben")]
        with invalid("ben is named twice", "name everybody once", "people[1]"):
            around(*twice)
        with invalid("a value of type str is not a Person", "give a Person", "people[0]"):
            around("ben")  # type: ignore[arg-type]
        with invalid("a value of type int is not a list", LIST, "people"):
            suggest_mentees(ADA, 5, [], at=AT)  # type: ignore[arg-type]
        with invalid("a value of type str is not a Person", "give a Person", "mentor"):
            suggest_mentees("ada", [], [], at=AT)  # type: ignore[arg-type]
        with pytest.raises(InvalidValue, match="no time zone"):
            suggest_mentees(ADA, [], [], at=datetime(2026, 1, 1))

    @pytest.mark.parametrize(
        ("weights", "field"),
        [
            ({"contact": -1}, "contact"),
            ({"contact": 1_000_001}, "contact"),
            ({"learning": float("inf")}, "learning"),
            ({"free": float("nan")}, "free"),
            ({"free": True}, "free"),
            ({"free": "2"}, "free"),
        ],
    )
    def test_weights_are_numbers(self, weights: dict[str, Any], field: str) -> None:
        """
        P1: a weight is a number from 0 to a million.
        """
        with invalid(
            "it is not a number that can be weighed with", "give 0 to 1,000,000", f"ProspectWeights.{field}"
        ):
            ProspectWeights(**weights)

        assert 1_000_000 == ProspectWeights(free=1_000_000).free

    def test_a_weight_counts(self) -> None:
        """
        P1: one of the weights at least is more than 0.
        """
        with invalid("all of its weights are 0", "give at least one that counts", "ProspectWeights"):
            ProspectWeights(contact=0, learning=0, free=0)

    @pytest.mark.parametrize(
        ("given", "because", "accepted", "rule"),
        [
            (
                {"when": when},
                "it is no moment with a time zone",
                "give an aware datetime",
                "P2",
            )
            for when in (datetime(2026, 1, 1), "2026-01-01")
        ]
        + [
            ({"minutes": minutes}, "it is no number of minutes", "give a whole number from 0", "P1")
            for minutes in (-1, 1.5)
        ]
        + [
            ({"kind": kind}, "it is no word", "give a noun of at most 60 characters", "P1")
            for kind in (" ", "", "a\nb", "a" * 61, 5)
        ],
    )
    def test_interactions_are_checked(
        self, given: dict[str, Any], because: str, accepted: str, rule: str
    ) -> None:
        """
        P1, P2: an interaction has an aware moment, a printable kind, and takes 0 minutes or more.
        """
        values: dict[str, Any] = {"who": "a", "with_whom": "b", "when": AT, "kind": "a" * 60, "minutes": 0}
        with invalid(because, accepted, f"Interaction.{next(iter(given))}", rule=rule):
            Interaction(**(values | given))

        assert 0 == Interaction(**values).minutes


PAST = st.integers(0, 2000).map(lambda hours: AT - timedelta(hours=hours))


class TestWhateverTheOrder:
    @given(
        st.lists(st.tuples(st.sampled_from("abcd"), PAST, st.sampled_from(["chat", "review"])), max_size=20),
        st.randoms(use_true_random=False),
    )
    def test_the_result_is_the_same(self, dealings: list[tuple[str, datetime, str]], random: Any) -> None:
        """
        The order of people, interactions and relationships makes no difference, and scores lie from 0 to
        1.
        """
        people = [person(name, experience=n, wishes=["SQL"][: n % 2]) for n, name in enumerate("abcd")]
        ties = [Tie(mentor_id="cy", mentee_id="a"), Tie(mentor_id="di", mentee_id="a")]
        interactions = [
            Interaction(who=who, with_whom="ada", when=when, kind=kind, minutes=5)
            for who, when, kind in dealings
        ]
        found = around(*people, interactions=interactions, relationships=ties)
        for things in (people, ties, interactions):
            random.shuffle(things)

        assert found == around(*people, interactions=interactions, relationships=ties)
        assert all(0 <= prospect.score <= 1 for prospect in found.ranked)
        assert UTC is AT.tzinfo
