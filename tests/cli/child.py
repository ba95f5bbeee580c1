"""`sivoice` in processes of their own, with a voice and sound devices that need nothing.

`python -m tests.cli.child FILE` runs each command of a JSON file in a new process, one after the
other, and replaces the commands in the file by their exit codes. With HOMELESS in the environment,
the system knows no home of its user.
"""

from __future__ import annotations

import json
import os
import pwd
import sys
from pathlib import Path

from sivoice import cli
from sivoice.player import devices, once, outputs, player
from sivoice.session import clips
from tests.cli.test_live import FastDevice
from tests.conftest import FakeVoice

DEVICES = ["Speaker", "\x1b]0;pwned\x07\u202eHeadset\nerror: spoofed"]


def unknown(_uid: int) -> pwd.struct_passwd:
    """The system's list of users, without this one."""
    raise KeyError


def replace() -> None:
    """Replace everything that is slow, or that differs between computers."""
    clips.default_voice = FakeVoice
    outputs.SystemOutput = lambda _device: FastDevice()  # type: ignore[assignment,misc]
    devices._devices = lambda: [{"name": name} for name in DEVICES]
    once.play = lambda pcm: None
    player.TICK = player.DRAIN = 0.01
    if "HOMELESS" in os.environ:
        for name in [*os.environ]:
            if name == "HOME" or name.startswith("XDG_"):
                del os.environ[name]
        pwd.getpwuid = unknown


def main(file: Path) -> None:
    """Run the commands of a file."""
    codes = []
    for words in json.loads(file.read_text()):
        child = os.fork()
        if child == 0:
            sys.argv = ["sivoice", *words]
            cli.main()  # exits, or ends with a traceback
        codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    file.write_text(json.dumps(codes))


if __name__ == "__main__":
    replace()
    main(Path(sys.argv[1]))
