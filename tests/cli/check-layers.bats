#!/usr/bin/env bats
# scripts/check-layers itself: it sees what it is there for.
load helper

# tree: two layers in ./tree that keep their order.
tree() {
	mkdir -p tree/builder/low/room tree/builder/high
	printf 'layer(low)\nlayer(high USES low LIBRARIES x)\n' >tree/CMakeLists.txt
	echo '#include "low/room/a.h"' >tree/builder/low/room/a.c
	: >tree/builder/low/room/a.h
	echo '#include "low/room/a.h"' >tree/builder/low/b.h
	echo '#include "low/b.h"' >tree/builder/high/c.c
}

check() {
	"$root/scripts/check-layers" tree
}

@test "a tree that keeps its order passes" {
	tree
	run -0 check
	[ -z "$output" ]
}

@test "a layer that includes one above it is named" {
	tree
	: >tree/builder/high/c.h
	echo '#include "high/c.h"' >>tree/builder/low/b.h
	run -1 check
	says "builder/low/b.h includes high/c.h; low may not include high"
}

@test "a circle between a folder and its neighbour is found, at any depth" {
	tree
	echo '#include "low/b.h"' >tree/builder/low/room/a.c
	run -1 check
	says "a circle in builder/low: "
	says "low/room/a.c includes low/b.h"
}

@test "headers that include one another are found" {
	tree
	echo '#include "low/room/d.h"' >tree/builder/low/room/a.h
	echo '#include "low/room/a.h"' >tree/builder/low/room/d.h
	run -1 check
	says "a circle in builder/low/room: "
}

@test "two modules of one layer with the same name are named" {
	tree
	: >tree/builder/low/a.c
	run -1 check
	says "two modules of low are named a: low/a low/room/a"
}

@test "a file outside of all layers, and an include that does not exist, are named" {
	tree
	mkdir tree/builder/other
	echo '#include "low/nothing.h"' >tree/builder/other/x.c
	echo '#include "low/nothing.h"' >>tree/builder/high/c.c
	run -1 check
	says "builder/other/x.c is in no layer"
	says "builder/high/c.c includes low/nothing.h, which does not exist"
}

@test "nothing outside of cli includes cli" {
	run ! grep -rn '#include "cli/' "$root/builder/app" "$root/builder/base" \
		"$root/builder/catalog" "$root/builder/fetch" "$root/builder/firmware" \
		"$root/builder/guide" "$root/builder/stick"
}
