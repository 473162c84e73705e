# A cache without a server: objects as a download leaves them, and exports that strangers made.
# shellcheck shell=bash disable=SC2034,SC2154

# own_cache NAME: the cache that the program uses from now on.
own_cache() {
	export XDG_CACHE_HOME=$PWD/$1
	store=$XDG_CACHE_HOME/mkrescue-usb
	mkdir -p "$store"/{sha256,parts,names}
}

# cached TEXT [ADDRESS...]: an object, in $object, and its notes.
cached() {
	printf %s "$1" >cached-text
	cached_file cached-text "${@:2}"
}

# cached_file FILE [ADDRESS...]
cached_file() {
	local address
	hex=$(sha256sum "$1" | cut -d ' ' -f 1)
	object=$store/sha256/${hex:0:2}/$hex
	mkdir -p "${object%/*}"
	cp "$1" "$object"
	for address in "${@:2}"; do
		echo "$hex $address" >"$store/names/$(printf %s "$address" | sha256sum | cut -d ' ' -f 1)"
	done
}

# The program, with data of its own that may be changed.
copied_program() {
	mkdir -p copy/share/mkrescue-usb
	cp "$program" copy/mkrescue-usb
	cp -rL "$root"/{vendors,templates} copy/share/mkrescue-usb
	program=$PWD/copy/mkrescue-usb
}
