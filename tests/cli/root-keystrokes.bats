#!/usr/bin/env bats
# How much a person types from a dead router to the confirmation, with the firmware among the downloads.
load helper
load terminal

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(id -u)" -eq 0 ] || skip "only root has sticks and a network of its own"
	export HOME=$PWD
	mkdir Downloads
}

teardown() {
	[ -z "$loop" ] || losetup -d "$loop"
}

# firmware FORMAT CODE: a made-up one for that board, among the downloads.
firmware() {
	PYTHONPATH=$root/tests/cli python3 -c '
import pathlib, sys, coded
pathlib.Path("Downloads/firmware.bin").write_bytes(coded.coded(sys.argv[1], [sys.argv[2]], pathlib.Path(".")))' "$@"
}

# typing SCRIPT: 'type' counts what it sends. The command that people type counts, too.
typing() {
	at_terminal 130 "
		set typed [string length {sudo mkrescue-usb }]
		proc type {text} { global typed; incr typed [string length \$text]; send -- \$text }
		$1
		puts \"typed \$typed keystrokes\""
	keystrokes=$(grep -oE 'typed [0-9]+' <<<"$output" | grep -oE '[0-9]+')
	echo "# $BATS_TEST_DESCRIPTION: 1 command, $keystrokes keystrokes" >&3
	[ "$keystrokes" -le 25 ]
}

# over_a_cable OPTION...: $words for a computer with one network socket. That of a test must be named; a
# real one is found without a question.
over_a_cable() {
	unshare -n ip link add lan0 type veth peer name router 2>/dev/null || skip "no cable can be made here"
	printf '%s\n' '#!/bin/sh' 'ip link add lan0 type veth peer name router' 'ip link set router up' \
		"exec $program rescue --trust $key --interface lan0 $*" >start
	chmod +x start
	words="unshare -n ./start"
}

@test "Xiaomi R3G, by a stick" {
	cp "$good" Downloads/
	truncate -s 320M backing
	loop=$("$root/tests/loop-device" backing 2>/dev/null) || skip "no loop device can be had here"
	words="$program --trust $key --allow-fixed"
	patience=60 typing "
		expect {Which router is it?}; type \"r3g\r\"
		expect {Which firmware?}; type \"\r\"
		expect -re \"(\[0-9]+)  $loop \"
		set number \$expect_out(1,string)
		expect {image file?}; type \"\$number\r\"
		expect {type its name}; send \"\003\""
}

@test "a stick that is plugged in while the question stands appears" {
	truncate -s 320M backing
	words="$program --vendor xiaomi --firmware $good --trust $key --allow-fixed"
	patience=60 at_terminal 130 "
		expect {image file?}
		set loop [exec $root/tests/loop-device backing]
		expect -re \"\[0-9]+  \$loop\"
		expect {image file?}
		exec losetup -d \$loop
		send \"\003\""
}

@test "Xiaomi R4A, over a cable" {
	sample 17
	cp sample/*.bin Downloads/
	key=sample/sample-public.pem
	over_a_cable
	typing "
		expect {Which router is it?}; type \"r4a\r\"
		expect {Which firmware?}; type \"\r\"
		expect {type yes}; send \"\003\""
}

@test "TP-Link Archer C7 v2, over a cable" {
	firmware tplink-v1 C7000002
	over_a_cable
	typing "
		expect {Which router is it?}; type \"c7 v2\r\"
		expect {Which firmware?}; type \"\r\"
		expect {type yes}; send \"\003\""
}

@test "Ubiquiti NanoStation M2, over a cable" {
	firmware ubiquiti XM
	over_a_cable
	typing "
		expect {Which router is it?}; type \"nsm2\r\"
		expect {Which firmware?}; type \"\r\"
		expect {type yes}; send \"\003\""
}
