#include "firmware/examine/summing.h"

#include <libdeflate.h>
#include <string.h>

static int digest_kind_of(enum sum_kind kind)
{
	switch (kind) {
	case SUM_MD5: return DIGEST_MD5;
	case SUM_SHA1: return DIGEST_SHA1;
	case SUM_SHA256: return DIGEST_SHA256;
	case SUM_SHA384: return DIGEST_SHA384;
	case SUM_SHA512: return DIGEST_SHA512;
	default: return -1;
	}
}

size_t sum_size(enum sum_kind kind)
{
	int digest = digest_kind_of(kind);

	if (digest != -1)
		return digest_size((enum digest_kind)digest);
	switch (kind) {
	case SUM_ADD8: return 1;
	case SUM_JBOOT:
	case SUM_XOR16:
	case SUM_ADD16_LE:
	case SUM_ADD16_BE: return 2;
	default: return 4;
	}
}

/* MSB first, polynomial 0x04c11db7. */
static void make_posix_table(uint32_t table[256])
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t state = i << 24;

		for (int bit = 0; bit < 8; bit++)
			state = state & 0x80000000U ? state << 1 ^ 0x04c11db7U : state << 1;
		table[i] = state;
	}
}

void summing_begin(struct summing *out, enum sum_kind kind)
{
	int digest = digest_kind_of(kind);

	*out = (struct summing){ 0 };
	if (digest != -1)
		digest_begin(&out->digest, (enum digest_kind)digest);
	if (kind == SUM_CRC_POSIX)
		make_posix_table(out->table);
}

/* CRC without the inversions that libdeflate makes: its state is undone before and after. */
static uint32_t crc_raw(uint32_t state, const uint8_t *data, size_t size)
{
	return ~libdeflate_crc32(~state, data, size);
}

static uint32_t crc_posix_byte(const struct summing *work, uint32_t state, uint8_t byte)
{
	return state << 8 ^ work->table[(state >> 24 ^ byte) & 0xff];
}

static void add_posix(struct summing *work, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		work->a = crc_posix_byte(work, work->a, data[i]);
}

static void add_words(struct summing *work, enum sum_kind kind, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		bool is_second = ((work->done + i) & 1) != 0;
		bool is_high = kind == SUM_ADD16_BE ? !is_second : is_second;
		uint32_t value = is_high ? (uint32_t)data[i] << 8 : data[i];

		if (kind == SUM_XOR16)
			work->a ^= value;
		else
			work->a += value;
		if (kind == SUM_JBOOT && work->a > 0xffff && is_second)
			work->a = (work->a & 0xffff) + (work->a >> 16);
	}
}

static void add_bytes(struct summing *work, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		work->a += data[i];
}

static void add_netgear(struct summing *work, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		work->a += data[i];
		work->b += work->a;
	}
}

void summing_add(struct summing *work, enum sum_kind kind, const uint8_t *data, size_t size)
{
	switch (kind) {
	case SUM_CRC32:
	case SUM_CRC32_JAM: work->a = libdeflate_crc32(work->a, data, size); break;
	case SUM_CRC32_RAW: work->a = crc_raw(work->a, data, size); break;
	case SUM_CRC_POSIX: add_posix(work, data, size); break;
	case SUM_ADD8:
	case SUM_ADD32: add_bytes(work, data, size); break;
	case SUM_NETGEAR: add_netgear(work, data, size); break;
	case SUM_JBOOT:
	case SUM_XOR16:
	case SUM_ADD16_LE:
	case SUM_ADD16_BE: add_words(work, kind, data, size); break;
	case SUM_MD5:
	case SUM_SHA1:
	case SUM_SHA256:
	case SUM_SHA384:
	case SUM_SHA512: digest_add(&work->digest, data, size); break;
	}
	work->done += size;
}

uint32_t sum_folded(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return (sum & 0xffff) + (sum >> 16);
}

/* The length follows the data, lowest byte first, without leading zeros. */
static uint32_t end_posix(const struct summing *work)
{
	uint32_t state = work->a;

	for (uint64_t length = work->done; length; length >>= 8)
		state = crc_posix_byte(work, state, (uint8_t)length);
	return ~state;
}

static uint32_t end_number(const struct summing *work, enum sum_kind kind)
{
	switch (kind) {
	case SUM_CRC32_JAM: return ~work->a;
	case SUM_CRC_POSIX: return end_posix(work);
	case SUM_ADD8: return work->a & 0xff;
	case SUM_NETGEAR: return sum_folded(work->b) << 16 | sum_folded(work->a);
	/* An odd last byte counts as if 0xff were taken away with it. */
	case SUM_JBOOT: return sum_folded(work->done & 1 ? work->a - 0xff : work->a);
	case SUM_XOR16:
	case SUM_ADD16_LE:
	case SUM_ADD16_BE: return work->a & 0xffff;
	default: return work->a;
	}
}

void summing_end(struct summing *work, enum sum_kind kind, uint8_t value[SUM_VALUE_MAX])
{
	size_t size = sum_size(kind);

	memset(value, 0, SUM_VALUE_MAX);
	if (digest_kind_of(kind) != -1) {
		struct digest digest = digest_end(&work->digest);

		memcpy(value, digest.bytes, size);
		return;
	}
	for (size_t i = 0; i < size; i++)
		value[i] = (uint8_t)(end_number(work, kind) >> 8 * (size - 1 - i));
}

uint32_t sum_of(enum sum_kind kind, const void *data, size_t size)
{
	struct summing work;

	summing_begin(&work, kind);
	summing_add(&work, kind, data, size);
	return end_number(&work, kind);
}
