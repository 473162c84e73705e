#!/usr/bin/env bats
# Several sticks at once, on loop devices: --allow-fixed stands for "removable or on USB".
load helper
load terminal
load many

@test "eight sticks at once are all proven, and hold the same as an image" {
	run -0 to_all --yes
	for i in 0 1 2 3 4 5 6 7; do
		says "Proven: ${loops[$i]} holds what was written"
		is_proven "backing$i"
		cmp backing0 "backing$i"
	done
	says "All 8 sticks are proven."
	[ "$(grep -c '^Proven: ' <<<"$output")" -eq 8 ]
	[[ $output != *SHA-256* ]]
}

@test "an image made earlier goes to several sticks" {
	build --output stick.img.xz
	run -0 mkrescue write --image stick.img.xz "${devices[@]:0:4}" --allow-fixed --yes
	says "All 2 sticks are proven."
	is_proven backing0
	is_proven backing1
	is_untouched backing2
}

# fails_alone STATUS REASON: all others are proven, and it is blank.
fails_alone() {
	run -"$1" to_all --yes
	says "Failed: ${loops[3]}: $2"
	says "'${loops[3]}' is blank now"
	says "7 of 8 sticks are proven; failed: '${loops[3]}'"
	[[ $output != *"Proven: ${loops[3]} "* ]] # loop1 is no part of loop10
	for i in 0 1 2 4 5 6 7; do
		is_proven "backing$i"
	done
	first_sector_is_blank "${loops[3]}"
}

@test "one whose writes fail stops no other, and is told with its reason" {
	break_the_third unwritable-from=1200k
	fails_alone 7 "writing '${loops[3]}' failed"
}

@test "one that loses writes in silence stops no other, and the reading back tells" {
	break_the_third "real-size=1200k past-it=loses"
	fails_alone 8 ""
}

@test "scripts get a result for each, progress by device, and a summary" {
	break_the_third unwritable-from=1200k
	status=0
	to_all --yes --json >events 2>/dev/null || status=$?
	[ "$status" -eq 7 ] || { echo "status $status"; tail -3 events; false; }
	events 'len(named("plan")[0]["targets"]) == len(named("plan")[0]["devices"]) == 8'
	events 'len(named("result")) == 7'
	events '{r["target"] for r in named("result")} == {d for d in named("plan")[0]["targets"] if d != "'"${loops[3]}"'"}'
	events 'len({r["sha256"] for r in named("result")}) == 1'
	events '{p["device"] for p in named("progress")} >= {r["target"] for r in named("result")}'
	events 'named("summary")[0]["sticks"] == 8 and named("summary")[0]["proven"] == 7'
	events '[(f["device"], f["kind"], f["status"]) for f in named("summary")[0]["failed"]] == [("'"${loops[3]}"'", "io", 7)]'
	events '"blank now" in named("summary")[0]["failed"][0]["message"]'
	events 'e[-2]["event"] == "summary" and e[-1]["event"] == "failure" and e[-1]["status"] == 7'
}

@test "one stick is told about as ever: no summary, no device with its progress" {
	build --device "${loops[0]}" --allow-fixed --yes --json >events 2>/dev/null
	events 'not named("summary") and named("plan")[0]["target"] == "'"${loops[0]}"'"'
	events 'all("device" not in p for p in named("progress"))'
	events 'named("result")[0]["target"] == "'"${loops[0]}"'"'
}

@test "several sticks are verified, and one that cannot be read does not keep the others from it" {
	to_all --yes >/dev/null
	run -0 mkrescue verify "${devices[@]}"
	says "All 8 sticks are proven."
	for i in 0 1 2 3 4 5 6 7; do
		says "Proven: ${loops[$i]} is what"
	done
	dd if=/dev/zero of="${loops[2]}" bs=1M seek=1 count=1 conv=fsync status=none
	run -7 mkrescue verify --device /dev/no-such-disk "${devices[@]:0:14}"
	says "Failed: /dev/no-such-disk: there is no device"
	says "Failed: ${loops[2]}: "
	says "Proven: ${loops[6]} is what"
	says "6 of 8 sticks are proven; failed: '/dev/no-such-disk', '${loops[2]}'"
	mkrescue verify --json "${devices[@]:0:6}" >events 2>/dev/null || [ $? -eq 8 ]
	events 'named("summary")[0]["proven"] == 2 and named("summary")[0]["failed"][0]["device"] == "'"${loops[2]}"'"'
	events 'named("failure")[0]["reason"] == named("summary")[0]["failed"][0]["reason"]'
}

@test "a disk that is plugged in is told while devices are watched" {
	mkrescue devices --watch --seconds 60 >seen 2>words &
	watcher=$!
	until grep -q "Plug the stick in" words; do kill -0 "$watcher"; done
	truncate -s 8M late
	plugged=$("$root/tests/loop-device" late)
	until grep -q "Plugged in: $plugged: loop" seen; do kill -0 "$watcher"; done
	losetup -d "$plugged"
	until grep -q "Pulled out: $plugged" seen; do kill -0 "$watcher"; done
	kill -INT "$watcher"
	wait "$watcher"
}
