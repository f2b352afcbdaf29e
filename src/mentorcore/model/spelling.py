"""
Spelling: the words of a person's name, and the orders in which they are written (D3).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection
from typing import TypeAlias

from mentorcore.model.folding import bare, folded, is_spaced


Words: TypeAlias = tuple[str, ...]

_TITLE = re.compile("dr|dring|prof|professor|mr|mrs|ms|miss|mx|sir|herr|frau|dipling")
_DEGREE = re.compile("phd|dphil|dba|mba|mphil|msc|meng|bsc|beng|llb|llm|esq|jr|sr|ii|iii|iv")
_BEHIND_A_COMMA = re.compile(rf"{_DEGREE.pattern}|ba|ma|md|jd|dr|prof|mr|mrs|ms|mx")
_PARTICLE = re.compile(
    "af|al|bin|bint|da|das|de|del|della|den|der|di|do|dos|du|e|el|ibn|la|las|le|los|ten|ter|the|van|von|y"
    "|zu|zum|zur"
)
_TITLE_AND_NAME = re.compile(rf"\b({_TITLE.pattern})\.(?=\w)", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"""[\s_/|()\[\]{}<>"“”„«»]+""")
_INSIDE_WORDS = re.compile(r"[-‐‑–.]+")
_AT_EDGES = "'’‘`´-‐‑–.!?*~"


def parts_of(name: str) -> Words:
    """
    Return the words of a name by which alone somebody may be called, capitalised: neither titles and degrees
    nor initials and particles. Of a word with a hyphen its parts are words as well.

    >>> parts_of("Dr. Ludwig A. van Beethoven")
    ('Ludwig', 'Beethoven')
    >>> parts_of("anne-marie bell, PhD")
    ('Anne-marie', 'Anne', 'Marie', 'Bell')
    """
    words = itertools.chain(*_segments(name, least=1))
    alone = [part for word in words for part in dict.fromkeys((word, *_INSIDE_WORDS.split(word)))]
    particles = _particles(alone)
    called = [part for part in alone if part not in particles and any(len(p) > 1 for p in pieces(part))]

    return tuple(dict.fromkeys(part[0].title() + part[1:] for part in called))


def orders(name: str) -> tuple[tuple[Words, ...], ...]:
    """
    Return the words of a name in every order in which they are written, in groups between which a comma may
    stand: as spoken and with the family name, which may be double, first; with the middle names, with their
    initials, without them.

    >>> orders("Ruiz, Dr. Ben")
    ((('Ben', 'Ruiz'),), (('Ruiz',), ('Ben',)))
    """
    given, family, behind = _taken_apart(name)
    whole = (*given, *family, *behind)
    first = tuple(itertools.islice((word for word in given if not is_initial(word)), 1))
    initials = tuple(pieces(word)[0][0] for word in given[1:])
    double = (*given[-1:], *family)
    parts = [part for word in family for part in _INSIDE_WORDS.split(word) if pieces(part)]
    pairs = [(given, family), ((*given[:1], *initials), family), (first, family)]
    pairs += [(given[:-1], double), (first, double)] if len(given) > 1 else []
    pairs += [(first, (part,)) for part in parts if not _is_known_particle(part)]
    written = [order for one, two in pairs if one and two for order in (((*one, *two),), (two, one))]

    return tuple(dict.fromkeys([(whole,), *written]))


def pieces(words: str) -> Words:
    """
    Return the runs of letters and digits in a text, folded.

    >>> pieces("Anne-Marie O’Brien")
    ('anne', 'marie', 'o', 'brien')
    """
    spaced = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded(words))

    return tuple(run for run in spaced.split() if bare(run))


def is_initial(word: str) -> bool:
    """
    Tell whether a word is a single letter; where words are not spaced, that may be all of a name.
    """
    return all(len(piece) == 1 and is_spaced(piece) for piece in pieces(word))


def _taken_apart(name: str) -> tuple[Words, Words, Words]:
    """
    Return the given names, the family name, and what follows, such as a pronoun.

    The family name is what a comma follows, or else the last word that is no particle, with the particles
    directly before it.
    """
    segments = _segments(name, least=2)
    if len(segments) == 2:
        return segments[1], segments[0], ()
    words = tuple(itertools.chain(*segments))
    particles = _particles(words)
    end = max((at for at, word in enumerate(words, 1) if word not in particles), default=len(words))
    start = max(end - 1, 0)
    while start > 1 and (words[start - 1] in particles or _is_known_particle(words[start - 1])):
        start -= 1

    return words[:start], words[start:end], words[end:]


def _segments(name: str, *, least: int) -> tuple[Words, ...]:
    """
    Return the words before, between and behind the commas of a name, without titles and degrees unless fewer
    than *least* words would remain.
    """
    written = [_words(segment) for segment in re.split("[,;，、]", unicodedata.normalize("NFC", name))]
    plain = [_untitled(words, _BEHIND_A_COMMA if at else _DEGREE) for at, words in enumerate(written)]
    kept = plain if sum(map(len, plain)) >= least else written

    return tuple(words for words in kept if words)


def _words(text: str) -> Words:
    words = (word.strip(_AT_EDGES) for word in _BETWEEN_WORDS.split(_TITLE_AND_NAME.sub(r"\1 ", text)))

    return tuple(word for word in words if pieces(word))


def _untitled(words: Words, degree: re.Pattern[str]) -> Words:
    plain = [_INSIDE_WORDS.sub("", folded(word)) for word in words]
    start, end = 0, len(words)
    while start < end and _TITLE.fullmatch(plain[start]):
        start += 1
    while start < end and degree.fullmatch(plain[end - 1]):
        end -= 1

    return words[start:end]


def _is_known_particle(word: str) -> bool:
    return _PARTICLE.fullmatch(folded(word)) is not None


def _particles(words: Collection[str]) -> frozenset[str]:
    """
    Return the words that belong to others, as *van* does: the small ones of a name with capitals, and where
    the case says nothing the known ones.
    """
    text = "".join(words)
    one_case = text.islower() or text.isupper()
    found = frozenset(w for w in words if (_is_known_particle(w) if one_case else w.islower()))

    return found if len(found) < len(set(words)) else frozenset()
