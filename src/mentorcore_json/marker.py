"""
Marker: the file that makes a directory a store, and says of which layout.
"""

from __future__ import annotations

import json
import secrets

import attrs

from mentorcore.errors import Corrupt, SchemaTooNew
from mentorcore_json.files import Files
from mentorcore_json.places import MARKER, UNFINISHED, Places


FORMAT = 1
"""The format of the directory that this release writes, and the highest that it knows."""


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
        fd = files.create(unfinished)
        try:
            files.write(fd, f"{text}\n".encode(), 0)
            files.sync(fd)
        finally:
            files.close(fd)
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
            found = json.loads(files.read(places.marker), object_pairs_hook=_unique)
        except FileNotFoundError:
            return None
        except (ValueError, RecursionError) as error:
            raise Corrupt(MARKER, "it was cut short, or changed by something else") from error
        number = found.get("format") if isinstance(found, dict) else None
        if type(number) is not int or number < 1:
            raise Corrupt(MARKER, "its format is no number from 1")
        if number > FORMAT:
            raise SchemaTooNew(places.root, number, FORMAT)
        if set(found) != {"format", "store", "layout"}:
            raise Corrupt(MARKER, "it has a field too many or too few")
        if not isinstance(found["store"], str) or not isinstance(found["layout"], str):
            raise Corrupt(MARKER, "store and layout are texts")

        return cls(found["store"], found["layout"])


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(found := dict(pairs)) != len(pairs):
        raise ValueError("a key stands in it twice")

    return found
