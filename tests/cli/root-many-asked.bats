#!/usr/bin/env bats
# What may be written of several sticks, who is asked, and what becomes of them when that ends early.
load helper
load terminal
load many

@test "the same disk given twice is refused, also through a link" {
	ln -s "${loops[0]}" my-stick
	run -5 to_all --device my-stick --yes
	says "'${loops[0]}' and 'my-stick' are the same disk"
	run -5 to_all --device "${loops[2]}" --yes
	says "the same disk"
	all_untouched
}

@test "a refused one among good ones: nothing is written on any" {
	replace 5 backing5 -r
	truncate -s 100M backing6
	replace 6 backing6
	run -5 to_all --yes
	says "'${loops[5]}' must not be written: it is read-only"
	says "'${loops[6]}' must not be written: it is too small"
	all_untouched
}

@test "one that another program holds: nothing is written on any" {
	python3 -c '
import os, signal, sys
os.open(sys.argv[1], os.O_RDWR | os.O_EXCL)
print("held", flush=True)
signal.pause()' "${loops[7]}" >held 3>&- &
	holder=$!
	until [ -s held ]; do :; done
	run to_all --yes
	kill $holder
	wait $holder || true
	[ "$status" -eq 5 ]
	says "'${loops[7]}' must not be written: python3 ($holder) has '${loops[7]}' open for writing"
	all_untouched
}

@test "without a terminal and without --yes nothing is written" {
	run -5 to_all
	says "8 disks"
	says "--yes"
	all_untouched
}

@test "--dry-run writes nothing on any" {
	run -0 to_all --dry-run
	says "${loops[7]}"
	all_untouched
}

@test "each that holds somebody's data wants its own --erase" {
	truncate -s 321M backing1
	replace 1 backing1
	mkfs.ext4 -q -F -L family backing1
	mkfs.ext4 -q -F -L photos backing2
	before=$(sha256sum backing1 backing2)
	run -5 to_all --yes
	says family
	says photos
	run -5 to_all --yes --erase "$(stat -c %s backing1)"
	says photos
	[[ $output != *family* ]]
	run -5 to_all --yes --erase "$(stat -c %s backing1)" --erase 12345
	says "--erase '12345'"
	run -5 to_all --yes --erase "$(stat -c %s backing1)" --erase "$(stat -c %s backing1)"
	says "too often"
	[ "$before" = "$(sha256sum backing1 backing2)" ]
	is_untouched backing0
	run -0 to_all --yes --erase "$(stat -c %s backing1)" --erase "$(stat -c %s backing2)"
	is_proven backing1
	is_proven backing2
}

@test "--all-usb takes no loop device, whatever is allowed" {
	run build --all-usb --allow-fixed --dry-run
	[[ ! $output =~ ${loops[0]}([^0-9]|$) ]]
	run -2 to_all --all-usb
	says "cannot be used together"
}

@test "a layout that fills a stick fits the smallest of several" {
	truncate -s 330M backing1
	replace 1 backing1
	truncate -s 321M backing0
	replace 0 backing0
	run -0 build "${devices[@]:0:4}" --allow-fixed --yes --layout fat32-full
	is_proven backing0
	is_proven backing1
}

