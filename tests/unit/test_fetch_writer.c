/* fetch/writer: what comes in is hashed, and at the end of the file in time. */
#include "fetch/writer.h"

#include "base/files/file.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

enum { SIZE = 3 << 20 };

static uint8_t *some_content(void)
{
	uint8_t *content = mem_zalloc(1, SIZE);

	for (uint32_t i = 0; i < SIZE; i++)
		content[i] = (uint8_t)(i * 2654435761U >> 24);
	return content;
}

static int empty_file(void)
{
	int fd = memfd_create("file", MFD_CLOEXEC);

	assert_int_not_equal(fd, -1);
	return fd;
}

static void assert_holds(int fd, const uint8_t *content, size_t size)
{
	AUTO_FREE uint8_t *holds = mem_zalloc(1, SIZE);

	assert_int_equal(lseek(fd, 0, SEEK_END), size);
	assert_true(file_read_at(fd, 0, holds, size));
	assert_memory_equal(holds, content, size);
}

static void assert_digest(struct writer *writer, const uint8_t *content)
{
	const struct digest expected = digest_of(DIGEST_SHA256, (struct bytes){ content, SIZE });
	const struct digest digest = writer_digest(writer);

	assert_true(digest_equal(&digest, &expected));
}

static void add_all(struct writer *writer, const uint8_t *content, size_t at, size_t portion)
{
	while (at < SIZE) {
		const size_t size = portion < SIZE - at ? portion : SIZE - at;

		assert_true(writer_add(writer, content + at, size));
		at += size;
	}
	assert_true(writer_flush(writer));
}

static void portions_of_any_size_are_in_the_file_and_in_the_hash(void **state)
{
	static const size_t portions[] = { 1000, 16384, 65537, 512 << 10, SIZE };
	AUTO_FREE uint8_t *content = some_content();

	(void)state;
	for (size_t i = 0; i < sizeof(portions) / sizeof(portions[0]); i++) {
		AUTO_CLOSE int fd = empty_file();
		struct writer writer;

		writer_begin(&writer, fd);
		add_all(&writer, content, 0, portions[i]);
		assert_holds(fd, content, SIZE);
		assert_digest(&writer, content);
		writer_done(&writer);
	}
}

static void what_a_file_holds_already_is_continued(void **state)
{
	AUTO_FREE uint8_t *content = some_content();
	AUTO_CLOSE int fd = empty_file();
	struct writer writer;

	(void)state;
	assert_true(file_write_at(fd, 0, content, 12345));
	writer_begin(&writer, fd);
	digest_add(&writer.hash, content, 12345);
	writer.written = 12345;
	add_all(&writer, content, 12345, 16384);
	assert_holds(fd, content, SIZE);
	assert_digest(&writer, content);
	writer_done(&writer);
}

static void what_comes_slowly_is_in_the_file_at_once(void **state)
{
	AUTO_CLOSE int fd = empty_file();
	struct writer writer;

	(void)state;
	writer_begin(&writer, fd);
	assert_true(writer_add(&writer, "one", 3));
	assert_holds(fd, (const uint8_t *)"one", 3);
	writer.last_left.tv_sec -= 1;
	assert_true(writer_add(&writer, "two", 3));
	assert_holds(fd, (const uint8_t *)"onetwo", 6);
	writer_done(&writer);
}

static void what_cannot_be_written_is_told_and_not_hashed(void **state)
{
	AUTO_FREE uint8_t *content = some_content();
	AUTO_CLOSE int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct writer writer;
	struct digest digest;
	struct digest nothing = digest_of(DIGEST_SHA256, (struct bytes){ content, 0 });

	(void)state;
	writer_begin(&writer, fd);
	clock_gettime(CLOCK_MONOTONIC, &writer.last_left);
	assert_false(writer_add(&writer, content, SIZE) && writer_flush(&writer));
	assert_int_equal(errno, EBADF);
	assert_false(writer_flush(&writer));
	digest = writer_digest(&writer);
	assert_true(digest_equal(&digest, &nothing));
	writer_done(&writer);
}

TEST_MAIN(TEST(portions_of_any_size_are_in_the_file_and_in_the_hash),
          TEST(what_a_file_holds_already_is_continued),
          TEST(what_comes_slowly_is_in_the_file_at_once),
          TEST(what_cannot_be_written_is_told_and_not_hashed))
