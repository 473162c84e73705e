#include "base/text/text.h"
#include "stick/device/device.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SECTOR_SIZE = 512 };

static const uint64_t stick_size_max = UINT64_C(256) << 30; /* larger ones are usually disks */
static const uint64_t mbr_size_max = UINT64_C(2) << 40;

static void PRINTF_LIKE(3, 4)
        add(struct reasons *reasons, enum fail_kind code, const char *fmt, ...)
{
	char text[REASON_TEXT];
	va_list args;

	if (reasons->count == REASON_MAX)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	reasons->code[reasons->count] = code;
	text_clean(reasons->text[reasons->count++], REASON_TEXT, text);
}

/* The reason that was added last is one that this option resolves. */
static void resolve(struct reasons *reasons, const char *option)
{
	const size_t used = strlen(reasons->remedy);

	reasons->resolved++;
	if (!strstr(reasons->remedy, option))
		snprintf(reasons->remedy + used, sizeof(reasons->remedy) - used, "%s%s",
		         used ? " " : "", option);
}

bool device_only_media_mounts(const struct disk *disk)
{
	bool mounted = false;

	for (size_t i = 0; i < disk->user_count; i++) {
		if (disk->users[i].mount && !disk->users[i].unmount[0])
			return false;
		mounted = mounted || disk->users[i].mount;
	}
	return mounted;
}

static void judge_kind(const struct disk *disk, const struct device_terms *terms,
                       struct reasons *out)
{
	if (disk->partition)
		add(out, FAIL_NOT_A_DISK, "it is a partition; name the whole disk, '/dev/%s'",
		    disk->parent);
	if (!disk->removable && !disk->usb && !terms->allow_fixed) {
		add(out, FAIL_NOT_A_STICK,
		    "it is neither removable nor on USB (--allow-fixed accepts such a disk)");
		resolve(out, "--allow-fixed");
	}
	if (disk->read_only)
		add(out, FAIL_READ_ONLY, "it is read-only");
	if (disk->sector_size != SECTOR_SIZE && disk->size)
		add(out, FAIL_UNFIT, "its sectors have %" PRIu64 " bytes, boot loaders need 512",
		    disk->sector_size);
}

static void judge_size(const struct disk *disk, const struct device_terms *terms,
                       struct reasons *out)
{
	char has[TEXT_SIZE];
	char wants[TEXT_SIZE];

	text_size(has, disk->size);
	text_size(wants, terms->size_min);
	if (disk->size == 0)
		add(out, FAIL_UNFIT, "it has no medium in it");
	else if (disk->size < terms->size_min)
		add(out, FAIL_UNFIT, "it is too small: %s, the layout '%s' needs %s%s%s%s", has,
		    terms->layout ? terms->layout : "", wants, terms->smaller ? "; --layout '" : "",
		    terms->smaller ? terms->smaller : "", terms->smaller ? "' needs less" : "");
	if (disk->size > mbr_size_max)
		add(out, FAIL_UNFIT, "it is too large: %s, more than a boot record can describe",
		    has);
}

static void judge_rights(const struct disk *disk, struct reasons *out)
{
	if (!(disk->unchecked & UNCHECKED_OPEN))
		return;
	add(out, FAIL_NEEDS_ROOT, "%s",
	    geteuid() ? "only root can open it; run mkrescue-usb with sudo"
	              : "it may not be opened here, even by root");
	if (geteuid() && out->count == 1)
		resolve(out, "sudo");
}

/* Mounts come last among the users: there may be more than there is space for. */
static void judge_users(const struct disk *disk, const struct device_terms *terms,
                        struct reasons *out)
{
	bool media = device_only_media_mounts(disk);

	for (size_t i = 0; i < disk->user_count; i++) {
		const struct disk_user *user = &disk->users[i];

		if (!user->mount || !media) {
			add(out, user->mount ? FAIL_MOUNTED : FAIL_IN_USE, "%s", user->text);
		} else if (!terms->unmount_allowed) {
			add(out, FAIL_MOUNTED, "%s (--unmount unmounts it)", user->text);
			resolve(out, "--unmount");
		}
	}
	if (!disk->users_known)
		add(out, FAIL_IN_USE, "its users are unknown");
}

