#!/usr/bin/env bats
# A FIFO or a device in the place of a file is never waited for.
load helper
load cache
load recipes

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	own_cache here
}

# soon COMMAND...: the program ends by itself.
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
	soon check-catalog "$1"
	says "$1"
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

# refused STATUS COMMAND...: soon, by the name of the FIFO, which is still there and still empty.
refused() {
	local wanted=$1
	shift
	soon "$@"
	[ "$status" -eq "$wanted" ]
	says "'fifo'"
	[ -p fifo ]
}

@test "a FIFO is refused as any output, with --force too" {
	mkfifo fifo
	set -- --vendor xiaomi --trust "$key" --firmware "$good"
	refused 5 "$@" --output fifo --force
	refused 5 "$@" --output stick.img --guide fifo --force
	refused 7 "$@" --output stick.img --log fifo
	refused 5 guide xiaomi r3g --html fifo
	refused 5 cache export fifo --force
	[ ! -e stick.img ]
}

# cache_with KIND PLACE: a FIFO or a device there, in a cache that was sound.
cache_with() {
	local address=https://127.0.0.1:9/one
	rm -rf "$store" out.tar
	own_cache here
	cached_file "$good" $address
	[ "$1" != none ] || return 0
	name=$(printf %s $address | sha256sum | cut -d ' ' -f 1)
	case $2 in
	object) in_place "$1" "$object" ;;
	note) in_place "$1" "$store/names/$name" "$store/names/$(printf '%064d' 1)" ;;
	part) in_place "$1" "$store/parts/$name" "$store/parts/$name.from" ;;
	esac
}

# with_each STATUS NOT_OBJECT NOT_NOTE COMMAND...: how it ends with a sound cache and with a FIFO or a
# device among the parts; where the object was; and where the note was.
with_each() {
	local whole=$1 wanted kind place
	local -A expected=([part]=$1 [object]=$2 [note]=$3)
	shift 3
	cache_with none
	soon "$@"
	[ "$status" -eq "$whole" ]
	for kind in fifo zero; do
		for place in object note part; do
			cache_with $kind $place
			soon "$@"
			[ "$status" -eq "${expected[$place]}" ] || {
				echo "$kind as $place: status $status: $output"
				return 1
			}
		done
	done
}

@test "FIFOs and devices in the cache, under any of its names, hold no command up" {
	with_each 0 0 0 cache list
	with_each 0 0 0 cache verify
	with_each 0 0 0 cache export out.tar
	with_each 0 0 0 cache prune
	with_each 0 7 9 fetch --offline --vendor xiaomi --model r3g --trust "$key" \
		--firmware https://127.0.0.1:9/one
}

# bats test_tags=quick
@test "a FIFO in a folder that --output-dir replaces is not read" {
	acme "\"confidence\": \"good\", \"method\": \"tftp-serve\", \"instead\": \"It fetches a file.\",
		\"files\": [$(file a.bin uimage)]"
	set -- --catalog catalog --vendor acme --model a1 --accept-unsigned --accept-unstated-model \
		--firmware "$kernel" --output-dir folder
	soon "$@"
	[ "$status" -eq 0 ]
	soon "$@" --force
	[ "$status" -eq 0 ]
	rm folder/SHA256SUMS
	mkfifo folder/SHA256SUMS
	soon "$@" --force
	[ "$status" -eq 5 ]
	says "which mkrescue-usb did not create"
	cmp "$kernel" folder/a.bin
}
