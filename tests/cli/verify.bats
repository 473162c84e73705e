#!/usr/bin/env bats
load helper

# bats test_tags=quick
@test "an image is proven by its own manifest, without the firmware file" {
	build --output stick.img
	run -0 mkrescue verify --image stick.img
	says "Proven"
	says "$(sha256sum <"$good" | cut -d' ' -f1)"
	says "xiaomi-test-public.pem"
}

@test "--json tells the same SHA-256 as the build did" {
	build --json --output stick.img >events 2>/dev/null
	mkrescue verify --json --image stick.img >>events 2>/dev/null
	[ "$(grep '"result"' events | grep -o '"sha256":"[^"]*"' | sort | uniq -c | grep -c ' 2 ')" -eq 2 ]
}

@test "a changed byte is found and named, wherever it is, in every layout" {
	for layout in fat32-mbr fat16-mbr superfloppy fat32-full; do
		build --layout "$layout" --label MYSTICK --output "$layout.img"
		"$root/tests/cli/flip-everywhere" "$program" "$layout.img"
	done
}

@test "a changed byte is named in a compressed image" {
	build --output stick.img.gz
	gunzip stick.img.gz
	flip stick.img 446
	gzip stick.img
	run -8 mkrescue verify --image stick.img.gz
	says "the boot record, byte 446: 0x81 instead of 0x80"
}

# windows VOLUME, macos VOLUME: what they leave on a stick that they have seen.
windows() {
	mmd -i "$1" "::/System Volume Information"
	seq 6 >small
	mcopy -i "$1" small "::/System Volume Information/WPSettings.dat"
	mcopy -i "$1" small "::/System Volume Information/IndexerVolumeGuid"
}

macos() {
	mmd -i "$1" ::/.Trashes ::/.fseventsd ::/.Spotlight-V100
	seq 6 >small
	mcopy -i "$1" small ::/.fseventsd/fseventsd-uuid
	mcopy -i "$1" small ::/._.Trashes
}

# put FILE OFFSET HEX: one byte.
put() {
	printf '%b' "\\x$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# only_additions IMAGE: a computer changed it, and the file is as it was.
only_additions() {
	run -8 --separate-stderr mkrescue verify --image "$1"
	[[ ${stderr##*$'\n'} == "mkrescue-usb: the rescue file is intact; a computer has changed the rest of '$1'"* ]]
	mkrescue verify --json --image "$1" 2>/dev/null >events || [ $? -eq 8 ]
	python3 - events <<-'P'
		import json, sys
		events = [json.loads(line) for line in open(sys.argv[1])]
		result = [e for e in events if e["event"] == "result"][-1]
		assert result["intact"] and result["complete"] and not result["proven"]
		assert result["differences"] and all(d["harmless"] for d in result["differences"])
		assert events[-1]["event"] == "failure" and events[-1]["status"] == 8
	P
	run -0 mkrescue verify --file-only --image "$1"
	says "Only the files were checked"
}

@test "what a computer added is named, and told from damage" {
	for layout in fat32-mbr fat16-mbr superfloppy; do
		build --layout "$layout" --output stick.img --force
		[ "$layout" = superfloppy ] || at=@@1048576
		windows "stick.img${at-}"
		only_additions stick.img
		says "miwifi.bin"
		run -8 mkrescue verify --image stick.img
		says "it added '/System Volume Information/', '/System Volume Information/WPSettings.dat'"
		macos "stick.img${at-}"
		only_additions stick.img
		run -8 mkrescue verify --image stick.img
		says "added: /.fseventsd/fseventsd-uuid"
		mdel -i "stick.img${at-}" ::/._.Trashes
		only_additions stick.img
		flip stick.img 600000
		run -8 mkrescue verify --image stick.img
		says "the rescue file is intact, but 'stick.img' differs from what was written: the "
		says "byte 600000: 0x01 instead of 0x00; and "
		unset at
	done
}

@test "many additions make the directory grow" {
	build --output stick.img
	for number in $(seq 40); do
		seq "$number" >"a long name that takes several entries, number $number.txt"
	done
	mcopy -i stick.img@@1048576 a\ long\ name* ::
	only_additions stick.img
	run -8 mkrescue verify --image stick.img
	says "the clusters of an enlarged directory"
}

@test "a stick that was not removed properly is intact" {
	build --output stick.img
	put stick.img $((1048576 + 0x41)) 01
	only_additions stick.img
	put stick.img $((1048576 + 0x41)) 00
	first=$((1048576 + 32 * 512 + 7))
	second=$((first + 544 * 512))
	put stick.img $first 07
	run -8 mkrescue verify --image stick.img
	says "FAT 1, byte $first: 0x07 instead of 0x0f" # a computer writes both
	put stick.img $second 07
	only_additions stick.img
}

@test "what fsck.fat repairs on a stick with additions is no damage" {
	build --output stick.img
	windows stick.img@@1048576
	dd if=stick.img of=volume bs=1M skip=1 status=none
	printf '\001' | dd of=volume bs=1 seek=65 conv=notrunc status=none
	fsck.fat -a volume >log || [ $? -le 1 ]
	dd if=volume of=stick.img bs=1M seek=1 conv=notrunc status=none
	only_additions stick.img
}

@test "a name from the stick reaches the terminal cleaned" {
	build --output stick.img
	seq 6 >small
	LC_ALL=C.UTF-8 mcopy -i stick.img@@1048576 small $'::/x\xe2\x80\xaey.txt' # U+202E
	run -8 mkrescue verify --image stick.img
	says "added: /x?y.txt"
	[[ $output != *$'\xe2\x80\xae'* ]]
	run -8 mkrescue verify --json --image stick.img
	says '"/x?y.txt"'
}

@test "without mkfs.fat and mtools it says what can be known" {
	build --output stick.img
	without_tools() {
		PATH=/nonexistent run -8 mkrescue verify --image stick.img
	}
	flip stick.img 600
	without_tools
	says "the rescue file is intact, but 'stick.img' differs from what was written: the gap before the partition, byte 600: "
	flip stick.img 600
	flip stick.img 440
	without_tools
	says "the rescue file is intact, but"
	says "somewhere outside the files; locating it needs the layout it was made with, mkfs.fat and mtools"
	flip stick.img 440
	flip stick.img 1345000
	without_tools
	says "in FAT 1 at byte"
	flip stick.img 1345000
	PATH=/nonexistent run -0 mkrescue verify --image stick.img
}

@test "--file-only judges the files alone" {
	build --output stick.img
	run -0 mkrescue verify --file-only --image stick.img
	says "The files on stick.img are what mkrescue-usb"
	says "Only the files were checked"
	says "xiaomi-test-public.pem"
	for at in 440 600 $((1048576 + 71)) 1345000; do
		flip stick.img "$at"
		run -0 mkrescue verify --file-only --image stick.img
		flip stick.img "$at"
	done
	mkrescue verify --file-only --json --image stick.img 2>/dev/null >events
	tail -n 1 events | grep -F '"checked":"files","proven":true,"intact":true'
	run -1 grep -q '"length":[0-9]*,"sha256"' events
}

@test "--file-only fails when a file is not right, or not the only one" {
	build --output stick.img
	flip stick.img 1630000
	run -8 mkrescue verify --file-only --image stick.img
	says "the content of '/miwifi.bin'"
	run -8 mkrescue verify --file-only --json --image stick.img
	says '"intact":false'
	flip stick.img 1630000
	cp "$good" "miwifi (1).bin"
	mcopy -i stick.img@@1048576 "miwifi (1).bin" ::
	run -8 mkrescue verify --file-only --image stick.img
	says "could mistake 'miwifi (1).bin'"
	run -8 mkrescue verify --image stick.img
	says "could mistake 'miwifi (1).bin'"
	mdel -i stick.img@@1048576 "::miwifi (1).bin" ::miwifi.bin
	run -8 mkrescue verify --file-only --image stick.img
	says "there is no 'miwifi.bin'"
	flip stick.img 786500
	run -8 mkrescue verify --file-only --image stick.img
	says "its manifest is damaged"
	truncate -s 300M zeros.img
	run -8 mkrescue verify --file-only --image zeros.img
}

@test "no manifest, a damaged one, and a shortened image end with 8" {
	truncate -s 300M zeros.img
	run -8 mkrescue verify --image zeros.img
	build --output stick.img
	truncate -s 1200000 stick.img
	run -8 mkrescue verify --image stick.img
	truncate -s 1000 stick.img
	run -8 mkrescue verify --image stick.img
	: >stick.img
	run -8 mkrescue verify --image stick.img
}

@test "compressed images with several members and padding are verified, with anything else behind not" {
	build --output stick.img --layout fat16-mbr
	for tool in "gzip -c" "xz -1c" "zstd -qc" "bzip2 -1c"; do
		head -c 1000000 stick.img | $tool >two.packed
		tail -c +1000001 stick.img | $tool >>two.packed
		head -c 512 /dev/zero >>two.packed
		run -0 mkrescue verify --image two.packed
		$tool stick.img >whole.packed
		head -c -7 whole.packed >cut.packed
		run -8 mkrescue verify --image cut.packed
		says truncated
		cp whole.packed trailing.packed
		printf JUNKJUNK >>trailing.packed
		run -8 mkrescue verify --image trailing.packed
		says "unexpected data follows"
	done
	{ printf 'P*M\x18\4\0\0\0abcd'; zstd -qc stick.img; } >skip.zst
	run -0 mkrescue verify --image skip.zst
}

@test "what cannot be read ends with 7" {
	run -7 mkrescue verify --image missing.img
	run -7 mkrescue verify --device /dev/sdzz9
	run -7 mkrescue verify --image .
}

@test "verify wants one thing to verify" {
	run -2 mkrescue verify
	run -2 mkrescue verify --image a --device b
}

@test "--json tells what was proven" {
	build --output stick.img
	mkrescue verify --json --image stick.img 2>/dev/null >events
	python3 - events <<-'P'
		import json, sys
		result = [json.loads(line) for line in open(sys.argv[1])][-1]
		assert result["event"] == "result" and result["recipe"] == "xiaomi/r3g"
		assert result["files"][0]["path"] == "/miwifi.bin"
	P
}

# bats test_tags=quick
@test "an image that does not prove itself is not put on a stick" {
	build --output stick.img
	flip stick.img 1100000
	run -8 mkrescue write --image stick.img --device /dev/sdzz9 --yes
}
