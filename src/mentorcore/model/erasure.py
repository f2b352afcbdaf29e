"""
Erasure: taking one person's words and names out of a document (the exception that D3 makes).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar, cast

import attrs

from mentorcore.model.checking import validator_of
from mentorcore.model.names import Names
from mentorcore.model.validators import Text
from mentorcore.model.values import ERASED, PersonId


D = TypeVar("D")

_AUTHORS = ("author", "by")
_BY_OTHERS = "worded"


def erased(document: D, person_id: PersonId | None, names: Iterable[str]) -> D:
    """
    Return the document with the person's own words replaced by a marker, and *names* in everybody's words;
    for *None* only the names.

    Whose words a text is, is said by the ``worded`` of the value that it stands in, else by the field's
    ``words_of`` metadata, else by the ``author`` or ``by`` of that value, else by that of the value around
    it. A field with ``erased`` metadata, such as a link, is replaced by that whole: with a part taken out it
    would be none.
    """
    wanted = Names.of(names)

    def is_own(owner: object) -> bool:
        return person_id is not None and owner == person_id

    def blank(text: str, field: Any, owner: object) -> str:
        marker: str | None = field.metadata.get("erased")
        if marker is not None:
            return marker if is_own(owner) or wanted.in_link(text) else text
        limit = cast("Text", validator_of(field)).limit
        return ERASED if is_own(owner) else wanted.out_of(text, limit)

    return _with_texts(document, blank)


def erased_wholly(document: D) -> D:
    """
    Return the document with everybody's words replaced by a marker: who, what and when stays.
    """

    def blank(text: str, field: Any, owner: object) -> str:  # noqa: ARG001 - it takes what all of them take
        marker: str = field.metadata.get("erased", ERASED)
        return marker

    return _with_texts(document, blank)


def _with_texts(document: D, change: Callable[[str, Any, object], str]) -> D:
    """
    Return the document with ``change(text, field, owner)`` in place of every text.
    """
    changed: D = _in_value(document, change, None)

    return changed


def _in_value(value: Any, change: Callable[[str, Any, object], str], owner: object) -> Any:
    if isinstance(value, tuple):
        return tuple(_in_value(entry, change, owner) for entry in value)
    if not attrs.has(type(value)):
        return value
    changes: dict[str, Any] = {}
    for field, whose in _owners(value, owner):
        old = getattr(value, field.name)
        if not isinstance(old, str):
            new = _in_value(old, change, whose)
        elif _holds_words(field):
            new = change(old, field, whose)
        else:
            continue
        if new != old:
            changes[field.name] = new

    return attrs.evolve(value, **changes) if changes else value


def _owners(value: Any, owner: object) -> Iterator[tuple[Any, object]]:
    """
    Return the fields of a value, each with the id of the one whose words it holds.
    """
    own = next((getattr(value, name) for name in _AUTHORS if hasattr(value, name)), owner)
    others = {words.field: words.by for words in getattr(value, _BY_OTHERS, ())}
    for field in attrs.fields(type(value)):
        said = getattr(value, field.metadata.get("words_of", ""), own) or own
        yield field, others.get(field.name, said)


def _holds_words(field: Any) -> bool:
    return isinstance(validator_of(field), Text) or "erased" in field.metadata
