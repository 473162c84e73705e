#!/usr/bin/env python3
"""speed.py ROUNDS: 8 MiB by TFTP from mkrescue-usb and from dnsmasq, in turns, to curl over veth and
to Debian's U-Boot over a tap; prints the seconds as JSON. For scripts/bench net."""

import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import time

import board
import cable
from board import NAME, uboot
from cable import PC, sh

FOLDER = cable.workplace()
os.chmod(FOLDER, 0o755)
CONTENT = random.Random(8).randbytes(8 << 20)
WAITING_S = 10


ORDER = board.catalogue(FOLDER / "own", "tftp-serve", pc_addresses=[{"address": PC + "/24"}])
FILE = FOLDER / NAME
FILE.write_bytes(CONTENT)
FILE.chmod(0o644)


def ours(interface, fetch):
    run = cable.Run(*ORDER, "--firmware", FILE, "--accept-unsigned", "--accept-unstated-model",
                    "--interface", interface, "--yes", "--no-wait")
    run.until(30, event="state", state="quiet")
    peak = int(next(line.split()[1] for line in open(f"/proc/{run.process.pid}/status")
                    if line.startswith("VmHWM")))
    seconds = fetch()
    assert run.end()[0] == 10
    ours.peak = max(ours.peak, peak)
    return seconds


ours.peak = 0


def dnsmasq(interface, fetch):
    sh(f"ip address add {PC}/24 dev {interface}")
    server = subprocess.Popen(
        ["dnsmasq", "-d", "-C", "/dev/null", "--user=root", "--port=0", "--bind-interfaces",
         f"--interface={interface}", "--no-hosts", "--no-resolv", "--enable-tftp",
         f"--tftp-root={FOLDER}"], stderr=subprocess.PIPE, text=True)
    while "TFTP root" not in server.stderr.readline():
        pass
    seconds = fetch()
    server.kill()
    server.wait()
    sh(f"ip address del {PC}/24 dev {interface}")
    return seconds


BARE = """
import socket, struct, sys
data = open(sys.argv[1], "rb").read()
blocks = [struct.pack("!HH", 3, 1 + i // 1468 & 0xffff) + data[i:i + 1468]
          for i in range(0, len(data) + 1, 1468)]
asked = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asked.bind((sys.argv[2], 69))
print("ready", flush=True)
peer = asked.recvfrom(600)[1]
to = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
to.bind((sys.argv[2], 0))
to.connect(peer)
to.send(b"\\0\\6blksize\\0001468\\0")
for block in blocks:
    to.recv(600)
    to.send(block)
to.recv(600)
"""


def bare(interface, fetch):
    """Nothing but send and receive, for a client that loses nothing."""
    sh(f"ip address add {PC}/24 dev {interface}")
    server = subprocess.Popen([sys.executable, "-c", BARE, FILE, PC], stdout=subprocess.PIPE)
    server.stdout.readline()
    seconds = fetch()
    server.wait()
    sh(f"ip address del {PC}/24 dev {interface}")
    return seconds


def by_curl(inside):
    def fetch():
        began = time.perf_counter()
        subprocess.run([*inside, "curl", "-s", "-o", FOLDER / "got", "--tftp-blksize", "1468",
                        f"tftp://{PC}/{NAME}"], check=True)
        seconds = time.perf_counter() - began
        assert (FOLDER / "got").read_bytes() == CONTENT
        return seconds
    return fetch


def by_uboot(console):
    def fetch():
        began = time.perf_counter()
        loaded = console.ask(f"tftpboot {uboot.ADDRESS} {NAME}", uboot.PROMPT)
        assert f"Bytes transferred = {len(CONTENT)}" in loaded, loaded
        return time.perf_counter() - began
    return fetch


def in_turns(rounds, interface, fetch, servers):
    times = {server.__name__: [] for server in servers}
    for _ in range(rounds):
        for server in servers:
            times[server.__name__].append(server(interface, fetch))
    return {name: statistics.median(taken) for name, taken in times.items()}


def processor_seconds(pid):
    """Of a process and all that it has started."""
    with open(f"/proc/{pid}/stat") as stat:
        ticks = sum(map(int, stat.read().rpartition(")")[2].split()[11:13]))
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        inner = sum(processor_seconds(int(child)) for child in children.read().split())
    return ticks / os.sysconf("SC_CLK_TCK") + inner


def waiting():
    """The share of one processor that a rescue takes while no router is there."""
    run = cable.Run(*ORDER, "--firmware", FILE, "--accept-unsigned", "--accept-unstated-model",
                    "--interface", "pc0", "--yes", "--no-wait")
    run.until(30, event="state", state="quiet")
    before = processor_seconds(run.process.pid)
    time.sleep(WAITING_S)  # it is what is measured
    share = (processor_seconds(run.process.pid) - before) / WAITING_S
    run.process.send_signal(signal.SIGINT)
    assert run.end()[0] == 130
    return share


def over_veth(rounds):
    cable.plug()
    idle = waiting()
    other = subprocess.Popen(["unshare", "--net", "sleep", "1000"])
    while os.readlink(f"/proc/{other.pid}/ns/net") == os.readlink("/proc/self/ns/net"):
        time.sleep(.01)
    inside = ["nsenter", f"--net=/proc/{other.pid}/ns/net"]
    sh(f"ip link set r0 netns {other.pid}; {' '.join(inside)} ip link set r0 up;"
       f"{' '.join(inside)} ip address add 192.168.0.86/24 dev r0")
    taken = in_turns(rounds, "pc0", by_curl(inside), (ours, dnsmasq, bare))
    other.kill()
    return {**taken, "waiting": idle}


def to_uboot(rounds):
    console = board.boot(f"setenv ipaddr 192.168.0.86; setenv serverip {PC}; "
                         "setenv netmask 255.255.255.0")
    taken = in_turns(rounds, "tap0", by_uboot(console), (ours, dnsmasq))
    console.process.kill()
    return taken


if not shutil.which("dnsmasq") or not shutil.which("curl"):
    print("SKIPPED: dnsmasq or curl is not installed")
    sys.exit(77)
rounds = int(sys.argv[1])
print(json.dumps({"veth": over_veth(rounds), "uboot": to_uboot(rounds), "peak_kib": ours.peak,
                  "size": len(CONTENT)}))
