/* app/slot: where a recipe takes any content, what `inspect` calls unsound is refused, and so are a
 * server's error pages and another vendor's firmware, for every such recipe of the catalogue.
 */
#include "app/sources/slot.h"

#include "app/request.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "own_knowledge.h"
#include "samples.h"

enum { PER_KIND = 20, FILE_MAX = 1 << 21 };

static struct knowledge knowledge;
static struct samples samples;

/* The first file of a recipe that takes any content, where a text is wrong. */
static const struct slot *any_slot(const struct recipe *recipe)
{
	const struct slot *slot = recipe->files;

	for (size_t i = 0; recipe->file_count && !slot->text && i < slot->accept_count; i++) {
		if (strcmp(slot->accepts[i].format, FORMAT_ANY) == 0)
			return slot;
	}
	return NULL;
}

struct offered {
	size_t recipes, files, accepted;
};

static bool is_accepted(const struct recipe *recipe, struct firmware *firmware, struct failure *why)
{
	const struct provenance provenance = { .trust = TRUST_NONE };
	const struct request request = {
		.firmware = { .accept_unsigned = true, .accept_unstated_model = true },
	};
	const struct slot_terms terms = {
		.recipe = recipe,
		.slot = any_slot(recipe),
		.knowledge = &knowledge,
		.request = &request,
	};
	struct slot_verdict verdict;

	return slot_suits(&terms, firmware, &provenance, &verdict, why);
}

/* Whose firmware it is; entries for many models may be for that device as well. */
struct owner {
	const char *vendor, *board;
};

static bool may_be_right(const struct recipe *recipe, const struct owner *owner)
{
	const struct board_range range = { recipe->covers, recipe->cover_count };
	const struct board_list *list;
	struct failure why;

	if (!owner)
		return false;
	assert_true(knowledge_boards(&knowledge, &list, &why));
	return strcmp(recipe->vendor, owner->vendor) == 0 ||
	       (recipe->generic && board_list_find_among(list, owner->board, &range));
}

static void offer(struct firmware *firmware, const struct owner *owner, struct offered *out)
{
	out->recipes = 0;
	out->files++;
	for (size_t i = 0; i < knowledge.catalog.vendor_count; i++) {
		const struct vendor *vendor = &knowledge.catalog.vendors[i];

		for (size_t j = 0; j < vendor->recipe_count; j++) {
			const struct recipe *recipe = &vendor->recipes[j];
			struct failure why = { 0 };

			if (!any_slot(recipe) || may_be_right(recipe, owner))
				continue;
			out->recipes++;
			if (!is_accepted(recipe, firmware, &why))
				continue;
			out->accepted++;
			print_error("%s/%s takes '%s' (%s)\n", vendor->name, recipe->model,
			            firmware->name, firmware->findings.container);
		}
	}
}

static void offer_bytes(const char *name, const void *data, size_t size, struct offered *out)
{
	struct firmware_content content = { .path = name, .name = name, .size = size };
	struct firmware firmware;
	FILE *file = tmpfile();

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fflush(file), 0);
	content.fd = dup(fileno(file));
	fclose(file);
	firmware_open_content(&firmware, &content, &samples.keys);
	offer(&firmware, NULL, out);
	firmware_done(&firmware);
}

static void report(const struct offered *offered, const char *what)
{
	print_message("%zu %s offered to %zu recipes: %zu accepted\n", offered->files, what,
	              offered->recipes, offered->accepted);
	assert_true(offered->recipes > 100);
	assert_int_equal(offered->accepted, 0);
}

static void what_servers_send_instead_of_a_file_is_refused(void **state)
{
	static const char *const before[] = { "", "\n", "\xef\xbb\xbf", "  \r\n" };
	static const char *const pages[] = {
		"<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>",
		"<Error><Code>AccessDenied</Code></Error>",
		"<!DOCTYPE html><html><body>404 Not Found</body></html>",
		"<html><head><title>Sign in</title></head></html>",
		"<HTML><HEAD></HEAD><BODY>moved</BODY></HTML>",
		"<!-- error --><!doctype html>",
		"{\"error\": \"not found\"}",
		"[\"gone\"]",
		"Not found",
		"version https://git-lfs.github.com/spec/v1\noid sha256:00\n",
	};
	struct offered offered = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(before) * ARRAY_LEN(pages); i++) {
		AUTO_FREE char *page = mem_printf("%s%s", before[i % ARRAY_LEN(before)],
		                                  pages[i / ARRAY_LEN(before)]);

		offer_bytes("fw.bin", page, strlen(page), &offered);
	}
	report(&offered, "answers of servers");
}

