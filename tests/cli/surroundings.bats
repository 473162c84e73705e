#!/usr/bin/env bats
# What the program finds around it: signals, umask, home, links, limits.
load helper

@test "a parent that ignores SIGCHLD changes nothing" {
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.execv(sys.argv[1], sys.argv[1:])' "$program" --vendor xiaomi --firmware "$good" --trust "$key" \
		--output stick.img </dev/null
	run -0 mkrescue verify --image stick.img
}

@test "closed standard streams are not taken for files" {
	"$program" --vendor xiaomi --firmware "$good" --trust "$key" --output stick.img <&- >&- 2>&- || true
	run -0 mkrescue verify --image stick.img
}

@test "a home that cannot be used is one warning, and the program goes on" {
	mkdir home
	touch home/.config
	ln -s loop loop
	for home in "$PWD/home" "$PWD/loop"; do
		run -0 --separate-stderr env -u XDG_CONFIG_HOME HOME="$home" "$program" list xiaomi
		[ "$(grep -c "warning: cannot read the catalogue '$home" <<<"$stderr")" -eq 1 ]
		[[ $stderr == *"set XDG_CONFIG_HOME"* ]]
	done
}

@test "--output onto a symbolic link replaces what it leads to, and the link stays" {
	mkdir elsewhere
	echo old >elsewhere/real.img
	ln -s elsewhere/real.img stick.img
	run -5 build --output stick.img
	says "--force"
	run -0 build --output stick.img --force
	[ -L stick.img ]
	run -0 mkrescue verify --image elsewhere/real.img
	[ "$(find . -type f | sort)" = ./elsewhere/real.img ]
}

@test "a label that DOS reserves is refused with the reason" {
	for label in CON nul LPT1; do
		refuses 2 "DOS reserves" build --output stick.img --label $label
	done
}

@test "a folder that is missing is refused by --dry-run too" {
	run -7 build --output nowhere/stick.img --dry-run
	says "cannot create 'nowhere/stick.img' in its folder: No such file or directory"
}

@test "a pipe as firmware is refused by its name" {
	run -4 mkrescue --vendor xiaomi --firmware <(cat "$good") --trust "$key" --output stick.img
	says "is a pipe; save its output in a file"
}

@test "verify says what to do with an archive, a file that is no disk, and a raw image" {
	printf 'PK\3\4%0600d' 0 >a.zip
	run -8 mkrescue verify --image a.zip
	says "is a ZIP archive and not an image; unpack it"
	run -2 mkrescue verify --device a.zip
	says "verify it with --image"
	truncate -s 4M raw.img
	run -8 mkrescue verify --image raw.img
	says "compare it with the unpacked image"
}

# The sanitizers need /proc and some descriptors: what is tried here is the release build, if there is one.
@test "without /proc, and with few open files, every reason is true" {
	release=$root/build/release/mkrescue-usb
	[ -x "$release" ] || skip "there is no release build"
	unshare --mount true || skip "no mount namespace can be made here"
	run -6 unshare --mount sh -c 'umount -l /proc && exec "$@"' sh "$release" --vendor xiaomi \
		--firmware "$good" --trust "$key" --output stick.img
	says "/proc, which is not mounted here; mount it"
	run -0 unshare --mount sh -c 'umount -l /proc && exec "$@"' sh "$release" list xiaomi
	for files in {6..32}; do
		run bash -c 'ulimit -n "$0" && exec "$@"' "$files" "$release" --vendor xiaomi \
			--firmware "$good" --trust "$key" --output stick.img --force
		[[ $output != *attack* ]]
		[ "$status" -ne 0 ] || mkrescue verify --image stick.img
		[ "$status" -eq 0 ] || [[ $output == *"oo many open files"* || $output == *"ulimit -n"* ||
			$output == *"error while loading shared libraries"* ]]
	done
}

@test "a limit on the size of files is a failure with its reason, and leaves nothing" {
	run -7 bash -c 'ulimit -f 200 && exec "$@"' sh "$program" --vendor xiaomi --firmware "$good" \
		--trust "$key" --output stick.img
	says "File too large"
	[ -z "$(ls -A)" ]
}

@test "a full disk says so under a compressed name as well" {
	[ "$(id -u)" -eq 0 ] || skip "only root can mount a small file system"
	mkdir small
	mount -t tmpfs -o size=100k tmpfs small || skip "no tmpfs can be mounted here"
	for suffix in gz xz zst; do
		sample 13 --size 4000000
		run mkrescue --vendor xiaomi --firmware sample/miwifi_r3g_sample.bin \
			--trust sample/sample-public.pem --output small/stick.img.$suffix
		left=$(ls -A small)
		[ "$status" -eq 7 ] && [[ $output == *"No space left on device"* ]] && [ -z "$left" ] || break
	done
	umount small
	[ "$status" -eq 7 ]
	says "No space left on device"
	[ -z "$left" ]
}
