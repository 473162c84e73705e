# Calls that fail, one run of the program for each: needs $root and $BATS_TEST_TMPDIR.
# shellcheck shell=bash disable=SC2034,SC2154

# The program for tests/cli/every-fault; FAULT_STEP=1 lets every call fail.
failing_calls() {
	release=$root/build/release/mkrescue-usb # the sanitizers do not like another library first
	[ -x "$release" ] || skip "there is no release build"
	command -v cc >/dev/null || skip "cc is not installed"
	export FAILING_CALL=$BATS_TEST_TMPDIR/failing-call.so
	cc -D_GNU_SOURCE -shared -fPIC -o "$FAILING_CALL" "$root/tests/fakes/failing-call.c"
}

# every_fault WHAT STEP RESULT COMMAND...: as every-fault; files fail with EIO.
every_fault() {
	run "$root/tests/cli/every-fault" "$1" "${FAULT_STEP:-$2}" 5 "${@:3}"
	echo "$output"
	[ "$status" -eq 0 ]
	says "0 wrong"
}
