"""
Marker: the file that makes a directory a store, and says of which layout.
"""

from __future__ import annotations

import json
import re
import secrets

import attrs

from mentorcore.errors import Corrupt, SchemaTooNew
from mentorcore_json.files import Files
from mentorcore_json.places import MARKER, UNFINISHED, Places


FORMAT = 1
"""The format of the directory that this release writes, and the highest that it knows."""

_LONGEST = 4096
_HIGHEST = 1_000_000
_TEXT = re.compile(r"[A-Za-z0-9_.-]{1,128}", re.ASCII)


@attrs.frozen
class Marker:
    """
    What the marker says.

    Attributes:
        store: Random text that tells this store from every other.

        layout: The fingerprint of the layout that its index values follow.
    """

    store: str
    layout: str

    @classmethod
    def new(cls, layout: str) -> Marker:
        """
        Return the marker of a new store.
        """
        return cls(secrets.token_hex(16), layout)

    def write(self, files: Files, places: Places) -> None:
        """
        Put the marker on the disk.
        """
        text = json.dumps({"format": FORMAT, "store": self.store, "layout": self.layout}, indent=2)
        unfinished = places.marker + UNFINISHED
        file = files.create(unfinished)
        try:
            files.write(file, f"{text}\n".encode(), 0)
            files.sync(file)
        finally:
            files.close(file)
        files.replace(unfinished, places.marker)
        files.sync_directory(places.root)

    @classmethod
    def read(cls, files: Files, places: Places) -> Marker | None:
        """
        Return what the marker of a directory says, or *None* where there is none.

        Raises:
            Corrupt: It was cut short or changed.

            SchemaTooNew: A newer release made the store.
        """
        try:
            data = files.read(places.marker)
        except FileNotFoundError:
            return None
        if len(data) > _LONGEST:
            raise Corrupt(MARKER, f"it has {len(data)} bytes, more than {_LONGEST}")
        try:
            found = json.loads(data, object_pairs_hook=_unique)
        except (ValueError, RecursionError) as error:
            raise Corrupt(MARKER, "it was cut short, or changed by something else") from error
        number = found.get("format") if isinstance(found, dict) else None
        if type(number) is not int or not 1 <= number <= _HIGHEST:
            raise Corrupt(MARKER, f"its format is no number from 1 to {_HIGHEST}")
        if number > FORMAT:
            raise SchemaTooNew(places.shown, number, FORMAT)
        if set(found) != {"format", "store", "layout"}:
            raise Corrupt(MARKER, "it has a field too many or too few")
        for name in ("store", "layout"):
            if not isinstance(found[name], str) or not _TEXT.fullmatch(found[name]):
                raise Corrupt(MARKER, f"its {name} is no text of up to 128 letters, digits, - _ and .")

        return cls(found["store"], found["layout"])


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(found := dict(pairs)) != len(pairs):
        raise ValueError("a key stands in it twice")

    return found
