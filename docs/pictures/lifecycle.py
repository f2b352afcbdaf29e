"""
The life of a relationship (R4): its states, and the commands that lead to the next.
"""

from __future__ import annotations

from mentorcore.model.lifecycle import NEXT, OPEN, State
from pictures.drawing import Arrow, Box, picture


PLACES = {
    State.OFFERED: (60, 76),
    State.ACTIVE: (60, 192),
    State.PAUSED: (60, 316),
    State.DECLINED: (300, 22),
    State.WITHDRAWN: (300, 76),
    State.EXPIRED: (300, 130),
    State.COMPLETED: (300, 192),
    State.ENDED: (300, 316),
}

COMMANDS = {
    (State.OFFERED, State.ACTIVE): "accept",
    (State.OFFERED, State.DECLINED): "decline",
    (State.OFFERED, State.WITHDRAWN): "withdraw",
    (State.OFFERED, State.EXPIRED): "expire",
    (State.ACTIVE, State.PAUSED): "pause",
    (State.PAUSED, State.ACTIVE): "resume",
    (State.ACTIVE, State.COMPLETED): "complete",
    (State.ACTIVE, State.ENDED): "end",
    (State.PAUSED, State.COMPLETED): "complete",
    (State.PAUSED, State.ENDED): "end",
}

SHIFTED = {(State.ACTIVE, State.PAUSED): 24, (State.PAUSED, State.ACTIVE): 24}

LABELS = {
    (State.OFFERED, State.DECLINED): 0.55,
    (State.OFFERED, State.EXPIRED): 0.55,
    (State.ACTIVE, State.ENDED): 0.25,
    (State.PAUSED, State.COMPLETED): 0.28,
}
"""Where a label does not stand in the middle, since other arrows are there."""


def lifecycle() -> str:
    """
    Return the picture.

    Raises:
        KeyError: The code has a state or a transition that has no place here.
    """
    boxes = {
        state: Box(
            state.value, *PLACES[state], style="open" if state in OPEN else "over"
        )
        for state in State
    }
    steps = [
        (before, after) for before in State for after in State if after in NEXT[before]
    ]
    arrows = [
        Arrow(
            boxes[before],
            boxes[after],
            COMMANDS[before, after],
            shift=SHIFTED.get((before, after), 0),
            label_at=LABELS.get((before, after), 0.5),
        )
        for before, after in steps
    ]
    said = "; ".join(
        f"{COMMANDS[before, after]} leads from {before.value} to {after.value}"
        for before, after in steps
    )

    return picture("lifecycle", 338, list(boxes.values()), arrows, f"{said}.")
