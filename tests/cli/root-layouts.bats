#!/usr/bin/env bats
# Layouts of every kind on a loop device: what the stick holds is what the image file holds.
load helper
load recipes

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(id -u)" -eq 0 ] || skip "only root can make loop devices"
}

teardown() {
	[ -z "$loop" ] || losetup -d "$loop" || true
	rm -f backing
}

# stick BYTES: a used one, 0xFF everywhere.
stick() {
	head -c "$1" /dev/zero | tr '\0' '\377' >backing
	attach
}

attach() {
	loop=$("$root/tests/loop-device" backing 2>/dev/null) || skip "no loop device can be had here"
}

to_device() {
	order "$@" --device "$loop" --allow-fixed --yes --erase "$(stat -c %s backing)"
}

# only 0xFF: nothing was written there.
untouched() {
	[ "$(tail -c +$(($1 + 1)) backing | head -c $(($2 - $1)) | tr -d '\377' | wc -c)" -eq 0 ]
}

zeros() {
	[ "$(tail -c "$1" backing | tr -d '\0' | wc -c)" -eq 0 ]
}

@test "a superfloppy on a device is the image, and is known as ours afterwards" {
	recipe one "\"layout\": \"superfloppy\", \"files\": [$(file kernel.img uimage)]"
	stick $((320 * 1048576))
	order --model one --firmware "$kernel" --output stick.img
	run -0 to_device --model one --firmware "$kernel"
	says "Proven"
	run -0 mkrescue verify --json --device "$loop"
	used=$(grep -o '"length": *[0-9]*' <<<"$output" | head -1 | tr -dc 0-9)
	cmp -n "$used" stick.img backing
	zeros 1048576
	order --model one --firmware "$kernel" --device "$loop" --allow-fixed --yes
	run -0 mkrescue write --image stick.img --device "$loop" --allow-fixed --yes
	says "Proven"
}

@test "a disk image on a device is the image, and nothing but the last MiB is cleared" {
	disk
	stick $((8 * 1048576))
	gzip -k disk.img
	run -0 to_device --model disk --firmware disk.img.gz
	says "Proven"
	cmp -n 3000100 disk.img backing
	untouched 3000320 $((7 * 1048576))
	zeros 1048576
	run -8 mkrescue verify --device "$loop"
	says "a disk image of the layout 'raw' does not contain one"
}

@test "a disk image of our own is written again without its size being given" {
	disk
	stick $((8 * 1048576))
	to_device --model disk --firmware disk.img --accept-unsigned
	again=(order --model disk --firmware disk.img --accept-unsigned --device "$loop" --allow-fixed --yes)
	run -0 "${again[@]}"
	says "Proven"
	[ "$(stat -c %a state/mkrescue-usb/raw-sticks)" = 600 ]
	[ "$(wc -l <state/mkrescue-usb/raw-sticks)" -eq 1 ]
	mkrescue devices --json 2>/dev/null | grep -F "\"$loop\"" | grep -q '"doubts":\[\]'
	rm -r state # as on another computer
	run -5 "${again[@]}"
	says "holds unrecognised data"
	says "--erase"
	mkdir -p state/mkrescue-usb
	mkfifo state/mkrescue-usb/raw-sticks # waits for nobody
	run -5 "${again[@]}"
	rm state/mkrescue-usb/raw-sticks
	run -0 to_device --model disk --firmware disk.img --accept-unsigned
	flip backing 1000 # another beginning is another disk
	run -5 "${again[@]}"
}

@test "a disk image may fill the device to its last sector, and not one byte more" {
	disk
	stick 3000320
	to_device --model disk --firmware disk.img --accept-unsigned --accept-unstated-model
	cmp -n 3000100 disk.img backing
	losetup -d "$loop" && loop=
	truncate -s 2999808 backing
	attach
	run -5 to_device --model disk --firmware disk.img --accept-unsigned --accept-unstated-model
}

@test "a layout for the whole stick fills it, with clusters that old boot loaders can count" {
	recipe one "\"layout\": \"fat32-full\", \"files\": [$(file kernel.img uimage)]"
	truncate -s $((16 * 1000000000)) backing
	attach
	run -0 to_device --model one --firmware "$kernel"
	says "Proven"
	mkrescue verify --device "$loop"
	sectors=$(od -An -tu4 -j 458 -N 4 backing)
	[ $(((sectors + 4096) * 512)) -gt $((16 * 1000000000 - 1048576)) ]
	[ "$(od -An -tu1 -j $((1048576 + 13)) -N 1 backing | tr -d ' ')" -eq 16 ]
	losetup -d "$loop" && loop=
	loop=$("$root/tests/loop-device" -o 1048576 --sizelimit $((sectors * 512)) backing)
	fsck.fat -n "$loop"
}
