"""
Backends that open something else than what they closed.
"""

from __future__ import annotations

import contextlib
import json
import pickle
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from mentorcore.backends import Batch, Capability, Envelope, Query
from mentorcore.backends.memory import MemoryBackend
from mentorcore.errors import Conflict, StorageError
from tests.mutants.base import InOneFile, indexed, write_file


class TidiesOnOpening(InOneFile):
    """
    Reads and writes the JSON of every body when it opens.
    """

    killed_by = "test_everything_is_there_again"

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        with self._open():
            for envelope in [*self._documents.values()]:
                self._put(attrs.evolve(envelope, body=json.dumps(json.loads(envelope.body))))


class ForgetsTombstonesOnOpening(InOneFile):
    """
    Makes room when it opens, and so lets a removed id be used again.
    """

    killed_by = "test_removed_ids_stay_used"

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        with self._open():
            self._buried.clear()


class ForgetsTokensOnClosing(InOneFile):
    """
    Takes a token for done with when whoever committed it leaves, and so ignores it later.
    """

    killed_by = "test_tokens_stay_known"

    def close(self) -> None:
        with contextlib.suppress(StorageError), self._open():
            self._tokens.clear()
        super().close()


class CountsPositionsAgain(InOneFile):
    """
    Takes the position of the last entry for the end when it opens, and so uses those of tokens again.
    """

    killed_by = "test_positions_go_on"

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        with self._open():
            self._end = self._journal[-1].position if self._journal else 0


class WritesWhenItCloses(InOneFile):
    """
    Reads its file when it opens, and writes it when it closes.
    """

    killed_by = "test_a_commit_waits_for_no_closing"
    capabilities = frozenset({Capability.DURABLE, Capability.SCRUBS})

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        self._read()

    def close(self) -> None:
        if not self._closed:
            self._write(self._state())
        super().close()

    @contextlib.contextmanager
    def _open(self) -> Iterator[None]:
        with MemoryBackend._open(self):
            yield


class FindsOnlyWhatCameSince(InOneFile):
    """
    Keeps its index in memory, and enters what is written.
    """

    killed_by = "test_finds_by_index_again"

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        with self._open():
            self._before = {key: envelope.version for key, envelope in self._documents.items()}

    def _searched(self, query: Query) -> Iterable[Envelope]:
        found = super()._searched(query)

        return [e for e in found if not query.where or self._before.get(e.key) != e.version]


class ReplaysWhatWasRefused(InOneFile):
    """
    Writes a log ahead of the checks, and brings in what it says when it opens.
    """

    killed_by = "test_a_refused_batch_is_not_there_later"

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        if (where / "log").exists():
            with self._open():
                for envelope in pickle.loads((where / "log").read_bytes()):
                    if self._version(envelope.key) == 0:
                        self._put(envelope)
            (where / "log").unlink()

    def commit(self, batch: Batch) -> int:
        try:
            return super().commit(batch)
        except Conflict:
            new = [indexed(write.envelope) for write in batch.writes]
            write_file(self._where / "log", pickle.dumps(new))
            raise


class TidiesAtTheFourthOpening(InOneFile):
    """
    Counts how often it was opened, and shortens the journal from time to time.
    """

    killed_by = "test_opening_changes_nothing"

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        with self._open():
            self._openings += 1
            if self._openings % 4 == 0:
                del self._journal[:1]

    def _forget(self) -> None:
        super()._forget()
        self._openings = 0

    def _state(self) -> dict[str, object]:
        return super()._state() | {"_openings": self._openings}
