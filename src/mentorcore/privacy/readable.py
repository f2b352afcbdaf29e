"""
Readable: plain values as text that somebody can read without knowing the format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any


_WIDTH = 2
_TAB = 4
UNSHOWN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""A character that could change how the rest is shown; a line break is none."""


def readable(plain: Mapping[str, Any], people: Mapping[str, str]) -> str:
    """
    Return plain values as indented lines; what is empty is left out.

    Control characters, which could change how the rest is shown, are shown as a replacement character.

    Args:
        people: The names to show with ids.
    """
    return "\n".join(_lines(plain, people, 0)) + "\n"


def _lines(value: Any, people: Mapping[str, str], depth: int) -> Iterator[str]:
    indent = " " * _WIDTH * depth
    for name, entry in value.items():
        if entry is None or entry in ([], {}, ""):
            continue
        label = f"{indent}{_words(name)}:"
        if isinstance(entry, Mapping):
            yield label
            yield from _lines(entry, people, depth + 1)
        elif isinstance(entry, list):
            yield label
            for number, one in enumerate(entry, 1):
                if isinstance(one, Mapping):
                    yield f"{indent}{' ' * _WIDTH}{number}."
                    yield from _lines(one, people, depth + 2)
                else:
                    yield f"{indent}{' ' * _WIDTH}- {_shown(one, people, indent)}"
        else:
            yield f"{label} {_shown(entry, people, indent)}"


def _words(name: str) -> str:
    return visible(name.replace("_", " ")).capitalize()


def _shown(value: object, people: Mapping[str, str], indent: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = visible(str(value))
    if text in people:
        return f"{visible(people[text])} ({text})"

    return text.replace("\n", f"\n{indent}{' ' * _WIDTH * 2}")


def visible(text: str) -> str:
    """
    Return a text whose control characters, which could change how the rest is shown, are replaced.

    What web forms and spreadsheets leave in it is none: a line may end as on Windows, and a tab is spaces.
    """
    return UNSHOWN.sub("\ufffd", text.replace("\r\n", "\n").expandtabs(_TAB))
