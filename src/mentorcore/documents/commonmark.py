"""
CommonMark: how the text of a document becomes its tree.

Whatever the tree has no place for is refused, never left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from mentorcore.documents import blocks
from mentorcore.documents.blocks import Block, Inline, Inlines
from mentorcore.documents.figures import Figure
from mentorcore.errors import InvalidValue, MissingExtra
from mentorcore.model.values import check_type


if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode


NESTED: Final = 20
"""How deep a block may stand inside lists, quotes and tables, counted as markdown-it-py does."""

FIGURE: Final = "figure:"
"""How the address of an image starts that is one of the document's figures."""

_BELOW_EVERYTHING: Final = 100


def read(markdown: str, figures: Mapping[str, Figure]) -> tuple[Block, ...]:
    """
    Return the tree; `mentorcore.documents.blocks.parse` says what it holds.
    """
    text = check_type(str, markdown, "markdown")
    parser = _parser()

    from markdown_it.tree import SyntaxTreeNode

    env: dict[str, Any] = {}
    tokens = parser.parse(text, env)
    _shallow(tokens, 1)
    root = SyntaxTreeNode(tokens)

    return _Reading(root, figures, env.get("footnotes", {})).document


def _parser() -> MarkdownIt:
    try:
        from markdown_it import MarkdownIt
        from mdit_py_plugins.footnote import footnote_plugin
    except ImportError as error:
        raise MissingExtra(what="a document", extra="documents") from error

    options = {"html": False, "maxNesting": _BELOW_EVERYTHING}
    parser = MarkdownIt("commonmark", options).enable("table")
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.validateLink = lambda _: True  # type: ignore[method-assign, assignment]

    return parser


def _shallow(tokens: Iterable[Token], line: int) -> None:
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        if token.level > NESTED:
            raise _refused(line, "something is nested too deep", "nest less")
        _shallow(token.children or (), line)


