#!/usr/bin/env bats
# Every command that the README shows is run as it stands there. A loop device stands for
# /dev/sdb, a sample for the vendor's file.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(id -u)" -eq 0 ] || skip "only root can make loop devices"
	truncate -s 320M backing
	loop=$(losetup --show -f backing 2>/dev/null) || skip "no loop device can be had here"
	cp "$good" miwifi_r3g.bin
	"$root/scripts/make-sample-firmware" --model-id 17 --out r4a >/dev/null
	cp r4a/*.bin miwifi_r4a.bin
	mkdir bin
	cat >bin/mkrescue-usb <<-S
		#!/bin/bash
		case \$1 in
		verify | list | show | guide | devices | check-catalog | cache) more=() ;;
		inspect) more=(--trust "$key") ;;
		write) more=(--allow-fixed --yes) ;;
		--output-dir) more=(--trust "$PWD/r4a/sample-public.pem") ;;
		*) more=(--trust "$key" --allow-fixed --yes) ;;
		esac
		exec "$program" "\${@//\/dev\/sdb/$loop}" "\${more[@]}"
	S
	chmod +x bin/mkrescue-usb
	PATH=$PWD/bin:$PATH
	export XDG_CACHE_HOME=$PWD/cache
}

teardown() {
	[ -z "$loop" ] || losetup -d "$loop"
}

# The lines of the README's code blocks that begin with $1.
commands() {
	awk '/^```/ { inside = !inside; next } inside' "$root/README.md" | grep "^$1"
}

@test "the commands about sticks and files work, in their order" {
	commands mkrescue-usb >commands
	[ "$(wc -l <commands)" -ge 7 ]
	bash -eux commands </dev/null
}

@test "the commands that build and install work, and the installed program finds its data" {
	commands cmake >commands
	[ "$(wc -l <commands)" -eq 3 ]
	export PREFIX=$PWD/installed
	mkdir checkout
	cp -a "$root"/{builder,scripts,templates,vendors,CMakeLists.txt} checkout
	(cd checkout && bash -eux ../commands) </dev/null >log 2>&1 || { cat log; false; }
	checkout/b/mkrescue-usb --vendor xiaomi --firmware miwifi_r3g.bin --trust "$key" \
		--output from-b.img </dev/null
	rm -rf checkout
	installed/bin/mkrescue-usb --vendor xiaomi --firmware miwifi_r3g.bin --trust "$key" \
		--output installed.img </dev/null
	cmp from-b.img installed.img
	[ -s installed/share/man/man1/mkrescue-usb.1 ] || [ -z "$(command -v scdoc)" ]
}

@test "the quick start makes a proven image of a sample, and passes arguments on" {
	commands ./scripts/quickstart >commands
	[ "$(wc -l <commands)" -eq 1 ]
	run -0 "$root/scripts/quickstart"
	says "sample"
	mkrescue verify --image rescue.img
	run -0 "$root/scripts/quickstart" list
	says "xiaomi"
}

@test "the test command that it shows is there" {
	[ "$(commands ./scripts/test)" = "./scripts/test" ]
	[ -x "$root/scripts/test" ]
}
