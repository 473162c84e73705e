#!/usr/bin/env bats
# Root, on behalf of the user who called sudo.
load helper
load ../cli/recipes

setup_file() {
	[ "$(id -u)" -eq 0 ] || skip "only root can be somebody else"
	start_world
	start_nginx
	"$root/scripts/make-sample-firmware" --out "$world/sample" >/dev/null
	cp "$world/sample/"*.bin "$world/www/signed.bin"
}

teardown_file() {
	stop_world
}

setup() {
	know_world
	unshare --mount true || skip "no mount namespace can be made here"
	home=$(mktemp -d /tmp/home-XXXXXX)
	chown 12345:12345 "$home"
	{
		cat /etc/passwd
		echo "caller:x:12345:12345::$home:/bin/sh"
	} >passwd
	mkdir catalog
	acme "\"method\": \"usb-stick\", \"layout\": \"fat32-mbr\", \"works_when\": \"-\",
		\"confidence\": \"good\", \"boards\": [\"xiaomi_mi-router-3g\"], \"files\": [$(file rescue.bin xiaomi-hdr1)],
		\"downloads\": [{\"url\": \"$nginx/signed.bin\"}]"
}

teardown() {
	[ -z "$home" ] || rm -rf "$home"
}

as_caller() {
	unshare --mount sh -c 'mount --bind passwd /etc/passwd && exec "$@"' sh \
		env -u XDG_CACHE_HOME SUDO_UID=12345 "${MKRESCUE:-$build/mkrescue-usb}" "$@" </dev/null
}

@test "what is fetched under sudo lies in the calling user's cache, and is that user's" {
	run -0 as_caller fetch --catalog catalog --vendor acme --model a1 \
		--trust "$world/sample/sample-public.pem"
	[ -n "$(find "$home/.cache/mkrescue-usb/sha256" -type f)" ]
	[ -z "$(find "$home" ! -uid 12345 -o ! -gid 12345)" ]
}

@test "a link in the calling user's cache leads root to nothing that is not that user's" {
	mkdir -p "$home/.cache" secret
	ln -s "$PWD/secret" "$home/.cache/mkrescue-usb"
	chown -hR 12345:12345 "$home/.cache"
	chmod 700 secret
	run -7 as_caller fetch --catalog catalog --vendor acme --model a1 \
		--trust "$world/sample/sample-public.pem"
	[ -z "$(ls secret)" ]
}
