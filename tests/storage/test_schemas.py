"""
JSON Schemas: what they accept is what the codec reads, as far as JSON Schema can say it.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore import Mentorship, PairingRequest, Person, Policy, document_schema
from mentorcore.errors import Corrupt, InvalidValue
from mentorcore.model.checking import Value
from mentorcore.storage.codec import FORMATS, Codec, StoreDocument
from mentorcore.testing import strategies


GOLDEN = sorted((Path(__file__).parent.parent / "golden").glob("*-*.json"))

CODEC = Codec()
VALIDATORS = {
    kind: jsonschema.Draft202012Validator(
        document_schema(kind), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    for kind in FORMATS
}

UNSAID = (
    "this is no known time zone",
    "a cadence of ",
    '"I don\'t know" alone',
    "evidence is a link or a record",
    "this is no web address",
    "not after",
    "the shortest agreement",
)
"""What the codec says of what JSON Schema does not: several fields together, and what a machine knows."""

OTHERS: list[Any] = [
    None, True, 0, -1, 7, 10**9, 1.5, "", " ", "x", "a\nb", "a\u0085b", "a\0b", "\ufeff", "ada", "no id!",
    "ada\n",
    "x" * 65, "x" * 201, "x" * 20_001, "<system>", "ada@example.org", "a b@c", "a@b@c",
    "2026-01-12", "1899-12-31", "3000-01-01", "2026-13-01", "2026-01-12\n", "2026-1-12",
    "2026-01-12T09:00:00Z", "2026-01-12T09:00:00.000000Z", "2026-01-12T09:00:00.000001Z",
    "2026-01-12T09:00:00+00:00", "2026-01-12 09:00:00Z", "2026-01-12T24:00:00Z", "2026-01-12T09:00:00Z\n",
    "pair", "active", "known", [], {}, ["x"], [None], [["x"]], {"x": 1}, ["x"] * 101,
]  # fmt: skip
"""What may come to stand where something else belongs."""


def valid(kind: str, plain: object) -> bool:
    """
    Tell whether the schema of a kind accepts plain content.
    """
    return bool(VALIDATORS[kind].is_valid(plain))


def problem(kind: str, plain: dict[str, Any]) -> str | None:
    """
    Return what the codec says of plain content; *None* where it reads it.
    """
    try:
        CODEC.decode(kind, FORMATS[kind].schema, json.dumps(plain), where="here")
    except Corrupt as corrupt:
        return corrupt.problem

    return None


def places(plain: Any) -> Iterator[tuple[Any, Any]]:
    """
    Iterate over every container in plain content, with each of its keys or positions.
    """
    for key, inner in plain.items() if isinstance(plain, dict) else enumerate(plain):
        yield plain, key
        if isinstance(inner, dict | list):
            yield from places(inner)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """
    Draw a document of any kind as plain content.
    """
    kind = draw(st.sampled_from(list(FORMATS)))
    if kind == "store":
        policy = Policy(offer_days=draw(st.integers(1, 366)))
        document: Any = StoreDocument(layout="layout", policy=policy)
    else:
        aggregates: dict[str, st.SearchStrategy[Mentorship | PairingRequest | Person]] = {
            "mentorship": strategies.mentorships(),
            "pairing_request": strategies.pairing_requests(),
            "person": strategies.people(),
        }
        document = draw(aggregates[kind]).document

    return kind, json.loads(CODEC.encode(kind, document))


@st.composite
def changed(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """
    Draw a document in which one thing is another one, is missing, or is too much.
    """
    kind, plain = draw(documents())
    where, key = draw(st.sampled_from(list(places(plain))))
    match draw(st.sampled_from(["replace", "remove", "add"])):
        case "replace":
            where[key] = copy.deepcopy(draw(st.sampled_from(OTHERS)))
        case "remove":
            del where[key]
        case "add" if isinstance(where, dict):
            where[draw(st.sampled_from(["x", "kind", "type", "version"]))] = draw(st.sampled_from(OTHERS))
        case "add":
            where.append(copy.deepcopy(draw(st.sampled_from(OTHERS))))

    return kind, plain


class TestWhatIsAccepted:
    @pytest.mark.parametrize("kind", FORMATS)
    def test_a_schema_is_one(self, kind: str) -> None:
        """
        Each is a valid schema of its dialect, and the caller's own: changing it changes no other.
        """
        schema = document_schema(kind)
        jsonschema.Draft202012Validator.check_schema(schema)
        schema["properties"].clear()

        assert document_schema(kind)["properties"]

    @pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
    def test_golden_documents_are_valid(self, path: Path) -> None:
        """
        What this format's first release wrote is valid; each kind has such a document.
        """
        kind = path.stem.rpartition("-")[0]

        VALIDATORS[kind].validate(json.loads(path.read_text("utf-8")))
        assert {path.stem for path in GOLDEN} >= {f"{kind}-{form.schema}" for kind, form in FORMATS.items()}

    @given(drawn=documents())
    def test_whatever_is_written_is_valid(self, drawn: tuple[str, dict[str, Any]]) -> None:
        """
        Every document that there can be has what its schema says.
        """
        kind, plain = drawn

        VALIDATORS[kind].validate(plain)

    @given(drawn=changed())
    def test_what_the_codec_reads_and_refuses(self, drawn: tuple[str, dict[str, Any]]) -> None:
        """
        A change to a document makes it invalid where it makes it damaged, unless JSON Schema cannot say why.
        """
        kind, plain = drawn
        told = problem(kind, plain)

        if told is None:
            VALIDATORS[kind].validate(plain)
        elif not any(words in told for words in UNSAID):
            assert not valid(kind, plain), told


class TestLimits:
    @pytest.mark.parametrize(
        ("field", "last", "beyond"),
        [
            ("capacity", 0, -1),
            ("capacity", 1000, 1001),
            ("experience", 80, 81),
            ("name", "x" * 200, "x" * 201),
            ("name", "x", "x\n"),
            ("skills", ["x"] * 100, ["x"] * 101),
            ("email", f"{'x' * 252}@y", f"{'x' * 253}@y"),
            ("email", "a@b", "a@b\n"),
            ("email", "a@b", "a@b@c"),
            ("manager_id", "x" * 64, "x" * 65),
            ("manager_id", "Cy_9-x", "Cy_9-x\n"),
            ("changed_by", "<system>", "<System>"),
            ("changed_by", "cy", "cy\n"),
            ("manager_id", "cy", "<system>"),
            ("changed_at", "2999-12-31T23:59:59.999999Z", "3000-01-01T00:00:00Z"),
            ("changed_at", "1900-01-01T00:00:00Z", "1899-12-31T23:59:59Z"),
            ("changed_at", "2026-01-12T09:00:00Z", "2026-01-12T09:00:00Z\n"),
            ("changed_at", "2026-01-12T09:00:00.000001Z", "2026-01-12T09:00:00.000000Z"),
            ("revision", 1, 0),
        ],
    )
    def test_are_the_codecs(self, field: str, last: object, beyond: object) -> None:
        """
        The last value that the codec reads is valid, and the first that it refuses is not.
        """
        person = json.loads(next(path for path in GOLDEN if path.stem == "person-1").read_text("utf-8"))
        within, outside = {**person, field: last}, {**person, field: beyond}

        assert (True, None) == (valid("person", within), problem("person", within))
        assert not valid("person", outside)
        assert problem("person", outside) is not None


class TestWhatIsRefused:
    @pytest.fixture
    def plain(self) -> dict[str, Any]:
        """
        The golden mentorship.
        """
        (path,) = (path for path in GOLDEN if path.stem.startswith("mentorship"))
        plain: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return plain

    @pytest.mark.parametrize("other", ["", " \t\n\u2003", "a\0b", "x" * 20_001, 7, None, ["x"]])
    def test_a_text_that_is_none(self, plain: dict[str, Any], other: Any) -> None:
        """
        P1: blank, with NUL, too long, of another type.
        """
        plain["reasoning"] = other

        assert problem("mentorship", plain) is not None
        assert not valid("mentorship", plain)

    def test_an_unknown_field_anywhere(self, plain: dict[str, Any]) -> None:
        """
        A field that no release knows is refused in every object of the document.
        """
        objects = [plain, *(where[key] for where, key in places(plain) if isinstance(where[key], dict))]
        assert len(objects) > 30
        for one in objects:
            one["surprise"] = 1
            assert not valid("mentorship", plain)
            del one["surprise"]
        assert valid("mentorship", plain)

    def test_a_field_that_is_missing(self, plain: dict[str, Any]) -> None:
        """
        What has no default is required, and what has one is not, as for the codec.
        """
        for name in list(plain):
            without = {key: value for key, value in plain.items() if key != name}
            assert valid("mentorship", without) == (problem("mentorship", without) is None), name

    def test_an_answer_that_is_none_of_the_three(self, plain: dict[str, Any]) -> None:
        """
        Q3: an answer is known, a story, or unknown, each with its own fields.
        """
        answered = next(given for question in plain["questions"] for given in question["answers"])
        for other in ({"type": "rumour", "text": "So they say."}, {"type": "known"}, {"text": "Yes."}):
            answered["answer"] = other
            assert problem("mentorship", plain) is not None
            assert not valid("mentorship", plain)


class TestEveryKind:
    @pytest.mark.parametrize("kind", ["letter", "", "Person"])
    def test_another_is_refused(self, kind: str) -> None:
        """
        P1: a kind that is none is refused, and those that there are are named.
        """
        with pytest.raises(InvalidValue, match="person, pairing_request, mentorship, store") as refused:
            document_schema(kind)

        assert ("P1", "kind") == (refused.value.rule, refused.value.path)

    def test_names_every_class_and_field(self) -> None:
        """
        Every class of the documents is described once, with every field of it.
        """
        schema = document_schema("mentorship")
        named = {one.__name__: one for one in _values() if one.__name__ in schema["$defs"]}

        assert {"Goal", "Meeting", "Topic", "Milestone", "Evidence", "Unknown", "Consent"} <= set(named)
        for name, one in named.items():
            assert [field.name for field in attrs.fields(one)] == list(schema["$defs"][name]["properties"])


def _values(above: type[Value] = Value) -> Iterator[Any]:
    for kind in above.__subclasses__():
        yield from _values(kind)
        if attrs.has(kind):
            yield kind
