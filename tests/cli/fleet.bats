#!/usr/bin/env bats
# One file lists many routers: all are locked, and made, by one command.
load helper
load cache

# entry [MEMBER...]: a router of the fleet; each member is JSON.
entry() {
	local member
	printf '{"vendor": "xiaomi", "model": "r3g"'
	for member; do
		printf ', %s' "$member"
	done
	printf '}'
}

# fleet ENTRY...: they are fleet.json.
fleet() {
	local IFS=,
	printf '{"version": 1, "images": [%s]}' "$*" >fleet.json
}

make_fleet() {
	mkrescue build --fleet fleet.json --output-dir images --trust "$key" "$@"
}

lock_fleet() {
	mkrescue lock --fleet fleet.json --trust "$key" "$@"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cp "$good" good.bin
	fleet "$(entry '"firmware": ["good.bin"]')" \
		"$(entry '"firmware": ["good.bin"]' '"image": "packed.img.gz"')"
}

# bats test_tags=quick
@test "every router of a fleet gets the image that it gets alone" {
	run -0 make_fleet
	says "All 2 images are proven."
	build --output alone.img --model r3g
	cmp alone.img images/xiaomi-r3g.img
	gzip -dc images/packed.img.gz | cmp - alone.img
}

@test "files are relative to the fleet file, wherever the program runs" {
	mkdir -p elsewhere
	cd elsewhere
	mkrescue build --fleet ../fleet.json --output-dir images --trust "$key"
	[ -s images/xiaomi-r3g.img ]
}

@test "NAME=FILE of a fleet is relative to it, too" {
	fleet "$(entry '"firmware": ["miwifi.bin=good.bin"]')"
	mkdir -p elsewhere
	cd elsewhere
	mkrescue build --fleet ../fleet.json --output-dir images --trust "$key"
}

# bats test_tags=quick
@test "one router that fails leaves the others proven, and sets the exit status" {
	fleet "$(entry '"firmware": ["good.bin"]')" \
		"$(entry '"firmware": ["missing.bin"]' '"image": "a.img"')" \
		'{"vendor": "xiaomi", "model": "r3", "firmware": ["good.bin"]}'
	run -4 make_fleet
	says "1 of 3 images are proven; failed: xiaomi/r3g, xiaomi/r3"
	says "is firmware for 'R3G'"
	[ "$(ls images)" = xiaomi-r3g.img ]
	mkrescue verify --image images/xiaomi-r3g.img
}

