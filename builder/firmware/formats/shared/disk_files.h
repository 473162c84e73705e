/*
 * disk_files - what the files in the first FAT volume of a disk image say of the device that it
 * starts.
 *
 * Boards are the device trees' first "compatible"; without any, OpenWrt's names of the Raspberry
 * Pis that the kernels' names are for (raspberrypi/documentation, config.txt, "kernel"). Codes are
 * "efi-x86_64" and the like, for a boot loader under its default name (UEFI 2.10, 3.5.1.1).
 */
#ifndef DISK_FILES_H
#define DISK_FILES_H

#include "firmware/examine/examine.h"

/* False when the partition holds no FAT volume that can be read. */
bool disk_files_read(struct view partition, struct examination *exam);

#endif
