"""A person's own editor for a long text: the screen steps aside, the text comes back as it was left."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.app import App, SuspendNotSupported

from store.problems import BadInput

_USUAL = "vi"


def command(env: Mapping[str, str]) -> list[str]:
    """The editor a person has named, with its arguments."""
    return shlex.split(env.get("VISUAL") or env.get("EDITOR") or _USUAL)


def edit(app: App[None], text: str) -> str:
    """The text as the editor left it; raises BadInput when none could be opened, or it says that it failed.

    The file lies in a folder that only this person can read and is gone afterwards.
    """
    words = command(os.environ)
    with TemporaryDirectory(prefix="dealboard-") as folder:
        path = Path(folder) / "text.txt"
        path.write_text(text, "utf-8")
        try:
            with app.suspend():
                done = subprocess.run([*words, str(path)], check=False)  # noqa: S603  the person's own choice
        except SuspendNotSupported:
            raise BadInput("ask_form_editor_none") from None
        except OSError as error:
            raise BadInput("ask_form_editor_failed", command=words[0], why=error.strerror or str(error)) from error
        if done.returncode:
            raise BadInput("ask_form_editor_failed", command=words[0], why=str(done.returncode))
        return path.read_text("utf-8", errors="replace").removesuffix("\n")
