#!/usr/bin/env bats
# Which model a file is for: what contradicts is refused by no option, what says nothing is asked about.
load helper
load recipes

# image NAME PYTHON: a file made by tests/cli/synthetic.py.
image() {
	PYTHONPATH=$root/tests/cli python3 -c "
import sys, pathlib
from synthetic import *
pathlib.Path(sys.argv[1]).write_bytes($2)" "$1"
}

# for_model VENDOR MODEL FILE [OPTION...]: the plan for it, and nothing written.
for_model() {
	local vendor=$1 model=$2 file=$3
	shift 3
	mkrescue --vendor "$vendor" --model "$model" --firmware "$file" --output stick.img --dry-run \
		--json "$@"
}

# everything VENDOR MODEL FILE: with every option that accepts something.
everything() {
	for_model "$@" --accept-unsigned --accept-unstated-model --accept-unproven --accept-developer \
		--trust "$key" --sha256 "$(sha256sum "$3" | cut -d' ' -f1)"
}

@test "metadata that names another of OpenWrt's devices is refused, whatever is accepted" {
	image mir3g.bin 'with_metadata(uimage(), ["xiaomi,mir3g-v2"])'
	for option in --accept-unsigned --accept-unstated-model --accept-unproven --accept-developer \
		"--sha256=$(sha256sum mir3g.bin | cut -d' ' -f1)" "--trust=$key" --yes --force; do
		refuses 4 "(code xiaomi,mir3g-v2), not for 'Onion Omega2+'" \
			for_model onion omega2p mir3g.bin "$option"
	done
	refuses 4 "a recipe of your own" everything onion omega2p mir3g.bin
}

@test "metadata that names the model is enough, under each of its names" {
	for board in onion,omega2p onion_omega2p omega2p Onion_Omega2P; do
		image own.bin "with_metadata(uimage(), ['$board'])"
		run -0 for_model onion omega2p own.bin
		says '"model":"matched"'
	done
}

@test "a name that nobody knows says nothing: the model is not stated" {
	image some.bin 'with_metadata(uimage(), ["acme,never-heard-of"])'
	refuses 4 "says that it is for 'acme,never-heard-of', which cannot be compared" \
		for_model onion omega2p some.bin
	run -0 for_model onion omega2p some.bin --accept-unstated-model
	says '"model":"not stated"'
}

