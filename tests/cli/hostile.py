"""hostile.py WHAT ...: things from strangers that would control a terminal, and the look for
what reached it. See hostile-text.bats.

  harmless STDOUT STDERR    fails when a byte of them can control a terminal
  events STDOUT             the same, and every line is one JSON object
  firmware FROM TO          each text inside each file of a folder, one after the other
  catalogue TO              vendor files, each with one hostile text
  manifest IMAGE MEMBER     puts a hostile text into an image's manifest
  archive TO                ZIP files with hostile names of firmware
  export TO                 an export of a cache with hostile names and texts
"""

import hashlib
import io
import json
import pathlib
import re
import sys
import tarfile
import zipfile

# ESC, CSI in both spellings, BEL, CR, a new line, other directions, no width, DEL.
VALID = "\x1b[31mevil\x07\r\u009b31m\u202e\u2066\u200b\u200f\x7f\nFAKE: line"
BYTES = VALID.encode() + b"\xff\x9b31m\xc0\x80end"
UIMAGE = (pathlib.Path(__file__).parents[1] / "data/firmware/uimage-legacy-mips.bin").read_bytes()
BAD = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def look(path):
    text = pathlib.Path(path).read_bytes().decode()  # what is no UTF-8 fails here
    found = BAD.search(text)
    if found:
        sys.exit(f"{path}: {text[max(0, found.start() - 60):found.end() + 20]!r} "
                 f"{text[:found.start()].rpartition('== ')[2].partition(chr(10))[0]}")
    if re.search("^FAKE", text, re.M):
        sys.exit(f"{path}: a line that is not the program's: {text!r}")
    return text


def harmless(*paths):
    for path in paths:
        look(path)


def events(path):
    lines = look(path).splitlines()
    for line in lines:
        assert json.loads(line)["event"], line
    assert lines, "nothing was told"


def firmware(source, target):
    count = 0
    for path in sorted(pathlib.Path(source).glob("*.*")):
        content = path.read_bytes()
        if path.suffix in (".json", ".pem", ".pub") or len(content) > 1 << 20:
            continue
        edges = content[:4096] + bytes(max(0, len(content) - 8192)) + content[4096:][-4096:]
        for text in list(re.finditer(rb"[ -~]{4,}", edges))[:25]:
            evil = (BYTES * (len(text[0]) // len(BYTES) + 1))[:len(text[0])]
            changed = content[:text.start()] + evil + content[text.end():]
            pathlib.Path(target, f"{path.stem}-{count}{path.suffix}").write_bytes(changed)
            count += 1
    assert count > 300


MODEL = {
    "model": "m1", "title": "Made-up m1", "label": "M1", "method": "usb-stick",
    "works_when": "-", "confidence": "good", "confidence_basis": "made up",
    "layout": "fat32-mbr", "steps": [{"do": "press"}], "gotchas": ["a note"],
    "sources": [{"ref": "-", "kind": "measured"}],
    "files": [{"name": "a.bin", "what": "the file", "accepts": [{"format": "any"}]}],
}


def places(value, path=()):
    """Where a text can stand: of every member, its value and its name."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        if isinstance(inner, (dict, list)):
            yield from places(inner, path + (key,))
        else:
            yield path, key, False
        if isinstance(value, dict):
            yield path, key, True


def catalogue(target):
    whole = {"vendor": "evil", "title": "Made-up", "models": [MODEL], "schema": 2}
    for number, (path, key, is_name) in enumerate(places(whole)):
        copy = json.loads(json.dumps(whole))
        at = copy
        for step in path:
            at = at[step]
        if is_name:
            at[key + VALID] = at.pop(key)
        else:
            at[key] = VALID
        folder = pathlib.Path(target, f"{number}")
        folder.mkdir(parents=True)
        (folder / "evil.json").write_text(json.dumps(copy))
    for number, content in enumerate([BYTES, b'{"schema": 2, "vendor": "' + BYTES + b'"}', b'{"a' + BYTES + b'": 1}',
                                      b'{"vendor": evil' + BYTES]):
        folder = pathlib.Path(target, f"raw{number}")
        folder.mkdir()
        (folder / "evil.json").write_bytes(content)
    folder = pathlib.Path(target, "name")
    folder.mkdir()
    name = b"evil" + BYTES.replace(b"/", b"") + b".json"
    (folder / name.decode("utf-8", "surrogateescape")).write_text(json.dumps(whole))


def manifest(image, member):
    start, size, line = 786432, 262144, 65
    with open(image, "r+b") as file:
        file.seek(start)
        document = json.loads(file.read(size).split(b"\0")[0].rsplit(b"\n", 2)[0])
        at = document["files"][0] if member in document["files"][0] else document
        at[member] = f"/{VALID}"
        text = json.dumps(document).encode() + b"\n"
        check = hashlib.sha256(text).hexdigest().encode() + b"\n"
        assert len(check) == line
        file.seek(start)
        file.write((text + check).ljust(size, b"\0"))


def archive(target):
    for suffix, letters in (("", "\x1b[31m\x07\r\x7f\nFAKE"), ("unicode", "\u202e\u200b\u009b")):
        with zipfile.ZipFile(f"{target}{suffix}.zip", "w") as file:
            for name in (f"evil{letters}.bin", f"evil{letters}-two.bin"):
                file.writestr(zipfile.ZipInfo(name), UIMAGE)


def export(target):
    document = {"format": "mkrescue-usb cache", "version": 1, "program": VALID, "objects": [],
                "catalogue": [{"path": f"own-1/{VALID}.json", "size": 2,
                               "sha256": hashlib.sha256(b"{}").hexdigest()}]}
    for number, name in enumerate(["manifest.json", f"evil{VALID}"]):
        with tarfile.open(f"{target}{number}", "w") as file:
            content = json.dumps(document).encode()
            info = tarfile.TarInfo(name)
            info.size = len(content)
            file.addfile(info, io.BytesIO(content))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
