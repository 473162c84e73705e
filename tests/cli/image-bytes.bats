#!/usr/bin/env bats
# The bytes of images are a promise: the same input gives the same image, in every release. A digest
# here changes only together with a layout or the manifest, and CHANGELOG.md says so.
load helper
load recipes

# has_digest DIGITS: whether ./stick.img has this SHA-256.
has_digest() {
	run sha256sum stick.img
	echo "now: $output"
	[ "$output" = "$1  stick.img" ]
}

# bats test_tags=quick
@test "miwifi.bin of the R3G on FAT32 is the same image, byte for byte" {
	build --model r3g --output stick.img
	has_digest c27f379dcaeaca5b74fa075fa824fba194cfabd0a713e5d32045511bf8423e71
}

@test "the same file in the other layouts is the same image" {
	build --model r3g --output stick.img --layout fat16-mbr
	has_digest 19d7762f1c7650ee8cbffa049b11b23c947b1307f4f2fab43648bdfed29bfe63
	build --model r3g --output stick.img --layout fat32-full --force
	has_digest 4d30e972be76a2654188f5490fa9fda11f1f3019c506d515b10e10103216549f
	build --model r3g --output stick.img --layout superfloppy --force
	has_digest 26de9dfd469b6b6a142f856cefe57936afae4302990e6162776cf19640d68f58
}

@test "several files in directories, one of them with a long name, are the same image" {
	recipe several "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage),
		$(file 'a long configuration name.txt' any '"directory": "/boot/conf"')]"
	echo configuration >'a long configuration name.txt'
	order --model several --firmware 'a long configuration name.txt' --firmware "$kernel" \
		--output stick.img
	has_digest e8c2b108b4a5ac1ded51c6b83af906cfd69d037fc5ea20f41bba493ec4590522
}

@test "a disk image is the same, packed or not" {
	recipe disk "\"layout\": \"raw\", \"files\": [{\"name\": \"disk.img\", \"what\": \"the disk\",
		\"accepts\": [{\"format\": \"gzip\"}, {\"format\": \"disk-mbr\"}],
		\"transform\": \"unpack\"}]"
	order --model disk --firmware "$data/disk-mbr.img" --output stick.img
	has_digest 984dc1efaffefc6c277082040a10688ee3d953cace474c1096c347edce32e064
	order --model disk --firmware "$data/disk-mbr.img.gz" --output stick.img --force
	has_digest 984dc1efaffefc6c277082040a10688ee3d953cace474c1096c347edce32e064
}
