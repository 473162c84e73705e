"""A Linux guest that is driven from outside: commands go to a shell on its console, sticks are
plugged in and pulled out through QEMU's monitor (QMP). What a guest is: see guest.py."""

import json
import os
import re
import socket
import time

import guest

BREATH = 0.005  # seconds between two questions, so that QEMU comes to its work

INIT = """#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/usr/sbin:/usr/bin:/sbin:/bin DM_DISABLE_UDEV=1
mount -t proc proc /proc; mount -t sysfs sys /sys
mount -t devtmpfs dev /dev; mount -t tmpfs tmp /tmp
ln -s /proc/self/fd /dev/fd
mkdir -p /run /dev/disk/by-id
echo /bin/modprobe >/proc/sys/kernel/modprobe
echo 1 >/proc/sys/kernel/printk
for module in xhci-pci sd_mod vfat nls_cp437 nls_ascii nls_iso8859-1 @MODULES@; do
    modprobe $module
done
modprobe usb-storage delay_use=0
setsid -c sh /job </dev/ttyS1 >/dev/ttyS1 2>&1 &
setsid -c sh /job </dev/ttyS0 >/dev/ttyS0 2>&1
poweroff -f
"""
# What is typed is done, line by line; Ctrl-C ends the command alone.
SHELL = """stty -echo
trap : INT
echo shell is up
while read -r line; do eval "$line"; done
"""


class Shell:
    """One of the guest's consoles."""

    def __init__(self, console):
        self.console = console
        console.until("shell is up\r?\n")

    def start(self, command, terminal=False):
        """Runs it; on the terminal itself, or with nobody to ask."""
        aside = "" if terminal else ">/tmp/said.$$ 2>&1 </dev/null"
        told = "" if terminal else "cat /tmp/said.$$; "
        self.console.say(f'( {command} ) {aside}; s=$?; {told}echo "@status $s@"\n')

    def finish(self):
        """The exit status of what was started, and what it said."""
        said = self.console.until(r"@status \d+@\r?\n").replace("\r", "")
        return int(re.search(r"@status (\d+)@", said)[1]), said[:said.rindex("@status")]

    def has_ended(self):
        self.console.hear(0)
        return "@status" in self.console.heard

    def run(self, command):
        self.start(command)
        return self.finish()

    def do(self, command):
        """What must work; what it said."""
        status, said = self.run(command)
        assert status == 0, f"{command}: status {status}\n{said}"
        return said


class Monitor:
    """QEMU's own, with names of Python: `node_name` is "node-name" there."""

    def __init__(self, place):
        self.socket = connect(place)
        self.lines = self.socket.makefile("rw")
        self.events = []
        self.lines.readline()
        self.ask("qmp_capabilities")

    def hear(self):
        answer = json.loads(self.lines.readline())
        if "event" in answer:
            self.events.append(answer)
        return answer

    def ask(self, command, **arguments):
        self.lines.write(json.dumps({"execute": command, "arguments": renamed(arguments)}))
        self.lines.flush()
        while "event" in (answer := self.hear()):
            pass
        assert "return" in answer, f"{command}: {answer}"
        return answer["return"]

    def until(self, event, device):
        while not any(told["event"] == event and told["data"].get("device") == device
                      for told in self.events):
            self.hear()
        self.events.clear()


def renamed(value):
    """Keys as QEMU spells them."""
    if not isinstance(value, dict):
        return value
    return {key.replace("_", "-") if key in DASHED else key: renamed(inner)
            for key, inner in value.items()}


DASHED = {"node_name", "read_only", "no_flush", "inject_error", "log_sector_size",
          "throttle_group", "qom_type"}


def connect(place):
    deadline = time.monotonic() + guest.PATIENCE
    end = socket.socket(socket.AF_UNIX)
    end.settimeout(guest.PATIENCE)
    while True:
        try:
            end.connect(str(place))
            return end
        except OSError:
            if time.monotonic() > deadline:
                raise


class SideConsole(guest.Console):
    """The guest's second serial line."""

    def __init__(self, place):
        self.socket = connect(place)
        self.attach(self.socket.fileno(), self.socket.fileno())


