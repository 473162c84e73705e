#include "cli/ask.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text.h"
#include "stick/device/device.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

bool ask_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

bool ask_line(struct report *report, const char *question, char answer[ANSWER], struct failure *why)
{
	char line[ANSWER];

	report_end_line(report);
	fflush(stdout);
	fprintf(stderr, "%s ", question);
	fflush(stderr);
	if (!interrupt_check(why))
		return false;
	if (!fgets(line, sizeof(line), stdin)) {
		fputc('\n', stderr);
		return interrupt_check(why) &&
		       fail(why, FAIL_REFUSED, "no answer; nothing was changed");
	}
	line[strcspn(line, "\n")] = '\0';
	text_clean(answer, ANSWER, line);
	return true;
}

bool ask_vendor(struct report *report, const struct catalog *catalog, char answer[ANSWER],
                struct failure *why)
{
	fputs("Vendors:\n", stderr);
	for (size_t i = 0; i < catalog->vendor_count; i++)
		fprintf(stderr, "  %-12s %s\n", catalog->vendors[i].name,
		        catalog->vendors[i].title);
	do {
		if (!ask_line(report, "Whose router is it?", answer, why))
			return false;
	} while (!catalog_vendor(catalog, answer));
	return true;
}

bool ask_model(struct report *report, const struct vendor *vendor, char answer[ANSWER],
               struct failure *why)
{
	fprintf(stderr, "Models of %s, and what their label says:\n", vendor->title);
	for (size_t i = 0; i < vendor->recipe_count; i++)
		fprintf(stderr, "  %-12s %s%s%s\n", vendor->recipes[i].model,
		        vendor->recipes[i].title, vendor->recipes[i].label ? ": " : "",
		        vendor->recipes[i].label ? vendor->recipes[i].label : "");
	do {
		if (!ask_line(report, "Which model is it?", answer, why))
			return false;
	} while (!catalog_recipe(vendor, answer));
	return true;
}

static void show_disk(const struct disk *disk)
{
	char title[DEVICE_TITLE];
	char size[TEXT_SIZE];

	device_title(disk, title);
	text_size(size, disk->size);
	fprintf(stderr, "  %-12s %s, %s%s%s\n", disk->path, title, size,
	        disk->serial[0] ? ", serial " : "", disk->serial);
}

/* "sdb" is what people call a disk, and what it is asked for as later. */
static bool is_disk(const struct disk *disks, size_t count, char answer[ANSWER])
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(answer, disks[i].name) == 0)
			snprintf(answer, ANSWER, "%s", disks[i].path);
	}
	return strncmp(answer, "/dev/", 5) == 0;
}

static void show_sticks(const struct disk *disks, size_t count, bool allow_fixed)
{
	const struct device_terms terms = { .allow_fixed = allow_fixed, .unmount_allowed = true };
	struct reasons reasons;
	bool any = false;

	fputs("Sticks found:\n", stderr);
	for (size_t i = 0; i < count; i++) {
		device_refusals(&disks[i], &terms, &reasons);
		if (!reasons.count)
			show_disk(&disks[i]);
		any = any || !reasons.count;
	}
	if (!any)
		fputs("  (none)\n", stderr);
}

bool ask_target(struct report *report, bool allow_fixed, char answer[ANSWER], bool *is_device,
                struct failure *why)
{
	AUTO_FREE struct disk *disks = NULL;
	size_t count = 0;

	if (!device_survey(&device_world_here, false, &disks, &count, why))
		return false;
	show_sticks(disks, count, allow_fixed);
	do {
		if (!ask_line(report, "Write to which device, or to which image file?", answer,
		              why))
			return false;
	} while (!answer[0]);
	*is_device = is_disk(disks, count, answer);
	return true;
}
