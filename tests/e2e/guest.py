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
LARGE, USED = 1 << 30, 64 << 20  # bytes of a large stick, and what the samples use of it
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


def proves(image, *options):
    """Whether `verify` finds on it what its manifest promises. Of a stick larger than images may
    be, its beginning counts."""
    image = pathlib.Path(image)
    if image.stat().st_size > LARGE:
        beginning = image.with_suffix(".beginning")
        with open(image, "rb") as whole, open(beginning, "wb") as part:
            part.write(whole.read(USED))
            part.truncate(LARGE)
        image = beginning
    done = subprocess.run([RELEASE, "verify", "--quiet", "--image", image, *options],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert done.returncode in (0, 8), done.stderr
    return done.returncode == 0


def sha256(path, size=None):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read(size) if size else file.read()).hexdigest()


def start(command):
    """A program that ends with the test, if not before."""
    process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL)
    atexit.register(process.kill)
    return process


class Console:
    """A program whose input and output is a console."""

    def __init__(self, command):
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.attach(self.process.stdout.fileno(), self.process.stdin.fileno())
        atexit.register(self.process.kill)

    def attach(self, source, sink):
        self.source, self.sink = source, sink
        self.heard = ""
        self.all = ""

    def hear(self, seconds):
        if not select.select([self.source], [], [], max(0, seconds))[0]:
            return False
        more = os.read(self.source, 65536).decode("latin1")
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
        os.write(self.sink, text.encode())

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
    """A program and the libraries it is linked to, in the same places; libcrypto is loaded later."""
    path = pathlib.Path(path)
    linked = re.findall(r"(/\S+)", subprocess.run(["ldd", path], capture_output=True, text=True).stdout)
    loaded = [str(pathlib.Path(name).with_name("libcrypto.so.3")) for name in linked if "/libc.so" in name]
    for name in [str(path), *linked, *loaded]:
        place = root / name.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(os.path.realpath(name), place)


def copy_modules(root, tree, modules):
    release = next((tree / "lib/modules").iterdir()).name
    for module in modules:
        listed = subprocess.run(["modprobe", "-d", tree, "-S", release, "--show-depends", module],
                                check=True, capture_output=True, text=True).stdout
        for path in re.findall(r"^insmod (\S+)", listed, re.M):
            place = root / os.path.relpath(path, tree)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
    for listing in (tree / "lib/modules" / release).glob("modules.*"):
        shutil.copy(listing, root / "lib/modules" / release / listing.name)
    subprocess.run(["depmod", "-b", root, release], check=True)


def initramfs(folder, tree, job, programs=(), files=(), init=INIT, modules=()):
    """`files` are pairs: what to copy, and where it is to lie in the guest; `modules` come on
    top of what a USB stick needs."""
    root = folder / "guest"
    for name in ("bin", "dev", "etc", "proc", "sys", "tmp", "mnt"):
        (root / name).mkdir(parents=True, exist_ok=True)
    shutil.copy("/bin/busybox", root / "bin/busybox")
    copy_modules(root, tree, [*MODULES, *modules])
    for path in programs:
        copy_program(root, path)
    for source, place in files:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if pathlib.Path(source).is_dir() else shutil.copy)(source, root / place)
    (root / "init").write_text(init)
    (root / "init").chmod(0o755)
    (root / "job").write_text(job)
    packed = folder / "initramfs"
    with open(packed, "wb") as out:
        names = subprocess.run(["find", "."], cwd=root, check=True, capture_output=True).stdout
        subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=root, input=names, stdout=out,
                       check=True)
    return packed


def tools(*names):
    """Where these programs are on this computer, root's among them."""
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    found = {name: shutil.which(name, path=path) for name in names}
    for name, place in found.items():
        if not place:
            skip(f"{name} is not installed")
    return list(found.values())


def installed():
    """The program and what it stands on, as initramfs() takes them: programs, and files."""
    if not RELEASE.exists():
        skip(f"{RELEASE} is not built")
    gconv = pathlib.Path("/usr/lib/x86_64-linux-gnu/gconv")  # mkfs.fat converts its label
    names = ("gconv-modules.cache", "gconv-modules", "IBM437.so")
    files = [(gconv / name, (gconv / name).relative_to("/"))
             for name in names if (gconv / name).exists()]
    share = pathlib.Path("usr/share/mkrescue-usb")
    files += [(ROOT / name, share / name) for name in ("vendors", "templates")]
    files += [(RELEASE, "usr/bin/mkrescue-usb")]
    return tools("mkfs.fat", "fsck.fat", "mcopy", "mlabel", "mmd") + [RELEASE], files


def linux(vmlinux, packed):
    """The command that boots it."""
    return ["qemu-system-x86_64", "-M", "q35", "-accel", "tcg", "-cpu", "max", "-m", "512",
            "-nographic", "-no-reboot", "-net", "none", "-kernel", vmlinux, "-initrd", packed,
            "-append", "console=ttyS0 quiet panic=1"]


def usb_stick(number, file, limits=""):
    """What QEMU wants for one stick."""
    return ["-drive", f"if=none,id=stick{number},format=raw,cache=unsafe,file={file}{limits}",
            "-device", f"usb-storage,drive=stick{number},removable=on,serial=RESCUE000{number}"]


def boot_linux(vmlinux, packed, stick, *more):
    """Boots with the file as a USB stick, and with what else QEMU is told; what the guest said."""
    console = Console([*linux(vmlinux, packed), "-device", "qemu-xhci", *usb_stick(1, stick),
                       *more])
    console.until("guest is up")
    said = console.until("guest is done")
    console.process.wait(PATIENCE)
    return said.replace("\r", "")
