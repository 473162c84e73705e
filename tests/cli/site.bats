#!/usr/bin/env bats
# A page for every router, as files that need neither a server nor a network.
load helper

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	"$program" guide --all --site site --base-url https://cards.example/rescue --json >made.json
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	site=$BATS_FILE_TMPDIR/site
}

models() {
	"$program" list --json --search "$1" | jq -r '.vendor + "/" + .model'
}

@test "every link leads somewhere, every page leads back, and every model has a page and a card" {
	"$root/tests/cli/links" "$site"
	[ "$(jq .pages "$BATS_FILE_TMPDIR/made.json")" -gt 1000 ]
	[ "$(find "$site" -mindepth 2 -name '*.html' | wc -l)" = "$(jq .pages "$BATS_FILE_TMPDIR/made.json")" ]
}

@test "a link that leads nowhere would be noticed" {
	cp -r "$site" broken
	rm broken/xiaomi/r3g.html
	run -1 "$root/tests/cli/links" broken
	says "'xiaomi/r3g.html' leads nowhere"
}

@test "a page has the whole command for its model" {
	grep -qF '<pre>sudo mkrescue-usb --vendor xiaomi --model r3g --firmware FILE --device /dev/sdX</pre>' \
		"$site/xiaomi/r3g.html"
	grep -qF '<pre>sudo mkrescue-usb rescue --vendor tplink --model archer-c7-v5 --firmware openwrt:latest</pre>' \
		"$site/tplink/archer-c7-v5.html"
	grep -qF -- '--firmware openwrt:latest --device /dev/sdX' "$site/openwrt/one-nand.html"
}

@test "the index knows name, alias, label, board and method" {
	local row
	row=$(grep -F 'href="xiaomi/r3g.html"' "$site/index.html")
	[[ $row == *"mi router 3g"*"usb stick"* ]]
	[[ $row == *"$(mkrescue show xiaomi r3g --json | jq -r '.aliases[0] | ascii_downcase')"* ]]
	[[ $row == *"$(mkrescue show xiaomi r3g --json | jq -r '.boards[0] | gsub("[,_-]"; " ")')"* ]]
	[[ $row == *"Model: R3G"* || $row == *"R3G"* ]]
}

@test "one file has all cards and is small enough for a phone" {
	[ "$(stat -c %s "$site/all.html")" -lt 15000000 ]
	! grep -qE '(href|src)="(https?:)?//' "$site/all.html"
}

@test "the site map has the address of every page" {
	python3 - "$site" <<-'END'
		import pathlib, sys, xml.etree.ElementTree as tree
		site = pathlib.Path(sys.argv[1])
		found = {place.text for place in tree.parse(site / "sitemap.xml").iter(
		    "{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
		wanted = {f"https://cards.example/rescue/{page.relative_to(site)}" for page in site.rglob("*.html")}
		assert found == wanted, found ^ wanted
	END
}

@test "the same catalogue gives the same site, and SHA256SUMS lists all of it" {
	(cd "$site" && sha256sum --check --quiet SHA256SUMS)
	[ "$(wc -l <"$site/SHA256SUMS")" = "$(find "$site" -type f ! -name SHA256SUMS | wc -l)" ]
	mkrescue guide --all --site again --base-url https://cards.example/rescue
	diff -r "$site" again
}

@test "a site is replaced with --force, and a folder with other files never" {
	mkdir mine
	touch mine/letter
	run -5 mkrescue guide --all --site mine
	says "use --force"
	run -5 mkrescue guide --all --site mine --force
	says "'mine' contains 'letter', which mkrescue-usb did not create"
	[ "$(ls mine)" = letter ]
	mkdir new
	mkrescue guide --all --site new
	[ ! -e new/sitemap.xml ]
	mkrescue guide --all --site new --force --base-url https://cards.example/
	[ -e new/sitemap.xml ]
}

# bats test_tags=quick
@test "a site is of all models, and needs a folder" {
	run -2 mkrescue guide --all
	says "--all and --site belong together"
	run -2 mkrescue guide xiaomi r3g --site site
	says "--all and --site belong together"
	run -2 mkrescue guide xiaomi --all --site site
	says "name none of them"
	run -2 mkrescue guide --all --site site --base-url ftp://cards.example
	says "is not an address"
	run -2 mkrescue guide
	says "'guide' needs [VENDOR] MODEL, or --all --site DIR"
}
