"""
Leaks: marks that are planted wherever somebody can write something, and where they turn up again.

A mark is a word that nobody else uses. `tests.trust.everything` plants one in each text of a request, of its
people and of their relationship, so that any text at all can be searched for what it must not hold.
"""

from __future__ import annotations

import functools
import inspect
import io
import logging
import re
import traceback
import typing
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

import attrs

from mentorcore.model.questions import Answer


_MARK = re.compile(r"mk\d{4}mk", re.IGNORECASE)
_SEVERAL = (tuple, list, set, frozenset)
_BETWEEN = re.compile(r"[\s\u00ad\u200b\u2010-]+")


@attrs.frozen
class Mark:
    """
    A word that is planted in one text.

    Attributes:
        word: The word.

        what: What kind of thing it stands in, by the name that a test gives it.
    """

    word: str
    what: str


@attrs.define
class Marks:
    """
    All that were planted, by their words.
    """

    planted: dict[str, Mark] = attrs.field(factory=dict)

    def new(self, what: str) -> str:
        """
        Return a new word.
        """
        word = f"mk{len(self.planted):04}mk"
        self.planted[word] = Mark(word, what)

        return word

    def words(self, what: str) -> str:
        """
        Return a sentence with a new mark in it, which is no possible id.
        """
        return f"Ben says {self.new(what)}."

    def found(self, text: str) -> set[Mark]:
        """
        Return the marks that a text holds.
        """
        return {
            self.planted[word] for found in _MARK.findall(text) if (word := found.lower()) in self.planted
        }

    def found_in_print(self, text: str) -> set[Mark]:
        """
        Return the marks that a text holds, also those that a line break or a hyphen parts.
        """
        return self.found(text) | self.found(_BETWEEN.sub("", text))

    def __len__(self) -> int:
        return len(self.planted)


@attrs.frozen
class Surface:
    """
    A text that somebody may come to see.

    Attributes:
        name: Where it is seen.
    """

    name: str
    text: str


def texts(value: Any) -> Iterator[str]:
    """
    Yield every text inside a value: attrs classes, tuples, lists, sets and mappings.
    """
    waiting = [value]
    while waiting:
        one = waiting.pop()
        kind: Any = type(one)
        if kind is str:
            yield one
        elif kind in _SEVERAL:
            waiting += one
        elif names := _names(kind):
            waiting += [getattr(one, name) for name in names]
        elif isinstance(one, Mapping):
            waiting += (*one, *one.values())


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind)) if attrs.has(kind) else ()


def named_texts(value: Any) -> Iterator[tuple[str, str]]:
    """
    Yield every text inside a value, with where it stands as ``Class.field``.
    """
    for one in values(value):
        for field in attrs.fields(type(one)):
            for text in texts(_shallow(getattr(one, field.name))):
                yield f"{definer(type(one), field.name).__name__}.{field.name}", text


