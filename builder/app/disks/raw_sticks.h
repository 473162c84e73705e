/*
 * raw_sticks - sticks of our own that carry no manifest, since a disk image fills them.
 *
 * Their beginning is noted when they are written: one SHA-256 a line, in "raw-sticks" in the
 * state folder of the user who runs the program. A disk that begins with the same bytes holds what
 * was written here, and is erased again after a simple yes. That holds on this computer only:
 * elsewhere, or without the note, the serial number is required.
 */
#ifndef RAW_STICKS_H
#define RAW_STICKS_H

#include "stick/device/device.h"

/* Sets ->ours of those that begin like one that was noted. */
void raw_sticks_recognise(struct disk *disks, size_t count);

/* Notes the beginning of a disk image. What cannot be noted is no failure. */
void raw_sticks_note(struct target *image);

#endif
