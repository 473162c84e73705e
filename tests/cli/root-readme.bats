#!/usr/bin/env bats
# Every command that the README shows is run as it stands there. Loop devices stand for
# /dev/sdb and /dev/sdc, a sample for the vendor's file, and the cache for the vendor's server.
load helper
load cache
load bundle

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(id -u)" -eq 0 ] || skip "only root can make loop devices"
	truncate -s 320M backing
	truncate -s 320M second
	loop=$("$root/tests/loop-device" backing 2>/dev/null) || skip "no loop device can be had here"
	other=$("$root/tests/loop-device" second 2>/dev/null) || skip "no second loop device can be had here"
	cp "$good" miwifi_r3g.bin
	"$root/scripts/make-sample-firmware" --model-id 17 --out r4a >/dev/null
	cp r4a/*.bin miwifi_r4a.bin
	own_cache cache
	r3_is_cached
	bundle
	python3 -c 'import sys; sys.path.insert(0, sys.argv[1]); import coded
open("archer-c7-v5.bin", "wb").write(coded.safeloader(["Archer C7 5.0.0"]))' "$root/tests/cli"
	mkdir bin
	cat >bin/mkrescue-usb <<-S
		#!/bin/bash
		# On a cable whose other end nobody has.
		cable() {
			unshare --net sh -c 'ip link add eth1 type veth peer name far && exec "\$@"' sh \
				"$program" "\$@"
		}
		case \$1 in
		rescue) cable "\$@" --interface eth1 --yes --dry-run --accept-unsigned; exit ;;
		listen) cable "\$@" --seconds 1; [ \$? -eq 12 ]; exit ;;
		verify | list | show | guide | devices | check-catalog | cache) more=() ;;
		inspect) more=(--trust "$key") ;;
		fetch | lock) more=(--catalog catalog --trust r3/sample-public.pem --offline) ;;
		write | pc) more=(--allow-fixed --yes) ;;
		--output-dir) more=(--trust "$PWD/r4a/sample-public.pem") ;;
		*) more=(--catalog catalog --trust "$key" --trust r3/sample-public.pem --allow-fixed --yes --offline) ;;
		esac
		given=("\${@//\/dev\/sdb/$loop}")
		exec "$program" "\${given[@]//\/dev\/sdc/$other}" "\${more[@]}"
	S
	chmod +x bin/mkrescue-usb
	PATH=$PWD/bin:$PATH
}

# The R3 with an address of its own, and a sample that was fetched from there.
r3_is_cached() {
	"$root/scripts/make-sample-firmware" --model-id 7 --out r3 >/dev/null
	mkdir catalog
	python3 - "$root/vendors/xiaomi.json" catalog/xiaomi.json <<-'P'
		import json, sys
		with open(sys.argv[1]) as file:
		    vendor = json.load(file)
		model, = (m for m in vendor["models"] if m["model"] == "r3")
		model["downloads"] = [{"url": "https://vendor.example/r3.bin"}]
		with open(sys.argv[2], "w") as file:
		    json.dump({"schema": 2, "vendor": "xiaomi", "title": "Xiaomi", "models": [model]}, file)
	P
	cached_file r3/*.bin https://vendor.example/r3.bin
	echo '{"version": 1, "images": [{"vendor": "xiaomi", "model": "r3"}]}' >fleet.json
}

teardown() {
	[ -z "$loop" ] || losetup -d "$loop"
	[ -z "$other" ] || losetup -d "$other"
}

# The lines of the README's code blocks that begin with $1.
commands() {
	awk '/^```/ { inside = !inside; next } inside' "$root/README.md" | sed 's/^sudo mkrescue-usb/mkrescue-usb/' |
		grep "^$1"
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
