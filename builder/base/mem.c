#include "base/mem.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void mem_ran_out(void)
{
	fputs("mkrescue-usb: out of memory\n", stderr);
	exit(1);
}

static void *or_die(void *ptr)
{
	if (!ptr)
		mem_ran_out();
	return ptr;
}

void *mem_zalloc(size_t count, size_t size)
{
	return or_die(calloc(count, size));
}

char *mem_strdup(const char *text)
{
	return or_die(strdup(text));
}

char *mem_printf(const char *fmt, ...)
{
	char *text;
	va_list args;

	va_start(args, fmt);
	text = mem_vprintf(fmt, args);
	va_end(args);
	return text;
}

char *mem_vprintf(const char *fmt, va_list args)
{
	char *text = NULL;
	int length = vasprintf(&text, fmt, args);

	return or_die(length < 0 ? NULL : text);
}

FILE *mem_text_begin(char **text, size_t *size)
{
	return or_die(open_memstream(text, size));
}

void mem_text_end(FILE *to, char *const *text)
{
	const bool is_whole = !ferror(to);

	/* Where glibc has no memory to cut the text to its size, that alone shows it. */
	if (fclose(to) == EOF || !is_whole || !*text)
		mem_ran_out();
}

void *mem_pages(size_t size)
{
	size_t whole = (size + MEM_PAGE - 1) / MEM_PAGE * MEM_PAGE;

	return or_die(aligned_alloc(MEM_PAGE, whole));
}

void *mem_pages_now(size_t size)
{
	void *pages = mem_pages(size);

	/* A kernel before 5.14 does not know it. */
	(void)madvise(pages, size, MADV_POPULATE_WRITE);
	return pages;
}

void mem_expect(size_t size)
{
	/* glibc maps the first apart; what is not larger it takes from the heap after that. */
	void *volatile first = mem_pages(size + (size_t)4 * MEM_PAGE);

	free(first);
	free(mem_pages_now(size));
}

void *mem_resize(void *array, size_t count, size_t size)
{
	return or_die(reallocarray(array, count, size));
}

void *mem_grow(void *array, size_t used, size_t size)
{
	/* A power of two is exactly when the array is full. */
	if (used & (used - 1))
		return array;
	return mem_resize(array, used ? 2 * used : 1, size);
}

void mem_auto_free(void *ptr_to_ptr)
{
	void *ptr;

	memcpy(&ptr, ptr_to_ptr, sizeof(ptr));
	free(ptr);
}

int mem_file(uint64_t size)
{
	const uint64_t memory_max = UINT64_C(512) << 20;
	const char *directory = getenv("TMPDIR");

	int fd = -1;

	if (size > memory_max)
		fd = open(directory ? directory : "/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return fd >= 0 ? fd : memfd_create("mkrescue-usb", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

int mem_take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

void mem_auto_close(const int *fd)
{
	if (*fd != -1)
		close(*fd);
}
