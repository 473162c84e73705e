/* stick/survey, stick/contents, stick/identity: what is found out about one disk. */
#include "stick/device/device.h"

#include "base/bytes.h"
#include "stick/image/manifest.h"

#include <dirent.h>
#include <sys/sysmacros.h>

#include "test.h"
#include "zfs_list.h"

#include "device_world.h"

enum { SIZE = 64 << 20 };

/* Any block device of this computer: only its number is used, to stand for a made-up disk. */
static char *any_node(char number[32])
{
	DIR *nodes = opendir("/dev");
	const struct dirent *entry;
	char *found = NULL;

	while (nodes && !found && (entry = readdir(nodes))) {
		AUTO_FREE char *path = mem_printf("/dev/%s", entry->d_name);
		struct stat node;

		if (lstat(path, &node) < 0 || !S_ISBLK(node.st_mode))
			continue;
		snprintf(number, 32, "%u:%u", major(node.st_rdev), minor(node.st_rdev));
		found = TAKE(path);
	}
	if (nodes)
		closedir(nodes);
	if (!found)
		print_message("there is no block device here to stand for a disk\n");
	return found;
}

/* What stands in for the stick's node is a file of the right size. */
static FILE *put_medium(const struct fake_world *world)
{
	AUTO_FREE char *path = mem_printf("%s/dev/sdb", world->folder);
	FILE *medium = fopen(path, "w+");

	assert_non_null(medium);
	assert_return_code(ftruncate(fileno(medium), SIZE), 0);
	return medium;
}

static void put(FILE *medium, long offset, const void *bytes, size_t size)
{
	assert_return_code(fseek(medium, offset, SEEK_SET), 0);
	assert_int_equal(fwrite(bytes, 1, size, medium), size);
	assert_int_equal(fflush(medium), 0);
}

/* A boot record with one entry a partition, each of 8 MiB and of type 0x0c. */
static void put_table(FILE *medium, unsigned partitions)
{
	uint8_t sector[512] = { 0 };

	for (unsigned i = 0; i < partitions; i++) {
		uint8_t *entry = sector + 446 + (size_t)16 * i;

		entry[4] = 0x0c;
		put_le32(entry + 8, 2048 + i * 16384);
		put_le32(entry + 12, 16384);
	}
	put_le16(sector + 510, 0xaa55);
	put(medium, 0, sector, sizeof(sector));
}

static void put_ext4(FILE *medium, long partition)
{
	uint8_t super[1024] = { 0 };

	put_le32(super + 4, 8192);                       /* blocks */
	put_le32(super + 24, 0);                         /* of 1 KiB */
	put_le16(super + 56, 0xef53);                    /* magic */
	put_le32(super + 76, 1);                         /* revision */
	put_le32(super + 92, 0x4);                       /* with a journal */
	put_le32(super + 96, 0x40);                      /* and extents: ext4 */
	memcpy(super + 120, "family", sizeof("family")); /* label */
	put(medium, partition + 1024, super, sizeof(super));
}

static void put_zfs(FILE *medium, long label)
{
	uint8_t list[ZFS_LIST];
	uint8_t uberblock[16] = { 0 };

	zfs_list(list);
	put_le32(uberblock, 0x00bab10c);
	put_le16(uberblock + 8, 5000);
	put(medium, label + (16 << 10), list, sizeof(list));
	for (long i = 0; i < 8; i++)
		put(medium, label + (128 << 10) + i * 1024, uberblock, sizeof(uberblock));
}

static void put_manifest(FILE *medium)
{
	static uint8_t area[MANIFEST_SIZE];
	struct manifest_file file = { .path = "/a.bin", .origin = "unknown", .vouched = "nothing" };
	struct manifest manifest = {
		.program = "test",
		.recipe = "a/b",
		.layout = "fat32-mbr",
		.length = SIZE,
		.files = &file,
		.file_count = 1,
	};
	struct failure why;

	assert_true(manifest_write(&manifest, area, &why));
	put(medium, MANIFEST_START, area, sizeof(area));
}

