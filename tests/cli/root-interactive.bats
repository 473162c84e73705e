#!/usr/bin/env bats
# What a person is asked before a disk is wiped.
load helper
load terminal

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(id -u)" -eq 0 ] || skip "only root can make loop devices"
	command -v expect >/dev/null || skip "expect is not installed"
	backing=$BATS_TEST_TMPDIR/backing
	truncate -s 320M "$backing"
	loop=$("$root/tests/loop-device" "$backing" 2>/dev/null) || skip "no loop device can be had here"
}

teardown() {
	[ -z "$loop" ] || losetup -d "$loop"
}

# answering STATUS QUESTION ANSWER [OPTION]: an answer that is wrong is given three times.
answering() {
	words="$program --vendor xiaomi --firmware $good --trust $key --device $loop --allow-fixed $4"
	again="expect {is not}; send \"$3\""
	[ "$1" -eq 5 ] || again=
	patience=60 at_terminal "$1" "expect {$2}; send \"$3\"; $again; $again"
}

is_untouched() {
	[ "$(od -An -v -tx1 -N 1048576 "$backing" | tr -d ' 0\n')" = "" ]
}

@test "the disk's name is typed before it is wiped" {
	answering 0 "type its name" "${loop#/dev/}\r"
	says "EVERYTHING on this disk will be lost"
	says "Proven"
	mkrescue verify --device "$loop"
}

@test "the disk is described before it is wiped, also with --quiet" {
	mkfs.ext4 -q -F -L family "$loop"
	here=/media/mkrescue-test-$$
	mkdir -p "$here"
	mount "$loop" "$here" || { rmdir "$here"; skip "ext4 cannot be mounted here"; }
	answering 5 "type its size in bytes" "no\r" --quiet || failed=1
	umount "$here"
	rmdir "$here"
	[ -z "$failed" ]
	says "mounted at $here"
	says "$loop: loop $backing, 335.5 MB"
	says "  holds: ${loop#/dev/} ext4"
}

@test "a disk's bare name is the disk, not a new file" {
	run expect -c "
		set timeout 60
		spawn $program --vendor xiaomi --firmware $good --trust $key --allow-fixed
		expect_before timeout { exit 99 }
		expect {which device, or to which image file?}; send \"${loop#/dev/}\r\"
		expect {type its name}; send \"back\r\"
		expect {which device, or to which image file?}; send \"\004\"
		expect eof"
	[ "$status" -eq 0 ]
	[ ! -e "${loop#/dev/}" ]
}

@test "a disk may be called by its path, too" {
	answering 0 "type its name" "$loop\r"
	says "Proven"
}

@test "after three wrong names it ends, nothing is written, and the command is shown" {
	words="$program --trust $key --allow-fixed"
	patience=60 at_terminal 5 "
		expect {Which router is it?}; send \"$good\r\"
		expect {which device, or to which image file?}; send \"${loop#/dev/}\r\"
		expect {type its name}; send \"no\r\"
		expect {'no' is not}; send \"yes\r\"
		expect {'yes' is not}; send \"\r\"
		expect {To do the same next time without questions:}"
	says "nothing was changed"
	says "--device $loop"
	is_untouched
}

@test "Ctrl-D at the last question ends it, and no command is shown" {
	words="$program --trust $key --allow-fixed"
	patience=60 at_terminal 130 "
		expect {Which router is it?}; send \"$good\r\"
		expect {which device, or to which image file?}; send \"${loop#/dev/}\r\"
		expect {type its name}; send \"\004\""
	says "nothing was changed"
	[[ $output != *"To do the same"* ]]
	is_untouched
}

@test "an image's plan stands on lines of its own and says who vouched for the firmware" {
	build --output stick.img
	run expect -c "
		set timeout 60
		spawn $program write --image stick.img --device $loop --allow-fixed --dry-run
		expect_before timeout { exit 99 }
		expect eof
		catch wait result
		exit [lindex \$result 3]"
	[ "$status" -eq 0 ]
	says "authenticated by: signature by ${key##*/}"
	[[ $output != *B/sRouter* ]]
}

@test "another answer changes nothing" {
	answering 5 "type its name" "yes\r"
	says "nothing was changed"
	is_untouched
}

@test "Ctrl-C at the question changes nothing" {
	answering 130 "type its name" "\003"
	says "nothing was changed"
	is_untouched
}

@test "a disk with somebody's data wants its size typed, not its name" {
	mkfs.ext4 -q -F -L family "$loop"
	answering 5 "type its size in bytes" "${loop#/dev/}\r"
	answering 0 "type its size in bytes" "$(stat -c %s "$backing")\r"
	says "family"
	says "Proven"
}
