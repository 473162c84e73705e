/*
 * examine - parses a file, container by container, from the outside in.
 *
 * The records of OpenWrt's fwtool are cut off the end first; the rest is given to the
 * format that recognises it. A format describes what it sees, registers sums, and hands
 * what it contains to examine_inside(). Depth, sizes and time are bounded; a fault
 * in a file is a finding, never a failure.
 */
#ifndef EXAMINE_H
#define EXAMINE_H

#include "firmware/examine/examination.h"
#include "firmware/examine/format.h"

/* Nothing is read yet. The keys, the name and *findings must outlive *out. */
void examine_begin(struct examination *out, const struct keyring *keys, const char *file_name,
                   struct findings *findings);

/*
 * Everything but the sums. The source must outlive the examination. `format` skips
 * the recognition; NULL: the formats recognise it.
 */
void examine_structure(struct examination *exam, struct byte_source *source,
                       const struct format *format);

/* What the sums say, once sums_run() is through. */
void examine_end(struct examination *exam);
void examine_done(struct examination *exam);

/*
 * What a container of that name is called in findings: a text that lives as long as the
 * program. NULL: by no such name.
 */
const char *examine_id(const char *text);

/*
 * Looks at what lies in the container being examined; false when it is nothing known,
 * which says nothing against it. Its boards, checks and warnings are added.
 */
bool examine_inside(struct examination *exam, struct view part);

/*
 * As examine_inside(), for what runs to the end of a container that does not know where
 * that is: what the part says about its completeness is the container's.
 */
bool examine_rest(struct examination *exam, struct view part);

/*
 * As examine_inside(), for what fills one place in flash: an image may begin in it and go on
 * in the next, so that what ends too early here says nothing.
 */
bool examine_piece(struct examination *exam, struct view part);

/* As examine_inside(), for content that was unpacked and kept. Takes the file. */
bool examine_unpacked(struct examination *exam, const struct scratch_file *file);

/*
 * The container ends at `end` of its view as its header says: exact, padded,
 * followed by something, or truncated. Beyond the outermost container, and before fwtool's
 * records, more may follow.
 */
void examine_ends_at(struct examination *exam, struct view view, uint64_t end);

#endif
