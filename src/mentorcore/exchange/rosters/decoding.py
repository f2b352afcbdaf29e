"""
Decoding: the bytes of an exported file as text.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from mentorcore.errors import MissingExtra, Unreadable


_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""How files in Unicode begin; the mark of UTF-32 begins with that of UTF-16."""

_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of spreadsheets begin, those of today and those of before 2007."""

_LOOKED_AT: Final = 64_000
"""How many bytes are looked at to find out an encoding."""

_FIRST: Final = ["cp1252"]
"""What spreadsheets in western Europe and America write where they write no Unicode."""

_OTHERS: Final = ["latin_1", "cp1250", "cp1251", "cp1253", "cp1254", "iso8859_2", "mac_roman", "cp850"]

_SMALL: Final = "ß-öø-ÿœšžąćčďęěğılłńňőřśşťůűźż"

_MISREAD: Final = re.compile(
    f"[A-Za-z](?![{_SMALL}–’])[^\\x00-\\x7f](?=[a-z])|[a-z](?![{_SMALL}\\x00-\\x7f])[^\\W\\d_]"
)
"""A sign that is no small letter inside a word, or a letter that is none behind a small one.

*MŸller* and *JosŽ* were written in another encoding.
"""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def decoded(data: bytes, encoding: str | None) -> tuple[str, str, bool]:
    """
    Return the text of some bytes, the encoding that they were read in, and whether that was guessed.

    A byte order mark decides; then the zeros among the bytes, which UTF-16 and UTF-32 have and no other text;
    then UTF-8, which other text almost never is by chance. What is left is, of the encodings in which the
    fewest words have something inside that is no small letter, cp1252 where charset-normalizer finds that
    this gives text, and otherwise what it finds most likely. In a few names that stays a guess. A few bytes
    that are damaged do not make another encoding of UTF-8.

    Args:
        encoding: What the caller knows it to be.

    Raises:
        Unreadable: It is not in that encoding, the encoding is not known, none fits, or it is a workbook.

        MissingExtra: The encoding has to be found out, and charset-normalizer is not installed.
    """
    if data.startswith(_WORKBOOKS):
        raise _unreadable(
            "it is a workbook and no CSV file", "save it as CSV, in UTF-8 where that is offered"
        )
    if encoding is not None:
        return _read(data, known := _known(encoding)), known, False
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _read(data, name), name, False
    if (wide := _wide(data)) is not None:
        return _read(data, wide), wide, False
    if (text := _attempt(data, "utf-8")[0]) is not None:
        return text, "utf-8", False
    telling = b"\n".join(line for line in data.splitlines() if not line.isascii())[:_LOOKED_AT]
    name = "utf-8" if _is_mostly_utf8(telling) else _guessed(telling, data)

    return _read(data, name), name, True


def _known(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding)
    except (LookupError, ValueError, TypeError):
        found = None
    if found is None or not found._is_text_encoding:
        raise _unreadable("there is no such encoding", "name one such as utf-8, utf-16 or cp1252")

    return found.name


def _read(data: bytes, encoding: str) -> str:
    text, stopped = _attempt(data, encoding)
    if text is None:
        raise _unreadable(
            f"its byte {stopped} is not {encoding}",
            "say in which encoding it was saved: encoding=, or put that line right",
            len(re.findall("\r\n|\r|\n", _attempt(data[:stopped], encoding)[0] or "")) + 1,
        )

    return text.lstrip("\ufeff")


def _attempt(data: bytes, encoding: str) -> tuple[str | None, int]:
    """
    Return the text, or where it cannot be read; the error that is met here carries the text, and ends here.
    """
    try:
        return data.decode(encoding), 0
    except UnicodeError as error:
        return None, getattr(error, "start", 0)


def _wide(data: bytes) -> str | None:
    """
    Return in which encoding of two or four bytes each a text without a mark is; *None* for none of them.

    The characters that part cells and lines have zeros at one place, and so has what is European. Where that
    is too little to say, a text without any control character but line ends is one; others have no zeros.
    """
    start = data[:_LOOKED_AT]
    zeros = [start[place::4].count(0) for place in range(4)]
    quarter = len(start) // 4
    if quarter and min(zeros[2:]) > 0.9 * quarter > zeros[0]:
        return "utf-32-le"
    if quarter and min(zeros[:2]) > 0.9 * quarter > zeros[3]:
        return "utf-32-be"
    first, second = zeros[0] + zeros[2], zeros[1] + zeros[3]
    name = "utf-16-be" if first > second else "utf-16-le"
    if quarter and max(first, second) > 0.8 * quarter:
        return name
    text = _attempt(data, name)[0] if first != second else None
    is_text = text is not None and re.search(r"[\r\n]", text) and not _CONTROL.search(text)

    return name if is_text else None


def _is_mostly_utf8(telling: bytes) -> bool:
    text = telling.decode("utf-8", "replace")

    return len(re.findall("[^\x00-\x7f\ufffd]", text)) > 2 * text.count("\ufffd")


def _guessed(telling: bytes, data: bytes) -> str:
    """
    Return the encoding that the lines with more than ASCII are most likely in.
    """
    try:
        from charset_normalizer import from_bytes
    except ImportError as error:
        raise MissingExtra(
            what="finding an encoding out, unless you give encoding=,", extra="rosters"
        ) from error

    misread = {
        name: len(_MISREAD.findall(text))
        for name in (*_FIRST, *_OTHERS)
        if (text := _attempt(telling, name)[0]) is not None
    }
    least = min(misread.values())
    for names in (_FIRST, _OTHERS):
        candidates = [name for name in names if misread.get(name) == least]
        if not candidates:
            continue
        best = from_bytes(telling, cp_isolation=candidates).best()
        if best is not None and _attempt(data, best.encoding)[0] is not None:
            return codecs.lookup(best.encoding).name
    raise _unreadable("its encoding cannot be found out", "say in which it was saved: encoding=")


def _unreadable(because: str, accepted: str, line: int | None = None) -> Unreadable:
    return Unreadable("the roster", because, accepted, line)
