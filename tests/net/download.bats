#!/usr/bin/env bats
# Downloads from nginx and from a server that misbehaves.
load helper

setup_file() {
	start_world
	start_nginx
	bad_server bad "$world/good.pem" "$world/good.key"
	bad_server http
}

teardown_file() {
	stop_world
}

setup() {
	know_world
}

@test "a file is fetched, and the second time it is there already" {
	gets --sha256 "$sha256" --size "$size" "$nginx/file"
	run -0 fetcher --sha256 "$sha256" "$nginx/file"
	[ "$output" = "cached $sha256" ]
}

@test "without a digest it is fetched anew while there is a network, and recalled without one" {
	gets "$nginx/file"
	gets "$nginx/file"
	run -0 fetcher --offline "$nginx/file"
	[ "$output" = "cached $sha256" ]
}

@test "without a network, what is missing is named" {
	fails 9 "$sha256" --offline --sha256 "$sha256" "$nginx/file"
	fails 9 "$nginx/file" --offline "$nginx/file"
}

@test "a damaged object is noticed and fetched anew" {
	gets --sha256 "$sha256" "$nginx/file"
	chmod u+w store/sha256/*/*
	printf X | dd of="$(echo store/sha256/*/*)" bs=1 seek=500000 conv=notrunc status=none
	run -0 fetcher --sha256 "$sha256" "$nginx/file"
	says "damaged fetched"
	is_stored "$file"
}

