"""
The page about attention explains what there is.
"""

from __future__ import annotations

import re

from mentorcore.insight.alert import Concern
from mentorcore.model.policy import DEFAULT_POLICY
from tests.docs.pages import DOCS, text_of


ROWS = re.findall(
    r"^\| `([A-Z_]+)` \|.*\| ([^|]+) \|$", text_of(DOCS / "how-to/nightly-attention.md"), re.MULTILINE
)
"""The concerns in the table, and what it says about their thresholds."""


class TestTheTable:
    def test_has_every_concern(self) -> None:
        """
        Each concern has its row, in the order of the code.
        """
        assert [concern.name for concern in Concern] == [name for name, _ in ROWS]

    def test_tells_the_default_thresholds(self) -> None:
        """
        What it says of a threshold is what holds unless an organisation says otherwise.
        """
        told = {
            name: int(value)
            for _, thresholds in ROWS
            for name, value in re.findall(r"`(\w+)`, (\d+)", thresholds)
        }

        assert {name: getattr(DEFAULT_POLICY, name) for name in told} == told
        assert {
            "answer_days",
            "offer_days",
            "silent_cadences",
            "missed_meetings",
            "progress_days",
            "confirm_days",
            "end_notice_days",
            "focus_meetings",
            "focus_percent",
        } == set(told)
