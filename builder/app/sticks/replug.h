/*
 * replug - a finished stick is pulled out, plugged in again, and proven once more: past the
 * stick's own cache, which nothing that stays plugged in gets past.
 */
#ifndef REPLUG_H
#define REPLUG_H

#include "app/sticks/delivery.h"
#include "stick/device/device.h"

enum replug_state { REPLUG_NONE, REPLUG_AWAITED, REPLUG_PROVEN, REPLUG_FAILED };

struct replug_stick {
	const struct disk *was; /* as it was written; borrowed */
	enum replug_state state;
	uint64_t newest;    /* the highest diskseq of any disk before it was asked for */
	bool gone;          /* it was seen not to be there */
	struct disk now;    /* under whatever name, once it is back */
	struct failure why; /* REPLUG_FAILED */
};

/*
 * Which of these disks is the stick, plugged in again; NULL when it is none of them. The same
 * kind, maker, model, serial and size, and a diskseq that no disk had before: one that was never
 * pulled out is not taken. Where the kernel has no diskseq it must have been gone. One that
 * another of `all` came back as is not taken either: cheap sticks share serials. Pure.
 */
const struct disk *replug_find(const struct replug_stick *stick, const struct replug_stick *all,
                               size_t all_count, const struct disk *disks, size_t count);

/* Notes which disks there are before it is asked for. Pure. */
void replug_note_newest(struct replug_stick *stick, const struct disk *disks, size_t count);

/* Notes whether the stick is gone. Pure. */
void replug_note_gone(struct replug_stick *stick, const struct disk *disks, size_t count);

enum { REPLUG_PATIENCE = 120 /* seconds */ };

/*
 * Asks for those that are REPLUG_AWAITED, waits for them until none has come for `patience`
 * seconds, and proves each as it comes. Afterwards none is awaited any more.
 */
void replug_all(struct replug_stick *sticks, size_t count, const struct delivery *delivery,
                int patience);

#endif
