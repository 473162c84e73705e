/*
 * Tar archives, and OpenWrt's sysupgrade archive among them: one folder
 * sysupgrade-BOARD with CONTROL ("BOARD=..."), kernel, root and perhaps dtb
 * (openwrt/openwrt scripts/sysupgrade-tar.sh). Headers have a sum, contents have none.
 */
#include "base/files/file.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/tar_member.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { RECORD = 10240 }; /* GNU tar pads to whole records */

static const char folder_start[] = "sysupgrade-";

/* The zeros that fill up the last record belong to the archive. */
static bool ends_with_its_record(const struct tar_walk *walk)
{
	struct view rest = view_from(walk->archive, walk->at);

	return walk->archive.size % RECORD == 0 && view_run(rest, 0) == rest.size;
}

static void check_end(const struct tar_walk *walk, enum tar_state state, struct examination *exam)
{
	findings_check(exam->findings, "tar headers", state == TAR_DAMAGED ? CHECK_BAD : CHECK_OK,
	               "%" PRIu64 " headers read", walk->count);
	if (state == TAR_CUT)
		findings_complete(exam->findings, COMPLETE_TRUNCATED,
		                  "the end of the archive is missing");
	else if (state == TAR_END && !ends_with_its_record(walk))
		examine_ends_at(exam, walk->archive, walk->at);
}

static void parse_tar(struct view file, struct examination *exam)
{
	struct tar_walk walk;
	enum tar_state state;

	tar_begin(&walk, file);
	do
		state = tar_next(&walk);
	while (state == TAR_MEMBER);
	check_end(&walk, state, exam);
}

/* A second folder is something that routers refuse. */
static bool is_in_folder(const char *name, char board[TAR_NAME], struct findings *out)
{
	const char *start = name + strlen(folder_start);
	const char *slash = strchr(name, '/');
	char found[TAR_NAME];

	if (strncmp(name, folder_start, strlen(folder_start)) != 0 || !slash)
		return false;
	snprintf(found, sizeof(found), "%.*s", (int)(slash - start), start);
	if (!board[0])
		snprintf(board, TAR_NAME, "%s", found);
	else if (strcmp(board, found) != 0)
		findings_check(out, "folders", CHECK_BAD, "it has more than one sysupgrade folder");
	return true;
}

static void read_control(struct view data, struct findings *out)
{
	static const char key[] = "BOARD=";
	char text[256] = "";
	char board[65];
	const char *value;

	if (!view_read(data, 0, text,
	               data.size < sizeof(text) ? (size_t)data.size : sizeof(text) - 1))
		return;
	value = strstr(text, key);
	if (!value)
		return;
	value += strlen(key);
	snprintf(board, sizeof(board), "%.*s", (int)strcspn(value, "\r\n"), value);
	findings_board(out, board, "");
}

static void look_at_member(const struct tar_walk *walk, struct examination *exam)
{
	const char *name = file_name_in(walk->name);

	if (strcmp(name, "CONTROL") == 0)
		read_control(walk->data, exam->findings);
	else if (strcmp(name, "kernel") == 0 || strcmp(name, "root") == 0)
		examine_inside(exam, walk->data);
}

static void parse_sysupgrade(struct view file, struct examination *exam)
{
	char board[TAR_NAME] = "";
	struct tar_walk walk;
	enum tar_state state;

	findings_origin(exam->findings, ORIGIN_OPENWRT);
	tar_begin(&walk, file);
	while ((state = tar_next(&walk)) == TAR_MEMBER) {
		if (is_in_folder(walk.name, board, exam->findings))
			look_at_member(&walk, exam);
	}
	if (!exam->findings->board_count)
		findings_board(exam->findings, board, "");
	check_end(&walk, state, exam);
	if (state == TAR_END && file.size % RECORD != 0)
		findings_complete(exam->findings, COMPLETE_TRUNCATED,
		                  "its last record is incomplete");
}

static const struct format sysupgrade = {
	.id = "openwrt-sysupgrade",
	.code_form = "^[^ ]+$",
	.code_words = "an OpenWrt board name",
	.title = "an OpenWrt sysupgrade archive",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "sysupgrade-"), MAGIC(257, "ustar") },
	.parse = parse_sysupgrade,
};

static const struct format tar = {
	.id = "tar",
	.title = "a tar archive",
	.rank = RANK_WEAK,
	.magic = { MAGIC(257, "ustar") },
	.parse = parse_tar,
};

FORMATS(tar, &sysupgrade, &tar);
