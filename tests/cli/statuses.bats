#!/usr/bin/env bats
# Every failure has the exit status that the manual documents, and a reason that scripts can rely on.
load helper

# ends: reads "STATUS REASON ARGUMENT..." from stdin, a case a line, and names every one that differs.
ends() {
	local bad=0
	while read -r status reason arguments; do
		eval "set -- $arguments"
		got=0
		mkrescue --json "$@" >events 2>words || got=$?
		code=$(sed -n 's/.*"event":"failure".*"reason":"\([^"]*\)".*/\1/p' events)
		[ "$got $code" = "$status $reason" ] || {
			echo "wanted $status $reason, got $got $code: $arguments"
			bad=1
		}
		[ "$(grep -c '^mkrescue-usb: ' words)" -eq "$(grep '^mkrescue-usb: ' words | sort -u | wc -l)" ] || {
			echo "said twice: $arguments"
			bad=1
		}
	done
	return "$bad"
}

@test "every kind of mistake has its exit status and its reason" {
	build --output image.img >/dev/null 2>&1
	head -c 20000 "$good" >cut.bin
	: >image.bin
	flip_at=30000
	cp "$good" flipped.bin
	flip flipped.bin "$flip_at"
	order="--vendor xiaomi --output out.img"
	mkrescue lock --vendor xiaomi --firmware "$good" --trust "$key" --lock-file own.json >/dev/null 2>&1
	echo '{"version": 1, "images": [{"vendor": "xiaomi", "model": "r3g"}]}' >fleet.json
	ends <<-TABLE
		2 incomplete
		2 bad-option --no-such-option
		2 bad-option no-such-command
		2 bad-option devices --vendor xiaomi
		2 incomplete show
		2 incomplete verify
		2 incomplete pc
		2 incomplete os-list
		2 incomplete cache
		2 incomplete cache export
		2 incomplete guide
		2 incomplete guide --all
		2 incomplete build --fleet fleet.json
		2 incomplete --firmware $good --output out.img
		2 bad-option cache frob
		2 bad-value $order --model r3g --sha256 x
		2 no-address build --locked --lock-file own.json --output out.img
		2 conflict verify --device /dev/x --image image.img
		2 conflict $order --device /dev/x --firmware $good
		2 conflict verify --image no.img --image image.img
		2 conflict $order --output other.img --firmware $good
		2 unknown-vendor list no-vendor
		2 unknown-vendor --vendor no-vendor --model x --output out.img
		2 unknown-vendor fetch --vendor no-vendor --model x
		2 unknown-vendor lock --vendor no-vendor --model x
		2 unknown-vendor rescue --vendor no-vendor --model x
		2 unknown-model show no-such-router-at-all
		2 unknown-model $order --model zzzz9999 --firmware $good
		2 unknown-layout $order --layout fat64 --firmware $good --trust $key
		2 bad-value list --method carrier-pigeon
		2 bad-value $order --label 'A*B' --firmware $good --trust $key
		2 not-this-way $order --model r4a --firmware $good
		3 catalog check-catalog no-folder
		4 no-firmware $order --firmware no.bin
		4 no-firmware inspect no.bin
		4 truncated $order --model r3g --firmware cut.bin --trust $key
		4 unsigned $order --model r3g --firmware $good
		4 wrong-model $order --model r3 --firmware $good --trust $key
		5 not-a-disk --vendor xiaomi --device /dev/no-such-disk --firmware $good --trust $key
		5 exists --vendor xiaomi --output image.img --firmware $good --trust $key
		5 no-interface listen --interface nosuch0
		7 not-found build --locked --output out.img
		7 not-found build --locked --lock-file no.json --output out.img
		7 not-found lock --fleet no.json
		7 not-found build --fleet no.json --output-dir folder
		7 not-found build --locked --fleet fleet.json --output-dir folder
		7 not-found pc --bundle no.zip --output out.img
		7 not-found guide xiaomi r3g --html no-folder/page
		7 not-found $order --firmware $good --trust no.pem
		7 not-found verify --image no.img
		7 not-found verify --device /dev/no-such-disk
		7 not-found write --image no.img --device /dev/x
		7 not-found cache import no.tar
		7 not-found $order --firmware $good --trust $key --log no-folder/log
		8 no-manifest verify --image $good
		9 not-cached fetch --vendor xiaomi --model r3g --firmware https://127.0.0.1/x.bin --offline
	TABLE
}

@test "the manual lists every reason, from the table of the program, and each is used" {
	table=$root/builder/base/fail_reasons.def
	codes=$(sed -n 's/^REASON([A-Z_]*, "\([^"]*\)".*/\1/p' "$table")
	[ "$(wc -l <<<"$codes")" -eq "$(grep -c '^REASON(' "$table")" ]
	[ "$(sort -u <<<"$codes")" = "$(sort <<<"$codes")" ]
	grep -qx '@REASONS@' "$root/builder/cli/options/manual.scd"
	cc -std=c17 -D_GNU_SOURCE -I "$root/builder" -o optdoc "$root"/builder/cli/options/{optdoc,table}.c \
		"$root/builder/catalog/methods.c"
	[ "$(./optdoc reasons | sed -n 's/^|. \*\(.*\)\*$/\1/p')" = "$codes" ]
	for name in $(sed -n 's/^REASON(\([A-Z_]*\),.*/\1/p' "$table"); do
		grep -rqw "FAIL_$name" "$root/builder" --include=*.c || {
			echo "not used: $name"
			return 1
		}
	done
}
