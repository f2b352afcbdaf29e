"""
Pictures look as they did when somebody last looked at them.
"""

from __future__ import annotations

import pytest

from tests.documents.redraw import KEPT, PICTURES


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_as_it_was_kept(name: str) -> None:
    """
    ``python -m tests.documents.redraw`` keeps a change that is meant.
    """
    assert PICTURES[name]().svg == (KEPT / f"{name}.svg").read_text(encoding="utf-8")


def test_no_other_picture_is_kept() -> None:
    """
    What is not drawn any more is removed.
    """
    assert {f"{name}.svg" for name in PICTURES} == {path.name for path in KEPT.iterdir()}
