# What the command line tests share. Each test runs in an empty folder of its own.
# shellcheck shell=bash disable=SC2034,SC2154
bats_require_minimum_version 1.5.0
load ../says

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
program=${MKRESCUE:-$root/build/debug/mkrescue-usb}
data=$root/tests/data/firmware
good=$data/xiaomi-hdr1-r3g-sha1-8slots.bin
key=$data/xiaomi-test-public.pem

# Recipes in the configuration of whoever runs the tests must not change them.
unset SUDO_UID
export XDG_CONFIG_HOME=/nonexistent

# Nor does what they write show up there.
export XDG_STATE_HOME=${BATS_TEST_TMPDIR:-/nonexistent}/state

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

mkrescue() {
	"$program" "$@" </dev/null
}

# The shortest complete order; what follows is added to it.
build() {
	mkrescue --vendor xiaomi --firmware "$good" --trust "$key" "$@"
}

# refuses STATUS WORDS COMMAND...: ends so, says so, and leaves no image and no scrap of one.
refuses() {
	local status_wanted=$1 words=$2
	shift 2
	run -"$status_wanted" "$@"
	says "$words"
	[ -z "$(find . -name '*stick.img*')" ]
}

# sample MODEL_ID [OPTION...]: a made-up firmware in ./sample, and its key.
sample() {
	local id=$1
	shift
	"$root/scripts/make-sample-firmware" --model-id "$id" --out sample "$@" >/dev/null
}

# flip FILE OFFSET: changes one bit.
flip() {
	local byte
	byte=$(od -An -tu1 -j "$2" -N 1 "$1")
	printf '%b' "\\x$(printf %x $((byte ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# fake_tool NAME: the script on stdin stands before the real tool in PATH.
fake_tool() {
	mkdir -p tools
	cat >"tools/$1"
	chmod +x "tools/$1"
	PATH=$PWD/tools:$PATH
}
