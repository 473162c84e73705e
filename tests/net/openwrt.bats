#!/usr/bin/env bats
# A made-up OpenWrt on nginx, signed by signify-openbsd.
load helper

board=xiaomi,mi-router-3g

setup_file() {
	command -v signify-openbsd >/dev/null || skip "signify-openbsd is not installed"
	start_world
	start_nginx
	for series in 22.03 24.10; do
		(cd "$world" && signify-openbsd -G -n -p $series.pub -s $series.sec)
	done
}

teardown_file() {
	stop_world
}

# A server's tree for every test, so that each can change it.
setup() {
	know_world
	site=$world/www/$BATS_TEST_NUMBER
	"$net/openwrt-tree" "$site" 22.03.7 "$world/22.03"
	"$net/openwrt-tree" "$site" 24.10.1 "$world/24.10"
	"$net/openwrt-tree" "$site" 24.10.2 "$world/24.10"
	target=$site/releases/24.10.2/targets/ramips/mt7621
	image=openwrt-24.10.2-ramips-mt7621-xiaomi_mi-router-3g-squashfs-sysupgrade.bin
}

# resolver VERSION [KEY...]
resolver() {
	local version=$1
	shift
	"$build/tests/resolver" "$PWD/store" "$nginx/$BATS_TEST_NUMBER/" "$version" "$board" \
		sysupgrade "$@" </dev/null
}

# refused STATUS WORDS [ARGUMENT...]: and the image is not in the store.
refused() {
	local status_wanted=$1 words=$2
	shift 2
	run -"$status_wanted" resolver "$@"
	says "$words"
	[ -z "$(find store/sha256 -size +200k)" ]
}

@test "an image is found, proven by the series' key, and fetched" {
	run -0 resolver 24.10.2 "$world/24.10.pub"
	[ "${lines[0]}" = "24.10.2 $image key=24.10.pub" ]
	[ "${lines[1]}" = "fetched $(digest "$target/$image")" ]
	is_stored "$target/$image"
}

@test "the latest is found, and an older release is taken when it is asked for" {
	run -0 resolver latest "$world/24.10.pub"
	says "24.10.2 $image"
	run -0 resolver 22.03.7 "$world/24.10.pub" "$world/22.03.pub"
	says "key=22.03.pub"
}

@test "what was fetched once is found and proven again without a network" {
	resolver latest "$world/24.10.pub"
	rm -r "$site"
	OFFLINE=1 run -0 resolver latest "$world/24.10.pub"
	says "key=24.10.pub"
	says "cached "
	OFFLINE=1 run -9 resolver 24.10.1 "$world/24.10.pub"
	says "is not in the cache"
}

@test "altered sums are refused, even when unsigned ones are accepted" {
	sed -i 's/^./0/' "$target/sha256sums"
	refused 4 "was not signed by OpenWrt 24.10's key" 24.10.2 "$world/24.10.pub"
	ACCEPT_UNSIGNED=1 refused 4 "was not signed" 24.10.2 "$world/24.10.pub"
}

@test "sums signed by another series' key are refused" {
	(cd "$target" && signify-openbsd -S -s "$world/22.03.sec" -m sha256sums -x sha256sums.sig)
	refused 4 "was not signed by OpenWrt 24.10's key" 24.10.2 "$world/24.10.pub" "$world/22.03.pub"
}

@test "sums signed by a stranger under the key's name are refused" {
	(cd "$world" && signify-openbsd -G -n -p stranger.pub -s stranger.sec 2>/dev/null || true)
	(cd "$target" && signify-openbsd -S -s "$world/stranger.sec" -m sha256sums -x x.sig)
	python3 - "$target" <<-'END'
		import base64, sys
		read = lambda name: open(f"{sys.argv[1]}/{name}").read().split("\n")
		good, bad = read("sha256sums.sig"), read("x.sig")
		forged = base64.b64decode(good[1])[:10] + base64.b64decode(bad[1])[10:]
		open(f"{sys.argv[1]}/sha256sums.sig", "w").write(
		    f"{good[0]}\n{base64.b64encode(forged).decode()}\n")
	END
	refused 4 "was not signed" 24.10.2 "$world/24.10.pub"
}

@test "a series whose key is not known is refused, and accepted when that is said" {
	refused 4 "no key is known here for OpenWrt 24.10.2 (the latest)" latest "$world/22.03.pub"
	ACCEPT_UNSIGNED=1 run -0 resolver latest "$world/22.03.pub"
	[ "${lines[0]}" = "24.10.2 $image key=" ]
}

@test "a swapped profiles.json is refused" {
	sed -i 's/mi-router-3g-squashfs/mi-router-3x-squashfs/' "$target/profiles.json"
	refused 4 "SHA-256" 24.10.2 "$world/24.10.pub"
}

@test "a swapped image is refused" {
	cp "$target/"*initramfs* "$target/$image"
	refused 4 "does not have the SHA-256" 24.10.2 "$world/24.10.pub"
}

@test "a cut image is refused" {
	truncate -s 200000 "$target/$image"
	refused 4 "has 200000 bytes and should have 300000" 24.10.2 "$world/24.10.pub"
}

@test "an older release played as a newer one is refused" {
	rm -r "$target"
	cp -r "$site/releases/24.10.1/targets/ramips/mt7621" "$target"
	refused 4 "offers another release's files" 24.10.2 "$world/24.10.pub"
}

@test "a missing signature is refused" {
	rm "$target/sha256sums.sig"
	refused 9 "sha256sums.sig': the server does not have it" 24.10.2 "$world/24.10.pub"
}
