"""A router of ours in whole frames, at one end of a cable: what it says, and when, is the test's business."""

import select
import socket
import struct
import time

PC = "192.168.0.66"
ROUTER = "192.168.0.86"
MAC = bytes.fromhex("020000000002")
BROADCAST = b"\xff" * 6


def ip(text):
    return socket.inet_aton(text)


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def packets_of(interface):
    packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    packets.bind((interface, 0))
    return packets


class Plug:
    """The end of QEMU's `-netdev socket` that a router of ours is at: a stream of frames with their sizes."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.stream = None

    def accept(self):
        self.stream = self.listener.accept()[0]

    def fileno(self):
        return self.stream.fileno()

    def send(self, frame):
        self.stream.sendall(struct.pack("!I", len(frame)) + frame)

    def take(self, size):
        taken = self.stream.recv(size, socket.MSG_WAITALL)
        if len(taken) < size:
            raise EOFError("the computer at the other end is gone")
        return taken

    def recvfrom(self, _):
        return self.take(struct.unpack("!I", self.take(4))[0]), (None, 0, 0)


class Router:
    """One end of the cable; every wait has an end."""

    def __init__(self, mac=MAC, address=ROUTER, interface="r0", plug=None):
        self.mac, self.address = mac, address
        self.socket = plug or packets_of(interface)
        self.pc_mac = None
        self.port = 2000

    def frame(self, to, kind, content):
        self.socket.send(to + self.mac + struct.pack("!H", kind) + content)

    def arp(self, target, operation=1, to=BROADCAST, sender=None, wanted=bytes(6)):
        self.frame(to, 0x806, struct.pack("!HHBBH", 1, 0x800, 6, 4, operation) + self.mac +
                   ip(sender or self.address) + wanted + ip(target))

    def udp(self, target, to_port, payload, from_port=None, to=None):
        udp = struct.pack("!HHHH", from_port or self.port, to_port, 8 + len(payload), 0) + payload
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0)
        head += ip(self.address) + ip(target)
        head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
        self.frame(to or self.pc_mac, 0x800, head + udp)

    def hear(self, seconds, wanted):
        """The first frame of the other end that `wanted` makes something of; None: none came."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.socket], [], [], left)[0]:
                break
            frame, where = self.socket.recvfrom(2000)
            if where[2] == socket.PACKET_OUTGOING:
                continue
            found = wanted(frame)
            if found is not None:
                return found
        return None

    def find(self, target=PC, seconds=2):
        """Asks until it is answered, as a boot loader does; False: nobody has the address."""
        def reply(frame):
            if frame[12:14] == b"\x08\x06" and frame[21] == 2 and frame[28:32] == ip(target):
                return frame[22:28]
            return None
        for _ in range(int(seconds * 2)):
            self.arp(target)
            self.pc_mac = self.hear(.5, reply)
            if self.pc_mac:
                return True
        return False

    def packet(self, seconds):
        """(port, payload) of the next UDP packet for this router."""
        def mine(frame):
            if frame[12:14] != b"\x08\x00" or frame[23] != 17 or frame[30:34] != ip(self.address):
                return None
            source, target, size = struct.unpack("!HHH", frame[34:40])
            return (source, frame[42:34 + size]) if target == self.port else None
        return self.hear(seconds, mine)

    def ask(self, name, options=b"", target=PC):
        self.port += 1
        self.udp(target, 69, b"\0\1" + name.encode() + b"\0octet\0" + options)

    def fetch(self, name, options=b"", last_ack=True, stop_at=None, target=PC):
        """The file; what there is of it when nothing more comes, or at block `stop_at`."""
        self.ask(name, options, target)
        got, expected, size = b"", 1, 512
        while True:
            answer = self.packet(3)
            if answer is None:
                return got
            port, data = answer
            kind, block = struct.unpack("!HH", data[:4])
            if kind == 6:
                size = int(dict(zip(*[iter(data[2:-1].split(b"\0"))] * 2))[b"blksize"])
                self.udp(target, port, b"\0\4\0\0")
            elif kind == 3 and block == expected & 0xffff:
                got += data[4:]
                ended = len(data) - 4 < size
                if expected == stop_at or (ended and not last_ack):
                    return got
                self.udp(target, port, struct.pack("!HH", 4, block))
                if ended:
                    return got
                expected += 1
