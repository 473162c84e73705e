#!/usr/bin/env bats
# A disk is refused while it, or a device built on it, is mounted. The same words come from 'devices',
# --dry-run and the real run. On loop devices: --allow-fixed stands for "removable or on USB".
load helper
load loops

@test "a disk that is not in use is written" {
	accepted
	run -0 real
	says "Proven"
}

@test "a mounted disk" {
	mounted "$loop" mnt
	refused_alike "'$loop' is mounted on $PWD/mnt"
	unmount mnt
	accepted
}

@test "a disk mounted through a loop device that it backs" {
	attach "$loop" -o 1048576
	refused_alike "$attached is backed by '$loop'"
	mounted "$attached" mnt
	refused_alike "'$loop' is mounted on $PWD/mnt through $attached"
	unmount mnt
	detach "$attached"
	accepted
}

@test "a disk mounted through a loop device on one of its partitions" {
	printf '2048,100M,c\n,100M,83\n' | sfdisk -q "$loop"
	partx -a "$loop" || skip "no partition can be made known here"
	undo+=("partx -d $loop")
	attach "${loop}p2"
	mounted "$attached" mnt
	refused_alike "'${loop}p2' is mounted on $PWD/mnt through $attached"
}

@test "two loop devices on one file, also under another name of the file" {
	ln backing other-name
	attach other-name
	refused_alike "$attached has the same backing file as '$loop'"
	mv other-name other-renamed
	mounted "$attached" mnt
	refused_alike "'$loop' is mounted on $PWD/mnt through $attached (the same file)"
	unmount mnt
	detach "$attached"
	accepted
}

@test "loop devices on loop devices, three deep" {
	attach "$loop"
	first=$attached
	attach "$first"
	second=$attached
	attach "$second"
	refused_alike "$attached is backed by '$loop' through $first, $second"
	mounted "$attached" mnt
	refused_alike "'$loop' is mounted on $PWD/mnt through $first, $second, $attached"
}

@test "a loop device on a file in the disk's own file system" {
	mounted "$loop" mnt
	truncate -s 20M mnt/inner
	attach mnt/inner
	refused_alike "$attached is backed by '$loop'"
}

@test "a loop device is refused while the device behind it is in use" {
	attach "$loop"
	outer=$attached
	mounted "$loop" mnt
	loop=$outer
	refused_alike "is mounted on $PWD/mnt, and '$outer' is backed by it"
}

@test "swap space in use" {
	mkswap "$loop" >/dev/null
	swapon "$loop" || skip "no swap space can be had here"
	refused_alike "'$loop' is swap space in use"
	swapoff "$loop"
	accepted
}
