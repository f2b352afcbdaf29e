"""
Matching a programme: who gets whom, why, and who is left (B1, R1, R5, R8 to R10).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.errors import Clash, InvalidValue, MissingExtra
from mentorcore.insight.matching.compatibility import (
    MILLION,
    Compatibility,
    Exclusion,
    Fit,
    MatchWeights,
    Preferences,
    apart,
    shared_hours,
)
from mentorcore.insight.matching.orders import Orders
from mentorcore.insight.matching.programme import Method, match
from mentorcore.insight.matching.result import Choices, Matching, Pair, Room, Unmatched
from mentorcore.insight.standing import standing_of
from mentorcore.model.lifecycle import State
from mentorcore.model.people import Person
from mentorcore.model.policy import Policy
from mentorcore.model.values import SYSTEM
from tests.insight.people import AT, Tie, person
from tests.model.examples import refused


METHODS: tuple[Method, ...] = ("best", "stable")


def mentor(id: str, *skills: str, capacity: int = 1, **given: Any) -> Person:
    """
    Return a mentor.
    """
    return person(id, skills=skills, capacity=capacity, **given)


def mentee(id: str, *wishes: str, **given: Any) -> Person:
    """
    Return a mentee.
    """
    return person(id, wishes=wishes, **given)


def pairs(found: Matching) -> dict[str, str]:
    """
    Return the mentor of each mentee.
    """
    return {pair.mentee: pair.mentor for pair in found.pairs}


@pytest.mark.parametrize("method", METHODS)
class TestExclusions:
    @pytest.mark.parametrize(
        ("given", "exclusion"),
        [
            ({"relationships": [Tie(mentor_id="ada", mentee_id="ben")]}, Exclusion.OPEN),
            (
                {"relationships": [Tie(mentor_id="ada", mentee_id="ben", state=State.PAUSED)]},
                Exclusion.OPEN,
            ),
            *(
                (
                    {"relationships": [Tie(mentor_id="ada", mentee_id="ben", state=state)]},
                    Exclusion.EARLIER,
                )
                for state in (State.COMPLETED, State.ENDED, State.DECLINED)
            ),
            ({"do_not_pair": [("ada", "ben")]}, Exclusion.DO_NOT_PAIR),
            ({"do_not_pair": [("ben", "ada")]}, Exclusion.DO_NOT_PAIR),
            ({"relationships": [Tie(mentor_id="ada", mentee_id="cy")]}, Exclusion.NO_ROOM),
        ],
    )
    def test_are_never_paired(self, method: Method, given: dict[str, Any], exclusion: Exclusion) -> None:
        """
        R8, R9: two who have an open relationship or had an earlier one, who are not to be paired, or
        whose mentor has no room, are not paired; the mentee is named with the reason.
        """
        found = match([mentor("ada", "SQL")], [mentee("ben", "SQL")], at=AT, method=method, **given)

        assert () == found.pairs
        assert (
            Unmatched(mentee="ben", because=f"{exclusion.value}: 1", possible=0, against={exclusion: 1}),
        ) == found.unmatched

    @pytest.mark.parametrize("state", [State.WITHDRAWN, State.EXPIRED])
    def test_an_offer_that_came_to_nothing_is_none(self, method: Method, state: State) -> None:
        """
        R5: an offer that was withdrawn, has expired or has lapsed since does not stand in the way.
        """
        for tie in (
            Tie(mentor_id="ada", mentee_id="ben", state=state),
            Tie(mentor_id="ada", mentee_id="ben", state=State.OFFERED),
            Tie(mentor_id="ben", mentee_id="ada", state=State.COMPLETED),
        ):
            found = match([mentor("ada")], [mentee("ben")], at=AT, method=method, relationships=[tie])
            assert {"ben": "ada"} == pairs(found)

    def test_nobody_is_their_own_mentor(self, method: Method) -> None:
        """
        R1: whoever takes part as both is not paired with themselves.
        """
        both = person("ada", capacity=1)
        found = match([both], [both], at=AT, method=method)

        assert ["mentor and mentee are the same person (R1): 1"] == [x.because for x in found.unmatched]

    def test_a_line_manager_is_none_unless_the_policy_says_so(self, method: Method) -> None:
        """
        R10: a mentor is not the mentee's line manager, unless the policy allows it.
        """
        ben = mentee("ben")
        ben.set_manager("ada", at=AT)

        assert [{Exclusion.LINE_MANAGER: 1}] == [
            left.against for left in match([mentor("ada")], [ben], at=AT, method=method).unmatched
        ]
        allowed = Policy(line_managers=True)
        assert {"ben": "ada"} == pairs(match([mentor("ada")], [ben], at=AT, method=method, policy=allowed))

    @pytest.mark.parametrize("who", ["ada", "ben"])
    def test_somebody_who_has_left(self, method: Method, who: str) -> None:
        """
        P5: whoever has left takes no part.
        """
        people = {"ada": mentor("ada"), "ben": mentee("ben")}
        people[who].leave(by=who, at=AT)
        found = match([people["ada"]], [people["ben"]], at=AT, method=method)

        assert [{Exclusion.LEFT: 1}] == [left.against for left in found.unmatched]

    def test_without_any_mentor(self, method: Method) -> None:
        """
        Where there are no mentors, that is the reason.
        """
        found = match([], [mentee("ben")], at=AT, method=method)

        assert ["there are no mentors"] == [left.because for left in found.unmatched]
        assert () == match([mentor("ada")], [], at=AT, method=method).pairs

    def test_several_reasons_are_counted(self, method: Method) -> None:
        """
        Where nobody is possible, it is told how often each reason holds, the most frequent first.
        """
        mentors = [mentor(name) for name in ("ada", "cy", "di")]
        found = match(
            mentors,
            [mentee("ben")],
            at=AT,
            method=method,
            do_not_pair=[("ben", "di"), ("cy", "ben")],
            relationships=[Tie(mentor_id="ada", mentee_id="ben", state=State.ENDED)],
        )

        assert (
            "the two are on the list of those not to pair: 2; "
            "the two had a relationship, or an offer that was declined: 1"
        ) == found.unmatched[0].because

    def test_whoever_is_left_over(self, method: Method) -> None:
        """
        R9: where all possible mentors are given to others, that is the reason.
        """
        found = match([mentor("ada", "SQL")], [mentee("ben"), mentee("cy", "SQL")], at=AT, method=method)

        assert {"cy": "ada"} == pairs(found)
        assert [("ben", "all 1 possible mentors were given to others", 1)] == [
            (left.mentee, left.because, left.possible) for left in found.unmatched
        ]

    def test_mentors_with_room_are_named(self, method: Method) -> None:
        """
        R9: mentors who could take more are named with how many.
        """
        found = match(
            [mentor("ada", capacity=3), mentor("cy", capacity=2), mentor("di")],
            [mentee("ben"), mentee("eve")],
            at=AT,
            method=method,
            relationships=[Tie(mentor_id="cy", mentee_id="x"), Tie(mentor_id="cy", mentee_id="y")],
            do_not_pair=[("di", "eve"), ("di", "ben")],
        )

        assert {"ben": "ada", "eve": "ada"} == pairs(found)
        assert (Room(mentor="ada", room=1), Room(mentor="di", room=1)) == found.room


class TestFit:
    def test_says_what_the_score_is_made_of(self) -> None:
        """
        Skills against wishes, shared working hours and mutual preferences make the score, in proportion
        of the weights.
        """
        found = match(
            [mentor("ada", "sql", "Go", timezone="Europe/Berlin")],
            [mentee("ben", "SQL", "Rust", timezone="Europe/London")],
            at=AT,
            method="stable",
            preferences={"ben": ["ada"], "ada": ["ben"]},
        )

        assert (
            Pair(
                mentor="ada",
                mentee="ben",
                score=0.725,
                fit=Fit(
                    shared=("SQL",), wishes=2, overlap_hours=7.0, mentee_rank=1, mentor_rank=1, score=725_000
                ),
                mentee_choice=1,
                mentor_choice=1,
                sentence="Ada knows what Ben wants to learn: SQL; they share 7 of 8 working hours; "
                "Ben named Ada as choice 1; Ada named Ben as choice 1.",
            ),
        ) == found.pairs
        assert 0.725 == found.total

    @pytest.mark.parametrize(
        ("skills", "wishes", "said"),
        [
            (["SQL"], ["Go"], "Ada knows none of what Ben wants to learn; they share 8 of 8 working hours."),
            (["SQL"], [], "Ben has not said what they want to learn; they share 8 of 8 working hours."),
            (
                ["SQL", "Go", "Rust"],
                ["Rust", "Go", "SQL"],
                "Ada knows what Ben wants to learn: Rust, Go and SQL; they share 8 of 8 working hours.",
            ),
        ],
    )
    def test_is_told_in_a_sentence(self, skills: list[str], wishes: list[str], said: str) -> None:
        """
        The reasons are told as they are, the poor ones as well.
        """
        (pair,) = match([mentor("ada", *skills)], [mentee("ben", *wishes)], at=AT, method="stable").pairs

        assert said == pair.sentence

    @pytest.mark.parametrize(
        ("zone", "other", "hours"),
        [
            ("UTC", "UTC", 8),
            ("Europe/Berlin", "Europe/London", 7),
            ("Europe/London", "Europe/Berlin", 7),
            ("Asia/Kolkata", "Europe/London", 3.5),
            ("America/New_York", "Europe/Berlin", 2),
            ("America/Los_Angeles", "Europe/Berlin", 0),
            ("Pacific/Auckland", "Pacific/Honolulu", 6),
        ],
    )
    def test_working_hours_are_those_of_the_day(self, zone: str, other: str, hours: float) -> None:
        """
        Nine to five is compared by the clocks of the day, around the date line as well.
        """
        assert hours == shared_hours(zone, other, AT)

    def test_preferences_are_means(self) -> None:
        """
        The mean of the sides that have a list counts; who is not on a list comes after all who are.
        """
        preferences = Preferences.of({"ben": ["ada", "cy"], "ada": ["ben", "eve", "flo", "gil"], "none": []})

        assert [1.0, 0.25, 0.5, 0.0, 0.75, 0.0] == [
            preferences.wish("ada", "ben"),
            preferences.wish("cy", "ben") / 2,
            preferences.wish("di", "ben") + 0.5,
            preferences.wish("di", "ben"),
            preferences.wish("ada", "eve"),
            preferences.wish("none", "di"),
        ]
        assert [1, 2, None, None] == [preferences.rank("ben", other) for other in ("ada", "cy", "di", "ben")]
        assert {"ada", "cy"} == preferences.named_with("ben")
        assert {"ada"} == preferences.named_with("gil")

    def test_weights_are_in_proportion(self) -> None:
        """
        A weight of 0 leaves a reason out; weights are checked.
        """
        only_hours = MatchWeights(learning=0, overlap=4, preference=0)
        found = match(
            [mentor("ada", timezone="Asia/Kolkata")],
            [mentee("ben", "SQL", timezone="Europe/London")],
            at=AT,
            method="stable",
            weights=only_hours,
        )

        assert [0.4375] == [pair.score for pair in found.pairs]
        assert (5, 2, 3) == (MatchWeights().learning, MatchWeights().overlap, MatchWeights().preference)
        with pytest.raises(InvalidValue, match=r"MatchWeights\.overlap"):
            MatchWeights(overlap=-1)


class TestOrders:
    def test_preferences_come_first_then_the_score(self) -> None:
        """
        Whom somebody ranks comes first, then the better score, then the id; the choice is counted among
        those who are possible.
        """
        mentors = [
            mentor(name, *skills) for name, skills in (("a", ()), ("b", ("SQL",)), ("c", ()), ("d", ()))
        ]
        wanted = {"ben": ["d", "c"]}

        def choice(**given: Any) -> int:
            (pair,) = match(
                mentors, [mentee("ben", "SQL")], at=AT, method="stable", preferences=wanted, **given
            ).pairs
            return pair.mentee_choice

        assert [1, 1, 1, 1] == [
            choice(),
            choice(do_not_pair=[("ben", "d")]),
            choice(do_not_pair=[("ben", "d"), ("ben", "c")]),
            choice(do_not_pair=[("ben", "d"), ("ben", "c"), ("ben", "b")]),
        ]
        orders = Orders(
            Preferences.of(wanted), {"ben": {"a": 5, "b": 9, "c": 1, "d": 1}, "eve": {"b": 9, "a": 5}}
        )
        assert ["d", "c", "b", "a"] == orders.possible()["ben"]
        assert [4, 3, 2, 1] == [orders.choice_of_mentee("ben", name) for name in "abcd"]
        assert [1, 2] == [orders.choice_of_mentor("b", name) for name in ("ben", "eve")]
        assert orders.of_mentor("b", "ben") < orders.of_mentor("b", "eve")

    def test_choices_are_counted(self) -> None:
        """
        How far from the first choice everybody is, is told as counts, as a mean, and in a sentence.
        """
        choices = Choices.of([1, 3, 1, 2])

        assert (((1, 2), (2, 1), (3, 1)), 4, 2, 1.75) == (
            choices.counts,
            choices.people,
            choices.first,
            choices.mean,
        )
        assert "2 of 4 got their first choice; the mean choice is 1.8" == str(choices)
        assert (0, 0, None, "nobody was paired") == (
            Choices.of([]).people,
            Choices.of([]).first,
            Choices.of([]).mean,
            str(Choices.of([])),
        )


class TestRequests:
    def found(self) -> Matching:
        """
        Return a result with two pairs.
        """
        return match([mentor("ada"), mentor("cy")], [mentee("ben"), mentee("eve")], at=AT, method="stable")

    def test_are_open_and_name_the_mentor(self) -> None:
        """
        B1: each pair becomes an open request to its decider, which names the mentor and the reasons.
        """
        one, two = self.found().requests(decider={"ben": "di", "eve": "flo"}, at=AT)

        assert [("ben", "di"), ("eve", "flo")] == [(r.mentee_id, r.decider_id) for r in (one, two)]
        assert (SYSTEM, AT, "open") == (one.document.asked_by, one.document.asked_at, one.state.value)
        assert (
            "Proposed by matching, with the mentor ada. Ben has not said what they want to learn; they share "
            "8 of 8 working hours."
        ) == one.why

    def test_can_be_asked_by_somebody(self) -> None:
        """
        B1: anyone asks, under the organisation's policy.
        """
        policy = Policy(offer_days=5)
        (one, _) = self.found().requests(decider="di", at=AT, by="flo", policy=policy)

        assert ("flo", policy) == (one.document.asked_by, one.policy)

    @pytest.mark.parametrize("decider", ["ada", "ben"])
    def test_nobody_decides_about_themselves(self, decider: str) -> None:
        """
        B1: a decider is neither of the two.
        """
        with refused(
            Clash,
            rule="B1",
            tried="ask for a pairing",
            because=f"{decider} would decide about themselves, as one of ada and ben",
            accepted="name somebody else for this pair",
        ):
            self.found().requests(decider=decider, at=AT)

    def test_everybody_needs_a_decider(self) -> None:
        """
        B1: a mentee without a decider is named.
        """
        with refused(
            InvalidValue,
            rule="B1",
            tried="ask for a pairing",
            because="nobody decides for eve",
            accepted="name a decider for every mentee who is paired",
        ):
            self.found().requests(decider={"ben": "di"}, at=AT)


class TestArguments:
    @pytest.mark.parametrize(
        ("given", "path"),
        [
            ({"method": "worst"}, "method"),
            ({"weights": 5}, "weights"),
            ({"policy": 5}, "policy"),
            ({"do_not_pair": [("ada",)]}, "do_not_pair[0]"),
            ({"do_not_pair": [("ada", "ben"), ("ada", "a b")]}, "do_not_pair[1]"),
            ({"do_not_pair": ["ab"]}, "do_not_pair[0]"),
            ({"do_not_pair": "ab"}, "do_not_pair"),
            ({"preferences": {"ben": ["ada", "ada"]}}, "preferences['ben']"),
            ({"preferences": {"ben": ["zoe"]}}, "preferences['ben']"),
            ({"preferences": {"zoe": ["ada"]}}, "preferences['zoe']"),
            ({"preferences": {"ben": "ada"}}, "preferences['ben']"),
            ({"at": datetime(2026, 1, 1)}, "at"),
        ],
    )
    def test_are_checked(self, given: dict[str, Any], path: str) -> None:
        """
        P1, P2, P4: what is not accepted is refused with its place.
        """
        with pytest.raises(InvalidValue) as caught:
            match([mentor("ada")], [mentee("ben")], **{"at": AT, "method": "stable", **given})

        assert path == caught.value.path

    def test_nobody_is_named_twice(self) -> None:
        """
        P1: a person stands once among the mentors and once among the mentees.
        """
        with pytest.raises(InvalidValue, match=r"mentors\[1\]"):
            match([mentor("ada"), mentor("ada")], [], at=AT)
        with pytest.raises(InvalidValue, match=r"mentees\[1\]"):
            match([], [mentee("ben"), mentee("ben")], at=AT)

    def test_best_says_which_extra_it_needs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Without scipy the refusal names the extra, and the other method works.
        """
        monkeypatch.setitem(__import__("sys").modules, "scipy.optimize", None)

        with pytest.raises(MissingExtra) as caught:
            match([mentor("ada")], [mentee("ben")], at=AT)
        assert "match(method='best') needs the extra 'matching': pip install 'mentorcore[matching]'" == str(
            caught.value
        )
        assert {"ben": "ada"} == pairs(match([mentor("ada")], [mentee("ben")], at=AT, method="stable"))