void device_refusals(const struct disk *disk, const struct device_terms *terms, struct reasons *out)
{
	*out = (struct reasons){ 0 };
	judge_kind(disk, terms, out);
	judge_size(disk, terms, out);
	judge_users(disk, terms, out);
	judge_rights(disk, out);
}

static void add_words(char out[UNCHECKED_TEXT], const char *words)
{
	size_t used = strlen(out);

	snprintf(out + used, UNCHECKED_TEXT - used, "%s%s", used ? " and " : "", words);
}

bool device_unchecked(const struct disk *disks, size_t count, char out[UNCHECKED_TEXT])
{
	unsigned unchecked = 0;
	char what[UNCHECKED_TEXT] = "";

	for (size_t i = 0; i < count; i++)
		unchecked |= disks[i].unchecked;
	if (unchecked & UNCHECKED_OPEN)
		add_words(what, "what is on a disk");
	if (unchecked & UNCHECKED_PROGRAMS)
		add_words(what, geteuid() ? "which programs have a disk open"
		                          : "what some programs have open");
	if (unchecked & UNCHECKED_CONTAINER)
		add_words(what, "which programs outside this container have a disk open");
	if (unchecked & UNCHECKED_LOOPS)
		add_words(what, "what backs some loop devices");
	if (geteuid())
		snprintf(out, UNCHECKED_TEXT,
		         "only root can check %.180s; run mkrescue-usb with sudo", what);
	else
		snprintf(out, UNCHECKED_TEXT,
		         "cannot check %.150s; make sure that nothing uses the target", what);
	return what[0] != '\0';
}

bool device_check(const struct disk *disk, const struct device_terms *terms, struct failure *why)
{
	struct reasons reasons;
	char text[sizeof(why->text)] = "";
	size_t used = 0;

	device_refusals(disk, terms, &reasons);
	for (size_t i = 0; i < reasons.count && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", i ? "; " : "",
		                         reasons.text[i]);
	return reasons.count == 0 ||
	       fail_unless(why, reasons.code[0],
	                   reasons.resolved == reasons.count ? reasons.remedy : "",
	                   "'%s' must not be written: %s", disk->path, text);
}

/* What sticks come with, or hold once an image was written to them, and tables of partitions. */
static bool is_usual(const struct content *content)
{
	static const char *const usual[] = {
		"vfat",    "exfat",
		"iso9660", "squashfs", /* file systems */
		"dos",     "gpt",
		"mac",     "PMBR", /* tables; installers' images have two or three */
	};

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
		if (strcmp(content->type, usual[i]) == 0)
			return true;
	}
	return content->empty;
}

static void doubt_content(const struct content *content, struct reasons *out)
{
	const char *quote = content->label[0] ? "'" : "";

	if (!is_usual(content))
		add(out, FAIL_HOLDS_DATA, "%s holds %s%s%s%s%s", content->where, content->type,
		    content->label[0] ? " " : "", quote, content->label, quote);
}

void device_doubts(const struct disk *disk, struct reasons *out)
{
	char size[TEXT_SIZE];

	*out = (struct reasons){ 0 };
	if (disk->ours)
		return;
	text_size(size, disk->size);
	if (disk->size > stick_size_max)
		add(out, FAIL_HOLDS_DATA, "it is large (%s)", size);
	if (disk->partition_count > 1)
		add(out, FAIL_HOLDS_DATA, "it has %u partitions", disk->partition_count);
	for (size_t i = 0; i < disk->content_count; i++)
		doubt_content(&disk->contents[i], out);
	if (!disk->contents_known && !disk->unresponsive && !(disk->unchecked & UNCHECKED_OPEN))
		add(out, FAIL_HOLDS_DATA, "its content cannot be read");
}

void device_title(const struct disk *disk, char out[DEVICE_TITLE])
{
	snprintf(out, DEVICE_TITLE, "%s%s%s", disk->maker,
	         disk->maker[0] && disk->model[0] ? " " : "", disk->model);
}

void device_pass_phrase(const struct disk *disk, char out[DEVICE_TEXT])
{
	uint64_t size = disk->backing_size ? disk->backing_size : disk->size;

	if (disk->serial[0])
		snprintf(out, DEVICE_TEXT, "%s", disk->serial);
	else
		snprintf(out, DEVICE_TEXT, "%" PRIu64, size);
}
