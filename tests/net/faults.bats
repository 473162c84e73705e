#!/usr/bin/env bats
# Any file operation that fails while firmware is fetched.
load helper
load ../faults

setup_file() {
	start_world
	cp "$root/tests/data/firmware/xiaomi-hdr1-r3g-sha1-8slots.bin" "$world/www/firmware.bin"
	start_nginx
}

teardown_file() {
	stop_world
}

setup() {
	know_world
	unset SUDO_UID
	export XDG_CONFIG_HOME=/nonexistent XDG_STATE_HOME=$PWD/state
	failing_calls
	hex=$(digest "$world/www/firmware.bin")
	object=cache/mkrescue-usb/sha256/${hex:0:2}/$hex
	fetch=("$release" fetch --vendor xiaomi --model r3g --firmware "$nginx/firmware.bin" --trust
		"$root/tests/data/firmware/xiaomi-test-public.pem")
}

@test "files fail while firmware is fetched" {
	every_fault files 7 "$object" "${fetch[@]}"
}

@test "memory ends while firmware is fetched" {
	every_fault memory 2003 "$object" "${fetch[@]}"
}
