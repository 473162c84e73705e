#!/usr/bin/env bats
# Untrusted texts in vendor files.
load helper
load hostile

@test "every text of a recipe, and every name of its members" {
	hostile catalogue recipes
	for folder in recipes/*; do
		both mkrescue list evil --catalog "$folder"
		both mkrescue check-catalog "$folder"
	done
	for folder in recipes/{0,1,2,5,9,13,name}; do
		both mkrescue show evil m1 --catalog "$folder"
		both mkrescue guide evil m1 --catalog "$folder"
		both mkrescue --vendor evil --model m1 --firmware "$good" --output x.img --force --catalog "$folder"
	done
	mkdir "$evil"
	echo '{' >"$evil/x.json"
	tells mkrescue list --catalog "$evil"
	tells mkrescue check-catalog "$evil"
	cp "$root/vendors/xiaomi.json" "$evil/x.json"
	tells mkrescue check-catalog "$evil"
	echo '{"models": [{"network": {"pc_address": "evil\u001b[31m\u202e\u009b"}}]}' >"$evil/x.json"
	tells mkrescue list --catalog "$evil"
	cp "$evil/x.json" old.json
	both mkrescue check-catalog --fix "$evil"
	cp old.json "$evil/x.json"
	tells mkrescue check-catalog --fix "$evil" --json
}
