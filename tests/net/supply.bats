#!/usr/bin/env bats
# The program itself: a stick from firmware that nobody brought.
load helper
load ../cli/recipes
load ../cli/terminal

setup_file() {
	start_signed_world 24.10 other
	"$root/scripts/make-sample-firmware" --out "$world/sample" >/dev/null
	cp "$world/sample/"*.bin "$world/www/signed.bin"
	cp "$root/tests/data/firmware/uimage-legacy-mips.bin" "$world/www/kernel.bin"
	echo "<!DOCTYPE html><html><body>Not found</body></html>" >"$world/www/page.bin"
}

teardown_file() {
	stop_world
}

setup() {
	know_world
	export HOME=$PWD XDG_CACHE_HOME=$PWD/cache XDG_CONFIG_HOME=/nonexistent
	unset SUDO_UID MKRESCUE_OPENWRT_URL
	data=$root/tests/data/firmware
	signed=$world/www/signed.bin
	trust=$world/sample/sample-public.pem
}

mkrescue() {
	"${MKRESCUE:-$build/mkrescue-usb}" "$@" </dev/null
}

# Makes stick.img, or what --output says.
order() {
	[[ " $* " == *" --output "* ]] || set -- --output stick.img "$@"
	mkrescue --catalog catalog --vendor acme --model a1 "$@"
}

# stick FORMAT DOWNLOAD...: the model a1, whose 'rescue.bin' is to be had at these.
stick() {
	local format=$1 list
	shift
	list=$(printf '%s, ' "$@")
	acme "\"method\": \"usb-stick\", \"layout\": \"fat32-mbr\", \"works_when\": \"-\",
		\"confidence\": \"good\", \"boards\": [\"xiaomi_mi-router-3g\"],
		\"files\": [{\"name\": \"rescue.bin\", \"what\": \"the firmware\",
			\"image_types\": [\"sysupgrade\"], \"accepts\": [{\"format\": \"$format\"}]}],
		\"downloads\": [${list%, }]"
}

# at URL [MEMBERS]
at() {
	echo "{\"url\": \"$1\"${2:+, $2}}"
}

# refused STATUS WORDS [ARGUMENT...]: no image, and the cache holds no firmware.
refused() {
	local status_wanted=$1 words=$2
	shift 2
	run -"$status_wanted" order "$@"
	says "$words"
	[ ! -e stick.img ]
	[ ! -d cache ] || [ -z "$(find cache/mkrescue-usb/sha256 -type f -size +3k)" ]
}

holds() {
	mcopy -n -i stick.img@@1048576 ::rescue.bin got
	cmp got "$1"
}

@test "firmware with a vendor's signature may come over http, and is kept for the next time" {
	stick xiaomi-hdr1 "$(at "$nginx_http/signed.bin")"
	run -0 order --trust "$trust"
	says "from: $nginx_http/signed.bin (unknown channel, untested)"
	says "authenticated by: signature by sample-public.pem"
	holds "$signed"
	mv stick.img first.img
	run -0 order --trust "$trust" --offline
	cmp stick.img first.img
	run -0 mkrescue verify --image stick.img --json
	says "$nginx_http/signed.bin"
}

@test "what nobody signed never comes over http, whatever is accepted" {
	stick uimage "$(at "$nginx_http/kernel.bin")"
	refused 4 "'kernel.bin' is not signed by a known key, and http gives no proof of origin"
	refused 4 "'kernel.bin'" --accept-unsigned
}

@test "a pinned SHA-256 vouches for what http brings" {
	stick uimage "$(at "$nginx_http/kernel.bin" "\"sha256\": \"$(digest "$world/www/kernel.bin")\"")"
	run -0 order --json
	says '"trust":"pinned-sha256"'
	says '"vouched":"its SHA-256 in the catalogue"'
	holds "$world/www/kernel.bin"
}

@test "another file than the pinned one is refused" {
	stick uimage "$(at "$nginx/kernel.bin" "\"sha256\": \"$sha256\"")"
	refused 4 "SHA-256"
}