class _Reading:
    """
    One document as it is read: its figures, and the number of each footnote.
    """

    def __init__(
        self, root: SyntaxTreeNode, figures: Mapping[str, Figure], footnotes: Mapping[str, Any]
    ) -> None:
        self._root = root
        self._figures = figures
        cited = [note["label"] for _, note in sorted(footnotes.get("list", {}).items())]
        defined = [label.removeprefix(":") for label in footnotes.get("refs", {})]
        self._numbers = {label: number for number, label in enumerate(dict.fromkeys([*cited, *defined]), 1)}

    @property
    def document(self) -> tuple[Block, ...]:
        notes: dict[int, blocks.Footnote] = {}
        for node in self._root.children:
            if node.type != "footnote_reference":
                continue
            note = self._footnote(node)
            if note.number in notes:
                raise _refused(node, "two footnotes have the same name", "give each its own")
            notes[note.number] = note
        read = tuple(self._blocks(n for n in self._root.children if n.type != "footnote_reference"))
        if not notes:
            return read

        return (*read, blocks.Footnotes(tuple(notes[number] for number in sorted(notes))))

    def _footnote(self, node: SyntaxTreeNode) -> blocks.Footnote:
        paragraphs = [list(self._blocks([child])) for child in node.children]
        match paragraphs:
            case [[blocks.Paragraph(inlines)]]:
                return blocks.Footnote(self._numbers[node.meta["label"]], inlines)
        raise _refused(node, "a footnote is not one paragraph", "write one paragraph for each source")

    def _blocks(self, nodes: Iterable[SyntaxTreeNode]) -> Iterator[Block]:
        for node in nodes:
            match node.type:
                case "heading":
                    yield blocks.Heading(int(node.tag[1:]), self._line(node))
                case "paragraph":
                    yield from self._paragraph(node)
                case "bullet_list":
                    yield blocks.BulletList(self._items(node))
                case "ordered_list":
                    yield blocks.NumberedList(self._items(node), int(node.attrs.get("start", 1)))
                case "blockquote":
                    yield blocks.Quote(tuple(self._blocks(node.children)))
                case "table":
                    header, *rows = [row for part in node.children for row in part.children]
                    yield blocks.Table(self._cells(header), tuple(self._cells(row) for row in rows))
                case "hr":
                    yield blocks.Rule()
                case unknown:
                    raise _refused(
                        node,
                        f"a document has no place for a block of the kind {unknown}",
                        "write headings, paragraphs, lists, quotes, tables and figures",
                    )

    def _items(self, node: SyntaxTreeNode) -> tuple[tuple[Block, ...], ...]:
        return tuple(tuple(self._blocks(item.children)) for item in node.children)

    def _cells(self, row: SyntaxTreeNode) -> tuple[Inlines, ...]:
        return tuple(self._line(cell) for cell in row.children)

    def _paragraph(self, node: SyntaxTreeNode) -> Iterator[Block]:
        words = [child for inline in node.children for child in inline.children]
        images = [child for child in words if _is_figure(child)]
        if not images:
            yield blocks.Paragraph(self._inlines(words))
        elif all(_is_figure(child) or child.type == "softbreak" for child in words):
            yield from (blocks.FigureBlock(self._figure(image)) for image in images)
        else:
            raise _refused(node, "a figure stands inside a sentence", "give it a paragraph of its own")

    def _figure(self, image: SyntaxTreeNode) -> Figure:
        name = str(image.attrs["src"]).removeprefix(FIGURE)
        if name not in self._figures:
            given = ", ".join(sorted(self._figures)) or "none"
            raise _refused(image, "it shows a figure that is not given", f"these are: {given}")

        return self._figures[name]

    def _line(self, node: SyntaxTreeNode) -> Inlines:
        return self._inlines([child for inline in node.children for child in inline.children])

    def _inlines(self, nodes: Iterable[SyntaxTreeNode]) -> Inlines:
        joined: list[Inline] = []
        for inline in (inline for node in nodes for inline in self._inline(node)):
            match joined, inline:
                case [*_, blocks.Text(before)], blocks.Text(text):
                    joined[-1] = blocks.Text(before + text)
                case _, blocks.Text(""):
                    continue
                case _:
                    joined.append(inline)

        return tuple(joined)

    def _inline(self, node: SyntaxTreeNode) -> Inlines:
        if "title" in node.attrs:
            raise _refused(node, "the title of a link would not be shown", "put it into the text")
        if _is_figure(node):
            raise _refused(node, "a figure stands inside a sentence", "give it a paragraph of its own")
        if node.type in _WORDS:
            return (_WORDS[node.type](node),)
        if node.type == "footnote_ref":
            return (blocks.Cite(self._numbers[node.meta["label"]]),)
        inside = self._inlines(node.children)
        if node.type in _STRESS:
            return (_STRESS[node.type](inside),)
        if node.type == "link" and blocks.LINKS.fullmatch(str(node.attrs["href"])):
            return (blocks.Link(str(node.attrs["href"]), inside),)
        if node.type in {"link", "image"}:
            return inside
        raise _refused(
            node,
            f"a document has no place for words of the kind {node.type}",
            "write text, emphasis, code, links and footnotes",
        )


_WORDS: Final[Mapping[str, Callable[[SyntaxTreeNode], Inline]]] = {
    "text": lambda node: blocks.Text(node.content),
    "softbreak": lambda _: blocks.Text(" "),
    "hardbreak": lambda _: blocks.LineBreak(),
    "code_inline": lambda node: blocks.Code(node.content),
}

_STRESS: Final[Mapping[str, Callable[[Inlines], Inline]]] = {
    "em": blocks.Emphasis,
    "strong": blocks.Strong,
}


def _is_figure(node: SyntaxTreeNode) -> bool:
    return node.type == "image" and str(node.attrs["src"]).startswith(FIGURE)


def _refused(where: SyntaxTreeNode | int, because: str, accepted: str) -> InvalidValue:
    return InvalidValue(
        tried="read a document",
        because=because,
        accepted=accepted,
        rule="P1",
        path=f"markdown, line {where if isinstance(where, int) else _line_of(where)}",
    )


def _line_of(node: SyntaxTreeNode) -> int:
    return next(outer.map[0] for outer in _outwards(node) if outer.map) + 1


def _outwards(node: SyntaxTreeNode | None) -> Iterator[SyntaxTreeNode]:
    while node is not None:
        yield node
        node = node.parent
