#!/usr/bin/env bats
# scripts/update-checksums, on a folder of vendor files of its own and servers of this machine.
load helper

setup_file() {
	start_world
	start_nginx
	bad_server bad "$world/good.pem" "$world/good.key"
	bad_server http
}

teardown_file() {
	stop_world
}

setup() {
	know_world
	cp "$world/newer" "$world/www/firmware_latest.bin"
	md5_tail=$(md5sum "$file" | cut -c 28-32)
	today=$(date +%F)
	mkdir vendors
}

# vendor NAME DOWNLOAD...: a vendor file with one model, written as people do.
vendor() {
	local name=$1 download lines=
	shift
	for download; do
		lines+=${lines:+,$'\n'}$'\t\t\t\t'$download
	done
	printf '%s\n' '{' '	"schema": 2,' "	\"vendor\": \"$name\"," '	"title": "Méchant \u00e9 \"} ,{",' '	"models": [' \
		'		{' '			"model": "a1",' '			"title": "A1",' '			"label": "-",' \
		'			"method": "usb-stick",' '			"layout": "fat32-mbr",' '			"works_when": "-",' \
		'			"steps": [{ "act": "hands-off", "do": "Wait." }],' \
		'			"files": [{ "name": "a.bin",  "what": "x", "accepts": [ {"format": "any"} ] }],' \
		'			"confidence": "good",' '			"confidence_basis": "made up",' \
		'			"sources": [{ "ref": "-", "kind": "measured" }],' '			"downloads": [' \
		"$lines" '			]' '		}' '	]' '}' >"vendors/$name.json"
}

# update STATUS [OPTION...]
update() {
	local wanted=$1
	shift
	run "-$wanted" "$root/scripts/update-checksums" --vendors vendors "$@"
}

is_valid() {
	"$build/mkrescue-usb" check-catalog vendors
}

# says_state STATE ADDRESS WORDS
says_state() {
	grep -qE "^$1 +acme/a1 .*$2 ?\(?$3" <<<"$output" || {
		echo "not said: $1 $2 $3"
		echo "$output"
		return 1
	}
}

@test "a new file's size, digest and date are put beside its address, and nothing else changes" {
	vendor acme "{ \"url\": \"$nginx/file\", \"note\": \"good\" }" \
		"{"$'\n\t\t\t\t\t'"\"url\": \"$nginx/newer\","$'\n\t\t\t\t\t'"\"note\": \"moved\""$'\n\t\t\t\t'"}" \
		"{ \"url\": \"$nginx/file\" }"
	cp "$world/newer" "$world/www/newer"
	other=$(digest "$world/newer")
	cp vendors/acme.json before
	update 0
	says "new     acme/a1 $size $sha256 $nginx/file"
	cmp before vendors/acme.json
	update 0 --write
	is_valid
	added="\"size\": $size, \"sha256\": \"$sha256\", \"seen\": \"$today\""
	tab=$'\t\t\t\t\t'
	sed -e "s|$nginx/file\"|&, $added|" \
		-e "s|$nginx/newer\",|&\n$tab\"size\": $size,\n$tab\"sha256\": \"$other\",\n$tab\"seen\": \"$today\",|" \
		before | diff - vendors/acme.json
	update 0 --write
	[ "$(grep -c ^same <<<"$output")" -eq 3 ]
}

@test "the day it was last seen is brought up to date in its place" {
	vendor acme "{ \"seen\": \"2020-01-31\", \"url\": \"$nginx/file\", \"sha256\": \"$sha256\" }"
	sed "s|2020-01-31|$today|; s|$nginx/file\"|&, \"size\": $size|" vendors/acme.json >expected
	update 0 --write
	diff expected vendors/acme.json
}

