"""SQL as it stands in the repositories: compiled once, with typed rows."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeAlias, TypeVar

from sqlalchemy import Executable, TextClause, text
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.elements import CompilerElement

Value: TypeAlias = str | int | float | bytes | None
Row = TypeVar("Row")


class Statement:
    """A statement that names its parameters; `tables` are those it touches."""

    def __init__(self, clause: Executable | str, *tables: str) -> None:
        self._clause = text(clause) if isinstance(clause, str) else clause
        self.tables = tables
        self._dialect: Dialect | None = None
        self.sql = ""
        self._names: tuple[str, ...] = ()
        self._fixed: dict[str, Value] = {}

    def bind(self, dialect: Dialect, values: Mapping[str, Value]) -> tuple[Value, ...]:
        """Return the values in the order of the compiled SQL, which stands in `sql` from then."""
        if self._dialect is not dialect:
            self._compile(dialect)
        if self._fixed:
            values = {**self._fixed, **values}
        return tuple([values[name] for name in self._names])

    def _compile(self, dialect: Dialect) -> None:
        if not isinstance(self._clause, (TextClause, CompilerElement)):
            raise TypeError("a statement is compiled from a clause")
        compiled = self._clause.compile(dialect=dialect)
        self.sql = str(compiled)
        self._names = tuple(getattr(compiled, "positiontup", None) or ())
        self._fixed = {name: one for name, one in compiled.params.items() if one is not None}
        self._dialect = dialect


class Read(Statement, Generic[Row]):
    """A SELECT whose rows become `into`, column by column."""

    def __init__(self, clause: Executable | str, into: Callable[..., Row], *tables: str) -> None:
        super().__init__(clause, *tables)
        self.into = into