@test "https alone vouches for nothing until that is accepted" {
	stick uimage "$(at "$nginx/kernel.bin")"
	refused 4 "the only proof of origin for 'kernel.bin' is https; use --accept-unsigned to accept it"
	run -0 order --accept-unsigned --accept-unstated-model
	says "authenticated by: https alone: accepted unsigned"
	says "warning: 'kernel.bin'"
	holds "$world/www/kernel.bin"
}

@test "a SHA-256 that the user gives vouches, and must fit" {
	stick uimage "$(at "$nginx/kernel.bin")"
	refused 4 "SHA-256" --sha256 "$sha256"
	run -0 order --sha256 "$(digest "$world/www/kernel.bin")"
	says "authenticated by: the SHA-256 that the user gave"
	run -2 order --force --sha256 123
	says "'123' is not a SHA-256"
	run -4 order --force --firmware "$world/www/kernel.bin" --sha256 "$sha256"
	says "has the SHA-256 $(digest "$world/www/kernel.bin") instead of $sha256"
}

@test "a developer build is never chosen unless that is said" {
	stick xiaomi-hdr1 "$(at "$nginx/signed.bin" '"channel": "developer", "region": "CN"')"
	refused 2 "only developer builds are known" --trust "$trust"
	run -0 order --trust "$trust" --accept-developer
	says "(developer, region CN, untested)"
}

@test "a stable build comes first, and a dead address is passed over" {
	stick xiaomi-hdr1 "$(at "$nginx/kernel.bin")" "$(at "$nginx/dead.bin" '"channel": "stable"')" \
		"$(at "$nginx/signed.bin" '"channel": "stable", "seen": "2026-01-31"')"
	run -0 order --trust "$trust"
	says "from: $nginx/signed.bin (stable, last seen there on 2026-01-31)"
	[[ $(cat "$world/nginx.log") == *"/dead.bin 404"* ]]
}

@test "when every address is dead, it is said where to look" {
	stick xiaomi-hdr1 "$(at "$nginx/dead.bin")" "$(at "$nginx/gone.bin")"
	refused 9 "dead.bin'" --trust "$trust"
	says "gone.bin'"
	says "give it with --firmware FILE"
}

@test "a page in place of a file is refused before it is kept" {
	stick xiaomi-hdr1 "$(at "$nginx/page.bin")"
	refused 4 "page" --trust "$trust" --accept-unsigned
}

@test "the end of an MD5 in the catalogue must be the file's" {
	stick xiaomi-hdr1 "$(at "$nginx/signed.bin" '"md5_tail": "00000"')"
	refused 4 "instead of '00000'" --trust "$trust"
	stick xiaomi-hdr1 "$(at "$nginx/signed.bin" "\"md5_tail\": \"$(md5sum "$signed" | cut -c 28-32)\"")"
	run -0 order --trust "$trust"
}

@test "an address that is typed is fetched, with or without a model" {
	stick xiaomi-hdr1
	run -0 order --trust "$trust" --firmware "$nginx_http/signed.bin?token=1"
	holds "$signed"
	run -0 mkrescue verify --image stick.img --json
	says "\"address\":\"$nginx_http/signed.bin\""
	run -0 mkrescue --vendor xiaomi --output r3g.img --trust "$trust" \
		--firmware "$nginx/signed.bin"
	says "Router: Xiaomi Mi Router 3G"
}

@test "an address with a password in it is not used, nor repeated" {
	stick xiaomi-hdr1
	refused 2 "addresses with a password are not supported" \
		--firmware "https://me:secret@localhost/signed.bin"
	[[ $output != *secret* ]]
}

@test "an older release in place of the latest is said, not hidden" {
	"$net/openwrt-tree" "$world/www/r" 24.10.1 "$world/24.10"
	"$net/openwrt-tree" "$world/www/r" 24.10.2 "$world/24.10"
	sed -i 's/24.10.2/24.10.1/' "$world/www/r/.versions.json"
	stick any
	run -0 order --trust "$world/24.10.pub" --firmware openwrt:latest --openwrt-mirror "$nginx/r"
	says "The latest OpenWrt release is 24.10.1, according to its unsigned list."
	says "authenticated by: the sums of OpenWrt 24.10.1"
}

# The cache that was exported, on a computer without any network.
elsewhere() {
	mkdir -p elsewhere
	"${alone[@]}" env HOME="$PWD/elsewhere" XDG_CACHE_HOME= \
		"${MKRESCUE:-$build/mkrescue-usb}" "$@" </dev/null
}

