#!/usr/bin/env bats
# Texts from strangers never control the terminal: names, labels, versions, notes, addresses.
load helper
load recipes
load cache

# In a file's name: ESC, BEL, CR, CSI, a new line, another direction, no width, DEL, no UTF-8.
evil=$'\e[31mevil\a\r\xc2\x9b31m\nFAKE: line\xe2\x80\xae\xe2\x80\x8b\x7f\xff\x9bend'

hostile() {
	python3 "$root/tests/cli/hostile.py" "$@"
}

# What was said in a test is looked at when it is over: all of it at once. In a teardown, only
# the last status counts.
teardown() {
	cd "$BATS_TEST_TMPDIR" || return
	{ [ ! -e seen ] || hostile harmless seen; } && { [ ! -s events ] || hostile events events; }
}

# quietly COMMAND...: it ended by itself; what it said is in ./out and ./err, and will be looked at.
quietly() {
	local status=0
	"$@" >out 2>err </dev/null || status=$?
	(echo "== from line ${BASH_LINENO[*]}" && cat out err) >>"$BATS_TEST_TMPDIR/seen"
	[ "$status" -le 9 ] || {
		echo "status $status: $*"
		cat err
		return 1
	}
}

# both COMMAND...: the same in words and as JSON, and something was told.
both() {
	rm -f told
	quietly "$@" --json
	cat out >>"$BATS_TEST_TMPDIR/events"
	cat out err >told
	[ -s told ]
	quietly "$@"
	cat out err >>told
}

# tells COMMAND...: the same, and what is hostile was part of it.
tells() {
	both "$@"
	grep -q evil told
}

@test "the look for hostile text sees it" {
	for text in '\033' '\007' '\r' '\177' '\302\233' '\342\200\256' '\342\201\246' '\342\200\213' '\377'; do
		# shellcheck disable=SC2059 # the text is the format
		printf "a${text}b\n" >seen
		run -1 hostile harmless seen
	done
	printf 'a\tb\303\274\n' >seen
	hostile harmless seen
}

@test "names of firmware files" {
	cp "$good" "$evil.bin"
	cp "$data/xiaomi-bad-crc.bin" "bad$evil"
	for file in "$evil.bin" "bad$evil" "missing$evil"; do
		tells mkrescue inspect --trust "$key" "$file"
		tells mkrescue inspect --trust "$key" --verbose "$file"
		tells mkrescue --vendor xiaomi --firmware "$file" --trust "$key" --output x.img --dry-run
	done
	tells mkrescue --vendor xiaomi --firmware "$evil=$good" --trust "$key" --output x.img
}

@test "names of key files, which sign" {
	cp "$key" "$evil.pem"
	tells mkrescue inspect --trust "$evil.pem" "$good"
	tells mkrescue --vendor xiaomi --firmware "$good" --trust "$evil.pem" --output x.img --dry-run
	tells mkrescue inspect --trust "missing$evil" "$good"
	echo "$evil" >"no-key$evil"
	tells mkrescue inspect --trust "no-key$evil" "$good"
}

@test "names of images, cards and folders that are made" {
	tells build --output "$evil.img" --force
	tells mkrescue verify --image "$evil.img"
	tells mkrescue verify --image "$evil.img" --file-only
	tells build --output "$evil/x.img"
	tells build --output x.img --force --guide "$evil/card.html"
	tells build --output x.img --force --guide "$evil.html"
	tells mkrescue guide xiaomi r3g --html "$evil/card.html"
	acme "\"confidence\": \"good\", \"method\": \"tftp-serve\", \"instead\": \"It fetches a file.\",
		\"files\": [$(file a.img uimage)]"
	for _ in 1 2; do
		tells mkrescue --catalog catalog --vendor acme --model a1 \
			--accept-unstated-model --firmware "$kernel" --output-dir "$evil-dir" --force
	done
	tells mkrescue verify --image "missing$evil"
	tells mkrescue verify --device "missing$evil"
	tells mkrescue write --image "missing$evil" --device /dev/null
	tells mkrescue write --image "$evil.img" --device "missing$evil"
}

