#!/usr/bin/env bats
# A disk is refused for what it is, and for files of our own on it. The same words come from 'devices',
# --dry-run and the real run. On loop devices: --allow-fixed stands for "removable or on USB".
load helper
load loops

@test "what this program needs itself is never on the disk, whatever may be unmounted" {
	mkfs.ext4 -q -F "$loop"
	desktop "$loop"
	cp "$good" "$media/firmware.bin"
	cp "$key" "$media/key.pem"
	mkdir "$media/recipes" "$media/temporary"
	mkrescue lock --vendor xiaomi --firmware "$good" --trust "$key" --lock-file "$media/rescue.lock.json"
	cp "$root/vendors/xiaomi.json" "$media/recipes"
	refused "the key '$media/key.pem' is on it" --unmount --trust "$media/key.pem"
	refused "the recipe folder '$media/recipes' is on it" --unmount --catalog "$media/recipes"
	refused "the card '$media/card.html' is on it" --unmount --guide "$media/card.html"
	XDG_CACHE_HOME=$media/not/yet refused_alike "the cache '$media/not/yet/mkrescue-usb' is on it" --unmount
	refused "the lock file '$media/rescue.lock.json' is on it" --unmount --locked --lock-file "$media/rescue.lock.json"
	TMPDIR=$media/temporary refused_alike "the folder for temporary files '$media/temporary' is on it" --unmount
	good=$media/firmware.bin refused "the firmware '$media/firmware.bin' is on it" --unmount
	mountpoint -q "$media"
	run -0 real --unmount
}

@test "on a btrfs, whose device numbers no disk has, it is found as well" {
	command -v mkfs.btrfs >/dev/null || skip "btrfs-progs is not installed"
	mkfs.btrfs -q "$loop"
	desktop "$loop"
	cp "$good" "$media/firmware.bin"
	good=$media/firmware.bin refused "the firmware '$media/firmware.bin' is on it" --unmount
}

@test "the image that is written is not the file behind the disk" {
	build --output stick.img
	cat stick.img >backing
	truncate -s "$SIZE" backing
	again
	run -5 mkrescue write --image backing --device "$loop" --allow-fixed --yes
	says "the image 'backing' is on it"
}

@test "a disk under a node of its own, where the kernel's name leads nowhere or elsewhere" {
	number="$(stat -c '%Hr %Lr' "$loop")"
	attach other
	cat >inside <<-'S'
		mount -t tmpfs dev /dev && ln -s /proc/self/fd /dev/fd
		for node in "null 1 3" "zero 1 5" "urandom 1 9"; do
			set -- $node
			mknod -m 666 /dev/$1 c $2 $3
		done
		mknod /dev/stick b $NUMBER
		[ -z "$NAME" ] || mknod "$NAME" b $OTHER
		exec "$PROGRAM" --vendor xiaomi --firmware "$GOOD" --trust "$KEY" --device /dev/stick \
			--allow-fixed --yes --erase "$SIZE" </dev/null
	S
	export NUMBER=$number OTHER NAME PROGRAM=$program GOOD=$good KEY=$key SIZE
	OTHER="$(stat -c '%Hr %Lr' "$attached")"
	for NAME in "$loop" ""; do
		run -0 unshare -m sh inside
		says "Proven: /dev/stick holds what was written"
		mkrescue verify --image backing
		[ "$(stat -c %b other)" -eq 0 ]
		dd if=/dev/zero of=backing bs=1M count=2 conv=notrunc status=none
	done
}

# as_user COMMAND...: as a user who may open no disk.
as_user() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@" </dev/null
}

@test "without root the advice is sudo, given once and before anything is recommended" {
	chmod 755 . .. ../.. 2>/dev/null || true
	cp "$good" firmware.bin
	cp "$key" key.pem
	chmod 644 firmware.bin key.pem
	as_user test -x "$program" -a -r firmware.bin || skip "another user cannot run the program here"
	run -0 as_user "$program" devices
	[ "$(grep -c sudo <<<"$output")" -eq 1 ]
	[[ ${lines[0]} == *sudo* ]]
	[[ $output != *"type its size in bytes"* ]]
	[[ $output != *"type its serial number"* ]]
	run -5 as_user env HOME=/nonexistent "$program" --vendor xiaomi --firmware firmware.bin \
		--trust key.pem --device "$loop" --allow-fixed --yes
	[ "$(grep -c 'with sudo' <<<"$output")" -eq 1 ]
	[[ $output != *--erase* ]]
}

@test "a disk that cannot be written for what it is" {
	again -r
	refused_alike "it is read-only"
	again -b 4096
	refused_alike "its sectors have 4096 bytes"
	truncate -s 3T backing
	again
	refused_alike "it is too large"
	truncate -s 100M backing
	again
	refused "it is too small" # for the layout, which 'devices' does not know
}

@test "a partition, and a disk that is neither removable nor on USB" {
	for way in --dry-run --yes; do
		run -5 build --device "$loop" --yes "$way"
		says "'$loop' must not be written: it is neither removable nor on USB"
		untouched
	done
	mkrescue devices --json 2>/dev/null | grep -F "\"device\":\"$loop\"" |
		grep -q '"against":\["it is neither removable nor on USB'
	printf '2048,\n' | sfdisk -q "$loop"
	partx -a "$loop" || skip "no partition can be made known here"
	undo+=("partx -d $loop")
	disk=$loop
	loop=${disk}p1
	refused "it is a partition; name the whole disk, '$disk'"
	run -2 mkrescue verify --device "$loop"
	says "'$loop' is a partition; verify the whole disk: --device '$disk'"
}

@test "every reason at once, in the same words and the same order" {
	attach "$loop"
	hold "$loop" 'fd = os.open(path, os.O_RDWR)'
	mounted "$attached" mnt
	ln backing other-name
	attach other-name
	refused_alike "open for writing"
	[[ $dry == *"is mounted on"* ]]
	[[ $dry == *"has the same backing file"* ]]
}
