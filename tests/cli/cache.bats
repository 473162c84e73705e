#!/usr/bin/env bats
# What was downloaded: listed, hashed, taken elsewhere, removed.
load helper
load cache

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	own_cache here
}

# events PYTHON: the objects that the last `run` printed are in `events`.
events() {
	python3 -c "import json, sys
events = [json.loads(line) for line in sys.argv[1].splitlines()]
$1" "$output"
}

@test "an empty cache is no mistake" {
	run -0 mkrescue cache list
	says "0 objects, 0 bytes"
	run -0 mkrescue cache verify
	run -0 mkrescue cache prune
}

# bats test_tags=quick
@test "every object is listed with its size, its date and its addresses" {
	cached one https://a/1 https://a/copy
	cached another
	run -0 mkrescue cache list
	says "7692c3ad3540 3 bytes"
	says "$(date +%Y-)"
	says "https://a/1, https://a/copy"
	says "no address"
	says "2 objects, 10 bytes, in '$store'"
	run -0 --separate-stderr mkrescue cache list --json
	events "assert len(events) == 2
one = [e for e in events if e['size'] == 3][0]
assert one['event'] == 'result' and len(one['sha256']) == 64 and one['since'].endswith('Z')
assert one['addresses'] == ['https://a/1', 'https://a/copy']"
}

@test "--quiet leaves the list and nothing else" {
	cached one https://a/1
	run -0 --separate-stderr mkrescue cache list --quiet
	says "7692c3ad3540"
	[ -z "$stderr" ]
}

@test "a sound cache verifies" {
	cached one https://a/1
	run -0 mkrescue cache verify
	says "All objects match their checksums: 1 of 1."
}

# bats test_tags=quick
@test "a damaged object is told, removed, and ends verify with 8" {
	cached one https://a/1
	echo damage >"$object"
	cached another
	run -8 mkrescue cache verify
	says "removed the damaged object 7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
	says "https://a/1"
	says "1 of 2 objects in the cache was damaged and removed"
	run -0 mkrescue cache verify
}

@test "verify --json tells of every object whether it is sound" {
	cached one https://a/1
	echo damage >"$object"
	cached another
	run -8 --separate-stderr mkrescue cache verify --json
	events "results = [e for e in events if e['event'] == 'result']
assert sorted(e['sound'] for e in results) == [False, True]
assert events[-1]['event'] == 'failure' and events[-1]['status'] == 8"
}

@test "an export goes elsewhere, and gives the same export there" {
	cached one https://a/1 https://a/copy
	cached two https://a/2
	run -0 mkrescue cache export e.tar
	says "Exported 2 objects and the catalogue"
	own_cache there
	run -0 mkrescue cache import e.tar
	says "Imported 2 objects, 2 of them new."
	says "Its catalogue is the same as this program's."
	[ ! -e "$store/catalogues" ]
	mkrescue cache export again.tar
	cmp e.tar again.tar
	run -0 mkrescue cache import e.tar
	says "Imported 2 objects, 0 of them new."
	mkrescue cache export third.tar
	cmp e.tar third.tar
}

@test "an export is a plain tar file, without times and owners" {
	cached one https://a/1
	mkrescue cache export e.tar
	tar --numeric-owner -tvf e.tar >list
	[ "$(head -n 1 list | awk '{ print $6 }')" = manifest.json ]
	[ -z "$(grep -v -- '^-rw-r--r-- 0/0 .* 1970-01-01 ' list)" ]
	grep -q ' catalogue/vendors/xiaomi.json$' list
	grep -q ' catalogue/vendors/keys.json$' list
	grep -q ' catalogue/vendors/schema.json$' list
	grep -q ' catalogue/templates/layouts/raw.json$' list
}

@test "an existing file is replaced only with --force" {
	echo mine >e.tar
	run -5 mkrescue cache export e.tar
	says "'e.tar' already exists"
	[ "$(cat e.tar)" = mine ]
	mkrescue cache export --force e.tar
	tar -tf e.tar >list
}

