#!/usr/bin/env bats
# --output-dir: what a rescue over the network wants, as a folder.
load helper
load recipes

# over METHOD FILES [MEMBERS]: a model that is rescued so.
over() {
	acme "\"confidence\": \"good\", \"method\": \"$1\", \"instead\": \"It fetches a file.\",
		\"files\": [$2]${3:+, $3}"
}

folder() {
	mkrescue --catalog catalog --vendor acme --model a1 --accept-unsigned \
		--accept-unstated-model "$@"
}

@test "the file has the name the router asks for, and everything is proven" {
	for method in tftp-serve bootp-tftp-serve tftp-put http-post nmrp netinstall ftp-eva \
		multicast vendor-tool; do
		over $method "$(file C0A80001.img uimage)" \
			'"network": {"pc_addresses": [{"address": "10.0.0.66/24"}], "command": "serve FILE"}'
		run -0 folder --firmware "$kernel" --output-dir $method
		says "Proven: $method holds"
		cmp "$kernel" $method/C0A80001.img
		(cd $method && sha256sum --quiet -c SHA256SUMS)
		grep -q 'serve C0A80001.img' $method/guide.txt
		grep -q '10.0.0.66/24' $method/guide.html
		case $method in # with what somebody needs to serve them
		tftp-serve) [ -x $method/serve ] && [ "$(find $method -type f | wc -l)" -eq 6 ] ;;
		*) [ "$(find $method -type f | wc -l)" -eq 4 ] ;;
		esac
	done
}

# bats test_tags=quick
@test "a file of any name keeps its own, cleaned" {
	over http-post '{"what": "the image", "accepts": [{"format": "any"}]}' \
		'"network": {"command": "curl -F firmware=@FILE 192.168.1.1"}'
	cp "$kernel" './-my image;(1).bin'
	run -0 folder --firmware './-my image;(1).bin' --output-dir out
	cmp "$kernel" out/_my_image__1_.bin
	grep -q 'firmware=@_my_image__1_.bin 192' out/guide.txt
}

@test "files in folders, and files that are changed, are as the recipe says" {
	over tftp-serve "$(file a.bin gzip '"directory": "/x/y", "transform": "unpack"'), \
		$(file b.bin uimage)"
	gzip -c "$kernel" >packed.gz
	run -0 folder --firmware packed.gz --firmware "$kernel" --output-dir out
	cmp "$kernel" out/x/y/a.bin
	cmp "$kernel" out/b.bin
	(cd out && sha256sum --quiet -c SHA256SUMS)
	[ "$(wc -l <out/SHA256SUMS)" -eq 2 ]
}

@test "the firmware is checked as for a stick, and a refusal leaves nothing" {
	over tftp-serve "$(file a.bin uimage)"
	cp "$kernel" bad.bin
	chmod u+w bad.bin
	flip bad.bin 200
	run -4 folder --firmware bad.bin --output-dir out
	echo '<html>' >page
	run -4 folder --firmware page --output-dir out
	over tftp-serve "$(file a.bin any)"
	run -4 mkrescue --catalog catalog --vendor acme --model a1 --firmware "$kernel" \
		--output-dir out
	run -0 folder --firmware "$kernel" --output-dir out --dry-run
	[ -z "$(find . -name '*out*')" ]
}

@test "a folder that holds something is replaced only with --force, and only what was made" {
	over tftp-serve "$(file a.bin uimage)"
	mkdir out
	run -0 folder --firmware "$kernel" --output-dir out/
	run -5 folder --firmware "$kernel" --output-dir out
	says "--force"
	sed -i s/a\.bin/b.bin/ catalog/acme.json
	run -0 folder --firmware "$kernel" --output-dir out --force
	[ ! -e out/a.bin ] && cmp "$kernel" out/b.bin
	mkdir out/deep && echo mine >out/deep/file
	run -5 folder --firmware "$kernel" --output-dir out --force
	says "deep/file"
	[ "$(cat out/deep/file)" = mine ]
	cmp "$kernel" out/b.bin
	[ "$(find . -maxdepth 1 -name '*out*')" = ./out ]
}

@test "what is no place for a folder is refused" {
	over tftp-serve "$(file a.bin uimage)"
	echo mine >out
	ln -s nowhere link
	for path in out link . ./.. /; do
		run -5 folder --firmware "$kernel" --output-dir "$path" --force
	done
	[ "$(cat out)" = mine ]
	run -7 folder --firmware "$kernel" --output-dir no/out
	run -2 folder --firmware "$kernel" --output-dir new --output stick.img
	says "cannot be used together"
}

@test "two files that would get one name leave nothing" {
	over http-post '{"what": "one", "accepts": [{"format": "uimage"}]},
		{"what": "two", "accepts": [{"format": "any"}]}'
	mkdir two
	echo two >two/file
	cp "$kernel" file
	run -7 folder --firmware file --firmware two/file --output-dir out
	says "file"
	[ ! -e out ]
	[ -z "$(find . -name '.out*')" ]
}

# bats test_tags=quick
@test "a model that a stick rescues gets no folder" {
	run -2 mkrescue --vendor xiaomi --model r3g --firmware "$good" --trust "$key" \
		--output-dir out
	says "--output FILE or --device DEV"
	[ ! -e out ]
}

@test "a model that no file rescues gets no folder, and is told what it needs" {
	over dual-boot "$(file a.bin uimage)"
	run -2 folder --firmware "$kernel" --output-dir out
	says "dual-boot"
	says "It fetches a file."
	[ ! -e out ]
}

@test "who asks for a stick where none helps gets the card, and the way to the folder" {
	over tftp-serve "$(file a.bin uimage)" '"steps": [{"do": "Hold the button."}]'
	run -2 --separate-stderr folder --output stick.img
	[ -z "$output" ]
	[[ $stderr == *"Hold the button."* && $stderr == *"tftp-serve"* ]]
	[[ $stderr == *"--output-dir"* && $stderr == *"guide acme a1"* ]]
	run -2 --separate-stderr folder --output stick.img --quiet
	[[ $stderr != *"Hold the button."* && $stderr == *"--output-dir"* ]]
	[ -z "$(find . -name '*stick*')" ]
}

@test "with --json plan and result tell the folder's files" {
	over tftp-serve "$(file a.bin uimage)"
	folder --firmware "$kernel" --output-dir out --json >events
	python3 - events "$(sha256sum <"$kernel" | cut -c1-64)" <<-'P'
		import json, sys
		events = [json.loads(line) for line in open(sys.argv[1])]
		result = events[-1]
		assert result["event"] == "result" and result["target"] == "out", result
		assert [(f["path"], f["sha256"]) for f in result["files"]] == [("a.bin", sys.argv[2])]
	P
}

@test "a TFTP server can read the folder whatever the umask is, and a closed parent is told" {
	over tftp-serve "$(file a.bin uimage '"directory": "/x"')"
	mkdir -m 700 closed
	umask 077
	run -0 folder --firmware "$kernel" --output-dir closed/out
	says "does not let other users in"
	[ "$(stat -c %a closed/out closed/out/x closed/out/x/a.bin closed/out/guide.txt | tr '\n' ' ')" = "755 755 644 644 " ]
}
