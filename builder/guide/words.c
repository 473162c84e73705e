#include "guide/words.h"

#include "base/files/file.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "catalog/ability.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *words_works_class(const struct recipe *recipe)
{
	static const char *const words[] = {
		[WORKS_STOCK_BOOTLOADER] = "as long as the router's boot loader still starts",
		[WORKS_AFTER_PREPARATION] =
		        "only when something was prepared while the router still worked",
		[WORKS_SERIAL_CONSOLE] = "with commands typed on the router's serial console",
		[WORKS_STOCK_OS] = "only while the vendor's system, or its kernel, still starts",
		[WORKS_INTERNAL_STICK] = "the router starts from a stick inside its case",
	};

	/* A gap in the sources is not filled with what is usual. */
	return recipe->confidence == CONFIDENCE_INFERRED ? "unknown: no source says when"
	                                                 : words[recipe->works_class];
}

const char *words_way(enum method method)
{
	switch (method) {
	case METHOD_USB_STICK: return "with a USB stick";
	case METHOD_DISK_IMAGE: return "with a stick or memory card";
	case METHOD_DUAL_BOOT: return "with the power plug alone";
	case METHOD_NETINSTALL:
	case METHOD_VENDOR_TOOL: return "with a cable and the vendor's program";
	case METHOD_FAMILY:
	case METHOD_NONE: return "";
	default: return "with a computer and a cable";
	}
}

const char *words_confidence(enum confidence confidence)
{
	static const char *const words[] = {
		[CONFIDENCE_GOOD] = "well sourced",
		[CONFIDENCE_PARTIAL] = "partly sourced",
		[CONFIDENCE_THIN] = "thinly sourced",
		[CONFIDENCE_INFERRED] = "only inferred",
	};

	return words[confidence];
}

const char *words_transform(enum transform transform)
{
	switch (transform) {
	case TRANSFORM_CUT_METADATA:
		return "OpenWrt's records at the end of the file are cut off first";
	case TRANSFORM_ZEROS_128K: return "128 KiB of zeros are put in front of it first";
	case TRANSFORM_UNPACK: return "it is unpacked first";
	case TRANSFORM_BY_HAND:
		return "it has to be put together by hand; this program does not make it";
	case TRANSFORM_NONE: break;
	}
	return NULL;
}

char *words_path(const struct recipe *recipe, const struct slot *file)
{
	AUTO_FREE char *path = NULL;

	if (!file->name)
		return mem_strdup("a file of any name");
	path = file_in(file->directory ? file->directory : "/", file->name);
	return method_facts(recipe->method)->files_have_folders ? TAKE(path) : mem_strdup(path + 1);
}

char *words_other_names(const struct recipe *recipe, size_t file)
{
	const struct network *network = &recipe->network;
	char *text = NULL;
	size_t size = 0;
	FILE *to;

	if (file || recipe->file_count != 1 || !network->asked_as_count)
		return NULL;
	to = mem_text_begin(&text, &size);
	for (size_t i = 0; i < network->asked_as_count; i++)
		fprintf(to, "%s%s", i ? ", " : "", network->asked_as[i]);
	mem_text_end(to, &text);
	return text;
}

void words_time(char out[WORDS_TIME], uint64_t seconds)
{
	bool minutes = seconds >= 120 && seconds % 60 == 0;
	uint64_t number = minutes ? seconds / 60 : seconds;

	snprintf(out, WORDS_TIME, "%" PRIu64 " %s%s", number, minutes ? "minute" : "second",
	         number == 1 ? "" : "s");
}

static void range_words(char out[WORDS_TIME], const struct span *span)
{
	const bool minutes = span->least >= 60 && span->least % 60 == 0 && span->most % 60 == 0;
	const uint64_t unit = minutes ? 60 : 1;

	snprintf(out, WORDS_TIME, "%" PRIu64 " to %" PRIu64 " %s", span->least / unit,
	         span->most / unit, minutes ? "minutes" : "seconds");
}

static void one_time(char out[WORDS_TIME], const char *how, uint64_t seconds)
{
	char time[WORDS_TIME];

	words_time(time, seconds);
	snprintf(out, WORDS_TIME, "%s %.*s", how, WORDS_TIME - 10, time);
}

