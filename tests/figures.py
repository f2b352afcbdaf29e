"""
Figures: the table that a long check ends in, and whether it passed.

`nox -s crash`, `nox -s fuzz` and `nox -s mutants` each print one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import attrs


@attrs.frozen
class Line:
    """
    One line of a table.

    Attributes:
        what: What was done, for example ``JSON, killed at random``.

        figures: How often what was done or found, by the name of its column; a column that is missing here
            stays empty.
    """

    what: str
    figures: Mapping[str, int | float]


@attrs.frozen
class Table:
    """
    What a check did and found.

    Attributes:
        title: A few words.

        lines: At least one; a check that did nothing has not passed.

        zero: The columns that have to be 0 in every line.

        least: For a column, the least sum over all lines with which the check has done enough.
    """

    title: str
    lines: Sequence[Line]
    zero: Collection[str]
    least: Mapping[str, int] = attrs.field(factory=dict)

    @property
    def failures(self) -> tuple[str, ...]:
        """
        What is not as it has to be, as sentences.
        """
        wrong = [
            f"{line.what}: {line.figures[column]} {column}"
            for line in self.lines
            for column in self.zero
            if line.figures.get(column, 0) != 0
        ]
        for column, least in self.least.items():
            done = sum(line.figures.get(column, 0) for line in self.lines)
            if done < least:
                wrong.append(f"only {done} of at least {least} {column}")
        if not self.lines:
            wrong.append("nothing was done")

        return tuple(wrong)

    def __str__(self) -> str:
        columns = list(dict.fromkeys(column for line in self.lines for column in line.figures))
        rows = [[self.title, *columns]]
        rows += [
            [line.what, *(_shown(line.figures[c]) if c in line.figures else "" for c in columns)]
            for line in self.lines
        ]
        widths = [max(len(row[i]) for row in rows) for i in range(len(columns) + 1)]
        text = [
            "  ".join(
                [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
            )
            for row in rows
        ]
        rule = "-" * len(text[0])
        verdict = "; ".join(self.failures) or "passed"

        return "\n".join([text[0].rstrip(), rule, *text[1:], rule, verdict])

    def ended(self) -> int:
        """
        Print the table, and return the exit code: 0 when everything is as it has to be.
        """
        print(f"\n{self}", flush=True)  # noqa: T201 - this is what the check is run for

        return 1 if self.failures else 0


def _shown(figure: float) -> str:
    return f"{figure:,}" if isinstance(figure, int) else f"{figure:,.3f}"
