#!/usr/bin/env bats
# A disk without room for what is downloaded.
load helper

setup_file() {
	[ "$(id -u)" -eq 0 ] || skip "only root can mount a small disk"
	start_world
	bad_server bad "$world/good.pem" "$world/good.key"
}

teardown_file() {
	stop_world
}

setup() {
	know_world
	mkdir store
	mount -t tmpfs -o size=500k,mode=755 tmpfs store 2>/dev/null || skip "nothing can be mounted here"
}

teardown() {
	umount store
}

@test "no room is told, and nothing stays behind" {
	fails 7 "there is no disk space left in" --sha256 "$sha256" "$bad/plain"
	says "XDG_CACHE_HOME"
	fails 7 "there is no disk space left in" "$bad/cut-at/9"
}

@test "what fits is fetched afterwards" {
	fails 7 "there is no disk space left in" --sha256 "$sha256" "$bad/plain"
	mount -o remount,size=2m store
	gets --sha256 "$sha256" "$bad/plain"
}
