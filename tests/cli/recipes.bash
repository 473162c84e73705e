# Recipes made up for a test, in ./catalog.
# shellcheck shell=bash disable=SC2154

kernel=$data/uimage-legacy-mips.bin

# recipe MODEL MEMBERS: one more model of the vendor "made-up", in ./catalog.
recipe() {
	mkdir -p catalog
	models="${models:+$models, }{\"model\": \"$1\", \"title\": \"Made-up $1\", \"label\": \"-\",
		\"method\": \"usb-stick\", \"works_when\": \"-\", \"confidence\": \"good\",
		\"confidence_basis\": \"made up\", \"sources\": [{\"ref\": \"-\", \"kind\": \"measured\"}],
		$2}"
	echo "{\"schema\": 2, \"vendor\": \"made-up\", \"title\": \"Made-up\", \"models\": [$models]}" \
		>catalog/made-up.json
}

# file NAME FORMAT [MEMBERS]: a wanted file.
file() {
	echo "{\"name\": \"$1\", \"what\": \"the $1\", \"accepts\": [{\"format\": \"$2\"}]${3:+, $3}}"
}

# Made-up recipes name no board, and most test files none either.
order() {
	mkrescue --catalog catalog --vendor made-up --accept-unstated-model "$@"
}

# disk: a whole-disk image ./disk.img that is no multiple of a sector, with a boot record.
disk() {
	head -c 3000100 /dev/urandom >disk.img
	printf '\x55\xaa' | dd of=disk.img bs=1 seek=510 conv=notrunc status=none
	recipe disk "\"layout\": \"raw\", \"files\": [{\"name\": \"disk.img\", \"what\": \"the disk\",
		\"accepts\": [{\"format\": \"gzip\"}, {\"format\": \"any\"}], \"transform\": \"unpack\"}]"
}

# holds_disk: whether ./stick.img is ./disk.img in whole sectors.
holds_disk() {
	cmp -n 3000100 stick.img disk.img
	[ "$(stat -c %s stick.img)" -eq 3000320 ]
	[ "$(tail -c 220 stick.img | tr -d '\0' | wc -c)" -eq 0 ]
}

# acme MEMBERS: one model 'a1' of the vendor 'acme', in ./catalog.
acme() {
	mkdir -p catalog
	echo "{\"schema\": 2, \"vendor\": \"acme\", \"title\": \"Acme\", \"models\": [{\"model\": \"a1\",
		\"title\": \"Acme A1\", \"label\": \"A1\", \"confidence_basis\": \"made up\",
		\"sources\": [{\"ref\": \"-\", \"kind\": \"measured\"}], $1}]}" >catalog/acme.json
}
