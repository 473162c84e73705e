#!/usr/bin/env bats
# What a disk holds decides whether a simple yes erases it. 'devices', --dry-run and the real run need
# its size typed for the same reasons. On loop devices: --allow-fixed stands for "removable or on USB".
load helper
load loops

# holding PYTHON: the loop device on a file that this line wrote with f, struct and size.
holding() {
	rm backing
	truncate -s "$SIZE" backing
	python3 -S -c "
import struct
size = $SIZE
f = open('backing', 'r+b')
$1"
	again
}

@test "file systems that people keep data on" {
	mkfs.ext4 -q -F -L family "$loop"
	doubted "holds ext4 'family'"
	mkswap "$loop" >/dev/null
	doubted "holds swap"
	if command -v mkfs.btrfs >/dev/null; then
		mkfs.btrfs -q -f "$loop"
		doubted "holds btrfs"
	fi
	holding "f.write(b'\0\0\0ReFS\0')"
	doubted "holds ReFS"
	holding "f.seek(1 << 20); f.write(struct.pack('<I', 0xc001d00d))"
	doubted "holds VMFS"
	holding "f.seek(32768); f.write(struct.pack('<4sIQIHHIHH', b'JFS1', 1, 0, 4096, 12, 3, 512, 9, 0) + bytes(60))"
	doubted "holds jfs"
}

@test "parts of something larger, and what is encrypted" {
	holding "f.seek(size - 1024); f.write(b'Intel Raid ISM Cfg Sig. 1.0.00\0\0')"
	doubted "holds isw_raid_member"
	holding "f.write(b'LUKS\xba\xbe' + struct.pack('>H', 1) + bytes(1000))"
	doubted "holds crypto_LUKS"
	holding "f.seek(16384 + 24); f.write(b'version\0')" # the first pair in a label of ZFS
	doubted "holds zfs_member"
	holding "f.seek(512); f.write(b'LABELONE' + bytes(16) + b'LVM2 001')"
	doubted "holds"
	holding "f.write(bytes(range(1, 251)) * 1000)"
	doubted "holds unrecognised data"
}

@test "a file system behind a partition table" {
	printf '2048,100M,83\n' | sfdisk -q backing
	mkfs.ext4 -q -F -E offset=1048576 backing 100M
	again -P
	doubted "holds ext4"
}

@test "what sticks usually hold goes after a simple yes" {
	mkfs.fat -F 32 backing >/dev/null
	for kind in vfat exfat iso9660 squashfs blank; do
		case $kind in
		exfat) holding "
f.write(b'\xeb\x76\x90EXFAT   ' + bytes(53) + struct.pack('<QQIIIIIIHHBBBB', 0, size // 512, 128, 128, 256, 70000, 5, 7, 256, 0, 9, 3, 1, 128))
f.seek(510); f.write(b'\x55\xaa')" ;;
		iso9660) holding "f.seek(32768); f.write(b'\1CD001\1\0' + bytes(2040)); f.write(b'\xffCD001\1')" ;;
		squashfs) holding "f.write(struct.pack('<IIIIIHHHHHHQQ', 0x73717368, 1, 0, 131072, 0, 1, 17, 0, 1, 4, 0, 0, 4096))" ;;
		blank) holding "" ;;
		esac
		again
		kinds=$(blkid -p -s TYPE -o value "$loop" || true)
		[ "${kinds:-blank}" = "$kind" ]
		[ -z "$(doubts)" ]
		run -0 build --device "$loop" --allow-fixed --yes --dry-run
	done
	run -0 build --device "$loop" --allow-fixed --yes
}
