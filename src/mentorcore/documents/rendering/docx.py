"""
DOCX: a Word document with real headings, lists, tables and links, for whoever wants to edit or sign it.

A figure is its table: Word documents made by python-docx hold no SVG.
"""

from __future__ import annotations

import os

from mentorcore.documents.rendering.outline import outlined
from mentorcore.documents.rendering.renderable import Renderable
from mentorcore.documents.writing import replaced
from mentorcore.errors import MissingExtra


def write(document: Renderable, path: str | os.PathLike[str]) -> None:
    """
    Write a document as DOCX. What is at the path is replaced at once, or not at all.

    Raises:
        MissingExtra: python-docx is not installed.

        OSError: The file cannot be written.
    """
    try:
        from mentorcore.documents.rendering.word import Word
    except ImportError as error:
        raise MissingExtra(what="a Word document", extra="documents") from error

    word = Word(document)
    word.flow(outlined(document))
    with replaced(path) as unfinished:
        word.save(unfinished)
