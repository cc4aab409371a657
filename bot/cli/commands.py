"""The commands of `tocsin`, each loaded when it is called: to load all of them takes seconds."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class Commands(click.Group):
    """A group of commands; `modules` says in which module each stands, under its own name."""

    def __init__(self, *given: Any, modules: Mapping[str, str], **more: Any) -> None:
        super().__init__(*given, **more)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click asks
        """Return the names of all, loaded or not."""
        return sorted(self._modules)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - as click asks
        cmd_name: str,
    ) -> click.Command | None:
        """Return a command, loaded now if it was not; None where there is none of that name."""
        if cmd_name not in self.commands and cmd_name in self._modules:
            self._load(cmd_name)
        return self.commands.get(cmd_name)

    def load(self) -> None:
        """Load all, for a process that others are forked from."""
        for name in self._modules:
            self._load(name)

    def _load(self, name: str) -> None:
        found = getattr(import_module(self._modules[name]), name)
        if not isinstance(found, click.Command):
            raise TypeError(f"{self._modules[name]}: {name} is no command")
        self.add_command(found, name)
