"""
The two methods of matching, against everything that could be chosen (R1, R8 to R10).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.insight.matching.assignment import largest_total, stable
from mentorcore.insight.matching.compatibility import MILLION, Compatibility, MatchWeights, apart
from mentorcore.insight.matching.orders import Orders
from mentorcore.insight.matching.preferences import Preferences
from mentorcore.insight.matching.programme import Method, match
from mentorcore.insight.matching.result import Matching
from mentorcore.insight.standing import standing_of
from mentorcore.model.lifecycle import State
from mentorcore.model.people import Person, Presence
from mentorcore.model.policy import Policy
from tests.insight.people import AT, Tie, mentee, mentor


METHODS: tuple[Method, ...] = ("best", "stable")

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


def pairs(found: Matching) -> dict[str, str]:
    """
    Return the mentor of each mentee.
    """
    return {pair.mentee: pair.mentor for pair in found.pairs}


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
    for manager, report in draw(some):
        next(e for e in mentees if e.id == report).set_manager(manager, at=AT)
    for person_ in (*mentors, *mentees):
        if draw(st.integers(0, 9)) == 9:
            person_.leave(by=person_.id, at=AT)
    states = st.sampled_from([State.ACTIVE, State.COMPLETED, State.EXPIRED, State.OFFERED, State.DECLINED])
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


def wanted(orders: Orders, mentee_: str, mentor_: str) -> tuple[float, int, str]:
    """
    Return where a mentee has a mentor: by their list, then by score, then by id; the smaller, the better.
    """
    rank = orders.preferences.rank(mentee_, mentor_)

    return (float("inf") if rank is None else rank, -orders.scores[mentee_][mentor_], mentor_)


def blocking(orders: Orders, way: Mapping[str, str], room: Mapping[str, int]) -> list[tuple[str, str]]:
    """
    Return who would both rather have each other: the mentee than what they got, and the mentor than a
    place that stays free or than one of the mentees they got.
    """
    found = []
    for mentee_, row in orders.scores.items():
        for mentor_ in row:
            has = way.get(mentee_)
            wants = has is None or wanted(orders, mentee_, mentor_) < wanted(orders, mentee_, has)
            got = [other for other, of in way.items() if of == mentor_]
            takes = len(got) < room[mentor_] or any(
                orders.of_mentor(mentor_, mentee_) < orders.of_mentor(mentor_, other) for other in got
            )
            if wants and takes and has != mentor_:
                found.append((mentor_, mentee_))

    return found


class TestBest:
    def test_counts_pairs_among_equal_totals(self) -> None:
        """
        R9: among assignments with the same total, 0 as well, the one with more pairs is chosen.
        """
        assert {"a": "y", "b": "x"} == largest_total({"a": {"x": 0, "y": 0}, "b": {"x": 0}}, {"x": 1, "y": 1})
        assert {"a": "y", "b": "x"} == largest_total({"a": {"x": 3, "y": 2}, "b": {"x": 1}}, {"x": 1, "y": 1})

    def test_prefers_the_total_to_pairs(self) -> None:
        """
        R9: fewer pairs with a larger total are chosen before more with a smaller one.
        """
        assert {"a": "x"} == largest_total({"a": {"x": 3, "y": 1}, "b": {"x": 1}}, {"x": 1, "y": 1})

    def test_gives_the_better_one(self) -> None:
        """
        R9: a mentee alone gets the mentor with the better score.
        """
        assert {"a": "y"} == largest_total({"a": {"x": 1, "y": 2}}, {"x": 1, "y": 1})

    def test_gives_a_mentor_several(self) -> None:
        """
        R9: a mentor gets as many as there is room for, and no more.
        """
        scores = {name: {"x": score} for name, score in (("a", 1), ("b", 3), ("c", 2), ("d", 0))}

        assert {"b": "x", "c": "x"} == largest_total(scores, {"x": 2})
        assert scores.keys() == largest_total(scores, {"x": 9}).keys()
        assert {} == largest_total(scores, {"x": 0}) == largest_total({}, {"x": 1}) == largest_total({}, {})


class TestStable:
    def test_goes_down_the_list(self) -> None:
        """
        R9: whoever is refused asks the next one, down to the last.
        """
        scores = {"a": dict.fromkeys("xyz", 3), "b": dict.fromkeys("xyz", 2), "c": dict.fromkeys("xyz", 1)}
        orders = Orders(Preferences.of({}), scores)

        assert {"a": "x", "b": "y", "c": "z"} == stable(
            orders.possible(), dict.fromkeys("xyz", 1), orders.of_mentor
        )

    def test_a_full_mentor_lets_the_last_one_go(self) -> None:
        """
        R9: who was taken first is let go for somebody whom the mentor would rather have.
        """
        scores = {"a": {"x": 1, "y": 1}, "b": {"x": 2}, "c": {"x": 3}}
        orders = Orders(Preferences.of({"a": ["x", "y"]}), scores)

        assert {"a": "y", "b": "x", "c": "x"} == stable(orders.possible(), {"x": 2, "y": 1}, orders.of_mentor)


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
    def test_exclusions_are_those_of_each_pair(self, programme: Programme) -> None:
        """
        R1, R8, R9, R10, P5: what is counted for a mentee is what is said of each pair.
        """
        compatibility = programme.compatibility()

        for mentee_ in programme.mentees:
            found = [compatibility.against(mentor_, mentee_) for mentor_ in programme.mentors]
            assert compatibility.exclusions(mentee_) == Counter(why for why in found if why is not None)

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
                    assert wanted(orders, mentee_, found[mentee_]) <= wanted(orders, mentee_, mentor_)

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
            [*pairs(found), *(left.mentee for left in found.unmatched_mentees)]
        )
        assert all(0 <= pair.score <= 1 for pair in found.pairs)
        assert MILLION == 1_000_000

    @given(programmes(), st.sampled_from(METHODS))
    def test_explanations_are_true(self, programme: Programme, method: Method) -> None:
        """
        R9: of every mentee who is left all mentors are accounted for, those who were possible are full, and
        room and choices are what can be counted.
        """
        compatibility, found = programme.compatibility(), programme.match(method)
        scores = {m.id: compatibility.scores(m) for m in programme.mentees}
        taken = Counter(pair.mentor for pair in found.pairs)
        rank = compatibility.preferences.rank

        def rather(of: str, others: Mapping[str, int], one: str) -> int:
            place = (rank(of, one) or 99, -others[one])
            return 1 + sum((rank(of, other) or 99, -score) < place for other, score in others.items())

        assert {room.mentor: room.room for room in found.mentors_with_room} == {
            m.id: compatibility.room[m.id] - taken[m.id]
            for m in programme.mentors
            if compatibility.room[m.id] > taken[m.id] and m.presence is Presence.PRESENT
        }
        for left in found.unmatched_mentees:
            assert left.possible == len(scores[left.mentee])
            assert left.possible + sum(left.against.values()) == len(programme.mentors)
            assert not {room.mentor for room in found.mentors_with_room} & {*scores[left.mentee]}
        for pair in found.pairs:
            column = {name: row[pair.mentor] for name, row in scores.items() if pair.mentor in row}
            assert pair.mentee_choice == rather(pair.mentee, scores[pair.mentee], pair.mentor)
            assert pair.mentor_choice == rather(pair.mentor, column, pair.mentee)
