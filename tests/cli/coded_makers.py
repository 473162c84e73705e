"""Firmware made up with a board's code: the containers of makers that are few lines each."""

import hashlib
import struct
import zlib

from synthetic import trx, uimage


def crc_jam(data):
    return zlib.crc32(data) ^ 0xFFFFFFFF


def crc_raw(data):
    """Begun with zero, and not inverted."""
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def cksum(data):
    """As cksum(1) computes it."""
    crc, length = 0, len(data)
    tail = b""
    while length:
        tail += bytes([length & 0xFF])
        length >>= 8
    for byte in data + tail:
        crc ^= byte << 24
        for _ in range(8):
            crc = crc << 1 ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1
            crc &= 0xFFFFFFFF
    return crc ^ 0xFFFFFFFF


def words(data):
    return (int.from_bytes(data[i:i + 2], "little") for i in range(0, len(data), 2))


def carried(data):
    total = 0
    for word in words(data):
        total += word
        total = (total & 0xFFFF) + (total >> 16)
    return total


def ubiquiti(code):
    content = uimage()
    head = b"UBNT" + f"{code}.made.v1.0.0".encode().ljust(256, b"\0")
    head += struct.pack(">II", zlib.crc32(head), 0)
    part = (b"PART" + b"kernel".ljust(36, b"\0")
            + struct.pack(">4I", 0x9F050000, 0, len(content), len(content)) + content)
    image = head + part + struct.pack(">II", zlib.crc32(part), 0)
    return image + struct.pack(">4sII", b"END.", zlib.crc32(image), 0)


def dlink_jboot(code):
    content = uimage()
    content += b"\0" * (len(content) % 2)
    head = bytearray(80)
    head[:12] = code.encode()
    struct.pack_into("<H", head, 14, carried(content))
    struct.pack_into("<I", head, 44, len(content))
    head[64:68] = b"BH\2\0"
    head[70:72] = b"\4\4"
    struct.pack_into("<H", head, 78, carried(head[:78]) ^ 0xFFFF)
    return bytes(head) + content


def sercomm(code):
    hardware, _, revision = code.partition(" ")
    block = (b"sErCoMm" + b"\0\1\0\0" + hardware.encode().ljust(34, b"\0")
             + revision.encode().ljust(10, b"\0") + bytes(8) + b"sErCoMm\0")
    image = block.ljust(512, b"\0") + uimage()
    return image + bytes([-sum(image) & 0xFF])


def linksys_trailer(code):
    content = uimage()
    trailer = f".LINKSYS.01000409{code:<15}{cksum(content):08X}"
    return content + trailer.ljust(256).encode()


def linksys_cybertan(code):
    return (code.encode().ljust(8, b"\0") + bytes([24, 1, 1, 1, 1, 3]) + b"U2ND").ljust(32, b"\0") + trx()


def wrgg(code):
    content = uimage()
    device = b"/dev/mtdblock/1".ljust(32, b"\0")
    number = struct.pack(">I", 0)
    digest = hashlib.md5(number + device + content).digest()
    return (code.encode().ljust(32, b"\0") + b"\x21\3\x08\x20" * 2 + b"v1".ljust(16, b"\0")
            + b"made up".ljust(16, b"\0") + bytes(32) + struct.pack(">I", len(content)) + number
            + device + digest + content)


def bcm63xx(code):
    chip, _, board = code.partition(" ")
    content = uimage()
    tag = bytearray(256)

    def text(at, value):
        tag[at:at + len(value)] = value.encode()

    text(0, "6")
    text(4, "Broadcom Corporatio")
    text(38, chip)
    text(44, board)
    text(60, "1")
    text(62, str(len(content)))
    struct.pack_into(">I", tag, 216, crc_jam(content))
    struct.pack_into(">I", tag, 236, crc_jam(tag[:236]))
    return bytes(tag) + content


def seama(code):
    """Sealed: the first entity names the board, the second has the image."""
    content = uimage()
    signature = f"signature={code}".encode() + b"\0"
    signature += b"\0" * (-len(signature) % 4)
    seal = b"\x5e\xa3\xa4\x17" + struct.pack(">HHI", 0, len(signature), 0) + signature
    head = b"\x5e\xa3\xa4\x17" + struct.pack(">HHI", 0, 0, len(content))
    return seal + head + hashlib.md5(content).digest() + content


