#!/usr/bin/env bats
# scripts/check-sources: every cited commit names the model it is cited for, in a clone made here.
load helper

setup_file() {
	export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
	export GIT_AUTHOR_NAME=T GIT_AUTHOR_EMAIL=t@example.org
	export GIT_COMMITTER_NAME=T GIT_COMMITTER_EMAIL=t@example.org
}

# commit FILE TEXT MESSAGE: a new commit in the clone; its id.
commit() {
	echo "$2" >>"clone/$1"
	git -C clone add -A
	git -C clone commit -q -m "$3"
	git -C clone rev-parse --short=10 HEAD
}

# vendor REF...: a vendor file whose model acme/turbo-100 (board acme_turbo-100, alias Speedy) cites them.
vendor() {
	mkdir -p mine
	python3 - "$@" >mine/acme.json <<-'P'
		import json, sys
		sources = [{"ref": ref, "kind": "openwrt-commit"} for ref in sys.argv[1:]]
		json.dump({"schema": 2, "vendor": "acme", "title": "Acme", "models": [
		    {"model": "turbo-100", "title": "T", "label": "L", "aliases": ["Speedy"],
		     "boards": ["acme_turbo-100"], "sources": sources}]}, sys.stdout)
	P
}

check() {
	"$root/scripts/check-sources" --vendors mine acme/firmware="$PWD/clone"
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	git init -q clone
}

@test "a commit names a model by its board, its name or its alias, in its message or its change" {
	by_message=$(commit a x "ramips: add support for Acme Turbo 100")
	by_change=$(commit a "define Device/acme_turbo-100" "add a device")
	by_alias=$(commit a x "the speedy's button")
	vendor "acme/firmware@$by_message" "acme/firmware@$by_change" "acme/firmware@$by_alias"
	run -0 check
	[[ $output == *"3  named"* ]]
}

@test "a commit that names another model is told, and fails" {
	other=$(commit a x "ramips: add support for Acme Turbo 200")
	vendor "acme/firmware@$other (how it is rescued)"
	run -1 check
	says "unnamed   acme/turbo-100: acme/firmware@$other"
}

@test "a commit that the source calls one of the family need not name the model" {
	other=$(commit a x "ramips: add support for Acme Turbo 200")
	vendor "acme/firmware@$other (family)"
	run -0 check
	[[ $output == *"1  family"* && $output != *unnamed* ]]
}

@test "a commit that the clone does not have is told" {
	commit a x "something" >/dev/null
	vendor "acme/firmware@0123456789"
	run -0 check
	says "unknown   acme/turbo-100: acme/firmware@0123456789"
}

@test "sources in other repositories, and those that are no commits, are left out" {
	commit a x "something" >/dev/null
	vendor "other/project@0123456789" "https://forum.example.org/t/1"
	run -0 check
	[[ $output == *"1  elsewhere"* && $output != *unknown* ]]
}

@test "what a procedure cites counts for each of its models" {
	other=$(commit a x "ramips: add support for Acme Turbo 200")
	mkdir -p mine
	cat >mine/acme.json <<-J
		{"schema": 2, "vendor": "acme", "title": "Acme", "procedures": [{"name": "p",
		 "sources": [{"ref": "acme/firmware@$other", "kind": "openwrt-commit"}]}],
		 "models": [{"model": "turbo-200", "procedure": "p"}, {"model": "turbo-300", "procedure": "p"}]}
	J
	run -1 check
	says "unnamed   acme/turbo-300"
	[[ $output != *"unnamed   acme/turbo-200"* ]]
}
