#!/usr/bin/env bats
load helper

# bats test_tags=quick
@test "a good file is sound, and its six verdicts are told" {
	run -0 mkrescue inspect --trust "$key" "$good"
	says "sound"
	for verdict in container: origin: board: integrity: completeness: size:; do
		says "$verdict"
	done
	says "R3G"
	says "rescues: Xiaomi Mi Router 3G"
	run -0 mkrescue inspect --verbose --trust "$key" "$good"
	says "segment:"
	says "check: CRC-32: ok"
	says "version:"
	says "xiaomi-test-public.pem"
}

@test "every sample is judged as it is known to be" {
	while read -r status file; do
		run -"$status" mkrescue inspect --trust "$key" "$data/$file"
	done <<-'LIST'
		0 xiaomi-hdr1-r3g-sha1-8slots.bin
		0 xiaomi-hdr1-rd03-sha256-32slots.bin
		0 xiaomi-hdr2-r4av2-cn-8slots.bin
		0 xiaomi-hdr2-ra70-eu-sha256-10slots.bin
		0 xiaomi-hdr1-r4cm-unsigned.bin
		0 xiaomi-ssh-type12.bin
		4 xiaomi-bad-crc.bin
		4 xiaomi-bad-sig-crcfixed.bin
		4 xiaomi-bad-truncated.bin
		4 xiaomi-bad-zerosig.bin
		4 neg-empty.bin
		4 neg-not-firmware-error-page.bin
	LIST
}

# each_alone FILE...: what `inspect` prints of each, one after another.
each_alone() {
	for file; do
		mkrescue inspect --trust "$key" "$file" || true
	done
}

@test "many files give what each gives alone, in their order, also where few may be open" {
	files=("$data"/[a-m]*.* "$BATS_TEST_TMPDIR/missing" "$data"/[n-z]*.*)
	each_alone "${files[@]}" >alone 2>/dev/null
	status=0
	mkrescue inspect --trust "$key" "${files[@]}" >together 2>/dev/null || status=$?
	[ "$status" -eq 4 ]
	cmp alone together
	for most in 12 64; do
		(
			ulimit -n $most
			mkrescue inspect --trust "$key" "${files[@]}" >with-few 2>/dev/null || true
		)
		cmp alone with-few
	done
}

@test "codes are named by the catalogue, or by what the file itself says" {
	run -0 mkrescue inspect "$data/netgear-dni-r7800.img"
	says "Nighthawk X4S R7800 (code R7800)"
	says "Nighthawk X4S R7800 (code R7800 29764958+0+128+512+4x4+4x4+cascade)"
	run -0 mkrescue inspect "$data/tplink-safeloader-archer-c7-v5.bin"
	says "Archer C7 5.0.0 (code {product_name:Archer C7,product_ver:5.0.0,special_id:45550000})"
	run -0 mkrescue inspect "$data/tplink-2022-eap610.bin"
	says "EAP610-Outdoor 1.0 (code EAP610-Outdoor(TP-Link|UN|AX1800-D):1.0)"
	run -0 mkrescue inspect "$data/zyxel-zyimage-znbg.bin"
	says "Keenetic Viva (code 8997)"
}

@test "a signature that the router would check, by a key nobody knows, is not sound" {
	run -4 mkrescue inspect "$good"
	says "signature"
}

@test "what could not be checked is not called ok" {
	run -4 mkrescue inspect --trust "$key" "$data/xiaomi-bad-truncated.bin"
	says "integrity: not checked"
}

# bats test_tags=quick
@test "one unsound file among sound ones is enough" {
	run -4 mkrescue inspect --trust "$key" "$good" "$data/xiaomi-bad-crc.bin" "$good"
	[ "$(grep -c ': sound$' <<<"$output")" -eq 2 ]
	[ "$(grep -c ': NOT SOUND$' <<<"$output")" -eq 1 ]
}