# Against everything that could be chosen

SKILLS = ["a", "b", "c", "d"]


@attrs.frozen
class Programme:
    """
    A small programme, for which every assignment can be tried.
    """

    mentors: list[Person]
    mentees: list[Person]
    given: dict[str, Any]

    def compatibility(self) -> Compatibility:
        """
        Return what decides about its pairs.
        """
        standing = standing_of(self.given["relationships"], AT)

        return Compatibility(
            mentors=self.mentors,
            standing=standing,
            room={m.id: max(0, m.capacity - standing.running_as_mentor(m.id)) for m in self.mentors},
            apart=apart(self.given["do_not_pair"]),
            preferences=Preferences.of(self.given["preferences"]),
            weights=MatchWeights(),
            policy=Policy(),
            at=AT,
        )

    def match(self, method: Method) -> Matching:
        """
        Return what a method proposes.
        """
        return match(self.mentors, self.mentees, at=AT, method=method, **self.given)


def coin(draw: st.DrawFn) -> bool:
    """
    Draw one of two.
    """
    return draw(st.booleans())


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """
    Return programmes of at most four mentors and five mentees.
    """
    subjects = st.lists(st.sampled_from(SKILLS), max_size=3, unique=True)
    zones = st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"])
    mentors = [
        mentor(f"m{n}", *draw(subjects), capacity=draw(st.integers(0, 2)), timezone=draw(zones))
        for n in range(draw(st.integers(0, 4)))
    ]
    mentees = [mentee(f"e{n}", *draw(subjects), timezone=draw(zones)) for n in range(draw(st.integers(0, 5)))]
    of_mentors, of_mentees = [m.id for m in mentors], [e.id for e in mentees]
    couples = list(itertools.product(of_mentors, of_mentees))
    some = st.lists(st.sampled_from(couples), max_size=3) if couples else st.just([])
    for manager, person_ in draw(some):
        next(e for e in mentees if e.id == person_).set_manager(manager, at=AT)
    states = st.sampled_from([State.ACTIVE, State.COMPLETED, State.EXPIRED, State.OFFERED])
    preferences: dict[str, list[str]] = {
        person_: draw(st.lists(st.sampled_from(others), max_size=3, unique=True))
        for people, others in ((of_mentors, of_mentees), (of_mentees, of_mentors))
        for person_ in people
        if others and coin(draw)
    }

    return Programme(
        mentors,
        mentees,
        {
            "relationships": [Tie(mentor_id=a, mentee_id=b, state=draw(states)) for a, b in draw(some)],
            "do_not_pair": draw(some),
            "preferences": preferences,
        },
    )


