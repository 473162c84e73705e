#!/usr/bin/env bats
load helper

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

@test "show of something unknown names what there is" {
	run -2 mkrescue show xiaomi r99
	says "r3g"
	run -2 mkrescue show nobody r3g
	says "xiaomi"
}

@test "a catalogue of one's own comes first" {
	mkdir mine
	python3 - "$root/vendors/xiaomi.json" >mine/xiaomi.json <<-'P'
		import json, sys
		vendor = json.load(open(sys.argv[1]))
		vendor.pop("keys", None)
		vendor["models"] = [m for m in vendor["models"] if m["model"] == "r3g"]
		vendor["models"][0]["title"] = "My own R3G"
		json.dump(vendor, sys.stdout)
	P
	run -0 mkrescue show xiaomi r3g --catalog mine
	says "My own R3G"
	run -0 mkrescue show xiaomi r3p --catalog mine
}

@test "a broken catalogue names file and place" {
	mkdir mine
	echo '{"vendor": "mine", "vendor": "twice"}' >mine/mine.json
	run -3 mkrescue list --catalog mine
	says "mine.json"
	echo '{"vendor": "mine", "title": "Mine", "models": [{"model": 3}]}' >mine/mine.json
	run -3 mkrescue list --catalog mine
	says "/models/0"
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
	[ "$(wc -l <commands)" -eq 2 ]
	ln -s "$program" bin/mkrescue-usb
	run -0 env PATH="$PWD/bin:$PATH" bash -eux commands
	says "a1"
	says "recovery.bin"
}
