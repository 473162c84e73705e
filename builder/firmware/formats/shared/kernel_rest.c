/*
 * The ends that are known, each behind filler:
 *
 * Gemtek's and Linksys': ".GEMTEK.", then cksum(1) of all before it as 8 hexadecimal digits
 * (openwrt/openwrt include/image-commands.mk gemtek-trailer).
 * D-Link's: 24 or 26 characters that name the hardware; in newer files the MD5 of all before
 * it, salted with "ffff", stands before them as 32 hexadecimal digits (openwrt/openwrt
 * target/linux/ramips/image/mt7621.mk dlink_dxx-1xx0-x1).
 */
#include "firmware/formats/shared/kernel_rest.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
	GEMTEK = 16,
	GEMTEK_DIGITS_AT = 8,
	GEMTEK_DIGITS = 8,
	HARDWARE = 24,
	HARDWARE_MAX = 26,
	DASHES_MIN = 3,
	MD5_DIGITS = 32,
	MD5_SIZE = 16,
};
static const char salt[] = "ffff";

/* The vendor's end of a file. */
struct tail {
	uint64_t size;  /* 0: there is none that is known */
	bool is_summed; /* it has a checksum of all before it */
};

static struct tail read_gemtek(struct view file, struct examination *exam)
{
	char text[GEMTEK + 1] = "";
	struct sum *sum;
	char *end;

	if (file.size < GEMTEK || !view_read(file, file.size - GEMTEK, text, GEMTEK) ||
	    memcmp(text, ".GEMTEK.", GEMTEK_DIGITS_AT) != 0)
		return (struct tail){ 0 };
	sum = sums_add(exam, SUM_CRC_POSIX, file);
	sum_range(sum, file, 0, file.size - GEMTEK);
	sum_expect32(sum, "cksum", (uint32_t)strtoul(text + GEMTEK_DIGITS_AT, &end, 16));
	if (end != text + GEMTEK_DIGITS_AT + GEMTEK_DIGITS)
		findings_check(exam->findings, "cksum", CHECK_BAD, "it is not a number");
	return (struct tail){ .size = GEMTEK, .is_summed = true };
}

static bool may_name(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-';
}

/* Whether the last `length` characters may be a hardware's name: "MT76XMT7621-RP-PR2475-NA". */
static bool has_name(const char *text, size_t size, size_t length)
{
	size_t dashes = 0;

	for (size_t i = size - length; i < size; i++) {
		if (!may_name(text[i]))
			return false;
		dashes += text[i] == '-';
	}
	return dashes >= DASHES_MIN;
}

static bool read_digits(const char *text, uint8_t out[MD5_SIZE])
{
	for (size_t i = 0; i < MD5_SIZE; i++) {
		const char pair[] = { text[2 * i], text[2 * i + 1], '\0' };
		char *end;

		out[i] = (uint8_t)strtoul(pair, &end, 16);
		if (end != pair + 2 || strspn(pair, "0123456789abcdef") != 2)
			return false;
	}
	return true;
}

static void check_md5(struct view file, const uint8_t md5[MD5_SIZE], struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_MD5, file);

	sum_range(sum, file, 0, file.size);
	sum_literal(sum, salt, sizeof(salt) - 1);
	sum_expect(sum, "MD5 of the file", md5);
}

/* A digest may end with digits, which a name may begin with as well. */
static struct tail find_hardware(const char *text, size_t size, size_t length,
                                 uint8_t md5[MD5_SIZE])
{
	const size_t at = size - length;

	if (!has_name(text, size, length))
		return (struct tail){ 0 };
	if (read_digits(text + at - MD5_DIGITS, md5))
		return (struct tail){ .size = length + MD5_DIGITS, .is_summed = true };
	return (struct tail){ .size = may_name(text[at - 1]) ? 0 : length };
}

static struct tail read_hardware(struct view file, struct examination *exam)
{
	static const size_t lengths[] = { HARDWARE, HARDWARE_MAX };
	char text[MD5_DIGITS + HARDWARE_MAX + 1] = "";
	const size_t size = sizeof(text) - 1;
	struct tail tail = { 0 };
	uint8_t md5[MD5_SIZE];
	size_t length = 0;

	if (file.size < size || !view_read(file, file.size - size, text, size))
		return tail;
	for (size_t i = 0; i < ARRAY_LEN(lengths) && !tail.size; i++) {
		length = lengths[i];
		tail = find_hardware(text, size, length, md5);
	}
	if (!tail.size)
		return tail;
	findings_board(exam->findings, text + size - length, "");
	examine_uncovered(exam, "hardware",
	                  "no checksum covers the name of the hardware at the end");
	if (tail.is_summed)
		check_md5(view_part(file, 0, file.size - tail.size), md5, exam);
	return tail;
}

static struct tail read_tail(struct view file, uint64_t end, struct examination *exam)
{
	struct tail tail = { 0 };

	if (exam->has_trailer || end >= file.size)
		return tail;
	tail = read_gemtek(file, exam);
	return tail.size ? tail : read_hardware(file, exam);
}

static void report_filler(const struct tail *tail, struct examination *exam)
{
	if (!tail->size && !exam->has_trailer)
		findings_complete(exam->findings, COMPLETE_UNSTATED,
		                  "only filler follows its kernel; whether more belongs there, "
		                  "nothing states");
}

void kernel_rest(struct view file, uint64_t end, struct examination *exam)
{
	const struct tail tail = read_tail(file, end, exam);
	struct view rest = view_part(file, end, file.size - tail.size - end);
	struct view content = view_from(rest, view_filler(rest));
	struct findings *out = exam->findings;

	if (content.size && examine_rest(exam, content)) {
		if (!tail.is_summed)
			findings_warn(out,
			              "no checksum of the header covers what follows the kernel");
	} else if (content.size && !exam->has_trailer) {
		findings_complete(out, COMPLETE_UNKNOWN,
		                  "this version does not support what follows its kernel");
	} else if (rest.size) {
		report_filler(&tail, exam);
	}
}
