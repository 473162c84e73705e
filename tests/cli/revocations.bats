#!/usr/bin/env bats
# A bundle for PCs has a shim and a GRUB that PCs with Secure Boot on still start.
load helper

# efi FILE SECTION TEXT [SECTION TEXT]: an object file with sections as EFI programs have them.
efi() {
	local file=$1
	echo "" | cc -x c -c -o "$file" -
	shift
	while [ $# -gt 0 ]; do
		printf %b "$2" >text
		objcopy --add-section "$1=text" --set-section-flags "$1=alloc,readonly,data" "$file"
		shift 2
	done
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	local newest='\0\0\0\0\010\0\0\0sbat,1,2025021800\nshim,4\ngrub,4\n\0sbat,1,2025051000\nshim,4\ngrub,5\ngrub.other,9\n\0\0'
	efi shim .sbat 'sbat,1,SBAT\nshim,4,UEFI shim\nshim.debian,1,Debian\n' .sbatlevel "$newest"
	efi grub .sbat 'sbat,1,SBAT\ngrub,5,FSF\ngrub.debian,5,Debian\n'
	printf '# a list\nset 2025051000 shim 4\nset 2025051000 grub 5\nset 2024010900 grub.debian 4\n' >list
}

check() {
	"$root/scripts/pc/check-revocations" "$@"
}

# bats test_tags=quick
@test "parts of today are accepted in silence" {
	run -0 check shim grub list
	[ -z "$output" ]
}

# bats test_tags=quick
@test "an old GRUB is refused, whether the list or the shim asks for a newer one" {
	efi old .sbat 'sbat,1,SBAT\ngrub,4,FSF\ngrub.debian,5,Debian\n'
	run -1 check shim old list
	says "PCs refuse this grub: its generation is 4, and 5 is needed (2025051000)"
	says "PCs refuse this grub: its generation is 4, and 5 is needed (shim)"
	efi bare .sbat 'sbat,1,SBAT\nshim,4,UEFI shim\n'
	run -1 check bare old list
	run -0 check bare old /dev/null
}

# bats test_tags=quick
@test "an old shim is refused, and so are parts that do not say how old they are" {
	efi old .sbat 'sbat,1,SBAT\nshim,3,UEFI shim\n'
	run -1 check old grub list
	says "PCs refuse this shim: its generation is 3, and 4 is needed (2025051000)"
	efi none
	run -1 check none grub list
	says "PCs refuse this shim: its generation is 0"
	run -1 check shim none list
	says "PCs refuse this grub: its generation is 0"
}

# bats test_tags=quick
@test "a vendor's own part counts if it is there" {
	efi old .sbat 'sbat,1,SBAT\ngrub,5,FSF\ngrub.debian,3,Debian\n'
	run -1 check shim old list
	says "PCs refuse this grub.debian: its generation is 3, and 4 is needed (2024010900)"
	efi other .sbat 'sbat,1,SBAT\ngrub,5,FSF\n'
	run -0 check shim other list
}

# bats test_tags=quick
@test "a level that no PC is known to ask for is a warning" {
	printf 'published 2099010100 grub 6\n' | cat list - >newer
	run -0 check shim grub newer
	says "warning: a PC with the revocations of 2099010100 refuses this grub (generation 5, 6 is needed)"
}

# bats test_tags=quick
@test "the list of this checkout has levels that are set and names parts of every bundle" {
	grep -qE '^set [0-9]{10} shim [0-9]+$' "$root/scripts/pc/revocations"
	grep -qE '^set [0-9]{10} grub [0-9]+$' "$root/scripts/pc/revocations"
	run grep -vE '^(#.*|(set|published) [0-9]{10} [a-z0-9.]+ [0-9]+)$' "$root/scripts/pc/revocations"
	[ -z "$output" ]
}
