# Texts from untrusted sources never control the terminal: what the tests about that share.
# shellcheck shell=bash disable=SC2154
load recipes
load cache

# In a file's name: ESC, BEL, CR, CSI, a new line, another direction, no width, DEL, no UTF-8.
evil=$'\e[31mevil\a\r\xc2\x9b31m\nFAKE: line\xe2\x80\xae\xe2\x80\x8b\x7f\xff\x9bend'

hostile() {
	python3 "$root/tests/cli/hostile.py" "$@"
}

# What was said in a test is looked at when it is over: all of it at once. In a teardown, only
# the last status counts.
teardown() {
	cd "$BATS_TEST_TMPDIR" || return
	{ [ ! -e seen ] || hostile harmless seen; } && { [ ! -s events ] || hostile events events; }
}

# quietly COMMAND...: it ended by itself; what it said is in ./out and ./err, and will be looked at.
quietly() {
	local status=0
	"$@" >out 2>err </dev/null || status=$?
	(echo "== from line ${BASH_LINENO[*]}" && cat out err) >>"$BATS_TEST_TMPDIR/seen"
	[ "$status" -le 9 ] || {
		echo "status $status: $*"
		cat err
		return 1
	}
}

# both COMMAND...: the same in words and as JSON, and something was said.
both() {
	rm -f told
	quietly "$@" --json
	cat out >>"$BATS_TEST_TMPDIR/events"
	cat out err >told
	[ -s told ]
	quietly "$@"
	cat out err >>told
}

# tells COMMAND...: the same, and what is hostile was part of it.
tells() {
	both "$@"
	grep -q evil told
}
