#!/usr/bin/env bats
# Names of servers where the name server is silent, as behind a broken router.
load helper

setup() {
	[ "$(id -u)" -eq 0 ] || skip "only root can have a network of its own"
	unshare --mount --net true || skip "no namespaces can be made here"
	cd "$BATS_TEST_TMPDIR" || return
	printf 'nameserver 127.0.0.1\noptions timeout:30 attempts:5\n' >resolv.conf
}

# silently [--interrupt] COMMAND...
silently() {
	unshare --mount --net sh -c 'mount --bind resolv.conf /etc/resolv.conf && exec "$@"' sh \
		"$net/silent-resolver" "$@"
}

# took LEAST MOST: seconds, by the last line.
took() {
	local seconds
	seconds=$(sed -n 's/^took \([0-9]*\) s$/\1/p' <<<"$output")
	[ "$seconds" -ge "$1" ] && [ "$seconds" -le "$2" ]
}

@test "a look-up ends after ten seconds, and the program says what to do without a network" {
	run -9 silently "$build/tests/fetcher" store https://name.invalid.example/file
	says "cannot resolve the name of the server; check the network connection"
	says "give it with --firmware; without a network, bring what another computer downloaded"
	took 9 14
}

@test "the next addresses get a second each" {
	run -9 silently "$build/tests/fetcher" store https://a.example/file https://b.example/file \
		https://c.example/file
	took 11 17
}

@test "Ctrl-C ends a look-up at once" {
	run -130 silently --interrupt "$build/tests/fetcher" store https://a.example/file
	says "interrupted"
	took 0 3
}

# after_redirect NUMBER COMMAND...: the command gets an address from which so many redirects lead to
# a name that nobody knows.
after_redirect() {
	cat >redirected <<-'S'
		"$net/bad-server" port log - - file file 3>&- &
		server=$!
		until [ -e port ]; do kill -0 $server || exit 99; done
		last=http://a.example/file
		for _ in $(seq "$1"); do last=http://127.0.0.1:$(cat port)/to/$last; done
		shift
		status=0
		"$@" "$last" || status=$?
		kill $server
		exit $status
	S
	rm -f port
	touch file
	net=$net run -9 silently sh redirected "$@"
}

@test "a look-up after a redirect ends after ten seconds as well, with a word after one" {
	for redirects in 1 2; do
		after_redirect $redirects "$build/tests/fetcher" store --sha256 "$(printf '%064d' 1)"
		says "looking up the server's name"
		says "cannot resolve the name of the server; check the network connection"
		took 9 14
	done
}

@test "off a terminal, too, the program says once that it looks up a name" {
	set -- fetch --vendor xiaomi --model r3g --firmware https://a.example/file \
		--sha256 "$(printf '%064d' 1)"
	run -9 --separate-stderr silently "$build/mkrescue-usb" "$@"
	[ "$(grep -cx "looking up the server's name, 10 s at most ..." <<<"$stderr")" -eq 1 ]
	run -9 --separate-stderr silently "$build/mkrescue-usb" "$@" --json
	[ "$(grep -c '"step":"looking up the server.s name","done":0,"total":null,"seconds":10' <<<"$output")" -eq 1 ]
	[[ $stderr != *"looking up"* ]]
}

@test "on a terminal the program says after a second that it looks up a name" {
	run -9 silently script -qec "$build/mkrescue-usb fetch --vendor xiaomi --model r3g \
		--firmware https://a.example/file --sha256 $(printf '%064d' 1)" /dev/null
	says "looking up the server's name, 10 s at most ..."
	took 9 14
}
