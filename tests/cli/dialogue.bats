#!/usr/bin/env bats
# The questions one after the other: what they accept, the way back, and what is told at the end.
load helper
load recipes
load terminal

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	export HOME=$PWD
	mkdir Downloads
}

# bats test_tags=quick
@test "back leads to the question before, and what was answered is offered again" {
	cp "$good" Downloads/miwifi.bin
	words="$program --trust $key"
	at_terminal 0 "
		expect {Which router is it?}; send \"r3g\r\"
		expect {3  ~/Downloads/miwifi.bin}
		expect {Which firmware? \[3\]}; send \"back\r\"
		expect {Which router is it? \[xiaomi/r3g\]}; send \"\r\"
		expect {Which firmware? \[3\]}; send \"\r\"
		expect {image file?}; send \"back\r\"
		expect {Which firmware? \[3\]}; send \"\r\"
		expect {image file?}; send \"./stick\r\"
		expect {Proven}
		expect {To do the same next time without questions:}"
	says "--vendor xiaomi --model r3g --firmware $HOME/Downloads/miwifi.bin --output ./stick"
	mkrescue verify --image stick
}

@test "a file that is refused is asked for again, with what it is" {
	cp "$data/xiaomi-hdr1-r4cm-unsigned.bin" other.bin
	words="$program --trust $key"
	at_terminal 0 "
		expect {Which router is it?}; send \"r3g\r\"
		expect {Which firmware?}; send \"other.bin\r\"
		expect {R4CM}
		expect {Which firmware?}; send \"$good\r\"
		expect {image file?}; send \"stick.img\r\"
		expect {Proven}"
}

# bats test_tags=quick
@test "a firmware file names its router, and is not asked for again" {
	words="$program --trust $key"
	at_terminal 0 "
		expect {Which router is it?}; send \"$good\r\"
		expect {Router: Xiaomi Mi Router 3G}
		expect {image file?}; send \"stick.img\r\"
		expect {Proven}"
}

@test "the name of a firmware file names its router, too" {
	words="$program rescue"
	at_terminal 130 "
		expect {Which router is it?}
		send \"openwrt-24.10.2-ath79-generic-tplink_archer-c7-v2-squashfs-factory.bin\r\"
		expect {Router: TP-Link Archer C7 v2}
		expect {Which firmware?}; send \"\004\""
}

