"""
Texts, ids, moments, days and zones (P1, P2, P4).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.errors import InvalidValue
from mentorcore.model.validators import (
    ENTRIES,
    Email,
    Many,
    Of,
    Text,
    Whole,
    actor,
    day,
    day_or_none,
    identifier,
    identifier_or_none,
    line,
    moment,
    moment_or_none,
    prose,
    zone,
)
from mentorcore.model.values import (
    SYSTEM,
    as_tuple,
    check_actor,
    check_callable,
    check_day,
    check_done,
    check_id,
    check_moment,
    check_type,
    check_zone,
    day_begins,
    day_is_over,
    new_id,
)
from tests.model.examples import DAY, NOW, refused


@attrs.frozen(kw_only=True)
class Sample:
    """
    A value with one field for each validator that takes an instance.
    """

    text: Any = attrs.field(default=None, validator=Text(10, optional=True))
    email: Any = attrs.field(default=None, validator=Email())
    who: Any = attrs.field(default=SYSTEM, validator=actor)
    id: Any = attrs.field(default="sample", validator=identifier)
    other: Any = attrs.field(default=None, validator=identifier_or_none)
    at: Any = attrs.field(default=NOW, validator=moment)
    moment: Any = attrs.field(default=None, validator=moment_or_none)
    on: Any = attrs.field(default=NOW.date(), validator=day)
    day: Any = attrs.field(default=None, validator=day_or_none)
    zone: Any = attrs.field(default="UTC", validator=zone)
    number: Any = attrs.field(default=None, validator=Whole(1, 5, "Q1", optional=True))
    truth: Any = attrs.field(default=None, validator=Of(bool, optional=True))
    lines: Any = attrs.field(default=(), validator=Many(line))
    some: Any = attrs.field(default=("a",), validator=Many(line, least=1))


class TestText:
    @pytest.mark.parametrize("text", ["a", "x" * 200, "Grüße aus Zürich", "日本語", "😀", " a "])
    def test_takes_words_in_any_script(self, text: str) -> None:
        """
        P1: any text within its length is taken as it is, spaces and all.
        """
        assert text == line.check(text, "Goal.title")

    def test_prose_has_line_breaks(self) -> None:
        """
        P1: prose may have line breaks and tabs.
        """
        assert "one\n\ttwo\r\n" == prose.check("one\n\ttwo\r\n", "Goal.why")

    @pytest.mark.parametrize(
        "text", ["one\ntwo", "a\tb", "a\x1fb", "a\x7fb", "a\x85b", "a\u2028b", "a\u2029b", "a\r"]
    )
    def test_a_line_is_one_line(self, text: str) -> None:
        """
        P1: a line holds no line break and no control character.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Goal.title",
            because="it holds a line break or control character",
            accepted="write it on one line",
        ):
            line.check(text, "Goal.title")

    @pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0", "\u3000"])
    def test_is_not_blank(self, text: str) -> None:
        """
        P1: white space alone, of whatever kind, is no text.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Goal.why",
            because="it is blank",
            accepted="write something that is not only white space",
        ):
            prose.check(text, "Goal.why")

    @pytest.mark.parametrize(("text", "limit"), [(line, 200), (prose, 20_000)])
    def test_has_a_length(self, text: Text, limit: int) -> None:
        """
        P1: the last character that fits is accepted and the next one is not.
        """
        assert "é" * limit == text.check("é" * limit, "Goal.why")

        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Goal.why",
            because=f"it has {limit + 1} characters",
            accepted=f"at most {limit} are accepted",
        ):
            text.check("é" * (limit + 1), "Goal.why")

    def test_has_no_nul(self) -> None:
        """
        P1: a NUL, at which databases stumble, is refused in prose as well.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Goal.why",
            because="it holds a NUL character",
            accepted="take that character out",
        ):
            prose.check("a\0b", "Goal.why")

    @pytest.mark.parametrize("text", ["ab\ud800", "ab\udfffc", "ab\ude00\ud83d"])
    def test_has_no_lone_surrogate(self, text: str) -> None:
        """
        P1: text that was cut in the middle of a character is refused, and the place is named.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Goal.why",
            because="it holds a lone surrogate at position 2",
            accepted="give text that was decoded completely",
        ):
            prose.check(text, "Goal.why")

    @pytest.mark.parametrize(
        ("value", "type_"), [(None, "NoneType"), (5, "int"), (b"words", "bytes"), (["words"], "list")]
    )
    def test_is_text(self, value: object, type_: str) -> None:
        """
        P1: what is no str is refused, without being turned into one.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Goal.why",
            because=f"a value of type {type_} is not text",
            accepted="give a str",
        ):
            prose.check(value, "Goal.why")

    @given(st.text(max_size=30))
    def test_takes_exactly_what_can_be_kept(self, text: str) -> None:
        """
        P1: a text is taken unchanged if it is non-blank, can be encoded and has no NUL, else refused.
        """
        try:
            text.encode()
            sound = bool(text.strip()) and "\0" not in text
        except UnicodeEncodeError:
            sound = False

        if sound:
            assert text == prose.check(text, "x")
        else:
            with pytest.raises(InvalidValue, match=r"cannot accept x: .* \(rule P1\)"):
                prose.check(text, "x")

    def test_may_be_left_out_where_it_is_optional(self) -> None:
        """
        P1: an optional text may be missing, but not blank.
        """
        assert Sample(text=None).text is None

        with pytest.raises(InvalidValue, match="it is blank"):
            Sample(text=" ")

    def test_the_refusal_does_not_repeat_it(self) -> None:
        """
        P1: a message never repeats anybody's words; it names the field.
        """
        with pytest.raises(InvalidValue) as caught:
            Sample(text="a confidence that is too long")

        assert "confidence" not in str(caught.value)
        assert "Sample.text" == caught.value.path


