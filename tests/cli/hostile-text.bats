#!/usr/bin/env bats
# Untrusted texts on the command line, in addresses, the cache and the environment.
load helper
load hostile

@test "the look for hostile text sees it" {
	for text in '\033' '\007' '\r' '\177' '\302\233' '\342\200\256' '\342\201\246' '\342\200\213' '\377'; do
		# shellcheck disable=SC2059 # the text is the format
		printf "a${text}b\n" >seen
		run -1 hostile harmless seen
	done
	printf 'a\tb\303\274\n' >seen
	hostile harmless seen
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
