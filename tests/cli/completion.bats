#!/usr/bin/env bats
# The completions of bash, zsh and fish, as they are installed.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
	completions=${MKRESCUE_BUILD:-${program%/*}}
	[ -e "$completions/mkrescue-usb.bash" ] || skip "scdoc is not installed: no completion was made"
	# Two sticks and a loop device.
	export MKRESCUE_SYS=$BATS_TEST_TMPDIR/sys
	mkdir -p sys/block/{sda,sdb}/device sys/block/loop0
	echo 15625000 | tee sys/block/sda/size >sys/block/sdb/size
	echo "Ultra Fit" >sys/block/sda/device/model
	echo "DataTraveler" >sys/block/sdb/device/model
}

# completes WORD... : what bash offers for the last word is in $output.
completes() {
	run -0 bash -c '
		source "$1"; program=$2; shift 2
		COMP_WORDS=("$program" "$@"); COMP_CWORD=$#
		_mkrescue_usb
		echo "${COMPREPLY[*]}"' - "$completions/mkrescue-usb.bash" "$program" "$@"
}

# bats test_tags=quick
@test "commands are completed, and the options that a command takes" {
	completes ins
	[ "$output" = inspect ]
	completes write --no-e
	[ "$output" = --no-eject ]
	completes devices --dev
	[ "$output" = "" ]
	completes --dev
	[ "$output" = --device ]
}

# bats test_tags=quick
@test "vendors, their models, layouts and methods are completed" {
	completes --vendor xiaom
	[ "$output" = xiaomi ]
	completes --vendor sche
	[ "$output" = "" ]
	completes build --vendor xiaomi --model r3
	[[ " $output " == *" r3 r3g "* ]]
	[[ $output != *tplink* ]]
	completes rescue --vendor = xiaomi -m r3
	[[ " $output " == *" r3g "* ]]
	completes show xiaomi r3
	[[ " $output " == *" r3g "* ]]
	completes list xiaom
	[ "$output" = xiaomi ]
	completes --layout fat16
	[ "$output" = fat16-mbr ]
	completes list --method usb
	[ "$output" = usb-stick ]
	completes list --can st
	[ "$output" = stick ]
	completes list --can ""
	for word in $output; do
		run -0 mkrescue list --can "$word"
	done
}

# bats test_tags=quick
@test "fleets and lock files are completed by their end" {
	touch fleet.json fleet.lock.json fleet.txt
	completes lock --fleet fl
	[ "$output" = "fleet.json fleet.lock.json" ]
	completes build --locked --lock-file fleet.l
	[ "$output" = fleet.lock.json ]
}

# bats test_tags=quick
@test "disks are completed; a list of several shows their names" {
	completes write --device /dev/
	[ "$output" = "/dev/sda /dev/sdb" ]
	COMP_TYPE=63 completes write --device /dev/
	[ "$output" = "/dev/sda (Ultra Fit, 8 GB) /dev/sdb (DataTraveler, 8 GB)" ]
	COMP_TYPE=63 completes write -d /dev/sdb
	[ "$output" = /dev/sdb ]
}

# bats test_tags=quick
@test "files are completed where a file is expected, by what they must be" {
	touch firmware.bin cache.tar verify.tar rescue.lock.json
	mkdir firm
	for before in --firmware -f -o inspect; do
		completes "$before" firmw
		[ "$output" = firmware.bin ]
	done
	completes --output-dir fi
	[ "$output" = firm ]
	completes build --locked --lock-file resc
	[ "$output" = rescue.lock.json ]
	completes build --lock-file firmw
	[ "$output" = "" ]
	completes inspect --ver
	[ "$output" = "--verbose --version" ]
	completes cache ver
	[ "$output" = verify ]
	completes cache import cac
	[ "$output" = cache.tar ]
	completes cache prune --al
	[ "$output" = --all ]
}

# zsh_offers WORD...: what zsh offers for the last word, a line each.
zsh_offers() {
	run -0 zsh -f -c '
		words=("$2" "${@:3}") CURRENT=$#words PREFIX=$words[-1]
		compadd() { while [[ $1 != -- ]]; do shift; done; shift; print -l -- ${(M)@:#$PREFIX*}; }
		compset() { PREFIX=${PREFIX#*=}; }
		_describe() { print -l -- ${(M)${(P)2}:#$PREFIX*}; }
		_files() { print -l -- ${PREFIX}*(N); }
		source "$1"' - "$completions/mkrescue-usb.zsh" "$program" "$@"
}

# bats test_tags=quick
@test "zsh completes the same, with the help" {
	command -v zsh >/dev/null || skip "zsh is not installed"
	zsh_offers ins
	[ "$output" = "inspect:identify firmware files, and check that they are sound" ]
	zsh_offers --vendor xiaom
	[ "$output" = xiaomi ]
	zsh_offers --vendor=xiaom
	[ "$output" = xiaomi ]
	zsh_offers --vendor xiaomi --model r3g
	[[ $output == r3g* ]]
	zsh_offers write --device /dev/
	[ "$output" = "/dev/sda"$'\n'"/dev/sdb" ]
	zsh_offers list --can st
	[ "$output" = stick ]
	zsh_offers cache ver
	[ "$output" = verify ]
}

# bats test_tags=quick
@test "fish completes the same, with the help" {
	command -v fish >/dev/null || skip "fish is not installed"
	fish_offers() {
		HOME=$BATS_TEST_TMPDIR PATH="${program%/*}:$PATH" run -0 fish --no-config -c "
			complete -e -c mkrescue-usb; source $completions/mkrescue-usb.fish
			complete -C 'mkrescue-usb $*'"
	}
	fish_offers ins
	[ "$output" = "inspect"$'\t'"identify firmware files, and check that they are sound" ]
	fish_offers --vendor xiaom
	[ "$output" = "xiaomi"$'\t'"vendor of the router" ]
	fish_offers --vendor xiaomi --model r3g
	[[ $output == *"r3g"$'\t'"Xiaomi Mi Router 3G, first version (R3G)"* ]]
	fish_offers write --device /dev/sdb
	[ "$output" = "/dev/sdb"$'\t'"DataTraveler, 8 GB" ]
	fish_offers list --method usb
	[[ $output == usb-stick$'\t'* ]]
	fish_offers list --can st
	[[ $output == stick$'\t'* ]]
	fish_offers cache ver
	[[ $output == verify* ]]
}

# bats test_tags=quick
@test "bash offers the models that list has, also by another name of the vendor, and your own" {
	for vendor in asus mi; do
		completes --vendor "$vendor" --model ""
		[ "$(xargs -n 1 <<<"$output" | sort)" = \
			"$("$program" list --quiet "$vendor" | awk 'NR > 1 { print $2 }' | sort)" ]
	done
	mkdir -p own/mkrescue-usb/vendors
	printf '\t\t\t"model": "a1",\n' >own/mkrescue-usb/vendors/acme.json
	XDG_CONFIG_HOME=$PWD/own completes show acme ""
	[ "$output" = a1 ]
}