def assignments(scores: Mapping[str, Mapping[str, int]], room: Mapping[str, int]) -> list[dict[str, str]]:
    """
    Return every way to give mentees possible mentors, or none.
    """
    mentees = list(scores)
    ways = itertools.product(*([None, *scores[mentee]] for mentee in mentees))
    found = (
        {mentee: mentor for mentee, mentor in zip(mentees, way, strict=True) if mentor is not None}
        for way in ways
    )

    return [way for way in found if all(n <= room[m] for m, n in Counter(way.values()).items())]


def blocking(orders: Orders, way: Mapping[str, str], room: Mapping[str, int]) -> list[tuple[str, str]]:
    """
    Return who would both rather have each other: the mentee than what they got, and the mentor than a
    place that stays free or than one of the mentees they got.
    """
    found = []
    for mentee_, row in orders.scores.items():
        for mentor_ in row:
            has = way.get(mentee_)
            wants = has is None or orders.choice_of_mentee(mentee_, mentor_) < orders.choice_of_mentee(
                mentee_, has
            )
            got = [other for other, of in way.items() if of == mentor_]
            takes = len(got) < room[mentor_] or any(
                orders.of_mentor(mentor_, mentee_) < orders.of_mentor(mentor_, other) for other in got
            )
            if wants and takes and has != mentor_:
                found.append((mentor_, mentee_))

    return found


