#!/usr/bin/env bats
# scripts/check-openwrt: what the vendor files say of OpenWrt's images, against lists of ours.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
	mkdir vendors
	cat >profiles.json <<-'END'
		{"version_number": "1.0.0", "target": "a/b", "profiles": {
		 "acme_one": {"images": [{"type": "sysupgrade"}, {"type": "sdcard.img.gz"}]},
		 "acme_two": {"images": [{"type": "sysupgrade"}]},
		 "generic": {"images": [{"type": "combined"}]}}}
	END
	cat >overview.json <<-'END'
		{"release": "1.0.0", "profiles": [{"id": "acme_one", "target": "a/b"},
		 {"id": "acme_far", "target": "c/d"}, {"id": "generic", "target": "c/d"}]}
	END
}

# model NAME MEMBERS TYPE [SLOT_MEMBERS]: one more of the vendor acme.
model() {
	models="${models:+$models, }{\"model\": \"$1\", $2, \"files\": [{\"what\": \"-\",
		\"image_types\": [\"$3\"]${4:+, $4}}]}"
	echo "{\"vendor\": \"acme\", \"models\": [$models]}" >vendors/acme.json
}

check() {
	"$root/scripts/check-openwrt" --vendors vendors "$@"
}

@test "a board with an image of the type works, and an overview alone says nothing of types" {
	model one '"boards": ["acme,one"]' sdcard.img.gz
	model far '"boards": ["acme_far"]' factory
	run -0 check profiles.json overview.json
	says "2  works"
}

@test "what a procedure gives counts" {
	echo '{"vendor": "acme", "procedures": [{"name": "p", "files": [{"image_types": ["sdcard"]}]}],
		"models": [{"model": "one", "procedure": "p", "boards": ["acme_one"]}]}' \
		>vendors/acme.json
	run -1 check profiles.json
	says "missing      acme/one: sdcard is none of: sdcard.img.gz, sysupgrade"
}

@test "a type that no image has must be said in the recipe, and only then" {
	model two '"boards": ["acme_two"]' factory
	run -1 check profiles.json
	says "missing      acme/two: factory is none of: sysupgrade"
	models='' model two '"boards": ["acme_two"]' factory '"unpublished": "1.0.0 has none"'
	run -0 check profiles.json
	says "1  unpublished"
	models='' model two '"boards": ["acme_two"]' sysupgrade '"unpublished": "1.0.0 has none"'
	run -1 check profiles.json
	says "published    acme/two: acme_two"
}

@test "a target decides where several have a board of that name" {
	model pc '"boards": ["generic"]' combined
	run -0 check profiles.json overview.json
	says "1  asks"
	models='' model pc '"boards": ["generic"], "target": "a/b"' combined
	run -0 check profiles.json overview.json
	says "1  works"
	models='' model pc '"boards": ["generic"], "target": "e/f"' combined
	run -1 check profiles.json overview.json
	says "missing      acme/pc: generic is not in e/f"
}

@test "a board of no list is named, and is an error with --strict" {
	model new '"boards": ["acme_new"]' factory
	model none '"title": "-"' factory
	run -0 check profiles.json
	says "unlisted     acme/new: acme_new"
	says "1  no board"
	run -1 check --strict profiles.json
}

@test "a list of boards with their types is read too" {
	echo '{"boards": {"acme_two": {"target": "a/b", "types": ["sysupgrade"]}}}' >boards.json
	model two '"boards": ["acme_two"]' sysupgrade
	run -0 check boards.json
	says "1  works"
	echo '{"devices": []}' >other.json
	run -1 check other.json
	says "check-openwrt: 'other.json' is not a list of OpenWrt's images"
}
