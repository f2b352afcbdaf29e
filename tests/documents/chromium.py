"""
A real Chromium without a window, told what to do through a pair of pipes.

It speaks the DevTools protocol: JSON messages, each ended by a NUL. Only the process that was started here is
ever ended.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Self

import attrs


NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
"""What Chromium is called where it is installed."""

PATIENCE: Final = 60
"""How many seconds one answer may take on a busy machine."""

LAUNCH: Final = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""
"""Chromium listens at 3 and answers at 4, and at no other numbers."""

KEYS: Final = MappingProxyType({"Tab": 9, "Enter": 13})
"""The codes of the keys that are pressed."""


def found() -> str | None:
    """
    Return where Chromium is: the environment variable CHROMIUM, or one of its names.
    """
    given = os.environ.get("CHROMIUM")

    return given or next((path for name in NAMES if (path := shutil.which(name))), None)


@attrs.define(eq=False)
class Chromium:
    """
    One Chromium with one page.
    """

    _process: subprocess.Popen[bytes]
    _orders: int
    _answers: int
    _session: str | None = None
    _last: int = 0
    _read: bytes = b""
    _events: list[dict[str, Any]] = attrs.field(factory=list)

    @classmethod
    @contextmanager
    def started(cls, path: str, folder: Path) -> Iterator[Self]:
        """
        Start one whose profile lives in a folder, and end it afterwards.
        """
        (its_end, orders), (answers, its_mouth) = os.pipe(), os.pipe()
        passed = tuple(fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (its_end, its_mouth))
        command = [
            path,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--hide-scrollbars",
            f"--user-data-dir={folder}",
            "--remote-debugging-pipe",
        ]
        process = subprocess.Popen(
            [sys.executable, "-c", LAUNCH, *map(str, passed), *command],
            pass_fds=passed,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (its_end, its_mouth, *passed):
            os.close(end)
        browser = cls(process, orders, answers)
        try:
            yield browser
        finally:
            os.close(orders)
            os.close(answers)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def open(self, path: Path, *, dark: bool = False, width: int = 1000, height: int = 1400) -> None:
        """
        Open a file in a new page, and wait until it is there.
        """
        target = self.tell("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._events.clear()
        for domain in ("Page", "Network", "Log", "Runtime", "DOM", "Accessibility"):
            self.tell(f"{domain}.enable")
        self.tell(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}],
        )
        self.tell(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.tell("Page.navigate", url=path.resolve().as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self._events):
            self._events.append(self._next())

    def tell(self, method: str, **parameters: Any) -> dict[str, Any]:
        """
        Give an order, and return the answer.
        """
        self._last += 1
        order: dict[str, Any] = {"id": self._last, "method": method, "params": parameters}
        if self._session is not None and not method.startswith("Target."):
            order["sessionId"] = self._session
        os.write(self._orders, json.dumps(order).encode() + b"\0")
        while (message := self._next()).get("id") != self._last:
            self._events.append(message)
        if "error" in message:
            raise RuntimeError(f"{method}: {message['error']}")

        return dict(message["result"])

    def told(self, method: str) -> list[dict[str, Any]]:
        """
        Return what happened on the page since it was opened, of one kind.
        """
        self.evaluate("0")

        return [event["params"] for event in self._events if event["method"] == method]

    def evaluate(self, expression: str) -> Any:
        """
        Return the value of an expression of JavaScript, seen from the page.
        """
        return self.tell("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def press(self, key: str) -> None:
        """
        Press a key and let it go.
        """
        for what in ("rawKeyDown", "keyUp"):
            self.tell("Input.dispatchKeyEvent", type=what, key=key, code=key, windowsVirtualKeyCode=KEYS[key])
            if what == "rawKeyDown" and key == "Enter":
                self.tell("Input.dispatchKeyEvent", type="char", key=key, text="\r")

    def screenshot(self) -> bytes:
        """
        Return what there is to see, as PNG.
        """
        return base64.b64decode(self.tell("Page.captureScreenshot", format="png")["data"])

    def printed(self) -> bytes:
        """
        Return what the printer would get, as PDF.
        """
        printed = self.tell("Page.printToPDF", preferCSSPageSize=True, printBackground=False)

        return base64.b64decode(printed["data"])

    def heard(self) -> list[tuple[str, str]]:
        """
        Return what a screen reader meets: roles and names, in order.
        """
        nodes = self.tell("Accessibility.getFullAXTree")["nodes"]

        return [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in nodes
            if not node.get("ignored")
        ]

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._read:
            ready, _, _ = select.select([self._answers], [], [], max(end - time.monotonic(), 0))
            part = os.read(self._answers, 1 << 20) if ready else b""
            if not part:
                raise TimeoutError("Chromium does not answer")
            self._read += part
        message, _, self._read = self._read.partition(b"\0")

        return dict(json.loads(message))
