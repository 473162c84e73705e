/*
 * device - disks of this computer: what they are, who uses them, why one may not be written,
 * and one opened as a target.
 *
 * Identity is the device number and the kernel's disk sequence number, never a name: the node
 * that was named is the one that is opened. Looking (device_survey, device_look) finds what a
 * disk is and holds; device_find_users() asks who uses it. Judging is pure, so that tests can
 * judge disks this computer does not have. Nothing here writes until the caller does through
 * the target.
 */
#ifndef DEVICE_H
#define DEVICE_H

#include "base/digest.h"
#include "base/fail.h"
#include "base/medium/target.h"
#include "base/progress.h"

#include <sys/types.h>

/* Where the kernel shows disks; tests give a tree of their own. */
struct device_world {
	const char *sysfs; /* "/sys" */
	const char *proc;  /* "/proc" */
	const char *dev;   /* "/dev" */
};
extern const struct device_world device_world_here;

enum { DEVICE_TEXT = 128, DEVICE_PATH = 256, DEVICE_BEGINNING = 65536 };

/* A file system, partition table or other signature found on a disk or a partition of it. */
struct content {
	char where[32]; /* "sdb1", "sdb" */
	char type[32];  /* libblkid's name: "vfat", "ntfs", "gpt", "crypto_LUKS" ... */
	char label[64]; /* cleaned */
	bool empty;     /* a file system without files, by its own counters (udf) */
};

enum { CONTENT_MAX = 32, USER_MAX = 32, USER_TEXT = 384 };

/* A user of a disk, its partitions, or devices built on them. */
struct disk_user {
	char text[USER_TEXT]; /* "'/dev/sdb1' is mounted on /srv through /dev/loop3" */
	bool mount;
	char unmount[DEVICE_PATH]; /* where a desktop mounted it, and it can be unmounted; or "" */
};

/* What could not be checked about a disk. */
enum unchecked {
	UNCHECKED_OPEN = 1,      /* this user may not open it */
	UNCHECKED_PROGRAMS = 2,  /* what other users' programs have open, or mount for themselves */
	UNCHECKED_CONTAINER = 4, /* the same, of programs outside this container */
	UNCHECKED_LOOPS = 8,     /* what backs some loop devices */
	UNCHECKED_EXCLUSIVE = 16, /* exclusive use: only of disks to write */
};

struct disk {
	char name[32];          /* kernel name: "sdb" */
	char path[DEVICE_PATH]; /* for messages: "/dev/sdb" where that leads to it, else the node */
	char node[DEVICE_PATH]; /* what is opened: the node that was named */
	dev_t number;
	uint64_t sequence;    /* diskseq; 0 when the kernel has none */
	uint64_t size;        /* bytes */
	uint64_t sector_size; /* logical */
	bool removable;       /* sysfs says so, or a card in a built-in reader */
	bool usb;
	bool read_only;
	bool partition; /* a partition, not a whole disk: `parent` names the disk */
	char parent[32];
	char kind[32];           /* "USB", "SD card", "eMMC", "loop", "virtio", "NVMe", "SATA",
	                            "device-mapper" ... */
	char maker[DEVICE_TEXT]; /* cleaned; may be empty, as the next two */
	char model[DEVICE_TEXT];
	char serial[DEVICE_TEXT];
	char socket[32];                /* of USB, as the kernel counts them: "1-4.2"; or empty */
	char backing_file[DEVICE_PATH]; /* loop devices */
	uint64_t backing_size;          /* bytes in that file; 0 when it cannot be seen */
	unsigned partition_count; /* as the kernel or the table on it says, whichever is more */
	struct content contents[CONTENT_MAX];
	size_t content_count;
	bool contents_known; /* false: not all that was looked at could be read */
	bool unresponsive;   /* it did not respond in time: it is not accessed again */
	bool ours;           /* made by this program: carries our manifest, or is known to be raw */
	struct digest beginning; /* SHA-256 of its first DEVICE_BEGINNING bytes ... */
	bool has_beginning;      /* ... when they could be read and are not blank */
	bool users_known;        /* by device_find_users(); until then it is refused */
	struct disk_user users[USER_MAX];
	size_t user_count;
	unsigned unchecked; /* of enum unchecked */
};

/*
 * Every disk, sorted by name. No byte of any disk is read: contents are left unknown, and who uses
 * them. *out is one allocation, free() it.
 */
bool device_survey(const struct device_world *world, struct disk **out, size_t *count,
                   struct failure *why) MUST_CHECK;

/* What is on the disks of a survey. `progress` hears of one that is slow to answer; or NULL. */
void device_read_contents(struct disk *disks, size_t count, struct progress *progress);

