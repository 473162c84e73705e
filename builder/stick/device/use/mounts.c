#include "stick/device/use/mounts.h"

#include "base/mem.h"
#include "stick/device/use/blocks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/*
 * One line of mountinfo, see proc_pid_mountinfo(5):
 *   36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
 */
enum field { FIELD_ID, FIELD_PARENT, FIELD_NUMBER, FIELD_ROOT, FIELD_PATH, FIELD_OPTIONS, FIELDS };

static const char *next_word(char **rest)
{
	const char *word = strsep(rest, " \n");

	return word ? word : "";
}

/* Without the escapes. Owned. */
static char *name_of(const char *word)
{
	char *name = mem_strdup(word);

	block_unescape(name);
	return name;
}

static dev_t number_of(const char *text)
{
	const char *colon = strchr(text, ':');

	return colon ? makedev((unsigned)strtoul(text, NULL, 10),
	                       (unsigned)strtoul(colon + 1, NULL, 10))
	             : 0;
}

static unsigned group_of(const char *word, const char *kind)
{
	size_t length = strlen(kind);

	return strncmp(word, kind, length) == 0 ? (unsigned)strtoul(word + length, NULL, 10) : 0;
}

/* Up to the dash there may be any number of words on mount propagation. */
static void read_groups(struct mounted *mounted, char **rest)
{
	const char *word;

	while (*rest && strcmp(word = next_word(rest), "-") != 0) {
		unsigned group = group_of(word, "shared:");
		unsigned master = group_of(word, "master:");

		mounted->group = group ? group : mounted->group;
		mounted->master = master ? master : mounted->master;
	}
}

/* Of other namespaces only what may be on a block device is kept: there may be thousands. */
static void read_line(const struct device_world *world, struct mounts *mounts, size_t ns,
                      char *line)
{
	struct mounted mounted = { .ns = ns };
	const char *words[FIELDS];

	for (size_t i = 0; i < FIELDS; i++)
		words[i] = next_word(&line);
	mounted.id = strtoull(words[FIELD_ID], NULL, 10);
	mounted.number = number_of(words[FIELD_NUMBER]);
	read_groups(&mounted, &line);
	snprintf(mounted.type, sizeof(mounted.type), "%s", next_word(&line));
	if (major(mounted.number) == 0) {
		AUTO_FREE char *source = name_of(next_word(&line));

		mounted.source = block_number_of_path(world, source);
		if (ns && !mounted.source)
			return;
	}
	mounted.path = name_of(words[FIELD_PATH]);
	mounts->items = mem_grow(mounts->items, mounts->count, sizeof(*mounts->items));
	mounts->items[mounts->count++] = mounted;
}

static bool read_namespace(const struct device_world *world, struct mounts *mounts, size_t ns,
                           int mountinfo)
{
	FILE *file = fdopen(mountinfo, "re");
	AUTO_FREE char *line = NULL;
	size_t size = 0;

	if (!file) {
		close(mountinfo);
		return false;
	}
	while (getline(&line, &size, file) > 0)
		read_line(world, mounts, ns, line);
	fclose(file);
	return true;
}

static void add_namespace(struct mounts *mounts, const struct mount_namespace *ns)
{
	mounts->namespaces =
	        mem_grow(mounts->namespaces, mounts->namespace_count, sizeof(*mounts->namespaces));
	mounts->namespaces[mounts->namespace_count++] = *ns;
}

static bool knows_namespace(const struct mounts *mounts, const struct mount_namespace *ns)
{
	for (size_t i = 0; i < mounts->namespace_count; i++) {
		const struct mount_namespace *known = &mounts->namespaces[i];

		if (known->number == ns->number && known->root_mount == ns->root_mount &&
		    known->root == ns->root)
			return true;
	}
	return false;
}

/* "mnt:[4026531841]" identifies a namespace. False with errno when it may not be seen. */
static bool find_namespace(int folder, pid_t pid, struct mount_namespace *out)
{
	char text[64];
	ssize_t n = readlinkat(folder, "ns/mnt", text, sizeof(text) - 1);
	const char *bracket;
	struct statx root;

	text[n > 0 ? n : 0] = '\0';
	bracket = strchr(text, '[');
	*out = (struct mount_namespace){ .pid = pid };
	if (!bracket)
		return false;
	out->number = strtoul(bracket + 1, NULL, 10);
	if (statx(folder, "root", AT_STATX_DONT_SYNC, STATX_INO | STATX_MNT_ID, &root) == 0) {
		out->root = root.stx_ino;
		out->root_mount = root.stx_mnt_id;
	}
	return true;
}

bool mounts_read(const struct device_world *world, struct mounts *out, struct failure *why)
{
	AUTO_FREE char *path = mem_printf("%s/self", world->proc);
	AUTO_CLOSE int self = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int mountinfo = self == -1 ? -1 : openat(self, "mountinfo", O_RDONLY | O_CLOEXEC);
	struct mount_namespace own;

	*out = (struct mounts){ 0 };
	find_namespace(self, getpid(), &own);
	add_namespace(out, &own);
	if (mountinfo != -1 && read_namespace(world, out, 0, mountinfo))
		return true;
	mounts_done(out);
	return fail(why, FAIL_IO, "cannot read from '%s/mountinfo' what is mounted", path);
}

/* A process that has ended meanwhile uses nothing. */
static bool may_be_asked(void)
{
	return errno != EACCES && errno != EPERM;
}

bool mounts_add(const struct device_world *world, const struct process *process,
                struct mounts *mounts)
{
	struct mount_namespace ns;
	int mountinfo;

	if (!find_namespace(process->folder, process->pid, &ns))
		return may_be_asked();
	if (knows_namespace(mounts, &ns))
		return true;
	mountinfo = openat(process->folder, "mountinfo", O_RDONLY | O_CLOEXEC);
	if (mountinfo == -1)
		return may_be_asked();
	add_namespace(mounts, &ns);
	return read_namespace(world, mounts, mounts->namespace_count - 1, mountinfo);
}

bool mounts_is_copy(const struct mounts *mounts, const struct mounted *mounted)
{
	for (size_t i = 0; i < mounts->count && mounted->ns; i++) {
		const struct mounted *own = &mounts->items[i];

		if (own->ns == 0 && own->group &&
		    (own->group == mounted->group || own->group == mounted->master))
			return true;
	}
	return false;
}

const struct mounted *mounts_by_id(const struct mounts *mounts, uint64_t id)
{
	for (size_t i = 0; i < mounts->count; i++) {
		if (mounts->items[i].ns == 0 && mounts->items[i].id == id)
			return &mounts->items[i];
	}
	return NULL;
}

void mounts_done(struct mounts *mounts)
{
	for (size_t i = 0; i < mounts->count; i++)
		free(mounts->items[i].path);
	free(mounts->items);
	free(mounts->namespaces);
	*mounts = (struct mounts){ 0 };
}
