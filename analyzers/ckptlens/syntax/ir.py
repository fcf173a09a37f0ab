"""The compact representation of Python that the interpreter runs.

A node's `span` counts from the start of the top-level block that holds it, so that an unchanged block keeps its
representation when the text above it grows. Nodes are immutable and hold nothing that only layout needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckptlens.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable

_NOWHERE = Span(0, 0)
Constant = int | float | complex | str | bytes | bool | None


@dataclass(frozen=True, slots=True)
class Const:
    """A literal; ``...`` is `ELLIPSIS`."""

    span: Span
    value: Constant


@dataclass(frozen=True, slots=True)
class EllipsisLit:
    """The literal ``...``."""

    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A name that is read."""

    span: Span
    id: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """``value.name``."""

    span: Span
    value: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Subscript:
    """``value[index]``; several indices are one `Sequence` of kind ``tuple``."""

    span: Span
    value: Expr
    index: Expr


@dataclass(frozen=True, slots=True)
class Slice:
    """``lower:upper:step`` inside a subscript."""

    span: Span
    lower: Expr | None
    upper: Expr | None
    step: Expr | None


@dataclass(frozen=True, slots=True)
class Arg:
    """An argument of a call. `star` is ``""``, ``"*"`` or ``"**"``. `span` covers keyword and value."""

    span: Span
    value: Expr
    keyword: str | None = None
    star: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """``func(args)``."""

    span: Span
    func: Expr
    args: tuple[Arg, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """``-x``, ``+x``, ``~x`` or ``not x``."""

    span: Span
    op: str
    operand: Expr


@dataclass(frozen=True, slots=True)
class Binary:
    """``left op right`` for arithmetic and bit operators."""

    span: Span
    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Boolean:
    """``left and right`` or ``left or right``; `left_text` is the source of the left side."""

    span: Span
    op: str
    left: Expr
    right: Expr
    left_text: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A chain of comparisons: ``first op1 rest1 op2 rest2``."""

    span: Span
    first: Expr
    rest: tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """``body if test else orelse``; `test_text` is the source of the test."""

    span: Span
    test: Expr
    body: Expr
    orelse: Expr
    test_text: str


@dataclass(frozen=True, slots=True)
class Starred:
    """``*value`` inside a display or an assignment target."""

    span: Span
    value: Expr


@dataclass(frozen=True, slots=True)
class Sequence:
    """A display of kind ``list``, ``tuple`` or ``set``."""

    span: Span
    kind: str
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class DictLit:
    """``{key: value}``; a key of None stands for ``**value``."""

    span: Span
    items: tuple[tuple[Expr | None, Expr], ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """``for target in iterable if conditions`` of a comprehension."""

    target: Expr
    iterable: Expr
    conditions: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Comprehension:
    """A comprehension of kind ``list``, ``set``, ``dict`` or ``generator``; `value` is a dict's value."""

    span: Span
    kind: str
    element: Expr
    value: Expr | None
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Replacement:
    """``{value!conversion:spec}`` of an f-string."""

    span: Span
    value: Expr
    conversion: str
    spec: Joined | None
    debug: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """An f-string, or strings concatenated with one."""

    span: Span
    parts: tuple[str | Replacement, ...]


@dataclass(frozen=True, slots=True)
class Assigned:
    """``target := value``."""

    span: Span
    target: str
    value: Expr


@dataclass(frozen=True, slots=True)
class Await:
    """``await value``."""

    span: Span
    value: Expr


@dataclass(frozen=True, slots=True)
class Yield:
    """``yield value`` or, with `delegate`, ``yield from value``."""

    span: Span
    value: Expr | None
    delegate: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of kind ``positional``, ``normal``, ``args``, ``keyword`` or ``kwargs``."""

    name: str
    kind: str
    default: Expr | None = None
    annotation: Expr | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """What a function runs, and the names that it declares to be of an outer scope."""

    statements: tuple[Stmt, ...]
    is_generator: bool = False
    globals: frozenset[str] = frozenset()
    nonlocals: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LaterBody:
    """A body that is parsed when it is asked for the first time."""

    parse: Callable[[], Body]


@dataclass(frozen=True, slots=True)
class Function:
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


@dataclass(frozen=True, slots=True)
class Lambda:
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


@dataclass(frozen=True, slots=True)
class ExprStmt:
    """An expression as a statement."""

    span: Span
    value: Expr


@dataclass(frozen=True, slots=True)
class Assign:
    """``target = ... = value``."""

    span: Span
    targets: tuple[Expr, ...]
    value: Expr


@dataclass(frozen=True, slots=True)
class AugAssign:
    """``target op= value``."""

    span: Span
    target: Expr
    op: str
    value: Expr


@dataclass(frozen=True, slots=True)
class AnnAssign:
    """``target: annotation = value``."""

    span: Span
    target: Expr
    annotation: Expr
    value: Expr | None


@dataclass(frozen=True, slots=True)
class Delete:
    """``del targets``."""

    span: Span
    targets: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class If:
    """``if test: body else: orelse``; `test_text` is the source of the test."""

    span: Span
    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    test_text: str


@dataclass(frozen=True, slots=True)
class While:
    """``while test: body else: orelse``."""

    span: Span
    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    test_text: str


@dataclass(frozen=True, slots=True)
class For:
    """``for target in iterable: body else: orelse``."""

    span: Span
    target: Expr
    iterable: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class WithItem:
    """``context as target``."""

    context: Expr
    target: Expr | None


@dataclass(frozen=True, slots=True)
class With:
    """``with items: body``."""

    span: Span
    items: tuple[WithItem, ...]
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Handler:
    """``except types as name: body``."""

    span: Span
    types: Expr | None
    name: str | None
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Try:
    """``try: body except ...: else: orelse finally: final``."""

    span: Span
    body: tuple[Stmt, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Stmt, ...]
    final: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class FunctionDef:
    """``def``; `function.span` covers the whole definition."""

    span: Span
    function: Function


@dataclass(frozen=True, slots=True)
class ClassDef:
    """``class name(args): body``."""

    span: Span
    name: str
    args: tuple[Arg, ...]
    body: tuple[Stmt, ...]
    decorators: tuple[Expr, ...]
    name_span: Span = _NOWHERE


@dataclass(frozen=True, slots=True)
class Return:
    """``return value``."""

    span: Span
    value: Expr | None


@dataclass(frozen=True, slots=True)
class Raise:
    """``raise value``."""

    span: Span
    value: Expr | None


@dataclass(frozen=True, slots=True)
class Assert:
    """``assert test``."""

    span: Span
    test: Expr


@dataclass(frozen=True, slots=True)
class Import:
    """``import a.b as c``: pairs of dotted name and alias."""

    span: Span
    names: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class ImportFrom:
    """``from module import names``; `names` is None for ``*``; `level` counts the leading dots."""

    span: Span
    module: str
    level: int
    names: tuple[tuple[str, str | None], ...] | None


@dataclass(frozen=True, slots=True)
class Scoping:
    """``global names`` or ``nonlocal names``."""

    span: Span
    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Jump:
    """``pass``, ``break`` or ``continue``."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Case:
    """One ``case`` of a match statement."""

    pattern: Pattern
    guard: Expr | None
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """``match subject``."""

    span: Span
    subject: Expr
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Syntax that the interpreter does not know; running it is a gap."""

    span: Span
    what: str


@dataclass(frozen=True, slots=True)
class Pattern:
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


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level statement (or several on shared lines) at offset `start` of its module."""

    start: int
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Text that cannot be parsed, with the place and what to do about it."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its blocks in order, and the problems of those that do not parse."""

    blocks: tuple[Block, ...]
    problems: tuple[SyntaxProblem, ...] = ()