static struct disk probe(const struct fake_world *world)
{
	AUTO_FREE struct disk *disks = NULL;
	struct failure why;
	size_t count = 0;

	assert_true(device_survey(&world->world, &disks, &count, &why));
	assert_int_equal(count, 1);
	device_read_contents(disks, count, NULL);
	return disks[0];
}

static bool holds(const struct disk *disk, const char *where, const char *type, const char *label)
{
	for (size_t i = 0; i < disk->content_count; i++) {
		const struct content *content = &disk->contents[i];

		if (strcmp(content->where, where) == 0 && strcmp(content->type, type) == 0 &&
		    strcmp(content->label, label) == 0)
			return true;
	}
	return false;
}

static void assert_found_by_link(const char *node, const char *number)
{
	struct fake_world world = make_world();
	AUTO_FREE char *link = mem_printf("%s/by-id", world.folder);
	struct failure why;
	struct disk disk;

	world_disk(&world, "devices/usb1/block/sdb", number);
	assert_return_code(symlink(node, link), 0);
	assert_true(device_look(&world.world, link, NULL, &disk, &why));
	assert_string_equal(disk.name, "sdb");
	assert_int_equal(disk.size, SIZE);
	leave_world(&world);
}

static void a_disk_is_found_by_any_link_to_its_node(void **state)
{
	char number[32];
	AUTO_FREE char *node = any_node(number);

	(void)state;
	if (node)
		assert_found_by_link(node, number);
	else
		skip();
}

static void assert_known_with_its_disk(const char *node, const char *number)
{
	const struct device_terms terms = { 0 };
	struct fake_world world = make_world();
	struct reasons reasons;
	struct failure why;
	struct disk disk;

	world_stick(&world);
	world_partition(&world, WORLD_STICK, "sdb1", number);
	assert_true(device_look(&world.world, node, NULL, &disk, &why));
	assert_string_equal(disk.name, "sdb1");
	assert_true(disk.partition);
	assert_true(disk.usb);
	assert_true(disk.removable);
	assert_int_equal(disk.sector_size, 512);
	disk.users_known = true;
	device_refusals(&disk, &terms, &reasons);
	assert_int_equal(reasons.count, 1);
	assert_non_null(strstr(reasons.text[0], "'/dev/sdb'"));
	leave_world(&world);
}

/* What its disk is says what a partition is, so that only being one speaks against it. */
static void a_partition_is_known_with_its_disk(void **state)
{
	char number[32];
	AUTO_FREE char *node = any_node(number);

	(void)state;
	if (node)
		assert_known_with_its_disk(node, number);
	else
		skip();
}

static void file_systems_are_found_in_partitions_with_their_labels(void **state)
{
	struct fake_world world = make_world();
	FILE *medium = put_medium(&world);
	struct disk disk;

	(void)state;
	world_stick(&world);
	put_table(medium, 2);
	put_ext4(medium, (1 << 20) + (8 << 20));
	disk = probe(&world);
	assert_true(disk.contents_known);
	assert_true(holds(&disk, "sdb", "dos", ""));
	assert_true(holds(&disk, "sdb2", "ext4", "family"));
	assert_int_equal(disk.partition_count, 2);
	assert_false(disk.ours);
	fclose(medium);
	leave_world(&world);
}

static void zfs_is_found_by_any_of_its_labels(void **state)
{
	static const long labels[] = { 0, 256 << 10, SIZE - (512 << 10), SIZE - (256 << 10) };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		struct fake_world world = make_world();
		FILE *medium = put_medium(&world);
		struct disk disk;

		world_stick(&world);
		put_zfs(medium, labels[i]);
		disk = probe(&world);
		assert_true(holds(&disk, "sdb", "zfs_member", "tank"));
		fclose(medium);
		leave_world(&world);
	}
}

