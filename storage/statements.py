"""SQL as it stands in the repositories: compiled once, with typed rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from sqlalchemy import Executable, TextClause, text
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.elements import CompilerElement

Value: TypeAlias = str | int | float | bytes | None
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    names: tuple[str, ...]
    fixed: Mapping[str, Value]


class Statement:
    """A statement that names its parameters; `tables` are those it touches.

    One SQL serves every database; each dialect writes the parameters in its own way.
    """

    def __init__(self, clause: Executable | str, *tables: str) -> None:
        self._clause = text(clause) if isinstance(clause, str) else clause
        self.tables = tables
        self._compiled: dict[str, _Compiled] = {}

    def sql(self, dialect: Dialect) -> str:
        """Return the SQL for a database of this dialect."""
        return self._for(dialect).sql

    def bind(self, dialect: Dialect, values: Mapping[str, Value]) -> tuple[Value, ...]:
        """Return the values in the order of the SQL for that dialect."""
        compiled = self._for(dialect)
        if compiled.fixed:
            values = {**compiled.fixed, **values}
        return tuple([values[name] for name in compiled.names])

    def _for(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = self._compile(dialect)
        return found

    def _compile(self, dialect: Dialect) -> _Compiled:
        if not isinstance(self._clause, (TextClause, CompilerElement)):
            raise TypeError("a statement is compiled from a clause")
        compiled = self._clause.compile(dialect=dialect)
        return _Compiled(
            str(compiled),
            tuple(getattr(compiled, "positiontup", None) or ()),
            {name: one for name, one in compiled.params.items() if one is not None},
        )


class Read(Statement, Generic[Row]):
    """A SELECT whose rows become `into`, column by column."""

    def __init__(self, clause: Executable | str, into: Callable[..., Row], *tables: str) -> None:
        super().__init__(clause, *tables)
        self.into = into