class Machine:
    """Boots; `files` are put into the guest, `hardware` is more of QEMU's command line."""

    def __init__(self, folder, programs=(), files=(), modules=(), hardware=()):
        vmlinux, tree = guest.unpacked_kernel()
        packed = guest.initramfs(folder, tree, SHELL, programs, files,
                                 INIT.replace("@MODULES@", " ".join(modules)), modules)
        monitor, side = folder / "monitor", folder / "side"
        self.console = guest.Console(
            [*guest.linux(vmlinux, packed), "-monitor", "none", "-serial", "stdio",
             "-serial", f"unix:{side},server=on,wait=off",
             "-qmp", f"unix:{monitor},server=on,wait=off",
             "-device", "qemu-xhci,id=usb,p2=8,p3=8", *hardware])
        side_console = SideConsole(side)
        self.monitor = Monitor(monitor)
        self.shell = Shell(self.console)
        self.side = Shell(side_console)

    def add_node(self, name, **node):
        """A block device for a stick; `node` is what QEMU's blockdev-add takes."""
        self.monitor.ask("blockdev-add", node_name=name, **node)

    def plug(self, node, name="stick", port="1", driver="usb-storage", **properties):
        """As a stick on the given port, always with the same serial unless told otherwise."""
        self.monitor.ask("device_add", driver=driver, id=name, bus="usb.0", port=port,
                         **{"drive": node, "serial": "RESCUE0001", "removable": True,
                            **properties})

    def pull(self, name="stick"):
        self.monitor.ask("device_del", id=name)
        self.monitor.until("DEVICE_DELETED", name)

    def wait_for(self, device, shell=None):
        (shell or self.side).do(f"until [ -b {device} ]; do :; done")

    def wait_until_gone(self, device, shell=None):
        (shell or self.side).do(f"while [ -b {device} ]; do :; done")

    def plug_scsi(self, driver, node, name="stick", port="1", serial="RESCUE0001", **properties):
        """As a disk behind usb-uas, or behind usb-bot, where properties have an effect."""
        self.monitor.ask("device_add", driver=driver, id=name, bus="usb.0", port=port,
                         serial=serial)
        self.monitor.ask("device_add", driver="scsi-hd", bus=f"{name}.0", drive=node,
                         **properties)
        self.monitor.ask("qom-set", path=f"/machine/peripheral/{name}", property="attached",
                         value=True)

    def counted(self, name="stick"):
        """Bytes that the guest read from a stick and wrote to it so far."""
        for device in self.monitor.ask("query-blockstats"):
            if device.get("qdev", "").split("/")[3:4] == [name]:
                return device["stats"]["rd_bytes"], device["stats"]["wr_bytes"]
        raise AssertionError(f"no stick {name}")

    def until_counted(self, read, written, name="stick"):
        """Waits until the guest has read and written so many bytes, or the command has ended;
        how many it read by then."""
        while True:
            counted = self.counted(name)
            if (counted[0] >= read and counted[1] >= written) or self.shell.has_ended():
                return counted[0]
            time.sleep(BREATH)

    def end(self):
        self.monitor.ask("quit")
        self.console.process.wait(guest.PATIENCE)


def file_node(path, **more):
    """A file as the medium. What the host's disk does with a flush is not tested here."""
    return {"driver": "file", "filename": str(path), "cache": {"no_flush": True}, **more}


def blank_file(path, size):
    with open(path, "wb") as file:
        file.truncate(size)
    return path


def boot_record(*partitions):
    """Partitions of 0x0C, as first and number of sectors."""
    entries = b"".join(bytes([0, 1, 1, 0, 0x0C, 1, 1, 0]) + start.to_bytes(4, "little") +
                       size.to_bytes(4, "little") for start, size in partitions)
    return bytes(446) + entries.ljust(64, b"\0") + b"\x55\xaa"


def used_stick(path, size):
    """Somebody's: full of ones where it will be written, and a partition."""
    with open(path, "wb") as file:
        file.write(boot_record((2048, min(size // 512, 1 << 32) - 4096)))
        file.write(b"\xff" * (12 << 20))
        file.truncate(size)
        file.seek(size - (1 << 20))
        file.write(b"\xff" * (1 << 20))
    return path


def first_sector(path):
    with open(path, "rb") as file:
        return file.read(512)
