"""
Names: what somebody is called, and finding it in texts (D3).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

import attrs

from mentorcore.model.values import ERASED, as_tuple, check_type


@attrs.frozen
class Names:
    """
    Names, addresses and the like of one person, as they are looked for in texts.

    They are found where they stand as words of their own, also before an ``s`` or an apostrophe: ``Ann`` is
    found in *Ann's*, never in *planned*. In scripts without capitals, many of which do not part words, they
    are found anywhere. Several words are found in upper and lower case, over any white space, and the last
    of them also in front of the others, as in *Ruiz, Ben*; a single word only as given, capitalised or in
    capitals, since *will* and *mark* are words as well.
    """

    _spoken: re.Pattern[str] | None = attrs.field(repr=False)
    _linked: re.Pattern[str] | None = attrs.field(repr=False)
    _traces: tuple[str, ...] = attrs.field(repr=False)

    @classmethod
    def of(cls, given: Iterable[str]) -> Names:
        """
        Return what finds these names; blank ones count for nothing.

        Raises:
            InvalidValue: A name is no text, or *given* no list of them (P1).
        """
        names = {check_type(str, name, "names").strip() for name in as_tuple(given, "names")}
        wanted = sorted((name for name in names if name), key=lambda name: (-len(name), name))
        if not wanted:
            return cls(None, None, ())

        return cls(
            re.compile("|".join(pattern for name in wanted for pattern in _in_text(name))),
            re.compile("|".join(_in_link(name) for name in wanted)),
            tuple(dict.fromkeys(trace for name in wanted for trace in _traces(name))),
        )

    def __bool__(self) -> bool:
        return self._spoken is not None

    def in_text(self, text: str) -> bool:
        """
        Tell whether one of them stands in a text.
        """
        return self._spoken is not None and self._spoken.search(text) is not None

    def in_link(self, url: str) -> bool:
        """
        Tell whether a web address shows one of them, however its words are joined there.
        """
        shown = unicodedata.normalize("NFC", unquote(url))

        return self._linked is not None and self._linked.search(shown) is not None

    def may_be_in(self, json_text: str) -> bool:
        """
        Tell quickly whether a text or link inside a JSON document can hold one of them; it errs on that side.
        """
        texts = (json_text, unquote(json_text)) if "%" in json_text else (json_text,)
        folded = [_folded(text) for text in texts]

        return any(trace in text for trace in self._traces for text in folded)

    def out_of(self, text: str) -> str:
        """
        Return the text with the marker in place of each of them.
        """
        return text if self._spoken is None else self._spoken.sub(ERASED, text)


def parts_of(name: str) -> tuple[str, ...]:
    """
    Return the words of a name by which alone somebody may be called: neither initials nor particles.

    >>> parts_of("Ludwig A. van Beethoven")
    ('Ludwig', 'Beethoven')
    """
    words = name.replace(",", " ").split()

    return tuple(word for word in words if len(word.strip(".")) > 1 and not word[0].islower())


def _in_text(name: str) -> list[str]:
    words = name.split()
    orders = [words] if len(words) == 1 else [words, [f"{words[-1]},", *words[:-1]]]
    any_case = not unicodedata.normalize("NFC", name).isalpha()
    found = []
    for order in orders:
        for spelt in zip(*map(_spellings, order), strict=True):
            pattern = r"\s+".join(map(re.escape, spelt)) if any_case else "|".join(_cases(spelt[0]))
            found.append(_bounded(f"(?i:{pattern})" if any_case else f"(?:{pattern})", order[0], order[-1]))

    return list(dict.fromkeys(found))


def _cases(word: str) -> list[str]:
    return [re.escape(case) for case in dict.fromkeys((word, word[:1].upper() + word[1:], word.upper()))]


def _in_link(name: str) -> str:
    name = unicodedata.normalize("NFC", name)
    words = re.findall(r"\w+", name)
    pattern = r"[\W_]*".join(map(re.escape, words)) if words else re.escape(name)

    return _bounded(f"(?i:{pattern})", name, name)


def _traces(name: str) -> list[str]:
    """
    Return what every way of writing a name holds, and JSON does not escape.
    """
    return [_folded(max(re.findall(r"[^\W_]+", spelt) or [""], key=len)) for spelt in _spellings(name)]


def _folded(text: str) -> str:
    """
    Return a text in which what regular expressions take for the same letter in another case is the same.
    """
    return text.casefold().replace("i\u0307", "i").replace("\u0131", "i")


def _spellings(text: str) -> tuple[str, ...]:
    """
    Return a text as it is, with composed and with decomposed accents.
    """
    return text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)


def _bounded(pattern: str, first: str, last: str) -> str:
    before = r"(?<![^\W_])" if _stands_alone(first[0]) else ""
    behind = r"(?=s?(?![^\W_]))" if _stands_alone(last[-1]) else ""

    return f"{before}{pattern}{behind}"


def _stands_alone(edge: str) -> bool:
    """
    Tell whether a word with this character at its end is parted from its neighbour.
    """
    return edge.isdecimal() or edge.lower() != edge.upper()
