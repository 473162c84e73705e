#!/usr/bin/env bats
# What the person at the router gets: show, guide, and the card beside what is built.
load helper
load recipes

network='"method": "tftp-put", "instead": "Send it.", "files": [{"name": "a b.bin", "what": "it",
	"accepts": [{"format": "any"}]}], "confidence": "good"'

@test "every model's JSON has the same members" {
	mkrescue list --json >models
	python3 - models <<-'P'
		import json, sys
		models = [json.loads(line) for line in open(sys.argv[1])]
		def shape(model):
		    return [sorted(model), sorted(model["network"]), sorted(model["loader"])] + [
		        sorted({tuple(sorted(item)) for other in models for item in other[key]})
		        for key in ("files", "steps", "downloads")]
		assert all(shape(model) == shape(models[0]) for model in models[::9])
		assert all(len(kinds) == 1 for kinds in shape(models[0])[3:]), shape(models[0])
		for key in ("vendor", "model", "title", "label", "method", "boards", "confidence",
		            "works_class", "port", "after", "transform", "command", "channel"):
		    assert key in str(models), key
	P
}

# bats test_tags=quick
@test "text is wrapped at 80 columns, and to a terminal's width" {
	mkrescue show xiaomi r3g >shown
	! grep -E '^.{81}' shown | grep -v http
	command -v expect >/dev/null || skip "expect is not installed"
	expect -c "log_user 0; spawn sh -c \"stty cols 50; $program guide xiaomi r1cm\"
		expect eof; puts \$expect_out(buffer)" | tr -d '\r' >narrow
	grep -q 'R1CM' narrow
	! grep -E '^.{51}' narrow
}

@test "a name that is not told is not printed as one" {
	acme '"method": "http-post", "instead": "Give it.", "files": [{"what": "the image",
		"accepts": [{"format": "any"}]}], "confidence": "good"'
	run -0 mkrescue show acme a1 --catalog catalog
	says "a file of any name"
	says "What is sent to the router"
	[[ $output != *"On the stick"* && $output != *"(null)"* ]]
}

@test "what is only inferred has no class of when it works" {
	acme '"method": "http-post", "instead": "Give it.", "confidence": "inferred"'
	run -0 mkrescue show acme a1 --catalog catalog
	says "unknown: no source says when"
	run -0 mkrescue guide acme a1 --catalog catalog
	says "only inferred"
	run -0 mkrescue show acme a1 --catalog catalog --json
	says '"works_class":null'
}

@test "doubts are on the card, as text and as a page" {
	for level in partial thin inferred; do
		acme "\"method\": \"http-post\", \"instead\": \"Give it.\", \"confidence\": \"$level\""
		run -0 mkrescue guide acme a1 --catalog catalog --html card.html --force
		grep -q "doubt $level" card.html
		run -0 mkrescue guide acme a1 --catalog catalog
		says "$level"
	done
}

@test "a stranger's texts are escaped on the page and printed as they are" {
	acme '"method": "http-post", "instead": "Give it.", "confidence": "thin",
		"before": [{"kind": "have", "text": "<script>alert(1)</script>"}],
		"steps": [{"do": "\" onclick=x <b>", "note": "<b>n</b>", "if_not": "<i>i</i>", "lights": "<i>red</i> & blinking", "power": "on"}]'
	run -0 mkrescue guide acme a1 --catalog catalog --html card.html
	! grep -E '<script|<i>(i|red)|<b>(n|$)|<[^>]*onclick' card.html
	grep -q '&lt;script&gt;alert(1)&lt;/script&gt;' card.html
	grep -q '&lt;i&gt;red' card.html
	run -0 mkrescue guide acme a1 --catalog catalog
	says "<script>alert(1)</script>"
}

@test "an exact command has the file's name for FILE, unless a shell could misread it" {
	acme "$network, \"network\": {\"command\": \"tftp -m binary 10.0.0.1 -c put FILE; echo FILES\"}"
	run -0 mkrescue guide acme a1 --catalog catalog
	says "put FILE; echo FILES"
	sed -i 's/a b\.bin/a.bin/' catalog/acme.json
	run -0 mkrescue guide acme a1 --catalog catalog
	says "put a.bin; echo FILES"
}

# bats test_tags=quick
@test "the page replaces nothing without --force" {
	echo mine >card.html
	run -5 mkrescue guide xiaomi r3g --html card.html
	[ "$(cat card.html)" = mine ]
	run -0 mkrescue guide xiaomi r3g --html card.html --force
	grep -q 'R3G' card.html
	[ "$(find . -name '*card.html*')" = ./card.html ]
}

@test "a broken template names file and place" {
	mkdir -p own/bin own/share/mkrescue-usb
	cp -r "$root/vendors" "$root/templates" own/share/mkrescue-usb/
	cp "$program" own/bin/
	echo '{{nobody}}' >>own/share/mkrescue-usb/templates/guide/card.html
	run -3 own/bin/mkrescue-usb guide xiaomi r3g --html card.html
	says "templates/guide/card.html"
	says "nobody"
	[ ! -e card.html ]
}

@test "build writes the card beside the image" {
	run -0 build --output stick.img --guide card.html
	grep -q 'Xiaomi' card.html
	grep -q "$(sha256sum "$good" | cut -d' ' -f1)" card.html
	run -0 build --output stick.img --guide card.txt --force
	grep -q '^At the router:' card.txt
	grep -q "made: /miwifi.bin, $(stat -c %s "$good") bytes" card.txt
	grep -q "SHA-256 $(sha256sum "$good" | cut -d' ' -f1)" card.txt
}

@test "without the image there is no card, and the other way round" {
	run -4 mkrescue --vendor xiaomi --firmware "$good" --output stick.img --guide card.txt
	run -0 build --output stick.img --guide card.txt --dry-run
	echo mine >card.txt
	run -5 build --output stick.img --guide card.txt
	run -2 build --output stick.img --guide ./stick.img
	says "both the image and its card"
	cp "$good" firmware.bin
	run -5 mkrescue --vendor xiaomi --firmware firmware.bin --trust "$key" --output stick.img \
		--guide firmware.bin --force
	cmp firmware.bin "$good"
	[ "$(find . -type f | sort | tr '\n' ' ')" = "./card.txt ./firmware.bin " ]
	[ "$(cat card.txt)" = mine ]
}

@test "what only a rescue by hand leaves behind is said of that alone" {
	acme '"method": "tftp-put", "instead": "Send it.", "after": ["Open its page."],
		"undo": ["Stop the server."], "files": [{"name": "a.bin", "what": "it",
		"accepts": [{"format": "any"}]}], "confidence": "good", "network": {"by_hand": "it is so"}'
	run -0 mkrescue guide acme a1 --catalog catalog
	says "- Open its page."
	says "- Stop the server."
	run -0 mkrescue guide tplink archer-c7-v5
	says "- If you did it by hand: Stop the TFTP server."
}
