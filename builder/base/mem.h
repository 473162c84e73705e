/*
 * mem - who frees what, said in the declaration.
 *
 *   AUTO_FREE char *text = ...;     freed when the scope ends
 *   AUTO_CLOSE int fd = ...;        closed when the scope ends (if not -1)
 *   out->text = TAKE(text);         ownership moves to *out
 *
 * Running out of memory ends the program: it is a short-lived tool, and no
 * allocation happens between the first and the last write to a device.
 */
#ifndef MEM_H
#define MEM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* AddressSanitizer: its malloc() asks more of the kernel, and cannot be forked while threads run.
 */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER
#endif
#endif

#define AUTO_FREE __attribute__((cleanup(mem_auto_free)))
#define AUTO_CLOSE __attribute__((cleanup(mem_auto_close)))

#define TAKE(ptr) \
	__extension__({ \
		__typeof__(ptr) taken_ = (ptr); \
		(ptr) = NULL; \
		taken_; \
	})

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* Ends the program with status 1, as all that follow do: for libraries that ran out of memory. */
void mem_ran_out(void) __attribute__((noreturn));

void *mem_zalloc(size_t count, size_t size);

char *mem_strdup(const char *text);

/* An owned, formatted string. */
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *mem_vprintf(const char *fmt, va_list args) __attribute__((format(printf, 1, 0)));

/* A text that is printed into: owned, whole and with its size after mem_text_end(). */
FILE *mem_text_begin(char **text, size_t *size);
void mem_text_end(FILE *to, char *const *text);

/* Memory for O_DIRECT, with anything in it: aligned to MEM_PAGE. Real USB disks insist on it. */
enum { MEM_PAGE = 4096 };
void *mem_pages(size_t size);
/* The same, for what will all be used: the kernel gives it at once, and not page by page. */
void *mem_pages_now(size_t size);

/*
 * This thread will allocate so much, in small pieces: the kernel gives it at once, not page by
 * page. Where the guess is wrong nothing is lost but time.
 */
void mem_expect(size_t size);

/* To that many elements; what is new has anything in it. */
void *mem_resize(void *array, size_t count, size_t size);

/* Make space for one more element; grows by doubling. */
void *mem_grow(void *array, size_t used, size_t size);

/*
 * A file without a name for about `size` bytes: in memory, above 512 MiB on disk (in TMPDIR
 * or else /var/tmp) where that can have one. -1 with errno.
 */
int mem_file(uint64_t size);

/* Hands a descriptor on: the variable no longer closes it. */
int mem_take_fd(int *fd);

void mem_auto_free(void *ptr_to_ptr);
void mem_auto_close(const int *fd);

#endif
