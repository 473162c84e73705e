#include "guide/words.h"

#include "base/files/file.h"
#include "base/mem.h"

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

void words_time(char out[WORDS_TIME], uint64_t seconds)
{
	bool minutes = seconds >= 120 && seconds % 60 == 0;
	uint64_t number = minutes ? seconds / 60 : seconds;

	snprintf(out, WORDS_TIME, "%" PRIu64 " %s%s", number, minutes ? "minute" : "second",
	         number == 1 ? "" : "s");
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
	mem_text_end(to);
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

char *words_rescue(const struct recipe *recipe)
{
	if (!recipe_is_carried_out(recipe))
		return NULL;
	return mem_printf("sudo mkrescue-usb rescue --vendor %s --model %s", recipe->vendor,
	                  recipe->model);
}
