"""
How the documentation is built.
"""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from mentorcore import Transaction
from mentorcore.model.aggregate import Aggregate
from mentorcore.model.records import Records


sys.path.insert(0, str(Path(__file__).parent))

from pictures.house import house
from pictures.lifecycle import lifecycle


project = "mentorcore"
author = "The mentorcore developers"
copyright = "The mentorcore developers"
version = release = importlib.metadata.version("mentorcore")

RULE = re.compile(r"\b[PRBGMQAFNDC][1-9][0-9]?\b")

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "myst_parser",
]
exclude_patterns = ["_build"]

# Single backticks in docstrings are names: a link where there is something to link to,
# code otherwise.
default_role = "py:obj"
add_module_names = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 80
toc_object_entries_show_parents = "hide"

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
napoleon_numpy_docstring = False
napoleon_custom_sections = [("Attributes", "params_style")]

myst_enable_extensions = ["colon_fence", "deflist", "smartquotes"]
myst_heading_anchors = 3

html_theme = "furo"
pygments_dark_style = "github-dark"
html_title = "mentorcore"
html_static_path = ["_static"]
html_css_files = ["mentorcore.css"]
html_show_copyright = False
html_theme_options = {
    "navigation_with_keys": True,
    "light_css_variables": {
        "color-brand-primary": "#0b6157",
        "color-brand-content": "#0b6157",
        "color-api-name": "#0b6157",
        "color-api-pre-name": "#0b6157",
    },
    "dark_css_variables": {
        "color-brand-primary": "#6fd3c3",
        "color-brand-content": "#6fd3c3",
        "color-api-name": "#6fd3c3",
        "color-api-pre-name": "#6fd3c3",
    },
}


class Picture(SphinxDirective):
    """
    A picture that is drawn from the code, such as ``{picture} lifecycle``.
    """

    required_arguments = 1
    drawn: ClassVar = {"house": house, "lifecycle": lifecycle}

    def run(self) -> list[nodes.Node]:
        """
        Draw it.
        """
        return [nodes.raw("", self.drawn[self.arguments[0]](), format="html")]


def setup(app: Sphinx) -> None:
    """
    Draw pictures, and link what docstrings and pages name: Python names, and rules.
    """
    app.add_directive("picture", Picture)
    app.connect("autodoc-process-signature", _signature)
    app.connect("missing-reference", _named_elsewhere)
    app.connect("doctree-resolved", _link_rules)
    app.connect("html-page-context", _link_back)


def _signature(
    app: Sphinx, what: str, name: str, obj: object, options: object, *texts: str | None
) -> tuple[str, str | None] | None:
    """
    Leave out constructors that nobody calls, and the inner names of attrs' defaults.

    What is no Python would be shown as it stands, with the paths of all modules.
    """
    arguments, returns = texts
    if isinstance(obj, type) and issubclass(obj, Aggregate | Records | Transaction):
        return "", None
    if arguments is None:
        return None

    arguments = re.sub(r"attr_dict\['\w+'\]\.default|NOTHING", "...", arguments)
    arguments = re.sub(r"~typing\.~(?=\w)", "", arguments)  # of a ParamSpec
    try:
        ast.parse(f"def signature{arguments}: ...")
    except SyntaxError:
        logging.getLogger(__name__).warning("%s: what is %s?", name, arguments)

    return arguments, returns


def _named_elsewhere(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: nodes.Element
) -> nodes.reference | None:
    if node.get("refdomain") != "py":
        return None
    target = str(node["reftarget"]).lstrip(".")
    known = env.domains.python_domain.objects
    found = [name for name in known if name == target or name.endswith(f".{target}")]
    places = {(known[name].docname, known[name].node_id) for name in found}
    if len(places) != 1:
        return None
    docname, node_id = places.pop()

    return make_refnode(
        app.builder, node["refdoc"], docname, node_id, contnode, found[0]
    )


def _link_rules(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    labels = app.env.domains.standard_domain.labels
    left_alone = nodes.literal | nodes.reference | nodes.title | nodes.FixedTextElement

    def linked(part: str) -> nodes.Node:
        if not RULE.fullmatch(part) or part.lower() not in labels:
            return nodes.Text(part)
        page, anchor, title = labels[part.lower()]
        return make_refnode(app.builder, docname, page, anchor, nodes.Text(part), title)

    for text in list(doctree.findall(nodes.Text)):
        if RULE.search(text) and not isinstance(text.parent, left_alone):
            parts = re.split(f"({RULE.pattern})", text)
            text.parent.replace(text, [linked(part) for part in parts])


def _link_back(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, object],
    doctree: nodes.document | None,
) -> None:
    """
    Lead from a source back to where it is documented.

    viewcode takes one module for all that a source defines, and here some of it is
    documented where users import it from, and some where it is defined.
    """
    known = app.env.domains.python_domain.objects
    module = pagename.removeprefix("_modules/").replace("/", ".")

    def led(link: re.Match[str]) -> str:
        page, name = link.groups()
        inner = name.removeprefix(f"{module}.").removeprefix("mentorcore.")
        names = [name, f"{module}.{inner}", f"mentorcore.{inner}"]
        anchors = (known[one].node_id for one in names if one in known)

        return f'class="viewcode-back" href="{page}#{next(anchors, name)}"'

    if pagename.startswith("_modules/"):
        context["body"] = re.sub(
            r'class="viewcode-back" href="([^"#]*)#([^"]*)"', led, str(context["body"])
        )
