#!/usr/bin/env bats
load helper

# bats test_tags=quick
@test "one command makes an image that holds the firmware under the name the router asks for" {
	build --output stick.img --model r3g
	mcopy -i stick.img@@1048576 ::miwifi.bin out.bin
	cmp out.bin "$good"
	dd if=stick.img of=partition bs=1M skip=1 status=none
	fsck.fat -n partition
}

# writer_meanwhile: mcopy gets one that writes to firmware.bin before it begins, and does not wait.
writer_meanwhile() {
	mcopy=$(command -v mcopy)
	fake_tool mcopy <<-SCRIPT
		#!/bin/sh
		dd if=/dev/zero of='$PWD/firmware.bin' bs=4096 seek=1 count=1 conv=notrunc oflag=nonblock \
			2>/dev/null && touch '$PWD/written'
		touch '$PWD/tried'
		exec '$mcopy' "\$@"
	SCRIPT
}

@test "what another program writes to the firmware meanwhile does not reach the image" {
	cp "$good" firmware.bin
	writer_meanwhile
	mkrescue --vendor xiaomi --firmware firmware.bin --trust "$key" --output stick.img
	[ -e tried ]
	"$mcopy" -i stick.img@@1048576 ::miwifi.bin out.bin
	cmp out.bin "$good"
}

@test "nor does what a program writes that has the firmware open already" {
	cp "$good" firmware.bin
	exec 9>>firmware.bin
	writer_meanwhile
	mkrescue --vendor xiaomi --firmware firmware.bin --trust "$key" --output stick.img
	[ -e written ]
	exec 9>&-
	"$mcopy" -i stick.img@@1048576 ::miwifi.bin out.bin
	cmp out.bin "$good"
}

# bats test_tags=quick
@test "the model is found in the firmware, and its label is said" {
	run -0 build --output stick.img
	says "R3G"
	says "its label must say"
}

@test "names of vendors, models and layouts ignore case" {
	mkrescue --vendor XiaoMi --model R3G --layout FAT32-MBR --firmware "$good" --trust "$key" \
		--output stick.img
}

@test "the image has the size of the layout and takes room only where it is used" {
	build --output stick.img
	[ "$(stat -c %s stick.img)" -eq $(((1 + 272) * 1048576)) ]
	[ "$(stat -c %b stick.img)" -lt $((4 * 1048576 / 512)) ]
}

@test "--verbose tells the digest of the bytes that are used" {
	run -0 build --output stick.img --verbose
	[[ $output =~ first\ ([0-9]+)\ bytes:\ SHA-256\ ([0-9a-f]+) ]]
	[ "$(head -c "${BASH_REMATCH[1]}" stick.img | sha256sum)" = "${BASH_REMATCH[2]}  -" ]
}

# bats test_tags=quick
@test "the boot record is the one that every boot loader reads" {
	build --output stick.img
	# entry 1: active, CHS of LBA 2048, type 0x0C, start 2048; entries 2 to 4 empty
	[ "$(od -An -tx1 -j 446 -N 12 stick.img)" = " 80 20 21 00 0c fe ff ff 00 08 00 00" ] ||
		[ "$(od -An -tx1 -j 446 -N 12 stick.img)" = " 80 14 15 00 0c fe ff ff 00 08 00 00" ]
	[ "$(od -An -v -tx1 -j 462 -N 48 stick.img | tr -d ' 0\n')" = "" ]
	[ "$(od -An -v -tx1 -j 0 -N 440 stick.img | tr -d ' 0\n')" = "" ]
	[ "$(od -An -v -tx1 -j 440 -N 4 stick.img | tr -d ' 0\n')" != "" ]
	[ "$(od -An -v -tx1 -j 512 -N 785920 stick.img | tr -d ' 0\n*')" = "" ]
}

@test "the firmware is the first directory entry and the label comes after it" {
	build --output stick.img --label SAVEME
	run -0 mdir -i stick.img@@1048576 ::
	says "SAVEME"
	says "miwifi"
	skip_bytes=$((1048576 + 512 * (32 + $(od -An -tu4 -j $((1048576 + 36)) -N 4 stick.img) * 2)))
	[ "$(dd if=stick.img bs=1 skip="$skip_bytes" count=11 status=none)" = "MIWIFI  BIN" ]
}

@test "the same input gives the same image, whatever the surroundings" {
	build --output one.img
	mkdir -p elsewhere home
	echo 'MTOOLS_LOWER_CASE=1' >home/.mtoolsrc
	(
		cd elsewhere
		umask 077
		env TZ=Asia/Shanghai HOME="$PWD/../home" LC_ALL=de_DE.UTF-8 MTOOLS_NO_VFAT=1 \
			SOURCE_DATE_EPOCH=1 "$program" --vendor xiaomi --model r3g \
			--firmware "$good" --trust "$key" --output two.img </dev/null
	)
	cmp one.img elsewhere/two.img
}

