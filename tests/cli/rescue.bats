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
