# Eight loop devices that stand for sticks.
# shellcheck shell=bash disable=SC2034,SC2154

SIZE=320M

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(id -u)" -eq 0 ] || skip "only root can make loop devices"
	loops=()
	declare -gA attached=() # those that are ours: a name that was given back is another test's
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
	for loop in "${!attached[@]}"; do
		losetup -d "$loop" || true
	done
	rm -f backing*
}

# attach FILE [OPTION...]: one more loop device, the last one of $loops.
attach() {
	local file=$1
	shift
	loops+=("$("$root/tests/loop-device" "$@" "$file" 2>/dev/null)") && [ -n "${loops[-1]}" ] &&
		attached[${loops[-1]}]=1
}

detach() {
	losetup -d "$1"
	unset "attached[$1]"
}

# replace INDEX FILE [OPTION...]: another loop device in that place.
replace() {
	local i=$1
	shift
	detach "${loops[$i]}"
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
		kill -0 $breaker 2>/dev/null || {
			breaker= # nobody waits to be told that it is mended
			skip "$(<broken)"
		}
	done
	detach "${loops[3]}"
	loops[3]=$(<third)
	devices[7]=${loops[3]}
}

mend_the_third() {
	[ -n "${breaker-}" ] || return 0
	unset 'loops[3]'
	timeout 60 sh -c 'echo mended >mended'
	wait "$breaker" || true
	breaker=
}

