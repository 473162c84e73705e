#!/usr/bin/env bats
# The programs that made these formats, or know them best, must agree with inspect.
load helper

need() {
	command -v "$1" >/dev/null || skip "$1 is not installed"
}

# agrees TOOL FILE: both call the file good, or neither does.
agrees() {
	local theirs=0 ours=0
	$1 "$2" >theirs.log 2>&1 || theirs=1
	"$program" inspect --quiet "$2" >ours.log 2>&1 || ours=1
	[ "$theirs" -eq "$ours" ] || {
		echo "$2: $1 says $theirs, inspect $ours"
		cat theirs.log ours.log
		return 1
	}
}

# damaged TOOL FILE: agrees on the file, on its first three quarters, and with one bit flipped.
damaged() {
	local size copy=damaged.${2##*/}
	agrees "$1" "$2"
	size=$(stat -c %s "$2")
	head -c $((size * 3 / 4)) "$2" >"$copy"
	agrees "$1" "$copy"
	cp "$2" "$copy"
	flip "$copy" $((size / 2))
	agrees "$1" "$copy"
}

content() {
	head -c 300000 /dev/urandom >content
}

@test "gzip, xz, zstd and bzip2 agree about what they packed" {
	content
	for pair in gzip:gz xz:xz zstd:zst bzip2:bz2; do
		tool=${pair%:*}
		need "$tool"
		$tool -qkc content >packed."${pair#*:}"
		damaged "$tool -qt" packed."${pair#*:}"
	done
}

@test "unzip agrees about archives" {
	need unzip
	# In it lies firmware: inspect wants more than a whole archive.
	damaged "unzip -tq" "$data/vendor.zip"
}

@test "tar agrees about archives" {
	agrees "tar -tf" "$data/openwrt-sysupgrade-plain.tar"
	head -c 8000 "$data/openwrt-sysupgrade-plain.tar" >cut.tar
	agrees "tar -tf" cut.tar
}

# U-Boot's own tool reads the header, and checks its CRC.
dump() {
	dumpimage -l "$1" | grep -E 'Image Name|FIT description'
}

@test "dumpimage agrees about the headers of uImages and FIT images" {
	need dumpimage
	for file in uimage-legacy-mips.bin fit-internal.itb fit-external.itb; do
		agrees dump "$data/$file"
	done
	cp "$data/uimage-legacy-mips.bin" changed
	flip changed 40
	agrees dump changed
	run -0 dumpimage -l "$data/uimage-legacy-mips.bin"
	name=$(sed -n 's/^Image Name: *//p' <<<"$output")
	run -0 mkrescue inspect "$data/uimage-legacy-mips.bin"
	says "version: $name"
}

@test "unsquashfs agrees about where a SquashFS ends" {
	need unsquashfs
	for file in squashfs4-gzip.bin squashfs4-xz.bin; do
		size=$(unsquashfs -s "$data/$file" | sed -n 's/^Filesystem size \([0-9]*\) bytes.*/\1/p')
		[ -n "$size" ]
		head -c "$size" "$data/$file" >exact
		run -0 mkrescue inspect exact
		says "completeness: exact"
		head -c $((size - 1)) "$data/$file" >cut
		run -4 mkrescue inspect cut
		says "truncated"
	done
}

# It goes on where the backup is good, but says so.
tables() {
	sfdisk -q --verify "$1" 2>&1 | tee tables.log
	[ "${PIPESTATUS[0]}" -eq 0 ] && ! grep -q corrupt tables.log
}

@test "sfdisk agrees about partition tables" {
	need sfdisk
	for file in disk-mbr.img disk-gpt.img; do
		agrees tables "$data/$file"
	done
	# A GPT whose header was changed.
	cp "$data/disk-gpt.img" changed
	flip changed 530
	agrees tables changed
}
