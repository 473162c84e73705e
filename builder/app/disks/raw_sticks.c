#include "app/disks/raw_sticks.h"

#include "app/knowledge/search_path.h"
#include "base/files/file.h"
#include "base/mem.h"
#include "fetch/owner.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE = DIGEST_HEX, NOTES_MAX = 4096 }; /* with its line break a line is as long */

static char *notes_path(const struct caller *caller)
{
	if (caller->state && caller->state[0] == '/')
		return mem_printf("%s/mkrescue-usb/raw-sticks", caller->state);
	if (caller->home && caller->home[0] == '/')
		return mem_printf("%s/.local/state/mkrescue-usb/raw-sticks", caller->home);
	return NULL;
}

/* The file belongs to a user, who may have put anything there: a link, a pipe, a huge one. */
static FILE *open_notes(int flags, const char *mode)
{
	const struct caller caller = caller_here();
	const struct owner owner = { caller.owner != FOLDER_ANYBODY, caller.owner, caller.group };
	AUTO_FREE char *path = notes_path(&caller);
	AUTO_CLOSE int fd = -1;
	FILE *notes = NULL;
	struct stat st;

	AS_OWNER(&owner);
	if (!path || ((flags & O_CREAT) && !file_make_parents(path, 1, 0700)))
		return NULL;
	fd = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (fd != -1 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size <= (off_t)NOTES_MAX * LINE)
		notes = fdopen(fd, mode);
	if (notes)
		mem_take_fd(&fd); /* the stream closes it */
	return notes;
}

static bool is_noted(FILE *notes, const struct digest *beginning)
{
	char hex[DIGEST_HEX];
	char line[LINE + 1];

	digest_to_hex(beginning, hex);
	rewind(notes);
	while (fgets(line, sizeof(line), notes)) {
		line[strcspn(line, "\n")] = '\0';
		if (strcmp(line, hex) == 0)
			return true;
	}
	return false;
}

void raw_sticks_recognise(struct disk *disks, size_t count)
{
	FILE *notes = open_notes(O_RDONLY, "re");

	for (size_t i = 0; notes && i < count; i++)
		disks[i].ours = disks[i].ours ||
		                (disks[i].has_beginning && is_noted(notes, &disks[i].beginning));
	if (notes)
		fclose(notes);
}

/* What is behind a short image was cleared. */
static bool digest_beginning(struct target *image, struct digest *out)
{
	AUTO_FREE uint8_t *data = mem_zalloc(1, DEVICE_BEGINNING);
	size_t size = image->size < DEVICE_BEGINNING ? (size_t)image->size : DEVICE_BEGINNING;
	struct failure ignored;

	if (!target_read(image, 0, data, size, &ignored))
		return false;
	*out = digest_of(DIGEST_SHA256, (struct bytes){ data, DEVICE_BEGINNING });
	return true;
}

void raw_sticks_note(struct target *image)
{
	FILE *notes = open_notes(O_RDWR | O_CREAT | O_APPEND, "a+e");
	struct digest beginning;
	char hex[DIGEST_HEX];

	if (!notes)
		return;
	if (digest_beginning(image, &beginning) && !is_noted(notes, &beginning)) {
		digest_to_hex(&beginning, hex);
		fprintf(notes, "%s\n", hex);
	}
	fclose(notes);
}
