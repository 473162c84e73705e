#!/usr/bin/env python3
"""u_boot_takes.py ROM: a U-Boot that was built with 'tftpsrv' takes a file of 4 MiB that is pushed to it, and
finds its checksum right. By hand: scripts/try-push builds it."""

import random
import sys
import time
import zlib

import board
import cable
from board import guest
from cable import Run, sh

PROMPT = "=> "
FOLDER = cable.workplace()
CONTENT = random.Random(4).randbytes(4 << 20)
ORDER = board.catalogue(FOLDER / "own", "tftp-put", pc_addresses=[{"address": "192.168.0.66/24"}],
                        device_addresses=[{"address": "192.168.0.86"}])
firmware = FOLDER / "firmware.bin"
firmware.write_bytes(CONTENT)
sh("ip link set lo up; ip tuntap add tap0 mode tap; "
   "echo 1 >/proc/sys/net/ipv6/conf/tap0/disable_ipv6; ip link set tap0 up")
console = guest.Console(
    ["qemu-system-i386", "-m", "512", "-nographic", "-bios", sys.argv[1], "-netdev",
     "tap,id=n,ifname=tap0,script=no,downscript=no", "-device",
     "e1000,netdev=n,mac=52:54:00:12:34:56,romfile="])
console.until("autoboot")
console.say(" ")
console.until(PROMPT)
console.ask("setenv ipaddr 192.168.0.86; setenv netmask 255.255.255.0; setenv autostart no", PROMPT)
run = Run(*ORDER, "--firmware", firmware, "--accept-unsigned", "--accept-unstated-model",
          "--interface", "tap0", "--yes", "--no-wait")
run.until(30, event="state", state="quiet")
console.say("tftpsrv 0x1000000\n")
began = time.monotonic()
console.until("Bytes transferred")
console.until(PROMPT)
print(f"4 MiB were taken in {time.monotonic() - began:.1f} s")
console.say("crc32 0x1000000 ${filesize}\n")
console.until(f"==> {zlib.crc32(CONTENT):08x}")
status, last, _ = run.end()
assert status == 10 and last["verdict"] == "sent", last
print("the checksum is right")
console.process.kill()
