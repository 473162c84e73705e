#!/usr/bin/env bats
# What was downloaded goes to a computer without a network, and is used there.
load helper

setup_file() {
	start_world
	start_nginx
	bad_server bad "$world/good.pem" "$world/good.key"
}

teardown_file() {
	stop_world
}

# on COMPUTER: whose cache is used from now on.
on() {
	export XDG_CACHE_HOME=$PWD/$1
	store=$XDG_CACHE_HOME/mkrescue-usb
}

setup() {
	know_world
	unset SUDO_UID
	export XDG_CONFIG_HOME=/nonexistent
	on here
}

mkrescue() {
	"${MKRESCUE:-$build/mkrescue-usb}" "$@" </dev/null
}

download() {
	"$build/tests/fetcher" "$store" "$@" </dev/null
}

@test "what was fetched is listed by the address it came from" {
	download "$nginx/file" "$elsewhere/file"
	run -0 mkrescue cache list
	says "${sha256:0:12}"
	says "1.0 MB"
	says "$nginx/file"
}

@test "what was fetched here is found there without a network, by its digest and by its address" {
	download --sha256 "$sha256" "$nginx/file"
	mkrescue cache export e.tar
	on there
	run -9 download --offline "$nginx/file"
	mkrescue cache import e.tar
	run -0 download --offline "$nginx/file"
	says "cached $sha256"
	run -0 download --offline --sha256 "$sha256" https://localhost:1/gone
	says "cached $sha256"
	cmp "$file" "$store/sha256/${sha256:0:2}/$sha256"
}

@test "a damaged object is found, and fetched anew" {
	download "$nginx/file"
	chmod u+w "$store/sha256/${sha256:0:2}/$sha256"
	echo damage >>"$store/sha256/${sha256:0:2}/$sha256"
	run -8 mkrescue cache verify
	says "$nginx/file"
	run -0 download --sha256 "$sha256" "$nginx/file"
	says "fetched $sha256"
	run -0 mkrescue cache verify
}

@test "what an address gave before goes with prune, what it gives now stays" {
	cp "$file" "$world/www/changing"
	download "$nginx/changing"
	cp "$world/newer" "$world/www/changing"
	download "$nginx/changing"
	run -0 mkrescue cache list
	says "no address"
	run -0 mkrescue cache prune
	says "Removed 1 object and 0 imported catalogues: 1.0 MB freed."
	run -0 download --offline "$nginx/changing"
	says "cached $(digest "$world/newer")"
}

@test "a download whose program was killed is given up by prune" {
	"$build/tests/fetcher" "$store" "$bad/stall-once" >/dev/null </dev/null 3>&- &
	until [ -s "$(echo "$store"/parts/*[0-9a-f])" ]; do kill -0 $!; done
	kill -9 $!
	run -0 mkrescue cache list
	[ -n "$(find "$store/parts" -type f)" ]
	run -0 mkrescue cache prune
	[ -z "$(find "$store" -type f)" ]
}
