#!/usr/bin/env bats
# What the program can do for each model: list --can, show, README.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

# bats test_tags=quick
@test "the README states the counts of list --can, which are all models" {
	mkrescue list --json >all
	for what in stick card rescue words; do
		mkrescue list --can "$what" >listed
		count=$(grep -c "\"can\": *\"$what\"" all)
		[ "$count" -eq $(($(wc -l <listed) - 1)) ]
		grep -q "^| \`$what\` | $count |" "$root/README.md"
	done
	[ "$(grep -c "\"can\": *\"" all)" -eq "$(wc -l <all)" ]
	grep -q "The catalogue has $(wc -l <all) models" "$root/README.md"
}

# bats test_tags=quick
@test "what it can do follows from the method and from what is known" {
	run -0 --separate-stderr mkrescue list --can rescue --method nmrp
	says "netgear"
	run -0 --separate-stderr mkrescue list --can rescue --method dual-boot
	says "whw03-v1"
	run -0 --separate-stderr mkrescue list --can card
	[[ $output == *disk-image* && $output != *usb-stick* ]]
	run -0 --separate-stderr mkrescue list --can words --method none
	says "iptime"
	run -2 mkrescue list --can stick --method none
	run -2 mkrescue list --can fly
	says "rescue, stick, card, words"
}

# bats test_tags=quick
@test "show says it in its first lines" {
	for model in "xiaomi r3g makes" "netgear r7000 carries" "iptime ax3000q only"; do
		read -r vendor name word <<<"$model"
		run -0 mkrescue show "$vendor" "$name"
		head -n 3 <<<"$output" | grep -q "What the program can do: .*$word"
	done
}
