"""Guests for the end-to-end tests: QEMU by software emulation, talked to over its console."""

import atexit
import fcntl
import hashlib
import lzma
import os
import pathlib
import platform
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
KERNEL = ROOT / "build/kernel"
RELEASE = ROOT / "build/release/mkrescue-usb"
PATIENCE = 120  # seconds: an emulated boot on a busy computer


def skip(why):
    print("SKIPPED:", why)
    sys.exit(77)


def need(*tools):
    for tool in tools:
        if not shutil.which(tool):
            skip(f"{tool} is not installed")


def workplace():
    """A folder of its own that goes with the test."""
    folder = tempfile.mkdtemp(prefix="mkrescue-e2e-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return pathlib.Path(folder)


def sample(folder, *options):
    """A sample firmware for the Mi Router 3G; the options that build a stick with it."""
    subprocess.run([ROOT / "scripts/make-sample-firmware", "--out", folder, "--size", "3000000",
                    *options], check=True, stdout=subprocess.DEVNULL)
    firmware = folder / "miwifi_r3g_sample.bin"
    return firmware, ["--vendor", "xiaomi", "--firmware", str(firmware),
                      "--trust", str(folder / "sample-public.pem")]


def program():
    return os.environ.get("MKRESCUE", str(RELEASE))


def build(image, order, *more):
    subprocess.run([program(), *order, "--output", image, *more], check=True,
                   stdout=subprocess.DEVNULL)


def sha256(path, size=None):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read(size) if size else file.read()).hexdigest()


class Console:
    """A program whose input and output is a console."""

    def __init__(self, command):
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.heard = ""
        self.all = ""
        atexit.register(self.process.kill)

    def hear(self, seconds):
        if not select.select([self.process.stdout], [], [], max(0, seconds))[0]:
            return False
        more = os.read(self.process.stdout.fileno(), 65536).decode("latin1")
        self.heard += more
        self.all += more
        return bool(more)

    def until(self, pattern):
        """What came up to the end of the pattern."""
        deadline = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.heard)):
            if not self.hear(deadline - time.monotonic()):
                print(self.all)
                raise SystemExit(f"never heard {pattern!r}")
        text, self.heard = self.heard[:found.end()], self.heard[found.end():]
        return text

    def say(self, text):
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def ask(self, line, prompt):
        self.say(line + "\r")
        return self.until(prompt)


def unpack(package, tree, vmlinux):
    shutil.rmtree(tree, ignore_errors=True)
    subprocess.run(["dpkg-deb", "-x", package, tree], check=True)
    image = next((tree / "boot").glob("vmlinuz-*"))
    data = image.read_bytes()
    subprocess.run(["depmod", "-b", tree, image.name.removeprefix("vmlinuz-")], check=True)
    unpacked = vmlinux.with_suffix(".new")
    unpacked.write_bytes(lzma.LZMADecompressor().decompress(data[data.find(b"\xfd7zXZ\0"):]))
    unpacked.rename(vmlinux)


def unpacked_kernel():
    """Debian's kernel as QEMU boots it fastest, and the folder with its modules."""
    if platform.machine() != "x86_64":
        skip("the guest runs this computer's programs, and is an x86_64")
    packages = sorted(KERNEL.glob("linux-image-*.deb"))
    if not packages:
        skip(f"Debian's kernel package is not in {KERNEL}; scripts/setup test fetches it")
    tree, vmlinux = KERNEL / "tree", KERNEL / "vmlinux"
    with open(KERNEL / "lock", "w") as lock:  # the first two tests to come want it at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not vmlinux.exists():
            unpack(packages[-1], tree, vmlinux)
    return vmlinux, tree


INIT = """#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev; mount -t tmpfs tmp /tmp
ln -s /proc/self/fd /dev/fd
modprobe xhci-pci; modprobe usb-storage delay_use=0; modprobe sd_mod; modprobe vfat
for module in nls_cp437 nls_ascii nls_iso8859-1; do modprobe $module; done
until [ -b /dev/sda ]; do :; done
echo guest is up
sh /job
echo guest is done
poweroff -f
"""
MODULES = ["xhci-pci", "usb-storage", "sd_mod", "vfat", "nls_cp437", "nls_ascii", "nls_iso8859-1"]