@test "what differs is told, and not recorded unless that is asked for" {
	vendor acme "{ \"url\": \"$nginx/file\", \"sha256\": \"${sha256//a/b}\" }" \
		"{ \"url\": \"$nginx/file\", \"size\": 5 }" \
		"{ \"url\": \"$nginx/file\", \"md5_tail\": \"$md5_tail\" }" \
		"{ \"url\": \"$nginx/file\", \"md5_tail\": \"${md5_tail:0:4}x\" }"
	sed -i "s/${md5_tail:0:4}x/$(tr 0-9a-f 1-9a-f0 <<<"$md5_tail")/" vendors/acme.json
	cp vendors/acme.json before
	update 1 --write
	says_state changed "$nginx/file" "SHA-256 ${sha256//a/b} is recorded"
	says_state changed "$nginx/file" "5 bytes are recorded"
	says_state changed "$nginx/file" "its MD5 does not end in"
	says_state new "$nginx/file" ""
	[ "$(diff before vendors/acme.json | grep -c '^>')" -eq 1 ]
	update 1 --write --accept-changed
	[ "$(grep -c "$sha256" vendors/acme.json)" -eq 4 ]
	! grep -q '"size": 5' vendors/acme.json
	is_valid
}

@test "what is gone is told, also politely, and what nobody can tell is no change" {
	nobody=$(printf 'x%.0s' {1..64}).invalid # too long to be asked for anywhere
	vendor acme "{ \"url\": \"$bad/gone\" }" \
		"{ \"url\": \"$bad/gone-politely/a.bin\" }" \
		"{ \"url\": \"https://$nobody/a.bin\" }" \
		"{ \"url\": \"https://127.0.0.1:$("$net/free-ports" 1)/a.bin\" }" \
		"{ \"url\": \"$bad/empty\" }" "{ \"url\": \"$unknown/file\" }"
	cp vendors/acme.json before
	no_proxy='*' update 1 --write
	says_state gone "$bad/gone" "the server does not have it"
	says_state gone "$bad/gone-politely/a.bin" "the server sends a page"
	says_state gone "https://$nobody/a.bin" "there is no such host"
	says_state failed "https://127.0.0.1:[0-9]+/a.bin" ".7. "
	says_state failed "$bad/empty" "it is empty"
	says_state failed "$unknown/file" ".60. "
	cmp before vendors/acme.json
}

@test "pages are no files, and are left alone" {
	vendor acme "{ \"url\": \"$bad/never-asked/\" }" "{ \"url\": \"$bad/gone-politely\" }"
	cp vendors/acme.json before
	update 0 --write
	says_state page "$bad/never-asked/" ""
	says_state page "$bad/gone-politely" ""
	! grep -q never-asked "$world/bad.log"
	cmp before vendors/acme.json
}

@test "an address of whatever is the latest is only dated" {
	vendor acme "{ \"url\": \"$nginx/firmware_latest.bin\" }" \
		"{ \"url\": \"$nginx/file\", \"note\": \"the latest\" }"
	sed "s#/firmware_latest.bin\"\|/file\"#&, \"seen\": \"$today\"#" vendors/acme.json >expected
	update 0 --write
	says_state rolling "$nginx/file" ""
	diff expected vendors/acme.json
}

@test "redirects lead from https to https only, and end" {
	vendor acme "{ \"url\": \"$bad/to/$nginx/file\" }" "{ \"url\": \"$bad/to/$http/plain\" }" \
		"{ \"url\": \"$http/to/$nginx/file\" }" "{ \"url\": \"$http/to/file:///etc/passwd\" }" \
		"{ \"url\": \"$bad/loop/a\" }"
	update 1
	[ "$(grep -c "^new .*$sha256" <<<"$output")" -eq 2 ]
	says_state new "$http/to/$nginx/file" "over http"
	says_state failed "$bad/to/$http/plain" "it redirects to '$http/plain', and only https is followed"
	says_state failed "$http/to/file:///etc/passwd" ".*rotocol"
	says_state failed "$bad/loop/a" "too many redirects"
}

@test "more than 256 MiB is not fetched" {
	vendor acme "{ \"url\": \"$bad/endless\" }" "{ \"url\": \"$bad/announced/268435457\" }"
	update 1
	says_state failed "$bad/endless" "it is larger than 268435456 bytes"
	says_state failed "$bad/announced/268435457" "it is larger than 268435456 bytes"
}

@test "one vendor alone, for scripts, and no folder without vendor files" {
	vendor acme "{ \"url\": \"$nginx/file\" }"
	vendor other "{ \"url\": \"$bad/gone\" }"
	update 0 --only acme --json
	[ "$output" = "{\"state\": \"new\", \"recipe\": \"acme/a1\", \"size\": $size, \"sha256\": \"$sha256\", \"url\": \"$nginx/file\"}" ]
	update 2 --only nobody
	says "there is no vendor file 'nobody.json'"
	update 2 --accept-changed
}