@test "another user makes the same image" {
	[ "$(id -u)" -eq 0 ] || skip "only root can become another user"
	build --output one.img
	cp "$good" "$key" .
	chmod 777 .
	for above in . .. ../.. ../../..; do [ -x "$above" ] && chmod o+x "$above"; done
	setpriv --reuid 65534 --regid 65534 --clear-groups test -x "$program" ||
		skip "another user cannot reach the program here"
	setpriv --reuid 65534 --regid 65534 --clear-groups "$program" --vendor xiaomi \
		--firmware "${good##*/}" --trust "${key##*/}" --output two.img </dev/null
	cmp one.img two.img
}

@test "an existing image is kept, unless --force replaces it" {
	echo precious >stick.img
	run -5 build --output stick.img
	says "--force"
	[ "$(cat stick.img)" = precious ]
	build --output stick.img --force
	mkrescue verify --image stick.img
}

@test "a build that fails leaves the old image as it was" {
	build --output stick.img
	before=$(sha256sum <stick.img)
	run -4 mkrescue --vendor xiaomi --model r3p --firmware "$good" --trust "$key" \
		--output stick.img --force
	[ "$before" = "$(sha256sum <stick.img)" ]
	[ "$(find . -name '.stick*')" = "" ]
}

# unable CALL ERROR: builds where the file system cannot do this. The leak checker cannot work
# beside strace.
unable() {
	command -v strace >/dev/null || skip "strace is not installed"
	run -0 env ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o /dev/null -e trace="$1" \
		-e inject="$1:error=$2" "$program" --vendor xiaomi --firmware "$good" \
		--trust "$key" --output stick.img </dev/null
	mkrescue verify --image stick.img
	[ "$(find . -name '.stick*')" = "" ]
}

@test "a file system that cannot promise not to replace a file still takes an image" {
	unable renameat2 EINVAL
}

@test "a file system that knows no permissions still takes an image" {
	unable fchmod EOPNOTSUPP
}

@test "a device is no image file" {
	refuses 5 "--device" build --output /dev/null
	refuses 5 "--device" build --output /dev/sdzz9
	[ ! -e /dev/sdzz9 ]
}

@test "compressed images are the same every time, and are read back" {
	build --output plain.img
	for kind in gz xz zst bz2; do
		build --output one.img.$kind
		build --output two.img.$kind
		cmp one.img.$kind two.img.$kind
		mkrescue verify --image one.img.$kind
		[ "$(stat -c %s one.img.$kind)" -lt 5000000 ]
	done
	gzip -dc one.img.gz | cmp - plain.img
	xz -dc one.img.xz | cmp - plain.img
	zstd -qdc one.img.zst | cmp - plain.img
	bzip2 -dc one.img.bz2 | cmp - plain.img
}

@test "a name that promises another compression is refused, and no plain image gets it" {
	for kind in lz4 zip 7z lzma TAR tgz; do
		refuses 2 "'.${kind,,}' files are not supported" build --output "stick.img.$kind"
		[ ! -e "stick.img.$kind" ]
	done
}

@test "FAT16 is there for loaders and sticks that want it" {
	build --output stick.img --layout fat16-mbr
	[ "$(stat -c %s stick.img)" -eq $(((1 + 250) * 1048576)) ]
	[ "$(od -An -tx1 -j 450 -N 1 stick.img)" = " 06" ]
	mcopy -i stick.img@@1048576 ::miwifi.bin out.bin
	cmp out.bin "$good"
	mkrescue verify --image stick.img
}

# bats test_tags=quick
@test "--dry-run checks everything and writes nothing" {
	run -0 build --output stick.img --dry-run
	says "nothing was written"
	[ ! -e stick.img ]
	run -4 mkrescue --dry-run --vendor xiaomi --firmware "$data/xiaomi-bad-crc.bin" \
		--trust "$key" --output stick.img
}

@test "--quiet says only what was proven" {
	sample 13
	run -0 --separate-stderr mkrescue --vendor xiaomi --quiet --output stick.img \
		--firmware sample/miwifi_r3g_sample.bin --trust sample/sample-public.pem
	[ -z "$stderr" ]
}

@test "what must hold before the rescue can work is said before the image is made" {
	run -0 build --output stick.img --dry-run
	says "Works when"
}

@test "the steps at the router follow the proof" {
	run -0 build --output stick.img
	[[ $output == *Proven*"At the router"* ]]
}

