"""The compact representation of Python that the interpreter runs.

A node's `span` counts from the start of the top-level block that holds it, so that an unchanged block keeps its
representation when the text above it grows. Nodes are immutable and hold nothing that only layout needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable

_NOWHERE = Span(0, 0)
Constant = int | float | complex | str | bytes | bool | None


class Const(Struct, frozen=True):
    """A literal; ``...`` is `ELLIPSIS`."""

    span: Span
    value: Constant


class EllipsisLit(Struct, frozen=True):
    """The literal ``...``."""

    span: Span


class Name(Struct, frozen=True):
    """A name that is read."""

    span: Span
    id: str


class Attribute(Struct, frozen=True):
    """``value.name``."""

    span: Span
    value: Expr
    name: str


class Subscript(Struct, frozen=True):
    """``value[index]``; several indices are one `Sequence` of kind ``tuple``."""

    span: Span
    value: Expr
    index: Expr


class Slice(Struct, frozen=True):
    """``lower:upper:step`` inside a subscript."""

    span: Span
    lower: Expr | None
    upper: Expr | None
    step: Expr | None


class Arg(Struct, frozen=True):
    """An argument of a call. `star` is ``""``, ``"*"`` or ``"**"``. `span` covers keyword and value."""

    span: Span
    value: Expr
    keyword: str | None = None
    star: str = ""


class Call(Struct, frozen=True):
    """``func(args)``."""

    span: Span
    func: Expr
    args: tuple[Arg, ...]


class Unary(Struct, frozen=True):
    """``-x``, ``+x``, ``~x`` or ``not x``."""

    span: Span
    op: str
    operand: Expr


class Binary(Struct, frozen=True):
    """``left op right`` for arithmetic and bit operators."""

    span: Span
    op: str
    left: Expr
    right: Expr


class Boolean(Struct, frozen=True):
    """``left and right`` or ``left or right``; `left_text` is the source of the left side."""

    span: Span
    op: str
    left: Expr
    right: Expr
    left_text: str


class Compare(Struct, frozen=True):
    """A chain of comparisons: ``first op1 rest1 op2 rest2``."""

    span: Span
    first: Expr
    rest: tuple[tuple[str, Expr], ...]


class Conditional(Struct, frozen=True):
    """``body if test else orelse``; `test_text` is the source of the test."""

    span: Span
    test: Expr
    body: Expr
    orelse: Expr
    test_text: str


class Starred(Struct, frozen=True):
    """``*value`` inside a display or an assignment target."""

    span: Span
    value: Expr


class Sequence(Struct, frozen=True):
    """A display of kind ``list``, ``tuple`` or ``set``."""

    span: Span
    kind: str
    items: tuple[Expr, ...]


class DictLit(Struct, frozen=True):
    """``{key: value}``; a key of None stands for ``**value``."""

    span: Span
    items: tuple[tuple[Expr | None, Expr], ...]


class Clause(Struct, frozen=True):
    """``for target in iterable if conditions`` of a comprehension."""

    target: Expr
    iterable: Expr
    conditions: tuple[Expr, ...]


class Comprehension(Struct, frozen=True):
    """A comprehension of kind ``list``, ``set``, ``dict`` or ``generator``; `value` is a dict's value."""

    span: Span
    kind: str
    element: Expr
    value: Expr | None
    clauses: tuple[Clause, ...]


class Replacement(Struct, frozen=True):
    """``{value!conversion:spec}`` of an f-string."""

    span: Span
    value: Expr
    conversion: str
    spec: Joined | None
    debug: str = ""


class Joined(Struct, frozen=True):
    """An f-string, or strings concatenated with one."""

    span: Span
    parts: tuple[str | Replacement, ...]


class Assigned(Struct, frozen=True):
    """``target := value``."""

    span: Span
    target: str
    value: Expr


class Await(Struct, frozen=True):
    """``await value``."""

    span: Span
    value: Expr


class Yield(Struct, frozen=True):
    """``yield value`` or, with `delegate`, ``yield from value``."""

    span: Span
    value: Expr | None
    delegate: bool = False


class Parameter(Struct, frozen=True):
    """A parameter of kind ``positional``, ``normal``, ``args``, ``keyword`` or ``kwargs``."""

    name: str
    kind: str
    default: Expr | None = None
    annotation: Expr | None = None


class Body(Struct, frozen=True):
    """What a function runs, and the names that it declares to be of an outer scope."""

    statements: tuple[Stmt, ...]
    is_generator: bool = False
    globals: frozenset[str] = frozenset()
    nonlocals: frozenset[str] = frozenset()


class LaterBody(Struct, frozen=True):
    """A body that is parsed when it is asked for the first time."""

    parse: Callable[[], Body]


class Function(Struct, frozen=True):
    """A function or lambda. The span of one whose body comes later ends before that."""

    span: Span
    name: str
    parameters: tuple[Parameter, ...]
    content: Body | LaterBody
    decorators: tuple[Expr, ...] = ()
    is_async: bool = False
    name_span: Span = _NOWHERE

    @property
    def body(self) -> tuple[Stmt, ...]:
        """The statements it runs."""
        return self.parsed.statements

    @property
    def parsed(self) -> Body:
        """Its body, parsed now if it was not before."""
        return self.content if isinstance(self.content, Body) else self.content.parse()


class Lambda(Struct, frozen=True):
    """A lambda expression."""

    span: Span
    function: Function


