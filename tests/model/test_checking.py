"""
A value is checked as a whole: exactly what its validators refuse is refused, and its repr shows no words.
"""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.errors import InvalidValue
from mentorcore.model import validators
from mentorcore.model.checking import Value, of_value
from mentorcore.model.validators import (
    Check,
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
    line_or_none,
    moment,
    moment_or_none,
    prose,
    prose_or_none,
    zone,
    zone_or_none,
)
from mentorcore.model.values import SYSTEM


class Colour(enum.Enum):
    RED = "red"


CHECKS: dict[str, Check] = {
    "short": Text(3),
    "line": line,
    "line_or_none": line_or_none,
    "prose": prose,
    "prose_or_none": prose_or_none,
    "email": Email(),
    "identifier": identifier,
    "identifier_or_none": identifier_or_none,
    "actor": actor,
    "moment": moment,
    "moment_or_none": moment_or_none,
    "day": day,
    "day_or_none": day_or_none,
    "zone": zone,
    "zone_or_none": zone_or_none,
    "number": Whole(1, 5, "Q1"),
    "number_or_none": Whole(1, 5, "Q1", optional=True),
    "colour": Of(Colour),
    "colour_or_none": Of(Colour, optional=True),
    "several": Of((Colour, bool)),
    "several_or_none": Of((Colour, bool), optional=True),
    "colours": Many(Of(Colour), 2),
    "some_colours": Many(Of(Colour), 2, least=1),
    "several_colours": Many(Of((Colour, bool))),
    "lines": Many(line, 2),
    "ids": Many(identifier, 2, least=1),
}

ONE_BY_ONE = {
    name: attrs.make_class("Plain", {"field": attrs.field(validator=check)}, frozen=True)
    for name, check in CHECKS.items()
}
JOINED = {
    name: attrs.make_class(
        "Plain",
        {"field": attrs.field(validator=check)},
        bases=(Value,),
        frozen=True,
        field_transformer=of_value,
    )
    for name, check in CHECKS.items()
}


class Subtext(str):
    __slots__ = ()


class Later(datetime):
    pass


TEXTS = [
    *("", " ", "a", "abc", "abcd", "a\nb", "a\tb", "\n", "\0", "a\0", "\ud800", "a\udfff", "é", "ада"),
    *("\u2028", "a\u00a0", "\u00a0", "\u200b", "²", "٣", "a-b_c", "a@b", "a@@b", "a b@c"),
    *(SYSTEM, "UTC", "Europe/Oslo", "Nowhere/No", Subtext("abc")),
    *("x" * 64, "x" * 65, "x" * 200, "x" * 201, "é" * 201, "x" * 20_001),
]
OTHERS: list[object] = [
    *(None, True, 0, 1, 5, 6, 1.0, b"a", ["a"], Colour, Colour.RED, "red"),
    *((), ("",), ("a",), ("a", "b"), ("a", "b", "c"), (True,), (None,)),
    *((Colour.RED,), (Colour.RED,) * 2, (Colour.RED,) * 3, (Colour.RED, "red")),
    *(date(2026, 1, 1), date(1899, 12, 31), date(1900, 1, 1), date(2999, 12, 31), date(3000, 1, 1)),
    *(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1), Later(2026, 1, 1, tzinfo=UTC)),
    *(datetime(1899, 12, 31, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)),
    datetime(2999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5))),
    datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Oslo")),
    datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")),
]


def named(value: object) -> str:
    """
    Return the name of a test: pytest finds none again by a name with a backslash.
    """
    return ascii(value).replace("\\", "%")


def passes(check: Check, value: object) -> bool:
    """
    Tell whether the short expression passes a value.
    """
    names: dict[str, Any] = {}
    expression = check.quick(names)
    try:
        return bool(eval(expression, {**names, "value": value}))
    except (TypeError, UnicodeEncodeError):
        return False


def told(kind: type, value: object) -> str | None:
    """
    Return what is said of a value that is refused.
    """
    try:
        made = kind(value)
    except InvalidValue as refusal:
        return f"{refusal} {refusal.rule} {refusal.path}"
    assert made.field is value

    return None


