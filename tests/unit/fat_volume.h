/*
 * fat_volume - file systems that mkfs.fat and mtools made, in memory and ready to be damaged.
 *
 * The recipes are shell commands; $V is the volume, $D a scratch directory.
 */
#ifndef FAT_VOLUME_H
#define FAT_VOLUME_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/fatread/fatread.h"
#include "base/mem.h"
#include "memory_target.h"
#include "stick/image/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

#define FAT12_2M "mkfs.fat -a -C -F 12 -s 2 -S 512 -R 1 -f 2 -r 64 $V 2048; "
#define FAT16_4M "mkfs.fat -a -C -F 16 -s 1 -S 512 -R 8 -f 2 -r 512 $V 4096; "
#define FAT32_36M "mkfs.fat -a -C -F 32 -s 1 -S 512 -R 32 -f 2 $V 36864; "
/* The numbers from 1 on, a line each: every cluster is different. */
#define MAKE_FILE(name, size) "seq 1 9999999 | head -c " #size " >$D/'" name "'; "
#define COPY(name) "mcopy -i $V $D/'" name "' ::; "
#define ADD_FILE(name, size) MAKE_FILE(name, size) COPY(name)

#define WITH_FIRMWARE ADD_FILE("miwifi.bin", 100000)

enum { FIRMWARE = 100000 };

struct fat_volume {
	struct memory_target memory;
	uint64_t start; /* of the volume within the memory */
};

static inline uint8_t *read_whole(const char *path, uint64_t before, uint64_t *size)
{
	FILE *file = fopen(path, "r");
	uint8_t *bytes;
	long length;

	assert_non_null(file);
	assert_return_code(fseek(file, 0, SEEK_END), 0);
	length = ftell(file);
	rewind(file);
	bytes = mem_zalloc(1, before + (size_t)length);
	assert_int_equal(fread(bytes + before, 1, (size_t)length, file), length);
	fclose(file);
	*size = before + (uint64_t)length;
	return bytes;
}

/* What MAKE_FILE() puts into a file. To be freed. */
static inline char *numbers_of(uint64_t size)
{
	enum { LINE = 16 };
	char *text = mem_zalloc(1, (size_t)size + LINE);
	size_t length = 0;

	for (unsigned number = 1; length < size; number++)
		length += (size_t)snprintf(text + length, LINE, "%u\n", number);
	return text;
}

static inline struct digest digest_of_numbers(uint64_t size)
{
	AUTO_FREE char *text = numbers_of(size);

	return digest_of(DIGEST_SHA256, (struct bytes){ (const uint8_t *)text, (size_t)size });
}

/* The same as an open file. */
static inline int file_of_numbers(uint64_t size)
{
	AUTO_FREE char *text = numbers_of(size);
	int fd = memfd_create("numbers", MFD_CLOEXEC);

	assert_int_equal(write(fd, text, (size_t)size), size);
	return fd;
}

/* The volume after `before` bytes of zeros. free_volume() it. */
static inline struct fat_volume make_volume_after(uint64_t before, const char *recipe)
{
	char directory[] = "/tmp/fat-volume-XXXXXX";
	struct fat_volume volume = { .start = before };
	uint64_t size;

	assert_non_null(mkdtemp(directory));
	AUTO_FREE char *path = mem_printf("%s/volume", directory);
	AUTO_FREE char *remove = mem_printf("rm -r %s", directory);
	AUTO_FREE char *command =
	        mem_printf("export D=%s V=%s PATH=$PATH:/usr/sbin LC_ALL=C.UTF-8; set -e; "
	                   "exec >$D/log; %s",
	                   directory, path, recipe);
	assert_int_equal(system(command), 0);
	volume.memory = memory_target(read_whole(path, before, &size), 0);
	volume.memory.target.size = size;
	assert_int_equal(system(remove), 0);
	return volume;
}

static inline struct fat_volume make_volume(const char *recipe)
{
	return make_volume_after(0, recipe);
}

