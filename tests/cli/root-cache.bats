#!/usr/bin/env bats
# A cache on a disk without room, and one of the user who called sudo.
load helper
load cache

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(id -u)" -eq 0 ] || skip "only root can mount a small disk, and be somebody else"
	own_cache here
	cached "$(head -c 300000 /dev/zero | tr '\0' a)" https://a/a
	cached "$(head -c 300000 /dev/zero | tr '\0' b)" https://a/b
}

teardown() {
	! mountpoint -q small || umount small
	[ -z "$home" ] || rm -rf "$home"
}

small_disk() {
	mkdir small
	mount -t tmpfs -o size="$1" tmpfs small 2>/dev/null || skip "nothing can be mounted here"
}

@test "an export that has no room is told, and leaves nothing" {
	small_disk 500k
	run -7 mkrescue cache export small/e.tar
	says "cannot write 'small/e.tar': No space left on device"
	[ -z "$(find small -type f)" ]
	mount -o remount,size=4m small
	mkrescue cache export small/e.tar
	own_cache there
	mkrescue cache import small/e.tar
}

@test "an import that has no room is told, what is whole stays, and it goes on afterwards" {
	small_disk 500k
	mkrescue cache export e.tar
	own_cache small
	run -7 mkrescue cache import e.tar
	says "there is no disk space left in"
	[ -z "$(find "$store/parts" "$store/names" -type f)" ]
	run -0 mkrescue cache verify
	says "1 of 1"
	mount -o remount,size=4m small
	run -0 mkrescue cache import e.tar
	says "Imported 2 objects, 1 of them new."
}

@test "a catalogue that has no room is told, and nothing of it stays" {
	copied_program
	echo >>copy/share/mkrescue-usb/vendors/xiaomi.json
	mkrescue cache export e.tar
	program=$root/build/debug/mkrescue-usb
	program=${MKRESCUE:-$program}
	small_disk 1m
	own_cache small
	run -7 mkrescue cache import e.tar
	says "cannot write '$store/catalogues/"
	says "No space left on device"
	[ -z "$(find "$store/catalogues" -mindepth 1)" ]
}

# as_caller COMMAND...: root on behalf of a user whose home is $home.
as_caller() {
	unshare --mount sh -c 'mount --bind passwd /etc/passwd && exec "$@"' sh \
		env -u XDG_CACHE_HOME SUDO_UID=12345 "$program" "$@" </dev/null
}

@test "under sudo cache, export and imported catalogue are the calling user's" {
	copied_program
	echo >>copy/share/mkrescue-usb/vendors/xiaomi.json
	mkrescue cache export e.tar
	program=${MKRESCUE:-$root/build/debug/mkrescue-usb}
	home=$(mktemp -d) # where every user may go
	chown 12345:12346 "$home"
	{ cat /etc/passwd; echo "caller:x:12345:12346::$home:/bin/sh"; } >passwd
	unshare --mount mount --bind passwd /etc/passwd 2>/dev/null ||
		skip "no user can be made up here"
	as_caller cache import e.tar
	as_caller cache export again.tar
	[ -d "$home"/.cache/mkrescue-usb/catalogues ]
	[ "$(find "$home" -type f | wc -l)" -gt 100 ]
	[ -z "$(find "$home" ! -user 12345 -o ! -group 12346)" ]
	[ "$(stat -c %u:%g again.tar)" = 12345:12346 ]
	as_caller cache prune --all
	[ -z "$(find "$home" -type f)" ]
}
