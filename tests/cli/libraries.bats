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

@test "a start loads few libraries, and none that only some commands need" {
	run -0 loaded "$program" --version
	echo "$output"
	[ "${#lines[@]}" -ge 2 ]
	[ "${#lines[@]}" -le 15 ]
	[[ $output != *curl* && $output != *archive* && $output != *mount* && $output != *crypto* ]]
}

@test "without libcrypto the catalogue is there, and all else says what to install" {
	run -0 without libcrypto.so.3 mkrescue show xiaomi r3g
	run -0 without libcrypto.so.3 mkrescue list xiaomi
	run -6 without libcrypto.so.3 build --output stick.img
	says "cannot load libcrypto.so.3 ("
	says "install it (Debian's package is libssl3)"
	run -6 without libcrypto.so.3 mkrescue inspect "$good"
	says "cannot load libcrypto.so.3 ("
	says "broken/libcrypto.so.3: file too short); install it (Debian's package is libssl3)"
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

# zipped NAME: the good firmware and a text, as a ZIP archive.
zipped() {
	python3 - "$1" "$good" <<-'P'
		import sys, zipfile
		with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
		    archive.writestr("readme.txt", "read me")
		    archive.write(sys.argv[2], "fw.bin")
	P
}

@test "an archive's examiner is repeated once, and the library is loaded before it is confined" {
	command -v strace >/dev/null || skip "strace is not installed"
	zipped a.zip
	run -0 mkrescue inspect --trust "$key" a.zip
	says "container: zip > xiaomi-hdr1"
	export ASAN_OPTIONS=detect_leaks=0 # LeakSanitizer traces, as strace does
	strace -f -qq -o calls -e trace=openat,clone,clone3,fork,vfork,seccomp,prctl \
		"$program" inspect --trust "$key" a.zip >/dev/null
	[ "$(grep -c 'libarchive.so.13.* = [0-9]' calls)" -eq 1 ]
	[ "$(grep -c 'PR_SET_SECCOMP' calls)" -eq 2 ]
	strace -f -qq -o calls -e trace=prctl "$program" inspect --trust "$key" "$good" >/dev/null
	[ "$(grep -c 'PR_SET_SECCOMP' calls)" -eq 1 ]
}

@test "without libarchive an archive is not looked into, and it says what to install" {
	zipped a.zip
	run without libarchive.so.13 mkrescue inspect a.zip
	says "cannot unpack it without libarchive.so.13; install Debian's package libarchive13"
	run -6 without libarchive.so.13 mkrescue --vendor xiaomi --model r3g --trust "$key" \
		--output stick.img --firmware a.zip
	says "cannot load libarchive.so.13 ("
	[ ! -e stick.img ]
}

@test "without libarchive a compressed image is refused before anything is made, a plain one is not" {
	for suffix in gz xz zst bz2; do
		run -6 without libarchive.so.13 build --output stick.img.$suffix
		says "cannot write 'stick.img.$suffix': cannot load libarchive.so.13 ("
		[ -z "$(find . -name 'stick*')" ]
	done
	run -0 without libarchive.so.13 build --output stick.img
}

@test "without libarchive a cache is neither exported nor imported" {
	export XDG_CACHE_HOME=$PWD/cache
	mkdir -p cache
	tar -cf bundle.tar -C broken . 2>/dev/null || tar -cf bundle.tar -T /dev/null
	run -6 without libarchive.so.13 mkrescue cache import bundle.tar
	says "cannot load libarchive.so.13 ("
	run -0 without libarchive.so.13 mkrescue doctor
	says "warning  libarchive: it cannot be loaded, so ZIP files"
}

@test "without libedit doctor says what is missing" {
	run -0 without libedit.so.2 mkrescue doctor
	says "warning  libedit: it cannot be loaded, so answers are typed without Tab and arrow keys; install"
	run -0 mkrescue doctor
	says "ok       libedit: loaded"
}
