"""
Matching a programme: who gets whom, why, and who is left (B1, R1, R5, R8 to R10).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from mentorcore.errors import Clash, InvalidValue, MissingExtra
from mentorcore.insight.matching.compatibility import (
    Exclusion,
    Fit,
    MatchWeights,
)
from mentorcore.insight.matching.hours import shared_hours
from mentorcore.insight.matching.orders import Orders
from mentorcore.insight.matching.preferences import Preferences
from mentorcore.insight.matching.programme import Method, match
from mentorcore.insight.matching.result import Choices, Matching, Pair, Room, Unmatched
from mentorcore.model.lifecycle import State
from mentorcore.model.policy import Policy
from mentorcore.model.values import SYSTEM
from tests.insight.people import AT, Tie, invalid, mentee, mentor, person
from tests.model.examples import AGREEMENT, refused


METHODS: tuple[Method, ...] = ("best", "stable")


SECOND_AND_FIRST = "The mentor is the mentee's second choice. The mentee is the mentor's first choice."
FIRST_AND_SECOND = "The mentor is the mentee's first choice. The mentee is the mentor's second choice."


def pairs(found: Matching) -> dict[str, str]:
    """
    Return the mentor of each mentee.
    """
    return {pair.mentee: pair.mentor for pair in found.pairs}


@pytest.mark.parametrize("method", METHODS)
class TestExclusions:
    @pytest.mark.parametrize(
        ("given", "exclusion", "said"),
        [
            *(
                ({"relationships": [Tie(mentor_id="ada", mentee_id="ben", state=state)]}, exclusion, said)
                for state, exclusion, said in (
                    (State.ACTIVE, Exclusion.OPEN, "has an open relationship with them (R8)"),
                    (State.PAUSED, Exclusion.OPEN, "has an open relationship with them (R8)"),
                    (State.COMPLETED, Exclusion.EARLIER, "has mentored them before"),
                    (State.ENDED, Exclusion.EARLIER, "has mentored them before"),
                    (State.DECLINED, Exclusion.DECLINED, "had an offer with them declined"),
                )
            ),
            ({"do_not_pair": [("ada", "ben")]}, Exclusion.DO_NOT_PAIR, "is not to be paired with them"),
            ({"do_not_pair": [("ben", "ada")]}, Exclusion.DO_NOT_PAIR, "is not to be paired with them"),
            (
                {"relationships": [Tie(mentor_id="ada", mentee_id="cy")]},
                Exclusion.NO_ROOM,
                "has no room (R9)",
            ),
        ],
    )
    def test_are_never_paired(
        self, method: Method, given: dict[str, Any], exclusion: Exclusion, said: str
    ) -> None:
        """
        R8, R9: two who have an open relationship or had an earlier one, who are not to be paired, or
        whose mentor has no room, are not paired; the mentee is named with the reason.
        """
        found = match([mentor("ada", "SQL")], [mentee("ben", "SQL")], at=AT, method=method, **given)

        assert () == found.pairs
        assert (
            Unmatched(
                mentee="ben",
                possible=0,
                against={exclusion: 1},
                sentence=f"Ben is left: the only mentor {said}.",
            ),
        ) == found.unmatched_mentees

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

    def test_nothing_that_happened_is_forgotten(self, method: Method) -> None:
        """
        R5, R8: of several relationships of the same two each counts, whichever is named last.
        """
        ties = [Tie(mentor_id="ada", mentee_id="ben", state=s) for s in (State.COMPLETED, State.EXPIRED)]

        for named in (ties, ties[::-1]):
            found = match([mentor("ada")], [mentee("ben")], at=AT, method=method, relationships=named)
            assert [{Exclusion.EARLIER: 1}] == [left.against for left in found.unmatched_mentees]

    def test_nobody_is_their_own_mentor(self, method: Method) -> None:
        """
        R1: whoever takes part as both is not paired with themselves.
        """
        both = person("ada", capacity=1)
        found = match([both], [both], at=AT, method=method)

        assert ["Ada is left: the only mentor is the mentee (R1)."] == [
            left.sentence for left in found.unmatched_mentees
        ]

    def test_a_line_manager_is_none_unless_the_policy_says_so(self, method: Method) -> None:
        """
        R10: a mentor is not the mentee's line manager, unless the policy allows it.
        """
        ben = mentee("ben")
        ben.set_manager("ada", at=AT)

        assert [
            ("Ben is left: the only mentor is their line manager (R10).", {Exclusion.LINE_MANAGER: 1})
        ] == [
            (left.sentence, left.against)
            for left in match([mentor("ada")], [ben], at=AT, method=method).unmatched_mentees
        ]
        allowed = Policy(line_managers=True)
        assert {"ben": "ada"} == pairs(match([mentor("ada")], [ben], at=AT, method=method, policy=allowed))

    @pytest.mark.parametrize(
        ("who", "exclusion", "said"),
        [
            ("ada", Exclusion.MENTOR_LEFT, "Ben is left: the only mentor has left (P5)."),
            ("ben", Exclusion.MENTEE_LEFT, "Ben has left (P5)."),
        ],
    )
    def test_somebody_who_has_left(self, method: Method, who: str, exclusion: Exclusion, said: str) -> None:
        """
        P5: whoever has left takes no part, and a mentor who has left has no room to speak of.
        """
        people = {"ada": mentor("ada"), "ben": mentee("ben")}
        people[who].leave(by=who, at=AT)
        found = match([people["ada"]], [people["ben"]], at=AT, method=method)

        assert [({exclusion: 1}, said)] == [(x.against, x.sentence) for x in found.unmatched_mentees]
        assert ([] if who == "ada" else ["ada"]) == [room.mentor for room in found.mentors_with_room]

    def test_without_any_mentor(self, method: Method) -> None:
        """
        Where there are no mentors, that is the reason.
        """
        found = match([], [mentee("ben")], at=AT, method=method)

        assert ["Ben is left: there are no mentors."] == [left.sentence for left in found.unmatched_mentees]
        assert () == match([mentor("ada")], [], at=AT, method=method).pairs

    def test_several_reasons_are_counted(self, method: Method) -> None:
        """
        It is told of how many mentors each reason holds, the most frequent first, and how many were possible.
        """
        mentors = [mentor(name) for name in ("ada", "cy", "di", "ed", "flo", "gil")]
        found = match(
            mentors,
            [mentee("ben", "SQL"), mentee("eve")],
            at=AT,
            method=method,
            do_not_pair=[("ben", "di"), ("cy", "ben"), ("eve", "flo"), ("eve", "di"), ("cy", "eve")],
            relationships=[
                Tie(mentor_id="ada", mentee_id="ben", state=State.ENDED),
                Tie(mentor_id="ed", mentee_id="x"),
                Tie(mentor_id="gil", mentee_id="ben", state=State.COMPLETED),
                Tie(mentor_id="ada", mentee_id="eve", state=State.DECLINED),
                Tie(mentor_id="gil", mentee_id="y"),
            ],
            preferences={"flo": ["eve", "ben"]},
        )

        assert {"ben": "flo"} == pairs(found)
        (left,) = found.unmatched_mentees
        assert (
            "Eve is left: of 6 mentors, 3 are not to be paired with them, 2 have no room (R9) and 1 had an "
            "offer with them declined."
        ) == left.sentence
        assert [Exclusion.DO_NOT_PAIR, Exclusion.NO_ROOM, Exclusion.DECLINED] == [*left.against]

    @pytest.mark.parametrize(
        ("mentors", "said"),
        [
            (["ada"], "Ben is left: the only mentor could mentor them and is full now."),
            (["ada", "cy"], "Ben is left: all 2 mentors could mentor them and are full now."),
        ],
    )
    def test_whoever_is_left_over(self, method: Method, mentors: list[str], said: str) -> None:
        """
        R9: where all possible mentors are given to others, that is the reason.
        """
        mentees = [mentee("ben"), *(mentee(f"e{n}", "SQL") for n in range(len(mentors)))]
        found = match([mentor(name, "SQL") for name in mentors], mentees, at=AT, method=method)

        assert [("ben", said, len(mentors), {})] == [
            (left.mentee, left.sentence, left.possible, left.against) for left in found.unmatched_mentees
        ]

    def test_possible_ones_are_told_last(self, method: Method) -> None:
        """
        R9: what holds of the other mentors is told as well.
        """
        found = match(
            [mentor("ada", "SQL"), mentor("cy", capacity=0), mentor("di", capacity=0)],
            [mentee("ben"), mentee("eve", "SQL")],
            at=AT,
            method=method,
        )

        assert [
            "Ben is left: of 3 mentors, 2 have no room (R9) and 1 could mentor them and is full now."
        ] == [left.sentence for left in found.unmatched_mentees]

    def test_mentors_with_room_are_named(self, method: Method) -> None:
        """
        R9: mentors who could take more are named with how many.
        """
        found = match(
            [mentor("ada", capacity=3), mentor("cy", capacity=2), mentor("di", capacity=2)],
            [mentee("ben"), mentee("eve")],
            at=AT,
            method=method,
            relationships=[Tie(mentor_id="cy", mentee_id="x"), Tie(mentor_id="cy", mentee_id="y")],
            do_not_pair=[("di", "eve"), ("di", "ben")],
        )

        assert {"ben": "ada", "eve": "ada"} == pairs(found)
        assert (
            Room(mentor="ada", room=1, sentence="Ada has room for 1 more mentorship."),
            Room(mentor="di", room=2, sentence="Di has room for 2 more mentorships."),
        ) == found.mentors_with_room


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
                sentence="Ada could mentor Ben. Of the 2 things that the mentee wants to learn, the mentor "
                "knows 1: SQL. They share 7 of 8 working hours. Each is the other's first choice.",
            ),
        ) == found.pairs
        assert 0.725 == found.total

    @pytest.mark.parametrize(
        ("skills", "wishes", "said"),
        [
            (["SQL"], ["Go"], "Nothing that the mentee wants to learn is among the mentor's skills."),
            (["SQL"], [], "The mentee has not said what they want to learn."),
            (["SQL"], ["sql"], "The mentor knows all that the mentee wants to learn: sql."),
            (
                ["SQL", "Go", "Rust"],
                ["Rust", "Go", "SQL"],
                "The mentor knows all that the mentee wants to learn: Rust, Go and SQL.",
            ),
            (
                ["SQL", "Go"],
                ["Rust", "Go", "SQL"],
                "Of the 3 things that the mentee wants to learn, the mentor knows 2: Go and SQL.",
            ),
        ],
    )
    def test_is_told_in_a_sentence(self, skills: list[str], wishes: list[str], said: str) -> None:
        """
        The reasons are told as they are, the poor ones as well.
        """
        (pair,) = match([mentor("ada", *skills)], [mentee("ben", *wishes)], at=AT, method="stable").pairs

        assert f"Ada could mentor Ben. {said} They keep the same working hours." == pair.sentence

    @pytest.mark.parametrize(
        ("zone", "said"),
        [
            ("Europe/London", "They keep the same working hours."),
            ("Asia/Kolkata", "They share 3.5 of 8 working hours."),
            ("America/Los_Angeles", "They share no working hours."),
        ],
    )
    def test_tells_the_working_hours(self, zone: str, said: str) -> None:
        """
        P2: how much of the day the two share is told.
        """
        (pair,) = match(
            [mentor("ada", timezone=zone)], [mentee("ben", timezone="Europe/London")], at=AT, method="stable"
        ).pairs

        assert pair.sentence.endswith(f"learn. {said}")

    @pytest.mark.parametrize(
        ("rank", "said"),
        [(1, "first choice"), (2, "second choice"), (10, "tenth choice"), (11, "choice number 11")],
    )
    def test_tells_a_choice(self, rank: int, said: str) -> None:
        """
        Where somebody's list has the other is told; an absence from a list is not.
        """
        mentees = [mentee(f"e{n}") for n in range(1, 12)]
        wanted = {"ada": [one.id for one in mentees]}
        found = match([mentor("ada", capacity=11)], mentees, at=AT, method="stable", preferences=wanted)
        (pair,) = (pair for pair in found.pairs if pair.mentee == f"e{rank}")

        assert pair.sentence.endswith(f"hours. The mentee is the mentor's {said}.")

    @pytest.mark.parametrize(
        ("ada", "ben", "said"),
        [
            (["ben"], ["ada"], "Each is the other's first choice."),
            (["ben"], ["cy", "ada"], SECOND_AND_FIRST),
            (["eve", "ben"], ["ada"], FIRST_AND_SECOND),
            (["eve"], ["ada"], "The mentor is the mentee's first choice."),
            (["eve"], ["cy"], "They keep the same working hours."),
        ],
    )
    def test_tells_both_choices(self, ada: list[str], ben: list[str], said: str) -> None:
        """
        Both sides are told, and in one sentence where each is the other's first choice.
        """
        found = match(
            [mentor("ada"), mentor("cy", capacity=0)],
            [mentee("ben"), mentee("eve")],
            at=AT,
            method="stable",
            preferences={"ada": ada, "ben": ben},
            do_not_pair=[("ada", "eve")],
        )

        assert found.pairs[0].sentence.endswith(said)

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
        assert orders.of_mentor("b", "ben") < orders.of_mentor("b", "eve")

    def test_equally_good_ones_share_a_place(self) -> None:
        """
        A choice counts whom somebody would rather have; an id decides, but nobody is better for it.
        """
        scores = {"ben": {"a": 5, "b": 9, "c": 5, "d": 1}, "eve": {"b": 9, "a": 7}, "flo": {"b": 3}}
        orders = Orders(Preferences.of({"ben": [], "b": ["flo", "x"]}), scores)

        assert [2, 1, 2, 4] == [orders.choice_of_mentee("ben", name) for name in "abcd"]
        assert [2, 2, 1] == [orders.choice_of_mentor("b", name) for name in ("ben", "eve", "flo")]
        assert [2, 1] == [orders.choice_of_mentor("a", name) for name in ("ben", "eve")]
        assert ["b", "a", "c", "d"] == orders.possible()["ben"]

    def test_only_possible_ones_are_counted(self) -> None:
        """
        Whoever is wanted and not possible takes no place, on a list or behind it.
        """
        orders = Orders(
            Preferences.of({"ben": ["x", "c", "y", "a"]}), {"ben": {"a": 5, "b": 9, "c": 1, "d": 7}}
        )

        assert [2, 3, 1, 4] == [orders.choice_of_mentee("ben", name) for name in "abcd"]

    def test_whoever_is_listed_is_counted_once(self) -> None:
        """
        Behind a list comes the best of the others, whatever the scores of those on it.
        """
        scores = {"ben": {"a": 5, "b": 9, "c": 5, "d": 7, "e": 1}}
        orders = Orders(Preferences.of({"ben": ["c", "b"]}), scores)

        assert [4, 2, 1, 3, 5] == [orders.choice_of_mentee("ben", name) for name in "abcde"]

    def test_mentors_prefer_whom_they_list(self) -> None:
        """
        A mentor would rather have whom they rank than the better score, and the first choice than the second.
        """
        scores = {"ben": {"a": 9}, "eve": {"a": 1}, "flo": {"a": 5}, "gil": {"a": 9}}
        orders = Orders(Preferences.of({"a": ["eve", "flo"]}), scores)

        assert ["eve", "flo", "ben", "gil"] == sorted(scores, key=lambda name: orders.of_mentor("a", name))

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
            "Ada could mentor Ben. The mentee has not said what they want to learn. They keep the same "
            "working hours. Proposed by matching; the mentor's id is ada."
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

    def test_a_decider_is_an_id(self) -> None:
        """
        B1: anything but an id or a mapping is refused.
        """
        with refused(
            InvalidValue,
            rule="B1",
            tried="ask for a pairing",
            because="a value of type int names no decider",
            accepted="give an id, or the id of a decider for each mentee",
        ):
            self.found().requests(decider=5, at=AT)  # type: ignore[arg-type]

    @pytest.mark.parametrize(("decider", "path"), [(5, "decider"), ({}, "decider['ben']")])
    def test_a_wrong_decider_has_its_place(self, decider: Any, path: str) -> None:
        """
        B1: the refusal says where the decider is missing.
        """
        with pytest.raises(InvalidValue) as caught:
            self.found().requests(decider=decider, at=AT)

        assert path == caught.value.path

    def test_lead_to_offers(self) -> None:
        """
        B1: the decider proposes the pair from its request.
        """
        found = self.found()
        offers = [
            request.propose(
                mentor=pair.mentor,
                by="di",
                at=AT,
                reasoning=pair.sentence,
                potential="…",
                agreement=AGREEMENT,
            )
            for pair, request in zip(found.pairs, found.requests(decider="di", at=AT), strict=True)
        ]

        assert [("ada", "ben"), ("cy", "eve")] == [offer.pair for offer in offers]


class TestTold:
    def test_tells_everything(self) -> None:
        """
        Printed, a result tells its pairs, who is left, who has room, and how far everybody is from their
        first choice.
        """
        found = match(
            [mentor("ada", "SQL", capacity=3), mentor("cy")],
            [mentee("ben", "SQL"), mentee("eve"), mentee("flo")],
            at=AT,
            method="stable",
            do_not_pair=[("flo", "cy"), ("flo", "ada"), ("ben", "cy")],
            preferences={"eve": ["cy"]},
        )

        assert (
            "Pairs for 2 of 3 mentees:\n"
            "0.70  Ada could mentor Ben. The mentor knows all that the mentee wants to learn: SQL. They keep "
            "the same working hours.\n"
            "0.50  Cy could mentor Eve. The mentee has not said what they want to learn. They keep the same "
            "working hours. The mentor is the mentee's first choice.\n"
            "Flo is left: all 2 mentors are not to be paired with them.\n"
            "Ada has room for 2 more mentorships.\n"
            "Of the paired mentees, 2 of 2 got their first choice; the mean choice is 1.0.\n"
            "Of the paired mentors, 2 of 2 got their first choice; the mean choice is 1.0."
        ) == str(found)
        assert 1.2 == found.total


LIST = "give a list or a tuple"


class TestArguments:
    @pytest.mark.parametrize(
        ("given", "because", "accepted", "path"),
        [
            ({"method": "worst"}, "there is no such method", 'give "best" or "stable"', "method"),
            ({"weights": 5}, "a value of type int is not a MatchWeights", "give a MatchWeights", "weights"),
            ({"do_not_pair": [("ada",)]}, "it has 1 id", "give two ids", "do_not_pair[0]"),
            ({"do_not_pair": ["ab"]}, "a value of type str is not a list", LIST, "do_not_pair[0]"),
            ({"do_not_pair": "ab"}, "a value of type str is not a list", LIST, "do_not_pair"),
            (
                {"preferences": {"ben": ["ada", "ada"]}},
                "somebody is named twice",
                "name everybody once",
                "preferences['ben']",
            ),
            (
                {"preferences": {"ben": ["zoe", "yan"]}},
                "not taking part: yan and zoe",
                "name people who do",
                "preferences['ben']",
            ),
            (
                {"preferences": {"zoe": ["ada"]}},
                "not taking part: zoe",
                "name people who do",
                "preferences['zoe']",
            ),
            (
                {"preferences": {"ben": "ada"}},
                "a value of type str is not a list",
                LIST,
                "preferences['ben']",
            ),
            *(
                (
                    {"preferences": wrong},
                    "a value of type list is no mapping",
                    "give one of ids to lists",
                    "preferences",
                )
                for wrong in ([], ["ben"])
            ),
            (
                {"relationships": ["ben"]},
                "a value of type str is no relationship",
                "give mentorships, or summaries of them",
                "relationships[0]",
            ),
            ({"relationships": 5}, "a value of type int is not a list", LIST, "relationships"),
            ({"mentors": 5}, "a value of type int is not a list", LIST, "mentors"),
            ({"mentees": ["ben"]}, "a value of type str is not a Person", "give a Person", "mentees[0]"),
            (
                {"mentors": [mentor("ada"), mentor("ada")]},
                "ada is named twice",
                "name everybody once",
                "mentors[1]",
            ),
            (
                {"mentees": [mentee("ben"), mentee("cy"), mentee("ben")]},
                "ben is named twice",
                "name everybody once",
                "mentees[2]",
            ),
        ],
    )
    def test_are_checked(self, given: dict[str, Any], because: str, accepted: str, path: str) -> None:
        """
        P1: what is not accepted is refused with its place, the reason, and what would be accepted.
        """
        usual: dict[str, Any] = {
            "mentors": [mentor("ada")],
            "mentees": [mentee("ben")],
            "at": AT,
            "method": "stable",
        }
        with invalid(because, accepted, path):
            match(**(usual | given))

    @pytest.mark.parametrize(
        ("given", "path"),
        [
            ({"policy": 5}, "policy"),
            ({"do_not_pair": [("ada", "ben"), ("ada", "a b")]}, "do_not_pair[1]"),
            ({"do_not_pair": [("a b", "ben")]}, "do_not_pair[0]"),
            ({"at": datetime(2026, 1, 1)}, "at"),
        ],
    )
    def test_are_checked_by_the_model(self, given: dict[str, Any], path: str) -> None:
        """
        P1, P2, P4: policies, ids and moments are those of the model.
        """
        with pytest.raises(InvalidValue) as caught:
            match([mentor("ada")], [mentee("ben")], **{"at": AT, "method": "stable", **given})

        assert path == caught.value.path

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
