"""A PC in QEMU that starts from the bundle of scripts/pc-bundle: keys are typed through QMP, the screen
is read as text from the serial line that the word rescue.screen of its kernel mirrors it to."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import zipfile

import guest
import machine

BUNDLE = guest.ROOT / "scripts/pc-bundle"
PACKAGES = guest.ROOT / "build/pc/packages"
OVMF = "/usr/share/OVMF/OVMF_{}_4M{}.fd"
PATIENCE = 400  # seconds: a boot through three boot loaders, emulated on a busy computer
TOOLS = dict(os.environ, MTOOLSRC="/dev/null", MTOOLS_SKIP_CHECK="1")
KEYS = {"\n": "ret", " ": "spc", ".": "dot", "-": "minus", "/": "slash"}

sys.path[:0] = [str(guest.ROOT / "tests/cli"), str(guest.ROOT / "tests/wire")]


def need():
    guest.need("qemu-system-x86_64", "mcopy", "cpio", "zstd", "cc", "strip")
    if not os.path.exists(OVMF.format("CODE", ".ms")):
        guest.skip("Debian's ovmf is not installed")
    if subprocess.run([BUNDLE, "--have", "--packages", PACKAGES]).returncode:
        guest.skip(f"Debian's packages are not in {PACKAGES}; scripts/pc-bundle --fetch fetches them")
    if not guest.RELEASE.exists():
        guest.skip(f"{guest.RELEASE} is not built")


def bundle(folder, *more):
    subprocess.run([BUNDLE, "--offline", "--packages", PACKAGES, "--quick",
                    "--program", guest.RELEASE, *more, folder], check=True,
                   stdout=subprocess.DEVNULL)
    return folder / "rescue-pc.zip"


def unpacked(archive, tree, words="rescue.screen=ttyS0"):
    """As a person would; with words for the kernel, which only tests need."""
    with zipfile.ZipFile(archive) as file:
        file.extractall(tree)
    menu = tree / "EFI/debian/grub.cfg"
    menu.write_text(menu.read_text().replace("quiet", f"quiet {words}"))
    return tree


def plain_stick(tree, path, *files):
    """An ordinary FAT32 stick with the files merely copied onto it; `files` are (path, name)."""
    machine.blank_file(path, 300 << 20)
    subprocess.run(["mkfs.fat", "-F", "32", "-s", "8", "-n", "KINGSTON", path], check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run(["mcopy", "-s", "-i", path, *sorted(tree.iterdir()), "::/"], check=True,
                   env=TOOLS)
    add(path, *files)
    return path


def own_stick(tree, path, *options):
    """As `pc` makes it; `options` are more of its own."""
    archive = path.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as file:
        for part in sorted(part for part in tree.rglob("*") if part.is_file()):
            file.write(part, part.relative_to(tree))
    subprocess.run([guest.program(), "pc", "--quiet", "--bundle", archive, "--output", path, *options],
                   check=True, stdout=subprocess.DEVNULL)
    archive.unlink()
    return path


def add(stick, *files):
    for source, name in files:
        for place in list(pathlib.PurePath(name).parents)[-2::-1]:
            subprocess.run(["mmd", "-D", "s", "-i", partition(stick), f"::/{place}"], env=TOOLS,
                           stderr=subprocess.DEVNULL)
        subprocess.run(["mcopy", "-o", "-i", partition(stick), source, f"::/{name}"], check=True,
                       env=TOOLS)


def partition(stick):
    """Of a stick of ours, as mtools name it; an ordinary one has none."""
    with open(stick, "rb") as file:
        return stick if file.read(90)[82:87] == b"FAT32" else f"{stick}@@1M"


def read(stick, name):
    done = subprocess.run(["mtype", "-i", partition(stick), f"::/{name}"], capture_output=True, env=TOOLS)
    return done.stdout.decode() if done.returncode == 0 else None


def is_clean(stick):
    volume = stick
    if partition(stick) != stick:
        volume = stick.with_suffix(".partition")
        subprocess.run(["dd", "status=none", "bs=1M", "skip=1", "conv=sparse", f"if={stick}", f"of={volume}"],
                       check=True)
    done = subprocess.run(["fsck.fat", "-n", volume], capture_output=True, text=True)
    return done.returncode == 0 and "Dirty" not in done.stdout, done.stdout


def firmware_volumes(folder, firmware):
    """`secure`: with Microsoft's keys, Secure Boot on; `uefi`: off; `bios`: an old PC."""
    if firmware == "bios":
        return []
    kind = ".ms" if firmware == "secure" else ""
    variables = folder / "variables.fd"
    shutil.copy(OVMF.format("VARS", kind), variables)
    flash = ["-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={OVMF.format('CODE', kind)}",
             "-drive", f"if=pflash,format=raw,unit=1,file={variables}"]
    return ["-global", "driver=cfi.pflash01,property=secure,value=on", *flash] if kind else flash


