#!/usr/bin/env bats
# mkfs.fat, mtools and fsck.fat lie about errors; whatever they do, no wrong image appears.
load helper

# bats test_tags=quick
@test "mcopy that complains and returns 0" {
	fake_tool mcopy <<-'S'
		#!/bin/sh
		echo "plain_io: Input/output error" >&2
	S
	refuses 6 "Input/output error" build --output stick.img
}

@test "mcopy that does nothing and returns 0" {
	fake_tool mcopy <<<$'#!/bin/sh\nexit 0'
	refuses 6 "mcopy" build --output stick.img
}

@test "mcopy that dies" {
	fake_tool mcopy <<<$'#!/bin/sh\nkill -SEGV $$'
	refuses 6 "signal" build --output stick.img
}

@test "mcopy that copies only a part and returns 0" {
	real=$(command -v mcopy)
	fake_tool mcopy <<-S
		#!/bin/sh
		head -c 10000 "\$3" >"$PWD/part"
		exec $real -i "\$2" "$PWD/part" "\$4"
	S
	refuses 6 "10000" build --output stick.img
}

@test "mcopy that changes a byte" {
	real=$(command -v mcopy)
	fake_tool mcopy <<-S
		#!/bin/sh
		tr A B <"\$3" >"$PWD/part"
		exec $real -i "\$2" "$PWD/part" "\$4"
	S
	refuses 8 "miwifi.bin" build --output stick.img
}

@test "mkfs.fat that makes nothing and returns 0" {
	fake_tool mkfs.fat <<<$'#!/bin/sh\nexit 0'
	refuses 6 "" build --output stick.img
}

@test "mkfs.fat that fails" {
	fake_tool mkfs.fat <<<$'#!/bin/sh\necho "mkfs.fat: unable to open" >&2; exit 1'
	refuses 6 "unable to open" build --output stick.img
}

@test "mkfs.fat that makes another FAT than asked for" {
	real=$(PATH=$PATH:/usr/sbin:/sbin command -v mkfs.fat)
	fake_tool mkfs.fat <<-S
		#!/bin/sh
		for last; do :; done
		exec $real -F 16 -s 32 --invariant "\$last" >/dev/null
	S
	refuses 6 "FAT16" build --output stick.img
}

@test "fsck.fat that finds something wrong" {
	fake_tool fsck.fat <<<$'#!/bin/sh\necho "FATs differ"; exit 1'
	refuses 6 "FATs differ" build --output stick.img
}

@test "a tool that is not installed is named" {
	mkdir tools
	for tool in sh env mkfs.fat mlabel; do
		ln -s "$(PATH=$PATH:/usr/sbin command -v $tool)" tools/
	done
	PATH=$PWD/tools run -6 "$program" --vendor xiaomi --firmware "$good" --trust "$key" --output stick.img
	says "mcopy"
}

@test "an interrupt while a tool runs: nothing was changed, and the tool is gone" {
	for signal in INT TERM; do
		fake_tool mcopy <<-S
			#!/bin/sh
			echo \$\$ >pid
			kill -$signal \$PPID
			exec sleep 1000
		S
		refuses 130 "nothing was changed" build --output stick.img
		run -1 kill -0 "$(cat pid)"
	done
}

@test "what was started with nohup survives logging out" {
	real=$(command -v mcopy)
	fake_tool mcopy <<-S
		#!/bin/sh
		kill -HUP \$PPID
		exec $real "\$@"
	S
	run -130 build --output stick.img
	run -0 bash -c 'trap "" HUP; "$@" </dev/null' - "$program" --vendor xiaomi \
		--firmware "$good" --trust "$key" --output stick.img
}
