#!/usr/bin/env bats
# Several sticks at once, on loop devices: --allow-fixed stands for "removable or on USB".
load helper
load terminal

SIZE=320M

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(id -u)" -eq 0 ] || skip "only root can make loop devices"
	loops=()
	for i in 0 1 2 3 4 5 6 7; do
		truncate -s "$SIZE" "backing$i"
		attach "backing$i" || skip "eight loop devices cannot be had here"
	done
	devices=()
	for loop in "${loops[@]}"; do
		devices+=(--device "$loop")
	done
}

teardown() {
	mend_the_third
	for loop in "${loops[@]}"; do
		losetup -d "$loop" 2>/dev/null || true
	done
	rm -f backing*
}

# attach FILE [OPTION...]: one more loop device, the last one of $loops.
attach() {
	local file=$1
	shift
	loops+=("$(losetup --show "$@" -f "$file" 2>/dev/null)") && [ -n "${loops[-1]}" ]
}

# replace INDEX FILE [OPTION...]: another loop device in that place.
replace() {
	local i=$1
	shift
	losetup -d "${loops[$i]}"
	attach "$@"
	loops[i]=${loops[-1]}
	unset 'loops[-1]'
	devices[2 * i + 1]=${loops[$i]}
}

to_all() {
	build "${devices[@]}" --allow-fixed "$@"
}

is_proven() {
	mkrescue verify --image "$1" >/dev/null
}

# Not a byte was written; the files are sparse.
is_untouched() {
	[ "$(stat -c %b "$1")" -eq 0 ]
}

all_untouched() {
	for file in backing*; do
		is_untouched "$file"
	done
}

first_sector_is_blank() {
	[ "$(od -An -v -tx1 -N 512 "$1" | tr -d ' 0\n')" = "" ]
}

# events EXPRESSION: Python's opinion of the list `e` of events in ./events.
events() {
	python3 - "$1" <<-'P'
		import json, sys
		e = [json.loads(line) for line in open("events")]
		named = lambda name: [event for event in e if event["event"] == name]
		if not eval(sys.argv[1]):
		    print(*e, sep="\n")
		    sys.exit(1)
	P
}

# break_the_third KEYS: the stick in place 3 is one of slow-stick.c with those keys.
break_the_third() {
	mkfifo mended
	STICK_KEYS=$1 "$root/tests/fakes/with-slow-stick" "$SIZE" 4000000000 4000000000 \
		sh -c 'echo "$STICK" >third.new && mv third.new third && read -r word <mended' \
		>broken 2>&1 3>&- &
	breaker=$!
	until [ -s third ]; do
		kill -0 $breaker 2>/dev/null || skip "$(<broken)"
	done
	losetup -d "${loops[3]}"
	loops[3]=$(<third)
	devices[7]=${loops[3]}
}

mend_the_third() {
	[ -n "${breaker-}" ] || return 0
	unset 'loops[3]'
	echo mended >mended
	wait "$breaker" || true
	breaker=
}

@test "eight sticks at once are all proven, and hold the same as an image" {
	run -0 to_all --yes
	for i in 0 1 2 3 4 5 6 7; do
		says "Proven: ${loops[$i]} holds what was written"
		says "${loops[$i]}: writing"
		is_proven "backing$i"
		cmp backing0 "backing$i"
	done
	says "All 8 sticks are proven."
	[ "$(grep -c 'SHA-256' <<<"$output")" -eq 1 ]
}

@test "an image made earlier goes to several sticks" {
	build --output stick.img.xz
	run -0 mkrescue write --image stick.img.xz "${devices[@]:0:4}" --allow-fixed --yes
	says "All 2 sticks are proven."
	is_proven backing0
	is_proven backing1
	is_untouched backing2
}

# fails_alone STATUS REASON: all others are proven, and it is blank.
fails_alone() {
	run -"$1" to_all --yes
	says "Failed: ${loops[3]}: $2"
	says "'${loops[3]}' is blank now"
	says "7 of 8 sticks are proven; failed: '${loops[3]}'"
	[[ $output != *"Proven: ${loops[3]}"* ]]
	for i in 0 1 2 4 5 6 7; do
		is_proven "backing$i"
	done
	first_sector_is_blank "${loops[3]}"
}

@test "one whose writes fail stops no other, and is told with its reason" {
	break_the_third unwritable-from=1200k
	fails_alone 7 "writing '${loops[3]}' failed"
}

@test "one that loses writes in silence stops no other, and the reading back tells" {
	break_the_third "real-size=1200k past-it=loses"
	fails_alone 8 ""
}

