#!/usr/bin/env bats
# Ctrl-C, SIGTERM, SIGHUP and a closed terminal, while a tool of another project does what it likes.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	mkfifo ready
}

# A mkfs.fat that says that it runs, and never ends.
stubborn_tool() {
	fake_tool mkfs.fat <<-SCRIPT
		#!/bin/bash
		trap '' TERM INT HUP
		$1
		echo runs >"$PWD/ready"
		while :; do read -r -t 1000 line <>"$PWD/never"; done
	SCRIPT
	mkfifo never
}

# ends_soon SIGNAL: the program does, with 130, leaving nothing.
ends_soon() {
	local pid begin
	"$program" --vendor xiaomi --firmware "$good" --trust "$key" --output stick.img \
		</dev/null >said 2>&1 3>&- &
	pid=$!
	read -r -t 60 _ <>ready # a reader alone would wait for ever for a tool that does not start
	begin=$SECONDS
	kill "-$1" "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 130 ]
	[ $((SECONDS - begin)) -le 3 ]
	grep -q interrupted said
	[ -z "$(find . -name '*stick.img*')" ]
	! pgrep -f "$PWD/tools/mkfs.fat"
}

# bats test_tags=quick
# A file that takes a while, after others whose verdicts are there.
@test "an interrupted inspect ends at once, judges no file that it has not seen, and leaves no process" {
	local pid
	sound=$data/xiaomi-hdr1-r4cm-unsigned.bin bad=$data/xiaomi-bad-crc.bin
	mapfile -t files < <(for _ in {1..500}; do printf '%s\n' "$bad" "$sound"; done)
	mkfifo told
	"$program" inspect --quiet "${files[@]}" >told 2>said 3>&- &
	pid=$!
	exec 9<told
	read -r -t 60 _ <&9
	kill -TERM "$pid"
	rest=$(cat <&9)
	status=0
	wait "$pid" || status=$?
	exec 9<&-
	[ "$status" -eq 130 ]
	grep -q '^mkrescue-usb: interrupted' said
	[[ $rest != *interrupted* ]]
	[ "$(grep -c sound <<<"$rest")" -lt 900 ]
	! pgrep -f "$program inspect --quiet $bad"
}

@test "each of the signals that end a program ends this one within three seconds" {
	stubborn_tool
	for signal in TERM HUP; do
		ends_soon $signal
	done
}

@test "a tool that closed its output is not waited for either" {
	stubborn_tool 'exec >&- 2>&-'
	ends_soon TERM
}

@test "a closed terminal ends the program as SIGTERM does" {
	stubborn_tool
	run -0 "$root/tests/cli/hang-up" ready "$program" --vendor xiaomi --firmware "$good" \
		--trust "$key" --output stick.img
	says "status 130"
	[ -z "$(find . -name '*stick.img*')" ]
}

@test "Ctrl-C on a terminal ends the program" {
	stubborn_tool
	run -0 "$root/tests/cli/hang-up" --interrupt ready "$program" --vendor xiaomi \
		--firmware "$good" --trust "$key" --output stick.img
	says "status 130"
	[ -z "$(find . -name '*stick.img*')" ]
}
