"""
Packaged: the templates that come with the library.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from mentorcore.errors import MissingExtra


if TYPE_CHECKING:
    from jinja2 import Template


def source(name: str) -> str:
    """
    Return the text of a template of ours.
    """
    return files("mentorcore.documents").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def template(name: str) -> Template:
    """
    Return a template of ours for HTML or SVG, in which everything that is printed is escaped.

    Raises:
        MissingExtra: Jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError as error:
        raise MissingExtra(what="a document", extra="documents") from error

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )

    return environment.from_string(source(name))