@test "a damaged object fails the export, and no file appears" {
	cached one https://a/1
	echo ONE | head -c 3 >"$object"
	run -8 mkrescue cache export e.tar
	says "is damaged"
	says "cache verify"
	[ -z "$(find . -name '*e.tar*')" ]
}

@test "what is not known to be free to pass on is warned of, and the rest is not" {
	cached one https://vendor.example/one.bin
	cached two https://downloads.openwrt.org/releases/two.bin
	cached three https://downloads.openwrt.org.example/three.bin
	cached four https://mirror.example/openwrt/four.bin
	cached five https://vendor.example/copy.bin https://downloads.openwrt.org/five.bin
	run -0 env MKRESCUE_OPENWRT_URL=https://mirror.example/openwrt/ "$program" cache export e.tar
	says "no permission to redistribute 'https://vendor.example/one.bin' is known"
	says "redistribute 'https://downloads.openwrt.org.example/three.bin'"
	[ "$(grep -c 'permission to redistribute' <<<"$output")" -eq 2 ]
	run -0 mkrescue cache export --quiet --force e.tar
	[ "$(grep -c 'permission to redistribute' <<<"$output")" -eq 3 ]
}

@test "a download that the catalogue knows somebody to permit is not warned of" {
	copied_program
	cached one https://vendor.example/one.bin
	python3 - "$root" <<-'P'
		import json, sys
		vendor = json.load(open(sys.argv[1] + "/vendors/xiaomi.json"))
		model = next(m for m in vendor["models"] if m.get("downloads"))
		model["downloads"] = [{"url": "https://vendor.example/one.bin", "redistribution": "its licence"}]
		json.dump(vendor, open("copy/share/mkrescue-usb/vendors/xiaomi.json", "w"))
	P
	run -0 mkrescue cache export e.tar
	[[ $output != *"permission to redistribute"* ]]
}

@test "an address that stands for something here keeps it, and that is told" {
	cached theirs https://a/1
	mkrescue cache export e.tar
	own_cache there
	cached mine https://a/1
	run -0 mkrescue cache import e.tar
	says "'https://a/1' is already the address of another file in this cache"
	run -0 mkrescue cache list
	says "$(printf mine | sha256sum | head -c 12) 4 bytes"
	says "no address"
}

