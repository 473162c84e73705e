#include "stick/write/stamp.h"

#include "base/bytes.h"

#include <errno.h>
#include <sys/random.h>

enum { WORD = 8, OFFSET_AT = STAMP_NONCE, GROWN_AT = OFFSET_AT + WORD, GROWN_END = SECTOR - WORD };

bool stamps_begin(struct stamps *out, struct failure *why)
{
	size_t have = 0;

	while (have < sizeof(out->nonce)) {
		ssize_t n = getrandom(out->nonce + have, sizeof(out->nonce) - have, 0);

		if (n < 0 && errno != EINTR)
			return fail_errno(why, FAIL_IO,
			                  "cannot get random numbers from the system");
		have += n < 0 ? 0 : (size_t)n;
	}
	return true;
}

/* Every bit of the result depends on every bit of the argument (splitmix64's last step). */
static uint64_t mix(uint64_t value)
{
	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
	value = (value ^ value >> 27) * 0x94d049bb133111eb;
	return value ^ value >> 31;
}

void stamp_make(const struct stamps *stamps, uint64_t offset, uint8_t sector[SECTOR])
{
	const uint64_t low = get_le64(stamps->nonce);
	const uint64_t high = get_le64(stamps->nonce + WORD);
	const uint64_t seed = mix(low ^ mix(high ^ offset));

	memcpy(sector, stamps->nonce, STAMP_NONCE);
	put_le64(sector + OFFSET_AT, offset);
	for (size_t at = GROWN_AT; at < GROWN_END; at += WORD)
		put_le64(sector + at, mix(seed + at));
	put_le64(sector + GROWN_END, 0);
}

bool stamp_read(const struct stamps *stamps, const uint8_t sector[SECTOR], uint64_t *offset)
{
	uint8_t whole[SECTOR];

	if (memcmp(sector, stamps->nonce, STAMP_NONCE) != 0)
		return false;
	*offset = get_le64(sector + OFFSET_AT);
	stamp_make(stamps, *offset, whole);
	return memcmp(sector, whole, SECTOR) == 0;
}
