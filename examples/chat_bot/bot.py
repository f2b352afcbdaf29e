"""
Bot: one message in, one reply out. This is what you put behind Slack, Teams or Matrix.
"""

from __future__ import annotations

import logging

import attrs

from chat_bot import replies
from chat_bot.commands import Attention, Change, Help, Look, Next
from chat_bot.keeping import carry_out
from chat_bot.messages import Message
from chat_bot.parsing import NotUnderstood, read
from mentorcore import (
    Mentorship,
    Person,
    State,
    Store,
    Transaction,
    Viewer,
    Visibility,
    attention,
    next_agenda,
)
from mentorcore.errors import NotFound, RuleViolation, StorageError


_log = logging.getLogger(__name__)
_OPEN = (State.OFFERED, State.ACTIVE, State.PAUSED)
_ATTEMPTS = 20


class Unclear(Exception):
    """
    Nobody can tell which relationship is meant; the message is for whoever wrote.
    """


@attrs.frozen
class Bot:
    """
    Keeps the record with people who chat. Many threads may use one.
    """

    store: Store

    def reply(self, message: Message) -> str:
        """
        Do what a message says, and return what to answer to its author, and to nobody else.
        """
        try:
            said = read(message.text)
            if isinstance(said.command, Help):
                return replies.helped()
            meant = self._meant(message.author, said.whom)
            if isinstance(said.command, Change):
                return self._changed(message, said.command, meant)
            return self._told(message.author, said.command, meant)
        except (NotUnderstood, Unclear) as error:
            return str(error)
        except (RuleViolation, NotFound) as error:
            return replies.refused(error)
        except StorageError as error:
            _log.exception("message %r could not be dealt with", message.id)
            return replies.BUSY if error.retryable else replies.BROKEN

    def _meant(self, author: str, whom: str | None) -> str:
        """
        Return the id of the relationship that is meant: the author's with *whom*, or their only one.

        Raises:
            Unclear: They have none, or several. It is the same answer whether or not others have one.
        """
        found = self.store.find(Mentorship, person=author, state=_OPEN, limit=1000)
        # Who made an offer for two others is found as well, and it is not theirs.
        others = {
            (m.mentee_id if m.mentor_id == author else m.mentor_id): m.id
            for m in found
            if author in (m.mentor_id, m.mentee_id)
        }
        if whom is not None:
            others = {other: found_id for other, found_id in others.items() if other == whom}
        if not others:
            raise Unclear(replies.NOBODY)
        if len(others) > 1:
            raise Unclear(f"{replies.SEVERAL} {', '.join(sorted(others))}")

        return next(iter(others.values()))

    def _changed(self, message: Message, command: Change, id: str) -> str:
        zone = self.store.get(Person, message.author).profile.timezone

        def work(tx: Transaction) -> str:
            m = tx.get(Mentorship, id)
            carry_out(command, m, by=message.author, at=self.store.now(), zone=zone)

            return replies.kept(command, m)

        done = self.store.transact(work, token=message.token, attempts=_ATTEMPTS)

        return replies.TWICE if done is None else done

    def _told(self, author: str, command: Look, id: str) -> str:
        m, now = self.store.get(Mentorship, id), self.store.now()
        view = m.as_seen_by(Viewer(author), at=now)
        if Visibility.PAIR not in view.tiers:
            raise Unclear(replies.NOBODY)
        names = {person: self.store.get(Person, person).name for person in m.pair}
        if isinstance(command, Next):
            return replies.planned(next_agenda(m, at=now), names)
        if isinstance(command, Attention):
            return replies.needed(attention(m, at=now), names)

        return replies.shown(view)