static uint8_t *read_sample(const char *name, size_t *size)
{
	AUTO_FREE char *path = mem_printf("%s%s", SAMPLES, name);
	uint8_t *data = mem_zalloc(1, FILE_MAX);
	FILE *file = fopen(path, "rb");

	assert_non_null(file);
	*size = fread(data, 1, FILE_MAX, file);
	fclose(file);
	assert_in_range(*size, 64, FILE_MAX - 64);
	return data;
}

static void is_damaged_by(void (*damage)(uint8_t *data, size_t *size), struct offered *out)
{
	/* Their length and all of their content is under a checksum. */
	static const char *const whole[PER_KIND] = {
		"uimage-legacy-mips.bin",
		"fit-internal.itb",
		"jcg.bin",
		"trx-v1.trx",
		"trx-v2.trx",
		"otrx-v1.trx",
		"disk-mbr.img.gz",
		"disk-mbr.img.xz",
		"dlink-jboot-factory.bin",
		"dlink-seama-sealed.bin",
		"netgear-chk.chk",
		"netgear-chk-trx.chk",
		"netgear-dni-r7800.img",
		"edimax-csys.bin",
		"linksys-chdr-e8350.bin",
		"tplink-v2hdr.bin",
		"ubnt-xm.bin",
		"xiaomi-hdr1-r3g-sha1-8slots.bin",
		"buffalo-enc.bin",
		"zyxel-zld.bin",
	};

	for (size_t i = 0; i < PER_KIND; i++) {
		size_t size;
		AUTO_FREE uint8_t *data = read_sample(whole[i], &size);

		damage(data, &size);
		offer_bytes(whole[i], data, size, out);
	}
}

static void cut(uint8_t *data, size_t *size)
{
	(void)data;
	*size = *size / 4 * 3;
}

static void append(uint8_t *data, size_t *size)
{
	memcpy(data + *size, "0123456789abcdef", 16);
	*size += 16;
}

static void flip(uint8_t *data, size_t *size)
{
	data[*size / 2] ^= 0x10;
}

static void damaged_files_are_refused(void **state)
{
	struct offered cut_off = { 0 }, flipped = { 0 }, longer = { 0 };

	(void)state;
	is_damaged_by(cut, &cut_off);
	report(&cut_off, "files without their last quarter");
	is_damaged_by(flip, &flipped);
	report(&flipped, "files with another bit");
	is_damaged_by(append, &longer);
	report(&longer, "files with 16 bytes more");
}

static void another_vendors_firmware_is_refused(void **state)
{
	static const struct {
		const char *name;
		struct owner owner;
	} foreign[] = {
		{ "xiaomi-hdr1-r3g-sha1-8slots.bin", { "xiaomi", "xiaomi_mi-router-3g" } },
		{ "tplink-safeloader-archer-c7-v5.bin", { "tplink", "tplink_archer-c7-v5" } },
	};
	struct offered offered = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(foreign); i++) {
		AUTO_FREE char *path = mem_printf("%s%s", SAMPLES, foreign[i].name);
		struct firmware firmware;
		struct failure why;

		assert_true(firmware_open(&firmware, path, &samples.keys, &why));
		offer(&firmware, &foreign[i].owner, &offered);
		firmware_done(&firmware);
	}
	report(&offered, "files of another vendor");
}

/* Of every sample: what is called unsound there is refused here, unless its format is unknown. */
static void nothing_passes_that_inspect_calls_unsound(void **state)
{
	struct offered offered = { 0 };
	const char *name;
	json_t *row;
	size_t i;

	(void)state;
	json_array_foreach(samples.rows, i, row)
	{
		struct firmware firmware;
		struct failure why;
		AUTO_FREE char *path = NULL;

		name = json_string_value(json_object_get(row, "file"));
		path = mem_printf("%s%s", SAMPLES, name);
		assert_true(firmware_open(&firmware, path, &samples.keys, &why));
		if (!firmware_is_sound(&firmware, &why) && firmware.findings.format &&
		    firmware.findings.signature != SIGNATURE_UNKNOWN_KEY)
			offer(&firmware, NULL, &offered);
		firmware_done(&firmware);
	}
	report(&offered, "unsound samples");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_servers_send_instead_of_a_file_is_refused),
		cmocka_unit_test(damaged_files_are_refused),
		cmocka_unit_test(another_vendors_firmware_is_refused),
		cmocka_unit_test(nothing_passes_that_inspect_calls_unsound),
	};
	int failed;

	if (!own_knowledge(&knowledge))
		return 1;
	samples_load(&samples);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	samples_done(&samples);
	knowledge_done(&knowledge);
	return failed;
}
