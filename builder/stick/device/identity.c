#include "base/files/file.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "stick/device/survey.h"
#include "stick/device/sysfs.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { VPD_HEAD = 4 };

static bool begins(const char *name, const char *prefix)
{
	return strncmp(name, prefix, strlen(prefix)) == 0;
}

/* The USB device a disk hangs on: the closest directory above with a USB vendor id. */
static char *usb_directory(const char *directory)
{
	AUTO_FREE char *path = realpath(directory, NULL);
	char *slash;

	while (path && (slash = strrchr(path, '/')) && slash != path) {
		*slash = '\0';
		if (sysfs_exists(path, "idVendor"))
			return TAKE(path);
	}
	return NULL;
}

/* SCSI's unit serial number page, as the kernel keeps it. */
static void scsi_serial(const char *directory, char *out, size_t size)
{
	AUTO_FREE char *path = mem_printf("%s/device/vpd_pg80", directory);
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	char page[256];
	ssize_t n = fd == -1 ? -1 : read(fd, page, sizeof(page));

	if (n > VPD_HEAD)
		text_clean_bytes(out, size, page + VPD_HEAD, (size_t)n - VPD_HEAD);
}

static void read_usb(const char *usb, struct disk *disk)
{
	char serial[DEVICE_TEXT];

	snprintf(disk->kind, sizeof(disk->kind), "USB");
	disk->usb = true;
	snprintf(disk->socket, sizeof(disk->socket), "%s", file_name_in(usb));
	sysfs_text(usb, "serial", serial, sizeof(serial));
	if (serial[0])
		memcpy(disk->serial, serial, sizeof(serial));
	if (!disk->maker[0])
		sysfs_text(usb, "manufacturer", disk->maker, sizeof(disk->maker));
	if (!disk->model[0])
		sysfs_text(usb, "product", disk->model, sizeof(disk->model));
}

/* A card in a built-in reader can be taken out, whatever "removable" says; eMMC cannot. */
static void read_mmc(const char *directory, struct disk *disk)
{
	char type[16];

	sysfs_text(directory, "device/type", type, sizeof(type));
	sysfs_text(directory, "device/name", disk->model, sizeof(disk->model));
	disk->removable = strcmp(type, "SD") == 0;
	snprintf(disk->kind, sizeof(disk->kind), "%s", disk->removable ? "SD card" : "eMMC");
}

static void read_loop(const char *directory, struct disk *disk)
{
	snprintf(disk->kind, sizeof(disk->kind), "loop");
	sysfs_text(directory, "loop/backing_file", disk->backing_file, sizeof(disk->backing_file));
	text_clean(disk->model, sizeof(disk->model), disk->backing_file);
}

static const char *kind_by_name(const struct disk *disk)
{
	if (begins(disk->name, "nvme"))
		return "NVMe";
	if (begins(disk->name, "vd"))
		return "virtio";
	if (begins(disk->name, "dm-"))
		return "device-mapper";
	if (begins(disk->name, "md"))
		return "RAID";
	if (begins(disk->name, "nbd"))
		return "network";
	if (strcmp(disk->maker, "ATA") == 0)
		return "SATA";
	return begins(disk->name, "sd") ? "SCSI" : "other";
}

void identity_read(const char *directory, struct disk *disk)
{
	AUTO_FREE char *usb = usb_directory(directory);

	disk->removable = sysfs_number(directory, "removable") != 0;
	sysfs_text(directory, "device/vendor", disk->maker, sizeof(disk->maker));
	if (begins(disk->maker, "0x"))
		disk->maker[0] = '\0'; /* a virtual bus has numbers for names */
	sysfs_text(directory, "device/model", disk->model, sizeof(disk->model));
	sysfs_text(directory, "device/serial", disk->serial, sizeof(disk->serial));
	if (!disk->serial[0])
		sysfs_text(directory, "serial", disk->serial, sizeof(disk->serial));
	if (!disk->serial[0])
		scsi_serial(directory, disk->serial, sizeof(disk->serial));
	snprintf(disk->kind, sizeof(disk->kind), "%s", kind_by_name(disk));
	if (begins(disk->name, "mmcblk"))
		read_mmc(directory, disk);
	else if (begins(disk->name, "loop"))
		read_loop(directory, disk);
	else if (usb)
		read_usb(usb, disk);
}