# bats test_tags=quick
@test "what says nothing of its model is refused with the whole command line to type" {
	cp "$kernel" 'my kernel.bin'
	run -4 --separate-stderr mkrescue --vendor onion --model omega2p --firmware 'my kernel.bin' \
		--output stick.img
	[[ $stderr == *"'my kernel.bin' does not say which model it is for"* ]]
	command=${stderr##*run:$'\n'  }
	[[ $command == *"--firmware 'my kernel.bin' --output stick.img --accept-unstated-model" ]]
	run -0 bash -c "$command"
	says "model: not stated"
	run -0 mkrescue verify --image stick.img
	says "model: not stated"
}

@test "--accept-unsigned is no word for a model, --accept-unstated-model none for an origin" {
	refuses 4 "does not say which model" for_model onion omega2p "$kernel" --accept-unsigned
	head -c 20000 /dev/urandom | sed '1s/^/\x01\x02/' >raw.bin
	recipe raw "\"layout\": \"fat32-mbr\", \"files\": [$(file fw.bin any)]"
	refuses 4 "--accept-unsigned" order --model raw --firmware raw.bin --output stick.img
}

@test "whoever gives its SHA-256 says that it is for the model" {
	run -0 for_model onion omega2p "$kernel" --sha256 "$(sha256sum "$kernel" | cut -d' ' -f1)"
	says '"model":"not stated"'
}

@test "a file name in OpenWrt's scheme tells the model, and contradicts" {
	image openwrt-23.05.4-ramips-mt76x8-onion_omega2p-squashfs-sysupgrade.bin 'uimage()'
	run -0 for_model onion omega2p openwrt-23.05.4-ramips-mt76x8-onion_omega2p-squashfs-sysupgrade.bin
	says '"model":"matched by name"'
	for name in openwrt-ramips-mt7621-xiaomi_mi-router-3g-v2-squashfs-sysupgrade.bin \
		lede-17.01.4-ramips-mt7620-miwifi-mini-squashfs-sysupgrade.bin \
		openwrt-SNAPSHOT-r1234-0123abcdef-lantiq-xrx200_legacy-avm_fritz3390-initramfs-kernel.bin; do
		image "$name" 'uimage()'
		refuses 4 "rename it" everything onion omega2p "$name"
	done
}

@test "an image of OpenWrt from before it renamed its boards is right for its router" {
	image lede.bin 'with_metadata(uimage(), ["miwifi-mini"])'
	recipe mini "\"boards\": [\"xiaomi_miwifi-mini\"], \"layout\": \"fat32-mbr\",
		\"files\": [$(file fw.bin uimage)]"
	recipe later "\"boards\": [\"xiaomi_renamed\"], \"old_boards\": [\"miwifi-mini\"],
		\"layout\": \"fat32-mbr\", \"files\": [$(file fw.bin uimage)]"
	recipe other "\"boards\": [\"onion_omega2p\"], \"layout\": \"fat32-mbr\",
		\"files\": [$(file fw.bin uimage)]"
	for model in mini later; do
		run -0 order --model $model --firmware lede.bin --output stick.img --dry-run
		says "model: matched"
	done
	refuses 4 "(code miwifi-mini)" order --model other --firmware lede.bin --output stick.img
}

@test "the name of today counts more than an older one that two devices share" {
	image both.bin 'with_metadata(uimage(), ["tplink,tl-wdr4310-v1", "tl-wdr4300"])'
	recipe wdr4300 "\"boards\": [\"tplink_tl-wdr4300-v1\"], \"old_boards\": [\"tl-wdr4300\"],
		\"layout\": \"fat32-mbr\", \"files\": [$(file fw.bin uimage)]"
	refuses 4 "tplink,tl-wdr4310-v1" order --model wdr4300 --firmware both.bin --output stick.img
}

@test "the folder of a sysupgrade archive and a device tree name the board as well" {
	recipe some "\"boards\": [\"onion_omega2p\"], \"layout\": \"fat32-mbr\",
		\"files\": [$(file fw.bin any)]"
	image archive.tar 'tar({"sysupgrade-xiaomi_mi-router-3g/CONTROL": b"BOARD=xiaomi_mi-router-3g\n",
		"sysupgrade-xiaomi_mi-router-3g/kernel": uimage()})'
	refuses 4 "xiaomi_mi-router-3g" order --model some --accept-unsigned --firmware archive.tar \
		--output stick.img
}

@test "an entry for many models is nobody's own, and says so" {
	recipe many "\"generic\": true, \"layout\": \"fat32-mbr\", \"files\": [$(file fw.bin uimage)]"
	image own.bin "with_metadata(uimage(), ['onion,omega2p'])"
	refuses 4 "which cannot be compared" mkrescue --catalog catalog --vendor made-up --model many \
		--firmware own.bin --output stick.img
}

@test "what every machine starts need not say a model, and is refused if it is another device's" {
	recipe pc "\"any_machine\": true, \"layout\": \"fat32-mbr\", \"files\": [$(file fw.bin uimage)]"
	image plain.bin 'uimage()'
	image onion.bin "with_metadata(uimage(), ['onion,omega2p'])"
	image unheard.bin "with_metadata(uimage(), ['acme,unheard-of'])"
	pc=(mkrescue --catalog catalog --vendor made-up --model pc --accept-unsigned)
	run -0 "${pc[@]}" --firmware plain.bin --output made.img
	refuses 4 "onion,omega2p" "${pc[@]}" --firmware onion.bin --output other.img
	refuses 4 "which cannot be compared" "${pc[@]}" --firmware unheard.bin --output other.img
	[ "$(mkrescue show x86 bios --json | jq .any_machine)" = true ]
}

