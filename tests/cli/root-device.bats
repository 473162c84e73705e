#!/usr/bin/env bats
# The whole way to a device, on loop devices: --allow-fixed stands for "removable or on USB".
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(id -u)" -eq 0 ] || skip "only root can make loop devices"
	backing=$BATS_TEST_TMPDIR/backing
	stale_stick $((320 * 1048576))
	loop=$("$root/tests/loop-device" "$backing" 2>/dev/null) || skip "no loop device can be had here"
}

teardown() {
	[ -z "$loop" ] || { umount "$loop" 2>/dev/null; losetup -d "$loop"; } || true
	rm -f "$backing"
}

# A used stick: 0xFF everywhere, with old GPT, ISO 9660 and FAT signatures.
stale_stick() {
	python3 - "$backing" "$1" <<-'P'
		import sys
		path, size = sys.argv[1], int(sys.argv[2])
		with open(path, "wb") as stick:
		    for _ in range(size // 1048576):
		        stick.write(b"\xff" * 1048576)
		    for offset, text in ((512, b"EFI PART"), (size - 512, b"EFI PART"),
		                         (32769, b"CD001"), (0x36, b"FAT16   "), (510, b"\x55\xaa"),
		                         (1048576 + 0x52, b"FAT32   ")):
		        stick.seek(offset)
		        stick.write(text)
	P
}

to_device() {
	build --device "$loop" --allow-fixed "$@"
}

# traced OUTPUT INJECTION COMMAND...: with what the device is written by; "" injects nothing.
# The leak checker cannot work beside strace.
traced() {
	command -v strace >/dev/null || skip "strace is not installed"
	local output=$1 injection=$2
	shift 2
	ASAN_OPTIONS=detect_leaks=0 strace -qq -o "$output" -e trace=pwrite64 -P "$loop" \
		${injection:+-e "inject=pwrite64:$injection"} "$program" "$@" \
		--device "$loop" --allow-fixed --yes --erase "$(stat -c %s "$backing")" </dev/null
}

same_as_image() {
	mkrescue verify --json --image "$1" >events 2>/dev/null
	used=$(python3 -c 'import json; print([json.loads(l) for l in open("events")][-1]["length"])')
	cmp -n "$used" "$1" "$2"
}

first_sector_is_blank() {
	[ "$(od -An -v -tx1 -N 512 "$backing" | tr -d ' 0\n')" = "" ]
}

@test "a device gets exactly the image, and its last MiB is zero" {
	build --output stick.img
	run -0 to_device --yes --erase "$(stat -c %s "$backing")"
	says "Proven"
	losetup -d "$loop" && loop=
	same_as_image stick.img "$backing"
	[ "$(tail -c 1048576 "$backing" | od -An -v -tx1 | tr -d ' 0\n')" = "" ]
	mkrescue verify --image "$backing"
}

@test "the card comes with the stick, or not at all" {
	run -5 to_device --yes --erase 12345 --guide card.html
	[ -z "$(find . -name '*card*')" ]
	to_device --yes --erase "$(stat -c %s "$backing")" --guide card.html
	grep -q 'R3G' card.html
}

@test "a stick of our own is written again without its size being given" {
	to_device --yes --erase "$(stat -c %s "$backing")"
	to_device --yes
	run -0 mkrescue verify --device "$loop"
	says "Proven"
}

@test "an image made earlier is written and proven, compressed or not" {
	build --output stick.img.xz
	build --output stick.img
	mkrescue write --image stick.img.xz --device "$loop" --allow-fixed --yes \
		--erase "$(stat -c %s "$backing")"
	losetup -d "$loop" && loop=
	same_as_image stick.img "$backing"
}

@test "a disk that is neither removable nor on USB is refused" {
	run -5 build --device "$loop" --yes
	says "--allow-fixed"
	cmp -n 512 "$backing" <(head -c 512 "$backing")
}

@test "without a terminal and without --yes nothing is written" {
	before=$(sha256sum <"$backing")
	run -5 to_device --erase "$(stat -c %s "$backing")"
	says "--yes"
	[ "$before" = "$(sha256sum <"$backing")" ]
}

@test "the wrong serial erases nothing" {
	before=$(sha256sum <"$backing")
	run -5 to_device --yes --erase 12345
	says "12345"
	[ "$before" = "$(sha256sum <"$backing")" ]
}

@test "--dry-run writes nothing" {
	before=$(sha256sum <"$backing")
	run -0 to_device --yes --dry-run --erase "$(stat -c %s "$backing")"
	[ "$before" = "$(sha256sum <"$backing")" ]
}

@test "--dry-run refuses what --yes would be refused, and warns where a person would be asked" {
	mkfs.ext4 -q -F -L family "$loop"
	run -5 to_device --yes --dry-run
	says "--erase"
	run -5 to_device --dry-run --erase 12345
	run -0 to_device --dry-run
	says "does not look like a stick"
	says "nothing was written"
}

@test "a disk that holds somebody's data wants its size typed" {
	mkfs.ext4 -q -F -L family "$loop"
	run -5 to_device --yes
	says "ext4"
	says "family"
	says "--erase"
	run -0 to_device --yes --erase "$(stat -c %s "$backing")"
}

@test "a disk in use by a file system is refused" {
	mkfs.ext4 -q -F "$loop"
	mkdir mounted
	mount "$loop" mounted || skip "ext4 cannot be mounted here"
	run -5 to_device --yes --erase "$(stat -c %s "$backing")"
	says "mounted"
	run -5 to_device --yes --unmount --erase "$(stat -c %s "$backing")"
	umount mounted
}

@test "a desktop's mount is undone with --unmount, and named when busy" {
	mkfs.ext4 -q -F "$loop"
	here=/media/mkrescue-test-$$
	mkdir -p "$here"
	mount "$loop" "$here" || { rmdir "$here"; skip "ext4 cannot be mounted here"; }
	run -5 to_device --yes --erase "$(stat -c %s "$backing")"
	said=$output
	sleep 1000 <"$here" 3>&- &
	busy=$!
	run -5 to_device --yes --unmount --erase "$(stat -c %s "$backing")"
	busy_said=$output
	kill $busy
	wait $busy || true
	run to_device --yes --unmount --erase "$(stat -c %s "$backing")"
	umount "$here" 2>/dev/null || true
	rmdir "$here"
	[[ $said == *--unmount* ]]
	[[ $busy_said == *sleep* ]]
	[ "$status" -eq 0 ]
}

@test "a disk that is too small is refused, and a smaller layout suggested" {
	losetup -d "$loop" && loop=
	truncate -s $((255 * 1048576)) "$backing"
	loop=$("$root/tests/loop-device" "$backing")
	run -5 to_device --yes
	says "fat16-mbr"
	run -0 to_device --yes --layout fat16-mbr --erase "$(stat -c %s "$backing")"
}

@test "the disk that the firmware lies on is refused" {
	mkfs.ext4 -q -F "$loop"
	mkdir mounted
	mount "$loop" mounted || skip "ext4 cannot be mounted here"
	cp "$good" mounted/firmware.bin
	run -5 mkrescue --vendor xiaomi --firmware mounted/firmware.bin --trust "$key" \
		--device "$loop" --allow-fixed --yes
	umount mounted
	says "firmware"
}

@test "a link to the device is as good as its name" {
	ln -s "$loop" my-stick
	run -0 build --device my-stick --allow-fixed --yes --erase "$(stat -c %s "$backing")"
}

@test "an interrupt before the first write changes nothing" {
	before=$(sha256sum <"$backing")
	fake_tool mcopy <<<$'#!/bin/sh\nkill -INT $PPID; exec sleep 1000'
	run -130 to_device --yes --erase "$(stat -c %s "$backing")"
	says "nothing was changed"
	[ "$before" = "$(sha256sum <"$backing")" ]
}

@test "an interrupt after the first write leaves the stick blank and says so" {
	run -130 traced /dev/null signal=SIGINT:when=4 --vendor xiaomi --firmware "$good" --trust "$key"
	says "blank"
	losetup -d "$loop" && loop=
	first_sector_is_blank
}

@test "a write error leaves the stick blank and says so" {
	run -7 traced /dev/null error=EIO:when=4 --vendor xiaomi --firmware "$good" --trust "$key"
	says "blank"
	losetup -d "$loop" && loop=
	first_sector_is_blank
}

@test "a stick that has nothing to eject is said to be ready to remove" {
	run -0 to_device --yes --erase "$(stat -c %s "$backing")"
	says "remove it now"
	[[ $output != *ejected* ]] # a loop device, or a card, cannot be
}

@test "writes are large and aligned, and reads stay within their budget" {
	sample 13 --size 12000000
	name=${loop#/dev/}
	read -r _ _ read_before _ _ _ written_before _ <"/sys/block/$name/stat"
	traced calls "" --vendor xiaomi --firmware sample/miwifi_r3g_sample.bin \
		--trust sample/sample-public.pem
	read -r _ _ read_after _ _ _ written_after _ <"/sys/block/$name/stat"
	python3 - calls $(((read_after - read_before) * 512)) \
		$(((written_after - written_before) * 512)) <<-'P'
		import re, sys
		sizes = [int(m[1]) for m in re.finditer(r", (\d+), \d+\) += \d+", open(sys.argv[1]).read())]
		read, written = int(sys.argv[2]), int(sys.argv[3])
		firmware, fats, mib = 12000000, 2 * 279 * 1024, 1 << 20
		used = 2 * mib + fats + firmware
		print("sizes", sizes, "read", read, "written", written)
		assert sizes[0] == sizes[-1] == 512
		assert all(size >= mib for size in sizes[1:-1])
		assert written <= firmware + fats + 4 * mib
		assert read <= used + firmware + 4 * mib
	P
}
