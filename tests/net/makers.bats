#!/usr/bin/env bats
# Makers' own lists of firmware, on a server of ours that answers as they do, and badly.
load helper
load ../cli/recipes

setup_file() {
	local id
	start_world
	start_nginx
	bad_server bad "$world/good.pem" "$world/good.key"
	openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$world/key.pem" 2>/dev/null
	for id in 3 7 8 10 13; do
		"$root/scripts/make-sample-firmware" --key "$world/key.pem" --model-id $id \
			--out "$world/sample$id" >/dev/null
		cp "$world/sample$id"/*.bin "$world/www/$id.bin"
	done
}

teardown_file() {
	stop_world
}

# Every server but ours is out of reach: what the catalogue names is never asked.
setup() {
	know_world
	export HOME=$PWD XDG_CACHE_HOME=$PWD/cache XDG_CONFIG_HOME=/nonexistent
	export https_proxy=http://127.0.0.1:1 http_proxy=http://127.0.0.1:1 no_proxy=localhost
	unset SUDO_UID
	trust=$world/sample13/sample-public.pem
	site=$world/www/$BATS_TEST_NUMBER
	mkdir -p "$site/upgrade/log" "$site/cloud-api/model"
	export MKRESCUE_XIAOMI_URL=$nginx/$BATS_TEST_NUMBER/
	export MKRESCUE_GLINET_URL=$nginx/$BATS_TEST_NUMBER
}

mkrescue() {
	"${MKRESCUE:-$build/mkrescue-usb}" "$@" </dev/null
}

# entry CODE URL [VERSION]: what Xiaomi's list says of one build.
entry() {
	echo "{\"realType\": \"$1\", \"title\": \"R\", \"version\": \"${3:-2.28.44}\",
		\"url\": \"$2\", \"time\": 1552348800000, \"contents\": \"<p>-</p>\"}"
}

# answers TEXT: Xiaomi's list, to any question.
answers() {
	printf '%s' "$1" >"$site/upgrade/log/latest"
}

# lists ENTRY
lists() {
	answers "{\"code\": 0, \"data\": {\"list\": [$1]}}"
}

build() {
	mkrescue --vendor xiaomi --model r3g --trust "$trust" --output stick.img "$@"
}

# refused STATUS WORDS [ARGUMENT...]: no image, and no firmware in the cache.
refused() {
	local status_wanted=$1 words=$2
	shift 2
	run -"$status_wanted" build "$@"
	says "$words"
	[ ! -e stick.img ]
	[ ! -d cache ] || [ -z "$(find cache/mkrescue-usb/sha256 -type f -size +300k)" ]
}

holds() {
	mcopy -n -i stick.img@@1048576 ::miwifi.bin got
	cmp got "$1"
}

@test "the newest stable build is found by Xiaomi's list, and proven by its signature alone" {
	lists "$(entry R3GSTA "$nginx_http/13.bin")"
	run -0 build
	says "The newest stable build for 'Xiaomi Mi Router 3G, first version (R3G)' is 2.28.44 of 2019-03-12, according to Xiaomi's list."
	says "from: $nginx_http/13.bin (stable 2.28.44 of 2019-03-12, the newest in Xiaomi's list)"
	says "authenticated by: signature by sample-public.pem"
	holds "$world/www/13.bin"
}

@test "each model with a stick has its code in the list" {
	local model id code
	while read -r model id code; do
		lists "$(entry "${code}STA" "$nginx/$id.bin")"
		run -0 mkrescue --vendor xiaomi --model "$model" --trust "$trust" \
			--output "$model.img" --accept-unproven
		says "stable 2.28.44 of 2019-03-12"
	done <<-'END'
		r3g 13 R3G
		r3 7 R3
		r3p 10 R3P
		r1cm 3 R1C
		r3d 8 R3D
	END
}

@test "a call of JSONP is unwrapped" {
	answers "jQuery_1({\"code\": 0, \"data\": {\"list\": [$(entry R3GSTA "$nginx/13.bin")]}});"
	run -0 build
	holds "$world/www/13.bin"
}

@test "a channel is asked for by its name" {
	lists "$(entry R3GDEV "$nginx/13.bin" 2.25.124)"
	run -0 build --firmware xiaomi:developer
	says "developer 2.25.124 of 2019-03-12, the newest in Xiaomi's list"
	run -2 build --force --firmware xiaomi:newest
	says "'xiaomi:newest' is not a channel; use 'xiaomi:stable' or 'xiaomi:developer'"
	run -2 mkrescue fetch --vendor xiaomi --model cr6606 --firmware xiaomi:stable
	says "it is not known under which name Xiaomi's list has stable builds for"
	run -2 mkrescue fetch --vendor onion --model omega2p --firmware xiaomi:stable
	says "it is not known under which name"
}

@test "what was fetched once is found again without a network" {
	lists "$(entry R3GSTA "$nginx_http/13.bin")"
	build
	mv stick.img first.img
	rm -r "$site"
	run -0 build --offline
	says "stable 2.28.44 of 2019-03-12"
	cmp stick.img first.img
}

@test "a lock file pins what the list named" {
	lists "$(entry R3GSTA "$nginx_http/13.bin")"
	run -0 mkrescue lock --vendor xiaomi --model r3g --trust "$trust"
	grep -q "\"$nginx_http/13.bin\"" rescue.lock.json
	grep -q "\"size\": $(stat -c %s "$world/www/13.bin")" rescue.lock.json
	grep -q "\"sha256\": \"$(digest "$world/www/13.bin")\"" rescue.lock.json
	rm -r cache
	answers "no list at all"
	run -0 mkrescue build --locked --output stick.img
	holds "$world/www/13.bin"
}

@test "fetch --all asks the list for each model, and one that fails stops no other" {
	lists "$(entry R3GSTA "$nginx_http/13.bin")"
	run -4 mkrescue fetch --vendor xiaomi --all --firmware xiaomi:stable \
		--trust "$trust"
	says "xiaomi/r3g: 13.bin"
	says "xiaomi/r3d:"
	says "is about 'R3GSTA' instead of 'R3DSTA': the build of another model or channel"
}

@test "a wrong answer is refused in words" {
	answers "<!DOCTYPE html><html>Not found</html>"
	refused 4 "expected near '<'" --firmware xiaomi:stable
	lists "$(entry R3STA "$nginx/13.bin")"
	refused 4 "is about 'R3STA' instead of 'R3GSTA'" --firmware xiaomi:stable
	lists ""
	refused 4 "Xiaomi's list has no build for 'R3GSTA'" --firmware xiaomi:stable
	answers '{"code": 1602, "msg": "-"}'
	refused 4 "Xiaomi's list reports the error 1602" --firmware xiaomi:stable
	rm "$site/upgrade/log/latest"
	refused 9 "cannot download Xiaomi's firmware list" --firmware xiaomi:stable
}

@test "a huge answer and a slow one have an end" {
	head -c 300000 /dev/zero | tr '\0' ' ' >"$site/upgrade/log/latest"
	refused 9 "firmware list" --firmware xiaomi:stable
	export MKRESCUE_XIAOMI_URL=$bad/trickle
	refused 9 "firmware list" --firmware xiaomi:stable
}

@test "an address elsewhere is not fetched" {
	lists "$(entry R3GSTA "https://firmware.example/13.bin")"
	refused 4 "points to 'https://firmware.example/13.bin', which is not on a server that is known to be Xiaomi's" \
		--firmware xiaomi:stable
	lists "$(entry R3GSTA "https://me:secret@bigota.miwifi.com/13.bin")"
	refused 4 "its address is not one of a file" --firmware xiaomi:stable
}

@test "a redirect to where TLS ends, or to a server without a certificate, is not followed" {
	export MKRESCUE_XIAOMI_URL=$bad/to/$(printf %s "$nginx_http/13.bin" | sed 's/\//%2F/g')?
	refused 9 "firmware list" --firmware xiaomi:stable
	export MKRESCUE_XIAOMI_URL=$bad/to/$(printf %s "$unknown/13.bin" | sed 's/\//%2F/g')?
	refused 9 "firmware list" --firmware xiaomi:stable
}

@test "a file for another model, an unsigned one and a page are refused, whatever the list says" {
	lists "$(entry R3GSTA "$nginx/7.bin")"
	refused 4 "R3" --firmware xiaomi:stable
	"$root/scripts/make-sample-firmware" --no-signature --out unsigned >/dev/null
	cp unsigned/*.bin "$world/www/unsigned.bin"
	lists "$(entry R3GSTA "$nginx_http/unsigned.bin")"
	refused 4 "unsigned.bin" --firmware xiaomi:stable --accept-unsigned
	echo "<!DOCTYPE html><html><body>Not found</body></html>" >"$world/www/page.bin"
	lists "$(entry R3GSTA "$nginx/page.bin")"
	refused 4 "page" --firmware xiaomi:stable --accept-unsigned
}

@test "without the list the developer builds of the catalogue are named, and never chosen" {
	answers "no list at all"
	refused 4 "the catalogue has developer builds, which --accept-developer fetches"
}

# glinet VERSION STAGE FILE SUM: GL.iNet's list, with one build.
glinet() {
	echo "{\"code\": 0, \"info\": [{\"version\": \"$1\", \"stage\": \"$2\", \"download\": [{
		\"name\": \"$3\", \"link\": \"$nginx/$3\", \"sha256\": \"$4\",
		\"size\": $(stat -c %s "$world/www/$3"), \"compile_time\": 1744685993}]}]}" \
		>"$site/cloud-api/model/info"
}

@test "GL.iNet's list gives a SHA-256 that the file must have, and that https alone stands behind" {
	cp "$root/tests/data/firmware/uimage-legacy-mips.bin" "$world/www/gl.bin"
	glinet 4.7.7 RELEASE gl.bin "$(digest "$world/www/gl.bin")"
	run -4 mkrescue fetch --vendor glinet --model gl-mt6000 --firmware glinet:stable
	says "the only proof of origin for 'gl.bin' is https"
	run -0 mkrescue fetch --vendor glinet --model gl-mt6000 --firmware glinet:stable \
		--accept-unsigned
	says "stable 4.7.7 of 2025-04-15, the newest in GL.iNet's list"
	says "authenticated by: https, and the SHA-256 in GL.iNet's list"
	rm -r cache
	glinet 4.7.7 RELEASE gl.bin "$(digest "$world/www/13.bin")"
	run -4 mkrescue fetch --vendor glinet --model gl-mt6000 --firmware glinet:stable --accept-unsigned
	says "SHA-256"
	glinet 4.9.0 TESTING gl.bin "$(digest "$world/www/gl.bin")"
	run -4 mkrescue fetch --vendor glinet --model gl-mt6000 --firmware glinet:stable --accept-unsigned
	says "GL.iNet's list has no release for 'mt6000'"
}
