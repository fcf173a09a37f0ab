"""The call that is being made: where it stands and what it was given."""

from __future__ import annotations

from msgspec import Struct, field

from ckptlens.interp.values import Scope, Value
from ckptlens.syntax import ir
from ckptlens.text import Location, Span
from ckptlens.trace import Argument, CallSite


class Site(Struct, frozen=True):
    """A piece of code that is being run: its node, and the scope that it runs in.

    `outer` is the call of the program behind code that stands for a library's: what that code does stands there.
    """

    scope: Scope
    node: ir.Node
    statement: ir.Stmt | None = None
    outer: Site | None = None

    @property
    def location(self) -> Location:
        return self.outer.location if self.outer is not None else locate(self.scope, self.node.span)

    def call_site(self) -> CallSite:
        """The facts of this call."""
        if self.outer is not None:
            return self.outer.call_site()
        node = self.node
        statement = locate(self.scope, self.statement.span) if self.statement is not None else None
        if not isinstance(node, ir.Call):
            return CallSite(self.location, self.location, (), statement)
        arguments = tuple(Argument(a.keyword, locate(self.scope, a.value.span)) for a in node.args)
        discarded = isinstance(self.statement, ir.ExprStmt) and self.statement.value is node
        return CallSite(self.location, locate(self.scope, node.func.span), arguments, statement, discarded)


def locate(scope: Scope, span: Span) -> Location:
    """The location of a span that counts from the start of the scope's block."""
    return Location(scope.module.path, span.shifted(scope.base))


class Arguments(Struct, frozen=True):
    """Arguments of a call. `open` says that more may be passed than is known (a star of an unknown)."""

    positional: tuple[Value, ...] = ()
    keywords: dict[str, Value] = field(default_factory=dict[str, Value])
    open: bool = False

    def prepended(self, value: Value) -> Arguments:
        return Arguments((value, *self.positional), self.keywords, self.open)

    def get(self, index: int, keyword: str, default: Value = None) -> Value:
        """The argument at a position or under a keyword, else the default."""
        if index < len(self.positional):
            return self.positional[index]
        return self.keywords.get(keyword, default)
