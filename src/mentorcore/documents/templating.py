"""
Templating: wording that an embedder can replace, fed with plain data, in a sandbox.

A template can print, choose and repeat. It cannot call anything, reach an attribute, compute, include a file
or run for ever; and what it prints of the record is text, whatever it holds.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from mentorcore.documents.escaping import Mark, escaped
from mentorcore.errors import MissingExtra, TemplateRefused


if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment


TEMPLATE_LIMIT: Final = 100_000
"""The most characters of a template."""

OUTPUT_LIMIT: Final = 2_000_000
"""The most characters that a template may write."""

NESTED: Final = 3
"""How many loops may stand inside each other."""

DEPTH: Final = 40
"""How deep the parts of a template may stand inside each other."""

ROUNDS: Final = 200_000
"""How many rounds all loops of a template may take together."""

FILTERS: Final = frozenset({"capitalize", "default", "first", "last", "length", "lower", "trim", "upper"})
"""The filters that a template may use; Jinja2 documents them."""

_OF_TEXT: Final = frozenset({"capitalize", "lower", "trim", "upper"})

_ALLOWED: Final = frozenset(
    {
        "And",
        "Assign",
        "Compare",
        "CondExpr",
        "Const",
        "Filter",
        "For",
        "Getattr",
        "Getitem",
        "If",
        "Name",
        "Not",
        "Operand",
        "Or",
        "Output",
        "Template",
        "TemplateData",
        "Test",
    }
)
_TESTS: Final = frozenset({"defined", "undefined", "none", "eq", "ne", "lt", "le", "gt", "ge", "in"})
_COUNTED: Final = "counted"
_LOOP: Final = frozenset({"first", "index", "last", "length"})
_REMEDY: Final = "the how-to page on templates says what one may do"


def rendered(name: str, source: str, data: Mapping[str, Any]) -> str:
    """
    Return what a template writes.

    Args:
        name: What it is called in errors.

        data: Plain data: mappings, lists, texts, numbers, truth values, *None*, and `Mark`.

    Raises:
        TemplateRefused: It is malformed, asks for something that is not there, or tries what is forbidden.

        MissingExtra: Jinja2 is not installed.
    """
    try:
        import jinja2
        from jinja2.exceptions import SecurityError
    except ImportError as error:
        raise MissingExtra(what="a document", extra="documents") from error

    if len(source) > TEMPLATE_LIMIT:
        raise TemplateRefused(name, f"it has more than {TEMPLATE_LIMIT} characters", "write a shorter one")
    environment = _environment(source)
    try:
        tree = environment.parse(source)
        _checked(name, tree)
        environment.filters[_COUNTED] = _Rounds(name).of
        return _limited(name, environment.from_string(_counted(tree)).generate(data))
    except jinja2.TemplateSyntaxError as error:
        raise TemplateRefused(
            name, "it is malformed", f"put it right: {error.message}", error.lineno
        ) from error
    except jinja2.UndefinedError as error:
        raise TemplateRefused(
            name, str(error.message), "use only the names that the how-to page lists", _line(error)
        ) from error
    except SecurityError as error:
        raise TemplateRefused(name, str(error.message), _REMEDY, _line(error)) from error
    except (jinja2.TemplateError, SyntaxError, TypeError, ValueError, RecursionError) as error:
        raise TemplateRefused(name, f"it fails with {type(error).__name__}", _REMEDY, _line(error)) from error


def _environment(source: str) -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined, Undefined
    from jinja2.exceptions import SecurityError
    from jinja2.runtime import LoopContext
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        """
        Reaches keys of mappings, entries of lists, and where a loop is; nothing else.
        """

        def getattr(self, obj: Any, attribute: str) -> Any:
            if isinstance(obj, Undefined) or (isinstance(obj, LoopContext) and attribute in _LOOP):
                return super().getattr(obj, attribute)
            return self.getitem(obj, attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:
            if isinstance(obj, dict) and isinstance(argument, str):
                if argument in obj:
                    return obj[argument]
                # A name that the template does not hold came from the record, and an error would repeat it.
                return self.undefined(obj=obj, name=argument if argument in source else "…")
            if isinstance(obj, list) and isinstance(argument, int):
                missing = self.undefined(obj=obj, name=argument)  # type: ignore[arg-type]
                return obj[argument] if argument < len(obj) else missing
            raise SecurityError("only names and entries of the data can be reached")

        def call(self, *_args: Any, **_kwargs: Any) -> Any:
            raise SecurityError("nothing can be called")

    environment = Sandbox(
        autoescape=False,
        finalize=_printed,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.clear()
    kept = {key: environment.filters[key] for key in FILTERS}
    environment.filters = kept | {key: _of_text(kept[key]) for key in _OF_TEXT}
    environment.tests = {key: environment.tests[key] for key in _TESTS}

    return environment


def _printed(value: object) -> object:
    if isinstance(value, Mark):
        return value.markdown
    if value is None:
        return ""
    if isinstance(value, str | int):
        return escaped(str(value))

    from jinja2 import Undefined
    from jinja2.exceptions import SecurityError

    if isinstance(value, Undefined):
        return value
    raise SecurityError("only texts and numbers can be printed")


def _of_text(given: Callable[..., Any]) -> Callable[..., Any]:
    """
    Return a filter that takes what can be printed, and nothing else.

    Jinja2's own make a text of anything, which would then be printed. They take no arguments either: a text
    without the letters at its ends is no longer one that has to be cited (C2).
    """
    from jinja2 import Undefined
    from jinja2.exceptions import SecurityError

    def filtered(value: object, *arguments: object) -> object:
        if arguments:
            raise SecurityError("a filter for texts takes nothing but the text")
        if value is None:
            return None
        if not isinstance(value, str | int | Undefined):
            raise SecurityError("only texts and numbers can be put through a filter for texts")
        return given(value)

    return filtered


def _checked(name: str, tree: nodes.Template) -> None:
    """
    Refuse a template that holds anything but what is allowed.
    """
    for node, loops, depth in _walked(tree, 0, 0):
        what = type(node).__name__
        if what not in _ALLOWED:
            raise TemplateRefused(name, f"it uses {what}, which is not allowed", _REMEDY, node.lineno)
        if loops > NESTED:
            raise TemplateRefused(name, f"more than {NESTED} loops are nested", "nest fewer", node.lineno)
        if depth > DEPTH:
            raise TemplateRefused(name, "it is nested too deeply", "nest less", node.lineno)


class _Rounds:
    """
    Counts the rounds of all loops of a template, and lets them go through lists only.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._left = ROUNDS

    def of(self, entries: Any) -> Iterator[Any]:
        if not isinstance(entries, list):
            raise TypeError("only lists can be gone through")
        self._left -= len(entries)
        if self._left < 0:
            raise TemplateRefused(self._name, f"its loops take more than {ROUNDS} rounds", "loop less")

        return iter(entries)


def _counted(tree: nodes.Template) -> nodes.Template:
    """
    Return a template in which every loop is counted.
    """
    from jinja2 import nodes

    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)

    return tree


def _walked(node: nodes.Node, loops: int, depth: int) -> Iterator[tuple[nodes.Node, int, int]]:
    inside = loops + (type(node).__name__ == "For")
    yield node, inside, depth
    for child in node.iter_child_nodes():
        yield from _walked(child, inside, depth + 1)


def _limited(name: str, parts: Iterator[str]) -> str:
    written: list[str] = []
    length = 0
    for part in parts:
        length += len(part)
        if length > OUTPUT_LIMIT:
            raise TemplateRefused(name, f"it writes more than {OUTPUT_LIMIT} characters", "write less")
        written.append(part)

    return "".join(written)


def _line(error: BaseException) -> int | None:
    frames = traceback.extract_tb(error.__traceback__)

    return next((frame.lineno for frame in reversed(frames) if frame.filename == "<template>"), None)
