#!/usr/bin/env bats
# A stick of the rescue PC: the files of its bundle, GRUB's boot code for old PCs, and firmware.
load helper
load bundle

# Makes pc.img, or what --output says.
stick() {
	[[ " $* " == *" --output "* ]] || set -- --output pc.img "$@"
	mkrescue pc --bundle rescue-pc.zip "$@"
}

@test "the files lie on the stick, and verify says what it is" {
	bundle
	run -0 stick --firmware "$good" --trust "$key"
	says "rescues the router"
	run -0 mkrescue verify --image pc.img
	says "no router reads it"
	says "/RESCUE-PC/VMLINUZ"
	says "/$(basename "$good")"
	MTOOLSRC=/dev/null mtype -i pc.img@@1M ::/EFI/BOOT/BOOTX64.EFI | head -c 20 | grep -q EFI/BOOT/BOOTX64.EFI
	MTOOLSRC=/dev/null mtype -i pc.img@@1M "::/$(basename "$good")" | cmp - "$good"
}

@test "an old BIOS finds its boot code in front of the table and behind it" {
	bundle
	stick
	unzip -p rescue-pc.zip RESCUE-PC/BIOS/BOOT.IMG | cmp -n 440 - pc.img
	unzip -p rescue-pc.zip RESCUE-PC/BIOS/CORE.IMG >core
	cmp -n "$(stat -c %s core)" core <(tail -c +513 pc.img)
	[ "$(od -An -tx1 -j 450 -N 1 pc.img)" = " 0c" ]
	[ "$(od -An -tx1 -j 510 -N 2 pc.img)" = " 55 aa" ]
}

@test "the same bundle makes the same bytes" {
	bundle
	stick
	mkrescue pc --bundle rescue-pc.zip --output again.img
	cmp pc.img again.img
}

@test "another firmware makes another volume, which a PC with both sticks tells apart" {
	bundle
	stick
	stick --firmware "$good" --trust "$key" --output other.img
	run ! cmp -s <(od -An -tx1 -j $((1048576 + 67)) -N 4 pc.img) <(od -An -tx1 -j $((1048576 + 67)) -N 4 other.img)
}

@test "a log that the rescue PC wrote leaves its files intact, and its boot code is not called changed" {
	bundle
	stick
	echo log >log
	MTOOLSRC=/dev/null mcopy -i pc.img@@1M log ::/RESCUE-PC/LOG.TXT
	run -8 mkrescue verify --image pc.img
	says "the rescue files are intact"
	says "added: /RESCUE-PC/LOG.TXT"
	! grep -q "boot record\|gap" <<<"$output"
	run -0 mkrescue verify --image pc.img --file-only
}

@test "one bit of the boot code is found" {
	bundle
	stick
	flip pc.img 100
	run -8 mkrescue verify --image pc.img
	says "boot record"
	flip pc.img 100
	flip pc.img 5000
	run -8 mkrescue verify --image pc.img
	says "gap"
}

@test "firmware that is not sound is not put on it" {
	bundle
	head -c 5000 "$good" >cut.bin
	run -4 stick --firmware cut.bin
	[ ! -e pc.img ]
}

@test "what is not a whole bundle is refused" {
	bundle RESCUE-PC/VMLINUZ
	run -4 stick
	says "lacks 'RESCUE-PC/VMLINUZ'"
	run -4 mkrescue pc --bundle "$good" --output pc.img
	says "is not a ZIP archive"
	bundle
	head -c $(($(stat -c %s rescue-pc.zip) / 2)) rescue-pc.zip >cut.zip
	run -4 mkrescue pc --bundle cut.zip --output pc.img
	[ ! -e pc.img ]
}

@test "boot code that would reach the manifest is refused" {
	bundle
	python3 -c 'import zipfile
with zipfile.ZipFile("large.zip", "w") as out, zipfile.ZipFile("rescue-pc.zip") as old:
    for name in old.namelist():
        out.writestr(name, bytes(800000) if name.endswith("CORE.IMG") else old.read(name))'
	run -4 mkrescue pc --bundle large.zip --output pc.img
	says "does not fit in front of the partition"
	[ ! -e pc.img ]
}

@test "nothing is written with --dry-run, without a target, or over what it is made of" {
	bundle
	run -0 stick --dry-run
	[ ! -e pc.img ]
	run -2 mkrescue pc --bundle rescue-pc.zip
	run -2 mkrescue pc --output pc.img
	run -5 mkrescue pc --bundle rescue-pc.zip --output rescue-pc.zip --force
	says "would be overwritten"
	unzip -tq rescue-pc.zip
}
