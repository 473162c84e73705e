"""Firmware made up for tests: of the right format and for the right board, and runnable nowhere.

recipes() are the catalogue's that are built; files_for() and order() say how each is ordered."""

import gzip
import hashlib
import io
import json
import os
import pathlib
import struct
import subprocess
import tarfile
import tempfile
import zipfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAYLOAD = hashlib.shake_128(b"payload").digest(70_000)


def uimage():
    def head(crc):
        return struct.pack(">7I4B32s", 0x27051956, crc, 1_700_000_000, len(PAYLOAD), 0, 0,
                           zlib.crc32(PAYLOAD), 5, 5, 2, 0, b"made up")

    return head(zlib.crc32(head(0))) + PAYLOAD


def node(name, properties, *children):
    out = struct.pack(">I", 1) + name.encode() + b"\0"
    out += bytes(-len(out) % 4)
    for offset, value in properties:
        out += struct.pack(">3I", 3, len(value), offset) + value + bytes(-len(value) % 4)
    return out + b"".join(children) + struct.pack(">I", 2)


def fit():
    names = ["description", "data", "type", "algo", "value"]
    strings = b"".join(name.encode() + b"\0" for name in names)
    at = {name: strings.index(name.encode() + b"\0") for name in names}
    crc = struct.pack(">I", zlib.crc32(PAYLOAD))
    hashed = node("hash-1", [(at["algo"], b"crc32\0"), (at["value"], crc)])
    kernel = node("kernel-1", [(at["data"], PAYLOAD), (at["type"], b"kernel\0")], hashed)
    tree = node("", [(at["description"], b"made up\0")], node("images", [], kernel))
    tree += struct.pack(">I", 9)
    reserve = bytes(16)
    start = 40 + len(reserve)
    total = start + len(tree) + len(strings)
    head = struct.pack(">10I", 0xD00DFEED, total, start, start + len(tree), 40, 17, 16, 0,
                       len(strings), len(tree))
    return head + reserve + tree + strings


def ubi():
    def header(magic, fields):
        body = magic + fields.ljust(56, b"\0")
        return body + struct.pack(">I", zlib.crc32(body) ^ 0xFFFFFFFF)

    block = header(b"UBI#", struct.pack(">B3xQIII", 1, 0, 64, 128, 7)).ljust(128 << 10, b"\xff")
    return block * 2


def disk(kind):
    image = bytearray(4 << 20)
    image[510:512] = b"\x55\xaa"
    if kind == "disk-mbr":
        image[446:462] = struct.pack("<B3xB3xII", 0x80, 0x0C, 2048, 4096)
        return bytes(image)
    last = len(image) // 512 - 1
    image[446:462] = struct.pack("<B3xB3xII", 0, 0xEE, 1, last)
    entries = (bytes(range(16)) * 2 + struct.pack("<QQQ", 2048, 4095, 0)).ljust(128, b"\0")
    entries = entries.ljust(128 * 128, b"\0")

    def header(mine, other, table):
        head = struct.pack("<8s4I4Q16sQ3I", b"EFI PART", 0x10000, 92, 0, 0, mine, other, 34,
                           last - 33, bytes(16), table, 128, 128, zlib.crc32(entries))
        return head[:16] + struct.pack("<I", zlib.crc32(head)) + head[20:]

    image[512:604] = header(1, last, 2)
    image[1024:1024 + len(entries)] = entries
    image[(last - 32) * 512:(last - 32) * 512 + len(entries)] = entries
    image[last * 512:last * 512 + 92] = header(last, 1, last - 32)
    return bytes(image)


def device_tree(*compatible):
    """A tree of nothing but what it is compatible with."""
    value = b"".join(name.encode() + b"\0" for name in compatible)
    strings = b"compatible\0"
    tree = node("", [(0, value)]) + struct.pack(">I", 9)
    head = struct.pack(">10I", 0xD00DFEED, 56 + len(tree) + len(strings), 56, 56 + len(tree), 40, 17,
                       16, 0, len(strings), len(tree))
    return head + bytes(16) + tree + strings


def fat_disk(files, kind="disk-mbr", boot_code=b""):
    """A disk image whose first partition is a FAT volume of 1 MiB with these files, by mtools."""
    image = bytearray(disk(kind))
    image[:len(boot_code)] = boot_code
    with tempfile.TemporaryDirectory() as folder:
        volume = pathlib.Path(folder) / "volume"
        volume.write_bytes(bytes(2048 * 512))
        run = {"check": True, "env": {**os.environ, "MTOOLSRC": "/dev/null"}}
        subprocess.run(["mformat", "-i", volume, "-t", "32", "-h", "2", "-s", "32", "::"], **run)
        for folder_name in sorted({str(parent) for name in files
                                   for parent in pathlib.PurePath(name).parents} - {"."}):
            subprocess.run(["mmd", "-i", volume, f"::{folder_name}"], **run)
        for name, content in files.items():
            subprocess.run(["mcopy", "-i", volume, "-", f"::{name}"], input=content, **run)
        image[1 << 20:2 << 20] = volume.read_bytes()
    return bytes(image)