class TestRequired:
    @pytest.mark.parametrize(
        ("name", "rule"), [("id", "P4"), ("who", "P4"), ("at", "P2"), ("on", "P2"), ("zone", "P2")]
    )
    def test_is_there(self, name: str, rule: str) -> None:
        """
        P2, P4: what is required cannot be left out, in a record that is loaded as in one that is made.
        """
        with pytest.raises(InvalidValue) as caught:
            Sample(**{name: None})

        assert (f"Sample.{name}", rule) == (caught.value.path, caught.value.rule)


class TestEmail:
    @pytest.mark.parametrize("address", [None, "ada@example.org", "a@b", "ä+tag@bücher.example"])
    def test_takes_an_address(self, address: str | None) -> None:
        """
        P1: an e-mail address has something on both sides of one @, and may be left out.
        """
        assert address == Sample(email=address).email

    @pytest.mark.parametrize("address", ["ada", "@b", "a@", "a@b@c", "a b@c", "a@b c", "a@b\u00a0"])
    def test_is_one(self, address: str) -> None:
        """
        P1: what is no address is refused.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Sample.email",
            because="it is no e-mail address",
            accepted="give one such as ada@example.org",
        ):
            Sample(email=address)

    def test_has_a_length(self) -> None:
        """
        P1: an address has at most 254 characters.
        """
        longest = "a" * 252 + "@b"

        assert longest == Sample(email=longest).email

        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Sample.email",
            because="it has 255 characters",
            accepted="at most 254 are accepted",
        ):
            Sample(email="a" + longest)

    def test_is_one_line(self) -> None:
        """
        P1: an address holds no control character.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Sample.email",
            because="it holds a line break or control character",
            accepted="write it on one line",
        ):
            Sample(email="ada@example\x07.org")


class TestId:
    @given(st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True))
    def test_takes_letters_digits_underscores_and_hyphens(self, text: str) -> None:
        """
        P4: 1 to 64 ASCII letters, digits, underscores and hyphens are an id.
        """
        assert text == check_id(text, "id")

    @pytest.mark.parametrize(
        "text",
        ["", "a" * 65, "../../etc/passwd", "a b", "a\n", "ä", "ada@example.org", "a.b", "٣", "a\0", SYSTEM],
    )
    def test_takes_nothing_else(self, text: str) -> None:
        """
        P4: no path, no address, no other script and no line break at the end is an id.
        """
        with refused(
            InvalidValue,
            rule="P4",
            tried="accept goal_id",
            because="this text is not an id",
            accepted="an id is 1 to 64 of A-Z, a-z, 0-9, _ and -",
        ):
            check_id(text, "goal_id")

    def test_is_text(self) -> None:
        """
        P4: a number is no id.
        """
        with refused(
            InvalidValue,
            rule="P4",
            tried="accept goal_id",
            because="a value of type int is not an id",
            accepted="an id is 1 to 64 of A-Z, a-z, 0-9, _ and -",
        ):
            check_id(7, "goal_id")

    def test_is_random_unless_given(self) -> None:
        """
        P4: a new id is a valid one, never the same again; a given one is taken as it is.
        """
        made = {new_id() for _ in range(1000)}

        assert 1000 == len(made)
        assert made == {check_id(text, "id") for text in made}
        assert "from-elsewhere" == new_id("from-elsewhere")

    def test_a_given_one_is_an_id(self) -> None:
        """
        P4: an import cannot bring in what is no id.
        """
        with pytest.raises(InvalidValue, match=r"accept id: .* \(rule P4\)"):
            new_id("Ada Osei")

    def test_the_system_acts_without_being_a_person(self) -> None:
        """
        P4: who acts is a person or the system, and no person can have the system's name.
        """
        assert [SYSTEM, "ada"] == [check_actor(SYSTEM), check_actor("ada")]
        assert [SYSTEM, "ada"] == [Sample(who=SYSTEM).who, Sample(who="ada").who]

        with pytest.raises(InvalidValue, match=r"accept by: this text is not an id \(rule P4\)"):
            check_actor("<root>")

    def test_may_be_missing_where_it_is_optional(self) -> None:
        """
        P4: an optional id may be missing, but not wrong.
        """
        assert Sample(other=None).other is None

        with pytest.raises(InvalidValue, match=r"Sample\.other"):
            Sample(other="")