@test "each router's file is tried with the keys of all, one worker's own among them" {
	sample 13
	cp sample/*.bin other.bin
	fleet "$(entry '"firmware": ["good.bin"]')" \
		"$(entry '"firmware": ["other.bin"]' '"image": "other.img"')" \
		"$(entry '"firmware": ["good.bin"]' '"image": "again.img"')"
	make=(taskset -c 0 "$program" build --fleet fleet.json --output-dir images --json)
	"${make[@]}" --trust "$key" --trust sample/sample-public.pem >events
	grep -q "signature by $(basename "$key")" events
	grep -q 'signature by sample-public.pem' events
	cmp images/xiaomi-r3g.img images/again.img
	run -4 "${make[@]}" --force --trust "$key"
	says "its signing key is unknown"
}

@test "a key that is none fails every router and is named" {
	run -2 make_fleet --trust fleet.json
	says "'fleet.json' is not a public key"
	says "0 of 2 images are proven"
	[ ! -e images ]
}

@test "without a network the first routers alone wait for a server" {
	local alone=(unshare --net)
	[ "$(id -u)" -eq 0 ] || alone+=(--map-root-user)
	"${alone[@]}" true 2>/dev/null || skip "no namespaces can be made here"
	local begin=$SECONDS
	images=()
	for i in {1..8}; do
		images+=("{\"vendor\": \"xiaomi\", \"model\": \"r3g\", \"image\": \"$i.img\",
			\"firmware\": [\"https://no-such-server$i.invalid/x.bin\"]}")
	done
	(IFS=,; echo "{\"version\": 1, \"images\": [${images[*]}]}" >far.json)
	run -9 "${alone[@]}" "$program" build --fleet far.json --output-dir images
	says "0 of 8 images are proven"
	says "cannot resolve the name of the server"
	[ "$(grep -o 'no-such-server[0-9]' <<<"$output" | sort -u | wc -l)" -eq 8 ]
	[ $((SECONDS - begin)) -lt 16 ] # each looks for six seconds where it is alone
}

@test "scripts get a result for each image and one summary" {
	fleet "$(entry '"firmware": ["good.bin"]')" \
		'{"vendor": "xiaomi", "model": "r3", "firmware": ["good.bin"]}'
	run -4 --separate-stderr make_fleet --json
	[ "$(jq -r 'select(.event == "result") | .router, .target' <<<"$output")" = \
		"xiaomi/r3g"$'\n'"images/xiaomi-r3g.img" ]
	[ "$(jq -r 'select(.event == "summary") | .routers, .good, .failed[0].router, .failed[0].status' \
		<<<"$output" | xargs)" = "2 1 xiaomi/r3 4" ]
	[ "$(jq -r 'select(.event == "result") | .sha256' <<<"$output")  -" = "$(
		head -c "$(jq 'select(.event == "result") | .length' <<<"$output")" \
			images/xiaomi-r3g.img | sha256sum)" ]
}

# bats test_tags=quick
@test "what is locked is built again, and a file that has changed is not" {
	lock_fleet
	[ "$(jq -r '.images | keys[]' fleet.lock.json | xargs)" = "packed.img.gz xiaomi-r3g.img" ]
	run -0 make_fleet --locked
	sample 13
	cp sample/*.bin good.bin
	run -8 make_fleet --locked --force --trust sample/sample-public.pem
	says "'fleet.lock.json' locks another /miwifi.bin"
}

@test "a locked fleet needs no option that its lock answers" {
	mkrescue lock --fleet fleet.json --accept-unsigned
	mkrescue build --locked --fleet fleet.json --output-dir images
}

@test "an image that the lock does not have is not made" {
	lock_fleet
	fleet "$(entry '"firmware": ["good.bin"]' '"image": "new.img"')"
	run -8 make_fleet --locked
	says "'fleet.lock.json' does not lock 'new.img'"
	[ ! -e images/new.img ]
}

@test "a fleet with a router that cannot be locked keeps the lock that it has" {
	lock_fleet
	cp fleet.lock.json before.json
	fleet "$(entry '"firmware": ["good.bin"]')" \
		'{"vendor": "xiaomi", "model": "r3", "firmware": ["good.bin"]}'
	run -4 lock_fleet
	says "1 of 2 images are locked; failed: xiaomi/r3"
	cmp fleet.lock.json before.json
}

@test "some routers of a fleet are made, or locked again, by vendor and model" {
	fleet "$(entry '"firmware": ["good.bin"]')" \
		'{"vendor": "xiaomi", "model": "r3", "firmware": ["missing.bin"]}'
	run -0 make_fleet --model r3g
	says "The image is proven."
	run -2 make_fleet --vendor asus
	says "the fleet has no router 'asus'"
	run -7 lock_fleet --model r3g
	says "fleet.lock.json"
}

@test "what an entry accepts holds for it alone" {
	fleet "$(entry '"firmware": ["good.bin"]' '"accept": ["unsigned"]')" \
		"$(entry '"firmware": ["good.bin"]' '"image": "strict.img"')"
	run -4 mkrescue build --fleet fleet.json --output-dir images
	says "it was accepted because of --accept-unsigned"
	[ "$(ls images)" = xiaomi-r3g.img ]
}

@test "an image that is there is replaced with --force alone" {
	make_fleet
	run -5 make_fleet
	says "'images/xiaomi-r3g.img' already exists; use --force to replace it"
	make_fleet --force
}

@test "--dry-run checks every router and writes nothing" {
	run -0 make_fleet --dry-run
	says "All 2 images are checked."
	[ ! -e images ]
}

# refused WORDS: the fleet file is not used.
refused() {
	run -2 make_fleet
	says "$1"
	[ ! -e images ]
}

# bats test_tags=quick
@test "a mistake in a fleet file is named with its place, before anything is made" {
	fleet "$(entry)" "$(entry)"
	refused "number 2 in its list has the same image 'xiaomi-r3g.img' as number 1"
	fleet "$(entry '"image": "../up.img"')"
	refused "number 1 in its list: its image must be a file name that ends with .img"
	fleet "$(entry '"accept": ["anything"]')"
	refused "it may accept 'unsigned', 'unstated-model', 'unproven' and 'developer'"
	fleet "$(entry '"color": "blue"')"
	refused "/images/0/color"
	fleet
	refused "list 1 to 10000"
	echo '{"version": 2, "images": [{"vendor": "a", "model": "b"}]}' >fleet.json
	refused "its version must be 1"
}

@test "a fleet goes into a folder, and its file says which firmware is used" {
	run -2 mkrescue build --fleet fleet.json
	says "missing: --output-dir DIR"
	run -2 make_fleet --device /dev/null
	says "use --output-dir alone"
	run -2 make_fleet --firmware good.bin
	says "--fleet and --firmware cannot be used together"
	[ ! -e images ]
}

@test "a fleet that is interrupted ends soon, and what it made is whole" {
	local entries=() i
	for i in {1..60}; do
		entries+=("$(entry '"firmware": ["good.bin"]' "\"image\": \"$i.img\"")")
	done
	fleet "${entries[@]}"
	make_fleet --quiet >said 2>&1 &
	until [ -n "$(find images -name '*.img' ! -name '.*' 2>/dev/null)" ]; do
		kill -0 $! || { cat said; return 1; }
	done
	kill -TERM "$(pgrep -P $! -x mkrescue-usb || echo $!)"
	wait $! || [ $? -eq 130 ]
	grep -q "interrupted" said
	[ "$(find images -name '.*' -type f)" = "" ]
	for i in $(ls images | head -n 3); do
		mkrescue verify --quiet --image "images/$i"
	done
}
