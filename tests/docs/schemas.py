"""
The JSON Schemas that are published in the documentation.

Run ``python -m tests.docs.schemas`` after a change of the model that is meant, and look at the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

from mentorcore import document_schema
from mentorcore.storage.codec import FORMATS
from tests.docs.pages import DOCS


PUBLISHED = DOCS / "reference/schemas"


def published(kind: str) -> Path:
    """
    Return the file of a kind of document, named after its schema number as well.
    """
    return PUBLISHED / f"{kind}-{FORMATS[kind].schema}.json"


def text(kind: str) -> str:
    """
    Return what stands in it.
    """
    return json.dumps(document_schema(kind), indent=2) + "\n"


if __name__ == "__main__":
    for name in FORMATS:
        published(name).write_text(text(name), encoding="utf-8")
