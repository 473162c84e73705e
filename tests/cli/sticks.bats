#!/usr/bin/env bats
# Sticks of every layout and with several files, by recipes made up for these tests.
load helper
load recipes

several() {
	recipe several "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage),
		$(file 'a long configuration name.txt' any '"directory": "/boot/conf"'),
		$(file kernel.sig any '"directory": "/boot", "optional": true')]"
	echo configuration >'a long configuration name.txt'
	echo signature >signature
}

# metadata FILE: what OpenWrt's fwtool appends.
metadata() {
	python3 - "$1" <<-'END'
		import struct, sys, zlib
		data = open(sys.argv[1], "rb").read()
		text = bytes(8) + b'{"metadata_version": "1.1", "supported_devices": ["x"], "version": {}}'
		size = len(text) + 16
		crc = zlib.crc32(data + text) ^ 0xFFFFFFFF
		open(sys.argv[1], "ab").write(text + struct.pack(">4sIB3xI", b"FWx0", crc, 1, size))
	END
}

# bats test_tags=quick
@test "several files lie in their directories under their long names, the firmware first" {
	several
	run -0 order --model several --firmware 'a long configuration name.txt' \
		--firmware "$kernel" --firmware kernel.sig=signature --output stick.img
	says "/kernel.img, /boot/conf/a long configuration name.txt, /boot/kernel.sig"
	mcopy -i stick.img@@1048576 ::kernel.img ::'boot/conf/a long configuration name.txt' \
		::boot/kernel.sig .
	cmp kernel.img "$kernel"
	cmp kernel.sig signature
	dd if=stick.img of=partition bs=1M skip=1 status=none
	fsck.fat -n partition
	run -0 mdir -b -i stick.img@@1048576 ::
	[ "${lines[0]}" = "::/kernel.img" ]
	run -0 mkrescue verify --image stick.img
	says "/boot/conf/a long configuration name.txt: SHA-256 $(sha256sum 'a long configuration name.txt' | cut -d' ' -f1)"
}

@test "a file is assigned by its name, else by what it is, and an optional one may be absent" {
	several
	cp "$kernel" whatever.bin
	order --model several --firmware 'a long configuration name.txt' --firmware whatever.bin \
		--output stick.img
	mcopy -i stick.img@@1048576 ::kernel.img . && cmp kernel.img "$kernel"
	run ! mdir -i stick.img@@1048576 ::boot/kernel.sig
}

# bats test_tags=quick
@test "what is missing is named, with what it is" {
	several
	refuses 2 "also needs: a long configuration name.txt (the a long configuration name.txt)" \
		order --model several --firmware "$kernel" --output stick.img
}

@test "what is unexpected is named, with what is wanted" {
	several
	refuses 2 "'signature' is not one of the files that the rescue of 'Made-up several' needs" \
		order --model several --firmware "$kernel" --firmware signature \
		--firmware 'a long configuration name.txt' --output stick.img
	refuses 2 "'kernel.bin' is not one of the files" order --model several \
		--firmware kernel.bin="$kernel" --output stick.img
}

@test "a file that could be either is not guessed" {
	recipe twins "\"layout\": \"fat32-mbr\", \"files\": [$(file one uimage), $(file two uimage)]"
	refuses 2 "could be 'one' or 'two'; assign it with --firmware NAME=FILE" order --model twins \
		--firmware "$kernel" --firmware "$kernel" --output stick.img
	order --model twins --firmware two="$kernel" --firmware "$kernel" --output stick.img
}

@test "a file with '=' in its name is a file where there is one" {
	recipe one "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage)]"
	cp "$kernel" a=b.bin
	order --model one --firmware a=b.bin --output stick.img
}

@test "only checksums vouch where a format has no signature, and it says so" {
	recipe one "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage)]"
	run -0 order --model one --firmware "$kernel" --output stick.img
	says "authenticated by: checksums only: this format carries no signature"
	run -0 mkrescue verify --image stick.img
	says "authenticated by: checksums only"
}