def dlink_dap(code):
    content = uimage()
    return (struct.pack("<I", 72) + struct.pack(">III", sum(content), len(content), len(content))
            + code.encode().ljust(32, b"\0") + b"1.0".ljust(16, b"\0") + b"Default\0" + content)


def edimax_csys(code):
    content = uimage()
    content += b"\0" * (len(content) % 2)
    negative = -sum(words(content)) & 0xFFFF
    return (struct.pack("<4sII4sI", b"CSYS", 0, 0, code.encode(), len(content) + 2) + content
            + struct.pack("<H", negative))


def netgear_encrypted(code):
    head = bytearray(532)
    head[:len(code)] = code.encode()
    head[212:212 + len(code)] = code.encode()
    head[512:524] = b"encrpted_img"
    content = hashlib.shake_128(b"encrypted").digest(2048)
    struct.pack_into(">I", head, 524, len(content))
    image = bytes(head) + content
    return image + struct.pack(">I", crc_raw(image))


def asus_trx(code):
    """The tail is the last 64 bytes of the image: version and product."""
    tail = b"\3\0\0\4" + code.encode().ljust(60, b"\0")
    rest = trx()[12:] + tail
    return struct.pack("<4sII", b"HDR0", 12 + len(rest), crc_jam(rest)) + rest


def mylofw(code):
    vendor, device = (int(part, 16) for part in code.split(":"))
    content = uimage()
    content += b"\0" * (-len(content) % 4)
    blocks = struct.pack("<4I", 1, 0x30000, len(content), len(content)) + bytes(16)

    def head(crc):
        return struct.pack("<4sIQ4H4I", b"\0MYL", crc, 0, vendor, device, vendor, device, 3, 0, 0, 0)

    return head(zlib.crc32(head(0) + blocks + content)) + blocks + content


def iptime(code):
    content = uimage()

    def head(crc):
        return (code.encode().ljust(8, b"\0") + b"00_000\0\0" + bytes(32)
                + struct.pack("<II", len(content), crc))

    return head(crc_jam(head(0) + content)) + content


def xiaomi_hdr2(code):
    """Not signed: no length, and zeros in place of a signature."""
    content = uimage()
    part = struct.pack("<HHIIHH32s", 0xBABE, 0, 0xFFFFFFFF, len(content), 0xFFFF, 0, b"made-up.bin") + content
    part += b"\0" * (-len(part) % 4)
    slots = struct.pack("<8I", 48 + 32, *[0] * 7)
    signed = struct.pack("<I8s8s16x", 0, code.encode(), b"CN") + slots + part
    covered = signed + bytes(272)
    return struct.pack("<4sII", b"HDR2", 12 + len(signed), crc_jam(covered)) + covered


def openmesh_ce(code, parts=((b"fwupgrade.cfg", b"[vmlinux]\n"), (b"kernel", None), (b"rootfs", b"hsqs" * 500))):
    """A list of files in 64 KiB, then the files."""
    parts = [(name, uimage() if content is None else content) for name, content in parts]
    head = b"CE01" + code.encode().ljust(32) + b"%02x" % len(parts)
    for name, content in parts:
        head += name.ljust(32) + b"%08x" % len(content) + hashlib.md5(content).hexdigest().encode()
    return head.ljust(64 << 10, b"\0") + b"".join(content for _, content in parts)


MAKERS = {
    "bcm63xx-tag": bcm63xx,
    "dlink-dap": dlink_dap,
    "dlink-jboot": dlink_jboot,
    "edimax-csys": edimax_csys,
    "iptime": iptime,
    "linksys-cybertan": linksys_cybertan,
    "linksys-trailer": linksys_trailer,
    "mylofw": mylofw,
    "openmesh-ce": openmesh_ce,
    "netgear-encrypted": netgear_encrypted,
    "seama": seama,
    "sercomm": sercomm,
    "trx": asus_trx,
    "ubiquiti": ubiquiti,
    "wrgg": wrgg,
    "xiaomi-hdr2": xiaomi_hdr2,
}
