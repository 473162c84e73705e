#!/usr/bin/env bats
# scripts/quickstart without its packages and its build, which are fakes here.
load helper

setup() {
	tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree/scripts" "$tree/build/release" "$tree/bin"
	cp "$BATS_TEST_DIRNAME/../../scripts/quickstart" "$tree/scripts/"
	printf '#!/bin/sh\n' | tee "$tree/bin/cmake" "$tree/scripts/setup" \
		>"$tree/scripts/make-sample-firmware"
	printf '#!/bin/sh\n[ "$1" = verify ] || echo an image >rescue.img\n' \
		>"$tree/build/release/mkrescue-usb"
	chmod +x "$tree"/*/* "$tree/build/release/mkrescue-usb"
	PATH=$tree/bin:$PATH
	cd "$BATS_TEST_TMPDIR"
}

# bats test_tags=quick
@test "quickstart makes rescue.img, and replaces it the next time" {
	run -0 "$tree/scripts/quickstart"
	[ "$(cat rescue.img)" = "an image" ]
	run -0 "$tree/scripts/quickstart"
}

# bats test_tags=quick
@test "quickstart leaves a rescue.img alone that it did not make" {
	echo somebody else >rescue.img
	run -1 "$tree/scripts/quickstart"
	[[ $output == "quickstart: rescue.img is in this folder and was not made by quickstart"* ]]
	[ "$(cat rescue.img)" = "somebody else" ]

	rm rescue.img
	run -0 "$tree/scripts/quickstart"
	echo changed since >rescue.img
	run -1 "$tree/scripts/quickstart"
	[ "$(cat rescue.img)" = "changed since" ]
}
