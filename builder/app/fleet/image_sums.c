#include "app/fleet/image_sums.h"

#include "base/digest.h"
#include "base/interrupt.h"
#include "base/medium/hashing.h"
#include "base/mem.h"
#include "stick/medium/imagefile.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { PIECE = 256 << 10 };

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
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PIECE);
	struct digest_stream stream;
	struct digest sha256;
	uint64_t size = 0;
	ssize_t n;

	digest_begin(&stream, DIGEST_SHA256);
	while ((n = read(fd, piece, PIECE)) > 0 || (n < 0 && errno == EINTR)) {
		if (n < 0)
			continue;
		digest_add(&stream, piece, (size_t)n);
		size += (uint64_t)n;
	}
	sha256 = digest_end(&stream);
	add(to, "file_size", size, "file_sha256", &sha256);
	return n == 0 || fail_errno(why, FAIL_IO, "cannot read '%s'", path);
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