@test "an entry for many models refuses a device that it cannot be for" {
	image onion.bin "with_metadata(uimage(), ['onion,omega2p'])"
	recipe ramips "\"generic\": true, \"covers\": [\"ramips\"], \"layout\": \"fat32-mbr\",
		\"files\": [$(file fw.bin uimage)]"
	recipe sunxi "\"generic\": true, \"covers\": [\"sunxi\", \"mikrotik_*\"],
		\"layout\": \"fat32-mbr\", \"files\": [$(file fw.bin uimage)]"
	order --model ramips --firmware onion.bin --output made.img
	refuses 4 "(code onion,omega2p), not for 'Made-up sunxi'" order --model sunxi \
		--firmware onion.bin --output other.img
	name=openwrt-23.05.4-ramips-mt76x8-onion_omega2p-squashfs-sysupgrade.bin
	image $name 'uimage()'
	refuses 4 "rename it" order --model sunxi --firmware $name --output other.img
}

@test "where any content is taken, what is no firmware, damaged or cut is refused by no option" {
	recipe any "\"layout\": \"fat32-mbr\", \"files\": [$(file fw.bin any)]"
	echo '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>' >error.xml
	echo '<!DOCTYPE html><html>Not found</html>' >page.html
	echo 'Not found' >text
	head -c 3000 "$kernel" >cut.bin
	cp "$kernel" flipped.bin && chmod u+w flipped.bin && flip flipped.bin 3000
	head -c 4096 /dev/zero >zeros.bin
	for file in error.xml page.html text cut.bin flipped.bin zeros.bin "$good"; do
		run -4 order --model any --firmware "$file" --accept-unsigned --accept-unproven \
			--output stick.img
		echo "$output"
		[ ! -e stick.img ]
	done
}

@test "behind an unknown header the board of what is inside contradicts, where any content is taken" {
	image other.bin 'b"\x41\x99\x12" * 33 + b"\x01" + __import__("coded_makers").asus_trx("RT-AC88U")'
	refuses 4 "(code RT-AC88U), not for 'ASUS TUF-AX4200'; no option accepts it" \
		mkrescue --vendor asus --model tuf-ax4200 --firmware other.bin --accept-unsigned \
		--accept-unstated-model --output-dir out --dry-run
	image unstated.bin 'b"\x41\x99\x12" * 33 + b"\x01" + trx()'
	refuses 4 "--accept-unstated-model" \
		mkrescue --vendor asus --model tuf-ax4200 --firmware unstated.bin --accept-unsigned \
		--output-dir out --dry-run
	refuses 4 "an unknown header of 100 bytes is around a TRX image" mkrescue inspect unstated.bin
}

@test "a text is right where the recipe wants one" {
	recipe script "\"layout\": \"fat32-mbr\", \"files\": [$(file run.sh any '"text": true')]"
	echo 'echo hello' >run.sh
	mkrescue --catalog catalog --vendor made-up --model script --firmware run.sh \
		--accept-unsigned --output script.img
	echo '<html>' >run.sh
	refuses 4 "web page" order --model script --firmware run.sh --accept-unsigned \
		--output stick.img
}

@test "an image of OpenWrt is firmware in the second place as well: no text, and of some origin" {
	second='"image_types": ["eva-filesystem"]'
	recipe two "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel uimage), $(file root any "$second")]"
	recipe mark "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel uimage), $(file root any)]"
	echo 'a text' >root.txt
	head -c 3000 /dev/urandom | sed '1s/^/\x01\x02/' >root.bin
	refuses 4 "is a text file, not firmware" order --model two --firmware "kernel=$kernel" \
		--firmware root=root.txt --accept-unsigned --output stick.img
	refuses 4 "--accept-unsigned" order --model two --firmware "kernel=$kernel" \
		--firmware root=root.bin --output stick.img
	order --model two --firmware "kernel=$kernel" --firmware root=root.bin --accept-unsigned \
		--output two.img
	order --model mark --firmware "kernel=$kernel" --firmware root=root.txt --output mark.img
}

@test "a lock file says what a file does not, and records it" {
	run -4 mkrescue lock --vendor onion --model omega2p --firmware "$kernel"
	says "--accept-unstated-model"
	mkrescue lock --vendor onion --model omega2p --firmware "$kernel" --accept-unstated-model
	grep -q '"model": "not stated"' rescue.lock.json
	run -0 mkrescue build --locked --firmware "$kernel" --output stick.img
	says "model: not stated"
}