class TestMoment:
    def test_is_kept_in_utc(self) -> None:
        """
        P2: the same moment told in another zone is the same value.
        """
        berlin = datetime(2026, 1, 12, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))

        assert NOW == check_moment(berlin)
        assert UTC is check_moment(berlin).tzinfo

    def test_has_a_zone(self) -> None:
        """
        P2: a naive datetime is refused.
        """
        with refused(
            InvalidValue,
            rule="P2",
            tried="accept at",
            because="it has no time zone",
            accepted="give an aware one, such as datetime.now(UTC)",
        ):
            check_moment(NOW.replace(tzinfo=None))

    @pytest.mark.parametrize("value", ["2026-01-12T09:00:00Z", 1768208400, date(2026, 1, 12), None])
    def test_is_a_datetime(self, value: object) -> None:
        """
        P2: neither a text, a number nor a day is a moment.
        """
        with refused(
            InvalidValue,
            rule="P2",
            tried="accept starts",
            because=f"a value of type {type(value).__name__} is not a datetime",
            accepted="give a timezone-aware datetime",
        ):
            check_moment(value, "starts")

    @pytest.mark.parametrize(
        ("value", "year"),
        [
            (datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC), 1899),
            (datetime(3000, 1, 1, tzinfo=UTC), 3000),
            (datetime(1900, 1, 1, tzinfo=timezone(timedelta(hours=14))), 1899),
            (datetime(2999, 12, 31, 23, 0, tzinfo=timezone(-timedelta(hours=12))), 3000),
            (datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), 1),
            (datetime.max.replace(tzinfo=timezone(-timedelta(hours=12))), 9999),
        ],
    )
    def test_is_not_ages_away(self, value: datetime, year: int) -> None:
        """
        P2: the year in UTC, in which it is kept, is one of 1900 to 2999.
        """
        with refused(
            InvalidValue,
            rule="P2",
            tried="accept at",
            because=f"the year {year} is too far away",
            accepted="1900 to 2999",
        ):
            check_moment(value)

    @pytest.mark.parametrize(
        "value", [datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, 23, 59, 59, tzinfo=UTC)]
    )
    def test_may_be_far_away(self, value: datetime) -> None:
        """
        P2: the first moment of 1900 and the last of 2999 are taken.
        """
        assert value == check_moment(value)

    @given(
        st.datetimes(
            min_value=datetime(1900, 1, 2), max_value=datetime(2999, 12, 30), timezones=st.timezones()
        )
    )
    def test_stays_the_same_moment(self, value: datetime) -> None:
        """
        P2: any aware moment in any zone is taken, and what was taken is taken again unchanged.
        """
        taken = check_moment(value)

        assert value.timestamp() == pytest.approx(taken.timestamp(), abs=1e-3)
        assert taken == check_moment(taken)

    def test_may_be_missing_where_it_is_optional(self) -> None:
        """
        P2: an optional moment may be missing, but not naive.
        """
        assert Sample(moment=None).moment is None
        assert NOW == Sample(moment=NOW).moment

        with pytest.raises(InvalidValue, match=r"Sample\.moment: it has no time zone"):
            Sample(moment=NOW.replace(tzinfo=None))


