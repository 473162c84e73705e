#!/usr/bin/env bats
# scripts/make-coverage and scripts/check-sources, on lists and a repository of ours.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
	export HOME=$PWD XDG_CONFIG_HOME=/nonexistent
	mkdir vendors
}

@test "the page of coverage counts each device by the best answer of its entries" {
	cat >devices.json <<-'END'
		{"_what": "made up", "devices": [
		 {"board": "xiaomi_mi-router-3g", "target": "ramips", "file": "mt7621.mk"},
		 {"board": "acme_covered", "target": "ramips", "file": "mt7621.mk"},
		 {"board": "acme_unknown", "target": "other", "file": "x.mk"}]}
	END
	MKRESCUE=$program run -0 "$root/scripts/make-coverage" --out page.md devices.json
	run -0 cat page.md
	says "The list: made up"
	says "Of 3 devices 1 have an entry of their own; 1 more are covered only by an entry for many models."
	says "| the program makes a stick or a card | 1 |"
	says "| no answer | 1 |"
	says "| others | 3 | 1 | 0 | 0 | 0 | 1 | 1 |"
}

# commit TEXT: its hash.
commit() {
	echo "$1" >>repository/file
	git -C repository add file
	git -C repository -c user.name=a -c user.email=a@example.org commit --quiet --message "$1"
	git -C repository rev-parse --short=10 HEAD
}

# cites MODEL BOARD REF...
cites() {
	local refs
	refs=$(printf '{"ref": "%s", "kind": "openwrt-commit"}, ' "${@:3}")
	models="${models:+$models, }{\"model\": \"$1\", \"boards\": [\"$2\"], \"sources\": [${refs%, }]}"
	echo "{\"vendor\": \"acme\", \"models\": [$models]}" >vendors/acme.json
}

check() {
	"$root/scripts/check-sources" --vendors vendors openwrt/openwrt=repository
}

@test "a cited commit must name its model, or the source says that it is about the family" {
	git init --quiet repository
	one=$(commit "ramips: add support for Acme RX-1000")
	other=$(commit "ath79: add something else")
	cites rx1000 acme_rx-1000 "openwrt/openwrt@$one"
	cites rx2000 acme_rx-2000 "openwrt/openwrt@$other (family)" "elsewhere/x@0123456789"
	run -0 check
	says "1  named"
	says "1  family"
	says "1  elsewhere"
	cites rx3000 acme_rx-3000 "openwrt/openwrt@$other" "openwrt/openwrt@0123456789"
	run -1 check
	says "unnamed   acme/rx3000: openwrt/openwrt@$other"
	says "unknown   acme/rx3000: openwrt/openwrt@0123456789"
}
