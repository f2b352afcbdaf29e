"""
Folding: texts as they are compared when a name is looked for in them (D3).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import attrs


ACCENTS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
"""The characters that put an accent on the letter before them, as the inside of a character class."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]")
_CONTINUING = rf"{ACCENTS}\u064b-\u0655\u1160-\u11ff\u3099\u309a" + _INVISIBLE.pattern[1:-1]
_CLUSTER = re.compile(rf"[\x00-\x7f]+(?![{_CONTINUING}])|[\s\S][{_CONTINUING}]*")
_ACCENT = re.compile(f"[{ACCENTS}]")
_ALIKE = str.maketrans({"\u0131": "i", "\u02bb": "'", "\u02bc": "'"})


def visible(text: str, instead: str = "") -> str:
    """
    Return a text with something else, or nothing, in place of each invisible character.
    """
    return _INVISIBLE.sub(instead, text)


def composed(text: str) -> str:
    """
    Return a text without invisible characters, and with accents composed.
    """
    return unicodedata.normalize("NFC", visible(text))


def folded(text: str) -> str:
    """
    Return a text in which the same letters are the same: in either case, with accents composed, with and
    without the dot of *i*, without what is invisible.
    """
    small = unicodedata.normalize("NFD", visible(text)).casefold()

    return unicodedata.normalize("NFC", small).replace("i\u0307", "i").translate(_ALIKE)


def bare(text: str) -> str:
    """
    Return a text without its accents.
    """
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", text)))


@attrs.frozen
class Folded:
    """
    A folded text that knows where each of its characters comes from.

    Attributes:
        source: The text as it was.

        text: The text as it is compared.
    """

    source: str = attrs.field(repr=False)
    text: str = attrs.field(repr=False)
    _origins: Sequence[int] = attrs.field(repr=False)

    @classmethod
    def of(cls, source: str) -> Folded:
        """
        Fold a text.
        """
        pieces, origins = [], list[int]()
        for cluster in _CLUSTER.finditer(source):
            start, end = cluster.span()
            piece = folded(cluster[0])
            same_length = len(piece) == end - start
            origins.extend(range(start, end) if same_length else [start] * len(piece))
            pieces.append(piece)
        origins.append(len(source))

        return cls(source, "".join(pieces), origins)

    def word(self, start: int, end: int) -> tuple[int, int] | None:
        """
        Return where in the source a part of the folded text stands, if it stands there for itself or before
        an ``s``: neither in a longer word nor in the middle of a character.
        """
        whole = self._begins(start) and self._begins(end)
        if not whole or self._joined(start) or (self._joined(end) and not self._genitive(end)):
            return None

        return self._origins[start], self._origins[end]

    def _begins(self, at: int) -> bool:
        return at == 0 or self._origins[at] != self._origins[at - 1]

    def _genitive(self, at: int) -> bool:
        letter = self.source[self._origins[at] : self._origins[at + 1]]

        return letter == "s" and self._begins(at + 1) and not self._joined(at + 1)

    def _joined(self, at: int) -> bool:
        """
        Tell whether the characters before and behind this place are of one word.
        """
        return 0 < at < len(self.text) and is_spaced(self.text[at - 1]) and is_spaced(self.text[at])


def is_spaced(character: str) -> bool:
    """
    Tell whether a character is of a script that has capitals, which parts its words, or is a digit.
    """
    cased = character.lower() != character.upper()

    return cased or character.isdecimal() or unicodedata.combining(character) > 0
