#!/usr/bin/env bats
load helper

# bats test_tags=quick
@test "list shows vendors, and the models of one with their method" {
	run -0 mkrescue list
	says "xiaomi"
	run -0 mkrescue list Xiaomi
	says "r3g"
	says "usb-stick"
	says "tftp"
}

@test "list --json gives one object a model" {
	mkrescue list --json >models
	python3 - models <<-'P'
		import json, sys
		models = [json.loads(line) for line in open(sys.argv[1])]
		sticks = {m["model"] for m in models if m["method"] == "usb-stick"}
		assert {"r1cm", "r3", "r3g", "r3p"} <= sticks, sticks
		assert {m["confidence"] for m in models} <= {"good", "partial", "thin", "inferred"}
		assert all(m["title"] and m["sources"] for m in models)
	P
}

# bats test_tags=quick
@test "show tells steps, lights, conditions and sources" {
	run -0 mkrescue show xiaomi r3g
	for part in "miwifi.bin" "Works when" "At the router" "lights" "How sure" "Sources"; do
		says "$part"
	done
}

@test "show of a model that no stick helps tells its method" {
	run -0 mkrescue show xiaomi r4a
	says "Rescue method"
}

@test "names are taken in any case, and aliases as well" {
	run -0 mkrescue show XIAOMI R3G
	says "miwifi.bin"
	run -0 mkrescue show redmi mi-router-3g
	says "miwifi.bin"
}

@test "a mistyped vendor or model gets the nearest names, wherever it is typed" {
	run -2 mkrescue show xiaom r3g
	says "unknown vendor 'xiaom' (did you mean 'xiaomi'?)"
	run -2 mkrescue show xiaomi r3gg
	says "'r3gg' may be xiaomi/r3g (Model: R3G"
	run -2 mkrescue list xaiomi
	says "did you mean 'xiaomi'?"
	run -2 mkrescue --vendor xiaomi --model r3gg --firmware "$good" --output x.img
	says "xiaomi/r3g (Model: R3G"
	run -2 mkrescue --vendor xiaom --firmware "$good" --output x.img
	says "did you mean 'xiaomi'?"
}