Expr = (
    Const
    | EllipsisLit
    | Name
    | Attribute
    | Subscript
    | Slice
    | Call
    | Unary
    | Binary
    | Boolean
    | Compare
    | Conditional
    | Starred
    | Sequence
    | DictLit
    | Comprehension
    | Joined
    | Assigned
    | Await
    | Yield
    | Lambda
)


class ExprStmt(Struct, frozen=True):
    """An expression as a statement."""

    span: Span
    value: Expr


class Assign(Struct, frozen=True):
    """``target = ... = value``."""

    span: Span
    targets: tuple[Expr, ...]
    value: Expr


class AugAssign(Struct, frozen=True):
    """``target op= value``."""

    span: Span
    target: Expr
    op: str
    value: Expr


class AnnAssign(Struct, frozen=True):
    """``target: annotation = value``."""

    span: Span
    target: Expr
    annotation: Expr
    value: Expr | None


class Delete(Struct, frozen=True):
    """``del targets``."""

    span: Span
    targets: tuple[Expr, ...]


class If(Struct, frozen=True):
    """``if test: body else: orelse``; `test_text` is the source of the test."""

    span: Span
    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    test_text: str


class While(Struct, frozen=True):
    """``while test: body else: orelse``."""

    span: Span
    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    test_text: str


class For(Struct, frozen=True):
    """``for target in iterable: body else: orelse``."""

    span: Span
    target: Expr
    iterable: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]


class WithItem(Struct, frozen=True):
    """``context as target``."""

    context: Expr
    target: Expr | None


class With(Struct, frozen=True):
    """``with items: body``."""

    span: Span
    items: tuple[WithItem, ...]
    body: tuple[Stmt, ...]


class Handler(Struct, frozen=True):
    """``except types as name: body``."""

    span: Span
    types: Expr | None
    name: str | None
    body: tuple[Stmt, ...]


class Try(Struct, frozen=True):
    """``try: body except ...: else: orelse finally: final``."""

    span: Span
    body: tuple[Stmt, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Stmt, ...]
    final: tuple[Stmt, ...]


class FunctionDef(Struct, frozen=True):
    """``def``; `function.span` covers the whole definition."""

    span: Span
    function: Function


class ClassDef(Struct, frozen=True):
    """``class name(args): body``."""

    span: Span
    name: str
    args: tuple[Arg, ...]
    body: tuple[Stmt, ...]
    decorators: tuple[Expr, ...]
    name_span: Span = _NOWHERE


class Return(Struct, frozen=True):
    """``return value``."""

    span: Span
    value: Expr | None


class Raise(Struct, frozen=True):
    """``raise value``."""

    span: Span
    value: Expr | None


class Assert(Struct, frozen=True):
    """``assert test``."""

    span: Span
    test: Expr


class Import(Struct, frozen=True):
    """``import a.b as c``: pairs of dotted name and alias."""

    span: Span
    names: tuple[tuple[str, str | None], ...]


class ImportFrom(Struct, frozen=True):
    """``from module import names``; `names` is None for ``*``; `level` counts the leading dots."""

    span: Span
    module: str
    level: int
    names: tuple[tuple[str, str | None], ...] | None


class Scoping(Struct, frozen=True):
    """``global names`` or ``nonlocal names``."""

    span: Span
    kind: str
    names: tuple[str, ...]


class Jump(Struct, frozen=True):
    """``pass``, ``break`` or ``continue``."""

    span: Span
    kind: str


class Case(Struct, frozen=True):
    """One ``case`` of a match statement."""

    pattern: Pattern
    guard: Expr | None
    body: tuple[Stmt, ...]


class Match(Struct, frozen=True):
    """``match subject``."""

    span: Span
    subject: Expr
    cases: tuple[Case, ...]


class Unsupported(Struct, frozen=True):
    """Syntax that the interpreter does not know; running it is a gap."""

    span: Span
    what: str


class Pattern(Struct, frozen=True):
    """A match pattern.

    `kind` is ``value`` (`expr`), ``singleton`` (`expr`), ``wildcard``, ``capture`` (`name`, inner in `parts`), ``or``, ``list``,
    ``star`` (`name`), ``mapping`` (`keys` to `parts`, rest in `name`) or ``class`` (`expr`, `parts`, keywords in `names`).
    """

    kind: str
    expr: Expr | None = None
    name: str | None = None
    parts: tuple[Pattern, ...] = ()
    keys: tuple[Expr, ...] = ()
    names: tuple[str, ...] = ()


Stmt = (
    ExprStmt
    | Assign
    | AugAssign
    | AnnAssign
    | Delete
    | If
    | While
    | For
    | With
    | Try
    | FunctionDef
    | ClassDef
    | Return
    | Raise
    | Assert
    | Import
    | ImportFrom
    | Scoping
    | Jump
    | Match
    | Unsupported
)
Node = Expr | Stmt


class Block(Struct, frozen=True):
    """One top-level statement (or several on shared lines) at offset `start` of its module."""

    start: int
    body: tuple[Stmt, ...]


class SyntaxProblem(Struct, frozen=True):
    """Text that cannot be parsed, with the place and what to do about it."""

    span: Span
    message: str


class Module(Struct, frozen=True):
    """A module: its blocks in order, and the problems of those that do not parse."""

    blocks: tuple[Block, ...]
    problems: tuple[SyntaxProblem, ...] = ()
