/* formats ids | dictionary: the formats' ids, or their magics as libFuzzer's -dict wants them. */
#include "firmware/examine/format.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

extern const struct format *const *const format_files[];

static void print_magic(const struct magic *magic)
{
	if (!magic->size)
		return;
	putchar('"');
	for (size_t i = 0; i < magic->size; i++)
		printf("\\x%02x", (unsigned char)magic->bytes[i]);
	puts("\"");
}

int main(int argc, char **argv)
{
	int ids = argc == 2 && strcmp(argv[1], "ids") == 0;

	for (const struct format *const *const *list = format_files; *list; list++) {
		for (const struct format *const *format = *list; *format; format++) {
			if (ids && (*format)->id && (*format)->parse)
				puts((*format)->id);
			if (!ids)
				print_magic(&(*format)->magic[0]);
			if (!ids)
				print_magic(&(*format)->magic[1]);
		}
	}
	return 0;
}