class TestValue:
    @pytest.mark.parametrize("name", CHECKS)
    @pytest.mark.parametrize("value", [*TEXTS, *OTHERS], ids=named)
    def test_refuses_what_the_validator_refuses(self, name: str, value: object) -> None:
        """
        P1, P2, P4: the short expression passes nothing that the validator would not.
        """
        assert told(ONE_BY_ONE[name], value) == told(JOINED[name], value)

    @pytest.mark.parametrize("name", CHECKS)
    @given(value=st.one_of(st.text(max_size=300), st.datetimes(), st.dates(), st.integers(), st.none()))
    def test_refuses_it_whatever_it_is(self, name: str, value: object) -> None:
        """
        P1, P2, P4: so it is for any text, moment, day or number.
        """
        assert told(ONE_BY_ONE[name], value) == told(JOINED[name], value)

    @pytest.mark.parametrize("name", sorted(CHECKS))
    def test_passes_something_quickly(self, name: str) -> None:
        """
        Each expression is there for something: it passes what is usual without asking the validator.
        """
        quick = [value for value in [*TEXTS, *OTHERS] if passes(CHECKS[name], value)]

        assert quick
        assert not [value for value in quick if told(ONE_BY_ONE[name], value)]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            *(("line", "a"), ("line", "é"), ("prose", "a\nb"), ("zone", "UTC"), ("zone", "Europe/Oslo")),
            *(("identifier", "a1"), ("identifier", "a-1"), ("actor", "a1"), ("colours", ())),
            *((name, None) for name in CHECKS if name.endswith("_or_none")),
        ],
    )
    def test_passes_what_is_usual_quickly(self, name: str, value: object) -> None:
        """
        What most fields hold, nothing among it, never comes to the validator.
        """
        assert passes(CHECKS[name], value)

    def test_checks_what_a_class_inherits(self) -> None:
        """
        P4: a class checks the fields of the class that it derives from as well.
        """

        @attrs.frozen(kw_only=True, field_transformer=of_value)
        class Above(Value):
            id: Any = attrs.field(validator=identifier)

        @attrs.frozen(kw_only=True, field_transformer=of_value)
        class Below(Above):
            text: Any = attrs.field(validator=prose)

        with pytest.raises(InvalidValue, match=r"Below\.id"):
            Below(id="no id", text="a")
        with pytest.raises(InvalidValue, match=r"Below\.text"):
            Below(id="a", text="")
        with pytest.raises(InvalidValue, match=r"Above\.id"):
            Above(id="no id")

    def test_names_the_first_that_is_wrong(self) -> None:
        """
        P1: of several fields the first one is told, also behind a text that is no text of Unicode.
        """

        @attrs.frozen(kw_only=True, field_transformer=of_value)
        class Pair(Value):
            one: Any = attrs.field(validator=prose)
            other: Any = attrs.field(validator=prose)

        with pytest.raises(InvalidValue, match=r"Pair\.one: it holds a lone surrogate at position 1"):
            Pair(one="é\ud800", other="")
        with pytest.raises(InvalidValue, match=r"Pair\.other: it holds a lone surrogate at position 0"):
            Pair(one="é", other="\ud800")

    def test_asks_again_where_a_text_is_no_text_of_unicode(self) -> None:
        """
        P1: a validator has the last word, also about a text that cannot be encoded.
        """

        class Anything(Check):
            def __call__(self, instance: Any, field: Any, value: Any) -> None:
                pass

            def quick(self, names: dict[str, Any]) -> str:
                return "value.encode()"

        @attrs.frozen(field_transformer=of_value)
        class Letter(Value):
            text: Any = attrs.field(validator=Anything())

        assert "\ud800" == Letter("\ud800").text

    def test_lets_out_what_goes_wrong_in_the_check_of_the_whole(self) -> None:
        """
        P1: a defect in what looks at all fields together is no wrong value of one.
        """

        @attrs.frozen(field_transformer=of_value)
        class Letter(Value):
            text: Any = attrs.field(validator=line)

            def _check_whole(self) -> None:
                raise TypeError("a defect")

        with pytest.raises(TypeError, match="a defect"):
            Letter("Dear Ada")

    def test_does_not_remember_ids_for_ever(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        P4: however many ids there are, each is accepted, and a few are remembered.
        """
        monkeypatch.setattr(validators, "_MOST_KNOWN", 3)

        @attrs.frozen(field_transformer=of_value)
        class Record(Value):
            id: Any = attrs.field(validator=identifier)

        for number in range(10):
            assert f"a-{number}" == Record(f"a-{number}").id

        assert len(validators._known) <= 3


class TestMoment:
    def test_is_kept_in_utc(self) -> None:
        """
        P2: whoever makes a record converts a moment first, so that each has one text only.
        """
        assert told(ONE_BY_ONE["moment"], datetime(2026, 1, 1, tzinfo=UTC)) is None

        refused = told(ONE_BY_ONE["moment"], datetime(2026, 1, 1, 1, tzinfo=ZoneInfo("Europe/Oslo")))
        assert refused == (
            "cannot accept Plain.field: it is not in UTC (rule P2); give moment.astimezone(UTC) "
            "P2 Plain.field"
        )


class TestRepr:
    def test_shows_how_much_was_written_and_never_what(self) -> None:
        """
        P1: what somebody wrote stands in no repr, a link that can be erased neither; everything else does.
        """

        @attrs.frozen(kw_only=True, field_transformer=of_value)
        class Letter(Value):
            id: str = attrs.field(validator=identifier)
            subject: str = attrs.field(validator=line)
            remark: str | None = attrs.field(default=None, validator=Text(10, optional=True))
            sender: str | None = attrs.field(default=None, validator=Email())
            keywords: tuple[str, ...] = attrs.field(default=(), validator=Many(line))
            readers: tuple[str, ...] = attrs.field(default=(), validator=Many(identifier))
            source: str = attrs.field(metadata={"erased": "…"})

        letter = Letter(
            id="a",
            subject="A secret",
            sender="ada@example.org",
            keywords=("afraid", "of heights"),
            readers=("ben", "cy"),
            source="https://example.org/secret",
        )

        assert (
            "Letter(id='a', subject=<8 characters>, remark=None, sender=<15 characters>, "
            "keywords=<2 texts>, readers=('ben', 'cy'), source=<26 characters>)"
            == repr(letter).rpartition("<locals>.")[2]
        )