@test "a place where no file is names no router, and quotes around a file are no part of its name" {
	cp "$good" "my file.bin"
	words="$program --trust $key"
	for place in ~/Downloads/archer-c7-v5.bin ./x.bin https://downloads.openwrt.org/x.bin; do
		at_terminal 130 "
			expect {Which router is it?}; send \"$place\r\"
			expect {There is no file '}
			expect {Which router is it?}; send \"\004\""
	done
	at_terminal 0 "
		expect {Which router is it?}; send \"'$PWD/my file.bin'\r\"
		expect {Router: Xiaomi Mi Router 3G}
		expect {image file?}; send \"stick.img\r\"
		expect {Proven}"
}

@test "Tab completes the name of a file" {
	cp "$good" miwifi-of-mine.bin
	words="$program --trust $key --output stick.img"
	at_terminal 0 "
		expect {Which router is it?}; send \"r3g\r\"
		expect {Which firmware?}; send \"miwi\t\r\"
		expect {Proven}"
}

@test "a target that is refused is asked for again, and nothing else is" {
	echo here >there.img
	words="$program --vendor xiaomi --firmware $good --trust $key"
	at_terminal 0 "
		expect {image file?}; send \"there.img\r\"
		expect {exists}
		expect {image file?}; send \"nowhere/stick.img\r\"
		expect {cannot be written}
		expect {image file?}; send \"/dev/nothing\r\"
		expect {there is no device}
		expect {image file?}; send \"stick.img\r\"
		expect {Proven}"
	[ "$(<there.img)" = here ]
}

# bats test_tags=quick
@test "a simple terminal of 60 columns, without colours and in the C locale, asks the same" {
	export LANG=C LC_ALL=C
	words="$program --trust $key"
	terminal=dumb stty_init='columns 60' at_terminal 0 "
		expect {Which router is it?}; send \"archer c7\r\"
		expect {Which of these is it?}; send \"back\r\"
		expect {Which router is it?}; send \"$good\r\"
		expect {image file?}; send \"stick.img\r\"
		expect {Proven}"
	[[ $output != *$'\e'* ]]
	[ -z "$(grep -E '^(Type|Several|  +[0-9] )' <<<"${output//$'\r'/}" | grep -E '.{61}')" ]
}

@test "back leads from every question to the one before" {
	recipe a1 "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage)]"
	recipe b2 "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage), $(file notes.txt any)]"
	echo notes >notes
	words="$program --catalog catalog"
	at_terminal 130 "
		expect {Which router is it?}; send \"made-up\r\"
		expect {Which model is it?}; send \"back\r\"
		expect {Which router is it?}; send \"made-up/a1\r\"
		expect {Which firmware?}; send \"$kernel\r\"
		expect {type a1:}; send \"back\r\"
		expect {Which firmware?}; send \"back\r\"
		expect {Which router is it? \[made-up/a1\]}; send \"made-up/b2\r\"
		expect {The file for 'kernel.img'}; send \"$kernel\r\"
		expect {The file for 'notes.txt'}; send \"back\r\"
		expect {The file for 'kernel.img'}; send \"$kernel\r\"
		expect {The file for 'notes.txt'}; send \"notes\r\"
		expect {type b2:}; send \"b2\r\"
		expect {image file?}; send \"back\r\"
		expect {The file for 'kernel.img'}; send \"back\r\"
		expect {Which router is it?}; send \"\003\""
}

@test "who does not want a way that is only inferred names another router" {
	recipe a1 "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage)]"
	sed -i 's/"confidence": "good"/"confidence": "inferred"/' catalog/made-up.json
	words="$program --catalog catalog"
	at_terminal 130 "
		expect {Which router is it?}; send \"made-up/a1\r\"
		expect {Go on anyway? \[no\]}; send \"perhaps\r\"
		expect {Type yes or no.}
		expect {Go on anyway?}; send \"\r\"
		expect {Which router is it?}; send \"made-up/a1\r\"
		expect {Go on anyway?}; send \"yes\r\"
		expect {Which firmware?}; send \"\003\""
}

@test "a router that only a person can rescue gets its steps, and is asked no more" {
	words="$program"
	stty_init='columns 200' at_terminal 0 "
		expect {Which router is it?}; send \"breed/any\r\"
		expect {instructions only}
		expect {At the router}
		expect {by itself: Breed's page asks}
		expect {guide breed any --html card.html}
		expect -- {--output-dir rescue}"
	[[ $output != *"Which firmware"* ]]
}

@test "who is not root is told so before the first question, unless a file is the target" {
	unprivileged=
	[ "$(id -u)" -ne 0 ] || unprivileged="setpriv --reuid 65534 --regid 65534 --clear-groups"
	words="$unprivileged env HOME=/nonexistent $program"
	at_terminal 130 "
		expect {run 'sudo mkrescue-usb'}
		expect {Which router is it?}; send \"\004\""
	words="$words --output stick.img"
	at_terminal 130 "expect {Which router is it?}; send \"\004\""
	[[ $output != *sudo* ]]
}

@test "a source shows what it was when it was last looked up, and without that where it is looked up" {
	words="$program"
	at_terminal 130 "
		expect {Which router is it?}; send \"r3g\r\"
		expect {miwifi_r3g_firmware_9be74_2.28.44.bin, version 2.28.44, 24.6 MB, from}
		expect {the newest stable build in the maker's list, looked up on the network}
		expect {Which firmware?}; send \"\004\""
}

@test "Ctrl-C and Ctrl-D end at every question, and nothing was changed" {
	words="$program --trust $key"
	for typed in '\003' '\004'; do
		at_terminal 130 "expect {Which router is it?}; send \"$typed\""
		at_terminal 130 "
			expect {Which router is it?}; send \"archer c7\r\"
			expect {Which of these is it?}; send \"$typed\""
		at_terminal 130 "
			expect {Which router is it?}; send \"r3g\r\"
			expect {Which firmware?}; send \"$typed\""
		at_terminal 130 "
			expect {Which router is it?}; send \"$good\r\"
			expect {image file?}; send \"$typed\""
		[[ $output != *"To do the same"* ]]
		says "nothing was changed"
	done
}
