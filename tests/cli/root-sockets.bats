#!/usr/bin/env bats
# Which network socket the router's cable is in, asked in a network that has what the test makes.
load helper
load terminal

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(id -u)" -eq 0 ] || skip "only root has a network of its own"
	unshare -n ip link add lan0 type veth peer name router 2>/dev/null || skip "no cable can be made here"
	sample 17
	mkfifo plug
	printf '%s\n' '#!/bin/sh' 'ip link add lan0 type veth peer name router' \
		'{ read -r _ <plug && ip link add lan1 type veth peer name other; } &' \
		"exec $program rescue --trust sample/sample-public.pem" >start
	chmod +x start
	words="unshare -n ./start"
}

@test "a socket that is plugged in while the question stands appears, and has a number" {
	at_terminal 130 "
		expect {Which router is it?}; send \"r4a\r\"
		expect {Which firmware?}; send \"[glob sample/*.bin]\r\"
		expect {lan0}
		expect {Which socket is the router's cable in?}
		exec sh -c {echo >plug}
		expect -re {([0-9]+)  lan1}
		set number \$expect_out(1,string)
		expect {Which socket is the router's cable in?}; send \"\$number\r\"
		expect {cable in 'lan1'}
		expect {type yes:}; send \"\003\""
}

@test "back leads from the socket to the firmware, a wrong one is asked for again, and both ends end it" {
	for typed in '\003' '\004'; do
		at_terminal 130 "
			expect {Which router is it?}; send \"r4a\r\"
			expect {Which firmware?}; send \"[glob sample/*.bin]\r\"
			expect {Which socket is the router's cable in?}; send \"nothing0\r\"
			expect {nothing0}
			expect {Which socket is the router's cable in?}; send \"back\r\"
			expect {Which firmware?}; send \"\r\"
			expect {Which socket is the router's cable in?}; send \"$typed\""
		says "nothing was changed"
	done
}