/*
 * One disk with its contents, by any path or link to its node. FAIL_REFUSED when the path is no
 * block device (a typo never creates a file), FAIL_IO when it cannot be looked at. Who uses it
 * is left unknown. `progress` hears of one that is slow to answer; or NULL.
 */
bool device_look(const struct device_world *world, const char *path, struct progress *progress,
                 struct disk *out, struct failure *why) MUST_CHECK;

/* A file or folder of our own, which must not be on a disk that is written. */
struct device_own_file {
	const char *what; /* "the firmware" */
	const char *path; /* need not exist yet */
};

struct device_query {
	bool to_write; /* they were named to be written: check exclusive use, too */
	const struct device_own_file *own_files;
	size_t own_file_count;
	struct progress *progress; /* hears of a disk that is slow to answer; or NULL */
};

/*
 * Who uses the disks, their partitions and all devices built on them: fills in ->users and
 * ->unchecked of each. FAIL_IO when the kernel has no list of mounts; FAIL_INTERRUPTED.
 */
bool device_find_users(const struct device_world *world, struct disk *disks, size_t count,
                       const struct device_query *query, struct failure *why) MUST_CHECK;

enum { UNCHECKED_TEXT = 256 };

/* What could not be checked about any of the disks, and what to do; false when there is nothing. */
bool device_unchecked(const struct disk *disks, size_t count, char out[UNCHECKED_TEXT]);

/* What the caller needs and allows. */
struct device_terms {
	uint64_t size_min;   /* bytes the layout needs, the cleared last MiB included */
	const char *layout;  /* its name, for the message */
	const char *smaller; /* a layout to suggest for a small stick, or NULL */
	bool allow_fixed;
	bool unmount_allowed; /* mounts under /media and /run/media will be unmounted first */
};

enum { REASON_MAX = 16, REASON_TEXT = 416 };
struct reasons {
	char text[REASON_MAX][REASON_TEXT];
	enum fail_kind code[REASON_MAX]; /* the same, as scripts read it */
	size_t count;
	size_t resolved; /* how many of them options resolve */
	char remedy[64]; /* these options, as they are typed */
};

/* Every reason this disk must not be written; none when it may be. */
void device_refusals(const struct disk *disk, const struct device_terms *terms,
                     struct reasons *out);

/* As device_refusals(), as one FAIL_REFUSED that names them all; its reason is the first's. */
bool device_check(const struct disk *disk, const struct device_terms *terms,
                  struct failure *why) MUST_CHECK;

/*
 * Why this does not look like a stick that may be wiped after a simple yes: over
 * 256 GiB, several partitions, or something on it that is not among what sticks usually
 * hold. Our own sticks are excepted. Then the user types what device_pass_phrase() says.
 */
void device_doubts(const struct disk *disk, struct reasons *out);

/* The serial, or the size in bytes when there is none; a loop device's is its file's. */
void device_pass_phrase(const struct disk *disk, char out[DEVICE_TEXT]);

/* Its maker and model, as far as they are known. */
enum { DEVICE_TITLE = 2 * DEVICE_TEXT };
void device_title(const struct disk *disk, char out[DEVICE_TITLE]);

/* True when there are mounts and all of them can be unmounted: under /media or /run/media. */
bool device_only_media_mounts(const struct disk *disk);

/*
 * Plain unmount of every mount it has by now. FAIL_REFUSED names the programs that
 * keep one busy, and when one lies elsewhere than under /media or /run/media.
 */
bool device_unmount(const struct disk *disk, struct failure *why) MUST_CHECK;

/*
 * Opens the disk that was looked at, and no other: O_RDWR|O_EXCL|O_DIRECT, flock,
 * device number, sequence and size compared again, and its users looked for once more. The one
 * descriptor stays open until target_close(). FAIL_REFUSED when it is used or has been replaced.
 * `progress` hears of another program's lock that is waited for; or NULL.
 */
bool device_open(const struct disk *disk, struct progress *progress, struct target **out,
                 struct failure *why) MUST_CHECK;

/* For verify: read only, O_DIRECT, shared with other readers. */
bool device_open_to_read(const struct disk *disk, struct target **out,
                         struct failure *why) MUST_CHECK;

/*
 * Whether it is not there any more, under its number: asked after an error, which comes before
 * the kernel has noticed. Takes up to a second when it is there.
 */
bool device_is_gone(const struct device_world *world, const struct disk *disk);

/* Flush, allow removal, eject; the target stays open for target_close(). FAIL_IO says why not. */
bool device_eject(struct target *device, struct failure *why) MUST_CHECK;

/* Has the kernel re-read the partition table; for --no-eject. Failure is harmless. */
void device_reread(struct target *device);

#endif
