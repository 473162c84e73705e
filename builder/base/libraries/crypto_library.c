#include "base/libraries/crypto_library.h"

#include "base/libraries/library.h"
#include "base/mem.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define NAME(name) #name,

static const char *const functions[] = { CRYPTO_FUNCTIONS(NAME) };

_Static_assert(sizeof(struct crypto_library) == ARRAY_LEN(functions) * sizeof(void *),
               "one pointer for each function");

/* Whoever hashes finds it here: in threads, callbacks, and children that can open no file. */
static struct {
	pthread_once_t once;
	struct crypto_library library;
	bool good;
	struct failure why;
} loaded = { .once = PTHREAD_ONCE_INIT };

static void *memory_or_end(void *memory, size_t size)
{
	if (!memory && size)
		mem_ran_out();
	return memory;
}

static void *allocate(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return memory_or_end(malloc(size), size);
}

static void *reallocate(void *memory, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return memory_or_end(realloc(memory, size), size);
}

static void release(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	free(memory);
}

/* OpenSSL without memory would report failures of its own; so it ends the program, as mem.h does.
 */
static void use_memory(void)
{
	/* Refused once OpenSSL has memory. */
	loaded.library.CRYPTO_set_mem_functions(allocate, reallocate, release);
	/* What it frees at exit would wait for a lock that is held where memory ran out. */
	loaded.library.OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
}

static void load(void)
{
	const struct library library = {
		.file = "libcrypto.so." OPENSSL_MSTR(OPENSSL_SHLIB_VERSION), /* the headers' own */
		.package = "libssl3",
		.instead = "",
		.functions = functions,
		.count = ARRAY_LEN(functions),
	};

	loaded.good = library_load(&library, &loaded.library, &loaded.why);
	if (loaded.good)
		use_memory();
}

bool crypto_library_load(struct failure *why)
{
	pthread_once(&loaded.once, load);
	if (!loaded.good)
		*why = loaded.why;
	return loaded.good;
}

const struct crypto_library *crypto(void)
{
	struct failure why;

	if (!crypto_library_load(&why)) {
		fprintf(stderr, "mkrescue-usb: %s\n", why.text);
		exit((int)why.kind);
	}
	return &loaded.library;
}