@test "what was exported makes the same stick, byte for byte, where there never was a network" {
	alone=(unshare --net)
	[ "$(id -u)" -eq 0 ] || alone+=(--map-root-user)
	"${alone[@]}" true || skip "no network namespace can be made here"
	"$net/openwrt-tree" "$world/www/e" 24.10.2 "$world/24.10"
	stick any
	export MKRESCUE_OPENWRT_URL=$nginx/e
	order --trust "$world/24.10.pub" --firmware openwrt:latest
	stick xiaomi-hdr1 "$(at "$nginx_http/signed.bin")"
	order --trust "$trust" --output signed.img
	run -0 mkrescue cache export cache.tar
	says "no permission to redistribute '$nginx_http/signed.bin'"
	[[ $output != *"permission to redistribute '$nginx/e/"* ]]
	run -0 elsewhere cache import cache.tar
	run -0 elsewhere --catalog catalog --vendor acme --model a1 --offline --trust "$trust" \
		--output elsewhere/signed.img
	cmp signed.img elsewhere/signed.img
	stick any
	run -0 elsewhere --catalog catalog --vendor acme --model a1 --offline \
		--trust "$world/24.10.pub" --firmware openwrt:latest --output elsewhere/stick.img
	cmp stick.img elsewhere/stick.img
}

@test "what only an import says of an address is not https's word" {
	stick uimage "$(at "$nginx/kernel.bin")"
	order --accept-unsigned --accept-unstated-model
	mkrescue cache export cache.tar
	export XDG_CACHE_HOME=$PWD/other
	mkrescue cache import cache.tar
	run -4 order --offline --output other.img
	says "the only proof of origin for"
	run -0 order --offline --output other.img --accept-unsigned \
		--accept-unstated-model
	says "authenticated by: nothing: accepted unsigned"
}

@test "at a terminal the model is asked for by its label, and its firmware is fetched" {
	stick xiaomi-hdr1 "$(at "$nginx/signed.bin")"
	words="${MKRESCUE:-$build/mkrescue-usb} --catalog catalog --vendor acme --trust $trust"
	at_terminal 0 "
		expect {  1  acme/a1  A1}
		expect {Which model is it?}; send \"a1\r\"
		expect {Which firmware? \[1\]}; send \"\r\"
		expect {Fetched 'signed.bin'}
		expect {to which image file?}; send \"stick.img\r\"
		expect {Proven}"
	holds "$signed"
}

@test "without addresses, words say what to do" {
	stick xiaomi-hdr1
	refused 2 "no download address is known for 'rescue.bin' of 'Acme A1'"
	says "or take OpenWrt's image with --firmware openwrt:latest"
	refused 9 "is not in the cache" --offline --firmware "$nginx/signed.bin"
	run -2 mkrescue --catalog catalog --vendor acme --output stick.img
	says "missing: --model NAME, one of: a1 (A1)"
}

@test "what is published beside a file is fetched, checked, and put on the stick" {
	mkdir "$world/www/b"
	cp "$signed" "$world/www/b/os.bin"
	(cd "$world/www/b" && sha256sum os.bin >os.bin.sha256 &&
		signify-openbsd -S -s "$world/24.10.sec" -m os.bin -x os.bin.sig)
	acme '"method": "usb-stick", "layout": "fat32-mbr", "works_when": "-", "confidence": "good",
		"boards": ["xiaomi_mi-router-3g"], "files": [{"name": "os.bin", "what": "-", "accepts": [{"format": "any"}]},
		{"name": "os.bin.sha256", "what": "-", "optional": true, "accepts": [{"format": "any"}]},
		{"name": "os.bin.sig", "what": "-", "optional": true, "accepts": [{"format": "any"}]}],
		"downloads": ['"$(at "$nginx/b/os.bin" '"beside": [".sha256", ".sig"]')"']'
	refused 4 "its signing key is unknown"
	run -0 order --verbose --trust "$world/24.10.pub"
	says "signature beside it, by 24.10.pub"
	mcopy -n -i stick.img@@1048576 ::os.bin.sha256 ::os.bin.sig .
	cmp os.bin.sig "$world/www/b/os.bin.sig"
	run -0 order --trust "$world/24.10.pub" --offline --output again.img
	cmp stick.img again.img
	rm -r cache
	cp "$world/www/kernel.bin" "$world/www/b/os.bin"
	run -4 order --trust "$world/24.10.pub" --output other.img
	says "SHA-256"
	(cd "$world/www/b" && sha256sum os.bin >os.bin.sha256)
	run -4 order --trust "$world/24.10.pub" --output other.img
	says "does not match; one of the two files was altered"
}