class TestDay:
    def test_is_a_date(self) -> None:
        """
        P2: a date is a day; a datetime, which has a time, is not.
        """
        assert date(2026, 1, 12) == check_day(date(2026, 1, 12), "due_on")

        with refused(
            InvalidValue,
            rule="P2",
            tried="accept due_on",
            because="a value of type datetime is not a day",
            accepted="give a datetime.date without a time",
        ):
            check_day(NOW, "due_on")

    @pytest.mark.parametrize("value", ["2026-01-12", 20260112, None])
    def test_is_nothing_else(self, value: object) -> None:
        """
        P2: neither a text nor a number is a day.
        """
        with pytest.raises(InvalidValue, match=r"is not a day \(rule P2\)"):
            check_day(value, "due_on")

    @pytest.mark.parametrize("value", [date(1899, 12, 31), date(3000, 1, 1)])
    def test_is_not_ages_away(self, value: date) -> None:
        """
        P2: its year is one of 1900 to 2999.
        """
        with refused(
            InvalidValue,
            rule="P2",
            tried="accept due_on",
            because=f"the year {value.year} is too far away",
            accepted="1900 to 2999",
        ):
            check_day(value, "due_on")

    def test_may_be_missing_where_it_is_optional(self) -> None:
        """
        P2: an optional day may be missing, but not wrong.
        """
        assert Sample(day=None).day is None

        with pytest.raises(InvalidValue, match=r"Sample\.day"):
            Sample(day="tomorrow")

    def test_begins_in_the_east_and_ends_in_the_west(self) -> None:
        """
        P2: a day has no zone: it begins at UTC+14 and is over at the end of UTC−12.
        """
        day = date(2026, 1, 12)

        assert datetime(2026, 1, 11, 10, tzinfo=UTC) == day_begins(day)
        assert datetime(2026, 1, 13, 12, tzinfo=UTC) == day_is_over(day)

    @given(
        st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.timezones())
    )
    def test_holds_every_moment_that_is_on_it_somewhere(self, local: datetime) -> None:
        """
        P2: whoever reads the day on their own calendar is inside it.
        """
        at = check_moment(local)
        shown = at.astimezone(local.tzinfo).date()

        assert day_begins(shown) <= at < day_is_over(shown)

    @given(st.dates(min_value=date(1900, 1, 1), max_value=date(2999, 12, 31)))
    def test_is_fifty_hours_long(self, day: date) -> None:
        """
        P2: every day, the last one of 2999 too, lasts 50 hours around the globe.
        """
        assert timedelta(hours=50) == day_is_over(day) - day_begins(day)


class TestZone:
    @given(st.sampled_from(sorted(available_timezones() - {"localtime"})))
    def test_takes_every_iana_name(self, name: str) -> None:
        """
        P2: every zone of the IANA database is known.
        """
        assert name == check_zone(name, "timezone")

    @pytest.mark.parametrize(
        "name", ["", "Mars/Olympus", "europe/berlin", "../../etc/passwd", "UTC+2", "localtime", None, 2]
    )
    def test_takes_nothing_else(self, name: object) -> None:
        """
        P2: what is no IANA name is refused, and never looked for in the file system.
        """
        with refused(
            InvalidValue,
            rule="P2",
            tried="accept Sample.zone",
            because="this is no known time zone",
            accepted="give an IANA name such as Europe/Berlin",
        ):
            Sample(zone=name)


class TestWhole:
    @pytest.mark.parametrize("number", [1, 3, 5])
    def test_takes_what_lies_within(self, number: int) -> None:
        """
        P1: both limits belong to the range.
        """
        assert number == Sample(number=number).number

    @pytest.mark.parametrize("number", [0, 6, -1, 10**15])
    def test_refuses_what_lies_outside(self, number: int) -> None:
        """
        P1: the message names the limits, and the rule that sets them.
        """
        with refused(
            InvalidValue,
            rule="Q1",
            tried="accept Sample.number",
            because=f"{number} is out of range",
            accepted="1 to 5 are accepted",
        ):
            Sample(number=number)

    def test_does_not_print_an_endless_number(self) -> None:
        """
        P1: a number too long to print is refused like any other.
        """
        with refused(
            InvalidValue,
            rule="Q1",
            tried="accept Sample.number",
            because="the number is out of range",
            accepted="1 to 5 are accepted",
        ):
            Sample(number=10**5000)

    @pytest.mark.parametrize("number", [True, 2.0, "2"])
    def test_is_a_whole_number(self, number: object) -> None:
        """
        P1: no truth value, fraction or text counts as a number.
        """
        with refused(
            InvalidValue,
            rule="Q1",
            tried="accept Sample.number",
            because=f"a value of type {type(number).__name__} is not a whole number",
            accepted="give an int",
        ):
            Sample(number=number)


