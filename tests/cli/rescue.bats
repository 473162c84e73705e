#!/usr/bin/env bats
# 'rescue' for every model: a stick, the network, or what the model needs instead. tests/wire has
# the cable.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

# bats test_tags=quick
@test "a model that a stick rescues needs a stick, which is checked as for build" {
	run -2 mkrescue rescue --vendor xiaomi --firmware "$good" --trust "$key"
	says "missing: --device DEV"
	run -5 mkrescue rescue --vendor xiaomi --firmware "$good" --trust "$key" --device /dev/null
	says "/dev/null"
}

@test "what is missing is named, with the models that can be rescued" {
	run -2 mkrescue rescue --vendor cudy
	says "wr1300-v1 (Model:"
	says "--firmware FILE"
	run -2 mkrescue rescue
	says "--vendor NAME"
}

@test "a model whose rescue the program cannot carry out gets its instructions" {
	run -2 mkrescue rescue --vendor breed --model any
	says "At the router"
	says "cannot carry out"
	says "http-post"
	says "asks for the layout of the flash"
}

@test "asked for a stick for a model that the network rescues, build names the command" {
	run -2 mkrescue build --vendor cudy --model wr1300-v1 --output stick.img
	says "sudo mkrescue-usb rescue --vendor cudy --model wr1300-v1"
	run -0 mkrescue show cudy wr1300-v1
	says "sudo mkrescue-usb rescue --vendor cudy --model wr1300-v1"
}

# bats test_tags=quick
@test "a model that starts from a card is written as build writes it, and the place is named" {
	mkrescue list --can card >cards
	read -r vendor model _ < <(sed -n 2p cards)
	run -2 mkrescue rescue --vendor "$vendor" --model "$model"
	says "missing: --device DEV"
	run -4 mkrescue rescue --vendor "$vendor" --model "$model" --firmware "$good" --device /dev/null
	says "starts from this card or disk. Where it goes: "
}

# bats test_tags=quick
@test "a model that only a vendor's tool rescues gets that said, and nothing else promised" {
	run -2 mkrescue rescue --vendor iptime --model ax3000q
	says "mkrescue-usb cannot rescue"
	says "ipTIME's program for Windows"
	[[ $output != *"--output-dir"* ]]
}

# bats test_tags=quick
@test "a router with two systems needs no firmware, and a person at its plug" {
	run -5 mkrescue rescue --vendor linksys --model whw03-v1 --no-wait </dev/null
	says "its power: 2 seconds on, 5 off, 3 times"
	says "sends no firmware"
	says "use --yes"
	run -2 mkrescue build --vendor linksys --model whw03-v1 --output stick.img
	says "sudo mkrescue-usb rescue --vendor linksys --model whw03-v1"
}