class RescuePC:
    """Its sticks are USB sticks, in the order of its sockets; it starts from the last one."""

    def __init__(self, folder, *sticks, firmware="secure", hardware=(), screen="1280x800"):
        folder.mkdir()
        width, height = screen.split("x")
        command = ["qemu-system-x86_64", "-machine", "q35,smm=on", "-cpu", "max", "-m",
                   "1024", "-display", "none", "-nodefaults", "-device",
                   f"VGA,xres={width},yres={height}", "-serial", "stdio",
                   "-qmp", f"unix:{folder}/monitor,server=on,wait=off", "-device", "qemu-xhci,id=usb",
                   "-device", "usb-kbd,bus=usb.0", *firmware_volumes(folder, firmware), *hardware]
        for number, stick in enumerate(sticks, 1):
            command += ["-drive", f"if=none,id=stick{number},format=raw,cache=unsafe,file={stick}",
                        "-device", f"usb-storage,bus=usb.0,drive=stick{number},removable=on,"
                        f"bootindex={1 + len(sticks) - number}"]
        self.began = time.monotonic()
        self.console = guest.Console(command)
        self.monitor = machine.Monitor(folder / "monitor")

    def wait(self, found, what):
        end = time.monotonic() + PATIENCE
        while not (hit := found()):
            if time.monotonic() > end or not self.console.hear(end - time.monotonic()):
                print(self.console.all[-6000:])
                raise SystemExit(f"never saw {what!r}")
        return hit

    def screen(self):
        """The last whole one; what the screen's edge has cut is joined."""
        frames = re.findall(r"<screen>\r?\n(.*?)</screen>", self.console.all, re.S)
        lines = frames[-1].replace("\r", "").split("\n") if frames else []
        return "".join(line if len(line) >= 80 else line + "\n" for line in lines)

    def shows(self, pattern):
        self.wait(lambda: re.search(pattern, self.screen()), pattern)
        return self.screen()

    def says(self, pattern):
        """Boot loaders, which know no frames."""
        return self.wait(lambda: re.search(pattern, self.console.all), pattern)[0]

    def types(self, text):
        for letter in text:
            names = [KEYS.get(letter.lower(), letter.lower())]
            if letter.isupper():
                names.insert(0, "shift")
            self.press(*names)

    def press(self, *names):
        self.monitor.ask("send-key", keys=[{"type": "qcode", "data": name} for name in names])
        time.sleep(.15)  # a key is held for 0.1 s

    def plug(self, driver, **properties):
        """A device into one of its USB sockets, while it runs."""
        self.monitor.ask("device_add", driver=driver, id="plugged", bus="usb.0", **properties)

    def seconds(self):
        return time.monotonic() - self.began

    def is_off(self):
        self.console.process.wait(PATIENCE)
        return True

    def end(self):
        self.console.process.kill()
        self.console.process.wait()
