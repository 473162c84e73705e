#include "base/fatread/longname.h"

#include "base/bytes.h"
#include "base/mem.h"

enum { SHORT_NAME = 11, UNITS_MAX = 255, LAST_SLOT = 0x40, PADDING = 0xffff };

static uint8_t checksum_of(const uint8_t *short_name)
{
	uint8_t sum = 0;

	for (unsigned i = 0; i < SHORT_NAME; i++)
		sum = (uint8_t)((sum << 7 | sum >> 1) + short_name[i]);
	return sum;
}

/* The slot with the name's end comes first and gives their number. */
static bool follows(struct longname *name, const uint8_t *slot)
{
	unsigned number = slot[0] & ~(unsigned)LAST_SLOT;

	if (slot[12] || get_le16(slot + 26) || number == 0 || number > LONGNAME_SLOTS)
		return false;
	if (slot[0] & LAST_SLOT) {
		name->slots = number;
		name->missing = number;
		name->checksum = slot[13];
	}
	return name->slots && name->missing == number && name->checksum == slot[13];
}

void longname_add(struct longname *name, const uint8_t *slot)
{
	static const uint8_t places[LONGNAME_SLOT_UNITS] = { 1,  3,  5,  7,  9,  14, 16,
		                                             18, 20, 22, 24, 28, 30 };
	uint16_t *units;

	if (!follows(name, slot)) {
		name->slots = 0;
		return;
	}
	name->missing--;
	units = name->units + (size_t)name->missing * LONGNAME_SLOT_UNITS;
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		units[i] = get_le16(slot + places[i]);
}

/* Units before the end; 0 when what follows the end is no padding, or it is too long. */
static size_t length_of(const struct longname *name)
{
	size_t space = (size_t)name->slots * LONGNAME_SLOT_UNITS;
	size_t length = 0;

	while (length < space && name->units[length])
		length++;
	for (size_t i = length + 1; i < space; i++) {
		if (name->units[i] != PADDING)
			return 0;
	}
	return length <= UNITS_MAX ? length : 0;
}

static bool may_stand_in_a_name(uint16_t unit)
{
	return unit >= ' ' && (unit > 0x7e || !strchr("\"*/:<>?\\|", unit));
}

static size_t utf8_size(uint32_t point)
{
	if (point < 0x80)
		return 1;
	if (point < 0x800)
		return 2;
	return point < 0x10000 ? 3 : 4;
}

static size_t put_utf8(char *out, uint32_t point)
{
	static const uint8_t marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t size = utf8_size(point);

	for (size_t i = size - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (point & 0x3f));
		point >>= 6;
	}
	out[0] = (char)(marks[size] | point);
	return size;
}

/* One character, of one unit or of a surrogate pair; 0 for what is neither. */
static size_t read_utf16(const uint16_t *units, size_t count, uint32_t *point)
{
	*point = units[0];
	if (units[0] < 0xd800 || units[0] > 0xdfff)
		return may_stand_in_a_name(units[0]) ? 1 : 0;
	if (units[0] > 0xdbff || count < 2 || units[1] < 0xdc00 || units[1] > 0xdfff)
		return 0;
	*point = 0x10000 + ((units[0] & 0x3ffu) << 10 | (units[1] & 0x3ffu));
	return 2;
}

static bool to_utf8(const uint16_t *units, size_t count, char *out)
{
	while (count) {
		uint32_t point;
		size_t taken = read_utf16(units, count, &point);

		if (taken == 0)
			return false;
		out += put_utf8(out, point);
		units += taken;
		count -= taken;
	}
	*out = '\0';
	return true;
}

bool longname_take(struct longname *name, const uint8_t *entry, char *out)
{
	bool complete = name->slots && name->missing == 0 && name->checksum == checksum_of(entry);
	size_t length = complete ? length_of(name) : 0;

	name->slots = 0;
	return length && to_utf8(name->units, length, out);
}