@test "OpenWrt's image for the board is found, proven and put on the stick" {
	"$net/openwrt-tree" "$world/www/o" 24.10.2 "$world/24.10"
	stick any
	image=$world/www/o/releases/24.10.2/targets/ramips/mt7621/
	image+=openwrt-24.10.2-ramips-mt7621-xiaomi_mi-router-3g-squashfs-sysupgrade.bin
	run -0 order --trust "$world/24.10.pub" --firmware openwrt:latest --openwrt-mirror "$nginx/o"
	says "The latest OpenWrt release is 24.10.2, according to its unsigned list."
	says "authenticated by: the sums of OpenWrt 24.10.2, signed by 24.10.pub"
	holds "$image"
	export MKRESCUE_OPENWRT_URL=$nginx/o
	run -0 order --offline --trust "$world/24.10.pub" --firmware openwrt:24.10.2 --output again.img
	cmp stick.img again.img
	run -2 order --firmware openwrt:24.10.2:another-board --output again.img
	says "is not a board of 'Acme A1'"
}

@test "at a terminal the board is asked for where a recipe has several" {
	"$net/openwrt-tree" "$world/www/q" 24.10.2 "$world/24.10"
	stick any
	sed -i 's/"boards": \["xiaomi_mi-router-3g"\]/"boards": ["generic", "xiaomi_mi-router-3g"]/' \
		catalog/acme.json
	words="${MKRESCUE:-$build/mkrescue-usb} --catalog catalog --vendor acme --model a1"
	words+=" --trust $world/24.10.pub --openwrt-mirror $nginx/q"
	at_terminal 0 "
		expect {Which firmware?}
		send \"openwrt:latest\r\"
		expect {OpenWrt has several images for 'Acme A1':}
		expect {Which board is it, by the router's label?}; send \"back\r\"
		expect {Which firmware?}; send \"\r\"
		expect {Which board is it, by the router's label?}; send \"xiaomi_mi-router-3g\r\"
		expect {to which image file?}; send \"stick.img\r\"
		expect {Proven}"
	says "--firmware openwrt:latest:xiaomi_mi-router-3g"
}

@test "a series whose key is not known is refused, and said to be when it is accepted" {
	"$net/openwrt-tree" "$world/www/u" 25.12.1 "$world/other"
	stick any
	export MKRESCUE_OPENWRT_URL=$nginx/u
	refused 4 "OpenWrt 25.12.1 (the latest) is signed with the unknown key" --firmware openwrt:latest
	run -0 order --firmware openwrt:latest --accept-unsigned
	says "https, and the sums of OpenWrt 25.12.1, signed by a key that is not known here alone"
}

@test "OpenWrt's real key decides about its series, and a stranger's sums are forged" {
	"$net/openwrt-tree" "$world/www/f" 24.10.2 "$world/other"
	stick any
	refused 4 "is not signed with the key of OpenWrt 24.10" --openwrt-mirror "$nginx/f" \
		--firmware openwrt:24.10.2 --accept-unsigned
}

@test "an image whose metadata names another board is refused" {
	"$net/openwrt-tree" "$world/www/m" 24.10.2 "$world/24.10" other,board
	stick any
	refused 4 "names 'other,board'" --trust "$world/24.10.pub" --openwrt-mirror "$nginx/m" \
		--firmware openwrt:24.10.2
}

@test "fetch brings a model's firmware into the cache, and build needs no network then" {
	stick xiaomi-hdr1 "$(at "$nginx_http/signed.bin" '"md5_tail": "'"$(md5sum "$signed" | cut -c 28-32)"'"')"
	run -2 mkrescue fetch --catalog catalog --vendor acme
	says "  a1: Acme A1 (A1)"
	run -0 mkrescue fetch --catalog catalog --vendor acme --model a1 --trust "$trust"
	says "authenticated by: signature by sample-public.pem"
	says "may be redistributed: unknown"
	run -0 mkrescue fetch --catalog catalog --vendor acme --all --trust "$trust" --json
	says '"fetched":false'
	says '"trust":"vendor-signature"'
	run -0 order --trust "$trust" --offline
	holds "$signed"
	run -2 mkrescue fetch --catalog catalog --vendor acme --all --model a1
}

@test "a damaged file in the cache is told, and fetched anew" {
	stick xiaomi-hdr1 "$(at "$nginx/signed.bin" "\"sha256\": \"$(digest "$signed")\"")"
	order
	rm stick.img
	object=$(find cache/mkrescue-usb/sha256 -type f)
	chmod u+w "$object"
	echo x >>"$object"
	run -0 order
	says "'signed.bin' was damaged in the cache; it was downloaded again"
	holds "$signed"
}

@test "ten programs that fetch the same make one download" {
	cp "$signed" "$world/www/ten.bin"
	stick xiaomi-hdr1 "$(at "$nginx/ten.bin" "\"sha256\": \"$(digest "$signed")\"")"
	for i in 1 2 3 4 5 6 7 8 9 10; do
		mkrescue --catalog catalog --vendor acme --model a1 --output "$i.img" >"$i.out" 2>&1 3>&- &
	done
	wait
	for i in 1 2 3 4 5 6 7 8 9 10; do
		cmp 1.img "$i.img"
	done
	[ "$(grep -c '^/ten.bin 200 ' "$world/nginx.log")" -eq 1 ]
}

