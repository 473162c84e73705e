"""A cable in a network namespace of its own: the program has one end, a router of ours the other.

Importing this moves the test into namespaces that vanish with it. The router speaks in whole
frames: what it says, and when, is the test's business, and the kernel adds nothing."""

import atexit
import json
import os
import pathlib
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time

if "MKRESCUE_IN_NAMESPACE" not in os.environ:
    if os.geteuid() != 0:
        print("SKIPPED: only root can make network namespaces")
        sys.exit(77)
    os.environ["MKRESCUE_IN_NAMESPACE"] = "1"
    os.execvp("unshare", ["unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc",
                          sys.executable, *sys.argv])

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "cli"))
import coded  # noqa: E402
from frames import BROADCAST, MAC, PC, ROUTER, Router, checksum, ip  # noqa: E402,F401

PROGRAM = os.environ["MKRESCUE"]
NAME = "ArcherC7v5_tp_recovery.bin"
MODEL = ["--vendor", "tplink", "--model", "archer-c7-v5"]


def sh(command):
    return subprocess.run(command, shell=True, check=True, capture_output=True, text=True).stdout


def workplace():
    folder = pathlib.Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    os.environ.update(HOME=str(folder), XDG_CACHE_HOME=str(folder / "cache"))
    return folder


def plug():
    sh("ip link set lo up; ip link add pc0 type veth peer name r0;"
       "for i in pc0 r0; do echo 1 >/proc/sys/net/ipv6/conf/$i/disable_ipv6; ip link set $i up; done")


def unplug():
    sh("ip link del pc0 2>/dev/null || true")


def firmware(folder):
    path = folder / "firmware.bin"
    path.write_bytes(coded.safeloader(["Archer C7 5.0.0"]))
    return path


class Run:
    """The program at its end of the cable."""

    def __init__(self, *arguments, verb="rescue"):
        self.events = []
        command = [PROGRAM, verb, *map(str, arguments), "--json"]
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, text=True,
                                        stdout=subprocess.PIPE, stderr=self.errors)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))
        self.lines.put(None)

    def until(self, seconds, **wanted):
        """Reads events up to the first one with these members."""
        end = time.monotonic() + seconds
        while (event := self.next(end - time.monotonic())):
            if wanted.items() <= event.items():
                return event
        raise AssertionError(f"no {wanted} in {self.events}")

    def next(self, seconds):
        """None: there is none in time, or no more."""
        try:
            event = self.lines.get(timeout=max(seconds, .001))
        except queue.Empty:
            return None
        if event:
            self.events.append(event)
        return event

    def end(self, seconds=60):
        """(status, last event, stderr)"""
        self.process.wait(timeout=seconds)
        while self.next(5):
            pass
        self.errors.seek(0)
        return self.process.returncode, self.events[-1] if self.events else None, self.errors.read()


def rescue(path, *more):
    return Run(*MODEL, "--firmware", path, "--accept-unsigned", "--interface", "pc0", "--yes",
               "--no-wait", *more)


def settings():
    """Everything of this computer's network that a rescue might change."""
    configured = sh("for i in all default pc0; do grep -H . /proc/sys/net/ipv4/conf/$i/* 2>/dev/null;"
                    " done")
    return [sh(f"ip -d {what}") for what in ("-o addr", "rule", "route show table all", "neigh")] + \
        [sh("ip -o link"), configured]


def cases(*functions):
    """Each on a new cable; its sentence is its name."""
    for function in functions:
        plug()
        began = time.monotonic()
        function()
        unplug()
        print(f"ok {function.__name__.replace('_', ' ')} ({time.monotonic() - began:.1f} s)",
              flush=True)
