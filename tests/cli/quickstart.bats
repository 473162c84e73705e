#!/usr/bin/env bats
# scripts/quickstart and scripts/setup without packages and a build, which are fakes here.
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

# bats test_tags=quick
@test "quickstart leaves a link rescue.img alone, also one that leads nowhere" {
	ln -s nowhere rescue.img
	run -1 "$tree/scripts/quickstart"
	[ ! -e nowhere ]
}

# bats test_tags=quick
@test "quickstart shows the output of the build only if it fails" {
	printf '#!/bin/sh\necho chatter\n' >"$tree/bin/cmake"
	run -0 "$tree/scripts/quickstart"
	[[ $output != *chatter* ]]
	printf 'exit 1\n' >>"$tree/bin/cmake"
	run -1 "$tree/scripts/quickstart"
	[[ $output == chatter*"quickstart: the build failed"* ]]
}

# fresh_computer: no package is installed; apt-get writes its arguments to ./calls.
fresh_computer() {
	cp "$BATS_TEST_DIRNAME/../../scripts/setup" "$tree/scripts/"
	printf '#!/bin/sh\nexit 1\n' >"$tree/bin/dpkg-query"
	printf '#!/bin/sh\nexec "$@"\n' >"$tree/bin/sudo"
	cat >"$tree/bin/apt-get" <<-'END'
		#!/bin/sh
		echo "$*" >>calls
		echo chatter
		case "$*" in
		*--assume-no*)
			echo "0 upgraded, 87 newly installed, 0 to remove and 3 not upgraded."
			echo "Need to get 61.3 MB/93.4 MB of archives."
			echo "After this operation, 371 MB of additional disk space will be used."
			exit 1
			;;
		install*) exit "${INSTALL_STATUS-0}" ;;
		esac
	END
	chmod +x "$tree"/bin/*
}

# bats test_tags=quick
@test "one line says what is installed and how much; nothing is installed that is only recommended" {
	fresh_computer
	run -0 "$tree/scripts/setup" run
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == "installing 87 packages (61.3 MB to download, 371 MB on the disk): gcc "* ]]
	for package in ca-certificates scdoc; do [[ " $output " == *" $package "* ]]; done
	[ "$(grep -c install calls)" -eq 2 ]
	! grep install calls | grep -v -e --no-install-recommends
}

# bats test_tags=quick
@test "apt's output is shown if it fails" {
	fresh_computer
	INSTALL_STATUS=100 run -1 "$tree/scripts/setup" run
	[[ $output == *chatter*"setup: "*"failed; see its output above" ]]
}

# bats test_tags=quick
@test "where all is installed, setup says and installs nothing" {
	fresh_computer
	printf '#!/bin/sh\necho installed\n' >"$tree/bin/dpkg-query"
	run -0 "$tree/scripts/setup" run
	[ "$output" = "" ]
	[ ! -e calls ]
}
