"""
PDF: a tagged file that looks like the printed page, made by a fixed template that reads the document as data.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from mentorcore.documents.blocks import Footnotes, Table
from mentorcore.documents.figures import Figure
from mentorcore.documents.figures.palette import PALETTE
from mentorcore.documents.packaged import source
from mentorcore.documents.printable import printable
from mentorcore.documents.rendering.columns import shares
from mentorcore.documents.rendering.html import look
from mentorcore.documents.rendering.outline import outlined
from mentorcore.documents.rendering.renderable import Renderable
from mentorcore.documents.writing import replaced
from mentorcore.errors import MissingExtra


if TYPE_CHECKING:
    from typst import PDFStandard


ACCESSIBLE: Final[PDFStandard] = "ua-1"
"""The standard for accessible PDF that a document claims where every letter of it can be shown."""

_LIFTED: Final = re.compile(
    r'<text([^>]*)( stroke="[^"]*" stroke-width="[^"]*" paint-order="stroke")([^>]*)>([^<]*)</text>'
)
_TWICE: Final = r"<text\1\2\3>\4</text><text\1\3>\4</text>"
"""Lifted words are drawn twice, since a PDF lays the halo of a letter over the letter before."""

_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:-(?:[a-z]{4}-)?([a-z]{2}))?(?:-.*)?", re.IGNORECASE)


def write(document: Renderable, path: str | os.PathLike[str]) -> None:
    """
    Write a document as PDF. What is at the path is replaced at once, or not at all.

    Raises:
        MissingExtra: typst is not installed.

        OSError: The file cannot be written.
    """
    content = compiled(document)
    with replaced(path) as unfinished:
        unfinished.write_bytes(content)


def compiled(document: Renderable) -> bytes:
    """
    Return a document as PDF; the same document gives the same bytes, wherever the same fonts are found.

    Letters that neither the fonts of typst nor those of the machine can show become empty boxes; the file
    then does not claim to be accessible (PDF/UA-1).

    Raises:
        MissingExtra: typst is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise MissingExtra(what="a PDF", extra="documents") from error

    try:
        return _made(document, [ACCESSIBLE])
    except typst.TypstError:
        return _made(document, [])


def _made(document: Renderable, standards: list[PDFStandard]) -> bytes:
    import typst

    return typst.compile(
        source("page.typ").encode(),
        sys_inputs={"document": json.dumps(_data(document))},
        timestamp=document.at.replace(microsecond=0),
        pdf_standards=standards,
    )


def _data(document: Renderable) -> dict[str, Any]:
    blocks = outlined(document)
    language, region = _tagged(document.language)

    return {
        **{name: colour.light for name, colour in PALETTE.items()},
        "title": printable(document.title),
        "language": language,
        "region": region,
        "look": look(document),
        "sources": [note.number for block in blocks if isinstance(block, Footnotes) for note in block.notes],
        "blocks": [_plain(block) for block in blocks],
    }


def _tagged(language: str) -> tuple[str | None, str | None]:
    found = _LANGUAGE.fullmatch(language)

    return (found[1].lower(), found[2] and found[2].upper()) if found else (None, None)


def _plain(node: Any) -> Any:
    match node:
        case Figure():
            rows = "; ".join(": ".join((row[0], ", ".join(row[1:]))) for row in node.rows)
            return {
                "title": node.title,
                "svg": _LIFTED.sub(_TWICE, node.svg),
                "alt": f"{node.description} {rows}",
            }
        case Table(header, rows):
            widths = shares(header, rows)
            return {"is": "Table", "header": _plain(header), "rows": _plain(rows), "widths": widths}
        case tuple():
            return [_plain(entry) for entry in node]
        case str() | int():
            return node
    parts = attrs.asdict(node, recurse=False)

    return {"is": type(node).__name__, **{name: _plain(part) for name, part in parts.items()}}