static inline void free_volume(struct fat_volume *volume)
{
	free(volume->memory.bytes);
}

/* The directory entry with this short name, eleven characters as stored. */
static inline uint8_t *entry_of(struct fat_volume *volume, const char *short_name)
{
	uint8_t *at = memmem(volume->memory.bytes, volume->memory.target.size, short_name, 11);

	assert_non_null(at);
	return at;
}

/* The place of a cluster's entry in the first FAT16 or FAT32. */
static inline uint8_t *link_of(struct fat_volume *volume, unsigned bits, uint32_t cluster)
{
	uint8_t *boot = volume->memory.bytes + volume->start;

	return boot + get_le16(boot + 14) * 512 + (size_t)cluster * bits / 8;
}

static inline void assert_good(bool good, const struct failure *why)
{
	if (!good)
		print_error("%s\n", why->text);
	assert_true(good);
}

static inline void assert_says(const struct failure *why, enum fail_kind kind, const char *message)
{
	if (!strstr(why->text, message))
		print_error("'%s' does not say '%s'\n", why->text, message);
	assert_non_null(strstr(why->text, message));
	assert_int_equal(why->kind, kind);
}

static inline struct fatread *open_volume(struct fat_volume *volume)
{
	struct fatread *fat = NULL;
	struct failure why;

	assert_good(fatread_open(&fat, &volume->memory.target, &why), &why);
	return fat;
}

static inline bool find_and_hash(struct fatread *fat, const char *path, struct digest *digest,
                                 struct failure *why)
{
	struct fat_entry entry;

	return fatread_find(fat, path, &entry, why) && fatread_hash(fat, &entry, NULL, digest, why);
}

static inline void assert_holds(struct fat_volume *volume, const char *path, uint64_t size)
{
	struct digest expected = digest_of_numbers(size);
	struct fatread *fat = open_volume(volume);
	struct digest digest;
	struct failure why;

	assert_good(find_and_hash(fat, path, &digest, &why), &why);
	assert_true(digest_equal(&digest, &expected));
	fatread_close(fat);
}

/* Opening, finding or hashing fails; frees the volume. */
static inline void assert_fails(struct fat_volume *volume, const char *path, enum fail_kind kind,
                                const char *message)
{
	struct fatread *fat = NULL;
	struct digest digest;
	struct failure why;

	assert_false(fatread_open(&fat, &volume->memory.target, &why) &&
	             find_and_hash(fat, path, &digest, &why));
	assert_says(&why, kind, message);
	fatread_close(fat);
	free_volume(volume);
}

/* A boot record with one partition before the volume. */
static inline struct fat_volume make_stick(const char *recipe)
{
	struct fat_volume stick = make_volume_after(MIB, recipe);
	uint8_t *entry = stick.memory.bytes + 446;

	entry[0] = 0x80;
	entry[4] = 0x0c;
	put_le32(entry + 8, MIB / 512);
	put_le32(entry + 12, (uint32_t)(stick.memory.target.size - MIB) / 512);
	put_le16(stick.memory.bytes + 510, 0xaa55);
	return stick;
}

struct names {
	size_t count;
	char text[512];
};

static inline bool note_name(void *context, const struct fat_entry *entry, struct failure *why)
{
	struct names *names = context;
	size_t used = strlen(names->text);

	(void)why;
	names->count++;
	snprintf(names->text + used, sizeof(names->text) - used, "%s%s ", entry->name,
	         entry->directory ? "/"
	         : entry->label   ? "="
	                          : "");
	return true;
}

static inline void assert_lists(struct fat_volume *volume, const char *directory,
                                const char *expected)
{
	struct fatread *fat = open_volume(volume);
	struct names names = { 0 };
	struct failure why;

	assert_good(fatread_list(fat, directory, note_name, &names, &why), &why);
	assert_string_equal(names.text, expected);
	fatread_close(fat);
}

#endif
