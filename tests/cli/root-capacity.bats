#!/usr/bin/env bats
# Counterfeit and failing sticks, and a stick wiped whole: on loop devices, some of them over
# nbdkit and nbdfuse, which lie about their size.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(id -u)" -eq 0 ] || skip "only root can make loop devices"
	truncate -s 320M backing
}

teardown() {
	[ -z "$loop" ] || losetup -d "$loop" || true
	rm -f backing
}

plain_stick() {
	loop=$("$root/tests/loop-device" backing 2>/dev/null) || skip "no loop device can be had here"
}

# Any old content, all over.
used_stick() {
	tr '\0' 'x' </dev/zero | head -c $((320 * 1048576)) >backing
	plain_stick
}

# onto STICK OPTION...: the whole size for a stick that does not look like one.
onto() {
	local stick=$1
	shift
	build --device "$stick" --allow-fixed --yes --erase "$(pass_phrase "$stick")" "$@"
}

pass_phrase() {
	mkrescue devices --json >disks 2>/dev/null || true
	stat -L -c %s "$(cat "/sys/block/${1#/dev/}/loop/backing_file")"
}

# lying SIZE KEYS COMMAND...: the command with STICK set to such a stick.
lying() {
	local size=$1 keys=$2
	shift 2
	export STICK_KEYS=$keys
	export -f build onto pass_phrase mkrescue first_sector
	export program good key
	"$root/tests/fakes/with-slow-stick" "$size" 500000000 500000000 bash -c "$*"
	local status=$?
	[ $status -ne 77 ] || echo "no such stick can be had here"
	return $status
}

first_sector() {
	od -An -v -tx1 -N 512 "$1" | tr -d ' \n'
}

# run_lying STATUS SIZE KEYS COMMAND...
run_lying() {
	local wanted=$1
	shift
	run lying "$@"
	[ "$status" -ne 77 ] || skip "$output"
	[ "$status" -eq "$wanted" ] || { echo "$output" && return 1; }
}

@test "an honest stick passes the check, and is said to hold what it claims" {
	plain_stick
	run -0 onto "$loop" --check-capacity
	says "Its capacity is genuine."
	says "Proven"
	run -0 onto "$loop" --check-capacity --json
	says '"capacity_checked":true'
}

@test "a counterfeit stick that wraps is named with its real size, and left blank" {
	run_lying 5 2G "real-size=700M past-it=wraps" \
		'onto "$STICK" --check-capacity; s=$?; first_sector "$STICK"; exit $s'
	says "claims 2.1 GB but holds about 734.0 MB"
	says "overwrites earlier data"
	says "is blank now and holds no firmware"
	says "$(printf '0%.0s' {1..1024})"
}

@test "a counterfeit stick that loses what is written is named with its real size" {
	run_lying 5 2G "real-size=1000M past-it=loses" 'onto "$STICK" --check-capacity'
	says "claims 2.1 GB but holds about 1.0 GB"
	says "is lost"
}

@test "without the check a stick that holds what it needs is proven, and warned of at a broken end" {
	run_lying 0 2G "real-size=700M past-it=loses" 'onto "$STICK"'
	says "Proven"
	run_lying 0 2G "real-size=700M past-it=wraps" 'onto "$STICK"; s=$?; build --output same.img
		cmp -n 2000000 same.img "$STICK"; exit $s'
	says "Proven"
	run_lying 0 2G "unwritable-from=2040M" 'onto "$STICK"'
	says "warning: the end of this stick cannot be written or does not hold what was written"
	says "test it with --check-capacity"
	says "Proven"
}

@test "a stick that cannot be written somewhere fails the check with the place" {
	run_lying 7 2G "unwritable-from=1500M" 'onto "$STICK" --check-capacity'
	says "failed at byte 2147483136"
	says "is blank now"
}

@test "--wipe leaves zeros wherever the image is not" {
	used_stick
	build --output same.img
	run -0 onto "$loop" --wipe --json
	says '"wiped":true'
	losetup -d "$loop" && loop=
	truncate -s 320M same.img
	cmp same.img backing
}

@test "a stick that lost the end of the zeros is not said to be wiped" {
	run_lying 7 2G "unwritable-from=2040M" 'onto "$STICK" --wipe'
	says "is blank now"
}

@test "an interrupt during the check or the wiping leaves the stick blank and says so" {
	command -v strace >/dev/null || skip "strace is not installed"
	used_stick
	for option in --check-capacity --wipe; do
		run -130 env ASAN_OPTIONS=detect_leaks=0 strace -qq -o /dev/null -e trace=pwrite64 \
			-P "$loop" -e inject=pwrite64:signal=SIGINT:when=2 "$program" \
			--vendor xiaomi --firmware "$good" --trust "$key" --device "$loop" \
			--allow-fixed --yes --erase "$(pass_phrase "$loop")" $option </dev/null
		says "interrupted"
		says "is blank now"
		[ -z "$(first_sector "$loop" | tr -d 0)" ]
	done
}

@test "an image made earlier is written with both" {
	plain_stick
	build --output stick.img
	run -0 mkrescue write --image stick.img --device "$loop" --allow-fixed --yes \
		--erase "$(pass_phrase "$loop")" --check-capacity --wipe
	says "Its capacity is genuine."
	says "The rest of it was wiped."
}

@test "--dry-run says what would be done, and does nothing" {
	used_stick
	before=$(sha256sum <backing)
	run -0 onto "$loop" --dry-run --check-capacity --wipe
	says "its capacity is tested first"
	says "everything else on it is overwritten with zeros"
	run -0 onto "$loop" --dry-run --check-capacity --wipe --json
	says '"check_capacity":true'
	says '"wipe":true'
	[ "$before" = "$(sha256sum <backing)" ]
}