@test "--json gives one object a line, the plan first and the result last" {
	build --output stick.img --json >events 2>/dev/null
	python3 - events stick.img "$good" <<-'P'
		import hashlib, json, sys
		events = [json.loads(line) for line in open(sys.argv[1])]
		image = open(sys.argv[2], "rb").read()
		firmware = hashlib.sha256(open(sys.argv[3], "rb").read()).hexdigest()
		assert events[0]["event"] == "plan", events[0]
		assert events[0]["router"]["works_when"]
		assert {e["event"] for e in events[1:-1]} <= {"progress"}
		result = events[-1]
		assert result["event"] == "result"
		assert result["sha256"] == hashlib.sha256(image[: result["length"]]).hexdigest()
		assert not any(image[result["length"] :])
		assert [f["sha256"] for f in result["files"]] == [firmware]
		assert "xiaomi-test-public.pem" in result["files"][0]["vouched"]
	P
}

@test "the image's name cannot control the terminal, and --json stays complete" {
	build --output $'red\e[31m\xe9.img' >said 2>&1
	mkrescue verify --image $'red\e[31m\xe9.img' >>said 2>&1
	run -1 grep -q $'\e' said
	build --output $'caf\xe9.img' --json >events 2>/dev/null
	mkrescue verify --json --image $'caf\xe9.img' >>events 2>/dev/null
	[ "$(grep -c '"event":"plan"' events)" -eq 1 ]
	[ "$(grep -c '"event":"result"' events)" -eq 2 ]
}

# bats test_tags=quick
@test "--json tells a failure with kind, status and message" {
	run -4 --separate-stderr mkrescue --json --vendor xiaomi --output stick.img \
		--firmware "$data/xiaomi-bad-crc.bin"
	python3 -c '
import json, sys
failure = json.loads(sys.argv[1].splitlines()[-1])
assert failure["event"] == "failure" and failure["kind"] == "firmware"
assert failure["status"] == 4 and failure["message"]' "$output"
}

@test "a result that cannot be written is a failure" {
	run -7 bash -c '"$1" --version >/dev/full' - "$program"
	run -7 bash -c '"$1" list >/dev/full' - "$program"
	says "cannot write all of the result"
}

@test "a listing that is read no further ends quietly, a stick that was made says so" {
	for words in list "list --json" "guide xiaomi r3g" "help build" --version; do
		# shellcheck disable=SC2086 # words
		run -141 bash -c '"$@" > >(:)' - sh -c 'sleep 0.3; exec "$@"' - "$program" $words
		[[ $output != *"mkrescue-usb: "* ]]
	done
	run -7 bash -c '"$@" > >(:)' - sh -c 'sleep 0.3; exec "$@"' - "$program" --vendor xiaomi \
		--firmware "$good" --trust "$key" --output unread.img --quiet
	[ -e unread.img ]
}

@test "closed descriptors never become the image's" {
	build --output stick.img
	run -7 bash -c '"$@" --output no-stdout.img <&- >&-' - "$program" --vendor xiaomi \
		--firmware "$good" --trust "$key"
	says "cannot write the result"
	run -0 bash -c '"$@" --output no-stderr.img <&- 2>&-' - "$program" --vendor xiaomi \
		--firmware "$good" --trust "$key"
	cmp stick.img no-stdout.img
	cmp stick.img no-stderr.img
}

@test "help and version need nothing" {
	run -0 mkrescue --help
	says "mkrescue-usb help COMMAND"
	run -0 mkrescue --version
	says "mkrescue-usb "
}

@test "nothing of this computer is in the image" {
	build --output stick.img
	run -1 grep -aq -e "$BATS_TEST_TMPDIR" -e "$data" -e "${good##*/}" stick.img
}

# packed NAME FILE...: a ZIP archive as vendors publish them, with a text in it.
packed() {
	python3 - "$@" <<-'P'
		import sys, zipfile
		with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
		    archive.writestr("docs/readme.txt", "Read me first.\n" * 9)
		    for path in sys.argv[2:]:
		        archive.write(path, "images/" + path)
	P
}

@test "the one file of a ZIP archive that fits is taken out, and named" {
	cp "$good" miwifi_r3g.bin
	cp "$data/xiaomi-hdr1-rd03-sha256-32slots.bin" other.bin
	packed vendor.zip other.bin miwifi_r3g.bin
	run -0 mkrescue --vendor xiaomi --model r3g --firmware vendor.zip --trust "$key" \
		--output stick.img
	says "miwifi_r3g.bin"
	run -0 build --output plain.img
	cmp stick.img plain.img
}

@test "a ZIP archive in which none or several files fit is refused" {
	cp "$good" one.bin
	cp "$good" two.bin
	packed several.zip one.bin two.bin
	packed none.zip
	refuses 4 "several files in 'several.zip' fit" mkrescue --vendor xiaomi --model r3g \
		--firmware several.zip --trust "$key" --output stick.img
	refuses 4 "none.zip" mkrescue --vendor xiaomi --model r3g --firmware none.zip \
		--trust "$key" --output stick.img
}
