"""A boot loader's rescue page in whole frames: one connection, segments in their order only, a window
of one segment, nothing of its own repeated unless its peer asks again."""

import hashlib
import re
import struct
import time

from frames import Router, checksum, ip

FORM = ('<html><body>FIRMWARE UPDATE<form action="" method="post" enctype="multipart/form-data">'
        '<input type="file" name="{}"><input type="submit"></form></body></html>')
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
OFFERED = 1446


class Page(Router):
    """`answers` has what it says at each path to a GET, or None: nothing; `upload` to the file."""

    def __init__(self, address="192.168.1.1", answers=None, upload=b"Flashing now, please wait.",
                 drop=0, window=OFFERED, closes=True, reset_at=None, deaf=(), status=b"200 OK",
                 write_seconds=0, **more):
        super().__init__(address=address, **more)
        self.answers = {"/": FORM.format("firmware").encode()} if answers is None else answers
        self.upload, self.drop, self.window, self.closes = upload, drop, window, closes
        self.reset_at, self.deaf, self.status = reset_at, list(deaf), status
        self.write_seconds = write_seconds
        self.peer, self.frames, self.lost, self.second = None, 0, 0, 0
        self.asked, self.body, self.posted, self.ended = [], None, None, False
        self.last = None

    def tcp(self, flags, payload=b"", sequence=None):
        sequence = self.sent if sequence is None else sequence
        options = struct.pack("!BBH", 2, 4, OFFERED) if flags & SYN else b""
        port, pc = self.peer
        segment = struct.pack("!HHIIBBHHH", 80, port, sequence & 0xffffffff, self.next & 0xffffffff,
                              (20 + len(options)) // 4 << 4, flags, self.window, 0, 0)
        segment += options + payload
        pseudo = ip(self.address) + pc + struct.pack("!BBH", 0, 6, len(segment))
        whole = pseudo + segment + bytes(len(segment) & 1)
        segment = segment[:16] + struct.pack("!H", checksum(whole)) + segment[18:]
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), 0, 0, 64, 6, 0)
        head += ip(self.address) + pc
        head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
        self.frame(self.pc_mac, 0x800, head + segment)

    def say(self, body):
        """Kept, so that a peer that repeats itself hears it again."""
        self.said = b"HTTP/1.0 " + self.status + b"\r\nContent-Type: text/html\r\n\r\n" + body
        self.tell()

    def tell(self):
        for at in range(0, len(self.said), OFFERED):
            self.tcp(ACK | PSH, self.said[at:at + OFFERED], self.first + at)
        self.sent = self.first + len(self.said)
        if self.closes:
            self.tcp(ACK | FIN, sequence=self.sent)

    def take(self):
        """What the request so far amounts to."""
        head, found, body = bytes(self.request).partition(b"\r\n\r\n")
        if not found or self.said is not None:
            return
        method, path = head.split()[:2]
        path = path.decode()
        if method == b"GET":
            self.asked.append(path)
            self.said = b""
            answer = self.answers.get(path)
            if answer is None:
                return
            if path == "/result":
                self.write(answer)
            else:
                self.say(answer)
            return
        if len(body) < int(re.search(rb"Content-Length: (\d+)\r\n", head)[1]):
            return
        self.asked.append(path)
        self.posted, self.body = head, body
        self.say(self.upload(self.file()) if callable(self.upload) else self.upload)

    def write(self, answer):
        """Its head at once; then it is deaf until everything is written."""
        begin = b"HTTP/1.0 200 OK\r\n\r\n"
        self.tcp(ACK | PSH, begin)
        time.sleep(self.write_seconds)
        while self.hear(0, lambda frame: frame):
            pass
        self.tcp(ACK | PSH, answer, self.first + len(begin))
        self.said, self.sent = begin + answer, self.first + len(begin) + len(answer)
        self.tcp(ACK | FIN, sequence=self.sent)

    def file(self):
        """Of the upload: what a loader that counts from both ends takes out."""
        boundary = re.search(rb"boundary=([^\r\n]+)", self.posted)[1]
        begin = self.body.index(b"\r\n\r\n") + 4
        assert self.body.startswith(b"--" + boundary + b"\r\n"), self.body[:100]
        assert self.body.endswith(b"\r\n--" + boundary + b"--\r\n"), self.body[-100:]
        return self.body[begin:len(self.body) - len(boundary) - 8]

    def open(self, frame, sequence, port):
        peer = port, frame[26:30]
        if self.peer and self.peer != peer and self.request and self.said is None:
            self.second += 1
        if self.peer != peer:
            self.peer, self.request, self.said, self.last = peer, bytearray(), None, None
            self.first = self.sent = int(time.monotonic() * 1000) + 1
        self.pc_mac, self.next = frame[6:12], sequence + 1
        self.tcp(SYN | ACK, sequence=self.first - 1)

    def receive_tcp(self, frame):
        begin = 34
        size = struct.unpack("!H", frame[16:18])[0]
        port, own, sequence, acked = struct.unpack("!HHII", frame[begin:begin + 12])
        flags = frame[begin + 13]
        payload = frame[begin + (frame[begin + 12] >> 4) * 4:14 + size]
        assert own == 80, own
        self.frames += 1
        if self.drop and self.frames % self.drop == 0:
            self.lost += 1
            return
        if flags & SYN:
            self.open(frame, sequence, port)
            return
        if not self.peer or self.peer[0] != port:
            return
        if payload:
            assert len(payload) <= OFFERED, len(payload)
            self.receive_data(sequence & 0xffffffff, payload)
        if flags & FIN and (sequence + len(payload)) & 0xffffffff == self.next & 0xffffffff:
            self.next += 1
            self.tcp(ACK, sequence=self.sent + self.closes)
            self.ended = True

    def receive_data(self, sequence, payload):
        if self.deaf and len(self.request) >= self.deaf[0][0]:
            time.sleep(self.deaf.pop(0)[1])
            while self.hear(0, lambda frame: frame):
                pass
            return
        if self.reset_at is not None and len(self.request) >= self.reset_at:
            self.tcp(ACK | RST)
            self.ended = True
            return
        if sequence == self.next & 0xffffffff:
            self.request += payload
            self.next += len(payload)
            self.tcp(ACK)
            self.take()
        elif self.said:
            self.tell()
        else:
            self.tcp(ACK)

    def receive(self, frame):
        if frame[12:14] == b"\x08\x06" and frame[21] == 1 and frame[38:42] == ip(self.address):
            self.frame(frame[6:12], 0x806, frame[14:20] + b"\0\2" + self.mac + ip(self.address) +
                       frame[22:28] + frame[28:32])
        elif frame[12:14] == b"\x08\x00" and frame[23] == 6 and frame[30:34] == ip(self.address):
            self.receive_tcp(frame)

    def serve(self, done=None, seconds=60):
        """Until `done` is true of it; by default, until a peer that has sent a file is gone."""
        done = done or (lambda page: page.body is not None and page.ended)
        end = time.monotonic() + seconds
        while time.monotonic() < end and not done(self):
            frame = self.hear(.2, lambda frame: frame)
            if frame:
                self.ended = False
                self.receive(frame)
        return done(self)


def confirm(content):
    """As MediaTek's failsafe page does."""
    return f"{len(content)} {hashlib.md5(content).hexdigest()}".encode()
