#!/usr/bin/env python3
"""page_speed.py ROUNDS: 8 MiB to a rescue page with a window of one segment, from mkrescue-usb and from
`curl -F` in turns, without loss and, once, with every 97th packet lost; prints the seconds as JSON. For
scripts/bench page."""

import json
import shutil
import statistics
import subprocess
import sys
import time

import cable
import synthetic
from cable import coded, sh
from poor_page import Page
from uploads import begin

FOLDER = cable.workplace()
FILE = FOLDER / "firmware.bin"
synthetic.PAYLOAD = (synthetic.PAYLOAD * 120)[:8 << 20]
FILE.write_bytes(coded.uimage())


def timed(page):
    """From the first byte of the upload to the answer."""
    first = []

    def done(page):
        if not first and page.asked and page.peer and len(page.request) > 200:
            first.append(time.perf_counter())
        return page.body is not None
    assert page.serve(done, 120)
    return time.perf_counter() - first[0]


def ours(drop):
    run, page = begin(FILE), Page(drop=drop)
    seconds = timed(page)
    page.serve(lambda page: page.ended)
    assert run.end()[0] == 10
    assert page.file() == FILE.read_bytes()
    page.socket.close()
    return seconds


def curl(drop):
    page = Page(drop=drop)
    page.asked.append("/")
    sh("ip address add 192.168.1.2/24 dev pc0")
    run = subprocess.Popen(["curl", "-s", "-F", f"firmware=@{FILE}", "-H", "Expect:", "--max-time", "100",
                            "http://192.168.1.1/"], stdout=subprocess.DEVNULL)
    seconds = timed(page)
    page.serve(lambda page: run.poll() is not None)
    sh("ip address del 192.168.1.2/24 dev pc0")
    assert page.file() == FILE.read_bytes()
    page.socket.close()
    return seconds


if not shutil.which("curl"):
    print("SKIPPED: curl is not installed")
    sys.exit(77)
cable.plug()
taken = {}
for name, drop in (("whole", 0), ("lossy", 97)):
    # With loss curl needs more than a minute.
    rounds = [(ours(drop), curl(drop)) for _ in range(1 if drop else int(sys.argv[1]))]
    taken[name] = {"ours": statistics.median(mine for mine, _ in rounds),
                   "curl": statistics.median(theirs for _, theirs in rounds)}
print(json.dumps(taken))
