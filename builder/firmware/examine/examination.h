/*
 * examination - what a format works with: where it writes down what it sees, and which sums
 * are to be computed for it.
 */
#ifndef EXAMINATION_H
#define EXAMINATION_H

#include "firmware/examine/findings.h"
#include "firmware/examine/keyring.h"
#include "firmware/examine/source.h"
#include "firmware/examine/sums.h"

struct examination {
	struct findings *findings;
	const struct keyring *keys;
	struct sums sums;
	const char *file_name;      /* its last part; for the few formats that say nothing inside */
	bool has_trailer;           /* fwtool's records follow the outermost container */
	bool leaves_archives;       /* this process is not prepared to look into one */
	bool lacks_libarchive;      /* an archive was not looked into, for want of it */
	size_t layer;               /* of the container being looked at: 0 is the outermost */
	struct unpacked *unpacked;  /* what was decompressed, kept until examine_done() */
	struct whole_content whole; /* where the outermost container is only packed */
};

/*
 * A sum that is to be computed; borrowed, and only until the next sums_add(). Without a
 * judge the value is not looked at. Past SUMS_MAX, which only crafted files reach, it is
 * said that not everything was checked.
 */
struct sum *sums_add(struct examination *exam, enum sum_kind kind, struct view view);

/* The usual judges: a check called `name` is ok or bad, or not proven. `name` is constant. */
void sum_expect32(struct sum *sum, const char *name, uint32_t stored);
void sum_expect(struct sum *sum, const char *name, const void *stored);

/*
 * For judges that derive another value: the check is ok when `seen`, derived from the sum,
 * equals `stored`. The detail shows both with that many hexadecimal digits.
 */
void sum_judge_number(const struct sum *sum, struct examination *exam, int digits, uint32_t seen,
                      uint32_t stored);

/* Calls the judges. */
void sums_judge(struct examination *exam);

/* A check whose rule no real file has confirmed yet: it reports a value and decides nothing. */
void examine_unproven(struct examination *exam, const char *name, const char *fmt, ...)
        PRINTF_LIKE(3, 4);

/*
 * That no checksum covers `what`. Not said where one around it does: in another container, or
 * before OpenWrt's records.
 */
void examine_uncovered(struct examination *exam, const char *what, const char *detail);

#endif
