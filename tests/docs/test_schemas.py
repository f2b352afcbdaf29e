"""
The published JSON Schemas are those that the library makes.
"""

from __future__ import annotations

import pytest

from mentorcore.storage.codec import FORMATS
from tests.docs.pages import DOCS, text_of
from tests.docs.schemas import PUBLISHED, published, text


class TestPublishedSchemas:
    @pytest.mark.parametrize("kind", FORMATS)
    def test_are_what_the_library_makes(self, kind: str) -> None:
        """
        The file of each kind is up to date; ``python -m tests.docs.schemas`` makes it anew.
        """
        assert text(kind) == text_of(published(kind))

    def test_are_all_named_by_their_page(self) -> None:
        """
        The page leads to each file that there is, and there is none besides.
        """
        page = text_of(DOCS / "reference/schemas.md")
        files = {path.name for path in PUBLISHED.iterdir()}

        assert files == {published(kind).name for kind in FORMATS}
        assert [name for name in sorted(files) if f"(schemas/{name})" not in page] == []
