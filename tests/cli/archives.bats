#!/usr/bin/env bats
# Archives and packed files as vendors publish them, and as they should not.
load helper
load recipes

# packed NAME PYTHON: a ZIP archive, which the Python fills as `archive`; `good` is firmware.
packed() {
	python3 - "$1" "$good" "$2" <<-'P'
		import sys, zipfile, io, stat
		good = open(sys.argv[2], "rb").read()
		with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
		    exec("\n".join(line.strip() for line in sys.argv[3].splitlines()))
	P
}

from() {
	mkrescue --vendor xiaomi --trust "$key" --output stick.img --firmware "$@"
}

# taken NAME: the stick is the same as with the file itself.
taken() {
	rm -f stick.img
	run -0 from "$1" --model r3g
	build --model r3g --output plain.img --force
	cmp stick.img plain.img
	rm stick.img plain.img
}

@test "members whose names lead out of the archive, links and folders are passed over" {
	packed a.zip 'archive.writestr("../../etc/passwd", "x"); archive.writestr("/abs.bin", good)
		    link = zipfile.ZipInfo("link.bin"); link.external_attr = (stat.S_IFLNK | 0o777) << 16
		    archive.writestr(link, "/etc/shadow"); archive.writestr("folder/", "")
		    archive.writestr("Read me first....txt", "x"); archive.writestr("sub..dir/fw..bin", good)'
	taken a.zip
}

@test "an archive with ZIP64 end records is read, a cut one is not" {
	packed a.zip 'archive.writestr("fw.bin", good)'
	python3 - a.zip b.zip <<-'P'
		import struct, sys
		data = open(sys.argv[1], "rb").read()
		end = data.rindex(b"PK\5\6")
		count, size, offset = struct.unpack("<HII", data[end + 10:end + 20])
		end64 = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
		locator = struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
		eocd = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, 0xffffffff, 0xffffffff, 0)
		open(sys.argv[2], "wb").write(data[:end] + end64 + locator + eocd)
	P
	taken b.zip
	head -c -30 b.zip >cut.zip
	refuses 4 "its end is missing" from cut.zip --model r3g
}

@test "an encrypted archive is called encrypted, with a model and without" {
	packed a.zip 'archive.writestr("fw.bin", good)'
	# the flag of an encrypted member, in its own header and in the directory
	python3 - a.zip <<-'P'
		import sys
		data = bytearray(open(sys.argv[1], "rb").read())
		data[6] |= 1
		data[data.index(b"PK\1\2") + 8] |= 1
		open(sys.argv[1], "wb").write(data)
	P
	refuses 4 "it is encrypted; unpack it with its password" from a.zip --model r3g
	refuses 4 "it is encrypted; unpack it with its password" from a.zip
}

@test "the reason is that of the nearest file, not of the last one" {
	cp "$data/xiaomi-hdr1-rd03-sha256-32slots.bin" other.bin
	packed a.zip 'archive.write("other.bin"); archive.writestr("z.txt", "text\n" * 9)'
	refuses 4 "'other.bin' is firmware for" from a.zip --model r3g
	packed b.zip 'inner = io.BytesIO(); zipfile.ZipFile(inner, "w").writestr("fw.bin", good)
		    archive.writestr("inner.zip", inner.getvalue()); archive.writestr("readme.txt", "Hello")'
	refuses 4 "'inner.zip' is a ZIP archive" from b.zip --model r3g
	says "unpack it and give the file inside"
}

@test "packed firmware is named with the way out" {
	for tool in "gzip gz" "xz xz" "zstd zst" "bzip2 bz2"; do
		cp "$good" fw.bin
		${tool% *} -q fw.bin
		refuses 4 "unpack it and give the file inside" from "fw.bin.${tool#* }" --model r3g
		rm -f fw.bin*
	done
}

@test "a disk that is mostly zeros is taken out of its archive" {
	python3 - disk.img <<-'P'
		import struct, sys
		disk = bytearray(64 << 20)
		disk[446:462] = struct.pack("<8BII", 0x80, 0, 0, 0, 12, 0, 0, 0, 2048, 100000)
		disk[510:512] = b"\x55\xaa"
		open(sys.argv[1], "wb").write(disk)
	P
	packed a.zip 'archive.write("disk.img")'
	[ "$(stat -c %s a.zip)" -lt 200000 ]
	recipe disk '"layout": "raw", "files": [{"name": "disk.img", "what": "the disk",
		"accepts": [{"format": "disk-mbr"}]}]'
	run -0 order --model disk --firmware a.zip --accept-unsigned --output stick.img
	cmp stick.img disk.img
	run -0 mkrescue --quiet --vendor x86 --model bios --accept-unsigned --firmware a.zip --output pc.img
}

@test "archives and documents that cannot be opened are named" {
	while read -r words magic; do
		{ printf '%b' "$magic"; head -c 70000 /dev/urandom; } >some.bin
		refuses 4 "${words//_/ }" from some.bin --model r3g
	done <<-'L'
		a_7z_archive 7z\xbc\xaf\x27\x1c
		a_RAR_archive Rar!\x1a\x07
		LZ4 \x04\x22\x4d\x18
		a_Debian_package !<arch>\ndebian-binary
		a_PDF_document %PDF-1.4\n
	L
	{ head -c 32769 /dev/zero; printf CD001; head -c 70000 /dev/urandom; } >some.bin
	refuses 4 "a CD image (ISO 9660)" from some.bin --model r3g
}

@test "what begins like erased flash is not called a text" {
	{ head -c 2048 /dev/zero | tr '\0' '\377'; head -c 70000 "$good"; } >some.bin
	run -4 from some.bin --model r3g
	[[ $output != *"a text"* ]]
}
