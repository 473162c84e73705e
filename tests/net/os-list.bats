#!/usr/bin/env bats
# The list for rpi-imager, of images made from a made-up OpenWrt on nginx.
load helper
load ../cli/recipes

setup_file() {
	start_signed_world 24.10
}

teardown_file() {
	stop_world
}

setup() {
	know_world
	unset SUDO_UID
	export HOME=$PWD XDG_CACHE_HOME=$PWD/cache XDG_CONFIG_HOME=/nonexistent SOURCE_DATE_EPOCH=1767225600
	site=$world/www/$BATS_TEST_NUMBER
	"$net/openwrt-tree" "$site" 24.10.2 "$world/24.10"
	image=openwrt-24.10.2-ramips-mt7621-xiaomi_mi-router-3g-squashfs-sysupgrade.bin
	common='"works_when": "-", "confidence": "good", "confidence_basis": "made up",
		"sources": [{"ref": "-", "kind": "measured"}], "layout": "fat32-mbr", "method": "usb-stick",
		"boards": ["xiaomi_mi-router-3g"]'
	file='"name": "rescue.bin", "what": "-", "accepts": [{"format": "any"}]'
	free="\"files\": [{$file, \"image_types\": [\"sysupgrade\"]}]"
	models "{\"model\": \"free\", \"title\": \"Acme Free\", \"label\": \"F1\", $common, $free}" \
		"{\"model\": \"vendors\", \"title\": \"Acme Vendor\", \"label\": \"V1\", $common, \"files\": [{$file}]}"
}

# models MODEL...: they are the vendor 'acme'.
models() {
	local IFS=,
	mkdir -p catalog
	echo "{\"schema\": 2, \"vendor\": \"acme\", \"title\": \"Acme\", \"models\": [$*]}" >catalog/acme.json
}

# os_list [OPTION...]
os_list() {
	"${MKRESCUE:-$build/mkrescue-usb}" os-list --catalog catalog --vendor acme --trust "$world/24.10.pub" \
		--openwrt-mirror "$nginx/$BATS_TEST_NUMBER" --base-url https://images.example/rescue \
		--output-dir images "$@" </dev/null
}

# member NAME: of the list's one image.
member() {
	jq -r ".os_list[0].subitems[0].$1" images/os-list.json
}

@test "the list has true sizes and SHA-256 of the images that are made with it" {
	run -0 os_list
	says "The list: images/os-list.json"
	[ "$(member url)" = https://images.example/rescue/acme-free.img.xz ]
	[ "$(member image_download_size)" = "$(stat -c %s images/acme-free.img.xz)" ]
	[ "$(member image_download_sha256)" = "$(digest images/acme-free.img.xz)" ]
	xz -dk images/acme-free.img.xz
	[ "$(member extract_size)" = "$(stat -c %s images/acme-free.img)" ]
	[ "$(member extract_sha256)" = "$(digest images/acme-free.img)" ]
	[ "$(member release_date)" = 2026-01-01 ]
	mcopy -i images/acme-free.img@@1048576 ::rescue.bin taken
	cmp taken "$site/releases/24.10.2/targets/ramips/mt7621/$image"
}

@test "without a network the first look-up ends it, and no image waits for another one" {
	local alone=(unshare --net)
	[ "$(id -u)" -eq 0 ] || alone+=(--map-root-user)
	"${alone[@]}" true 2>/dev/null || skip "no namespaces can be made here"
	local begin=$SECONDS
	for firmware in openwrt:latest openwrt:24.10.2; do
		run -9 "${alone[@]}" "${MKRESCUE:-$build/mkrescue-usb}" os-list --catalog catalog --vendor acme \
			--base-url https://images.example/rescue --output-dir images --firmware "$firmware" --json
		says '"reason":"no-server"'
		says "cannot resolve the name of the server"
		[ ! -e images ]
	done
	[ $((SECONDS - begin)) -lt 30 ]
}

@test "the list is as rpi-imager's schema has it" {
	os_list
	python3 - images/os-list.json <<-'END'
		import json, jsonschema, sys
		text = {"type": "string", "minLength": 1}
		sha = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
		size = {"type": "integer", "minimum": 1}
		image = {"type": "object", "properties": {
		    "name": text, "description": text, "icon": {"pattern": "^https://"}, "url": {"pattern": "^https://.*[.]img[.]xz$"},
		    "extract_size": size, "extract_sha256": sha, "image_download_size": size,
		    "image_download_sha256": sha, "release_date": {"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
		    "devices": {"type": "array", "items": text}}}
		image["required"] = list(image["properties"])
		maker = {"type": "object", "properties": {"name": text, "description": text, "icon": text,
		         "subitems": {"type": "array", "minItems": 1, "items": image}},
		         "required": ["name", "description", "icon", "subitems"]}
		jsonschema.validate(json.load(open(sys.argv[1])), {"type": "object", "required": ["os_list"],
		    "additionalProperties": False, "properties": {
		    "os_list": {"type": "array", "minItems": 1, "items": maker}}})
	END
	[ "$(member icon)" = https://images.example/rescue/icon.svg ]
	python3 -c 'import sys, xml.dom.minidom as dom; dom.parse(sys.argv[1])' images/icon.svg
}

@test "a model that needs the vendor's firmware is never in it" {
	run -0 os_list --json
	[ "$(jq -r 'select(.event == "result") | .router' <<<"$output")" = acme/free ]
	[ "$(jq '[.os_list[].subitems[]] | length' images/os-list.json)" = 1 ]
	! grep -q vendors images/os-list.json
	models "{\"model\": \"vendors\", \"title\": \"Acme Vendor\", \"label\": \"V1\", $common, \"files\": [{$file}]}"
	run -2 os_list --force
	says "OpenWrt has no images for sticks or cards of 'acme'"
	run -2 os_list --force --firmware vendors.bin
	says "only OpenWrt's images may be passed on"
}

@test "an image that cannot be made is not in the list, and the exit status says so" {
	other=${common/xiaomi_mi-router-3g/acme_other}
	models "{\"model\": \"free\", \"title\": \"Acme Free\", \"label\": \"F1\", $common, $free}" \
		"{\"model\": \"none\", \"title\": \"Acme None\", \"label\": \"N1\", $other, $free}"
	run -4 os_list --firmware openwrt:24.10.2
	says "1 of 2 images are proven; failed: acme/none"
	[ "$(jq -r '.os_list[].subitems[].name' images/os-list.json)" = "Acme Free" ]
}

@test "a recipe for several boards has an image for each" {
	models "{\"model\": \"free\", \"title\": \"Acme Free\", \"label\": \"F1\",
		${common/\"xiaomi_mi-router-3g\"/\"xiaomi_mi-router-3g\", \"acme_other\"}, $free}"
	run -4 os_list
	[ "$(member name)" = "Acme Free (xiaomi_mi-router-3g)" ]
	[ -s "images/acme-free-xiaomi-mi-router-3g.img.xz" ] || ls images
	[ "$(member url)" = "https://images.example/rescue/$(ls images | grep '[.]img[.]xz$')" ]
}

@test "it needs an address and a folder" {
	run -2 "${MKRESCUE:-$build/mkrescue-usb}" os-list --output-dir images
	says "missing: --base-url URL"
	run -2 "${MKRESCUE:-$build/mkrescue-usb}" os-list --base-url images --output-dir images
	says "'images' is not an address"
	run -2 "${MKRESCUE:-$build/mkrescue-usb}" os-list --base-url https://images.example
	says "missing: --output-dir DIR"
}
