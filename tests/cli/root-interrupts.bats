#!/usr/bin/env bats
# An interrupt while the kernel holds a write to a stick: nothing ends that, so it is said at once.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(id -u)" -eq 0 ] || skip "only root can make loop devices"
}

# signalled SIGNAL: writes to $STICK, which holds the first write; `written` is what it said.
signalled() {
	"$program" --vendor xiaomi --firmware "$good" --trust "$key" --device "$STICK" --allow-fixed \
		--yes </dev/null >written 2>&1 &
	until [ -e hold.held ]; do kill -0 $! || return 1; done
	kill "-$1" $!
	until grep -q "waiting until the kernel has finished a write" written; do
		kill -0 $! || return 1
	done
	kill -0 $! || return 1
	echo "said while the kernel holds it"
	echo go >hold
	wait $!
	local status=$?
	cat written
	od -An -v -tx1 -N 512 "$STICK" | tr -d ' 0\n' | grep -q . || echo "the stick is blank"
	return $status
}

@test "while the kernel holds a write, an interrupt is answered at once, and the stick is blank afterwards" {
	export -f signalled
	export program good key
	for signal in TERM HUP; do
		rm -f hold hold.held
		mkfifo hold
		STICK_KEYS=hold=$PWD/hold run "$root/tests/fakes/with-slow-stick" 320M 500000000 \
			500000000 bash -c "signalled $signal"
		[ "$status" -ne 77 ] || skip "$output"
		says "said while the kernel holds it"
		says "do not pull it out"
		says "interrupted"
		says "the stick is blank"
		[ "$status" -eq 130 ]
	done
}
