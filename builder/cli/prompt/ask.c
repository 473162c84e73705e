#include "cli/prompt/ask.h"

#include "app/knowledge/nearest.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text.h"
#include "stick/device/device.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { LINE_WIDTH = 78, LOOK_AGAIN_MS = 100 };

bool ask_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* A signal just before a read would be lost on it: the wait looks for one again and again. */
static bool wait_for_answer(struct failure *why)
{
	struct pollfd input = { STDIN_FILENO, POLLIN, 0 };
	int ready = 0;

	while (interrupt_check(why)) {
		ready = poll(&input, 1, LOOK_AGAIN_MS);
		if (ready > 0 || (ready < 0 && errno != EINTR))
			return true;
	}
	return false;
}

bool ask_line(struct report *report, const char *question, char answer[ANSWER], struct failure *why)
{
	char line[ANSWER];

	report_end_line(report);
	fflush(stdout);
	fprintf(stderr, "%s ", question);
	fflush(stderr);
	if (!wait_for_answer(why)) {
		fputc('\n', stderr);
		return false;
	}
	if (!fgets(line, sizeof(line), stdin)) {
		fputc('\n', stderr);
		return interrupt_check(why) &&
		       fail(why, FAIL_REFUSED, "no answer; nothing was changed");
	}
	line[strcspn(line, "\n")] = '\0';
	text_clean(answer, ANSWER, line);
	return true;
}

static void tell_unknown(const struct nearest *nearest, const char *answer)
{
	AUTO_FREE char *question = nearest_question(nearest);

	fprintf(stderr, "There is no '%s' here%s.\n", answer, question);
}

static bool knows_vendor(const struct catalog *catalog, const char *answer)
{
	struct nearest nearest;

	if (catalog_vendor(catalog, answer))
		return true;
	nearest_vendors(&nearest, answer, catalog);
	tell_unknown(&nearest, answer);
	return false;
}

static bool knows_model(const struct vendor *vendor, const char *answer)
{
	struct nearest nearest;

	if (catalog_recipe(vendor, answer))
		return true;
	nearest_models(&nearest, answer, vendor);
	tell_unknown(&nearest, answer);
	return false;
}

/* There are many: as many on a line as fit. */
static void list_vendors(const struct catalog *catalog)
{
	size_t column = 0;

	fputs("Vendors:", stderr);
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const char *name = catalog->vendors[i].name;
		size_t width = strlen(name) + 2;

		if (i == 0 || column + width > LINE_WIDTH) {
			fputs("\n ", stderr);
			column = 1;
		}
		fprintf(stderr, " %s%s", name, i + 1 < catalog->vendor_count ? "," : "\n");
		column += width;
	}
}

bool ask_vendor(struct report *report, const struct catalog *catalog, char answer[ANSWER],
                struct failure *why)
{
	list_vendors(catalog);
	do {
		if (!ask_line(report, "Whose router is it?", answer, why))
			return false;
	} while (!knows_vendor(catalog, answer));
	return true;
}

static size_t count_built(const struct vendor *vendor)
{
	size_t count = 0;

	for (size_t i = 0; i < vendor->recipe_count; i++)
		count += recipe_is_built(&vendor->recipes[i]);
	return count;
}

/* Those that a stick helps, where there are any; the others may be typed all the same. */
static void list_models(const struct vendor *vendor)
{
	size_t built = count_built(vendor);

	fprintf(stderr, "Models of %s, and what their label says:\n", vendor->title);
	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		if (!built || recipe_is_built(recipe))
			fprintf(stderr, "  %-12s %s: %s\n", recipe->model, recipe->title,
			        recipe->label);
	}
	if (built && built < vendor->recipe_count)
		fprintf(stderr,
		        "  (%zu more need another rescue than a stick: 'mkrescue-usb list %s')\n",
		        vendor->recipe_count - built, vendor->name);
}

bool ask_model(struct report *report, const struct vendor *vendor, char answer[ANSWER],
               struct failure *why)
{
	list_models(vendor);
	do {
		if (!ask_line(report, "Which model is it?", answer, why))
			return false;
	} while (!knows_model(vendor, answer));
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
