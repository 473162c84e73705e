#include "app/fleet/image_sums.h"

#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/medium/hashing.h"
#include "base/mem.h"
#include "stick/medium/imagefile.h"

#include <fcntl.h>
#include <sys/stat.h>

static void add(json_t *to, const char *size_name, uint64_t size, const char *sha256_name,
                const struct digest *sha256)
{
	char hex[DIGEST_HEX];

	digest_to_hex(sha256, hex);
	json_object_set_new(to, size_name, json_integer((json_int_t)size));
	json_object_set_new(to, sha256_name, json_string(hex));
}

static bool add_file(const char *path, json_t *to, struct failure *why)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct digest sha256;
	struct stat about;

	if (fd < 0 || fstat(fd, &about) < 0 ||
	    !file_digest(fd, (uint64_t)about.st_size, DIGEST_SHA256, &sha256))
		return fail_errno(why, FAIL_IO, "cannot read '%s'", path);
	add(to, "file_size", (uint64_t)about.st_size, "file_sha256", &sha256);
	return true;
}

static bool add_content(const char *path, json_t *to, struct failure *why)
{
	struct target *content;
	struct digest sha256;
	bool good;

	if (!imagefile_open(path, &content, NULL, why))
		return false;
	good = hashing_of(content, content->size, &sha256, why);
	if (good)
		add(to, "content_size", content->size, "content_sha256", &sha256);
	target_close(content);
	return good;
}

bool image_sums_add(const char *path, json_t *to, struct failure *why)
{
	return interrupt_check(why) && add_file(path, to, why) && add_content(path, to, why);
}
