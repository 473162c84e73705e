#!/usr/bin/env bats
# A made-up OpenWrt on nginx, signed by signify-openbsd; its keys are in a catalogue of the tests.
load helper
load ../cli/recipes

setup_file() {
	start_signed_world 22.03 23.05 24.10
}

teardown_file() {
	stop_world
}

# A server's tree for every test, so that each can change it.
setup() {
	know_world
	unset SUDO_UID
	export HOME=$PWD XDG_CACHE_HOME=$PWD/cache XDG_CONFIG_HOME=/nonexistent
	site=$world/www/$BATS_TEST_NUMBER
	export MKRESCUE_OPENWRT_URL=$nginx/$BATS_TEST_NUMBER/
	"$net/openwrt-tree" "$site" 22.03.7 "$world/22.03"
	"$net/openwrt-tree" "$site" 23.05.5 "$world/23.05"
	"$net/openwrt-tree" "$site" 24.10.1 "$world/24.10"
	"$net/openwrt-tree" "$site" 24.10.2 "$world/24.10"
	target=$site/releases/24.10.2/targets/ramips/mt7621
	image=openwrt-24.10.2-ramips-mt7621-xiaomi_mi-router-3g-squashfs-sysupgrade.bin
	acme '"method": "usb-stick", "layout": "fat32-mbr", "works_when": "-", "confidence": "good",
		"boards": ["xiaomi_mi-router-3g"], "files": [{"name": "rescue.bin", "what": "-",
		"image_types": ["sysupgrade"], "accepts": [{"format": "any"}]}]'
	keys 22.03 24.10
}

# keys SERIES...: the catalogue's keys of OpenWrt, besides the real ones.
keys() {
	python3 - "$world" "$@" >catalog/keys.json <<-'P'
		import base64, json, sys
		keys = []
		for series in sys.argv[2:]:
		    text = open(f"{sys.argv[1]}/{series}.pub").read().split("\n")[1]
		    data = base64.b64decode(text)
		    keys.append({"name": f"openwrt-{series}", "use": "openwrt", "source": "made up",
		                 "usign_id": data[2:10].hex(), "key": data[10:].hex()})
		print(json.dumps({"keys": keys}))
	P
}

# fetch VERSION [OPTION...]
fetch() {
	"${MKRESCUE:-$build/mkrescue-usb}" fetch --json --catalog catalog --vendor acme --model a1 \
		--firmware "openwrt:$1" "${@:2}" </dev/null
}

# refused STATUS WORDS [ARGUMENT...]: and the image is not in the store.
refused() {
	local status_wanted=$1 words=$2
	shift 2
	run -"$status_wanted" fetch "$@"
	says "$words"
	[ -z "$(find cache -type f -size +200k)" ]
}

@test "an image is found, proven by the series' key, and fetched" {
	run -0 fetch 24.10.2
	says "\"name\":\"$image\""
	says "\"sha256\":\"$(digest "$target/$image")\",\"trust\":\"signed-sums\""
	says '"vouched":"the sums of OpenWrt 24.10.2, signed by openwrt-24.10","fetched":true'
}

@test "the latest is found, and an older release is taken when it is asked for" {
	run -0 fetch latest
	says "\"name\":\"$image\""
	run -0 fetch 22.03.7
	says "signed by openwrt-22.03"
}

@test "what was fetched once is found and proven again without a network" {
	fetch latest
	rm -r "$site"
	run -0 fetch latest --offline
	says 'signed by openwrt-24.10","fetched":false'
	run -9 fetch 24.10.1 --offline
	says "is not in the cache"
}

@test "altered sums are refused, even when unsigned ones are accepted" {
	sed -i 's/^./0/' "$target/sha256sums"
	refused 4 "is not signed with the key of OpenWrt 24.10" 24.10.2
	refused 4 "is not signed" 24.10.2 --accept-unsigned
}

@test "sums signed by another series' key are refused" {
	(cd "$target" && signify-openbsd -S -s "$world/22.03.sec" -m sha256sums -x sha256sums.sig)
	refused 4 "is not signed with the key of OpenWrt 24.10" 24.10.2
}

@test "sums signed by a stranger under the key's name are refused" {
	(cd "$target" && signify-openbsd -S -s "$world/23.05.sec" -m sha256sums -x x.sig)
	python3 - "$target" <<-'END'
		import base64, sys
		read = lambda name: open(f"{sys.argv[1]}/{name}").read().split("\n")
		good, bad = read("sha256sums.sig"), read("x.sig")
		forged = base64.b64decode(good[1])[:10] + base64.b64decode(bad[1])[10:]
		open(f"{sys.argv[1]}/sha256sums.sig", "w").write(
		    f"{good[0]}\n{base64.b64encode(forged).decode()}\n")
	END
	refused 4 "is not signed" 24.10.2
}

@test "a series whose key is not known is refused, and accepted when that is said" {
	refused 4 "OpenWrt 23.05.5 is signed with the unknown key" 23.05.5
	run -0 fetch 23.05.5 --accept-unsigned
	says '"trust":"tls"'
	run -0 fetch 23.05.5 --trust "$world/23.05.pub"
	says '"vouched":"the sums of OpenWrt 23.05.5, signed by 23.05.pub"'
}

@test "a swapped profiles.json is refused" {
	sed -i 's/mi-router-3g-squashfs/mi-router-3x-squashfs/' "$target/profiles.json"
	refused 4 "SHA-256" 24.10.2
}

@test "a swapped image is refused" {
	cp "$target/"*initramfs* "$target/$image"
	refused 4 "does not have the expected SHA-256" 24.10.2
}

@test "a cut image is refused" {
	truncate -s 200000 "$target/$image"
	refused 4 "has 200000 bytes instead of 300000" 24.10.2
}

@test "an older release played as a newer one is refused" {
	rm -r "$target"
	cp -r "$site/releases/24.10.1/targets/ramips/mt7621" "$target"
	refused 4 "offers files of another release" 24.10.2
}

@test "a missing signature is refused" {
	rm "$target/sha256sums.sig"
	refused 9 "sha256sums.sig': the server does not have it" 24.10.2
}

# recipe BOARDS TYPE [MEMBERS] [SLOT_MEMBERS]
recipe_for() {
	acme "\"method\": \"usb-stick\", \"layout\": \"fat32-mbr\", \"works_when\": \"-\",
		\"confidence\": \"good\", \"boards\": [$1]${3:+, $3}, \"files\": [{\"name\": \"rescue.bin\",
		\"what\": \"-\", \"image_types\": [\"$2\"]${4:+, $4}, \"accepts\": [{\"format\": \"any\"}]}]"
}

@test "of several boards one must be named, and a target in the recipe decides" {
	recipe_for '"generic", "xiaomi_mi-router-3g"' sysupgrade
	refused 2 "the recipe is for several boards of OpenWrt: xiaomi_mi-router-3g, generic; look at the router's label" 24.10.2
	run -0 fetch 24.10.2:xiaomi_mi-router-3g
	recipe_for '"generic", "xiaomi_mi-router-3g"' sysupgrade '"target": "ramips/mt7621"'
	run -0 fetch 24.10.2
	says "\"name\":\"$image\""
}

@test "what no release has is said with the failure" {
	recipe_for '"xiaomi_mi-router-3g"' factory '' '"unpublished": "no release has one"'
	refused 4 "no OpenWrt 24.10.2 image of type 'factory' for 'xiaomi_mi-router-3g', which the method needs: no release has one" 24.10.2
}
