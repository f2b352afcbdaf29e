"""
The terminal: reads lines such as ``ben> /ask 4 How large may a release be?``, and prints what the bot says.

Nobody proves here who they are. A chat does, so behind one the author comes from the chat.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta

from chat_bot.bot import Bot
from chat_bot.messages import Message
from chat_bot.replies import quoted
from mentorcore import Agreement, Cadence, Mentorship, Person, Store, Transaction, open_store
from mentorcore.errors import MentorcoreError


_SPOKEN = re.compile(r"(?P<author>[A-Za-z0-9_-]{1,64})>(?P<text>.*)")
_BEGUN = "chat-begin"


def main() -> int:
    """
    Talk until the input ends.
    """
    parser = argparse.ArgumentParser(prog="chat_bot", description="A bot that keeps a mentorship's record.")
    parser.add_argument("--store", default="memory:", help="where the record is kept (default: memory:)")
    parser.add_argument("--as", dest="speaker", help="who writes the lines that do not begin with a name")
    options = parser.parse_args()
    if isinstance(sys.stdin, io.TextIOWrapper) and isinstance(sys.stdout, io.TextIOWrapper):
        # What is no text comes as it is, and is refused (P1); nothing that is said stops the bot.
        sys.stdin.reconfigure(errors="surrogateescape")
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with open_store(options.store) as store:
            begin(store)
            print("Here are ada and ben. Try: ben> /accept, and ben> /help. Ctrl-D ends.")
            for answer in talk(Bot(store), sys.stdin, options.speaker):
                print(answer, flush=True)
    except MentorcoreError as error:
        print(f"The store cannot be used: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # nobody reads on, as behind `| head -1`; what was said before is kept
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python would try once more

    return 0


def talk(bot: Bot, lines: Iterable[str], speaker: str | None) -> Iterator[str]:
    """
    Give the bot line by line, each as a message of its own, and yield what it answers.
    """
    for line in filter(None, map(str.strip, lines)):
        spoken = _SPOKEN.fullmatch(line)
        if spoken is None and speaker is None:
            yield "Say who writes, as in: ben> /help"
            continue
        author, text = (spoken["author"], spoken["text"]) if spoken else (str(speaker), line)
        answer = bot.reply(Message(uuid.uuid4().hex, author, text))
        yield f"bot to {quoted(author)}: {answer}"


def begin(store: Store) -> None:
    """
    Register two people with an offer between them, where the store is still empty.
    """

    def work(tx: Transaction) -> None:
        now = store.now()
        for person, name in (("ada", "Ada Osei"), ("ben", "Ben Ruiz")):
            tx.add(Person.register(id=person, name=name, at=now))
        tx.add(
            Mentorship.offer(
                mentor="ada",
                mentee="ben",
                by="ada",
                at=now,
                reasoning="Your questions have become better than my answers.",
                potential="You could lead a release.",
                agreement=Agreement(
                    cadence=Cadence.weekly(every=2),
                    starts_on=now.date(),
                    ends_on=now.date() + timedelta(days=180),
                ),
            )
        )

    if not store.find(Person, limit=1).items:
        store.transact(work, token=_BEGUN)


if __name__ == "__main__":
    sys.exit(main())
