# shellcheck shell=bash
# bundle [LEFT_OUT]: rescue-pc.zip with made-up files under the right names.
bundle() {
	python3 - "${1-}" <<'P'
import sys, zipfile
names = ["EFI/BOOT/BOOTX64.EFI", "EFI/BOOT/grubx64.efi", "EFI/debian/grub.cfg", "README.TXT",
         "RESCUE-PC/ID.TXT", "RESCUE-PC/INITRD", "RESCUE-PC/VMLINUZ"]
with zipfile.ZipFile("rescue-pc.zip", "w", zipfile.ZIP_DEFLATED) as out:
    for name in names:
        if name != sys.argv[1]:
            out.writestr(name, name.encode() * 1000)
    out.writestr("RESCUE-PC/BIOS/BOOT.IMG", bytes(range(256)) * 2)
    out.writestr("RESCUE-PC/BIOS/CORE.IMG", b"core" * 36000)
P
}
