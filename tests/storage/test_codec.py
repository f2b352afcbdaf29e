"""
The codec: canonical text, strict reading, schema numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore import Mentorship, PairingRequest, Person
from mentorcore.errors import Corrupt, InvalidValue, SchemaTooNew
from mentorcore.storage import codec as codec_module
from mentorcore.storage.codec import FORMATS, Codec, Format
from mentorcore.storage.moments import day_of, instant_of, instant_text
from mentorcore.testing import strategies
from tests.model.examples import BEN, NOW


GOLDEN = Path(__file__).parent.parent / "golden"

Plain = dict[str, Any]


@pytest.fixture
def codec() -> Codec:
    """
    The codec of this release.
    """
    return Codec()


class TestRoundTrip:
    @given(mentorship=strategies.mentorships())
    def test_any_mentorship_comes_back_as_it_was(self, mentorship: Mentorship) -> None:
        """
        What is encoded and decoded is the same document, and the same text again.
        """
        codec = Codec()
        body = codec.encode("mentorship", mentorship.document)
        again = codec.decode("mentorship", 1, body, where="here")

        assert mentorship.document == again
        assert body == codec.encode("mentorship", again)

    @given(person=strategies.people())
    def test_any_person_comes_back_as_they_were(self, person: Person) -> None:
        """
        What is encoded and decoded is the same document.
        """
        codec = Codec()
        body = codec.encode("person", person.document)

        assert person.document == codec.decode("person", 1, body, where="here")

    @given(request=strategies.pairing_requests())
    def test_any_request_comes_back_as_it_was(self, request: PairingRequest) -> None:
        """
        What is encoded and decoded is the same document.
        """
        codec = Codec()
        body = codec.encode("pairing_request", request.document)

        assert request.document == codec.decode("pairing_request", 1, body, where="here")


def _goal(change: Plain) -> Callable[[Plain], None]:
    return lambda plain: plain["goals"][0].update(change)


class TestStrictness:
    @pytest.fixture
    def plain(self, codec: Codec, active: Mentorship) -> Plain:
        """
        The plain content of a mentorship with a goal.
        """
        active.goals.set(by=BEN, at=NOW, title="Lead a release", why="I want to", measure="It ships")
        content: Plain = json.loads(codec.encode("mentorship", active.document))
        return content

    @pytest.mark.parametrize(
        ("damage", "problem"),
        [
            (lambda plain: plain.update(mood="good"), "unknown fields: mood @ $"),
            (_goal({"colour": "red"}), "unknown fields: colour @ $.goals[0]"),
            (lambda plain: plain.pop("mentor_id"), "a field is missing @ $.mentor_id"),
            (_goal({"revision": 2.7}), "expected int @ $.goals[0].revision"),
            (_goal({"revision": True}), "expected int @ $.goals[0].revision"),
            (_goal({"revision": "2"}), "expected int @ $.goals[0].revision"),
            (_goal({"title": 7}), "expected str @ $.goals[0].title"),
            (_goal({"title": None}), "expected str @ $.goals[0].title"),
            (_goal({"title": "two\nlines"}), "(P1) @ $.goals[0]"),
            (_goal({"status": "adored"}), "expected GoalStatus @ $.goals[0].status"),
            (_goal({"entered_at": "2026-01-12"}), "expected datetime @ $.goals[0].entered_at"),
            (_goal({"progress": "none"}), "expected tuple @ $.goals[0].progress"),
            (lambda plain: plain.update(goals={}), "expected tuple @ $.goals"),
            (
                lambda plain: plain["agreements"][0]["terms"].update(ends_on="20260712"),
                "expected date @ $.agreements[0].terms.ends_on",
            ),
            (
                lambda plain: plain["agreements"][0]["terms"].update(readings=1),
                "expected bool @ $.agreements[0].terms.readings",
            ),
        ],
    )
    def test_names_the_path(
        self, codec: Codec, plain: Plain, damage: Callable[[Plain], None], problem: str
    ) -> None:
        """
        A document with a field that is unknown, missing or wrong is refused, and the message says where.
        """
        damage(plain)

        with pytest.raises(Corrupt) as caught:
            codec.decode("mentorship", 1, json.dumps(plain), where="mentorship/x")

        assert "mentorship/x" == caught.value.where
        assert problem in caught.value.problem

    def test_tells_the_first_problems(self, codec: Codec, plain: Plain) -> None:
        """
        Of many problems the first five are told, each with its place.
        """
        plain["goals"] = [plain["goals"][0] | {"revision": "1"} for _ in range(40)]

        with pytest.raises(Corrupt) as caught:
            codec.decode("mentorship", 1, json.dumps(plain), where="mentorship/x")

        assert "; ".join(f"expected int @ $.goals[{n}].revision" for n in range(5)) == caught.value.problem

    def test_counts_what_may_be_words(self, codec: Codec, plain: Plain) -> None:
        """
        Of unknown fields those are named that look like names; how many others there are is said.
        """
        plain |= {"mood": 1, "colour": 1, "Ben is afraid": 1, "so is Ada": 1}

        with pytest.raises(Corrupt) as caught:
            codec.decode("mentorship", 1, json.dumps(plain), where="mentorship/x")

        assert "unknown fields: colour, mood, 2 more @ $" == caught.value.problem

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("", "it is no JSON: Expecting value at 0"),
            ('{"id": "x"', "it is no JSON"),
            ("[]", "it is no JSON object"),
            ('{"id": NaN}', "NaN is no number"),
            ('{"id": -Infinity}', "-Infinity is no number"),
            ('{"id": "x", "id": "y"}', "a key stands twice in one object"),
            ('{"id": {"a": 1, "a": 1}}', "a key stands twice in one object"),
            ('{"id": ' + "9" * 5000 + "}", "it is no JSON"),
            ("[" * 200_000, "it is nested too deeply"),
            ('{"id":' * 200_000, "it is nested too deeply"),
        ],
    )
    def test_refuses_what_is_no_sound_json(self, codec: Codec, text: str, problem: str) -> None:
        """
        Text that is no JSON object, is too deep, or holds NaN or duplicate keys is refused.
        """
        with pytest.raises(Corrupt) as caught:
            codec.decode("person", 1, text, where="person/x")

        assert problem in caught.value.problem

    def test_does_not_repeat_words(self, codec: Codec, plain: Plain) -> None:
        """
        The message about a damaged document holds nothing of what was written in it.
        """
        plain["goals"][0] |= {"why": "my secret\0", "measure": 3, "title": "x" * 300}

        with pytest.raises(Corrupt) as caught:
            codec.decode("mentorship", 1, json.dumps(plain), where="mentorship/x")

        assert "secret" not in str(caught.value)
        assert "xxx" not in str(caught.value)


class Strict(Codec):
    """
    A codec that looks closely at everything.
    """

    def _canonical(self, kind: str, body: str) -> None:
        return None


class TestTwoWays:
    """
    What is usual is read in another way than the rest, which nobody may notice.
    """

    @pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
    @given(data=st.data())
    def test_say_the_same(self, golden: Path, data: st.DataObject) -> None:
        """
        Whatever is done to a document, both accept it as the same value, or refuse it in the same words.
        """
        kind = golden.stem.rsplit("-", 1)[0]
        plain = json.loads(golden.read_text())
        inside, name = data.draw(st.sampled_from(list(_places(plain))))
        match data.draw(st.sampled_from(["drop", "add", "replace", "nothing"])):
            case "drop":
                del inside[name]
            case "add":
                inside["another"] = 1
            case "replace":
                inside[name] = data.draw(_VALUES)
        write = data.draw(st.sampled_from(_WRITTEN))
        text = write(plain)
        answers = []
        for codec in (Codec(), Strict()):
            try:
                answers.append(codec.decode(kind, 1, text, where="here"))
            except Corrupt as error:
                answers.append(str(error))

        assert answers[0] == answers[1]

    @pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
    def test_what_is_usual_is_read_in_the_quick_way(self, codec: Codec, golden: Path) -> None:
        """
        A document as it was written needs no second look.
        """
        kind = golden.stem.rsplit("-", 1)[0]
        read = codec._canonical(kind, golden.read_text())

        assert Strict().decode(kind, 1, golden.read_text(), where="here") == read

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('"state":"completed"', '"state":"completed","state":"completed"'),
            ('"state":"completed"', '"state":"completed","other":1'),
            ('"departed":[],', ""),
            ("Z", "+00:00"),
            ("Z", "+01:00"),
            (":00Z", ":00.000000Z"),
            (",", ", "),
        ],
    )
    def test_what_is_not_is_looked_at_closely(self, codec: Codec, old: str, new: str) -> None:
        """
        Another text for what may be the same document is left to the strict way.
        """
        body = (GOLDEN / "mentorship-1.json").read_text()

        assert old in body
        assert codec._canonical("mentorship", body.replace(old, new)) is None


_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 10),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.sampled_from(
        [
            *("2026-01-12T09:00:00Z", "2026-01-12T09:00:00.5Z", "2026-01-12T10:00:00+01:00"),
            *("0001-01-01T00:00:00Z", "2026-01-12", "UTC"),
        ]
    ),
    st.sampled_from([[], {}, [1], ["ada"], {"type": "known", "text": "a"}, {"type": "story"}]),
)


def _places(plain: Any) -> Iterator[tuple[Plain, str]]:
    """
    Iterate over every field of an object and of those in it.
    """
    if isinstance(plain, list):
        for entry in plain:
            yield from _places(entry)
    if isinstance(plain, dict):
        for name, value in plain.items():
            yield plain, name
            yield from _places(value)


def _compact(plain: Plain) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _doubled(plain: Plain) -> str:
    text = _compact(plain)

    return f"{text[:-1]},{text[1:]}"


_WRITTEN: list[Callable[[Plain], str]] = [_compact, json.dumps, _doubled]


class TestSize:
    def test_a_document_that_is_too_large_is_not_kept(
        self, monkeypatch: pytest.MonkeyPatch, codec: Codec, active: Mentorship
    ) -> None:
        """
        P1: a document beyond the limit is refused when it is written.
        """
        monkeypatch.setattr(codec_module, "BODY_LIMIT", 100)

        with pytest.raises(InvalidValue) as caught:
            codec.encode("mentorship", active.document)

        assert "P1" == caught.value.rule
        assert "at most 100 are kept" in str(caught.value)

    def test_a_document_that_is_too_large_is_not_read(
        self, monkeypatch: pytest.MonkeyPatch, codec: Codec, active: Mentorship
    ) -> None:
        """
        A document beyond the limit is refused before it is parsed.
        """
        body = codec.encode("mentorship", active.document)
        monkeypatch.setattr(codec_module, "BODY_LIMIT", 100)

        with pytest.raises(Corrupt, match="more than 100"):
            codec.decode("mentorship", 1, body, where="mentorship/x")


@attrs.frozen
class _Now:
    id: str
    colour: str


class TestSchemas:
    @pytest.fixture
    def third(self) -> Codec:
        """
        A codec that is at schema 3 and still reads 1 and 2.
        """
        upcasters = {
            1: lambda plain: {"id": plain["name"]},
            2: lambda plain: plain | {"colour": "grey"},
        }
        return Codec({"thing": Format(_Now, schema=3, upcasters=upcasters)})

    def test_older_ones_are_brought_up_to_date(self, third: Codec) -> None:
        """
        Upcasters run in a chain from the schema that was written to the current one.
        """
        assert _Now("x", "grey") == third.decode("thing", 1, '{"name":"x"}', where="thing/x")
        assert _Now("x", "grey") == third.decode("thing", 2, '{"id":"x"}', where="thing/x")
        assert _Now("x", "red") == third.decode("thing", 3, '{"id":"x","colour":"red"}', where="thing/x")

    def test_newer_ones_are_refused(self, third: Codec) -> None:
        """
        What a newer release wrote is not touched.
        """
        with pytest.raises(SchemaTooNew) as caught:
            third.decode("thing", 4, "{}", where="thing/x")

        assert ("thing/x", 4, 3) == (caught.value.where, caught.value.found, caught.value.known)

    def test_unknown_ones_are_damage(self, third: Codec) -> None:
        """
        A schema number that never was is damage.
        """
        with pytest.raises(Corrupt, match="there never was a schema 0"):
            third.decode("thing", 0, "{}", where="thing/x")

    def test_what_an_upcaster_cannot_read_is_damage(self, third: Codec) -> None:
        """
        A document that is not what its schema number says is damage.
        """
        with pytest.raises(Corrupt, match="no document of schema 1"):
            third.decode("thing", 1, "{}", where="thing/x")

    @pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
    def test_every_released_schema_is_read_for_ever(self, codec: Codec, golden: Path) -> None:
        """
        The golden document of each schema that was ever released decodes, and says the same again.
        """
        kind, number = golden.stem.rsplit("-", 1)
        document = codec.decode(kind, int(number), golden.read_text(), where=golden.name)

        again = codec.encode(kind, document)
        assert document == codec.decode(kind, codec.schema(kind), again, where=golden.name)
        if int(number) == codec.schema(kind):
            assert golden.read_text() == again

    def test_every_schema_has_its_golden_document(self) -> None:
        """
        No schema number is released without a document that is kept for ever.
        """
        expected = {
            f"{kind}-{number}" for kind, form in FORMATS.items() for number in range(1, form.schema + 1)
        }

        assert expected == {path.stem for path in GOLDEN.glob("*.json")}


class TestTexts:
    @pytest.mark.parametrize(
        "text",
        ["2026-01-12T09:00:00Z", "2026-01-12T09:00:00.000000+00:00", "2026-13-12T09:00:00.000000Z", 5, None],
    )
    def test_moments_are_canonical(self, text: object) -> None:
        """
        A moment has one text, in UTC, with microseconds.
        """
        with pytest.raises(ValueError, match=r"expected a moment|month must be"):
            instant_of(text)

    def test_moments_come_back(self) -> None:
        """
        The text of a moment is the moment.
        """
        assert "2026-01-12T09:00:00.000000Z" == instant_text(NOW)
        assert NOW == instant_of(instant_text(NOW))

    @pytest.mark.parametrize("text", ["20260112", "2026-W03-1", "2026-02-30", 5, None])
    def test_days_are_canonical(self, text: object) -> None:
        """
        A day has one text.
        """
        with pytest.raises(ValueError, match=r"expected a day|day .*range"):
            day_of(text)
