#!/usr/bin/env bats
# Files that other people's tools wrote.
load helper

need() {
	command -v "$1" >/dev/null || skip "$1 is not installed"
}

first_stage() {
	head -c 5000 /bin/true >payload
	mkimage -T mtk_image -a 0x201000 -e 0x201000 -n "$1" -d payload stage.bin >/dev/null
}

@test "what mkimage writes for MediaTek's boot ROM is sound" {
	need mkimage
	for medium in "media=spim-nand;nandinfo=spim:2k+64" "media=spim-nand;nandinfo=spim:4k+256" \
		"media=snand;nandinfo=hsm:2k+64" "media=snand;nandinfo=2k+64" \
		"media=nand;nandinfo=1g:2k+64" "media=nor" "media=emmc" "media=sdmmc"; do
		first_stage "$medium"
		run -0 mkrescue inspect --verbose stage.bin
		says "container: mediatek-bl2"
		says "check: SHA-256: ok"
	done
}

@test "a first stage of MediaTek with a bit flipped, cut or lengthened is not sound" {
	need mkimage
	first_stage "media=spim-nand;nandinfo=spim:2k+64"
	cp stage.bin flipped.bin
	printf '\377' | dd of=flipped.bin bs=1 seek=4000 conv=notrunc status=none
	run -4 mkrescue inspect flipped.bin
	head -c 7000 stage.bin >cut.bin
	run -4 mkrescue inspect cut.bin
	says "truncated"
	(cat stage.bin && echo "sixteen of them!") >long.bin
	run -4 mkrescue inspect long.bin
}

@test "programs of this computer are whole ELF files, and half of one is not" {
	run -0 mkrescue inspect /bin/true "$program"
	says "container: elf"
	head -c 20000 /bin/true >half.bin
	run -4 mkrescue inspect half.bin
	says "truncated"
}
