#!/usr/bin/env bats
# Untrusted texts on sticks, in manifests and lock files, and as names of what is made.
load helper
load hostile

@test "names of images, cards and folders that are made" {
	tells build --output "$evil.img" --force
	tells mkrescue verify --image "$evil.img"
	tells mkrescue verify --image "$evil.img" --file-only
	tells build --output "$evil/x.img"
	tells build --output x.img --force --guide "$evil/card.html"
	tells build --output x.img --force --guide "$evil.html"
	tells mkrescue guide xiaomi r3g --html "$evil/card.html"
	acme "\"confidence\": \"good\", \"method\": \"tftp-serve\", \"instead\": \"It fetches a file.\",
		\"files\": [$(file a.img uimage)]"
	for _ in 1 2; do
		tells mkrescue --catalog catalog --vendor acme --model a1 \
			--accept-unstated-model --firmware "$kernel" --output-dir "$evil-dir" --force
	done
	tells mkrescue verify --image "missing$evil"
	tells mkrescue verify --device "missing$evil"
	tells mkrescue write --image "missing$evil" --device /dev/null
	tells mkrescue write --image "$evil.img" --device "missing$evil"
}

@test "names of files, and the label, of a stick that is judged" {
	build --output stick.img
	printf 'x' >x
	mcopy -i stick.img@@1M x $'::/evil\xe2\x80\xae\xe2\x80\x8b\xc2\x9b31m.bin'
	mcopy -i stick.img@@1M x $'::/evil.two'
	tells mkrescue verify --image stick.img
	tells mkrescue verify --image stick.img --file-only
	python3 - <<-'P'
		image = bytearray(open("stick.img", "rb").read())
		at = image.rindex(b"RESCUE     ", 0, 1 << 21)
		image[at:at + 11] = b"\x1b[31m\x07\x9b\r\x7fZ"
		short = image.index(b"EVIL    TWO")
		image[short:short + 8] = b"evil\x1b\x07\x9b\r"
		open("stick.img", "wb").write(image)
	P
	both mkrescue verify --image stick.img
	both mkrescue verify --image stick.img --verbose
	both mkrescue verify --image stick.img --file-only
}

@test "the manifest of a stick" {
	build --output stick.img
	for member in program recipe layout path origin vouched address unknown; do
		cp stick.img evil.img
		hostile manifest evil.img "$member"
		both mkrescue verify --image evil.img
		both mkrescue verify --image evil.img --file-only
		both mkrescue write --image evil.img --device /dev/null --yes
	done
}

@test "lock files" {
	build() {
		mkrescue --vendor xiaomi --model r3g --firmware "$good" --trust "$key" "$@"
	}
	mkrescue lock --vendor xiaomi --model r3g --firmware "$good" --trust "$key" --lock-file "$evil.json"
	tells build --locked --lock-file "missing$evil" --output x.img
	for member in program recipe layout path name vouched origin trust sha256 addresses more; do
		python3 - "$evil.json" "$member" <<-P
			import json, sys
			sys.path.insert(0, "$root/tests/cli")
			from hostile import VALID
			document = json.load(open(sys.argv[1]))
			at = document if sys.argv[2] in document else document["files"][0]
			at[sys.argv[2]] = [f"https://{VALID}"] if sys.argv[2] == "addresses" else VALID
			json.dump(document, open("evil.json", "w"))
		P
		both build --locked --lock-file evil.json --output x.img --force
	done
	printf '{"a%s": 1}' "$evil" >evil.json
	both build --locked --lock-file evil.json --output x.img
}
