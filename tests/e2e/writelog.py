"""Every write that a stick got, in order, as QEMU's blklogwrites driver notes them down; and the
stick as a power cut leaves it: what was flushed is on it, of the rest any part may be.

The format is that of Linux' dm-log-writes (Documentation/admin-guide/device-mapper/log-writes)."""

import struct

MAGIC, VERSION = 0x6A736677736872, 1
FLUSH, DISCARD = 1, 4
SECTOR = 512


class Write:
    """Bytes that were to go to an offset, or zeros where the stick was told to forget some."""

    def __init__(self, offset, data):
        self.offset, self.data = offset, data
        self.end = offset + len(data)


def read_log(path):
    """Groups of writes, each ended by a flush; the last group is what was never flushed."""
    groups = [[]]
    with open(path, "rb") as log:
        magic, version, count, size = struct.unpack("<QQQI", log.read(28))
        assert (magic, version, size) == (MAGIC, VERSION, SECTOR), "not a log of writes"
        log.seek(SECTOR)
        for _ in range(count):
            sector, sectors, flags, _ = struct.unpack("<QQQQ", log.read(SECTOR)[:32])
            length = sectors * SECTOR
            if flags & FLUSH and groups[-1]:
                groups.append([])
            if length:
                data = bytes(length) if flags & DISCARD else log.read(length)
                groups[-1].append(Write(sector * SECTOR, data))
    return groups


class Medium:
    """An image file that writes are tried on, and taken back again."""

    def __init__(self, file):
        self.file = file

    def read(self, offset, size):
        self.file.seek(offset)
        return self.file.read(size)

    def put(self, offset, data):
        self.file.seek(offset)
        self.file.write(data)
        self.file.flush()

    def trying(self, offset, data):
        """A stick with these bytes on it too, for as long as the with statement lasts."""
        return Trial(self, offset, data)


class Trial:
    def __init__(self, medium, offset, data):
        self.medium, self.offset, self.data = medium, offset, data

    def __enter__(self):
        self.before = self.medium.read(self.offset, len(self.data))
        self.medium.put(self.offset, self.data)

    def __exit__(self, *_):
        self.medium.put(self.offset, self.before)


def halves(write):
    """A write that is cut off in the middle, and one whose end came first."""
    middle = len(write.data) // SECTOR // 2 * SECTOR
    if middle:
        yield write.offset, write.data[:middle]
        yield write.offset + middle, write.data[middle:]


def cut_everywhere(medium, groups, judge):
    """Calls judge(what) for every state of the stick that a power cut may leave behind: each
    write as the last one that counts, the only one since the flush, half of it, and the only
    one that is missing. How many states there were."""
    states = 0
    for at, group in enumerate(groups):
        assert not overlap(group), "a byte is written twice between two flushes"
        flushed = [medium.read(write.offset, len(write.data)) for write in group]
        for i, write in enumerate(group):
            with medium.trying(write.offset, write.data):
                judge(f"group {at}, write {i} alone")
                states += 1
        for i, write in enumerate(group):
            for offset, data in halves(write):
                with medium.trying(offset, data):
                    judge(f"group {at}, half of write {i}")
                    states += 1
            medium.put(write.offset, write.data)
            judge(f"group {at}, up to write {i}")
            states += 1
        for i, write in enumerate(group):
            with medium.trying(write.offset, flushed[i]):
                judge(f"group {at}, all but write {i}")
                states += 1
    return states


def overlap(group):
    ends = 0
    for write in sorted(group, key=lambda write: write.offset):
        if write.offset < ends:
            return True
        ends = write.end
    return False