@test "a support list that names only other boards is refused, the own one is right" {
	loader=$data/tplink-safeloader-archer-c7-v5.bin # its list names the Archer C7 v5
	run -0 mkrescue --vendor tplink --model archer-c7-v5 --firmware "$loader" --output-dir own
	says "model: matched"
	for model in cpe210-v2 archer-a7-v5 archer-c59-v2; do
		run -4 mkrescue --vendor tplink --model $model --firmware "$loader" --output-dir other \
			--accept-unsigned --accept-unstated-model
		says "not for 'TP-Link"
		[ ! -e other ]
	done
}

@test "Keenetic's firmware is for the model whose device id it has, in the reader's notation" {
	image kn-1910.bin 'zyxel_znbg(0x801910)'
	image kn-1010.bin 'zyxel_znbg(0x801010)'
	run -0 mkrescue --vendor keenetic --model kn-1910 --firmware kn-1910.bin --output-dir own
	says "model: matched"
	run -4 mkrescue --vendor keenetic --model kn-1910 --firmware kn-1010.bin --output-dir other \
		--accept-unsigned --accept-unstated-model
	says "not for 'Keenetic KN-1910'"
}

@test "a sysupgrade image is no factory or initramfs image, and is refused for one" {
	cp "$data/openwrt-sysupgrade-nor-meta.bin" sysupgrade.bin
	board=$(mkrescue inspect --json sysupgrade.bin | head -1 |
		python3 -c 'import json, sys; print(json.load(sys.stdin)["boards"][0]["code"])')
	for type in factory kernel sysupgrade; do
		recipe $type "\"boards\": [\"$board\"], \"layout\": \"fat32-mbr\",
			\"files\": [$(file fw.bin uimage "\"image_types\": [\"$type\"]")]"
	done
	for type in factory kernel; do
		refuses 4 "'sysupgrade.bin' is a sysupgrade image" order --model $type \
			--firmware sysupgrade.bin --output stick.img
	done
	order --model sysupgrade --firmware sysupgrade.bin --output stick.img
}

@test "an initramfs image stores nothing, and is refused where sysupgrade is required" {
	image initramfs.bin "with_metadata(uimage(), ['acme,a1'])"
	for type in factory kernel sysupgrade; do
		recipe $type "\"boards\": [\"acme,a1\"], \"layout\": \"fat32-mbr\",
			\"files\": [$(file fw.bin uimage "\"image_types\": [\"$type\"]")]"
	done
	for type in factory sysupgrade; do
		refuses 4 "'initramfs.bin' is an initramfs image" order --model $type \
			--firmware initramfs.bin --output stick.img
	done
	order --model kernel --firmware initramfs.bin --output stick.img
}

@test "the kind of image in a name of OpenWrt's scheme must be one that the recipe requires" {
	recipe both "\"boards\": [\"acme,a1\"], \"layout\": \"fat32-mbr\",
		\"files\": [$(file fw.bin uimage '"image_types": ["factory", "sysupgrade"]')]"
	recipe kernel "\"boards\": [\"acme,a1\"], \"layout\": \"fat32-mbr\",
		\"files\": [$(file fw.bin uimage '"image_types": ["kernel"]')]"
	recipe sysupgrade "\"boards\": [\"acme,a1\"], \"layout\": \"fat32-mbr\",
		\"files\": [$(file fw.bin uimage '"image_types": ["sysupgrade"]')]"
	prefix=openwrt-23.05.4-ath79-generic-acme_a1
	for kind in squashfs-factory squashfs-sysupgrade initramfs-kernel; do
		cp "$kernel" $prefix-$kind.bin
	done
	while read -r model kind; do
		refuses 4 "if the file is right, rename it" order --model "$model" \
			--firmware "$prefix-$kind.bin" --output stick.img
	done <<-'END'
		both initramfs-kernel
		kernel squashfs-factory
		kernel squashfs-sysupgrade
		sysupgrade squashfs-factory
		sysupgrade initramfs-kernel
	END
	order --model both --firmware $prefix-squashfs-factory.bin --output factory.img
	order --model sysupgrade --firmware $prefix-squashfs-sysupgrade.bin --output sysupgrade.img
	order --model kernel --firmware $prefix-initramfs-kernel.bin --output kernel.img
}