@test "another catalogue is unpacked whole, and can be used" {
	copied_program
	mkdir own
	sed 's/"xiaomi"/"ownvendor"/' "$root/vendors/xiaomi.json" >own/ownvendor.json
	touch own/.hidden.json own/notes.txt
	mkrescue cache export e.tar --catalog own
	own_cache there
	run -0 mkrescue cache import e.tar
	says "Its catalogue differs from this program's"
	says "--catalog '$store/catalogues/"
	folder=$(echo "$store"/catalogues/*)
	[ "$(ls "$folder")" = "$(printf 'own-1\ntemplates\nvendors')" ]
	[ "$(ls -A "$folder/own-1")" = ownvendor.json ]
	diff -r "$folder/templates/layouts" "$root/templates/layouts"
	diff -r -x site "$folder/templates/guide" "$root/templates/guide"
	diff <(cd "$folder/vendors" && ls) <(cd "$root/vendors" && ls -- *.json)
	run -0 mkrescue list ownvendor --catalog "$folder/own-1" --catalog "$folder/vendors"
	run -0 mkrescue cache import e.tar
	[ "$(find "$store/catalogues" -mindepth 1 -maxdepth 1 | wc -l)" -eq 1 ]
	run -0 mkrescue cache import e.tar --catalog own
	says "Its catalogue is the same as this program's."
}

@test "a file of one's own with a name that no export takes is told" {
	mkdir own
	cp "$root/vendors/xiaomi.json" "own/a'b.json"
	run -2 mkrescue cache export e.tar --catalog own
	says "not a valid file name in a cache export"
	[ ! -e e.tar ]
}

@test "prune removes what has no address, what was given up, and imported catalogues" {
	copied_program
	cached one https://a/1
	mkdir own
	sed 's/"xiaomi"/"ownvendor"/' "$root/vendors/xiaomi.json" >own/ownvendor.json
	mkrescue cache export e.tar --catalog own
	own_cache there
	mkrescue cache import e.tar
	cached orphan
	truncate -s 10 "$store/parts/$(printf part | sha256sum | cut -d ' ' -f 1)"
	run -0 --separate-stderr mkrescue cache prune --json
	events "assert events[0]['objects'] == 1 and events[0]['catalogues'] == 1
assert events[0]['bytes'] > 1000000"
	[ ! -e "$object" ]
	[ ! -e "$store/catalogues" ]
	[ -z "$(ls "$store/parts")" ]
	run -0 mkrescue cache list
	says "https://a/1"
	says "1 object, 3 bytes"
}

# bats test_tags=quick
@test "prune --all removes everything" {
	cached one https://a/1
	cached orphan
	run -0 mkrescue cache prune --all
	says "Removed 2 objects and 0 imported catalogues: 9 bytes freed."
	[ -z "$(find "$store" -type f)" ]
}

@test "what is no export is refused with 8, and nothing of it stays" {
	cp "$good" firmware.bin
	run -8 mkrescue cache import firmware.bin
	says "'firmware.bin' is not a cache export"
	cached one https://a/1
	mkrescue cache export e.tar
	own_cache there
	gzip -k e.tar
	run -8 mkrescue cache import e.tar.gz
	says "an uncompressed tar file"
	flip e.tar $((512 + 20))
	run -8 --separate-stderr mkrescue cache import e.tar --json
	events "assert events[-1]['kind'] == 'verify'"
	[ -z "$(find "$store" -type f)" ]
}

@test "an export cut anywhere is refused, and what came whole before may stay" {
	cached one https://a/1
	mkrescue cache export e.tar
	own_cache there
	head -c -200000 e.tar >cut.tar
	run -8 mkrescue cache import cut.tar
	says "copy it again"
	[ -z "$(find "$store/names" "$store/parts" -type f)" ]
	[ ! -e "$store/catalogues" ]
	run -0 mkrescue cache verify
	run -0 mkrescue cache import e.tar
}

@test "python's tar files with the same members are read as well" {
	cached one https://a/1
	mkrescue cache export e.tar
	python3 - <<-'P'
		import tarfile
		source = tarfile.open("e.tar")
		with tarfile.open("gnu.tar", "w", format=tarfile.GNU_FORMAT) as copy:
		    for member in source:
		        copy.addfile(member, source.extractfile(member))
	P
	own_cache there
	run -0 mkrescue cache import gnu.tar
	says "1 of them new"
}

@test "what is not there, or no file, cannot be imported" {
	run -7 mkrescue cache import nothing.tar
	says "cannot read 'nothing.tar'"
	run -2 mkrescue cache import .
	says "'.' is not a regular file"
	mkfifo pipe
	run -2 mkrescue cache import pipe
}

@test "a wrong command says what would be right" {
	run -2 mkrescue cache
	says "'list', 'verify', 'export FILE', 'import FILE' or 'prune'"
	run -2 mkrescue cache empty
	says "unknown word 'empty'"
	run -2 mkrescue cache export
	says "'cache export' needs a FILE"
	run -2 mkrescue cache import
	says "'cache import' needs a FILE"
	run -2 mkrescue cache prune e.tar
	says "'e.tar'"
	run -2 mkrescue cache list --all
	says "'--all' can only be used with 'cache prune'"
	run -2 mkrescue cache import e.tar --force
	says "'--force' can only be used with 'cache export'"
	run -2 mkrescue list --all
	says "option '--all' cannot be used with 'list'"
}
