#!/usr/bin/env bats
# Whole-disk images: the first FAT volume is read, and says which device the image is for.
load helper

# image NAME PYTHON: a file made by tests/cli/synthetic.py.
image() {
	PYTHONPATH=$root/tests/cli python3 -c "
import sys, pathlib
from synthetic import *
pathlib.Path(sys.argv[1]).write_bytes($2)" "$1"
}

# disk_for VENDOR MODEL FILE [OPTION...]: the plan for it, and nothing written.
disk_for() {
	local vendor=$1 model=$2 file=$3
	shift 3
	mkrescue --vendor "$vendor" --model "$model" --firmware "$file" --output out.img --dry-run \
		--json --accept-unsigned --accept-unproven "$@"
}

# matches VENDOR MODEL FILE
matches() {
	run -0 disk_for "$@"
	says '"model":"matched"'
}

# contradicts VENDOR MODEL FILE: whatever is accepted.
contradicts() {
	run -4 disk_for "$@" --accept-unstated-model
	says "no option accepts it"
}

@test "a card's device tree names the Raspberry Pi that it is for" {
	image pi4.img 'fat_disk({"bcm2711-rpi-4-b.dtb": device_tree("raspberrypi,4-model-b", "brcm,bcm2711"),
		"kernel8.img": b"kernel", "config.txt": b""})'
	image pi5.img 'fat_disk({"bcm2712-rpi-5-b.dtb": device_tree("raspberrypi,5-model-b")})'
	gzip -k pi4.img
	for file in pi4.img pi4.img.gz; do
		matches raspberrypi rpi-4 $file
		contradicts raspberrypi rpi-5 $file
		contradicts raspberrypi rpi-1 $file
		contradicts bananapi bpi-r2 $file
	done
	matches raspberrypi rpi-5 pi5.img
	contradicts raspberrypi rpi-4 pi5.img
}

@test "without a device tree the kernel's name tells the generation" {
	image pi1.img 'fat_disk({"bootcode.bin": b"-", "kernel.img": b"kernel"})'
	image pi64.img 'fat_disk({"config.txt": b"-", "kernel8.img": b"kernel"})'
	matches raspberrypi rpi-1 pi1.img
	contradicts raspberrypi rpi-4 pi1.img
	for model in rpi-3 rpi-4 rpi-5; do
		matches raspberrypi $model pi64.img
	done
	contradicts raspberrypi rpi-1 pi64.img
	image other.img 'fat_disk({"kernel.img": b"kernel"})'
	run -4 disk_for raspberrypi rpi-1 other.img
	says "does not say which model it is for"
}

@test "a card for all Raspberry Pis is right for each" {
	image all.img 'fat_disk({"a.dtb": device_tree("raspberrypi,model-b"),
		"b.dtb": device_tree("raspberrypi,4-model-b"), "c.dtb": device_tree("raspberrypi,5-model-b")})'
	for model in rpi-1 rpi-4 rpi-5; do
		matches raspberrypi $model all.img
	done
}

@test "U-Boot's device tree is found whatever its name" {
	image clearfog.img 'fat_disk({"dtb": device_tree("solidrun,clearfog-base-a1"), "uImage": uimage()})'
	matches solidrun clearfog clearfog.img
	contradicts globalscale espressobin clearfog.img
	run -0 disk_for sd-card mvebu clearfog.img --accept-unstated-model
	says '"model":"not stated"'
	contradicts sd-card allwinner clearfog.img
}

@test "EFI's and GRUB's boot loaders tell a PC's disk" {
	image efi.img 'fat_disk({"efi/boot/bootx64.efi": b"MZ"}, "disk-gpt")'
	image arm.img 'fat_disk({"EFI/BOOT/BOOTAA64.EFI": b"MZ"}, "disk-gpt")'
	image bios.img 'fat_disk({"boot/grub/grub.cfg": b""}, boot_code=bytes(384) + b"GRUB \0")'
	matches x86 efi efi.img
	contradicts bananapi bpi-r3 efi.img
	contradicts x86 efi arm.img
	matches x86 bios bios.img
	matches pc-engines apu bios.img
	matches mellanox sn2000-disk bios.img
	matches mellanox sn2000-disk efi.img
	contradicts raspberrypi rpi-4 bios.img
	contradicts sd-card allwinner bios.img
}

@test "what no FAT volume tells is asked about, and damage there says nothing" {
	image plain.img 'disk("disk-mbr")'
	image damaged.img 'fat_disk({"a.dtb": device_tree("raspberrypi,5-model-b")})'
	printf '\377\377' | dd of=damaged.img bs=1 seek=$(((1 << 20) + 11)) conv=notrunc status=none
	image no-tree.img 'fat_disk({"a.dtb": device_tree("raspberrypi,5-model-b")[:60]})'
	for file in plain damaged no-tree; do
		run -4 disk_for raspberrypi rpi-4 $file.img
		says "does not say which model it is for"
	done
}

@test "inspect lists what the disk's files name" {
	image pi4.img 'fat_disk({"a.dtb": device_tree("raspberrypi,4-model-b")})'
	run -0 mkrescue inspect --json pi4.img
	says "raspberrypi,4-model-b"
}