@test "a maker's name alone gives its usual way, and how many models there are" {
	for words in "show netgear" "show fritz" "guide TP-Link"; do
		run -0 mkrescue $words
		[[ $output =~ ([A-Z][A-Za-z-]*)\ has\ ([0-9]+)\ models\ in\ the\ catalogue,\ which\ \'mkrescue-usb\ list\ ([a-z]+)\' ]]
		[ "${BASH_REMATCH[2]}" -eq "$(($(mkrescue list "${BASH_REMATCH[3]}" --json | wc -l) - 1))" ]
	done
	run -0 mkrescue show netgear any
	[[ $output != *"models in the catalogue"* ]]
}

@test "a name near to nothing is answered shortly, with where to look" {
	run -2 mkrescue show nobody r3g
	says "unknown vendor 'nobody'; 'mkrescue-usb list' lists all vendors"
	run -2 mkrescue show xiaomi nothing-near-it
	says "'nothing-near-it' is not in the catalogue"
	run -2 mkrescue show xiaomi wrt54gl
	says "linksys has a model of that name"
}

# a_vendor NAME MODEL [MEMBERS]: a vendor file of one model that TFTP rescues.
a_vendor() {
	cat >"$1.json" <<-J
		{"schema": 2, "vendor": "$1", "title": "$1", "models": [{
			"model": "$2", "title": "$1 $2", "label": "Model: $2", "method": "tftp-serve",
			${3-}
			"instead": "It asks a TFTP server.", "confidence": "thin",
			"confidence_basis": "a guess", "sources": [{"ref": "r", "kind": "measured"}]}]}
	J
}

@test "a model of another vendor is told with its vendor" {
	mkdir mine
	cd mine && a_vendor acme a1 && cd ..
	run -2 mkrescue show xiaomi a1 --catalog mine
	says "vendor 'xiaomi' has no model 'a1' (acme has a model of that name)"
	run -2 mkrescue --catalog mine --vendor acme --model r3g --firmware x --output y
	says "xiaomi has a model of that name"
}

@test "list counts the methods of each vendor" {
	run -0 mkrescue list
	says "4 usb-stick"
}

@test "list --search finds words in any order and any spelling" {
	run -0 --separate-stderr mkrescue list --search "ROUTER 3g mi"
	says "r3g "
	says "r3gv2"
	[[ $output != *r3p* ]]
	run -0 mkrescue list --search mi-router-3g
	says "r3g "
	run -0 mkrescue list --search mirouter3g
	says "r3g "
	run -0 mkrescue list redmi --search r3p
	says "r3p"
}

@test "list --search shows the best five and what their labels say" {
	run -0 --separate-stderr mkrescue list --search "TP-Link Archer C7(US) Ver:5.0"
	says "archer-c7-v5"
	says "Model: Archer C7, version 5"
	[[ $output != *archer-c7-v2* ]]
	run -0 --separate-stderr mkrescue list --search dlink
	[ "${#lines[@]}" -eq 6 ]
	[[ $stderr == *"more fit less well"* ]]
	run -0 --separate-stderr mkrescue list --search "mi ruoter 3g"
	[[ ${lines[1]} == *" r3g "* ]]
}

# bats test_tags=quick
@test "one phrase names a router" {
	for phrase in r3g xiaomi/r3g "mi router 3g" "Xiaomi Mi Router 3G"; do
		run -0 mkrescue show "$phrase"
		says "The router's label must say: Model: R3G"
	done
	run -0 mkrescue guide archer c7 v5
	says "TP-Link Archer C7 v5"
}

# bats test_tags=quick
@test "a phrase that fits several routers is answered with their labels" {
	run -2 mkrescue show "archer c7"
	says "'archer c7' may be tplink/archer-c7-v1 (Model: Archer C7, version 1)"
	says "compare with the label and give that name"
}

# bats test_tags=quick
@test "another version of a model is no answer" {
	run -2 mkrescue show dlink dir-615 z9
	says "'dir-615 z9' is not in the catalogue"
	says "may need another rescue"
	run -2 mkrescue guide "Archer C7 v9"
	says "'Archer C7 v9' is not in the catalogue"
}

@test "words that begin none stand anywhere" {
	run -0 --separate-stderr mkrescue list --search iwif
	says "r1cm"
}

# bats test_tags=quick
@test "list --board takes the name as files and as running routers write it" {
	run -0 --separate-stderr mkrescue list --board xiaomi_mi-router-3g
	says "r3g "
	[[ $output != *r3gv2* ]]
	run -0 mkrescue list --board Xiaomi,mi-router-3g
	says "r3g "
}

@test "list --method and what it is combined with must all hold" {
	run -0 --separate-stderr mkrescue list --method usb-stick
	[ "$(grep -c usb-stick <<<"$output")" -gt 100 ]
	[[ $output != *tftp* ]]
	run -0 --separate-stderr mkrescue list xiaomi --method usb-stick --search pro
	says "r3p"
	[[ $output != *r3g* ]]
	run -2 mkrescue list --method usb
	says "usb-stick, tftp-serve"
}

@test "a search that finds nothing ends with status 2 and the nearest names" {
	run -2 mkrescue list --board xiaomi_mi-ruoter-3g
	says "'xiaomi_mi-router-3g'"
	run -2 mkrescue list --search "something else entirely"
	says "'something else entirely' is not in the catalogue; 'mkrescue-usb list' lists all vendors"
	run -2 --separate-stderr mkrescue list xiaomi --method netinstall --json
	python3 -c 'import json, sys; assert json.loads(sys.argv[1])["status"] == 2' "$output"
}

@test "list --json tells class, layout and whether it is built" {
	run -0 --separate-stderr mkrescue list --board xiaomi_mi-router-3g --json
	python3 -c '
import json, sys
model = json.loads(sys.argv[1])
assert model["event"] == "result" and model["vendor"] == "xiaomi" and model["model"] == "r3g"
assert model["boards"] == ["xiaomi_mi-router-3g"] and model["method"] == "usb-stick"
assert model["layout"] == "fat32-mbr" and model["built"] is True
assert model["works_class"] in ("stock-bootloader", "stock-os"), model["works_class"]
' "$output"
}

@test "a catalogue of one's own comes first" {
	mkdir mine
	python3 - "$root/vendors/xiaomi.json" >mine/xiaomi.json <<-'P'
		import json, sys
		vendor = json.load(open(sys.argv[1]))
		vendor["models"] = [m for m in vendor["models"] if m["model"] == "r3g"]
		vendor["models"][0]["title"] = "My own R3G"
		json.dump(vendor, sys.stdout)
	P
	run -0 mkrescue show xiaomi r3g --catalog mine
	says "My own R3G"
	run -0 mkrescue show xiaomi r3p --catalog mine
}

@test "recipes in the user's configuration are found, after those of --catalog" {
	export XDG_CONFIG_HOME=$PWD/config HOME=$PWD/home
	mkdir -p config/mkrescue-usb/vendors home/.config/mkrescue-usb/vendors given
	(cd config/mkrescue-usb/vendors && a_vendor acme a1 && a_vendor xiaomi r3g)
	(cd home/.config/mkrescue-usb/vendors && a_vendor acme a2)
	(cd given && a_vendor acme a1 '"port": "given",')
	run -0 mkrescue show xiaomi r3g
	says "a guess"
	run -0 mkrescue show xiaomi r3p
	says "miwifi.bin"
	run -0 --separate-stderr mkrescue list acme
	says "a1"
	[[ $output != *a2* ]]
	run -0 env -u XDG_CONFIG_HOME "$program" list acme
	says "a2"
	echo '{' >config/mkrescue-usb/vendors/broken.json
	run -0 mkrescue show xiaomi r3g
	says "$PWD/config/mkrescue-usb/vendors/broken.json"
	rm -r config home
	run -0 mkrescue list
}

@test "a broken recipe of one's own is left out, with file, place and remedy, in every command" {
	mkdir mine
	echo '{"schema": 2, "vendor": "mine", "vendor": "twice"}' >mine/mine.json
	echo '{"schema": 2, "vendor": "other", "title": "O", "models": [{"model": 3}]}' >mine/x.json
	(cd mine && a_vendor acme a1)
	for command in "list" "list xiaomi" "show xiaomi r3g" "guide xiaomi r3g" "show acme a1" \
		"inspect $good"; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr mkrescue $command --catalog mine
		[ "$status" -eq 0 ] || [ "$command" = "inspect $good" ]
		[ "$(grep -c "mine/mine.json'" <<<"$stderr")" -eq 1 ]
		[ "$(grep -c "mine/x.json'.*/models/0/model.*check-catalog mine/' lists" <<<"$stderr")" -eq 1 ]
	done
	run -0 build --catalog mine --output stick.img
	says "mine/x.json"
}

@test "a build says of each broken recipe and key once that it is left out" {
	mkdir mine
	echo '{' >mine/mine.json
	echo '{"keys": [{"name": "short", "use": "system", "source": "a test", "exponent": 3, "modulus": "ff"}]}' \
		>mine/keys.json
	run -0 --separate-stderr build --catalog mine --output stick.img
	[ "$(grep -c "mine/mine.json'" <<<"$stderr")" -eq 1 ]
	[ "$(grep -c "the key 'short' is left out" <<<"$stderr")" -eq 1 ]
	run -2 --separate-stderr build --catalog mine --model no-such --output other.img
	[ "$(grep -c "mine/mine.json'" <<<"$stderr")" -eq 1 ]
}

@test "only who asks for the vendor of a broken recipe is refused" {
	mkdir mine
	echo '{"schema": 2, "vendor": "other", "title": "O", "models": [{"model": 3}]}' >mine/x.json
	echo '{' >mine/xiaomi.json
	run -3 mkrescue list other --catalog mine
	says "/models/0"
	run -3 mkrescue show OTHER r3g --catalog mine
	run -3 mkrescue show xiaomi r3g --catalog mine
	says "your own file for 'xiaomi' is left out: 'mine/xiaomi.json', line 2"
	says "correct it, or move it to another folder"
	says "xiaomi.json"
	run -3 mkrescue show redmi r3g --catalog mine
	run -3 build --catalog mine --output stick.img
	[ ! -e stick.img ]
	run -3 mkrescue check-catalog mine
	run -0 mkrescue list netgear --catalog mine
	run -3 mkrescue list --catalog nowhere
	says "nowhere"
}

@test "the devices of this computer are listed with reasons" {
	run -0 mkrescue devices
	run -0 --separate-stderr mkrescue devices --json
	python3 -c '
import json, sys
for line in sys.argv[1].splitlines():
    disk = json.loads(line)
    assert disk["event"] == "result" and disk["device"].startswith("/dev/")
    assert disk["writable"] == (not disk["against"])' "$output"
}

@test "what vendors/README.md shows works: its example, and the commands to try it" {
	export HOME=$PWD
	mkdir my-routers bin
	awk '/^```json/ { on = 1; next } /^```/ { on = 0 } on' "$root/vendors/README.md" \
		>my-routers/acme.json
	awk '/^```sh/ { on = 1; next } /^```/ { on = 0 } on' "$root/vendors/README.md" >commands
	[ "$(wc -l <commands)" -eq 3 ]
	ln -s "$program" bin/mkrescue-usb
	run -0 env PATH="$PWD/bin:$PATH" bash -eux commands
	says "a1"
	says "recovery.bin"
}

@test "check-catalog finds nothing wrong with the program's own, and counts it" {
	run -0 mkrescue check-catalog
	says "models"
	says "usb-stick"
	run -0 mkrescue check-catalog "$root/vendors"
}

# bats test_tags=quick
@test "README's numbers of the catalogue are the program's" {
	count() { awk -v name="$1" '$2 == name { print $1 }' <<<"$output"; }
	run -0 --separate-stderr mkrescue check-catalog "$root/vendors"
	grep -q "has $(count models) models of $(count vendors) vendors" "$root/README.md"
	grep -q "has $(count models) models of $(count vendors) vendors" "$root/CHANGELOG.md"
	grep -q "For $(count family) it knows only the usual way of their maker, and for $(count none)" \
		"$root/README.md"
}

@test "check-catalog accepts the example in vendors/README.md" {
	mkdir my-routers
	awk '/^```json/ { on = 1; next } /^```/ { on = 0 } on' "$root/vendors/README.md" \
		>my-routers/acme.json
	run -0 mkrescue check-catalog my-routers
	says "1  built"
}

@test "check-catalog reports a vendor that takes a name of another vendor of the program" {
	mkdir mine
	cat >mine/tp-link.json <<-'JSON'
		{ "schema": 2, "vendor": "tp-link", "title": "TP-Link", "aliases": ["redmi", "my-own"], "models": [] }
	JSON
	cat >mine/xiaomi.json <<-'JSON'
		{ "schema": 2, "vendor": "xiaomi", "title": "Xiaomi", "aliases": ["redmi"], "models": [] }
	JSON
	run -3 mkrescue check-catalog mine
	says "mine/tp-link.json' at /vendor: 'tp-link' is a name of the program's vendor 'tplink'"
	says "mine/tp-link.json' at /aliases/0: 'redmi' is a name of the program's vendor 'xiaomi'"
	says "mine/xiaomi.json' at /aliases/0: 'redmi' is already a name of the vendor 'tp-link'"
	says "3 problems"
}

@test "check-catalog tells every mistake of every file, with its place" {
	mkdir wrong
	cd wrong
	echo '{' >a.json
	a_vendor b m '"files": [{"what": "w", "accepts": [{"format": "no-such"}]}], "colour": 1,'
	a_vendor c m '"downloads": [{"url": "gopher://x"}], "aliases": [" "],'
	cd ..
	run -3 mkrescue check-catalog wrong
	says "'wrong/a.json', line "
	says "'wrong/b.json' at /models/0/files/0/accepts/0/format: unknown firmware format 'no-such'"
	says "'wrong/b.json' at /models/0/colour: is unknown"
	says "'wrong/c.json' at /models/0/downloads/0/url"
	says "'wrong/c.json' at /models/0/aliases/0"
	says "there are 5 problems in 'wrong'"
	run -3 --separate-stderr mkrescue check-catalog wrong --json
	python3 - "$output" <<-'P'
		import json, sys
		lines = [json.loads(line) for line in sys.argv[1].splitlines()]
		problems = [line for line in lines if line["event"] == "problem"]
		assert len(problems) == 5, problems
		assert {"file": "wrong/b.json", "pointer": "/models/0/colour"}.items() <= problems[1].items()
		counts = [line for line in lines if line["event"] == "result"][0]
		assert counts["problems"] == 5 and counts["models"] == 2, counts
		assert counts["methods"]["tftp-serve"] == 2, counts
		assert lines[-1]["event"] == "failure" and lines[-1]["status"] == 3
	P
	run -3 mkrescue check-catalog nowhere
	says "nowhere"
}
