# Loop devices, what stands on them, and programs that use them; all undone in the end, and nothing
# that is not ours. And the reasons for which one is refused.
# shellcheck shell=bash disable=SC2154

SIZE=$((320 * 1048576))

# A loop device of our own: $loop, on ./backing.
setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(id -u)" -eq 0 ] || skip "only root can make loop devices"
	undo=() holders=()
	attach backing
	loop=$attached
}

# Another test may have what we gave back: each thing is undone once.
teardown() {
	release
	for ((i = ${#undo[@]} - 1; i >= 0; i--)); do
		eval "${undo[i]}" || true
	done
	rm -rf backing* other*
}

# undone COMMAND: does now what was to be done in the end.
undone() {
	local left=() command
	eval "$1"
	for command in "${undo[@]}"; do
		[ "$command" = "$1" ] || left+=("$command")
	done
	undo=("${left[@]}")
}

# attach FILE [OPTION...]: one more loop device, in $attached; the file is made where there is none.
attach() {
	local file=$1
	shift
	[ -e "$file" ] || truncate -s "$SIZE" "$file"
	attached=$("$root/tests/loop-device" "$@" "$file" 2>/dev/null) || skip "no loop device can be had here"
	undo+=("losetup -d $attached")
}

detach() {
	undone "losetup -d $1"
}

# again [OPTION...]: the loop device once more, as its file is now.
again() {
	detach "$loop"
	attach backing "$@"
	loop=$attached
}

mount_at() {
	mkdir -p "$2"
	mount "$1" "$2" 2>/dev/null || skip "it cannot be mounted here"
	undo+=("umount $2")
}

unmount() {
	undone "umount $1"
}

# mounted DEVICE FOLDER: an ext4 of its own, mounted there.
mounted() {
	mkfs.ext4 -q -F "$1"
	mount_at "$1" "$2"
}

# desktop DEVICE: mounted where desktops mount, so that --unmount would undo it.
desktop() {
	media=/media/mkrescue-test-$$-$BATS_TEST_NUMBER
	mkdir -p "$media"
	undo+=("rmdir $media")
	mount_at "$1" "$media"
}

# in_background COMMAND...: runs until the test ends; it has to say when it is ready.
in_background() {
	rm -f ready
	"$@" >ready 2>&1 3>&- &
	holders+=($!)
	until [ -s ready ]; do
		kill -0 "${holders[-1]}" || skip "it cannot be made here: $(<ready)"
	done
}

# hold PATH PYTHON: a program that has it open as `fd`, after that line of Python.
hold() {
	in_background python3 -S -c "
import fcntl, os, signal, struct, sys
path = sys.argv[1]
$2
print('ready', flush=True)
signal.pause()" "$1"
}

release() {
	for holder in "${holders[@]}"; do
		kill "$holder" 2>/dev/null && wait "$holder" || true
	done
	holders=()
}

real() {
	build --device "$loop" --allow-fixed --yes --erase "$(stat -c %s backing)" "$@"
}

# What 'devices' has against the loop device, other than that it is one.
against() {
	mkrescue devices --json 2>/dev/null | grep -F "\"device\":\"$loop\"" |
		sed 's/.*"against":\[\([^]]*\)\].*/\1/; s/"it is neither[^"]*",\?//; s/","/; /g; s/"//g'
}

# The reasons in the output of a run that refused.
reasons() {
	sed -n "s|^mkrescue-usb: '$loop' must not be written: ||p" <<<"$output"
}

# refused WORDS [OPTION...]: by the real run and by --dry-run in the same words, these among them.
refused() {
	local words=$1
	shift
	run -5 real --dry-run "$@"
	dry=$(reasons)
	run -5 real "$@"
	[ -n "$dry" ]
	[ "$dry" = "$(reasons)" ]
	[[ $dry == *"$words"* ]] || {
		echo "not '$words' but: $dry"
		return 1
	}
	untouched
}

# refused_alike WORDS [OPTION...]: by 'devices' in the same words, too.
refused_alike() {
	refused "$@"
	[ "$(against)" = "$dry" ] || {
		echo "devices: $(against)"
		echo "dry-run: $dry"
		return 1
	}
}

# What 'devices' doubts about the loop device.
doubts() {
	mkrescue devices --json 2>/dev/null | grep -F "\"device\":\"$loop\"" |
		sed 's/.*"doubts":\[\([^]]*\)\].*/\1/; s/","/; /g; s/"//g'
}

# doubted WORDS: 'devices', --dry-run and the real run need the size typed, for the same reasons.
doubted() {
	local way said
	for way in --dry-run --yes; do
		run -5 build --device "$loop" --allow-fixed --yes "$way"
		said=$(sed -n "s|^mkrescue-usb: '$loop' does not look like a stick: \(.*\); to [^;]*--erase '$SIZE'.*|\1|p" <<<"$output")
		[ "$said" = "$(doubts)" ] && [[ $said == *"$1"* ]] || {
			echo "not '$1' but: $output"
			echo "devices: $(doubts)"
			return 1
		}
	done
	untouched
}

# No FAT of ours was written. (What the test itself put on the disk names the program.)
untouched() {
	! head -c $((2 * 1048576)) backing | grep -qa 'mkfs.fat'
}

# accepted: once nothing uses it any more.
accepted() {
	run -0 real --dry-run
	[ -z "$(against)" ]
}