/* From 2.41 on libblkid wants to see more of a pool than its list of names. */
static void zfs_is_found_where_libblkid_says_nothing(void **state)
{
	static const uint8_t list[] = "\1\1\0\0\0\0\0\0\0\0\0\1\0\0\0\44\0\0\0\40\0\0\0\7version";
	struct fake_world world = make_world();
	FILE *medium = put_medium(&world);
	struct disk disk;

	(void)state;
	world_stick(&world);
	put(medium, 16 << 10, list, sizeof(list));
	disk = probe(&world);
	assert_true(holds(&disk, "sdb", "zfs_member", ""));
	assert_int_equal(disk.content_count, 1);
	fclose(medium);
	leave_world(&world);
}

/* An encrypted container has no signature; a stick that was never written has no data. */
static void data_without_a_signature_is_reported_but_not_a_blank_medium(void **state)
{
	struct fake_world world = make_world();
	FILE *medium = put_medium(&world);
	uint8_t blank[4096];
	struct disk disk;

	(void)state;
	world_stick(&world);
	memset(blank, 0xff, sizeof(blank));
	put(medium, 8192, blank, sizeof(blank));
	disk = probe(&world);
	assert_int_equal(disk.content_count, 0);
	assert_false(disk.has_beginning);
	put(medium, 65535, "x", 1);
	disk = probe(&world);
	assert_true(holds(&disk, "sdb", "unrecognised data", ""));
	assert_true(disk.has_beginning);
	put_table(medium, 1);
	put(medium, 1 << 20, "secret", 6);
	disk = probe(&world);
	assert_true(holds(&disk, "sdb1", "unrecognised data", ""));
	assert_int_equal(disk.content_count, 2);
	fclose(medium);
	leave_world(&world);
}

enum { UDF_BLOCK = 512 };

/* A descriptor of UDF: its kind, and the sum of its head. */
static void put_descriptor(FILE *medium, long block, unsigned kind, uint8_t data[UDF_BLOCK])
{
	uint8_t sum = 0;

	put_le16(data, (uint16_t)kind);
	put_le16(data + 2, 3); /* version of the standard */
	put_le32(data + 12, (uint32_t)block);
	data[4] = 0;
	for (size_t i = 0; i < 16; i++)
		sum = (uint8_t)(sum + data[i]);
	data[4] = sum;
	put(medium, block * UDF_BLOCK, data, UDF_BLOCK);
}

/* As little as libblkid and we look at: where the volume is, and what it counts. */
static void put_udf(FILE *medium, bool closed, unsigned files, unsigned folders)
{
	uint8_t anchor[UDF_BLOCK] = { 0 };
	uint8_t primary[UDF_BLOCK] = { 0 };
	uint8_t volume[UDF_BLOCK] = { 0 };
	uint8_t integrity[UDF_BLOCK] = { 0 };

	put(medium, 32768, "\0BEA01\1", 8);
	put(medium, 32768 + 2048, "\0NSR03\1", 8);
	put(medium, 32768 + 4096, "\0TEA01\1", 8);
	put_le32(anchor + 16, 4 * UDF_BLOCK); /* the sequence, and where it begins */
	put_le32(anchor + 20, 257);
	put_descriptor(medium, 256, 2, anchor);
	put_le32(volume + 212, UDF_BLOCK);
	memcpy(volume + 217, "*OSTA UDF Compliant", 19);
	put_le16(volume + 240, 0x201);
	put_le32(volume + 264, 6);
	put_le32(volume + 268, 1);
	put_le32(volume + 432, 2 * UDF_BLOCK);
	put_le32(volume + 436, 300);
	put_descriptor(medium, 257, 1, primary);
	put_descriptor(medium, 258, 6, volume);
	put_le32(integrity + 28, closed);
	put_le32(integrity + 72, 1);  /* partitions */
	put_le32(integrity + 76, 46); /* bytes of what the implementation says */
	put_le32(integrity + 80 + 8 + 32, files);
	put_le32(integrity + 80 + 8 + 36, folders);
	put_descriptor(medium, 300, 9, integrity);
}

static bool is_empty_udf(const struct fake_world *world)
{
	struct disk disk = probe(world);

	for (size_t i = 0; i < disk.content_count; i++) {
		if (strcmp(disk.contents[i].type, "udf") == 0)
			return disk.contents[i].empty;
	}
	assert_true(holds(&disk, "sdb", "udf", ""));
	return false;
}

