#!/usr/bin/env bats
# What 'doctor' tells of other users, seen by root.
load helper

setup() {
	[ "$(id -u)" -eq 0 ] || skip "only root can be another user"
	cd "$BATS_TEST_TMPDIR" || return
}

# as_nobody COMMAND...: without any right, below folders that everybody may read.
as_nobody() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# A place that everybody can reach, for a program that somebody else runs.
reachable() {
	place=$(mktemp -d /tmp/doctor-XXXXXX)
	chmod 755 "$place"
	mkdir -p "$place/share/mkrescue-usb"
	cp "$program" "$place/mkrescue-usb"
	cp -rL "$root"/{vendors,templates} "$place/share/mkrescue-usb"
	chmod -R a+rX "$place"
	cd "$place"
}

teardown() {
	[ -z "${place-}" ] || rm -rf "$place"
}

@test "a user without rights makes images, and is told what a stick wants" {
	reachable
	XDG_CACHE_HOME=$place/share run -0 as_nobody ./mkrescue-usb doctor
	says "warning  user: 'nobody' is neither root nor in the group 'disk'; run mkrescue-usb with sudo"
	says "warning  cache: cannot write to '$place/share/mkrescue-usb' (Permission denied)"
	says "ok       trial: "
}

@test "the group disk may write sticks" {
	reachable
	run -0 setpriv --reuid 65534 --regid 65534 --groups disk ./mkrescue-usb doctor
	says "ok       user: 'nobody', in the group 'disk'"
}

@test "by sudo, the cache is judged as its owner would find it" {
	reachable
	SUDO_UID=65534 run -0 ./mkrescue-usb doctor
	says "ok       user: root, by sudo for 'nobody'"
	says "warning  cache: "
	home=$(getent passwd 65534 | cut -d : -f 6)
	[ ! -e "$home/.cache" ]
}
