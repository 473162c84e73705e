"""The program on a terminal, and what a person types there."""

import os
import pty
import select
import time

import cable


class Terminal:
    def __init__(self, *arguments):
        self.seen = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execv(cable.PROGRAM, [cable.PROGRAM, "rescue", *map(str, arguments)])

    def until(self, words, seconds=30):
        """Reads up to these words, or until they say so."""
        end = time.monotonic() + seconds
        while not (words(self.seen) if callable(words) else words in self.seen):
            ready = select.select([self.fd], [], [], max(0, end - time.monotonic()))[0]
            try:
                text = os.read(self.fd, 4096) if ready else b""
            except OSError:
                text = b""
            assert text, f"no {words!r} in {self.seen}"
            self.seen += text.decode(errors="replace")

    def say(self, words):
        os.write(self.fd, words.encode() + b"\n")

    def end(self):
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
