#!/usr/bin/env bats
# A FIFO or a device in the place of a file is never waited for.
load helper
load cache

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	own_cache here
}

# soon COMMAND...: the program ends by itself, with whatever status.
soon() {
	run timeout 10 "$program" "$@" </dev/null
	[ "$status" -ne 124 ] || {
		echo "still running: $*"
		return 1
	}
}

# Every place in which the command line takes a file.
takes_file() {
	soon --vendor xiaomi --trust "$key" --firmware "$1" --output stick.img
	says "$1"
	soon --vendor xiaomi --trust "$1" --firmware "$good" --output stick.img
	says "$1"
	soon --vendor xiaomi --trust "$key" --firmware "$good" --locked --lock-file "$1" --output stick.img
	says "$1"
	soon --catalog "$1" list
	says "$1"
	soon inspect "$1"
	says "$1"
	soon verify --image "$1"
	says "$1"
	soon cache import "$1"
	says "$1"
	soon fix --catalog "$1"
	[ ! -e stick.img ]
}

@test "a FIFO or a device is refused as firmware, key, catalogue, lock file, image and cache export" {
	mkfifo fifo
	takes_file fifo
	takes_file /dev/zero
	takes_file /dev/random
}

@test "a FIFO or a device among the user's own recipes is never read" {
	export XDG_CONFIG_HOME=$PWD/config
	for name in mine.json keys.json; do
		for kind in fifo zero; do
			rm -rf config
			mkdir -p config/mkrescue-usb/vendors
			if [ $kind = fifo ]; then
				mkfifo "config/mkrescue-usb/vendors/$name"
			else
				ln -s /dev/zero "config/mkrescue-usb/vendors/$name"
			fi
			soon inspect "$good"
			soon list xiaomi
			[ $name = keys.json ] || says "$name"
		done
	done
}

# in_place KIND FILE...: a FIFO or a device where the file was.
in_place() {
	for file in "${@:2}"; do
		rm -f "$file"
		if [ "$1" = fifo ]; then
			mkfifo "$file"
		else
			ln -s /dev/zero "$file"
		fi
	done
}

@test "FIFOs and devices in the cache, under any of its names, hold no command up" {
	for kind in fifo zero; do
		for command in "cache list" "cache verify" "cache export out.tar" "cache prune" \
			"fetch --offline --vendor xiaomi --model r3g --firmware https://127.0.0.1:9/one"; do
			rm -rf "$store" out.tar
			own_cache here
			cached one https://127.0.0.1:9/one
			name=$(printf %s https://127.0.0.1:9/one | sha256sum | cut -d ' ' -f 1)
			in_place $kind "$object" "$store/names/$name" "$store/parts/$name" \
				"$store/parts/$name.from" "$store/names/$(printf '%064d' 1)"
			# shellcheck disable=SC2086
			soon $command
		done
	done
}

# bats test_tags=quick
@test "a FIFO in a folder that --output-dir replaces is not read" {
	mkdir folder
	mkfifo folder/SHA256SUMS
	echo mine >folder/letter
	soon --vendor xiaomi --model r4a --firmware "$good" --trust "$key" --output-dir folder --force
	[ "$status" -ne 0 ]
	[ -s folder/letter ]
}
