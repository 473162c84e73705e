#!/usr/bin/env bats
# Which shared libraries a start loads, and what happens where one is missing.
load helper

# without FILE COMMAND...: with a file of that name in front of the system's that is no library.
without() {
	mkdir -p broken
	: >"broken/$1"
	LD_LIBRARY_PATH=$PWD/broken "${@:2}"
}

# loaded COMMAND...: the names of all libraries that it loads, but the sanitizers' and our own.
loaded() {
	LD_DEBUG=files LD_DEBUG_OUTPUT=$PWD/loads "$@" >/dev/null 2>&1
	sed -n 's|.*calling init: .*/||p' loads.* | sort -u |
		grep -vE '^lib(asan|ubsan|clang_rt.*|stdc\+\+|gcc_s|m|app|base|catalog|cli|fetch|firmware|guide|net|stick)\.so'
}

@test "a start does not load what only some commands need" {
	run -0 loaded "$program" --version
	echo "$output"
	[ "${#lines[@]}" -ge 2 ]
	[[ $output != *curl* ]]
}

@test "without libcurl downloads say what to install, and everything else works" {
	run -6 without libcurl.so.4 mkrescue fetch --vendor xiaomi --model r3g \
		--firmware https://127.0.0.1:1/file
	says "cannot load libcurl.so.4 ("
	says "broken/libcurl.so.4: file too short); install it"
	says "Debian's package is libcurl4), or download the file by other means and give it with"
	run -0 without libcurl.so.4 build --output stick.img
	run -0 without libcurl.so.4 mkrescue doctor
	says "warning  libcurl: it cannot be loaded, so downloads are not possible; install"
	says "ok       libarchive: "
}