@test "a lock file says exactly what is built, and nothing else is" {
	cp "$signed" "$world/www/locked.bin"
	stick xiaomi-hdr1 "$(at "$nginx/locked.bin")"
	order --trust "$trust"
	run -0 mkrescue lock --catalog catalog --vendor acme --model a1 --trust "$trust"
	says "Locked: acme/a1"
	grep -q '"trust": "vendor-signature"' rescue.lock.json
	run -0 mkrescue build --catalog catalog --locked --output locked.img --trust "$trust"
	cmp stick.img locked.img
	rm -r cache
	run -0 mkrescue build --catalog catalog --locked --output again.img
	cmp stick.img again.img
	rm -r cache
	cp "$world/www/kernel.bin" "$world/www/locked.bin"
	run -4 mkrescue build --catalog catalog --locked --output never.img
	says "it is not the expected file"
	[ ! -e never.img ]
	run -0 mkrescue build --catalog catalog --locked --output brought.img --firmware "$signed"
	cmp stick.img brought.img
}

@test "whatever differs from the lock file fails" {
	stick xiaomi-hdr1 "$(at "$nginx/signed.bin")"
	mkrescue lock --catalog catalog --vendor acme --model a1 --trust "$trust" --lock-file here.json
	run -8 mkrescue --catalog catalog --vendor xiaomi --model r3g --locked --lock-file here.json \
		--output stick.img --firmware "$signed" --trust "$trust"
	says "locks another recipe: 'acme/a1'"
	run -8 mkrescue --catalog catalog --locked --lock-file here.json --layout superfloppy \
		--output stick.img
	says "locks another layout: 'fat32-mbr'"
	"$root/scripts/make-sample-firmware" --size 400000 --out other >/dev/null
	run -8 mkrescue --catalog catalog --locked --lock-file here.json --output stick.img \
		--firmware other/*.bin --trust other/sample-public.pem
	says "locks another /rescue.bin"
	sed -i 's/"sha256": "./"sha256": "x/' here.json
	run -2 mkrescue --catalog catalog --locked --lock-file here.json --output stick.img
	says "'here.json' is not a usable lock file"
	[ ! -e stick.img ]
	run -7 mkrescue --catalog catalog --locked --output stick.img
	says "rescue.lock.json"
}

@test "a file over the recipe's limit is not even fetched to its end" {
	head -c 5000000 /dev/zero >"$world/www/large.bin"
	stick uimage "$(at "$nginx/large.bin")"
	sed -i 's/"accepts"/"size_max": 1000000, "accepts"/' catalog/acme.json
	refused 9 "1.0 MB" --accept-unsigned
}
