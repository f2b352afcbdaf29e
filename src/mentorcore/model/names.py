"""
Names: what somebody is called, and finding it in texts (D3).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias
from urllib.parse import unquote

import attrs

from mentorcore.model.folding import Folded, folded, visible
from mentorcore.model.values import ERASED, ERASED_LINK, as_tuple, check_type
from mentorcore.model.ways import Way, ways_of


_Marked: TypeAlias = tuple[int, int, str]
"""Where something stands in a text, and the marker that takes its place."""

_SHORT = "…"
"""The marker where the usual one would make a text too long; no name is shorter."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,20}://.+", re.IGNORECASE)
_MAYBE_ADDRESS = re.compile(r"[^\s<>\[\]|`\"—，。、；：！？）」』】》]+")
_ESCAPE = re.compile("%[0-9a-f]{2}", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?'’”»)]}*_~…"
_TIMES_ESCAPED = 3
"""How often an address may be escaped, as one that is handed on in another is."""


@attrs.frozen
class Names:
    """
    Names, addresses and the like of one person, as they are looked for in texts.

    They are found where they stand as words of their own, also before an ``s`` or an apostrophe: ``Ann`` is
    found in *Ann's*, never in *planned*. In scripts without capitals, many of which do not part words, they
    are found anywhere. However they are registered, case, hyphens, apostrophes, markup and invisible
    characters make no difference, and what has accents is found without them too.

    Several words are found in upper and lower case, with the family name in front as well, as in *Ruiz,
    Ben*; without titles and degrees; without middle names, or with their initials. A single word is found
    only capitalised, in capitals, and as given, since *will* and *mark* are words as well.

    In a web address, a name is found however its words are joined and escaped.
    """

    _ways: tuple[Way, ...] = attrs.field(repr=False)

    @classmethod
    def of(cls, given: Iterable[str]) -> Names:
        """
        Return what finds these names; blank ones count for nothing.

        Raises:
            InvalidValue: A name is no text, or *given* no list of them (P1).
        """
        names = {visible(check_type(str, name, "names")).strip() for name in as_tuple(given, "names")}
        wanted = sorted((name for name in names if name), key=lambda name: (-len(name), name))

        return cls(tuple(dict.fromkeys(way for name in wanted for way in ways_of(name))))

    def __bool__(self) -> bool:
        return bool(self._ways)

    def in_link(self, url: str) -> bool:
        """
        Tell whether a web address shows one of them, however its words are joined there.
        """
        shown = [Folded.of(text) for text in _unescaped(url)]

        return any(any(_found(way.in_link, text)) for way in self._ways for text in shown)

    def may_be_in(self, json_text: str) -> bool:
        """
        Tell quickly whether a text or link inside a JSON document can hold one of them; it errs on that side.
        """
        texts = [folded(text) for text in _unescaped(json_text)]

        return any(trace in text for way in self._ways for trace in way.traces for text in texts)

    def out_of(self, text: str, most: int | None = None) -> str:
        """
        Return the text with a marker in place of each of them, and of each web address that shows one. It is
        a shorter marker where the text would otherwise have more than *most* characters.
        """
        if not self.may_be_in(text):
            return text
        spans = _merged(_telling(text, itertools.chain(self._in_addresses(text), self._in_words(text))))
        replaced = _with_markers(text, spans)
        if most is None or len(replaced) <= most:
            return replaced

        return _with_markers(text, [(start, end, _SHORT) for start, end, _ in spans])

    def _in_addresses(self, text: str) -> Iterator[_Marked]:
        if "://" not in text and "%" not in text:
            return
        for run in _MAYBE_ADDRESS.finditer(text):
            address = _ADDRESS.search(run[0])
            shown = (address or run)[0].rstrip(_AFTER_ADDRESS)
            is_escaped = shown.isascii() and _ESCAPE.search(shown)
            if (address or is_escaped) and self.in_link(shown):
                start = run.start() + (address.start() if address else 0)
                yield start, start + len(shown), ERASED_LINK if address else ERASED

    def _in_words(self, text: str) -> Iterator[_Marked]:
        for look in map(Folded.of, dict.fromkeys((text, visible(text, " ")))):
            for way in self._ways:
                for start, end in _found(way.in_text, look):
                    if way.has_case(text[start:end]) and not _in_marker(text, start, end):
                        yield start, end, ERASED


def _found(pattern: re.Pattern[str], text: Folded) -> Iterator[tuple[int, int]]:
    """
    Return where in a text a pattern stands as words of their own; one place may overlap the next.
    """
    match = pattern.search(text.text)
    while match:
        if span := text.word(*match.span()):
            yield span
        match = pattern.search(text.text, match.start() + 1)


def _unescaped(text: str) -> list[str]:
    """
    Return a text as it is, and with the escapes of web addresses undone, as often as they are escaped.
    """
    texts = [text]
    while len(texts) <= _TIMES_ESCAPED and "%" in texts[-1] and (text := unquote(texts[-1])) != texts[-1]:
        texts.append(text)

    return texts


def _in_marker(text: str, start: int, end: int) -> bool:
    return text.find(ERASED, max(0, end - len(ERASED)), start + len(ERASED)) >= 0


def _telling(text: str, spans: Iterable[_Marked]) -> list[_Marked]:
    """
    Return the spans that stand apart, from left to right, and those that hold words besides: in *Ben Ruiz,
    Ben Ruiz* there are two names, and no *Ruiz, Ben*; in *Ruiz, Ben Ruiz* all three words are of one.
    """
    ordered = sorted(spans, key=lambda span: (span[0], -span[1]))
    telling: list[_Marked] = []
    for span in ordered:
        if not telling or span[0] >= telling[-1][1]:
            telling.append(span)
    covered = {at for start, end, _ in telling for at in range(start, end)}
    for span in ordered:
        words = {at for at in range(*span[:2]) if text[at].isalnum()}
        if not words <= covered:
            telling.append(span)
            covered |= words

    return telling


def _merged(spans: Iterable[_Marked]) -> list[_Marked]:
    """
    Return the spans from left to right, those that overlap as one.
    """
    merged: list[_Marked] = []
    for start, end, marker in sorted(spans):
        if merged and start < merged[-1][1]:
            before, until, other = merged[-1]
            merged[-1] = (before, max(until, end), max(marker, other, key=len))
        else:
            merged.append((start, end, marker))

    return merged


def _with_markers(text: str, spans: Iterable[_Marked]) -> str:
    kept, at = [], 0
    for start, end, marker in spans:
        kept += [text[at:start], marker]
        at = end

    return "".join([*kept, text[at:]])
