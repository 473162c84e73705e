"""Firmware made up with a board's code in its container, as each format's own writers put it there."""

import gzip
import hashlib
import struct

from coded_makers import MAKERS
from synthetic import (PAYLOAD, PLAIN, fat_disk, uimage, with_metadata, xiaomi,
                       zyxel_znbg)

TPLINK_SALT = bytes.fromhex("dcd73aa5c39598fbddf9e7f40eae4738")
TPLINK_SALT_2 = bytes.fromhex("dcd73aa5c39598fbdcf9e7f40eae4737")
SAFELOADER_SALT = bytes.fromhex("7a2b15ed9b98596de504ab44ac2a9f4e")


def netgear_dni(code):
    device, _, hardware = code.partition(" ")
    text = f"device:{device}\nversion:V1.0.0.1\nregion:\n" + (f"hd_id:{hardware}\n" if hardware else "")
    image = text.encode().ljust(128, b"\0") + uimage()
    return image + bytes([(0xFF - sum(image)) & 0xFF])


def netgear_sum(data):
    low = high = 0
    for byte in data:
        low = (low + byte) & 0xFFFFFFFF
        high = (high + low) & 0xFFFFFFFF

    def fold(value):
        value = (value & 0xFFFF) + (value >> 16)
        return (value + (value >> 16)) & 0xFFFF

    return fold(high) << 16 | fold(low)


def netgear_chk(code):
    kernel = uimage()
    board = code.encode()

    def head(crc):
        return struct.pack(">4sI8B6I", b"*#$^", 40 + len(board), 1, 1, 0, 0, 0, 0, 0, 0,
                           netgear_sum(kernel), 0, len(kernel), 0, netgear_sum(kernel), crc) + board

    return head(netgear_sum(head(0))) + kernel


def tplink(code, version):
    """Layout 1 for version 1, layout 2 for version 3."""
    hardware, _, revision = code.partition(" ")
    numbers = struct.pack(">II", int(hardware, 16), int(revision or "1", 16))
    first = version == 1
    head = bytearray(0x200)
    head[:4] = struct.pack("<I", version)
    head[4:11] = b"made up"
    at = {"numbers": 0x40, "md5": 0x4C, "parts": 0x80} if first else {
        "numbers": 0x34, "md5": 0x40, "parts": 0x74}
    salt = TPLINK_SALT if first else TPLINK_SALT_2
    head[at["numbers"]:at["numbers"] + 8] = numbers
    head[at["parts"]:at["parts"] + 8] = struct.pack(">II", 0x200, len(PAYLOAD))
    if first:
        head[0x7C:0x80] = struct.pack(">I", 0x200 + len(PAYLOAD))
    else:
        head[0x8C:0x8E] = b"\x55\xaa"
        head[0x90] = 0xA5
    head[at["md5"]:at["md5"] + 16] = salt
    digest = hashlib.md5(bytes(head) + PAYLOAD).digest()
    head[at["md5"]:at["md5"] + 16] = digest
    return bytes(head) + PAYLOAD


def safeloader(codes):
    """A support list has a line for each board; codes are such lines, or name and version out of one."""
    lines = ["SupportList:"]
    for code in codes:
        if not code.startswith("{") and "(" not in code:
            name, _, version = code.rpartition(" ")
            code = f"{{product_name:{name},product_ver:{version},special_id:00000000}}"
        lines.append(code)
    support = "".join(line + "\n" for line in lines)

    def meta(content):
        return struct.pack(">II", len(content), 0) + content + b"\0"

    parts = {
        "partition-table": b"\0\4\0\0" + b"partition fs-uboot base 0x00000 size 0x20000\n"
                           b"partition os-image base 0x20000 size 0x100000\n\0",
        "support-list": meta(support.encode()),
        "os-image": uimage(),
    }
    table, content = "", b""
    for name, data in parts.items():
        table += f"fwup-ptn {name} base 0x{0x800 + len(content):05x} size 0x{len(data):05x}\t\r\n"
        content += data
    body = b"\xff" * 0x1000 + table.encode().ljust(0x800, b"\xff") + content
    return struct.pack(">I", 20 + len(body)) + hashlib.md5(SAFELOADER_SALT + body).digest() + body


def by_metadata(kind, codes):
    """OpenWrt's boards only; other codes of these formats stand elsewhere."""
    boards = [code for code in codes if "," in code]
    return with_metadata(PLAIN[kind](), boards) if boards else None


def named_uimage(codes):
    """D-Link's: the MD5 of the file, salted, and the name of the hardware stand at the end."""
    if "," in codes[0]:
        return by_metadata("uimage", codes)
    image = uimage()
    return image + hashlib.md5(image + b"ffff").hexdigest().encode() + codes[0].encode()


def efi_disk(code):
    names = {"efi-x86_64": "bootx64.efi", "efi-i386": "bootia32.efi"}
    return fat_disk({f"efi/boot/{names[code]}": b"MZ"}, "disk-gpt")


def packed(codes):
    """Of boards by their metadata, or a disk that tells what starts it."""
    if codes[0].startswith("efi-"):
        return gzip.compress(efi_disk(codes[0]), mtime=0)
    return by_metadata("gzip", codes)


def coded(kind, codes, folder):
    """With the first of the codes, or with all where the format has room; None: nothing makes it."""
    makers = {
        **MAKERS,
        "netgear-dni": netgear_dni,
        "netgear-chk": netgear_chk,
        "tplink-v1": lambda code: tplink(code, 1),
        "tplink-v3": lambda code: tplink(code, 3),
        "zyxel-znbg": zyxel_znbg,
        "xiaomi-hdr1": lambda code: xiaomi([code], folder),
        "disk-gpt": efi_disk,
    }
    if kind == "tplink-safeloader":
        return safeloader(codes)
    if kind == "gzip":
        return packed(codes)
    if kind == "uimage":
        return named_uimage(codes)
    if kind in makers:
        return makers[kind](codes[0])
    return by_metadata(kind, codes) if kind in PLAIN else None
