"""
PostgreSQL keeps the contract that every backend keeps.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from servers.postgres import installed

import mentorcore_postgres
from mentorcore.backends import Backend, Layout
from mentorcore.testing import BackendContract
from tests.postgres.releases import NEEDS_THE_SYSTEMS
from tests.postgres.server import SYSTEM, server_url, url_below


class TestPostgres(BackendContract):
    def open_backend(self, where: Path, layout: Layout) -> Backend:
        return mentorcore_postgres.mentorcore_open(url_below(where), layout, create=True, upgrade=False)


@NEEDS_THE_SYSTEMS
class TestPostgresOfTheSystem(BackendContract):
    deviations: ClassVar = {} if installed() else {"BackendContract": "the system has no PostgreSQL"}

    def open_backend(self, where: Path, layout: Layout) -> Backend:
        url = url_below(where, server_url(SYSTEM))

        return mentorcore_postgres.mentorcore_open(url, layout, create=True, upgrade=False)