def _shallow(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(entry for entry in value if not attrs.has(type(entry)))

    return None if attrs.has(type(value)) else value


def values(value: Any) -> Iterator[Any]:
    """
    Yield every attrs value inside a value, itself included.
    """
    if attrs.has(type(value)):
        yield value
        for field in attrs.fields(type(value)):
            yield from values(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from values(tuple(value.values()))
    elif isinstance(value, tuple | list | set | frozenset):
        for inner in value:
            yield from values(inner)


def text_fields(*classes: type) -> set[str]:
    """
    Return where a text can stand in values of these classes and of those inside them, as ``Class.field``; ids
    that are annotated as such are none.
    """
    found: set[str] = set()
    seen: set[type] = set()
    waiting = list(classes)
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        hints = typing.get_type_hints(kind)
        for field in attrs.fields(kind):
            inside = _inside(hints[field.name])
            waiting += [one for one in inside if attrs.has(one)]
            if Answer in inside:
                waiting += Answer.__subclasses__()
            if str in inside and not re.search(r"\b(?:PersonId|RecordId)\b", annotation(kind, field.name)):
                found.add(f"{definer(kind, field.name).__name__}.{field.name}")

    return found


def _inside(hint: Any) -> set[type]:
    inner = typing.get_args(hint)

    return {one for part in inner for one in _inside(part)} if inner else {hint}


def definer(kind: type, name: str) -> type:
    """
    Return the class in which a field is written down.
    """
    return next(one for one in reversed(kind.__mro__) if name in inspect.get_annotations(one))


def annotation(kind: type, name: str) -> str:
    """
    Return the annotation of a field as it is written; cattrs resolves that of the field itself.
    """
    return str(inspect.get_annotations(definer(kind, name))[name])


def printed(name: str, value: object) -> Iterator[Surface]:
    """
    Yield all that printing a value can show.
    """
    yield Surface(f"repr of {name}", repr(value))
    yield Surface(f"str of {name}", str(value))
    yield Surface(f"{name} in a list", repr([value]))


def raised(name: str, error: BaseException) -> Iterator[Surface]:
    """
    Yield all that an error can show: it and every error behind it, with their attributes, and its traceback.
    """
    yield Surface(f"traceback of {name}", "".join(traceback.format_exception(error)))
    for one in behind(error):
        kind = f"{name}: {type(one).__name__}"
        yield Surface(f"str of {kind}", str(one))
        yield Surface(f"repr of {kind}", repr(one))
        for place, arg in enumerate(one.args):
            yield Surface(f"argument {place} of {kind}", f"{arg!s} {arg!r}")
        for note in getattr(one, "__notes__", ()):
            yield Surface(f"note of {kind}", str(note))
        for attribute in sorted(set(dir(one)) - set(dir(BaseException))):
            if not attribute.startswith("__"):
                told: Any = getattr(one, attribute, None)
                yield Surface(f"{attribute} of {kind}", f"{told!s} {told!r}")


class _Everywhere(logging.Handler):
    def __init__(self, found: list[Surface]) -> None:
        super().__init__(level=0)
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        text = f"{self.format(record)} {record.args!r} {record.exc_info!r} {vars(record)!r}"
        self._found.append(Surface(f"log {record.name}", text))


@contextmanager
def logged() -> Iterator[list[Surface]]:
    """
    Give a list, to which everything is added that is logged at any level, printed or warned of in the block.
    """
    found: list[Surface] = []
    handler, root, printed_ = _Everywhere(found), logging.getLogger(), io.StringIO()
    known = [logging.getLogger(name) for name in ("sqlalchemy", "sqlalchemy.pool", *root.manager.loggerDict)]
    levels = [(logger, logger.level) for logger in (root, *known)]
    root.addHandler(handler)
    for logger, _ in levels:
        logger.setLevel(1)
    try:
        with (
            redirect_stdout(printed_),
            redirect_stderr(printed_),
            warnings.catch_warnings(record=True) as warned,
        ):
            warnings.simplefilter("always")
            yield found
    finally:
        root.removeHandler(handler)
        for logger, level in levels:
            logger.setLevel(level)
    found += [Surface("a warning", str(one.message)) for one in warned]
    found.append(Surface("what is printed", printed_.getvalue()))


def behind(error: BaseException) -> list[BaseException]:
    """
    Return an error and every one that it comes from, hidden ones and those of a group included.
    """
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or any(one is other for other in found):
            continue
        found.append(one)
        waiting += [one.__cause__, one.__context__]
        waiting += one.exceptions if isinstance(one, BaseExceptionGroup) else ()

    return found


def leaked(
    surfaces: Iterable[Surface], marks: Marks, *, allowed: Iterable[str] = (), in_print: bool = False
) -> tuple[int, list[str]]:
    """
    Return how many surfaces there are, and what they show that they must not.

    Args:
        allowed: What may be shown.

        in_print: Whether a line break or a hyphen may part a word.
    """
    may = frozenset(allowed)
    count, found = 0, []
    for surface in surfaces:
        count += 1
        shown = marks.found_in_print(surface.text) if in_print else marks.found(surface.text)
        wrong = sorted({mark.what for mark in shown} - may)
        found += [f"{surface.name} shows {what}" for what in wrong]

    return count, found
