#!/usr/bin/env bats
# Any file operation and any request for memory that fails: no wrong result, nothing half done, no
# silent end.
load helper
load ../faults
load recipes

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	failing_calls
	order=(--vendor xiaomi --firmware "$good" --trust "$key")
}

@test "files fail while an image is built" {
	every_fault files 11 stick.img "$release" "${order[@]}" --output stick.img
}

@test "files fail while an image is verified" {
	build --output ref.img
	every_fault files 1 - "$release" verify --image "$PWD/ref.img"
}

@test "files fail while a folder for a rescue over the network is made" {
	acme "\"confidence\": \"good\", \"method\": \"tftp-serve\", \"instead\": \"It fetches a file.\",
		\"files\": [$(file a.bin uimage)]"
	every_fault files 5 out/ "$release" --catalog "$PWD/catalog" --vendor acme --model a1 \
		--accept-unsigned --accept-unstated-model --firmware "$kernel" --output-dir out
}

@test "memory ends while an image is built" {
	every_fault memory 500 stick.img "$release" "${order[@]}" --output stick.img
}

@test "memory ends anywhere from the plan to the proof" {
	every_fault memory last:320 stick.img "$release" "${order[@]}" --output stick.img
}

@test "memory ends while an image is verified" {
	build --output ref.img
	every_fault memory 500 - "$release" verify --image "$PWD/ref.img"
}
