"""A cable in a network namespace of its own: the program has one end, a router of ours the other.

Importing this moves the test into namespaces that vanish with it. The router speaks in whole
frames: what it says, and when, is the test's business, and the kernel adds nothing."""

import atexit
import json
import os
import pathlib
import queue
import select
import shutil
import socket
import struct
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

PROGRAM = os.environ["MKRESCUE"]
PC = "192.168.0.66"
ROUTER = "192.168.0.86"
MAC = bytes.fromhex("020000000002")
BROADCAST = b"\xff" * 6
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


def ip(text):
    return socket.inet_aton(text)


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Router:
    """One end of the cable; every wait has an end."""

    def __init__(self, mac=MAC, address=ROUTER, interface="r0"):
        self.mac, self.address = mac, address
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.socket.bind((interface, 0))
        self.pc_mac = None
        self.port = 2000

    def frame(self, to, kind, content):
        self.socket.send(to + self.mac + struct.pack("!H", kind) + content)

    def arp(self, target, operation=1, to=BROADCAST, sender=None, wanted=bytes(6)):
        self.frame(to, 0x806, struct.pack("!HHBBH", 1, 0x800, 6, 4, operation) + self.mac +
                   ip(sender or self.address) + wanted + ip(target))

    def udp(self, target, to_port, payload, from_port=None, to=None):
        udp = struct.pack("!HHHH", from_port or self.port, to_port, 8 + len(payload), 0) + payload
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0)
        head += ip(self.address) + ip(target)
        head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
        self.frame(to or self.pc_mac, 0x800, head + udp)

    def hear(self, seconds, wanted):
        """The first frame of the other end that `wanted` makes something of; None: none came."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.socket], [], [], left)[0]:
                break
            frame, where = self.socket.recvfrom(2000)
            if where[2] == socket.PACKET_OUTGOING:
                continue
            found = wanted(frame)
            if found is not None:
                return found
        return None

    def find(self, target=PC, seconds=2):
        """Asks until it is answered, as a boot loader does; False: nobody has the address."""
        def reply(frame):
            if frame[12:14] == b"\x08\x06" and frame[21] == 2 and frame[28:32] == ip(target):
                return frame[22:28]
            return None
        for _ in range(int(seconds * 2)):
            self.arp(target)
            self.pc_mac = self.hear(.5, reply)
            if self.pc_mac:
                return True
        return False

    def packet(self, seconds):
        """(port, payload) of the next UDP packet for this router."""
        def mine(frame):
            if frame[12:14] != b"\x08\x00" or frame[23] != 17 or frame[30:34] != ip(self.address):
                return None
            source, target, size = struct.unpack("!HHH", frame[34:40])
            return (source, frame[42:34 + size]) if target == self.port else None
        return self.hear(seconds, mine)

    def ask(self, name, options=b"", target=PC):
        self.port += 1
        self.udp(target, 69, b"\0\1" + name.encode() + b"\0octet\0" + options)

    def fetch(self, name, options=b"", last_ack=True, stop_at=None, target=PC):
        """The file; what there is of it when nothing more comes, or at block `stop_at`."""
        self.ask(name, options, target)
        got, expected, size = b"", 1, 512
        while True:
            answer = self.packet(3)
            if answer is None:
                return got
            port, data = answer
            kind, block = struct.unpack("!HH", data[:4])
            if kind == 6:
                size = int(dict(zip(*[iter(data[2:-1].split(b"\0"))] * 2))[b"blksize"])
                self.udp(target, port, b"\0\4\0\0")
            elif kind == 3 and block == expected & 0xffff:
                got += data[4:]
                ended = len(data) - 4 < size
                if expected == stop_at or (ended and not last_ack):
                    return got
                self.udp(target, port, struct.pack("!HH", 4, block))
                if ended:
                    return got
                expected += 1


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