@test "Ctrl-C blanks every stick that was begun, and says so of each" {
	command -v strace >/dev/null || skip "strace is not installed"
	sample 13 --size 12000000
	for i in 0 1 2 3 4 5 6 7; do
		head -c 512 /dev/zero | tr '\0' '\377' | dd of="${loops[$i]}" status=none
	done
	# It stops in the middle by itself, so that the signal comes while all are written.
	ASAN_OPTIONS=detect_leaks=0 strace -f -q -o calls -e trace=pwrite64 \
		-e inject=pwrite64:signal=SIGSTOP:when=8 "$program" --vendor xiaomi \
		--firmware sample/miwifi_r3g_sample.bin --trust sample/sample-public.pem \
		"${devices[@]}" --allow-fixed --yes </dev/null >told 2>&1 3>&- &
	tracer=$!
	until grep -q 'stopped by SIGSTOP' calls 2>/dev/null; do
		kill -0 $tracer
	done
	worker=$(pgrep -P $tracer)
	kill -TERM "$worker" # what is begun in the background of a script ignores SIGINT
	while kill -CONT "$worker" 2>/dev/null; do :; done
	wait $tracer && status=0 || status=$?
	output=$(<told)
	[ "$status" -eq 130 ]
	says "0 of 8 sticks are proven"
	for i in 0 1 2 3 4 5 6 7; do
		if [[ $output == *"nothing was changed on '${loops[$i]}'"* ]]; then
			run ! first_sector_is_blank "backing$i"
			output=$(<told)
		else
			says "Failed: ${loops[$i]}: interrupted; '${loops[$i]}' is blank now"
			first_sector_is_blank "backing$i"
		fi
	done
}

# answering STATUS ANSWER: what a person types when asked for the names of the first two.
answering() {
	words="$program --vendor xiaomi --firmware $good --trust $key --allow-fixed ${devices[*]:0:4}"
	again="expect {is not}; send \"$2\""
	[ "$1" -eq 5 ] || again=
	patience=60 at_terminal "$1" "expect {type the names of all}; send \"$2\"; $again; $again"
}

@test "a person is shown all disks and types all names" {
	first=${loops[0]#/dev/} second=${loops[1]#/dev/}
	answering 5 "$first\r"
	says "EVERYTHING on these 2 disks will be lost"
	says "${loops[1]}: loop"
	answering 5 "$first $first\r"
	answering 5 "$first $second sda\r"
	answering 130 "\003"
	all_untouched
	answering 0 "$second, $first\r"
	says "of 2 sticks done, "
	says "All 2 sticks are proven."
}

# replugging COMMAND: --replug for the first stick, in the background; the command runs once it is
# asked for. What was told is in ./events and ./told, the exit status in $status.
replugging() {
	build "${devices[@]:0:2}" --allow-fixed --yes --replug --json >events 2>told 3>&- &
	local worker=$!
	until grep -q '"event":"replug"' events; do
		kill -0 $worker
	done
	"$@" $worker
	wait $worker && status=0 || status=$?
}

plug_in_again() {
	detach "${loops[0]}"
	attach backing0
}

@test "a stick that is plugged in again is proven once more" {
	replugging plug_in_again
	[ "$status" -eq 0 ]
	events 'named("replug")[0]["devices"] == ["'"${loops[0]}"'"] and named("replug")[0]["seconds"] == 120'
	events 'named("result")[0]["replugged"] and named("result")[0]["replugged_as"] == "'"${loops[-1]}"'"'
	grep -q "Pull out '${loops[0]}' and plug it in again" told
}

forget_and_plug_in_again() {
	detach "${loops[0]}"
	printf forgot | dd of=backing0 bs=1 seek=1700000 conv=notrunc status=none
	attach backing0
}

@test "a stick that forgot what it had in its cache is not proven when it is plugged in again" {
	sample 13 --size 2000000
	good=sample/miwifi_r3g_sample.bin key=sample/sample-public.pem
	replugging forget_and_plug_in_again
	[ "$status" -eq 8 ]
	events 'named("result")[0]["replugged"] is False'
	events '"not proven again after replugging" in e[-1]["message"]'
}

ask_to_end() {
	kill -TERM "$(pgrep -P "$1" || echo "$1")"
}

@test "whoever does not want to wait for the stick is told what was proven" {
	replugging ask_to_end
	[ "$status" -eq 130 ]
	events '"was written and proven, but not proven again after replugging: interrupted" in e[-1]["message"]'
	is_proven backing0
}

@test "--replug is refused for a file" {
	run -2 build --output stick.img --replug
	says "cannot be pulled out"
}