static void udf_is_empty_when_it_was_closed_without_a_file(void **state)
{
	struct fake_world world = make_world();
	FILE *medium = put_medium(&world);
	uint8_t stale[UDF_BLOCK] = { 0 };

	(void)state;
	world_stick(&world);
	put_udf(medium, true, 0, 1);
	assert_true(is_empty_udf(&world));
	put_udf(medium, false, 0, 1);
	assert_false(is_empty_udf(&world));
	put_udf(medium, true, 1, 1);
	assert_false(is_empty_udf(&world));
	put_udf(medium, true, 0, 2);
	assert_false(is_empty_udf(&world));
	/* Another one with larger blocks, of which nothing else is known. */
	put_udf(medium, true, 0, 1);
	put_descriptor(medium, 1024, 2, stale);
	assert_false(is_empty_udf(&world));
	fclose(medium);
	leave_world(&world);
}

static void an_empty_medium_is_known_to_be_empty(void **state)
{
	struct fake_world world = make_world();
	FILE *medium = put_medium(&world);
	struct disk disk;

	(void)state;
	world_stick(&world);
	disk = probe(&world);
	assert_true(disk.contents_known);
	assert_int_equal(disk.content_count, 0);
	fclose(medium);
	leave_world(&world);
}

static void a_stick_of_our_own_is_known_by_its_manifest(void **state)
{
	struct fake_world world = make_world();
	FILE *medium = put_medium(&world);

	(void)state;
	world_stick(&world);
	put_table(medium, 1);
	assert_false(probe(&world).ours);
	put_manifest(medium);
	assert_true(probe(&world).ours);
	fclose(medium);
	leave_world(&world);
}

/* A manifest may outlive its stick: then what came later is somebody's, not ours. */
static void a_manifest_does_not_excuse_what_is_not_ours(void **state)
{
	struct fake_world world = make_world();
	FILE *medium = put_medium(&world);

	(void)state;
	world_stick(&world);
	put_manifest(medium);
	put_table(medium, 2);
	assert_false(probe(&world).ours);
	put_table(medium, 1);
	put_ext4(medium, 1 << 20);
	assert_false(probe(&world).ours);
	fclose(medium);
	leave_world(&world);
}

static void what_cannot_be_opened_is_not_known(void **state)
{
	struct fake_world world = make_world();
	struct disk disk;

	(void)state;
	world_stick(&world);
	disk = probe(&world);
	assert_false(disk.contents_known);
	assert_false(disk.ours);
	leave_world(&world);
}

static void assert_no_disk(const char *path, const char *words)
{
	struct disk disk;
	struct failure why;

	assert_false(device_look(&device_world_here, path, NULL, &disk, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_non_null(strstr(why.text, words));
}

static void a_path_that_is_no_disk_is_refused(void **state)
{
	(void)state;
	assert_no_disk("/dev/no-such-disk", "mkrescue-usb devices");
	assert_no_disk("/etc/passwd", "--output");
	assert_no_disk("/dev/null", "is not a disk");
	assert_no_disk("/tmp", "is not a disk");
}

TEST_MAIN(TEST(a_path_that_is_no_disk_is_refused), TEST(a_disk_is_found_by_any_link_to_its_node),
          TEST(a_partition_is_known_with_its_disk),
          TEST(file_systems_are_found_in_partitions_with_their_labels),
          TEST(zfs_is_found_by_any_of_its_labels), TEST(zfs_is_found_where_libblkid_says_nothing),
          TEST(data_without_a_signature_is_reported_but_not_a_blank_medium),
          TEST(udf_is_empty_when_it_was_closed_without_a_file),
          TEST(an_empty_medium_is_known_to_be_empty),
          TEST(a_stick_of_our_own_is_known_by_its_manifest),
          TEST(a_manifest_does_not_excuse_what_is_not_ours),
          TEST(what_cannot_be_opened_is_not_known))