def elf():
    head = b"\x7fELF\1\1\1".ljust(16, b"\0")
    head += struct.pack("<HHIIIIIHHHHHH", 2, 8, 1, 0, 52, 0, 0, 52, 32, 1, 40, 0, 0)
    return head + struct.pack("<8I", 1, 84, 0, 0, len(PAYLOAD), len(PAYLOAD), 5, 4) + PAYLOAD


def mediatek_bl2():
    """As for SPI NAND with pages of 2048 bytes."""
    page = (b"SPINAND!\1".ljust(16, b"\0") + struct.pack("<I", 2048)).ljust(2048, b"\xff")
    info = (b"MMM\1".ljust(8, b"\0") + b"FILE_INFO").ljust(27, b"\0") + b"\1" + bytes(4)
    info += struct.pack("<I", 52 + len(PAYLOAD) + 32) + bytes(8) + struct.pack("<I", 32)
    content = info.ljust(52, b"\0") + PAYLOAD
    return page + content + hashlib.sha256(content).digest()


def trx():
    rest = struct.pack("<HH3I", 0, 1, 28, 0, 0) + PAYLOAD
    crc = zlib.crc32(rest) ^ 0xFFFFFFFF
    return struct.pack("<4sII", b"HDR0", 12 + len(rest), crc) + rest


def tar(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def medkit():
    return gzip.compress(tar({"./bin/sh": b"#!", "./etc/turris-version": b"9.9\n"}), mtime=0)


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("image", uimage())
    return out.getvalue()


def with_metadata(image, boards):
    """As OpenWrt's fwtool appends it."""
    text = json.dumps({"supported_devices": boards, "version": {"dist": "OpenWrt"}}).encode()
    body = image + bytes(8) + text
    crc = zlib.crc32(body) ^ 0xFFFFFFFF
    return body + struct.pack(">4sIB3xI", b"FWx0", crc, 1, 8 + len(text) + 16)


def zyxel_znbg(device):
    """As zyimage appends it; a number, or a code as `inspect` prints it."""
    device = int(device, 0) if isinstance(device, str) else device
    body = uimage() + struct.pack("<4sI48s", b"ZNBG", device, b"made up")
    crc = zlib.crc32(body[:-56]) ^ 0xFFFFFFFF
    return body + struct.pack("<I", crc)


def xiaomi(codes, folder):
    subprocess.run([ROOT / "scripts/make-sample-firmware", "--model-id", codes[0], "--out", folder],
                   check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("miwifi_*.bin")).read_bytes()


PLAIN = {
    "any": lambda: hashlib.shake_128(b"of no known format").digest(3000),
    "uimage": uimage,
    "fit": fit,
    "ubi": ubi,
    "disk-mbr": lambda: disk("disk-mbr"),
    "disk-gpt": lambda: disk("disk-gpt"),
    "gzip": lambda: gzip.compress(disk("disk-mbr"), mtime=0),
    "openwrt-sysupgrade": lambda: tar({"sysupgrade-made-up/CONTROL": b"BOARD=made-up\n",
                                       "sysupgrade-made-up/kernel": uimage()}),
    "elf": elf,
    "mediatek-bl2": mediatek_bl2,
    "trx": trx,
    "tar": lambda: tar({"install.sh": b"#!"}),
    "turris-medkit": medkit,
    "zip": archive,
}
FORMATS = {*PLAIN, "xiaomi-hdr1"}


def make(kind, codes, folder):
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "xiaomi-hdr1":
        content = xiaomi(codes, folder)
    else:
        content = PLAIN[kind]()
        if codes:
            content = with_metadata(content, codes)
    path = folder / f"made-up.{kind}"
    path.write_bytes(content)
    return path


def all_recipes():
    """Every model, with what its procedure gives."""
    for path in sorted((ROOT / "vendors").glob("*.json")):
        vendor = json.loads(path.read_text())
        if "models" not in vendor:  # the schema, the keys
            continue
        shared = {p["name"]: p for p in vendor.get("procedures", [])}
        for model in vendor["models"]:
            yield {**shared.get(model.get("procedure"), {}), **model, "vendor": vendor["vendor"]}


def recipes():
    """Those that are built."""
    for recipe in all_recipes():
        if recipe.get("layout") and "not_built" not in recipe:
            yield recipe


def choose(file):
    """The first format that can be made up, one that is checked before one that is not."""
    known = [a for a in file["accepts"] if a["format"] in FORMATS]
    known.sort(key=lambda accepted: accepted["format"] == "any")
    return known[0] if known else None


def files_for(recipe, folder):
    """A wanted file and what is given for it, each."""
    given = []
    for i, file in enumerate(recipe["files"]):
        if file.get("optional"):
            continue
        accepted = choose(file)
        if not accepted:
            raise LookupError(f"nothing makes up {file['accepts'][0]['format']}")
        path = make(accepted["format"], accepted.get("codes", []), folder / str(i))
        given.append((file, path))
    return given


def order(recipe, given, image):
    """The program's arguments that make the image."""
    words = ["--vendor", recipe["vendor"], "--model", recipe["model"], "--accept-unsigned",
             "--accept-unstated-model", "--accept-unproven", "--output", image]
    for file, path in given:
        words += ["--firmware", f"{file['name']}={path}"]
        if (key := path.parent / "sample-public.pem").exists():
            words += ["--trust", key]
    return words
