#!/usr/bin/env bats
# Untrusted texts in firmware and archives, and as their names.
load helper
load hostile

@test "names of firmware files" {
	cp "$good" "$evil.bin"
	cp "$data/xiaomi-bad-crc.bin" "bad$evil"
	for file in "$evil.bin" "bad$evil" "missing$evil"; do
		tells mkrescue inspect --trust "$key" "$file"
		tells mkrescue inspect --trust "$key" --verbose "$file"
		tells mkrescue --vendor xiaomi --firmware "$file" --trust "$key" --output x.img --dry-run
	done
	tells mkrescue --vendor xiaomi --firmware "$evil=$good" --trust "$key" --output x.img
}

@test "names of key files, which sign" {
	cp "$key" "$evil.pem"
	tells mkrescue inspect --trust "$evil.pem" "$good"
	tells mkrescue --vendor xiaomi --firmware "$good" --trust "$evil.pem" --output x.img --dry-run
	tells mkrescue inspect --trust "missing$evil" "$good"
	echo "$evil" >"no-key$evil"
	tells mkrescue inspect --trust "no-key$evil" "$good"
}

@test "texts inside firmware: versions, boards, regions, names of parts" {
	mkdir changed
	hostile firmware "$data" changed
	cd changed
	printf '%s\0' * | xargs -0 -n 900 sh -c '"$@" || [ $? -eq 4 ]' - \
		"$program" inspect --verbose --trust "$key" >../out 2>../err
	hostile harmless ../out ../err
	printf '%s\0' * | xargs -0 -n 900 sh -c '"$@" || [ $? -eq 4 ]' - \
		"$program" inspect --json --trust "$key" >../out 2>../err
	hostile harmless ../out ../err
	hostile events ../out
	grep -q evil ../out
	[ "$(grep -c '"result"' ../out)" -eq "$(find . -type f | wc -l)" ]
}

@test "names inside archives" {
	hostile archive two
	for file in two*.zip; do
		both mkrescue inspect "$file"
		both mkrescue inspect --verbose "$file"
		for model in r3g r3p; do
			both mkrescue --vendor xiaomi --model $model --firmware "$file" --trust "$key" --output x.img
			cat told >>all
		done
	done
	grep -q evil all
}
