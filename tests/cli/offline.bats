#!/usr/bin/env bats
# What a download left in the cache is as good as a file; what is locked is built again.
load helper
load cache

# order COMMAND [OPTION...]: of a file that the cache has, without a network.
order() {
	mkrescue "$1" --vendor xiaomi --model r3g --firmware https://vendor.example/r3g.bin \
		--trust "$key" --offline "${@:2}"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	own_cache here
}

@test "fetch takes from the cache what is there, and fails where a network would be needed" {
	run -9 order fetch
	says "https://vendor.example/r3g.bin"
	cached_file "$good" https://vendor.example/r3g.bin
	run -0 order fetch
	says "$hex"
}

@test "a lock file replaces a lock file, and nothing else" {
	cp "$good" firmware.bin
	for run in first second; do
		run -0 mkrescue lock --vendor xiaomi --firmware firmware.bin --trust "$key" --lock-file a.json
	done
	echo '{"version": 1, "images": [{"vendor": "xiaomi", "model": "r3g", "firmware": ["firmware.bin"]}]}' >fleet.json
	cp fleet.json before.json
	ln -s firmware.bin link
	for file in firmware.bin link fleet.json; do
		run -5 mkrescue lock --vendor xiaomi --firmware firmware.bin --trust "$key" --lock-file $file
		says "'$file' exists and is not a lock file"
		run -5 mkrescue lock --fleet fleet.json --trust "$key" --lock-file $file
	done
	cmp "$good" firmware.bin
	cmp before.json fleet.json
	run -0 mkrescue lock --fleet fleet.json --trust "$key"
	run -0 mkrescue lock --fleet fleet.json --trust "$key"
}

@test "what is locked is built again, and nothing else" {
	cached_file "$good" https://vendor.example/r3g.bin
	order lock --lock-file r3g.json
	order build --output first.img
	order build --locked --lock-file r3g.json --output second.img
	cmp first.img second.img
	sed -i "s/$hex/${hex//[0-9]/0}/" r3g.json
	run -8 order build --locked --lock-file r3g.json --output third.img
	says "'r3g.json' locks another /miwifi.bin"
	[ ! -e third.img ]
}
