#!/usr/bin/env bats
# Vendor files of the older format: read with a warning, and rewritten by check-catalog --fix.
load helper

# old NAME PC_ADDRESS: a vendor file without "schema", with prose for an address.
old() {
	cat >"$1.json" <<-J
		{
		  "vendor": "$1", "title": "Méchant <b>", "aliases": ["$1-too"],
		  "procedures": [{"name": "tftp", "network": {"port": 69, "device_address": "192.168.0.86",
		    "done": "it restarts"}, "method": "tftp-serve", "instead": "It asks a TFTP server.",
		    "confidence": "thin", "confidence_basis": "a guess",
		    "sources": [{"ref": "r", "kind": "measured"}]}],
		  "models": [{"title": "A1", "model": "a1", "label": "\"A1\" \\\\ \u00e9", "procedure": "tftp",
		    "network": {"command": "put FILE", "pc_address": "$2", "wait_seconds": 10}}],
		  "codes": [{"format": "uimage", "code": "1", "model": "A1"}]
		}
	J
}

# read_only DIR COMMAND...: nothing in DIR can be changed meanwhile, not even by root.
read_only() {
	local dir=$1
	shift
	if [ "$(id -u)" -eq 0 ]; then
		unshare -m sh -c 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"' "$dir" "$@"
	else
		chmod a-w "$dir"/* && "$@"
	fi
}

@test "a vendor file of the older format is read, with one warning that names the remedy" {
	mkdir mine
	(cd mine && old acme 192.168.0.66/24)
	for command in "list acme" "show acme a1" "guide acme a1" "list --json"; do
		# shellcheck disable=SC2086 # a list of words
		run -0 --separate-stderr mkrescue $command --catalog mine
		[ "$(grep -c 'warning:' <<<"$stderr")" -eq 1 ]
		[[ $stderr == *"'mine/acme.json'"*"'mkrescue-usb check-catalog --fix mine/'"* ]]
		[[ $output != *"warning:"* ]]
	done
	run -0 mkrescue show acme a1 --catalog mine
	says "this computer's address: 192.168.0.66/24"
	says "the router's address: 192.168.0.86"
	run -2 --separate-stderr mkrescue --catalog mine --vendor acme --model a1 --firmware "$good" \
		--output x.img --quiet
	[ "$(grep -c 'warning:' <<<"$stderr")" -eq 1 ]
	XDG_CONFIG_HOME=$PWD/config run -0 mkrescue list acme --catalog mine
}

@test "doctor tells of older vendor files" {
	mkdir -p config/mkrescue-usb/vendors
	(cd config/mkrescue-usb/vendors && old acme 192.168.0.66/24)
	XDG_CONFIG_HOME=$PWD/config run mkrescue doctor
	says "check-catalog --fix $PWD/config/mkrescue-usb/vendors/"
}

@test "check-catalog demands the format of today, and --fix rewrites what is older" {
	mkdir mine
	(cd mine && old acme 192.168.0.66/24 && old other "any fixed address")
	cp mine/acme.json before.json
	run -3 mkrescue check-catalog mine
	says "'mine/acme.json' at /schema: is missing; 'mkrescue-usb check-catalog --fix DIR'"
	run -0 mkrescue check-catalog mine --fix
	says "rewritten: 'mine/acme.json'"
	says "rewritten: 'mine/other.json'"
	python3 - before.json mine/acme.json <<-'P'
		import json, sys
		old, new = (json.load(open(path)) for path in sys.argv[1:])
		assert list(new) == ["schema", *old], list(new)
		assert new.pop("schema") == 2
		network = new["models"][0]["network"]
		assert list(network) == ["command", "pc_addresses", "wait_seconds"], network
		assert network.pop("pc_addresses") == [{"address": "192.168.0.66/24"}]
		del old["models"][0]["network"]["pc_address"]
		shared = new["procedures"][0]["network"]
		assert list(shared) == ["port", "device_addresses", "done"], shared
		assert shared.pop("device_addresses") == [{"address": "192.168.0.86"}]
		del old["procedures"][0]["network"]["device_address"]
		assert json.dumps(old) == json.dumps(new), "something else changed, or moved"
	P
	run -0 mkrescue check-catalog mine
	run -0 --separate-stderr mkrescue show acme a1 --catalog mine
	[ -z "$stderr" ]
	[ "$(ls -A mine)" = $'acme.json\nother.json' ]
}

@test "the rewritten file looks like those in vendors/" {
	mkdir mine
	python3 - "$root/vendors/7links.json" >mine/7links.json <<-'P'
		import json, sys
		vendor = json.load(open(sys.argv[1]))
		del vendor["schema"]
		json.dump(vendor, sys.stdout)
	P
	run -0 mkrescue check-catalog mine --fix
	diff <(tr -d ' \t\n' <mine/7links.json) <(tr -d ' \t\n' <"$root/vendors/7links.json")
	head -4 mine/7links.json | diff - <(head -4 "$root/vendors/7links.json")
	[ -z "$(tail -c 1 mine/7links.json)" ]
	grep -q '^			"records": \["' mine/7links.json
	! expand -t 8 mine/7links.json | grep -E '[]}],?$' | grep -E '.{101}'
}

@test "--fix changes nothing a second time, and nothing that is of today's format" {
	mkdir mine
	(cd mine && old acme 192.168.0.66/24)
	cp "$root/vendors/xiaomi.json" "$root/vendors/keys.json" "$root/vendors/schema.json" mine/
	echo '{"name": "no vendor file"}' >mine/package.json
	run -3 mkrescue check-catalog mine --fix
	says "rewritten: 'mine/acme.json'"
	[[ $output != *"rewritten: 'mine/xiaomi.json'"* && $output != *"rewritten: 'mine/package.json'"* ]]
	cmp mine/xiaomi.json "$root/vendors/xiaomi.json"
	[ "$(cat mine/package.json)" = '{"name": "no vendor file"}' ]
	stat -c '%i %Y %n' mine/* >before
	run -3 mkrescue check-catalog mine --fix
	[[ $output != *rewritten* ]]
	stat -c '%i %Y %n' mine/* | diff before -
	cp -r "$root/vendors" vendors
	run -0 mkrescue check-catalog vendors --fix
	[[ $output != *rewritten* ]]
	diff -r vendors "$root/vendors"
}

@test "--fix lays a vendor file out as those in vendors/ are, and changes nothing else in it" {
	mkdir mine
	python3 -m json.tool "$root/vendors/xiaomi.json" mine/xiaomi.json
	run -0 mkrescue check-catalog mine --fix
	says "rewritten: 'mine/xiaomi.json'"
	cmp mine/xiaomi.json "$root/vendors/xiaomi.json"
}

@test "prose without an address becomes a note, and is told" {
	mkdir mine
	(cd mine && old acme "whatever the label says")
	run -0 mkrescue check-catalog mine --fix
	says "'mine/acme.json' at /models/0/network/pc_address: 'whatever the label says' contains no address; it is kept as a note"
	grep -q '{ "kind": "unknown", "note": "whatever the label says" }' mine/acme.json
	run -0 mkrescue show acme a1 --catalog mine
	says "this computer's address: whatever the label says"
}

@test "--fix --json tells rewritten files and remarks as events" {
	mkdir mine
	(cd mine && old acme odd)
	run -0 --separate-stderr mkrescue check-catalog mine --fix --json
	python3 - "$output" <<-'P'
		import json, sys
		events = [json.loads(line) for line in sys.argv[1].splitlines()]
		assert [event["event"] for event in events] == ["remark", "rewritten", "result"], events
		assert events[0]["pointer"] == "/models/0/network/pc_address" and "odd" in events[0]["remark"]
		assert events[0]["file"] == events[1]["file"] == "mine/acme.json"
	P
}

@test "a rewritten file keeps its permissions and its owner" {
	mkdir mine
	(cd mine && old acme 192.168.0.66)
	chmod 640 mine/acme.json
	[ "$(id -u)" -ne 0 ] || chown 65534:65533 mine/acme.json
	rights=$(stat -c '%a %u %g' mine/acme.json)
	run -0 mkrescue check-catalog mine --fix
	[ "$(stat -c '%a %u %g' mine/acme.json)" = "$rights" ]
}

@test "a link is not rewritten, and then nothing is" {
	mkdir mine elsewhere
	(cd mine && old acme 192.168.0.66)
	(cd elsewhere && old linked 192.168.0.66)
	ln -s ../elsewhere/linked.json mine/linked.json
	cp -r mine before
	run -5 mkrescue check-catalog mine --fix
	says "'mine/linked.json' is a symbolic link"
	diff -r mine before
	[ -L mine/linked.json ]
	[ "$(ls -A mine)" = $'acme.json\nlinked.json' ]
	run -0 mkrescue check-catalog elsewhere --fix
	run -0 mkrescue check-catalog mine --fix
}

@test "what cannot be written, or is no JSON, leaves all files as they are" {
	mkdir mine
	(cd mine && old acme 192.168.0.66 && old other 192.168.0.66)
	cp -r mine before
	run -5 read_only mine "$program" check-catalog mine --fix
	says "'mine/acme.json'"
	diff -r mine before
	echo '{' >mine/zzz.json
	run -3 mkrescue check-catalog mine --fix
	says "'mine/zzz.json', line"
	rm mine/zzz.json
	diff -r mine before
	[ "$(ls -A mine)" = $'acme.json\nother.json' ]
	run -3 mkrescue check-catalog nowhere --fix
	says "nowhere"
}

@test "--fix belongs to check-catalog alone" {
	run -2 mkrescue list --fix
	says "--fix"
	run -0 mkrescue help check-catalog
	says "--fix"
}