def copy_program(root, path):
    """A program and the libraries it is linked to, in the same places."""
    path = pathlib.Path(path)
    libraries = subprocess.run(["ldd", path], capture_output=True, text=True).stdout
    for name in [str(path)] + re.findall(r"(/\S+)", libraries):
        place = root / name.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(os.path.realpath(name), place)


def copy_modules(root, tree):
    release = next((tree / "lib/modules").iterdir()).name
    for module in MODULES:
        listed = subprocess.run(["modprobe", "-d", tree, "-S", release, "--show-depends", module],
                                check=True, capture_output=True, text=True).stdout
        for path in re.findall(r"^insmod (\S+)", listed, re.M):
            place = root / os.path.relpath(path, tree)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
    for listing in (tree / "lib/modules" / release).glob("modules.*"):
        shutil.copy(listing, root / "lib/modules" / release / listing.name)
    subprocess.run(["depmod", "-b", root, release], check=True)


def initramfs(folder, tree, job, programs=(), files=()):
    """`files` are pairs: what to copy, and where it is to lie in the guest."""
    root = folder / "guest"
    for name in ("bin", "dev", "etc", "proc", "sys", "tmp", "mnt"):
        (root / name).mkdir(parents=True, exist_ok=True)
    shutil.copy("/bin/busybox", root / "bin/busybox")
    copy_modules(root, tree)
    for path in programs:
        copy_program(root, path)
    for source, place in files:
        (shutil.copytree if pathlib.Path(source).is_dir() else shutil.copy)(source, root / place)
    (root / "init").write_text(INIT)
    (root / "init").chmod(0o755)
    (root / "job").write_text(job)
    packed = folder / "initramfs"
    with open(packed, "wb") as out:
        names = subprocess.run(["find", "."], cwd=root, check=True, capture_output=True).stdout
        subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=root, input=names, stdout=out,
                       check=True)
    return packed


def put_program(folder, *more):
    """The release build, its data and the tools it runs, for initramfs(): programs and files."""
    share = pathlib.Path("usr/share/mkrescue-usb")
    programs = [shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
                for tool in ("mkfs.fat", "fsck.fat", "mcopy", "mlabel", "mmd")]
    (folder / "guest" / share).mkdir(parents=True)
    (folder / "guest/usr/bin").mkdir(parents=True)
    gconv = pathlib.Path("/usr/lib/x86_64-linux-gnu/gconv")  # mkfs.fat converts its label
    (folder / "guest" / gconv.relative_to("/")).mkdir(parents=True)
    files = [(gconv / name, gconv.relative_to("/") / name)
             for name in ("gconv-modules.cache", "gconv-modules", "IBM437.so")
             if (gconv / name).exists()]
    files += [(ROOT / "vendors", share / "vendors"), (ROOT / "templates", share / "templates"),
              (RELEASE, "usr/bin/mkrescue-usb"), *more]
    return programs + [RELEASE], files


def usb_stick(number, file, limits=""):
    """What QEMU wants for one stick."""
    return ["-drive", f"if=none,id=stick{number},format=raw,cache=unsafe,file={file}{limits}",
            "-device", f"usb-storage,drive=stick{number},removable=on,serial=RESCUE000{number}"]


def boot_linux(vmlinux, packed, stick, *more):
    """Boots with the file as a USB stick, and with what else QEMU is told; what the guest said."""
    console = Console(
        ["qemu-system-x86_64", "-M", "q35", "-accel", "tcg", "-cpu", "max", "-m", "512",
         "-nographic", "-no-reboot", "-net", "none", "-kernel", vmlinux, "-initrd", packed,
         "-append", "console=ttyS0 quiet panic=1", "-device", "qemu-xhci",
         *usb_stick(1, stick), *more])
    console.until("guest is up")
    said = console.until("guest is done")
    console.process.wait(PATIENCE)
    return said.replace("\r", "")