# cut_by_proxy TENTH: what nginx sends is cut there; $had bytes are kept.
cut_by_proxy() {
	rm -rf store proxy.port proxy.log
	"$net/cutting-proxy" proxy.port proxy.log $((size * $1 / 10)) >proxy.out 2>&1 3>&- &
	echo $! >>"$world/pids"
	appears proxy.port $!
	https_proxy=http://127.0.0.1:$(cat proxy.port) run -9 fetcher --sha256 "$sha256" \
		--tries 1 "$nginx/file"
	says "the proxy refuses the request (status 502)"
	says "give it with --firmware"
	had=$(stat -c %s store/parts/*[0-9a-f])
	[ "$had" -gt 0 ]
}

@test "cut off at every tenth by a proxy, the next run fetches the rest from nginx" {
	for tenth in 1 2 3 4 5 6 7 8 9; do
		cut_by_proxy "$tenth"
		: >"$world/nginx.log"
		gets --sha256 "$sha256" "$nginx/file"
		until grep -q . "$world/nginx.log"; do :; done
		[ "$(cat "$world/nginx.log")" = "/file 206 $((size - had))" ]
	done
	grep -qx "CONNECT localhost ${ports[0]}" proxy.log
}

@test "cut off at every tenth, the same run goes on where it was" {
	for tenth in 1 2 3 4 5 6 7 8 9; do
		rm -rf store
		gets --sha256 "$sha256" "$bad/cut-at/$tenth"
		says "waits"
		grep -qx "/cut-at/$tenth bytes=$((size * tenth / 10))- \"1\" None" "$world/bad.log"
	done
}

@test "what cannot be told from another copy is fetched from the beginning" {
	gets --sha256 "$sha256" "$bad/cut-without-tag"
	[ "$(grep -c '^/cut-without-tag None None' "$world/bad.log")" -eq 2 ]
}

@test "a copy that changed between two parts is fetched from the beginning" {
	gets "$bad/changed"
	rm -r store
	gets --sha256 "$sha256" "$bad/changed-and-silent"
}

@test "what one address began is not continued from another" {
	cut_by_proxy 5
	before=$(requests /cut-at/6 || true)
	gets --sha256 "$sha256" "$bad/cut-at/6"
	first=$(grep '^/cut-at/6 ' "$world/bad.log" | sed -n "$((before + 1))p")
	[[ $first == "/cut-at/6 None None"* ]]
}

@test "another part than was asked for, or none, is not taken for the rest" {
	gets --sha256 "$sha256" "$bad/another-part"
	rm -r store
	gets --sha256 "$sha256" "$bad/shrunk"
}

@test "when everything but the end arrived, it is not fetched again" {
	gets --sha256 "$sha256" "$bad/whole-already"
	grep -qx "/whole-already bytes=$size- \"1\" None" "$world/bad.log"
}

@test "the wrong length, content or digest never gets into the store" {
	fails 4 "has $size bytes instead of 1000004" --size 1000004 "$bad/plain"
	fails 4 "SHA-256" --sha256 "${sha256//a/b}" "$bad/plain"
	fails 4 "SHA-256" --sha256 "$sha256" "$bad/long"
	fails 4 "SHA-256" --sha256 "$sha256" "$bad/gone-politely"
	fails 4 "is not signed" --signed "$bad/gone-politely"
	fails 4 "SHA-256" --sha256 "$sha256" "$bad/empty"
	fails 9 "ended in the middle" "$bad/short"
	fails 9 "status 204" "$bad/nothing"
}

@test "an endless answer ends at the ceiling, and a long one before it begins" {
	fails 9 "larger than the limit of 2.0 MB" --max 2000000 "$bad/endless"
	fails 9 "larger than the limit of 2.0 MB" --max 2000000 "$bad/announced/2000001"
	fails 9 "larger than the limit of 1.0 MB" --size 1000002 --sha256 "$sha256" "$bad/plain"
}

@test "a stall, a drip and silence end" {
	fails 9 "timed out" --tries 1 --stall 1 "$bad/stall"
	fails 9 "timed out" --tries 1 --stall 1 "$bad/drip"
	fails 9 "timed out" --tries 1 --total 1 "$bad/mute"
}

pauses() { sed -n 's/^waits //p' <<<"$output" | paste -s -d ' '; }

@test "busy servers are asked again, later and later, and as late as they wish" {
	gets "$bad/busy/"
	[[ $(pauses) == "2000 4000"* ]]
	gets "$bad/busy/7"
	[[ $(pauses) == 7000* ]]
}

@test "the pauses stay within the time for everything" {
	fails 9 "timed out" --total 3 --stall 1 "$bad/mute"
	[ "$(pauses | wc -w)" -eq 1 ]
}

@test "gone is not asked again, and the next address is" {
	fails 9 "cannot download the firmware from '$bad/gone': the server does not have it (status 404)" \
		"$bad/gone"
	[ "$(requests /gone)" -eq 1 ]
	gets --sha256 "$sha256" "$bad/gone" "$bad/gone-politely" "$nginx/file"
	rm -r store
	fails 4 "from '$bad/gone': the server does not have it (status 404), from '$bad/gone-politely'" \
		--sha256 "$sha256" "$bad/gone" "$bad/gone-politely"
}

@test "redirects lead to https only" {
	gets "$bad/to/$nginx/file"
	rm -r store
	fails 9 "only https is allowed" "$bad/to/$http/plain"
	fails 9 "only https is allowed" "$bad/to/file:///etc/passwd"
	fails 9 "only https is allowed" --sha256 "$sha256" "$bad/to/file:///etc/passwd"
	fails 9 "too many redirects" "$bad/loop/"
	[ "$(requests /loop/)" -eq 9 ]
}

@test "http is for content that proves itself" {
	fails 9 "http does not protect the file" "$http/plain"
	gets --sha256 "$sha256" "$http/plain"
	rm -r store
	gets --sha256 "$sha256" "$bad/to/$http/plain"
	rm -r store
	fails 4 "is not signed" --signed "$http/plain"
}

@test "what is not http at all is not an address" {
	fails 2 "https://" "file://$file"
	fails 2 "https://" "$file"
	fails 2 "https://" "ftp://localhost/file"
}

@test "servers that do not prove who they are get no request" {
	fails 9 "cannot verify the server's certificate" --sha256 "$sha256" "$elsewhere/file"
	fails 9 "cannot verify the server's certificate" --sha256 "$sha256" "$expired/file"
	fails 9 "cannot verify the server's certificate" --sha256 "$sha256" "$unknown/file"
	SSL_CERT_FILE=$world/stranger.pem fails 9 "cannot verify the server's certificate" --sha256 "$sha256" "$nginx/file"
	! grep -q . "$world/nginx.log" || ! grep -q ' 400 ' "$world/nginx.log"
}

@test "the certificates to trust come from the usual variables" {
	SSL_CERT_FILE=$world/stranger.pem CURL_CA_BUNDLE=$world/ca.pem gets "$nginx/file"
	rm -r store
	mkdir hashed
	cp "$world/ca.pem" hashed/
	openssl rehash hashed 2>/dev/null
	SSL_CERT_FILE=$world/stranger.pem SSL_CERT_DIR=$PWD/hashed gets "$nginx/file"
	rm -r store
	SSL_CERT_FILE=$PWD/missing fails 9 "SSL_CERT_FILE" "$nginx/file"
}

@test "nothing is fetched compressed" {
	gets "$nginx/file"
	rm -r store
	fails 9 "compressed" "$bad/compressed"
	! grep -v 'None$' "$world/bad.log"
}

@test "hosts in no_proxy are reached without the proxy" {
	export https_proxy=http://127.0.0.1:$("$net/free-ports" 1)
	fails 9 "cannot connect" --tries 1 "$nginx/file"
	no_proxy=localhost gets "$nginx/file"
}

@test "nobody there is told in one sentence" {
	fails 9 "cannot connect" --tries 1 "https://127.0.0.1:$("$net/free-ports" 1)/file"
	[ "${#lines[@]}" -eq 1 ]
}

waiting="waiting for another program with the same file"

# together NAME ARGUMENT...: ten programs; the first is answered when nine wait for it.
together() {
	local name=$1 i
	shift
	for i in 0 1 2 3 4 5 6 7 8 9; do
		fetcher_alone "$@" >"out.$i" &
	done
	until [ "$(cat out.* | grep -cx "$waiting")" -eq 9 ]; do
		jobs -p | while read -r pid; do
			kill -0 "$pid" || echo "it has ended early" >&2
		done
	done
	touch "$world/$name"
	wait
	[ "$(cat out.* | grep -c "^\(cached\|fetched\) $sha256$")" -eq 10 ]
	[ "$(cat out.* | grep -c ^fetched)" -eq 1 ]
	[ "$(requests "/hold/$name")" -eq 1 ]
	is_stored "$file"
}

# names_wait WORDS ADDRESS: it says within moments that it waits, and for what.
names_wait() {
	fetcher_alone "$2" >out 2>err &
	until grep -qx "$1" out; do kill -0 $!; done
	kill -TERM $!
	wait $! || true
}

@test "a server that is silent is named after a second" {
	names_wait "waiting for the server's answer" "$bad/hold/never"
	names_wait "waiting for the rest of the file" "$bad/stall-once"
}

@test "ten programs that fetch the same make one download" {
	together digest --sha256 "$sha256" "$bad/hold/digest"
}

@test "ten programs that fetch from the same address make one download" {
	together address "$bad/hold/address"
}

@test "who waits for another program ends after a time, or at Ctrl-C, and says what to do" {
	fetcher_alone "$bad/stall-once" >/dev/null &
	victim=$!
	until [ -s "$(echo store/parts/*[0-9a-f])" ]; do kill -0 "$victim"; done
	run -7 fetcher --total 2 "$bad/stall-once"
	says "$waiting"
	says "another program has been working on the same file in the cache"
	says "for more than 2 seconds; end it, or set XDG_CACHE_HOME"
	fetcher_alone "$bad/stall-once" >out 2>err &
	until grep -qx "$waiting" out; do kill -0 $!; done
	kill -TERM $!
	wait $! || status=$?
	[ "$status" -eq 130 ]
	grep -q interrupted err
	kill -9 "$victim"
}

@test "when who downloads is killed, who waits goes on where it was" {
	fetcher_alone "$bad/stall-once" >/dev/null &
	victim=$!
	until [ -s "$(echo store/parts/*[0-9a-f])" ]; do kill -0 "$victim"; done
	fetcher_alone "$bad/stall-once" >out &
	until grep -qx "$waiting" out; do kill -0 $!; done
	kill -9 "$victim"
	wait $!
	grep -qx "fetched $sha256" out
	grep -qx '/stall-once bytes=1000- "1" None' "$world/bad.log"
	is_stored "$file"
}

# killed_at CALL N: whether there was such a call; the program does not outlive it.
killed_at() {
	local status=0
	ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o trace -e trace="$1" \
		-e inject="$1:signal=KILL:when=$2" "$build/tests/fetcher" "$PWD/store" \
		--sha256 "$sha256" "$nginx/file" </dev/null >/dev/null 3>&- || status=$?
	[ "$status" -ne 0 ]
}

objects_are_right() {
	local object
	for object in store/sha256/*/*; do
		[ ! -e "$object" ] || cmp "$object" "$file"
	done
}

@test "killed at any call that changes the store, it is right and the next run completes it" {
	command -v strace >/dev/null || skip "strace is not installed"
	strace -qq -o trace true 2>/dev/null || skip "strace may not be used here"
	for call in mkdir mkdirat flock ftruncate unlinkat write fchmod fsync renameat; do
		n=1
		while killed_at $call $n; do
			objects_are_right
			run -0 fetcher --sha256 "$sha256" "$nginx/file"
			is_stored "$file"
			rm -r store
			n=$((n + 1))
		done
		echo "$call: killed $((n - 1)) times"
		[ $call = write ] || [ $n -gt 1 ]
		rm -rf store
	done
}

@test "killed at any piece, or when a thread begins with one, the next run goes on" {
	command -v strace >/dev/null || skip "strace is not installed"
	strace -qq -o trace true 2>/dev/null || skip "strace may not be used here"
	for call in pwrite64 '?clone3,clone'; do
		n=1
		while killed_at "$call" $n; do
			objects_are_right
			run -0 fetcher --sha256 "$sha256" "$nginx/file"
			is_stored "$file"
			rm -r store
			n=$((n + 1))
		done
		echo "$call: killed $((n - 1)) times"
		[ "$call" != pwrite64 ] || [ $n -gt 2 ]
		rm -rf store
	done
}

@test "killed at random moments, the store is right and the next run completes it" {
	for i in $(seq 24); do
		fetcher_alone --sha256 "$sha256" "$nginx/file" >/dev/null &
		python3 -c "import random, time; time.sleep(random.random() * 0.12)"
		kill -9 $! 2>/dev/null || true
		wait $! || true
		objects_are_right
		[ $((i % 4)) -ne 0 ] || {
			run -0 fetcher --sha256 "$sha256" "$nginx/file"
			is_stored "$file"
			rm -r store
		}
	done
}

@test "Ctrl-C ends it, and what came stays for the next run" {
	fetcher_alone --sha256 "$sha256" "$bad/stall" 2>err &
	until [ -s "$(echo store/parts/*[0-9a-f])" ]; do kill -0 $!; done
	kill -TERM $!
	wait $! || status=$?
	[ "$status" -eq 130 ]
	grep -q interrupted err
}
