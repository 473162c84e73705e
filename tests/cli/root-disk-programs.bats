#!/usr/bin/env bats
# A disk is refused while other programs use it. The same words come from 'devices',
# --dry-run and the real run. On loop devices: --allow-fixed stands for "removable or on USB".
load helper
load loops

@test "a disk mounted in another mount namespace" {
	mkfs.ext4 -q -F "$loop"
	mkdir mnt
	in_background unshare -m sh -c "mount '$loop' mnt && echo ready && exec sleep 1000"
	refused_alike "'$loop' is mounted on $PWD/mnt for sleep (${holders[-1]}), in another mount namespace"
	release
	accepted
}

@test "a disk mounted in a namespace without a process is in exclusive use" {
	mkfs.ext4 -q -F "$loop"
	mkdir mnt space
	mount -t tmpfs space space && mount --make-private space
	touch space/kept
	unshare --mount=space/kept mount "$loop" mnt || { umount space; skip "no namespace can be kept here"; }
	run real --dry-run
	said=$status$output
	run real
	umount space/kept space
	[[ $said == 5*"'$loop' is in exclusive use, and the kernel does not show by what"* ]]
	[ "$status" -eq 5 ]
	says "'$loop' is in exclusive use, and the kernel does not show by what"
	untouched
}

@test "a disk that a program has open for writing" {
	hold "$loop" 'fd = os.open(path, os.O_RDWR)'
	refused_alike "python3 (${holders[-1]}) has '$loop' open for writing"
	release
	accepted
}

@test "a disk that a program only reads is written" {
	hold "$loop" 'fd = os.open(path, os.O_RDONLY)'
	accepted
	run -0 real
}

@test "a disk whose backing file a program has open for writing" {
	hold backing 'fd = os.open(path, os.O_WRONLY)'
	refused_alike "has '$PWD/backing', the backing file of '$loop', open for writing"
}

@test "a disk that a program has opened exclusively" {
	hold "$loop" 'fd = os.open(path, os.O_RDONLY | os.O_EXCL)'
	[ -z "$(against)" ] # a listing does not ask that: while it does, nobody could mount
	mkrescue devices --json 2>/dev/null | grep -F "\"$loop\"" | grep -q '"not_asked":\[.*"exclusive"'
	refused "is in exclusive use; python3 (${holders[-1]}) has it open"
}

# As QEMU does it for every disk of a virtual machine.
@test "a disk that a virtual machine has locked, by any node" {
	mknod node b "$(stat -c %Hr "$loop")" "$(stat -c %Lr "$loop")"
	lock='fcntl.fcntl(fd, 37, struct.pack("hhqqi", fcntl.F_RDLCK, 0, 100, 1, 0))' # F_OFD_SETLK
	for node in "$loop" node; do
		hold "$node" "fd = os.open(path, os.O_RDONLY)
$lock"
		refused_alike "python3 (${holders[-1]}) has '$loop' locked"
		release
	done
	accepted
}

@test "a disk that a program keeps locked for udev" {
	hold "$loop" 'fd = os.open(path, os.O_RDONLY); fcntl.flock(fd, fcntl.LOCK_SH)'
	refused_alike "python3 (${holders[-1]}) has '$loop' locked"
}

@test "both disks of a mounted btrfs" {
	command -v mkfs.btrfs >/dev/null || skip "btrfs-progs is not installed"
	attach other
	mkfs.btrfs -q -f "$loop" "$attached"
	mkdir mnt
	btrfs device scan "$loop" "$attached" >/dev/null 2>&1 || true
	mount "$loop" mnt 2>/dev/null || skip "btrfs cannot be mounted here"
	mounts+=(mnt)
	refused_alike "is mounted on $PWD/mnt"
	first=$loop
	loop=$attached
	refused_alike "is mounted on $PWD/mnt"
	loop=$first
	unmount mnt
	accepted
}
