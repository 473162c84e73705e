#!/usr/bin/env bats
# The templates for pipelines do what they say: their own lines run here, in a copy of this system's root
# without a network, where a folder on this computer is the release.
load helper

templates=$root/templates/ci

# Prints the lines of a step, as `runs` names it: "github/action.yml 1".
lines_of() {
	python3 -c '
import sys, yaml
file = yaml.safe_load(open(sys.argv[1]))
steps = ([s["run"] for s in file["runs"]["steps"]] if "runs" in file
         else file[".mkrescue-usb"]["before_script"] + file[".mkrescue-usb"]["script"])
print(steps[int(sys.argv[2]) - 1])' "$templates/$1" "$2"
}

# A package whose program is the one under test.
package() {
	mkdir -p "$1/DEBIAN" "$1/usr/share/$1"
	printf 'Package: %s\nVersion: 9.9\nArchitecture: %s\nMaintainer: a test <test@test.invalid>\n' \
		"$1" "$2" >"$1/DEBIAN/control"
	echo "Description: a test" >>"$1/DEBIAN/control"
	[ "$2" = all ] || install -D /dev/stdin "$1/usr/bin/mkrescue-usb" <<-END
		#!/bin/sh
		exec "$program" "\$@"
	END
	dpkg-deb --root-owner-group --build "$1" "release/$1_9.9_$2.deb" >/dev/null
}

setup() {
	[ "$(id -u)" = 0 ] || skip "this needs root"
	cd "$BATS_TEST_TMPDIR" || return
	mkdir release world
	package mkrescue-usb "$(dpkg --print-architecture)"
	package mkrescue-usb-data all
	(cd release && sha256sum -- *.deb >SHA256SUMS)
	cp "$good" world/good.bin
	cat >world/fleet.json <<-END
		{"version": 1, "images": [
			{"vendor": "xiaomi", "model": "r3g", "firmware": ["good.bin"]},
			{"vendor": "xiaomi", "model": "r3g", "firmware": ["good.bin"], "image": "b.img.xz"}]}
	END
	(cd world && mkrescue lock --fleet fleet.json --accept-unsigned)
	cat >in-a-root <<-'END'
		set -eu
		ip link set lo up
		mount -t tmpfs none /mnt
		mkdir /mnt/upper /mnt/work /mnt/root
		mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
		mount --rbind /dev /mnt/root/dev
		mount -t proc proc /mnt/root/proc
		mount --bind "$PWD" "/mnt/root$PWD"
		printf '#!/bin/sh\nexec "$@"\n' >/mnt/root/usr/bin/sudo
		chmod +x /mnt/root/usr/bin/sudo
		exec chroot /mnt/root sh -c 'cd "$1" && shift && exec "$@"' sh "$PWD" "$@"
	END
}

# in_a_root COMMAND...: with the release at http://127.0.0.1:8080 and no other network.
in_a_root() {
	printf '%s\n' 'python3 -m http.server --bind 127.0.0.1 8080 --directory release 2>served &' \
		'trap "kill $!" EXIT' \
		'until curl --silent http://127.0.0.1:8080/SHA256SUMS >/dev/null; do kill -0 $!; done' \
		'cd world' 'set +e' '"$@"' 'status=$?' 'exit $status' >serve
	unshare --mount --net sh in-a-root bash -e serve "$@"
}

# runs TEMPLATE STEP: as the pipeline does.
runs() {
	lines_of "$1" "$2" >world/step
	bash -e world/step
}

@test "the action for GitHub installs the released package and makes the image of a lock file" {
	lines_of github/action.yml 1 >world/install
	lines_of github/action.yml 2 >world/build
	jq '.images["b.img.xz"]' world/fleet.lock.json >world/rescue.lock.json
	run -0 in_a_root env RELEASE=http://127.0.0.1:8080 REPOSITORY= TAG= LOCK_FILE=rescue.lock.json FLEET= \
		VENDOR= MODEL= FIRMWARE=good.bin IMAGE=rescue.img.xz FOLDER=images OPTIONS= \
		GITHUB_OUTPUT=outputs bash -ec 'bash -e install; [ "$(command -v mkrescue-usb)" = /usr/bin/mkrescue-usb ]
			bash -e build'
	says "mkrescue-usb-data_9.9_all.deb: OK"
	. world/outputs
	[ "$image" = images/rescue.img.xz ]
	[ "$(sha256sum <"world/$image")" = "$sha256  -" ]
	[ "$(jq -r 'select(.event == "result") | .files[0].path' "world/$manifest")" = /miwifi.bin ]
	[ ! -e /usr/bin/mkrescue-usb ] || [ "$(dpkg-query -W -f '${Version}' mkrescue-usb)" != 9.9 ]
}

@test "the action for GitHub makes one router's image of a fleet, as the matrix does" {
	lines_of github/action.yml 1 >world/install
	lines_of github/action.yml 2 >world/build
	run -0 in_a_root env RELEASE=http://127.0.0.1:8080 REPOSITORY= TAG= LOCK_FILE= FLEET=fleet.json \
		VENDOR=xiaomi MODEL=r3g FIRMWARE= IMAGE= FOLDER=images OPTIONS= GITHUB_OUTPUT=outputs \
		bash -ec 'bash -e install; bash -e build'
	. world/outputs
	[ "$image" = images/xiaomi-r3g.img ] || [ "$image" = images/b.img.xz ]
	[ "$manifest" = images/xiaomi-r3g.json ]
	[ "$(ls world/images | xargs)" = "b.img.xz xiaomi-r3g.img xiaomi-r3g.json" ]
}

@test "a package that is not what the release's sums say is not installed" {
	echo more >>release/mkrescue-usb-data_9.9_all.deb
	lines_of github/action.yml 1 >world/install
	run ! in_a_root env RELEASE=http://127.0.0.1:8080 REPOSITORY= TAG= bash -ec 'bash -e install'
	says "mkrescue-usb-data_9.9_all.deb: FAILED"
}

@test "the template for GitLab installs the released package and makes the fleet" {
	local step
	for step in 2 3 4; do
		lines_of gitlab.yml $step >world/$step
	done
	run -0 in_a_root env MKRESCUE_RELEASE=http://127.0.0.1:8080 FLEET=fleet.json IMAGES=images VENDOR= MODEL= \
		bash -ec 'for step in 2 3 4; do bash -e $step; done'
	(cd world/images && sha256sum --check --quiet ../SHA256SUMS)
	[ "$(jq -r 'select(.event == "summary") | .good' world/images.json)" = 2 ]
}

@test "the example has 20 models of the catalogue that OpenWrt has images for, and a job for each" {
	python3 - "$templates" >routers <<-'END'
		import json, sys, yaml
		fleet = json.load(open(sys.argv[1] + "/fleet.json"))["images"]
		jobs = yaml.safe_load(open(sys.argv[1] + "/github/fleet.yml"))["jobs"]
		routers = [image["vendor"] + "/" + image["model"] for image in fleet]
		assert jobs["image"]["strategy"]["matrix"]["router"] == routers and len(set(routers)) == 20
		print("\n".join(routers))
	END
	for router in $(<routers); do
		mkrescue show "${router%/*}" "${router#*/}" --json |
			jq -e '(.can == "stick" or .can == "card") and (.files[0].image_types | length > 0)' >/dev/null ||
			{ echo "$router"; return 1; }
	done
}
