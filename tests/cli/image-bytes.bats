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

@test "miwifi.bin of the R3G on FAT32 is the same image, byte for byte" {
	build --model r3g --output stick.img
	has_digest 5b171888480404536f27b4a8d447ae5066a4325b40ecfb43cf7e43486c917121
}

@test "the same file in the other layouts is the same image" {
	build --model r3g --output stick.img --layout fat16-mbr
	has_digest c02e94ab696d7abfcbec06dd10d8eda035f3d8ef6536057bfe146172771e1f04
	build --model r3g --output stick.img --layout fat32-full --force
	has_digest bd5e8e901905d81d68c9fb3acda25bc7647d6631a0291be1793ccbc454dbf909
	build --model r3g --output stick.img --layout superfloppy --force
	has_digest b176d0db5aeedf4698157bc7950a2af050bf68b271c48e37adc605f0488fe721
}

@test "several files in directories, one of them with a long name, are the same image" {
	recipe several "\"layout\": \"fat32-mbr\", \"files\": [$(file kernel.img uimage),
		$(file 'a long configuration name.txt' any '"directory": "/boot/conf"')]"
	echo configuration >'a long configuration name.txt'
	order --model several --firmware 'a long configuration name.txt' --firmware "$kernel" \
		--output stick.img
	has_digest c184216a81d7b63df74f46f1699c0ff19c6b1678f0d92cf7b9fcda9fe77486dd
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
