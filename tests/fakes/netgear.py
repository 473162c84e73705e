"""A Netgear router's boot loader, on one end of a cable: NMRP (EtherType 0x0912), then one file by TFTP.

The packets are those of nmrpflash's source and of what it sends (jclehner/nmrpflash@17cacef nmrp.c)."""

import struct
import time

from cable import Router, ip

KIND = 0x0912
ADVERTISE, CONF_REQ, CONF_ACK, CLOSE_REQ, CLOSE_ACK, ALIVE_REQ, ALIVE_ACK, UPLOAD = *range(1, 8), 16
MAGIC, ADDRESS, REGION, FIRMWARE, FILE = 1, 2, 4, 0x101, 0x181


class Netgear(Router):
    def __init__(self, file=None, last_ack=True, words=b"", keeps_alive=0, times=1, block_size=1456,
                 repeats=1, stop_at=None, **more):
        super().__init__(**more)
        self.file, self.last_ack, self.words, self.keeps_alive = file, last_ack, words, keeps_alive
        self.times, self.block_size, self.repeats, self.stop_at = times, block_size, repeats, stop_at
        self.transfers, self.got, self.region, self.name = 0, b"", None, None

    def say(self, code, options=b""):
        packet = struct.pack("!HBBH", 0, code, 0, 6 + len(options)) + options
        for _ in range(self.repeats):
            self.frame(self.pc_mac, KIND, packet.ljust(46, b"\0"))

    def nmrp(self, seconds, *codes):
        """(code, options) of the next packet with one of these codes; None: there is none."""
        def wanted(frame):
            if frame[12:14] != struct.pack("!H", KIND) or frame[16] not in codes:
                return None
            size, at, options = struct.unpack("!H", frame[18:20])[0], 20, {}
            while at < 14 + size:
                kind, length = struct.unpack("!HH", frame[at:at + 4])
                options[kind] = frame[at + 4:at + length]
                at += length
            self.pc_mac = frame[6:12]
            return frame[16], options
        return self.hear(seconds, wanted)

    def take_address(self, seconds=30):
        """Whether it was called, and given an address."""
        called = self.nmrp(seconds, ADVERTISE)
        if not called:
            return False
        assert called[1] == {MAGIC: b"NTGR"}, called
        self.say(CONF_REQ)
        _, options = self.nmrp(5, CONF_ACK)
        assert options[FIRMWARE] == b"" and options[ADDRESS][4:] == ip("255.255.255.0"), options
        self.region = options.get(REGION)
        self.address = ".".join(map(str, options[ADDRESS][:4]))
        return True

    def request(self):
        """The next request to write: (address, port, name, options)."""
        def wanted(frame):
            if self.answers_arp(frame) or frame[12:14] != b"\x08\x00" or frame[23] != 17:
                return None
            port, target, size = struct.unpack("!HHH", frame[34:40])
            if target != 69 or frame[30:34] != ip(self.address) or frame[42:44] != b"\0\2":
                return None
            parts = frame[44:34 + size].split(b"\0")
            pc = ".".join(map(str, frame[26:30]))
            return pc, port, parts[0], dict(zip(parts[2:-1:2], parts[3:-1:2]))
        return self.hear(10, wanted)

    def answers_arp(self, frame):
        if frame[12:14] != b"\x08\x06" or frame[21] != 1 or frame[38:42] != ip(self.address):
            return False
        self.arp(".".join(map(str, frame[28:32])), 2, frame[6:12])
        return True

    def take(self):
        """One transfer; None: it stopped."""
        pc, self.peer, self.name, options = self.request()
        self.port, size = 69, 512
        if b"blksize" in options and self.block_size:
            size = min(self.block_size, int(options[b"blksize"]))
            self.udp(pc, self.peer, b"\0\6blksize\0%d\0" % size)
        else:
            self.udp(pc, self.peer, b"\0\4\0\0")
        got, block = b"", 0
        while (packet := self.packet(10)):
            kind, number = struct.unpack("!HH", packet[1][:4])
            if kind != 3 or number != block + 1:
                continue
            got, block = got + packet[1][4:], number
            ended = len(packet[1]) - 4 < size
            if block == self.stop_at:
                return None
            if ended and self.words:
                self.udp(pc, self.peer, self.words)
            elif not ended or self.last_ack:
                self.udp(pc, self.peer, struct.pack("!HH", 4, block))
            if ended:
                return got
        return None

    def rescue(self, closes=True):
        """What it got, whole; None: it was not called, or left alone."""
        if not self.take_address():
            return None
        name = self.file.encode() if self.file else b""
        for _ in range(self.times):
            self.say(UPLOAD, struct.pack("!HH", FILE, 4 + len(name)) + name if name else b"")
            self.got = self.take()
            if self.got is None:
                return None
            self.transfers += 1
            time.sleep(.2)
        for _ in range(self.keeps_alive):
            self.say(ALIVE_REQ)
            assert self.nmrp(5, ALIVE_ACK)
        if closes:
            self.say(CLOSE_REQ)
            assert self.nmrp(20, CLOSE_ACK)
        return self.got
