"""
Ways: how a name is found in a text and in a web address, for each way of writing it (D3).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import attrs

from mentorcore.model.folding import ACCENTS, bare, composed, folded, is_spaced
from mentorcore.model.spelling import Words, is_initial, orders, pieces


_JOIN = r"""[\s_*~`'"’‘´“”„«»()\[\]·・‐‑-]"""
_GAP = rf"(?:{_JOIN}{{1,8}}|\.)"
_UNSPACED_GAP = f"{_JOIN}{{0,8}}"
_TURNED = rf"(?:{_JOIN}{{0,8}},{_JOIN}{{0,8}}|[ \t\u00a0_*~`]{{1,8}}|[‐‑.-])"
_LINK_GAP = rf"(?:[^\w{ACCENTS}]|_){{0,17}}"


@attrs.frozen
class Way:
    """
    One way of writing a name.

    Attributes:
        in_text: What finds it in folded words.

        in_link: What finds it in a folded web address, where its words may be joined in any way.

        traces: Every text that is written so holds one of them, and JSON does not escape them.

        word: The single word that it is, which has to have a capital unless given without.
    """

    in_text: re.Pattern[str] = attrs.field(repr=False)
    in_link: re.Pattern[str] = attrs.field(repr=False)
    traces: Words = attrs.field(repr=False)
    word: str | None = attrs.field(default=None, repr=False)

    def has_case(self, found: str) -> bool:
        """
        Tell whether what was found is in a case in which it can be the name.
        """
        is_small = found[0] != found[0].title()

        return self.word is None or not is_small or composed(found) == self.word


def ways_of(name: str) -> Iterator[Way]:
    """
    Return the ways of writing a name: as it is given, and with its words in every order.
    """
    whole, given = pieces(name), folded(name)
    has_digits = any(map(str.isdecimal, name))
    is_word = len(whole) == 1 and not has_digits
    if whole != (given,):
        pattern = re.compile(r"\s+".join(map(re.escape, given.split())))
        yield Way(pattern, pattern, (_run(given),), composed(name) if is_word else None)
        if not whole or (is_word and is_initial(name)) or "@" in name or "://" in name:
            return
    for groups in orders(name)[: 1 if has_digits else None]:
        yield _written(groups, groups[0][0] if is_word else None)


def _written(groups: tuple[Words, ...], word: str | None) -> Way:
    """
    Return the way of writing these words; between the groups, which are turned round, a comma may stand.
    """
    parts = [[piece for word in group for piece in pieces(word)] for group in groups]
    all_parts = [piece for group in parts for piece in group]
    longest = max(all_parts, key=lambda piece: len(_run(piece)))

    return Way(
        re.compile(_TURNED.join(map(_spoken, parts))),
        re.compile(_LINK_GAP.join(map(_either, all_parts))),
        tuple(dict.fromkeys((_run(longest), _run(bare(longest))))),
        word,
    )


def _spoken(parts: list[str]) -> str:
    pattern = _either(parts[0])
    for before, part in itertools.pairwise(parts):
        spaced = is_spaced(before[-1]) or is_spaced(part[0])
        pattern += (
            (r"\.?" if is_initial(before) else "") + (_GAP if spaced else _UNSPACED_GAP) + _either(part)
        )

    return pattern


def _either(piece: str) -> str:
    """
    Return what finds a piece of a name with its accents and without them.
    """
    return f"(?:{re.escape(piece)}|{re.escape(bare(piece))})" if bare(piece) != piece else re.escape(piece)


def _run(text: str) -> str:
    """
    Return the longest run of letters and digits in a text.
    """
    return max(re.findall(r"[^\W_]+", text), key=len, default="")