@test "a file that cannot be opened is told among the others" {
	run -4 mkrescue inspect --trust "$key" missing.bin "$good" also-missing.bin
	says "also-missing.bin: NOT SOUND"
	[ "$(grep -c ': sound$' <<<"$output")" -eq 1 ]
	run -4 --separate-stderr mkrescue inspect --json missing.bin also-missing.bin
	[ -z "$(grep -v '^{' <<<"$output")" ]
	[ "$(grep -c '"sound":false' <<<"$output")" -eq 2 ]
}

@test "--json tells everything about each file" {
	run -0 --separate-stderr mkrescue inspect --json --trust "$key" "$good"
	python3 -c '
import json, sys
result = json.loads(sys.argv[1])
assert result["event"] == "result" and result["sound"] is True
assert result["container"].startswith("xiaomi-hdr1")
assert result["origin"] == "trusted", result["origin"]
assert [b["code"] for b in result["boards"]] == ["13"]
assert result["integrity"] == "ok" and result["completeness"] == "exact"
assert result["signature"] == "valid" and result["segments"]
assert result["containers"][0] == "xiaomi-hdr1" and result["recipes"] == ["xiaomi/r3g"]' "$output"
}

@test "a file name that is not UTF-8 leaves the JSON complete" {
	cp "$data/xiaomi-bad-crc.bin" $'caf\xe9.bin'
	run -4 --separate-stderr mkrescue inspect --json $'caf\xe9.bin'
	says '"reason":"'
}

@test "a file name cannot control the terminal" {
	name=$'evil\e[2J.bin'
	cp "$good" "$name"
	run -0 mkrescue inspect --trust "$key" "$name"
	[[ $output != *$'\e'* ]]
	run -4 mkrescue inspect $'missing\e[2J.bin'
	[[ $output != *$'\e'* ]]
	run -4 mkrescue inspect "$name"
	[[ $output != *$'\e'* ]]
}

@test "a broken vendor file of one's own is left out with one warning, and files are inspected" {
	mkdir catalog
	echo '{' >catalog/acme.json
	run -0 --separate-stderr mkrescue inspect --catalog catalog --trust "$key" "$good" "$good"
	[ "$(grep -c 'warning: .*acme.json' <<<"$stderr")" = 1 ]
	says ": sound"
}

@test "a ZIP archive may hold names in any script" {
	python3 - "$data/trx-v1.trx" <<-'P'
		import sys, zipfile
		with zipfile.ZipFile("names.zip", "w") as file:
		    file.writestr("固件/trx.bin", open(sys.argv[1], "rb").read())
		    file.writestr("Lies mich für alle.txt", "hello")
	P
	run -0 mkrescue inspect names.zip
	says "container: zip > trx"
}

@test "a file that cannot be unpacked here is not sound, not taken, and not called an attack" {
	ulimit -f 64 # unpacking it takes more
	run -4 mkrescue inspect "$data/disk-mbr.img.gz" "$data/vendor.zip"
	says "there was no space to unpack it"
	[[ $output != *attack* ]]
	says "disk-mbr.img.gz: NOT SOUND"
	says "vendor.zip: sound"
	run -4 mkrescue --dry-run --vendor turris --model omnia --firmware "$data/disk-mbr.img.gz" \
		--output x.img
	says "unpack it and give the file inside"
}

@test "--quiet leaves the verdict of each file, and nothing else" {
	head -c 20000 "$good" >cut.bin
	run -4 --separate-stderr mkrescue inspect --quiet --trust "$key" "$good" cut.bin missing.bin
	[ "${lines[0]}" = "$good: sound" ]
	[ "${lines[1]}" = "cut.bin: NOT SOUND" ]
	[[ ${lines[2]} == "  because: "*truncated* ]]
	[ "${lines[3]}" = "missing.bin: NOT SOUND" ]
	[ "${#lines[@]}" -eq 5 ]
}