@test "scripts get a result for each, progress by device, and a summary" {
	break_the_third unwritable-from=1200k
	status=0
	to_all --yes --json >events 2>/dev/null || status=$?
	[ "$status" -eq 7 ]
	events 'len(named("plan")[0]["targets"]) == len(named("plan")[0]["devices"]) == 8'
	events 'len(named("result")) == 7'
	events '{r["target"] for r in named("result")} == {d for d in named("plan")[0]["targets"] if d != "'"${loops[3]}"'"}'
	events 'len({r["sha256"] for r in named("result")}) == 1'
	events '{p["device"] for p in named("progress")} >= {r["target"] for r in named("result")}'
	events 'named("summary")[0]["sticks"] == 8 and named("summary")[0]["proven"] == 7'
	events '[(f["device"], f["kind"], f["status"]) for f in named("summary")[0]["failed"]] == [("'"${loops[3]}"'", "io", 7)]'
	events '"blank now" in named("summary")[0]["failed"][0]["message"]'
	events 'e[-2]["event"] == "summary" and e[-1]["event"] == "failure" and e[-1]["status"] == 7'
}

@test "one stick is told about as ever: no summary, no device with its progress" {
	build --device "${loops[0]}" --allow-fixed --yes --json >events 2>/dev/null
	events 'not named("summary") and named("plan")[0]["target"] == "'"${loops[0]}"'"'
	events 'all("device" not in p for p in named("progress"))'
	events 'named("result")[0]["target"] == "'"${loops[0]}"'"'
}

@test "the same disk given twice is refused, also through a link" {
	ln -s "${loops[0]}" my-stick
	run -5 to_all --device my-stick --yes
	says "'${loops[0]}' and 'my-stick' are the same disk"
	run -5 to_all --device "${loops[2]}" --yes
	says "the same disk"
	all_untouched
}

@test "a refused one among good ones: nothing is written on any" {
	replace 5 backing5 -r
	truncate -s 100M backing6
	replace 6 backing6
	run -5 to_all --yes
	says "'${loops[5]}' must not be written: it is read-only"
	says "'${loops[6]}' must not be written: it is too small"
	all_untouched
}

@test "one that another program holds: nothing is written on any" {
	python3 -c '
import os, signal, sys
os.open(sys.argv[1], os.O_RDWR | os.O_EXCL)
print("held", flush=True)
signal.pause()' "${loops[7]}" >held 3>&- &
	holder=$!
	until [ -s held ]; do :; done
	run to_all --yes
	kill $holder
	wait $holder || true
	[ "$status" -eq 5 ]
	says "'${loops[7]}' must not be written: python3 ($holder) has '${loops[7]}' open for writing"
	all_untouched
}

@test "without a terminal and without --yes nothing is written" {
	run -5 to_all
	says "8 disks"
	says "--yes"
	all_untouched
}

@test "--dry-run writes nothing on any" {
	run -0 to_all --dry-run
	says "${loops[7]}"
	all_untouched
}

@test "each that holds somebody's data wants its own --erase" {
	truncate -s 321M backing1
	replace 1 backing1
	mkfs.ext4 -q -F -L family backing1
	mkfs.ext4 -q -F -L photos backing2
	before=$(sha256sum backing1 backing2)
	run -5 to_all --yes
	says family
	says photos
	run -5 to_all --yes --erase "$(stat -c %s backing1)"
	says photos
	[[ $output != *family* ]]
	run -5 to_all --yes --erase "$(stat -c %s backing1)" --erase 12345
	says "--erase '12345'"
	run -5 to_all --yes --erase "$(stat -c %s backing1)" --erase "$(stat -c %s backing1)"
	says "too often"
	[ "$before" = "$(sha256sum backing1 backing2)" ]
	is_untouched backing0
	run -0 to_all --yes --erase "$(stat -c %s backing1)" --erase "$(stat -c %s backing2)"
	is_proven backing1
	is_proven backing2
}

@test "--all-usb takes no loop device, whatever is allowed" {
	run build --all-usb --allow-fixed --dry-run
	[[ $output != *"${loops[0]}"* ]]
	run -2 to_all --all-usb
	says "cannot be used together"
}

@test "a layout that fills a stick fits the smallest of several" {
	truncate -s 330M backing1
	replace 1 backing1
	truncate -s 321M backing0
	replace 0 backing0
	run -0 build "${devices[@]:0:4}" --allow-fixed --yes --layout fat32-full
	is_proven backing0
	is_proven backing1
}

