#!/usr/bin/env bats
load helper

@test "an image is proven by its own manifest, without the firmware file" {
	build --output stick.img
	run -0 mkrescue verify --image stick.img
	says "Proven"
	says "$(sha256sum <"$good" | cut -d' ' -f1)"
	says "xiaomi-test-public.pem"
}

@test "--json tells the same SHA-256 as the build did" {
	build --json --output stick.img >events 2>/dev/null
	mkrescue verify --json --image stick.img >>events 2>/dev/null
	[ "$(grep '"result"' events | grep -o '"sha256":"[^"]*"' | sort | uniq -c | grep -c ' 2 ')" -eq 2 ]
}

@test "one flipped bit is found, wherever it is" {
	build --output stick.img
	used=$(mkrescue verify --json --image stick.img | python3 -c '
import json, sys
print([json.loads(l) for l in sys.stdin][-1]["length"])')
	# boot record, gap, manifest, its checksum and zeros, boot sector, both FATs, directory, file
	for at in 0 440 510 512 700000 786432 786500 1048575 1048576 1050000 1065000 1345000 \
		$((used - 600000)) $((used - 1)); do
		flip stick.img "$at"
		run -8 mkrescue verify --image stick.img
		flip stick.img "$at"
	done
	mkrescue verify --image stick.img
}

@test "what a computer added to the stick is noticed" {
	build --output stick.img
	echo notes >notes.txt
	mcopy -i stick.img@@1048576 notes.txt ::
	run -8 mkrescue verify --image stick.img
}

@test "no manifest, a damaged one, and a shortened image end with 8" {
	truncate -s 300M zeros.img
	run -8 mkrescue verify --image zeros.img
	build --output stick.img
	truncate -s 1200000 stick.img
	run -8 mkrescue verify --image stick.img
	truncate -s 1000 stick.img
	run -8 mkrescue verify --image stick.img
	: >stick.img
	run -8 mkrescue verify --image stick.img
}

@test "what cannot be read ends with 7" {
	run -7 mkrescue verify --image missing.img
	run -7 mkrescue verify --device /dev/sdzz9
	run -7 mkrescue verify --image .
}

@test "verify wants one thing to verify" {
	run -2 mkrescue verify
	run -2 mkrescue verify --image a --device b
}

@test "--json tells what was proven" {
	build --output stick.img
	mkrescue verify --json --image stick.img 2>/dev/null >events
	python3 - events <<-'P'
		import json, sys
		result = [json.loads(line) for line in open(sys.argv[1])][-1]
		assert result["event"] == "result" and result["recipe"] == "xiaomi/r3g"
		assert result["files"][0]["path"] == "/miwifi.bin"
	P
}

@test "an image that does not prove itself is not put on a stick" {
	build --output stick.img
	flip stick.img 1100000
	run -8 mkrescue write --image stick.img --device /dev/sdzz9 --yes
}
