"""
The JSON backend: one directory of readable documents and an append-only journal.

``json:///team`` is the directory *team* below the working directory, ``json:////srv/team`` the directory
*/srv/team*.
"""

from __future__ import annotations

from mentorcore.backends import Backend, Inspection, Layout, hookimpl
from mentorcore_json.backend import JsonBackend
from mentorcore_json.files import Files
from mentorcore_json.inspection import JsonInspection
from mentorcore_json.places import directory_of


__all__ = ["Files", "JsonBackend", "JsonInspection", "mentorcore_inspect", "mentorcore_open"]


@hookimpl
def mentorcore_open(url: str, layout: Layout, create: bool, upgrade: bool) -> Backend:
    """
    Open the directory that a ``json:`` URL names.
    """
    return JsonBackend.open(directory_of(url), layout, create=create, upgrade=upgrade)


@hookimpl
def mentorcore_inspect(url: str) -> Inspection:
    """
    Look at the directory that a ``json:`` URL names.
    """
    return JsonInspection(directory_of(url))
