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

@test "what is locked from a file of one's own is asked for with --firmware" {
	run -0 mkrescue lock --vendor xiaomi --firmware "$good" --trust "$key"
	for offline in "" --offline; do
		run -2 mkrescue build --locked --output stick.img $offline
		says "no address is known for miwifi.bin of 'Xiaomi Mi Router 3G"
		says "give the file with --firmware FILE"
		[[ $output != *"download it"* ]]
	done
	run -0 mkrescue build --locked --output stick.img --firmware "$good"
}

@test "without a network, the file that is missing is named, not a build that is not there either" {
	for model in r3g r1cm; do
		run -9 mkrescue fetch --vendor xiaomi --model $model --offline
		says "is in the cache '$XDG_CACHE_HOME/mkrescue-usb'; fetch it once with a network connection ('mkrescue-usb fetch --vendor xiaomi --model $model')"
		[[ $output != *accept-developer* ]]
	done
	developer=$(python3 -c '
import json, sys
for model in json.load(open(sys.argv[1]))["models"]:
	for download in model.get("downloads", []):
		if model["model"] == "r3g" and download.get("channel") == "developer":
			print(download["url"]); sys.exit()' "$root/vendors/xiaomi.json")
	cached_file "$good" "$developer"
	run -9 mkrescue fetch --vendor xiaomi --model r3g --offline
	says "--accept-developer"
}
