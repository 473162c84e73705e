#include "stick/device/device.h"
#include "stick/device/io.h"

#include <errno.h>
#include <linux/fs.h>
#include <scsi/sg.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* SCSI commands (SPC-4, SBC-3). */
enum {
	ALLOW_MEDIUM_REMOVAL = 0x1e,
	START_STOP_UNIT = 0x1b,
	LOAD_EJECT = 0x02,
	COMMAND_SIZE = 6,
	SENSE_SIZE = 32,
	TIMEOUT_MS = 5000,
};

enum answer { ANSWER_GOOD, ANSWER_NOT_SCSI, ANSWER_REFUSED };

static enum answer command(int fd, uint8_t operation, uint8_t argument)
{
	uint8_t bytes[COMMAND_SIZE] = { operation, 0, 0, 0, argument, 0 };
	uint8_t sense[SENSE_SIZE];
	struct sg_io_hdr request = {
		.interface_id = 'S',
		.dxfer_direction = SG_DXFER_NONE,
		.cmdp = bytes,
		.cmd_len = sizeof(bytes),
		.sbp = sense,
		.mx_sb_len = sizeof(sense),
		.timeout = TIMEOUT_MS,
	};

	if (ioctl(fd, SG_IO, &request) < 0)
		return errno == ENOTTY || errno == EINVAL ? ANSWER_NOT_SCSI : ANSWER_REFUSED;
	return (request.info & SG_INFO_OK_MASK) == SG_INFO_OK ? ANSWER_GOOD : ANSWER_REFUSED;
}

bool device_eject(struct target *device, struct failure *why)
{
	int fd = io_descriptor(device);

	if (fsync(fd) < 0)
		return fail_errno(why, FAIL_IO, "flushing '%s'", device->name);
	/* Many sticks do not know this one; only the next answer counts. */
	if (command(fd, ALLOW_MEDIUM_REMOVAL, 0) == ANSWER_NOT_SCSI)
		return true; /* a card, a loop device: nothing to eject */
	return command(fd, START_STOP_UNIT, LOAD_EJECT) != ANSWER_REFUSED ||
	       fail(why, FAIL_IO, "cannot eject '%s'", device->name);
}

void device_reread(struct target *device)
{
	ioctl(io_descriptor(device), BLKRRPART);
}
