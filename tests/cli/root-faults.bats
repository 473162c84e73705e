#!/usr/bin/env bats
# Any file operation that fails while a stick is written: it is complete, blank or as it was, or the
# program says not to use it.
load helper
load ../faults

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(id -u)" -eq 0 ] || skip "only root can make loop devices"
	losetup -f >/dev/null 2>&1 || skip "no loop device can be had here"
	failing_calls
	build --output ref.img
}

@test "the stick fails while an image is written to it" {
	every_fault stick 1 stick:335544320 "$release" write --image "$PWD/ref.img" --device {stick} \
		--allow-fixed --yes --erase 335544320
}

@test "files fail while an image is written to a stick" {
	every_fault files 199 stick:335544320 "$release" write --image "$PWD/ref.img" --device {stick} \
		--allow-fixed --yes --erase 335544320
}

@test "files fail while a stick is built" {
	every_fault files 307 stick:335544320 "$release" --vendor xiaomi --firmware "$good" --trust "$key" \
		--device {stick} --allow-fixed --yes --erase 335544320
}

@test "memory ends while an image is written to a stick" {
	every_fault memory 4001 stick:335544320 "$release" write --image "$PWD/ref.img" --device {stick} \
		--allow-fixed --yes --erase 335544320
}
