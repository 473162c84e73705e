/* The input is a lock file: what is taken from it is fit for terminals, manifests and fetching. */
#include "app/sources/lock_file.h"
#include "app/sources/url_source.h"

#include "base/text/text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_file(const struct lock_file *file)
{
	struct digest digest;

	must(text_is_harmless(file->path) && text_is_harmless(file->name));
	must(text_is_harmless(file->vouched) && text_is_harmless(file->origin));
	must(digest_from_hex(file->sha256, &digest) && digest_from_hex(file->content, &digest));
	for (size_t i = 0; i < file->address_count; i++)
		must(url_source_is(file->addresses[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lock lock;
	struct failure why;

	if (!lock_parse(&lock, (const char *)data, size, "fuzz", &why))
		return 0;
	must(lock.file_count > 0 && text_is_harmless(lock.recipe));
	for (size_t i = 0; i < lock.file_count; i++)
		check_file(&lock.files[i]);
	lock_done(&lock);
	return 0;
}
