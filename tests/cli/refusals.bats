#!/usr/bin/env bats
load helper

order() {
	mkrescue --vendor xiaomi --trust "$key" --output stick.img "$@"
}

@test "without anything, what is missing and what there is to choose from is listed" {
	refuses 2 "--vendor NAME ('mkrescue-usb list' lists all vendors)" mkrescue
	says "--firmware FILE"
	says "--device DEV"
	says "--output FILE"
}

@test "with a vendor alone, its models are listed" {
	refuses 2 "--firmware FILE" mkrescue --vendor xiaomi
	says "r3g"
	says "r1cm"
}

@test "without a router, what the firmware names is said, with the command to run" {
	sample 13
	for command in rescue "--output stick.img" "lock"; do
		refuses 2 "missing: the router, with --vendor and --model; 'miwifi_r3g_sample.bin' is for xiaomi/r3g" \
			mkrescue $command --firmware sample/miwifi_r3g_sample.bin
		says "$command --firmware sample/miwifi_r3g_sample.bin --vendor xiaomi --model r3g"
	done
	head -c 70000 /dev/urandom >unknown.bin
	refuses 2 "missing: the router, with --vendor and --model, which 'unknown.bin' does not name" \
		mkrescue rescue --firmware unknown.bin
	refuses 2 "missing: --vendor NAME" mkrescue rescue --firmware https://vendor.example/a.bin
}

@test "an unknown vendor, model or layout names those there are" {
	refuses 2 "xiaomi" mkrescue --vendor xaiomi --firmware "$good" --output stick.img
	refuses 2 "r3g" order --model r33g --firmware "$good"
	refuses 2 "fat32-mbr" order --layout fat64 --firmware "$good"
}

@test "a model that no stick helps is told what it needs" {
	refuses 2 "no stick rescues" order --model r4a --firmware "$good"
	says "method"
	says "confidence: good, a change in OpenWrt"
}

@test "firmware of a model that no stick helps is told what that model needs" {
	for code in 34 50 72; do # the names behind codes are not always those on the box
		sample $code
		refuses 2 "no stick rescues" order --trust sample/sample-public.pem \
			--firmware sample/miwifi_${code}_sample.bin
	done
}

@test "firmware of a model about which nothing is known is not called foreign to the vendor" {
	sample 26
	refuses 4 "any Xiaomi router that a stick rescues" order --trust sample/sample-public.pem \
		--firmware sample/miwifi_26_sample.bin
	says "R2200"
}

@test "device and file exclude each other" {
	refuses 2 "cannot be used together" order --firmware "$good" --device /dev/sdb
}

@test "two firmware files are one too many" {
	refuses 2 "one file too many" order --firmware "$good" --firmware "$good"
}

@test "a label that FAT cannot hold is refused" {
	refuses 2 "label" order --firmware "$good" --label "much too long a label"
	refuses 2 "label" order --firmware "$good" --label 'A*B'
}

@test "a missing firmware file" {
	refuses 4 "missing.bin" order --firmware missing.bin
}

@test "a folder instead of a firmware file" {
	mkdir folder
	refuses 4 "folder" order --firmware folder
}

@test "an empty firmware file" {
	: >empty.bin
	refuses 4 "empty" order --firmware empty.bin
}

@test "an error page saved as firmware" {
	echo '<!DOCTYPE html><title>404</title>' >page.bin
	refuses 4 "web page" order --firmware page.bin
	refuses 4 "XML" order --firmware "$data/neg-not-firmware-error-page.bin"
}

# bats test_tags=quick
@test "a truncated firmware file" {
	refuses 4 "truncated" order --firmware "$data/xiaomi-bad-truncated.bin"
	refuses 4 "truncated" order --accept-unsigned --firmware "$data/xiaomi-bad-truncated.bin"
}

@test "a wrong checksum, --accept-unsigned or not" {
	refuses 4 "CRC" order --firmware "$data/xiaomi-bad-crc.bin"
	refuses 4 "CRC" order --accept-unsigned --firmware "$data/xiaomi-bad-crc.bin"
}

@test "altered content under a trusted signature, --accept-unsigned or not" {
	refuses 4 "altered" order --firmware "$data/xiaomi-bad-sig-crcfixed.bin"
	refuses 4 "altered" order --accept-unsigned --firmware "$data/xiaomi-bad-sig-crcfixed.bin"
}

