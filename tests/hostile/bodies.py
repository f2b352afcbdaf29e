"""
Bodies: JSON that is not what it should be, made from documents that are sound.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mentorcore.storage.codec import FORMATS, Codec, StoreDocument
from tests.documents.examples import allow, reach, started
from tests.model.examples import ADA, BEN, CY, NOW, TODAY, request


MARK = "Zq7 secret WORDS xW"
"""Words that stand wherever anybody can write, and that no message may repeat."""

DEEP = 100_000


def documents() -> dict[str, str]:
    """
    Return a sound document of each kind, as text.
    """
    from mentorcore import FollowUp, Mentorship, Person, Policy, Referral, Topic, Unknown

    codec = Codec()
    m: Mentorship = started()
    m.goals.set(by=BEN, at=NOW, title=MARK, why=MARK, measure=MARK, id="goal")
    m.goals.record_progress("goal", by=BEN, at=NOW, text=MARK, percent=10)
    m.questions.ask(by=BEN, at=NOW, text=MARK, interest=5, id="why")
    follow_up = FollowUp(owner=ADA, due_on=TODAY, task=MARK)
    m.questions.answer(
        "why", by=ADA, at=NOW, answer=Unknown(follow_up=follow_up, referral=Referral(MARK, why=MARK))
    )
    m.readings.assign(by=ADA, at=NOW, title=MARK, why=MARK, source=MARK, due_on=TODAY)
    m.actions.take_on(by=BEN, at=NOW, title=MARK, due_on=TODAY)
    m.feedback.give(by=ADA, at=NOW, about=BEN, text=MARK)
    m.notes.write(by=BEN, at=NOW, text=MARK, reflection=True)
    m.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=60, id="first")
    topic = Topic(MARK, minutes=10, raised_by=BEN, serves="goal")
    m.meetings.hold("first", by=BEN, at=NOW, summary=MARK, topics=[topic])
    reach(m, title=MARK, statement=MARK)
    allow(m)
    ada = Person.register(
        name=MARK, id=ADA, at=NOW, email="ada@example.org", title=MARK, skills=[MARK], wishes=[MARK]
    )
    ada.set_manager(CY, at=NOW)
    asked = request()
    asked.decline(by=CY, at=NOW, reason=MARK)

    return {
        "person": codec.encode("person", ada.document),
        "pairing_request": codec.encode("pairing_request", asked.document),
        "mentorship": codec.encode("mentorship", m.document),
        "store": codec.encode("store", StoreDocument(layout="x" * 64, policy=Policy())),
    }


def places(plain: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """
    Return the path of every value in plain content, the whole of it first.
    """
    yield path
    if isinstance(plain, dict):
        for key, value in plain.items():
            yield from places(value, (*path, key))
    elif isinstance(plain, list):
        for position, value in enumerate(plain):
            yield from places(value, (*path, position))


def put(plain: Any, path: tuple[Any, ...], value: Any) -> Any:
    """
    Return a copy of plain content with another value at a path.
    """
    if not path:
        return value
    key, *rest = path
    copy = dict(plain) if isinstance(plain, dict) else list(plain)
    copy[key] = put(plain[key], tuple(rest), value)

    return copy


WRONG: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    1e308,
    10**30,
    "",
    MARK,
    f"{MARK}\0",
    f"{MARK}\ud800",
    "2026-13-45",
    "../../etc/passwd",
    [],
    {},
    [None],
    [[]],
    [MARK],
    {MARK: MARK},
    {"id": MARK},
    {"type": MARK},
)
"""Values of which, at most places, few can be right."""

NO_JSON: dict[str, str] = {
    "nothing": "",
    "white space": " \n",
    "words": MARK,
    "text": json.dumps(MARK),
    "a list": "[]",
    "null": "null",
    "a number": "1",
    "cut short": '{"id": "' + MARK,
    "more behind it": '{"id": "x"} ' + MARK,
    "two of it": '{"id": "x"}{"id": "x"}',
    "a key twice": '{"id": "x", "id": "' + MARK + '"}',
    "a key twice, written in two ways": '{"id": "x", "i\\u0064": "x"}',
    "a key twice, deep inside": '{"id": {"a": [{"b": 1, "b": "' + MARK + '"}]}}',
    "no number": '{"id": NaN}',
    "endless": '{"id": Infinity}',
    "endless the other way": '{"id": -Infinity}',
    "more digits than Python reads": '{"id": ' + "9" * 5000 + "}",
    "many digits": '{"id": ' + "9" * 4000 + "}",
    "a number beyond floating point": '{"id": 1e999}',
    "a number of many digits": '{"id": 0.' + "9" * 100_000 + "}",
    "minus nothing": '{"capacity": -0}',
    "a leading nought": '{"id": 01}',
    "a comment": '{"id": 1} // ' + MARK,
    "single quotes": "{'id': '" + MARK + "'}",
    "a comma too many": '{"id": 1,}',
    "a control character": '{"id": "' + MARK + '\x01"}',
    "a byte order mark": '\ufeff{"id": "x"}',
    "half a character": '{"id": "\\ud800"}',
    "no escape": '{"id": "\\x41' + MARK + '"}',
    "lists in lists": "[" * DEEP,
    "lists in lists, closed": "[" * DEEP + "]" * DEEP,
    "objects in objects": '{"id":' * DEEP,
    "lists in a field": '{"id":' + "[" * DEEP + "]" * DEEP + "}",
    "many fields": "{" + ",".join(f'"f{n}": 0' for n in range(50_000)) + "}",
    "many entries": '{"steps": [' + ",".join(["0"] * 100_000) + "]}",
    "a long text": '{"id": "' + "x" * 5_000_000 + '"}',
    "a long key": '{"' + "x" * 5_000_000 + '": 0}',
}
"""Texts that are no document of any kind."""

KINDS = tuple(FORMATS)