class TestTypes:
    def test_takes_the_type(self) -> None:
        """
        P1: a value of the type passes, and *None* where it is optional.
        """
        assert [True, None] == [Sample(truth=True).truth, Sample(truth=None).truth]

    def test_refuses_another(self) -> None:
        """
        P1: nothing is turned into the type.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Sample.truth",
            because="a value of type str is not a bool",
            accepted="give a bool",
        ):
            Sample(truth="yes")

    def test_names_all_that_it_takes(self) -> None:
        """
        P1: where several types are taken, all of them are named.
        """
        with pytest.raises(InvalidValue, match=r"a value of type str is not a int or float"):
            check_type((int, float), "5", "percent")


class TestCallable:
    def test_takes_what_can_be_called(self) -> None:
        """
        P1: a function is given back as it is.
        """
        assert len is check_callable(len, "clock")

    def test_refuses_anything_else(self) -> None:
        """
        P1: where something is called later, what cannot be called is refused at once.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept clock",
            because="a value of type str cannot be called",
            accepted="give a function",
        ):
            check_callable("now", "clock")  # type: ignore[type-var]


class TestDone:
    @pytest.mark.parametrize("given", [None, [1], (), "text", range(3), iter([1])])
    def test_takes_what_is_there(self, given: object) -> None:
        """
        P1: what a function gave is given on as it is.
        """
        assert given is check_done(given, "work")

    def test_refuses_what_is_yet_to_be_done(self) -> None:
        """
        P1: of a coroutine and of either kind of generator nothing has been done.
        """

        async def coroutine() -> None: ...
        async def generator() -> AsyncIterator[int]:
            yield 1

        for work in (coroutine(), (n for n in (1, 2)), generator()):
            with refused(
                InvalidValue,
                rule="P1",
                tried="accept work",
                because="it is async or a generator, so its work is yet to be done when it returns",
                accepted="give a plain function",
            ):
                check_done(work, "work")


class TestMany:
    def test_takes_as_many_as_documented(self) -> None:
        """
        P1: a list has at most 100 entries.
        """
        most = ("a",) * ENTRIES

        assert most == Sample(lines=most).lines

        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Sample.lines",
            because="it has 101 entries",
            accepted="at most 100",
        ):
            Sample(lines=(*most, "a"))

    def test_takes_no_fewer_than_documented(self) -> None:
        """
        P1: where something is never missing, the least is checked as well.
        """
        assert ("a",) == Sample(some=("a",)).some

        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Sample.some",
            because="it has 0 entries",
            accepted="at least 1",
        ):
            Sample(some=())

    def test_names_the_entry_that_is_wrong(self) -> None:
        """
        P1: every entry is judged, and the message names its position.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Sample.lines[1]",
            because="it is blank",
            accepted="write something that is not only white space",
        ):
            Sample(lines=("a", " "))

    def test_is_a_tuple(self) -> None:
        """
        P1: what is kept cannot be changed from outside.
        """
        with pytest.raises(InvalidValue, match="a value of type list is not a tuple"):
            Sample(lines=["a"])

    def test_is_made_of_any_list(self) -> None:
        """
        P1: a command takes a list, a tuple or a generator.
        """
        assert ("a", "b") == as_tuple(["a", "b"], "x") == as_tuple((c for c in "ab"), "x")

    @pytest.mark.parametrize("value", ["ab", b"ab", 5, None])
    def test_is_not_made_of_text(self, value: Any) -> None:
        """
        P1: a text is not a list of its characters.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept skills",
            because=f"a value of type {type(value).__name__} is not a list",
            accepted="give a list or a tuple",
        ):
            as_tuple(value, "skills")


def test_days_follow_each_other_without_a_gap() -> None:
    """
    P2: a day begins before the day before is over.
    """
    day = date(2026, 1, 12)

    assert day_begins(day + DAY) < day_is_over(day)


class _Broken(tzinfo):
    def utcoffset(self, moment: datetime | None, /) -> timedelta:
        raise RuntimeError("no offset today")


class _Shifted(tzinfo):
    def utcoffset(self, moment: datetime | None, /) -> timedelta:
        return timedelta(hours=30)


@pytest.mark.parametrize("zone", [_Broken(), _Shifted()])  # type: ignore[abstract]
def test_a_zone_that_does_not_work_is_refused(zone: tzinfo) -> None:
    """
    P2: a moment is in a zone that says what its offset is.
    """
    with refused(
        InvalidValue,
        rule="P2",
        tried="accept at",
        because="its time zone does not work",
        accepted="give one from zoneinfo, or UTC",
    ):
        check_moment(datetime(2026, 1, 12, tzinfo=zone))


def test_a_value_is_of_exactly_its_type() -> None:
    """
    P1: what pretends to be a value of the domain cannot be kept.
    """

    class Louder(str):
        pass

    assert "quiet" == check_type(str, "quiet", "word")
    with pytest.raises(InvalidValue, match="is not a str"):
        check_type(str, Louder("loud"), "word")