@test "Ctrl-C blanks every stick that was begun, and says so of each" {
	command -v strace >/dev/null || skip "strace is not installed"
	sample 13 --size 12000000
	for i in 0 1 2 3 4 5 6 7; do
		head -c 512 /dev/zero | tr '\0' '\377' | dd of="${loops[$i]}" status=none
	done
	# It stops in the middle by itself, so that the signal comes while all are written.
	ASAN_OPTIONS=detect_leaks=0 strace -f -q -o calls -e trace=pwrite64 \
		-e inject=pwrite64:signal=SIGSTOP:when=8 "$program" --vendor xiaomi \
		--firmware sample/miwifi_r3g_sample.bin --trust sample/sample-public.pem \
		"${devices[@]}" --allow-fixed --yes </dev/null >told 2>&1 3>&- &
	tracer=$!
	until grep -q 'stopped by SIGSTOP' calls 2>/dev/null; do
		kill -0 $tracer
	done
	worker=$(pgrep -P $tracer)
	kill -TERM "$worker" # what is begun in the background of a script ignores SIGINT
	while kill -CONT "$worker" 2>/dev/null; do :; done
	wait $tracer && status=0 || status=$?
	output=$(<told)
	[ "$status" -eq 130 ]
	says "0 of 8 sticks are proven"
	for i in 0 1 2 3 4 5 6 7; do
		if [[ $output == *"nothing was changed on '${loops[$i]}'"* ]]; then
			run ! first_sector_is_blank "backing$i"
			output=$(<told)
		else
			says "Failed: ${loops[$i]}: interrupted; '${loops[$i]}' is blank now"
			first_sector_is_blank "backing$i"
		fi
	done
}

# answering STATUS ANSWER: what a person types when asked for the names of the first two.
answering() {
	words="$program --vendor xiaomi --firmware $good --trust $key --allow-fixed ${devices[*]:0:4}"
	patience=60 at_terminal "$1" "expect {type the names of all}; send \"$2\""
}

@test "a person is shown all disks and types all names" {
	first=${loops[0]#/dev/} second=${loops[1]#/dev/}
	answering 5 "$first\r"
	says "EVERYTHING on these 2 disks will be lost"
	says "${loops[1]}: loop"
	answering 5 "$first $first\r"
	answering 5 "$first $second sda\r"
	answering 130 "\003"
	all_untouched
	answering 0 "$second, $first\r"
	says "of 2 sticks done, "
	says "All 2 sticks are proven."
}

# replugging COMMAND: --replug for the first stick, in the background; the command runs once it is
# asked for. What was told is in ./events and ./told, the exit status in $status.
replugging() {
	build "${devices[@]:0:2}" --allow-fixed --yes --replug --json >events 2>told 3>&- &
	local worker=$!
	until grep -q '"event":"replug"' events; do
		kill -0 $worker
	done
	"$@" $worker
	wait $worker && status=0 || status=$?
}

plug_in_again() {
	losetup -d "${loops[0]}"
	attach backing0
}

@test "a stick that is plugged in again is proven once more" {
	replugging plug_in_again
	[ "$status" -eq 0 ]
	events 'named("replug")[0]["devices"] == ["'"${loops[0]}"'"] and named("replug")[0]["seconds"] == 120'
	events 'named("result")[0]["replugged"] and named("result")[0]["replugged_as"] == "'"${loops[-1]}"'"'
	grep -q "Pull out '${loops[0]}' and plug it in again" told
}

forget_and_plug_in_again() {
	losetup -d "${loops[0]}"
	printf forgot | dd of=backing0 bs=1 seek=1700000 conv=notrunc status=none
	attach backing0
}

@test "a stick that forgot what it had in its cache is not proven when it is plugged in again" {
	sample 13 --size 2000000
	good=sample/miwifi_r3g_sample.bin key=sample/sample-public.pem
	replugging forget_and_plug_in_again
	[ "$status" -eq 8 ]
	events 'named("result")[0]["replugged"] is False'
	events '"not proven again after replugging" in e[-1]["message"]'
}

ask_to_end() {
	kill -TERM "$(pgrep -P "$1" || echo "$1")"
}

@test "whoever does not want to wait for the stick is told what was proven" {
	replugging ask_to_end
	[ "$status" -eq 130 ]
	events '"was written and proven, but not proven again after replugging: interrupted" in e[-1]["message"]'
	is_proven backing0
}

@test "--replug is refused for a file" {
	run -2 build --output stick.img --replug
	says "cannot be pulled out"
}