@test "where any content is taken somebody must vouch for the first file, not for those beside it" {
	recipe any "\"layout\": \"fat32-mbr\", \"files\": [$(file script any '"text": true')]"
	echo hello >script
	refuses 4 "--accept-unsigned" order --model any --firmware script --output stick.img
	: >empty
	refuses 4 "empty" order --model any --firmware empty --accept-unsigned --output stick.img
	run -0 order --model any --firmware script --accept-unsigned --output stick.img
	says "authenticated by: nothing: accepted unsigned"
}

@test "a disk image is written as it is, and verify says why it cannot prove it" {
	disk
	order --model disk --firmware disk.img --accept-unsigned --output stick.img
	holds_disk
	run -8 mkrescue verify --image stick.img
	says "a disk image of the layout 'raw' does not contain one"
}

@test "a packed disk image is unpacked, with and without what OpenWrt appends" {
	disk
	gzip -k disk.img
	run -0 order --model disk --firmware disk.img.gz --output stick.img
	says "becomes: disk.img"
	holds_disk
	metadata disk.img.gz
	order --model disk --firmware disk.img.gz --output stick.img --force
	holds_disk
	for tool in xz zstd bzip2; do
		$tool -qk disk.img
	done
	for kind in xz zst bz2; do
		order --model disk --firmware disk.img.$kind --accept-unsigned --output stick.img --force
		holds_disk
	done
}

@test "a packed disk image that is cut, damaged or followed by something is refused" {
	disk
	gzip -k disk.img
	head -c 2000000 disk.img.gz >cut.img.gz
	refuses 4 "truncated" order --model disk --firmware cut.img.gz --output stick.img
	cp disk.img.gz bad.img.gz
	flip bad.img.gz 1500000
	refuses 4 "cannot unpack" order --model disk --firmware bad.img.gz --output stick.img
	cp disk.img.gz long.img.gz
	echo more >>long.img.gz
	refuses 4 "unexpected data follows" order --model disk --firmware long.img.gz --output stick.img
}

@test "a disk image is not put into a file system, nor files written as a disk" {
	disk
	recipe one "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage)]"
	refuses 2 "whole-disk image" order --model disk --firmware disk.img --layout fat32-mbr \
		--output stick.img
	refuses 2 "needs files" order --model one --firmware "$kernel" --layout raw \
		--output stick.img
}

@test "a superfloppy holds the file system from the first sector on, and its own proof" {
	recipe one "\"layout\": \"superfloppy\", \"files\": [$(file kernel.img uimage)]"
	order --model one --firmware "$kernel" --output stick.img
	fsck.fat -n stick.img
	mcopy -i stick.img ::kernel.img . && cmp kernel.img "$kernel"
	run -0 mkrescue verify --image stick.img
	says "layout superfloppy"
}

@test "a layout for the whole stick is as small as possible in a file, and says so" {
	recipe one "\"layout\": \"fat32-full\", \"files\": [$(file kernel.img uimage)]"
	run -0 order --model one --firmware "$kernel" --output stick.img
	says "an image file does not fill a stick"
	[ "$(stat -c %s stick.img)" -eq $((273 * 1048576)) ]
	mkrescue verify --image stick.img
}

@test "--layout overrides the recipe, with a warning where the loader is known not to read it" {
	recipe one "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage)],
		\"excluded_layouts\": [{\"layout\": \"superfloppy\", \"why\": \"it wants a table\"}]"
	run -0 order --model one --firmware "$kernel" --layout superfloppy --output stick.img
	says "cannot read the layout 'superfloppy': it wants a table"
	run -0 order --model one --firmware "$kernel" --layout fat16-mbr --output other.img
	[[ $output != *"cannot read the layout"* ]]
}

@test "a boot loader that reads FAT16 only gets it, with the reason" {
	recipe old "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage)],
		\"loader\": {\"fat16_only\": true, \"cluster_max\": 2048, \"why\": \"its code\"}"
	run -0 order --model old --firmware "$kernel" --output stick.img
	says "using the layout 'fat16-mbr' instead of 'fat32-mbr': the boot loader reads FAT16 only (its code)"
	says "using clusters of 2048 bytes instead of 4096"
	dd if=stick.img of=partition bs=1M skip=1 status=none
	run -0 fsck.fat -nv partition
	says "2048 bytes per cluster"
	says "FATs, 16 bit entries"
	run -0 order --model old --firmware "$kernel" --layout fat32-mbr --output other.img
	says "reads FAT16 only"
}

