"""
Backends that do not know what was committed already.
"""

from __future__ import annotations

import attrs

from mentorcore.backends import Batch, JournalEntry
from mentorcore.errors import AlreadyDone
from tests.mutants.base import InMemory


class MatchesTheEndOfAToken(InMemory):
    """
    Looks for a token behind the prefix that some keep in front of it.
    """

    killed_by = "test_an_unknown_token_has_no_position"

    def position_of(self, token: str) -> int | None:
        position = super().position_of(token)
        others = (position for kept, position in self._tokens.items() if kept and token.endswith(kept))

        return next(others, None) if position is None else position


class RemembersTheFirstEntry(InMemory):
    """
    Remembers a token at the first entry of its commit.
    """

    killed_by = "test_a_token_has_the_position_of_its_commit"

    def commit(self, batch: Batch) -> int:
        with self._open():
            position = super().commit(batch)
            if batch.token is not None and batch.entries:
                self._tokens[batch.token] = position - len(batch.entries) + 1

            return position


class GivesTheEndForATokenThatIsDone(InMemory):
    """
    Refuses a repeated commit, and says that it stands at the end of the journal.
    """

    killed_by = "test_a_token_is_committed_once"

    def commit(self, batch: Batch) -> int:
        with self._open():
            if batch.token is not None and batch.token in self._tokens:
                raise AlreadyDone(self._end)

            return super().commit(batch)


class KnowsATokenByItsEntry(InMemory):
    """
    Writes first, and ignores a token in doing so, when the token took its position alone.
    """

    killed_by = "test_a_repeated_commit_writes_nothing"

    def commit(self, batch: Batch) -> int:
        with self._open():
            position = self._tokens.get(batch.token or "")
            if position is not None and position not in {entry.position for entry in self._journal}:
                for write in batch.writes:
                    self._put(write.envelope)

            return super().commit(batch)


class ChecksVersionsFirst(InMemory):
    """
    Looks at the versions before it looks at the token.
    """

    killed_by = "test_a_token_is_looked_at_first"

    def commit(self, batch: Batch) -> int:
        with self._open():
            self._check(batch)

            return super().commit(batch)


class TokensWithDocumentsTakeNoPosition(InMemory):
    """
    Gives a token that comes with documents alone the position of whatever was before.
    """

    killed_by = "test_a_token_without_entries_takes_a_position"

    def commit(self, batch: Batch) -> int:
        with self._open():
            end = self._end
            position = super().commit(batch)
            if batch.token is not None and batch.writes and not batch.entries:
                self._end = self._tokens[batch.token] = position = end

            return position


class EndsWithTheLastEntry(InMemory):
    """
    Gives an empty batch the position of the last entry, not seeing the tokens behind it.
    """

    killed_by = "test_a_token_without_entries_moves_the_end"

    def commit(self, batch: Batch) -> int:
        position = super().commit(batch)
        if batch != Batch():
            return position

        return self._journal[-1].position if self._journal else 0


class EntersATokenAlone(InMemory):
    """
    Holds the place of a token in the journal with an entry that is empty.
    """

    killed_by = "test_a_token_alone_is_no_entry"

    def commit(self, batch: Batch) -> int:
        with self._open():
            position = super().commit(batch)
            if batch.token is not None and not batch.entries:
                self._journal.append(JournalEntry(position, "", ""))

            return position


class CutsTokens(InMemory):
    """
    Has room for 191 characters, and cuts off the rest.
    """

    killed_by = "test_tokens_are_told_apart_exactly"

    def commit(self, batch: Batch) -> int:
        return super().commit(attrs.evolve(batch, token=batch.token and batch.token[:191]))

    def position_of(self, token: str) -> int | None:
        return super().position_of(token[:191])
