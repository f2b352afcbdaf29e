"""
Stores: the golden ones, which are kept for ever, what they have to say, and how a new one is made.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any
from unittest import mock

import attrs
from packaging.version import Version

import mentorcore
from mentorcore import Mentorship, PairingRequest, Person, Store, open_store, verify_store
from mentorcore.backends import Capability, inspect_backend
from mentorcore.storage.codec import FORMATS, Codec
from mentorcore.storage.index import AGGREGATES
from mentorcore.storage.layout import LAYOUT
from mentorcore.storage.opening import made_for
from tests.golden.dump import dumped, place, restored
from tests.golden.record import LATER, POLICY, TOKENS, fill
from tests.postgres.server import url_below


FOLDER = Path(__file__).parent / "stores"
BACKENDS = ("json", "sqlite")
"""Those whose golden stores are files; that of PostgreSQL is the SQL that makes it."""

EXPECTED = "expected.json"


@attrs.frozen
class Golden:
    """
    The stores that one release has made, one for each backend.

    Attributes:
        path: The folder, named after the release.
    """

    path: Path

    @property
    def release(self) -> str:
        """
        The release that made it.
        """
        return self.path.name

    @property
    def is_released(self) -> bool:
        """
        Whether it is kept for ever, and never made again.
        """
        return "dev" not in self.release

    @property
    def expected(self) -> dict[str, Any]:
        """
        What it has to say.
        """
        said: dict[str, Any] = json.loads((self.path / EXPECTED).read_text())
        return said

    def copied(self, backend: str, where: Path) -> str:
        """
        Return the URL of a copy of the store, since opening one may write to it.
        """
        if backend == "postgresql":
            url = url_below(where)
            restored((self.path / "golden.sql").read_text(), url)
            return url
        if backend == "json":
            shutil.copytree(self.path / "json", where / "golden")
            return f"json:///{where / 'golden'}"
        shutil.copy(self.path / "golden.db", where)

        return f"sqlite:///{where / 'golden.db'}"


def all_golden() -> tuple[Golden, ...]:
    """
    Return every golden store.
    """
    return tuple(Golden(path) for path in sorted(FOLDER.iterdir()) if (path / EXPECTED).is_file())


def form() -> dict[str, Any]:
    """
    Return how this release keeps a store; a golden store has to say the same.
    """
    return {
        "made_for": made_for(Codec()),
        "layout": LAYOUT.fingerprint,
        "schemas": {kind: of.schema for kind, of in FORMATS.items()},
    }


def said(store: Store) -> dict[str, Any]:
    """
    Return what can be asked of a golden store in every release, by the clock of `LATER`.
    """
    found: dict[str, Iterable[object]] = {
        "person": store.find(Person, limit=1000),
        "pairing_request": store.find(PairingRequest, limit=1000),
        "mentorship": store.find(Mentorship, limit=1000),
    }

    return {
        "summaries": {kind: [_plain(one) for one in page] for kind, page in found.items()},
        "journal": [_plain(change) for change in store.journal()],
        "tokens": {token: store.backend.position_of(token) for token in TOKENS},
    }


def release_of(version: str) -> str:
    """
    Return the release that a version belongs to: itself, or between two releases ``dev0`` of the next.
    """
    parsed = Version(version)

    return f"{parsed.base_version}.dev0" if parsed.is_devrelease or parsed.local else version


def make(version: str | None = None) -> Golden:
    """
    Make the golden stores of a release, by default of the installed version.

    Those that were made on the way to it are replaced.

    Raises:
        RuntimeError: It is released, and its golden stores are there.
    """
    golden = Golden(FOLDER / release_of(version or mentorcore.__version__))
    if golden.is_released and golden.path.exists():
        raise RuntimeError(f"the golden stores of {golden.release} are kept for ever")
    shutil.rmtree(FOLDER / f"{Version(golden.release).base_version}.dev0", ignore_errors=True)
    golden.path.mkdir(parents=True)
    urls = (f"json:///{golden.path / 'json'}", f"sqlite:///{golden.path / 'golden.db'}", place())
    answers = [_made(url) for url in urls]
    if any(other != answers[0] for other in answers):
        raise RuntimeError("the backends do not say the same")
    (golden.path / "golden.sql").write_text(dumped())
    for name in (golden.path / "json").glob("index-*"):
        name.unlink()  # it is made anew
    text = json.dumps({**form(), **answers[0]}, indent=1, ensure_ascii=False, sort_keys=True)
    (golden.path / EXPECTED).write_text(f"{text}\n")

    return golden


def _made(url: str) -> dict[str, Any]:
    with _counting(), open_store(url, policy=POLICY, clock=lambda: LATER) as store:
        with _counting():
            fill(store)
        if Capability.SCRUBS in store.backend.capabilities:
            store.backend.scrub()
        problems = verify_store(store)
        if problems:
            raise RuntimeError("; ".join(map(str, problems)))
        answers = said(store)
    with inspect_backend(url) as inspection:
        answers["documents"] = {kind: list(inspection.ids(kind)) for kind in AGGREGATES}

    return answers


def _counting() -> Any:
    """
    Take numbers in place of random ids, so that the same stores are made again.
    """
    numbers = itertools.count(1)

    return mock.patch("mentorcore.model.values.urandom", lambda size: next(numbers).to_bytes(size, "big"))


def _plain(value: Any) -> dict[str, Any]:
    return attrs.asdict(value, value_serializer=lambda _of, _field, plain: _text(plain))


def _text(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value

    return value.isoformat() if isinstance(value, date | datetime) else value
