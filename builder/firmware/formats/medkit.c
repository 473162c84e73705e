/*
 * Turris' medkit: a whole root file system as tar, packed by gzip or xz. The rescue
 * system takes it from the top of a stick; which model it is for is in its name alone
 * (Turris documentation, "Rescue modes").
 */
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/packed_view.h"
#include "firmware/formats/shared/tar_member.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const folders[] = { "./bin", "./etc" };

/* Packed, and its first member is "./" or lies there. */
static bool recognise(struct view file)
{
	uint8_t start[TAR_BLOCK];

	return (view_has(file, 0, "\x1f\x8b", 2) || view_has(file, 0,
	                                                     "\xfd"
	                                                     "7zXZ",
	                                                     5)) &&
	       packed_view_peek(file, start, sizeof(start)) == sizeof(start) &&
	       memcmp(start + 257, "ustar", 5) == 0 && memcmp(start, "./", 2) == 0;
}

static void add_board(const char *file_name, struct findings *out)
{
	const char *end = strstr(file_name, "-medkit");
	char board[48];

	if (!end || end == file_name)
		return;
	snprintf(board, sizeof(board), "%.*s", (int)(end - file_name), file_name);
	findings_board(out, board, "");
	findings_warn(out, "only the file name shows which model it is for");
}

static void read_version(struct view data, struct findings *out)
{
	char text[65] = "";

	if (!view_read(data, 0, text, data.size < 64 ? (size_t)data.size : 64))
		return;
	text[strcspn(text, "\r\n")] = '\0';
	findings_version(out, text);
}

static void walk_members(struct view archive, struct findings *out)
{
	bool seen[ARRAY_LEN(folders)] = { 0 };
	struct tar_walk walk;
	enum tar_state state;

	tar_begin(&walk, archive);
	while ((state = tar_next(&walk)) == TAR_MEMBER) {
		for (size_t i = 0; i < ARRAY_LEN(folders); i++)
			seen[i] |= strncmp(walk.name, folders[i], strlen(folders[i])) == 0;
		if (strcmp(walk.name, "./etc/turris-version") == 0)
			read_version(walk.data, out);
	}
	if (state == TAR_CUT)
		findings_complete(out, COMPLETE_TRUNCATED, "the archive in it is truncated");
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		if (!seen[i])
			findings_warn(out, "%s is missing in it, so it is not a root file system",
			              folders[i]);
	}
	findings_check(out, "tar headers", state == TAR_DAMAGED ? CHECK_BAD : CHECK_OK,
	               "%" PRIu64 " headers read", walk.count);
}

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	struct packed_content content;
	struct byte_source source;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	add_board(exam->file_name, out);
	packed_view_open(file, &content);
	packed_view_report(&content, out);
	if (content.file.fd == -1)
		return;
	examine_ends_at(exam, file, content.unpacked.end);
	source_of_scratch(&source, &content.file);
	walk_members(view_of(&source), out);
	source_done(&source);
	scratch_close(&content.file);
}

static const struct format medkit = {
	.id = "turris-medkit",
	.title = "a Turris medkit (a packed root file system)",
	.rank = RANK_STRUCTURE,
	.recognise = recognise,
	.parse = parse,
};

FORMATS(medkit, &medkit);