void words_span(char out[WORDS_TIME], const struct span *span)
{
	out[0] = '\0';
	if (span->about)
		one_time(out, "about", span->about);
	else if (span->least && span->most)
		range_words(out, span);
	else if (span->least)
		one_time(out, "at least", span->least);
	else if (span->most)
		one_time(out, "at most", span->most);
}

char *words_cycle(const struct step *step)
{
	if (step->act != ACT_CYCLE)
		return NULL;
	if (step->power != POWER_CYCLE)
		return step->times ? mem_printf("%" PRIu64 " times in all", step->times) : NULL;
	return step->times > 1 ? mem_printf("%" PRIu64 " times off and on", step->times)
	                       : mem_strdup("off and on");
}

const char *words_held(const struct step *steps, size_t index)
{
	const bool begins = steps[index].act == ACT_HOLD;

	return step_is_held(steps, index) && !begins ? "Keep holding the button." : NULL;
}

/* A name without anything that a shell, or a quote around it, would take for itself. */
static bool is_plain(const char *name)
{
	return name[0] != '-' &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                         "0123456789._+@%/-")] == '\0';
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static char *fill_in(const char *command, const char *name)
{
	static const char placeholder[] = "FILE";
	const size_t length = sizeof(placeholder) - 1;
	const char *rest = command;
	char *text = NULL;
	size_t size = 0;
	FILE *to = mem_text_begin(&text, &size);

	for (const char *at = command; (at = strstr(at, placeholder)); at += length) {
		if ((at > command && is_word(at[-1])) || is_word(at[length]))
			continue;
		fprintf(to, "%.*s%s", (int)(at - rest), rest, name);
		rest = at + length;
	}
	fputs(rest, to);
	mem_text_end(to, &text);
	return text;
}

char *words_command(const struct recipe *recipe, const char *name)
{
	const char *command = recipe->network.command;
	AUTO_FREE char *usual = recipe->file_count && recipe->files[0].name
	                                ? words_path(recipe, &recipe->files[0])
	                                : mem_strdup("FILE");

	if (!command)
		return NULL;
	if (!name)
		name = usual;
	return is_plain(name) ? fill_in(command, name) : mem_strdup(command);
}

size_t words_after_count(const struct recipe *recipe)
{
	return recipe->after_count + recipe->undo_count;
}

char *words_after(const struct recipe *recipe, size_t index)
{
	const bool is_undo = index >= recipe->after_count;
	const char *text =
	        is_undo ? recipe->undo[index - recipe->after_count] : recipe->after[index];

	return mem_printf("%s%s",
	                  is_undo && recipe_ability(recipe) == ABILITY_RESCUE
	                          ? "If you did it by hand: "
	                          : "",
	                  text);
}

char *words_rescue(const struct recipe *recipe)
{
	if (recipe_ability(recipe) != ABILITY_RESCUE)
		return NULL;
	return mem_printf("sudo mkrescue-usb rescue --vendor %s --model %s", recipe->vendor,
	                  recipe->model);
}

/* " --firmware FILE", or one for each file that has a name. Owned. */
static char *firmware_of(const struct recipe *recipe)
{
	struct joined text = { 0 };

	if (recipe_takes_openwrt(recipe))
		return mem_strdup(" --firmware openwrt:latest");
	if (recipe->file_count < 2)
		return mem_strdup(" --firmware FILE");
	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct slot *file = &recipe->files[i];

		if (!file->optional && file->name && is_plain(file->name))
			joined_add(&text, "", " --firmware %s=FILE", file->name);
	}
	return joined_take(&text);
}

char *words_program(const struct recipe *recipe)
{
	AUTO_FREE char *firmware = firmware_of(recipe);

	switch (recipe_ability(recipe)) {
	case ABILITY_RESCUE:
		return mem_printf("sudo mkrescue-usb rescue --vendor %s --model %s%s",
		                  recipe->vendor, recipe->model,
		                  recipe_is_guided(recipe) ? "" : firmware);
	case ABILITY_STICK:
	case ABILITY_CARD:
		return mem_printf("sudo mkrescue-usb --vendor %s --model %s%s --device /dev/sdX",
		                  recipe->vendor, recipe->model, firmware);
	case ABILITY_WORDS: break;
	}
	if (recipe_takes_folder(recipe))
		return mem_printf("mkrescue-usb --vendor %s --model %s%s --output-dir rescue",
		                  recipe->vendor, recipe->model, firmware);
	return mem_printf("mkrescue-usb guide %s %s", recipe->vendor, recipe->model);
}
