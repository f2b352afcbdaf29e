"""
The backend that docs/how-to/write-a-backend.md builds keeps the contract that the page explains.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mentorcore.backends import Backend, Layout
from mentorcore.testing import BackendContract
from tests.docs.pages import DOCS, blocks


def _notebook() -> Any:
    namespace: dict[str, Any] = {"__name__": __name__}
    python = [
        source for language, source in blocks(DOCS / "how-to/write-a-backend.md") if language == "python"
    ]
    for source in python[:2]:
        exec(source, namespace)

    return namespace["NotebookPlugin"]()


class TestNotebook(BackendContract):
    def open_backend(self, where: Path, layout: Layout) -> Backend:
        backend: Backend = _notebook().mentorcore_open("notebook:", layout, create=True, upgrade=False)

        return backend
