# A person at a terminal, played by expect.
# shellcheck shell=bash disable=SC2154

# What libtinfo keeps for each terminal it is asked about, and nobody may free.
printf 'leak:libtinfo\n' >"${BATS_RUN_TMPDIR:-/tmp}/leaks.$$"
export LSAN_OPTIONS=suppressions=${BATS_RUN_TMPDIR:-/tmp}/leaks.$$:print_suppressions=0

# at_terminal STATUS SCRIPT: the expect script talks to the program spawned with $words, on a terminal
# of the kind $terminal. What is expected and does not come before the program ends is an error.
at_terminal() {
	export TERM=${terminal:-xterm}
	command -v expect >/dev/null || skip "expect is not installed"
	run expect -c "
		set timeout ${patience:-30}
		set stty_init {${stty_init:-columns 80}}
		spawn $words
		expect_before timeout { exit 99 }
		if {[catch {
			$2
			expect eof
		} error]} { puts \$error; exit 98 }
		catch wait result
		exit [lindex \$result 3]"
	[ "$status" -eq "$1" ] || {
		echo "status $status"
		echo "$output"
		return 1
	}
}
