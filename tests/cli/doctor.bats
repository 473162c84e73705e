#!/usr/bin/env bats
# What works here, what is missing, and what to do about it.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	export XDG_CACHE_HOME=$PWD/cache
	unset https_proxy HTTPS_PROXY http_proxy all_proxy ALL_PROXY no_proxy NO_PROXY
	unset CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR MKRESCUE_OPENWRT_URL
}

# events PYTHON: the results that the last `run` printed are in `found`, by the name of their check.
events() {
	python3 -c "import json, sys
events = [json.loads(line) for line in sys.argv[1].splitlines()]
found = {e['check']: e for e in events if e['event'] == 'result'}
$1" "$output"
}

# bats test_tags=quick
@test "where everything is, doctor ends with 0 and says so" {
	run -0 mkrescue doctor
	says "ok       mkfs.fat: mkfs.fat "
	says "ok       fsck.fat: fsck.fat "
	says "ok       mcopy: mcopy (GNU mtools) "
	says "ok       trial: made and verified a tiny stick in memory"
	says "Everything that an image file needs is here."
	[[ $output != *missing* ]]
	[ -z "$(ls -A)" ]
}

@test "every line is a state, what it is about, and what was found" {
	run -0 --separate-stderr mkrescue doctor
	[ -z "$(grep -vE '^(ok      |warning |missing ) [a-zA-Z_. ]+: .+$' <<<"$output")" ]
	run -0 --separate-stderr mkrescue doctor --quiet
	[ -z "$stderr" ]
}

@test "--json has one result for each check" {
	run -0 --separate-stderr mkrescue doctor --json
	events "assert len(events) >= 15
for e in events:
    assert e['event'] == 'result' and set(e) == {'event', 'check', 'state', 'detail', 'advice'}, e
    assert e['state'] in ('ok', 'warning') and e['detail']
    assert e['advice'] is None if e['state'] == 'ok' else True
for name in ('mkfs.fat fsck.fat mcopy mmd mlabel trial libcurl openssl libarchive libedit libblkid '
             'jansson user memfd proc sys kernel landlock seccomp catalogue cache '
             'certificates').split():
    assert name in found, name
assert 'OpenSSL' in found['openssl']['detail'] and '/' in found['libcurl']['detail']"
}

@test "tools that are not in PATH are found in sbin" {
	mkdir tools
	for tool in mcopy mmd mlabel; do
		ln -s "$(command -v $tool)" tools/
	done
	run -0 env PATH="$PWD/tools" "$program" doctor
	says "sbin/mkfs.fat'"
}

@test "without mtools it says what to install, and ends with 6" {
	mkdir tools
	for path in "" "$PWD/tools"; do
		run -6 env PATH="$path" "$program" doctor
		says "missing  mcopy: it is neither in PATH nor in the folders of the system's tools; install"
		says "missing  mmd: "
		says "missing  mlabel: "
		says "this computer cannot make images: 3 requirements are missing (listed above)"
		[[ $output != *trial* ]]
	done
	if grep -q '^ID=debian' /etc/os-release; then
		says "; install: apt install mtools"
	fi
	run -6 --separate-stderr env PATH="$PWD/tools" "$program" doctor --json
	events "assert found['mcopy']['state'] == 'missing' and 'mtools' in found['mcopy']['advice']
assert events[-1]['event'] == 'failure' and events[-1]['kind'] == 'tool'"
}

@test "a tool that does nothing is found out by the trial" {
	fake_tool mcopy <<<$'#!/bin/sh\necho "mcopy (GNU mtools) 9.9"'
	run -6 mkrescue doctor
	says "ok       mcopy: mcopy (GNU mtools) 9.9, '$PWD/tools/mcopy'"
	says "missing  trial: these tools cannot make a stick: mcopy"
	says "this computer cannot make images: 1 requirement is missing (listed above)"
}

@test "a tool that only complains, or dies, or cannot be run, is told" {
	fake_tool mmd <<<$'#!/bin/sh\necho "cannot start" >&2; exit 3'
	run -6 mkrescue doctor
	says "warning  mmd: '$PWD/tools/mmd' does not report its version: 'mmd' failed (status 3): cannot start"
	fake_tool mmd <<<$'#!/bin/sh\nkill -SEGV $$'
	run -6 mkrescue doctor
	says "'mmd' was killed by signal 11"
	fake_tool mmd <<<$'#!/nonexistent/interpreter'
	run -6 mkrescue doctor
	says "cannot run '$PWD/tools/mmd'"
}

@test "what a tool says cannot control the terminal" {
	real=$(command -v mmd)
	fake_tool mmd <<-S
		#!/bin/sh
		[ "\$1" = --version ] || exec $real "\$@"
		printf 'mmd \033]0;title\007 \342\200\256 1.0\n'
	S
	run -0 mkrescue doctor
	says "ok       mmd: mmd ?]0;title? ? 1.0"
}

