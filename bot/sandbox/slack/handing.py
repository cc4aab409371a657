"""What people share as files in the stand-in, and take away again."""

import base64
import shutil
from pathlib import Path
from typing import Any, Final

from bot.sandbox.slack.downloads import Downloads, How, Spoiled
from bot.sandbox.slack.shelf import File
from bot.sandbox.slack.stage import Stage, home
from bot.sandbox.slack.state import Workspace
from bot.sandbox.slack.uploads import bury, hand

_ASKED: Final = ("title", "mimetype", "mode", "external_url", "extra")


class Handing(Stage):
    """Those who share files."""

    downloads: Downloads

    def upload(
        self,
        channel: str,
        user: str,
        files: list[dict[str, Any]],
        text: str = "",
        *,
        blocks: list[dict[str, Any]] | None = None,
        thread_ts: str | None = None,
    ) -> str:
        """Let somebody share files in one message; returns its ts.

        A file is `name` with `content` (bytes), `base64` (a string) or `path`; or the `id` of one
        that is there already. `size`, `mimetype` and `title` are told as given, true or not; `mode`
        is "hosted", or "external" with `external_url`; `extra` are further keys of the file object.
        """
        workspace, room = self.world.channel(channel)
        if workspace.users.get(user, {}).get("deleted"):
            raise ValueError("who is deactivated shares nothing")
        found = [
            self.world.shelf.files[one["id"]] if "id" in one else self._shelve(workspace, user, one)
            for one in files
        ]
        said: dict[str, Any] = {"text": text, **home(workspace, room, user)}
        if blocks is not None:
            said["blocks"] = blocks
        if thread_ts is not None:
            said["thread_ts"] = thread_ts
        ts = hand(self.world, workspace, room, user, found, said)
        self.journal.write("uploaded", channel=channel, ts=ts, user=user)
        return ts

    def delete_file(self, file: str) -> None:
        """Let somebody delete a file; in its messages a tombstone is left."""
        found = self.world.shelf.files[file]
        bury(self.world, self.world.workspaces[found.team], found)

    def hide_file(self, file: str) -> None:
        """Let a file grow too old for the workspace's plan: `hidden_by_limit`."""
        found = self.world.shelf.files[file]
        bury(self.world, self.world.workspaces[found.team], found, "hidden_by_limit")

    def files(self, team: str) -> list[dict[str, Any]]:
        """Return what is told of every file of a workspace, oldest first."""
        shelf = self.world.shelf
        return [shelf.told(one) for one in shelf.files.values() if one.team == team]

    def file_path(self, file: str) -> str:
        """Return where a file's bytes are."""
        return str(self.world.shelf.files[file].path)

    def spoil(self, how: How, *, times: int = 1, to: str = "", seconds: float = 0.0) -> None:
        """Let the next downloads go wrong.

        "cut" breaks off in the middle, "unsized" says no length, "endless" goes on far beyond the
        file's end, "redirect" sends elsewhere (`to`), "slow" takes so many `seconds`, "page"
        answers 200 with a page to sign in. Other faults: `fail("files.download", …)`, and
        "files.upload".
        """
        self.downloads.spoiled.extend([Spoiled(how=how, to=to, seconds=seconds)] * times)

    def _shelve(self, workspace: Workspace, user: str, given: dict[str, Any]) -> File:
        shelf = self.world.shelf
        more = {name: given[name] for name in _ASKED if name in given}
        made = shelf.add(
            workspace.team, user, given["name"], 0, self.world.now(), **more, arrived=True
        )
        if "path" in given:
            shutil.copyfile(Path(given["path"]), made.path)
        elif "base64" in given:
            made.path.write_bytes(base64.b64decode(given["base64"]))
        else:
            made.path.write_bytes(given.get("content", b""))
        made.size = given.get("size", made.path.stat().st_size)
        return made
