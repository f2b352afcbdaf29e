"""
Erasure: taking one person's words and names out of a document (the exception that D3 makes).
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import attrs

from mentorcore.model.values import ERASED, PersonId, Text, as_tuple, check_type


D = TypeVar("D")

_AUTHORS = ("author", "by", "raised_by")


def erased(document: D, person_id: PersonId, names: tuple[str, ...]) -> D:
    """
    Return the document with the person's own words replaced by a marker, and *names* in everybody's words.

    Whose words a text is, is said by the field's ``words_of`` metadata, else by the ``author``, ``by`` or
    ``raised_by`` of the value that it stands in, else by that of the value around it. A field with
    ``erased`` metadata, such as a link, is replaced by that whole: with a part taken out it would be none.
    """
    given = {check_type(str, name, "names") for name in as_tuple(names, "names")}
    wanted = sorted((name for name in given if name.strip()), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, wanted)), re.IGNORECASE) if wanted else None

    replaced: D = _in_value(document, person_id, pattern, None)

    return replaced


def _in_value(value: Any, person_id: PersonId, names: re.Pattern[str] | None, owner: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_in_value(entry, person_id, names, owner) for entry in value)
    if not attrs.has(type(value)):
        return value
    own = next((getattr(value, name) for name in _AUTHORS if hasattr(value, name)), owner)
    changes: dict[str, Any] = {}
    for field in attrs.fields(type(value)):
        old = getattr(value, field.name)
        whose = getattr(value, field.metadata.get("words_of", ""), own) or own
        if isinstance(old, str):
            new: Any = _in_text(old, field, whose == person_id, names)
        else:
            new = _in_value(old, person_id, names, whose)
        if new != old:
            changes[field.name] = new

    return attrs.evolve(value, **changes) if changes else value


def _in_text(text: str, field: Any, own: bool, names: re.Pattern[str] | None) -> str:
    marker: str | None = field.metadata.get("erased")
    if marker is not None:
        return marker if own or (names is not None and names.search(text)) else text
    if not isinstance(field.validator, Text):
        return text
    if own:
        return ERASED

    return names.sub(ERASED, text)[: field.validator.limit] if names else text