@test "a boot loader that takes one file only gets no second one" {
	several
	recipe single "\"layout\": \"fat32-mbr\", \"loader\": {\"one_file\": true, \"why\": \"its code\"},
		\"files\": [$(file kernel.img uimage), $(file notes.txt any '"optional": true')]"
	order --model single --firmware "$kernel" --output other.img
	refuses 2 "takes one file only: its code" order --model single --firmware "$kernel" \
		--firmware notes.txt=signature --output stick.img
}

@test "128 KiB of zeros are put in front where the router wants them" {
	recipe zeros "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage '"transform": "zeros-128k"')]"
	order --model zeros --firmware "$kernel" --output stick.img
	mcopy -i stick.img@@1048576 ::kernel.img .
	(head -c 131072 /dev/zero && cat "$kernel") | cmp - kernel.img
	run -0 mkrescue verify --image stick.img
	says "checksums only: this format carries no signature (of the file before it was changed)"
}

@test "zeros that are there already are not put in front once more" {
	recipe zeros "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage '"transform": "zeros-128k"')]"
	(head -c 131072 /dev/zero && cat "$kernel") >recovery.bin
	run -0 mkrescue inspect recovery.bin
	says "container: zeros-128k > uimage"
	order --model zeros --firmware recovery.bin --output stick.img
	mcopy -i stick.img@@1048576 ::kernel.img .
	cmp recovery.bin kernel.img
	flip recovery.bin 132000
	run -4 order --model zeros --firmware recovery.bin --output other.img
	says "damaged"
}

@test "OpenWrt's metadata is cut off where the router wants it so" {
	recipe cut "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage '"transform": "cut-metadata", "size_max": '"$(stat -c %s "$kernel")")]"
	cp "$kernel" sysupgrade.bin
	metadata sysupgrade.bin
	order --model cut --firmware sysupgrade.bin --output stick.img
	mcopy -i stick.img@@1048576 ::kernel.img . && cmp kernel.img "$kernel"
}

@test "what comes out of a change must not be too big either" {
	recipe zeros "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage '"transform": "zeros-128k", "size_max": 131072')]"
	refuses 4 "the limit is 131.0 kB" order --model zeros --firmware "$kernel" --output stick.img
}

@test "a file that has to be put together by hand is not made, and asked for only where it must be" {
	recipe hand "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage),
		$(file joined.img any '"transform": "by-hand"')]"
	refuses 2 "'joined.img' must be assembled by hand: the joined.img" order --model hand \
		--firmware "$kernel" --output stick.img
	recipe maybe "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage),
		$(file joined.img any '"transform": "by-hand", "optional": true')]"
	refuses 2 "must be assembled by hand" order --model maybe --firmware "$kernel" \
		--firmware joined.img="$kernel" --output stick.img
	order --model maybe --firmware "$kernel" --output stick.img
}

@test "a stick that this program does not make is refused with the reason" {
	recipe ext2 "\"layout\": \"fat32-mbr\", \"not_built\": \"it wants ext2\", \"files\": [$(file kernel.img uimage)]"
	refuses 2 "it wants ext2; 'mkrescue-usb guide made-up ext2' shows what to do" \
		order --model ext2 --firmware "$kernel" --output stick.img
}

@test "a rescue that is only inferred is made only with --accept-unproven" {
	recipe maybe "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage)]"
	sed -i 's/"confidence": "good"/"confidence": "inferred"/' catalog/made-up.json
	refuses 2 "it is only inferred (made up); use --accept-unproven" order --model maybe \
		--firmware "$kernel" --output stick.img
	run -0 order --model maybe --firmware "$kernel" --accept-unproven --output stick.img
	says "little is known about this rescue: made up"
}
