#include "guide/cardfile.h"

#include "base/mem.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool is_page(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (strcasecmp(dot, ".html") == 0 || strcasecmp(dot, ".htm") == 0);
}

static bool put(FILE *to, bool page, const struct guide_card *card, struct failure *why)
{
	if (page)
		return guide_card_html(card, to, why);
	guide_card_text(card, to);
	return true;
}

bool cardfile_put(int fd, const char *name, const struct guide_card *card, struct failure *why)
{
	AUTO_CLOSE int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	FILE *to = copy < 0 ? NULL : fdopen(copy, "w");
	bool good;

	if (!to)
		return fail_errno(why, FAIL_IO, "cannot write '%s'", name);
	mem_take_fd(&copy);
	good = put(to, is_page(name), card, why);
	if (fclose(to) != 0 && good)
		return fail_errno(why, FAIL_IO, "writing '%s'", name);
	return good;
}

static bool put_whole(struct newfile *file, const struct guide_card *card, struct failure *why)
{
	off_t end;

	if (!cardfile_put(file->fd, file->path, card, why))
		return false;
	end = lseek(file->fd, 0, SEEK_CUR);
	file->size = (uint64_t)end;
	return end >= 0 || fail_errno(why, FAIL_IO, "writing '%s'", file->path);
}

bool cardfile_make(struct newfile *out, const struct guide_card *card, const char *path, bool force,
                   struct failure *why)
{
	return newfile_begin(out, path, force, why) && put_whole(out, card, why);
}

bool cardfile_renew(struct newfile *file, const struct guide_card *card, struct failure *why)
{
	if (ftruncate(file->fd, 0) < 0 || lseek(file->fd, 0, SEEK_SET) < 0)
		return fail_errno(why, FAIL_IO, "writing '%s'", file->path);
	return put_whole(file, card, why);
}