@test "bytes after the end, --accept-unsigned or not" {
	{ cat "$good"; printf 'sixteen bytes...'; } >longer.bin
	refuses 4 "unexpected data at its end" order --firmware longer.bin
	refuses 4 "unexpected data at its end" order --accept-unsigned --firmware longer.bin
}

@test "firmware for another model names the model that it is for" {
	refuses 4 "R3G" order --model r3p --firmware "$good"
	refuses 4 "R3G" order --model r3p --accept-unsigned --firmware "$good"
}

@test "firmware that is a little too big is told how much" {
	sample 3 --size 16777224
	refuses 4 "16777224 bytes" order --trust sample/sample-public.pem \
		--firmware sample/miwifi_r1cm_sample.bin
	says "at most 16777216"
}

@test "firmware bound to one unit" {
	sample 13 --type 12
	refuses 4 "unlock file for one unit" mkrescue --vendor xiaomi --model r3g --output stick.img \
		--trust sample/sample-public.pem --firmware sample/miwifi_r3g_sample.bin
}

# bats test_tags=quick
@test "a signature by nobody known is accepted only with --accept-unsigned, and with a warning" {
	refuses 4 "--accept-unsigned" mkrescue --vendor xiaomi --output stick.img --firmware "$good"
	run -0 mkrescue --vendor xiaomi --output stick.img --firmware "$good" --accept-unsigned
	says "warning"
}

@test "a missing signature is accepted only with --accept-unsigned" {
	sample 13 --no-signature
	refuses 4 "--accept-unsigned" order --firmware sample/miwifi_r3g_sample.bin
	run -0 order --firmware sample/miwifi_r3g_sample.bin --accept-unsigned
	says "warning"
}

@test "the five digits of the file's MD5 in its name must be right" {
	tail=$(md5sum <"$good" | cut -c28-32)
	cp "$good" "miwifi_r3g_firmware_${tail}_2.25.124.bin"
	cp "$good" miwifi_r3g_firmware_00000_2.25.124.bin
	refuses 4 "MD5" order --firmware miwifi_r3g_firmware_00000_2.25.124.bin
	order --firmware "miwifi_r3g_firmware_${tail}_2.25.124.bin"
}

@test "OpenWrt's own image is not what the stick rescue wants" {
	refuses 4 "xiaomi" order --model r3g --firmware "$data/openwrt-sysupgrade-nand-meta.bin"
}

@test "something that is no key to trust" {
	refuses 2 "key" mkrescue --vendor xiaomi --firmware "$good" --trust "$good" --output stick.img
	refuses 7 "missing.pem" mkrescue --vendor xiaomi --firmware "$good" --trust missing.pem \
		--output stick.img
}

# bats test_tags=quick
@test "the firmware file is never overwritten by its own image" {
	cp "$good" stick.bin
	run -5 mkrescue --vendor xiaomi --firmware stick.bin --trust "$key" --output stick.bin --force
	cmp stick.bin "$good"
}

@test "a place that cannot be written" {
	refuses 7 "nowhere" build --output nowhere/stick.img
}

@test "a disk that fills up leaves no scrap" {
	[ "$(id -u)" -eq 0 ] || skip "only root can mount a small file system"
	mkdir small
	mount -t tmpfs -o size=64k tmpfs small || skip "no tmpfs can be mounted here"
	run -7 build --output small/stick.img
	left=$(find small -type f)
	umount small
	[ -z "$left" ]
}

@test "a device that does not exist is not created" {
	refuses 5 "/dev/sdzz9" build --device /dev/sdzz9 --yes
	[ ! -e /dev/sdzz9 ]
}

@test "a file is no device" {
	touch file
	refuses 5 "--output" build --device file --yes
	refuses 5 "/dev/null" build --device /dev/null --yes
}

@test "unknown words are named" {
	refuses 2 "'bild'" mkrescue bild
	refuses 2 "'--devise'" mkrescue --devise /dev/sdb
	refuses 2 "option '--yes' cannot be used with 'list'" mkrescue list --yes
}

@test "the options for a stick's capacity and its rest want a stick" {
	refuses 2 "--check-capacity needs a stick: use --device instead of 'stick.img'" \
		build --output stick.img --check-capacity
	refuses 2 "--wipe needs a stick" build --output stick.img --wipe --dry-run
	refuses 2 "--wipe needs a stick" build --output-dir folder --wipe
}