@test "a cache that cannot be written is a warning: images are made without it" {
	touch file
	for place in "$PWD/file" "$PWD/file/below"; do
		XDG_CACHE_HOME=$place run -0 mkrescue doctor
		says "warning  cache: "
		says "downloads are not possible; make it writable, or set XDG_CACHE_HOME to a writable folder"
	done
	run -0 env -u XDG_CACHE_HOME -u HOME "$program" doctor
	says "warning  cache: no folder is set for it; downloads are not possible; set XDG_CACHE_HOME"
}

@test "a folder in the cache that is in the way is told by its name" {
	mkdir -p cache/mkrescue-usb
	touch cache/mkrescue-usb/names
	run -0 mkrescue doctor
	says "warning  cache: cannot write to '$PWD/cache/mkrescue-usb/names'"
}

@test "the cache's place and room are told, and nothing is made" {
	run -0 mkrescue doctor
	says "ok       cache: '$PWD/cache/mkrescue-usb', created when it is needed: "
	says " free"
	[ ! -e cache ]
	mkdir -p cache/mkrescue-usb
	run -0 mkrescue doctor
	says "ok       cache: '$PWD/cache/mkrescue-usb': "
	[ -z "$(ls -A cache/mkrescue-usb)" ]
}

@test "a broken recipe of one's own is a warning, with its place and the remedy" {
	export XDG_CONFIG_HOME=$PWD/config
	run -0 mkrescue doctor
	says "ok       own recipes: none in '$PWD/config/mkrescue-usb/vendors'"
	mkdir -p config/mkrescue-usb/vendors
	echo '{"schema": 2, "vendor": "x"}' >config/mkrescue-usb/vendors/x.json
	run -0 mkrescue doctor
	says "warning  own recipes: '$PWD/config/mkrescue-usb/vendors/x.json' at /title: is missing"
	says "'mkrescue-usb check-catalog $PWD/config/mkrescue-usb/vendors/' lists every mistake"
	[[ $output != *"ok       own recipes"* ]]
}

@test "the catalogue is counted" {
	run -0 mkrescue doctor
	says "ok       catalogue: "
	[[ $output =~ [0-9]+\ models\ of\ [0-9]+\ vendors,\ [0-9]+\ layouts ]]
}

@test "a program without its data says how to get it back" {
	cp "$program" bare
	run -6 ./bare doctor
	says "missing  catalogue: the program's data is missing"
	says "reinstall the program with its data"
}

@test "proxies are told without their passwords" {
	export https_proxy=http://me:secret@proxy.example:3128/ no_proxy=a.example,b.example
	ALL_PROXY=you:hush@proxy.example run -0 mkrescue doctor
	says "ok       https_proxy: 'http://***@proxy.example:3128/'"
	says "ok       ALL_PROXY: '***@proxy.example'"
	says "ok       no_proxy: 'a.example,b.example'"
	[[ $output != *secret* && $output != *hush* && $output != *me:* ]]
	unset https_proxy no_proxy
	run -0 mkrescue doctor
	says "ok       proxy: no environment variable sets one"
}

@test "certificates that are not there are told with the variable that asks for them" {
	SSL_CERT_FILE=$PWD/none.pem SSL_CERT_DIR=$PWD/none run -0 mkrescue doctor
	says "warning  certificates: cannot read '$PWD/none.pem'"
	says "correct the variable SSL_CERT_FILE"
	says "warning  certificates: cannot read the folder '$PWD/none'; correct the variable SSL_CERT_DIR"
	touch some.pem
	CURL_CA_BUNDLE=$PWD/some.pem SSL_CERT_DIR=$PWD run -0 mkrescue doctor
	says "ok       certificates: '$PWD/some.pem', by CURL_CA_BUNDLE"
	says "ok       certificates: the folder '$PWD', from SSL_CERT_DIR"
}

@test "doctor asks nobody: no socket is opened" {
	tests_need=$(command -v strace) || skip "strace is not installed"
	run -0 env ASAN_OPTIONS=detect_leaks=0 "$tests_need" -f -o trace -e trace=connect,sendto,bind "$program" doctor
	[ -z "$(grep -E 'sa_family=AF_INET' trace)" ] # the kernel alone, about its networks
}

@test "doctor takes no operand and no option of other commands" {
	run -2 mkrescue doctor now
	run -2 mkrescue doctor --device /dev/null
	says "option '--device' cannot be used with 'doctor'"
}

@test "whether a rescue over the network could choose an interface is said" {
	[ "$(id -u)" -eq 0 ] || skip "only root can make network namespaces"
	run -0 unshare --net "$program" doctor
	says "warning  interface: a rescue over the network cannot choose one: there is none"
	run -0 unshare --net sh -c 'ip link add pc0 type veth peer name r0 && exec "$@"' sh "$program" doctor
	says "'pc0' (it is virtual, and must be named)"
	says "ok       frames: may be sent and received on a network cable"
}
