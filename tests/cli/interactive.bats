#!/usr/bin/env bats
# What a person at a terminal is asked.
load helper
load recipes
load terminal

# bats test_tags=quick
@test "what is missing is asked for, vendor, model, firmware and target" {
	recipe one "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage)]"
	words="$program --catalog catalog --accept-unstated-model"
	at_terminal 0 "
		expect {Which router is it?}; send \"made-up\r\"
		expect {1  made-up/one}
		expect {Which model is it?}; send \"1\r\"
		expect {Which firmware?}; send \"$kernel\r\"
		expect {which device, or to which image file?}; send \"stick.img\r\"
		expect {Proven}"
	mkrescue verify --image stick.img
}

@test "an answer that is long is not taken for two" {
	words="$program --trust $key --firmware $good --output stick.img"
	at_terminal 0 "
		expect {Which router is it?}; send \"[string repeat x 600]\r\"
		expect {Which router is it?}; send \"xiaomi\r\"
		expect {Proven}"
	[ "$(grep -o 'Which router' <<<"$output" | wc -l)" -eq 2 ]
}

@test "a router is found by what is on its label, and one of several by its number" {
	words="$program rescue"
	at_terminal 130 "
		expect {Which router is it?}; send \"archer c7\r\"
		expect {3  tplink/archer-c7-v4}
		expect {Which of these is it?}; send \"9\r\"
		expect {There is no number 9 (1 to}
		expect {Which of these is it?}; send \"3\r\"
		expect {1  openwrt:latest}
		expect {Which firmware?}; send \"\004\""
}

@test "of two vendors' models of one name, the vendor that was typed is meant" {
	recipe a1 "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage)]"
	sed 's/made-up/acme/; s/Made-up/Acme/g' catalog/made-up.json >catalog/acme.json
	for vendor in made-up acme; do
		words="$program --catalog catalog --accept-unstated-model --firmware $kernel --output $vendor.img"
		at_terminal 0 "
			expect {Which router is it?}; send \"a1\r\"
			expect {Which of these is it?}; send \"$vendor/a1\r\"
			expect {Proven}"
		mkrescue verify --json --image "$vendor.img" >events
		grep -q "\"recipe\":\"$vendor/a1\"" events
	done
}

@test "a file that is not there is asked for again, and ~ is the home folder" {
	recipe one "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage)]"
	cp "$kernel" given.img
	export HOME=$PWD
	words="$program --catalog catalog --vendor made-up --model one --accept-unstated-model --output stick.img"
	at_terminal 0 "
		expect {Which firmware?}; send \"nowhere.img\r\"
		expect {'nowhere.img' cannot be read}
		expect {Which firmware?}; send \"~/given.img\r\"
		expect {Proven}"
}

@test "a number is no image file" {
	words="$program --vendor xiaomi --trust $key --firmware $good"
	at_terminal 0 "
		expect {image file?}; send \"99\r\"
		expect {'99' is not a disk of this computer}
		expect {image file?}; send \"stick\r\"
		expect {A file needs a '/' in its name}
		expect {image file?}; send \"./stick\r\"
		expect {Proven}"
	[ ! -e 99 ] && mkrescue verify --image stick
}

@test "where no stick is, none is listed" {
	command -v lsblk >/dev/null && [ -z "$(lsblk -dno RM,TRAN | grep -E '1 |usb')" ] ||
		skip "a stick may be plugged in here"
	words="$program --vendor xiaomi --trust $key --firmware $good"
	at_terminal 130 "expect {(none)}; expect {image file?}; send \"\003\""
}

@test "an unknown vendor is asked for again, with the nearest names" {
	words="$program --trust $key --firmware $good --output stick.img"
	at_terminal 0 "
		expect {Which router is it?}; send \"nobody\r\"
		expect {'nobody' is not in the catalogue}
		expect {Which router is it?}; send \"xaiomi\r\"
		expect {did you mean 'xiaomi'?}
		expect {Which router is it?}; send \"Xiaomi\r\"
		expect {Proven}"
}

@test "the end of input changes nothing" {
	words="$program --trust $key --firmware $good --output stick.img"
	at_terminal 130 "expect {Which router is it?}; send \"\004\""
	says "nothing was changed"
	[ ! -e stick.img ]
}

# bats test_tags=quick
@test "Ctrl-C at a question changes nothing" {
	words="$program --trust $key --firmware $good --output stick.img"
	at_terminal 130 "expect {Which router is it?}; send \"\003\""
	says "nothing was changed"
}

@test "progress is one line that changes, and never promises an end before the proof" {
	words="$program --vendor xiaomi --trust $key --firmware $good --output stick.img"
	at_terminal 0 "expect {Proven}"
	[[ $output != *100%* ]]
}

@test "of several files each is asked for by its name, the optional ones are not" {
	recipe several "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage),
		$(file notes.txt any), $(file more.txt any '"optional": true')]"
	echo notes >some-notes
	words="$program --catalog catalog --vendor made-up --model several --output stick.img"
	at_terminal 0 "
		expect {The file for 'kernel.img' (the kernel.img)?}; send \"$kernel\r\"
		expect {The file for 'notes.txt' (the notes.txt)?}; send \"some-notes\r\"
		expect {does not say which model it is for}
		expect {type several:}; send \"several\r\"
		expect {Proven}"
	mcopy -i stick.img@@1048576 ::notes.txt . && cmp notes.txt some-notes
}

@test "without the right answer, firmware that does not say its model is not taken" {
	recipe one "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage)]"
	words="$program --catalog catalog --vendor made-up --model one --firmware $kernel --output stick.img"
	at_terminal 5 "
		expect {type one:}; send \"yes\r\"
		expect {'yes' is not 'one'}; send \"no\r\"
		expect {'no' is not 'one'}; send \"\r\""
	says "nothing was changed"
	[ ! -e stick.img ]
	words="$words --accept-unstated-model"
	at_terminal 0 "expect {Proven}"
}
