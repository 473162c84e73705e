"""Debian's U-Boot on a tap of the test's own network, and a recipe for a board like that."""

import json
import pathlib
import sys

from cable import sh

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
import guest  # noqa: E402
import uboot  # noqa: E402

uboot.need()
NAME = "recovery.bin"


def catalogue(folder, method, **network):
    """The options that choose the board from a catalogue in that new folder."""
    folder.mkdir()
    (folder / "made-up.json").write_text(json.dumps({
        "schema": 2, "vendor": "made-up", "title": "-", "models": [{
            "model": "board", "title": "A board", "label": "-", "method": method,
            "instead": "-", "works_when": "-", "confidence": "good", "confidence_basis": "-",
            "network": network,
            "files": [{"name": NAME, "what": "-", "accepts": [{"format": "any"}]}],
            "sources": [{"ref": "-", "kind": "measured"}]}]}))
    return ["--catalog", str(folder), "--vendor", "made-up", "--model", "board"]


def boot(settings):
    """On tap0; at its prompt, after these commands."""
    sh("ip link set lo up; ip tuntap add tap0 mode tap; "
       "echo 1 >/proc/sys/net/ipv6/conf/tap0/disable_ipv6; ip link set tap0 up")
    console = guest.Console(
        ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a57", "-m", "512", "-nographic",
         "-bios", uboot.UBOOT, "-netdev", "tap,id=n,ifname=tap0,script=no,downscript=no",
         "-device", "e1000,netdev=n,mac=52:54:00:12:34:56,romfile="])
    console.until("autoboot")
    console.say(" ")
    console.until(uboot.PROMPT)
    console.ask(settings, uboot.PROMPT)
    return console
