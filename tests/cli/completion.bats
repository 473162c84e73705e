#!/usr/bin/env bats
# bash completion, as it is installed.
load helper

# completes WORD... : what is offered for the last word is in $output.
completes() {
	local completion=${program%/*}/mkrescue-usb.bash
	[ -e "$completion" ] || skip "scdoc is not installed: no completion was made"
	run -0 bash -c '
		source "$1"; shift
		COMP_WORDS=(mkrescue-usb "$@"); COMP_CWORD=$#
		_mkrescue_usb
		echo "${COMPREPLY[*]}"' - "$completion" "$@"
}

# bats test_tags=quick
@test "commands and options are completed" {
	completes ins
	[ "$output" = inspect ]
	completes write --no-e
	[ "$output" = --no-eject ]
}

@test "files are completed where files are wanted" {
	touch firmware.bin
	for before in --firmware -f -o inspect; do
		completes "$before" firm
		[ "$output" = firmware.bin ]
	done
	completes inspect --ver
	[ "$output" = "--verbose --version" ]
}

@test "what 'cache' can do is completed, and then its file" {
	touch cache.tar verify.tar
	completes cache ver
	[ "$output" = verify ]
	completes cache import cac
	[ "$output" = cache.tar ]
	completes cache prune --al
	[[ " $output " == *" --all "* ]]
}