class TestAgainstEveryAssignment:
    @given(programmes())
    @settings(max_examples=100)
    def test_scores_are_those_of_each_pair(self, programme: Programme) -> None:
        """
        R1, R8, R9, R10: what is computed for all mentors at once is what is said of each pair.
        """
        compatibility = programme.compatibility()

        for mentee_ in programme.mentees:
            assert compatibility.scores(mentee_) == {
                mentor_.id: compatibility.fit(mentor_, mentee_).score
                for mentor_ in programme.mentors
                if compatibility.against(mentor_, mentee_) is None
            }

    @given(programmes())
    @settings(max_examples=100)
    def test_best_has_the_largest_total_and_then_the_most_pairs(self, programme: Programme) -> None:
        """
        R9: no other assignment within exclusions and capacities has a larger total, or as large a one
        with more pairs.
        """
        compatibility = programme.compatibility()
        scores = {m.id: compatibility.scores(m) for m in programme.mentees}
        found = pairs(programme.match("best"))
        ways = assignments(scores, compatibility.room)

        assert found in ways
        assert max((sum(scores[e][m] for e, m in way.items()), len(way)) for way in ways) == (
            sum(scores[e][m] for e, m in found.items()),
            len(found),
        )

    @given(programmes())
    @settings(max_examples=100)
    def test_stable_is_stable_and_the_best_stable_one_for_mentees(self, programme: Programme) -> None:
        """
        R9: no two people would both rather have each other, and no other stable assignment gives any
        mentee a mentor they would rather have.
        """
        compatibility = programme.compatibility()
        orders = Orders(compatibility.preferences, {m.id: compatibility.scores(m) for m in programme.mentees})
        found = pairs(programme.match("stable"))
        ways = assignments(orders.scores, compatibility.room)

        assert found in ways
        assert [] == blocking(orders, found, compatibility.room)
        for way in ways:
            if not blocking(orders, way, compatibility.room):
                assert set(way) == set(found)
                for mentee_, mentor_ in way.items():
                    assert orders.choice_of_mentee(mentee_, found[mentee_]) <= orders.choice_of_mentee(
                        mentee_, mentor_
                    )

    @given(programmes(), st.sampled_from(METHODS), st.randoms(use_true_random=False))
    def test_the_order_makes_no_difference(self, programme: Programme, method: Method, random: Any) -> None:
        """
        The order in which people, relationships and exclusions are given changes nothing; everybody is
        either paired or named as left.
        """
        found = programme.match(method)
        for things in (programme.mentors, programme.mentees, *programme.given.values()):
            if isinstance(things, list):
                random.shuffle(things)

        assert found == programme.match(method)
        assert sorted(e.id for e in programme.mentees) == sorted(
            [*pairs(found), *(left.mentee for left in found.unmatched)]
        )
        assert all(0 <= pair.score <= 1 for pair in found.pairs)
        assert MILLION == 1_000_000
