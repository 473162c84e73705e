"""The FTP server of AVM's boot loader in whole frames: a connection for commands, a passive one for
the file, segments in their order only."""

import lzma
import struct
import time
import zlib

from cable import Router, Run, checksum, ip

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
OFFERED = 1446
DATA_PORT = 4 << 8 | 45
REPLIES = {
    "USER": "331 Password required for adam2.", "PASS": "230 User adam2 successfully logged in.",
    "TYPE": "200 Type set to BINARY", "SETENV": "200 SETENV command successful",
    "MEDIA": "200 Media set", "PASV": "227 Entering Passive Mode (192,168,178,1,4,45)",
    "STOR": "150 Opening BINARY data connection",
    "REBOOT": "221-Thank you for using the FTP service on ADAM2\r\n221 Goodbye.",
}


class Connection:
    """One of the server's; what is said last is kept, for a peer that did not hear it."""

    def __init__(self, router, own, port, sequence):
        self.router, self.own, self.port = router, own, port
        self.next, self.sent = sequence + 1, int(time.monotonic() * 1000) + own
        self.first, self.kept, self.closed = self.sent, [], False

    def segment(self, flags, payload=b"", sequence=None):
        sequence = self.sent if sequence is None else sequence
        options = struct.pack("!BBH", 2, 4, OFFERED) if flags & SYN else b""
        segment = struct.pack("!HHIIBBHHH", self.own, self.port, sequence & 0xffffffff,
                              self.next & 0xffffffff, (20 + len(options)) // 4 << 4, flags,
                              OFFERED, 0, 0) + options + payload
        router = self.router
        whole = ip(router.address) + router.pc + struct.pack("!BBH", 0, 6, len(segment)) + segment
        total = checksum(whole + bytes(len(whole) & 1))
        segment = segment[:16] + struct.pack("!H", total) + segment[18:]
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), 0, 0, 64, 6, 0)
        head += ip(router.address) + router.pc
        router.frame(router.pc_mac, 0x800, head[:10] + struct.pack("!H", checksum(head)) +
                     head[12:] + segment)

    def say(self, flags, payload=b""):
        """Counts, so it is kept."""
        self.kept.append((flags, payload, self.sent))
        self.segment(flags, payload)
        self.sent += len(payload) + bool(flags & (SYN | FIN))

    def again(self):
        for kept in self.kept[-2:]:
            self.segment(*kept)


class Eva(Router):
    """`replies` replaces some of the usual ones; `drop`: every so-manieth segment is lost; `cut`: the
    second connection is reset after so many bytes."""

    def __init__(self, replies=None, drop=0, cut=None, refuses_data=False, write_seconds=0,
                 deaf_until=0):
        super().__init__(address="192.168.178.1")
        self.replies = {**REPLIES, **(replies or {})}
        self.drop, self.cut, self.refuses_data = drop, cut, refuses_data
        self.write_seconds, self.deaf_until = write_seconds, deaf_until
        self.connections, self.line, self.said, self.file = {}, b"", [], bytearray()
        self.frames, self.lost, self.ended, self.logins = 0, 0, False, 0

    def reply(self, text):
        self.connections[21].say(ACK | PSH, text.encode() + b"\r\n")

    def obey(self, line):
        self.said.append(line)
        self.reply(self.replies.get(line.split()[0], "502 Command not implemented"))
        if line == "REBOOT":
            self.connections[21].say(ACK | FIN)
            self.ended = True

    def open(self, own, port, sequence):
        known = self.connections.get(own)
        if known and known.port == port:
            known.again()
            return
        connection = self.connections[own] = Connection(self, own, port, sequence)
        if own == DATA_PORT and self.refuses_data:
            connection.segment(RST | ACK)
            del self.connections[own]
            return
        connection.say(SYN | ACK)
        if own == 21:
            self.logins, self.ended = self.logins + 1, False
            self.line = b""
            self.reply(self.replies.get("", "220 ADAM2 FTP Server ready"))

    def take(self, connection, payload):
        if connection.own == DATA_PORT:
            self.file += payload
            if self.cut is not None and len(self.file) >= self.cut:
                connection.segment(RST | ACK)
                del self.connections[DATA_PORT]
                return
            connection.segment(ACK)
            return
        self.line += payload
        connection.segment(ACK)
        while b"\r\n" in self.line:
            line, _, self.line = self.line.partition(b"\r\n")
            self.obey(line.decode())

    def close(self, connection):
        connection.next += 1
        connection.closed = True
        connection.say(ACK | FIN)
        if connection.own == DATA_PORT:
            time.sleep(self.write_seconds)
            self.reply("226 Transfer complete")
        else:
            self.ended = True

    def receive_tcp(self, frame):
        size = struct.unpack("!H", frame[16:18])[0]
        port, own, sequence = struct.unpack("!HHI", frame[34:42])
        flags = frame[47]
        payload = frame[34 + (frame[46] >> 4) * 4:14 + size]
        self.frames += 1
        if self.drop and self.frames % self.drop == 0:
            self.lost += 1
            return
        self.pc_mac, self.pc = frame[6:12], frame[26:30]
        if flags & SYN:
            self.open(own, port, sequence)
            return
        connection = self.connections.get(own)
        if not connection or connection.port != port:
            return
        if flags & RST:
            del self.connections[own]
        elif sequence == connection.next & 0xffffffff:
            if payload:
                assert len(payload) <= OFFERED, len(payload)
                connection.next += len(payload)
                self.take(connection, payload)
            if flags & FIN and not connection.closed and own in self.connections:
                self.close(connection)
        elif payload or flags & FIN:
            connection.again()

    def receive(self, frame):
        if frame[12:14] == b"\x08\x06" and frame[21] == 1 and frame[38:42] == ip(self.address):
            self.frame(frame[6:12], 0x806, frame[14:20] + b"\0\2" + self.mac + ip(self.address) +
                       frame[22:28] + frame[28:32])
        elif frame[12:14] == b"\x08\x00" and frame[23] == 6 and frame[30:34] == ip(self.address):
            self.receive_tcp(frame)

    def serve(self, done=None, seconds=60):
        done = done or (lambda eva: eva.ended)
        end = time.monotonic() + seconds
        while time.monotonic() < end and not done(self):
            frame = self.hear(.2, lambda frame: frame)
            if frame and time.monotonic() >= self.deaf_until:
                self.receive(frame)
        return done(self)


def kernel(size=60000):
    """As EVA starts it: what OpenWrt's image for the flash begins with."""
    plain = bytes(i * 7 % 256 ^ i // 251 % 256 for i in range(size)) * 2
    packed = lzma.compress(plain, lzma.FORMAT_ALONE)[13:]
    packed += bytes(-len(packed) % 4) + bytes((i * 31 + i // 7) % 256 for i in range(size))
    load = 0x80060000
    record = struct.pack("<III", 0x075a0201, len(packed), len(plain)) + \
        struct.pack("<I", zlib.crc32(packed)) + b"\x5d\0\0\x80\0\0\0\0" + packed
    total = (len(record) + load + sum(record)) & 0xffffffff
    return struct.pack(">I", 0x8112edfe) + struct.pack("<II", len(record), load) + record + \
        struct.pack("<III", -total & 0xffffffff, 0, load)


def begin(path, *more, model="fritzbox-4020"):
    return Run("--vendor", "avm", "--model", model, "--firmware", path, "--accept-unsigned",
               "--accept-unstated-model", "--interface", "pc0", "--yes", "--no-wait", *more)


def states(run):
    return [event["state"] for event in run.events if event["event"] == "state"]