@test "words of the command line" {
	for words in "$evil" "list $evil" "--${evil// /}" "list --search $evil" "list --board $evil" \
		"list --method $evil" "show xiaomi $evil" "show $evil x" "guide xiaomi $evil" \
		"cache $evil" "cache list $evil" "check-catalog $evil" "devices $evil" \
		"--vendor $evil --firmware $good --output x.img" "fetch --vendor xiaomi --model $evil" \
		"--vendor xiaomi --firmware $good --output x.img --layout $evil" \
		"--vendor xiaomi --firmware $good --output x.img --label $evil" \
		"--vendor xiaomi --firmware $good --output x.img --sha256 $evil" \
		"list --catalog $evil" "cache import $evil" "cache export /nonexistent/$evil"; do
		words=${words// line/-line}
		words=${words//$'\n'/}
		# shellcheck disable=SC2086 # a list of words
		both mkrescue $words
	done
}

@test "texts inside firmware: versions, boards, regions, names of parts" {
	mkdir changed
	hostile firmware "$data" changed
	cd changed
	for verbose in "" --verbose; do
		printf '%s\0' * | xargs -0 -n 900 sh -c '"$@" || [ $? -eq 4 ]' - \
			"$program" inspect $verbose --trust "$key" >../out 2>../err
		hostile harmless ../out ../err
	done
	printf '%s\0' * | xargs -0 -n 900 sh -c '"$@" || [ $? -eq 4 ]' - \
		"$program" inspect --json --trust "$key" >../out 2>../err
	hostile harmless ../out ../err
	hostile events ../out
	grep -q evil ../out
	[ "$(grep -c '"result"' ../out)" -eq "$(find . -type f | wc -l)" ]
}

@test "names inside archives" {
	hostile archive two
	for file in two*.zip; do
		both mkrescue inspect "$file"
		both mkrescue inspect --verbose "$file"
		for model in r3g r3p; do
			both mkrescue --vendor xiaomi --model $model --firmware "$file" --trust "$key" --output x.img
			cat told >>all
		done
	done
	grep -q evil all
}

@test "every text of a recipe, and every name of its members" {
	hostile catalogue recipes
	for folder in recipes/*; do
		both mkrescue list evil --catalog "$folder"
		both mkrescue check-catalog "$folder"
	done
	for folder in recipes/{0,1,2,5,9,13,name}; do
		both mkrescue show evil m1 --catalog "$folder"
		both mkrescue guide evil m1 --catalog "$folder"
		both mkrescue --vendor evil --model m1 --firmware "$good" --output x.img --force --catalog "$folder"
	done
	mkdir "$evil"
	echo '{' >"$evil/x.json"
	tells mkrescue list --catalog "$evil"
	tells mkrescue check-catalog "$evil"
	cp "$root/vendors/xiaomi.json" "$evil/x.json"
	tells mkrescue check-catalog "$evil"
	echo '{"models": [{"network": {"pc_address": "evil\u001b[31m\u202e\u009b"}}]}' >"$evil/x.json"
	tells mkrescue list --catalog "$evil"
	cp "$evil/x.json" old.json
	both mkrescue check-catalog --fix "$evil"
	cp old.json "$evil/x.json"
	tells mkrescue check-catalog --fix "$evil" --json
}

@test "names of files, and the label, of a stick that is judged" {
	build --output stick.img
	printf 'x' >x
	mcopy -i stick.img@@1M x $'::/evil\xe2\x80\xae\xe2\x80\x8b\xc2\x9b31m.bin'
	mcopy -i stick.img@@1M x $'::/evil.two'
	tells mkrescue verify --image stick.img
	tells mkrescue verify --image stick.img --file-only
	python3 - <<-'P'
		image = bytearray(open("stick.img", "rb").read())
		at = image.rindex(b"RESCUE     ", 0, 1 << 21)
		image[at:at + 11] = b"\x1b[31m\x07\x9b\r\x7fZ"
		short = image.index(b"EVIL    TWO")
		image[short:short + 8] = b"evil\x1b\x07\x9b\r"
		open("stick.img", "wb").write(image)
	P
	both mkrescue verify --image stick.img
	both mkrescue verify --image stick.img --verbose
	both mkrescue verify --image stick.img --file-only
}

@test "the manifest of a stick" {
	build --output stick.img
	for member in program recipe layout path origin vouched address unknown; do
		cp stick.img evil.img
		hostile manifest evil.img "$member"
		both mkrescue verify --image evil.img
		both mkrescue verify --image evil.img --file-only
		both mkrescue write --image evil.img --device /dev/null --yes
	done
}

@test "lock files" {
	build() {
		mkrescue --vendor xiaomi --model r3g --firmware "$good" --trust "$key" "$@"
	}
	mkrescue lock --vendor xiaomi --model r3g --firmware "$good" --trust "$key" --lock-file "$evil.json"
	tells build --locked --lock-file "missing$evil" --output x.img
	for member in program recipe layout path name vouched origin trust sha256 addresses more; do
		python3 - "$evil.json" "$member" <<-P
			import json, sys
			sys.path.insert(0, "$root/tests/cli")
			from hostile import VALID
			document = json.load(open(sys.argv[1]))
			at = document if sys.argv[2] in document else document["files"][0]
			at[sys.argv[2]] = [f"https://{VALID}"] if sys.argv[2] == "addresses" else VALID
			json.dump(document, open("evil.json", "w"))
		P
		both build --locked --lock-file evil.json --output x.img --force
	done
	printf '{"a%s": 1}' "$evil" >evil.json
	both build --locked --lock-file evil.json --output x.img
}

@test "addresses" {
	own_cache here
	for address in "https://127.0.0.1:1/$evil" "http://$evil/x" "https://127.0.0.1:1/evil%1b[31m"; do
		tells mkrescue fetch --vendor xiaomi --model r3g --firmware "$address" --offline
		tells mkrescue --vendor xiaomi --model r3g --firmware "$address" --offline --output x.img
	done
	both mkrescue fetch --vendor xiaomi --model r3g --firmware "openwrt:$evil" --offline
	both mkrescue fetch --vendor xiaomi --model r3g --firmware openwrt:1.0 --openwrt-mirror "http://$evil" --offline
}

@test "notes in the cache, its place, and what is imported into it" {
	own_cache "$evil"
	tells mkrescue cache list
	cached one "https://a/$evil" "https://b/evil"
	cached two
	tells mkrescue cache list
	[ "$(grep -c '"addresses":' told)" -eq 2 ]
	tells mkrescue cache export "$evil.tar"
	echo damage >"$object"
	tells mkrescue cache verify
	tells mkrescue cache import "$evil.tar"
	tells mkrescue cache import "missing$evil"
	hostile export hostile.tar
	both mkrescue cache import hostile.tar0
	both mkrescue cache import hostile.tar1
	tells mkrescue doctor
}

@test "an event is not lost because a name in it is not UTF-8" {
	mkdir $'\xffevil'
	cp "$root/vendors/xiaomi.json" $'\xffevil/x\xff.json'
	run -3 --separate-stderr mkrescue check-catalog $'\xffevil' --json
	says '"folder":"?evil"'
	says '"event":"problem","file":"?evil/x?.json"'
	own_cache here
	cached one $'https://a/\xffevil'
	run -0 --separate-stderr mkrescue cache list --json
	says '"addresses":["https://a/?evil"]'
	run -0 --separate-stderr mkrescue cache export --json $'\xffevil.tar'
	says '"file":"?evil.tar"'
	own_cache there
	run -0 --separate-stderr mkrescue cache import --json $'\xffevil.tar'
	says '"file":"?evil.tar"'
}

@test "what the environment says" {
	export XDG_CONFIG_HOME=$PWD/$evil https_proxy="http://$evil" SSL_CERT_FILE="missing$evil"
	tells mkrescue doctor
	mkdir -p "$XDG_CONFIG_HOME/mkrescue-usb/vendors"
	echo '{' >"$XDG_CONFIG_HOME/mkrescue-usb/vendors/$evil.json"
	tells mkrescue doctor
	tells mkrescue list
}
