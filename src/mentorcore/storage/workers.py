"""
Workers: a few threads that do blocking work for asyncio, and what becomes of it when its caller is cancelled.

A call that is cancelled before a worker has taken it up is never made. One that reads is then left behind:
its worker finishes it, and nobody gets the result. One that may write is waited for, since its caller has to
be able to rely on it that nothing happens any more once the cancellation has come through.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Final, TypeVar

from mentorcore.errors import Unavailable


MOST_THREADS: Final = 64

T = TypeVar("T")


class Workers:
    """
    The threads of one store.
    """

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._begin()

    async def read(self, call: Callable[[], T]) -> T:
        """
        Make a call that changes nothing; when the caller is cancelled, it is left behind.

        Raises:
            Unavailable: The workers were dismissed.
        """
        return await asyncio.wrap_future(self._submitted(call))

    async def write(self, call: Callable[[threading.Event], T]) -> T:
        """
        Make a call that may change something; when the caller is cancelled, it is waited for.

        Args:
            call: Gets an event that is set when its caller was cancelled, to stop where it still can.

        Raises:
            Unavailable: The workers were dismissed.
        """
        cancelled = threading.Event()
        job = self._submitted(lambda: call(cancelled))
        result = asyncio.wrap_future(job)
        try:
            return await asyncio.shield(result)
        except asyncio.CancelledError:
            cancelled.set()
            if not job.cancel():
                await until_done(result)
            raise

    async def dismiss(self, last: Callable[[], None]) -> None:
        """
        Take on nothing more, wait for what was begun, and then make the last call.
        """

        def end() -> None:
            self._pool.shutdown(wait=True)
            last()

        # A thread of its own, since none of the pool's could wait for the pool.
        alone = ThreadPoolExecutor(1, thread_name_prefix="mentorcore-closing")
        done = asyncio.wrap_future(alone.submit(end))
        alone.shutdown(wait=False)
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            await until_done(done)
            raise

    def _begin(self) -> None:
        self._process = os.getpid()
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="mentorcore")

    def _submitted(self, call: Callable[[], T]) -> Future[T]:
        if self._process != os.getpid():  # the child of a fork, which has none of these threads
            self._begin()
        try:
            return self._pool.submit(copy_context().run, _made, call)
        except RuntimeError:  # the pool was shut down
            raise Unavailable("this store", "it is closed", "open it again") from None


def _made(call: Callable[[], T]) -> T:
    try:
        return call()
    except StopIteration as error:  # asyncio cannot pass it on, as a generator cannot
        raise RuntimeError("the call raised StopIteration") from error


async def until_done(result: asyncio.Future[T]) -> None:
    """
    Wait for a result whatever happens to the caller, who has been cancelled already, and drop it.
    """
    while not result.done():
        try:
            await asyncio.wait([result])
        except asyncio.CancelledError:
            continue  # the first one is raised when it is done
    result.exception()  # looked at, so that asyncio does not report it as forgotten
