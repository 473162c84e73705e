#include "firmware/examine/name_checksum.h"

#include "base/mem.h"
#include "base/text/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { MD5_TAIL = 5 };

/* miwifi_MODEL_firmware_TAIL_VERSION.bin, or _all_: five digits from the end of the MD5. */
static void find_md5_tail(const char *name, char tail[MD5_TAIL + 1])
{
	static const char *const kinds[] = { "_firmware_", "_all_" };

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const char *kind = strcasestr(name, kinds[i]);
		const char *digits = kind ? kind + strlen(kinds[i]) : "";

		if (strncasecmp(name, "miwifi_", 7) != 0 ||
		    strspn(digits, "0123456789abcdefABCDEF") != MD5_TAIL || digits[MD5_TAIL] != '_')
			continue;
		for (size_t at = 0; at < MD5_TAIL; at++)
			tail[at] = (char)tolower(digits[at]);
	}
}

static void judge_md5_tail(const struct sum *sum, struct examination *exam)
{
	const char *stated = sum->context;
	char hex[2 * SUM_VALUE_MAX + 1];
	const char *computed = hex + 2 * sum_size(SUM_MD5) - MD5_TAIL;

	text_hex(hex, sum->value, sum_size(SUM_MD5));
	if (strcmp(stated, computed) == 0)
		findings_check(exam->findings, "MD5 in the file name", CHECK_OK, "%s", stated);
	else
		findings_check(exam->findings, "MD5 in the file name", CHECK_BAD,
		               "the name says '%s', the MD5 ends with '%s'", stated, computed);
}

void name_checksum_check(struct examination *exam, struct byte_source *source)
{
	const struct view all = view_of(source);
	char tail[MD5_TAIL + 1] = "";
	struct sum *sum;

	find_md5_tail(exam->file_name, tail);
	if (!tail[0])
		return;
	sum = sums_add(exam, SUM_MD5, all);
	sum_range(sum, all, 0, all.size);
	sum->context = mem_strdup(tail);
	sum->judge = judge_md5_tail;
}
