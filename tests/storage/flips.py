"""
Flips: one bit of a closed store is turned, as a failing disk does it.

What comes of it is a typed error, a named problem, or nothing that anybody could see; never something else
than was kept, and never anybody's words in a message.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import attrs

from mentorcore import open_store, verify_store
from mentorcore.backends import Envelope, Key
from mentorcore.errors import MentorcoreError
from tests.golden.record import LATER
from tests.golden.stores import Golden, said
from tests.storage.damages import pristine, unreadable, words_of


REFUSED, NAMED, SAME = "refused", "named", "the same"
SILENT, UNTYPED, TOLD = "silently different", "untyped", "words told"


@attrs.frozen
class Flip:
    """
    One bit of one file.
    """

    file: str
    at: int
    bit: int


@attrs.define
class Flips:
    """
    A closed store of which one bit at a time is turned.

    Attributes:
        backend: Its backend.

        where: An empty folder to work in.
    """

    golden: Golden
    backend: str
    where: Path
    _documents: dict[Key, Envelope] = attrs.field(init=False)
    _words: set[str] = attrs.field(init=False)
    _said: dict[str, Any] = attrs.field(init=False)
    _sound: Path = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        for name in ("pristine", "sound"):
            (self.where / name).mkdir()
        self._documents = pristine(self.golden, self.where / "pristine")
        self._words = words_of(self._documents.values())
        self._sound = self.where / "sound"
        with open_store(self.golden.copied(self.backend, self._sound), clock=lambda: LATER) as store:
            self._said = said(store)

    @property
    def files(self) -> dict[str, int]:
        """
        The files of the store that hold something, and their sizes.
        """
        found = {
            str(path.relative_to(self._sound)): path.stat().st_size
            for path in sorted(self._sound.rglob("*"))
            if path.is_file()
        }

        return {name: size for name, size in found.items() if size}

    def drawn(self, draw: random.Random) -> Flip:
        """
        Return any bit of any file, every file as likely as the others, and what holds something twice as
        likely as empty room.
        """
        file = draw.choice(list(self.files))
        data = (self._sound / file).read_bytes()
        places = range(len(data)) if draw.random() < 0.5 else [at for at, byte in enumerate(data) if byte]

        return Flip(file, draw.choice(places), draw.randrange(8))

    def outcome(self, flip: Flip) -> str:
        """
        Turn the bit in a copy, open, check and read it, and return what came of it.
        """
        place = self.where / "turned"
        shutil.copytree(self._sound, place)
        try:
            path = place / flip.file
            data = bytearray(path.read_bytes())
            data[flip.at] ^= 1 << flip.bit
            path.write_bytes(data)

            return self._outcome(place)
        finally:
            shutil.rmtree(place)

    def _outcome(self, place: Path) -> str:
        url = {"json": f"json:///{place / 'golden'}", "sqlite": f"sqlite:///{place / 'golden.db'}"}
        try:
            with open_store(url[self.backend], create=False, clock=lambda: LATER) as store:
                problems = verify_store(store)
                if problems:
                    return TOLD if self._tells("\n".join(map(str, problems))) else NAMED
                differs = said(store) != self._said or unreadable(store, self._documents)
                return SILENT if differs else SAME
        except MentorcoreError as error:
            return TOLD if self._tells(str(error)) else REFUSED
        except Exception:  # noqa: BLE001 - whatever it is, a caller must not meet it
            return UNTYPED

    def _tells(self, message: str) -> bool:
        return any(word in message for word in self._words)
