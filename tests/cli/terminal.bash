# A person at a terminal, played by expect.
# shellcheck shell=bash disable=SC2154

# at_terminal STATUS SCRIPT: the expect script talks to the program spawned with $words.
at_terminal() {
	command -v expect >/dev/null || skip "expect is not installed"
	run expect -c "
		set timeout ${patience:-30}
		spawn $words
		expect_before timeout { exit 99 }
		$2
		expect eof
		catch wait result
		exit [lindex \$result 3]"
	[ "$status" -eq "$1" ] || {
		echo "status $status"
		echo "$output"
		return 1
	}
}
