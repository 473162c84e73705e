/*
 * eva_command - what AVM's boot loader (EVA) is told on its FTP server's control connection, step
 * by step.
 *
 * Sources: OpenWrt's scripts/flashing/eva_ramboot.py (the memory), OpenWrt's changes that add the
 * devices (the flash). EVA knows few commands: none is sent that those do not need.
 */
#ifndef EVA_COMMAND_H
#define EVA_COMMAND_H

#include "net/net_job.h"
#include "net/protocols/ftp.h"

enum eva_step {
	EVA_GREETING, /* the server speaks first */
	EVA_USER,
	EVA_PASSWORD,
	EVA_BINARY,
	EVA_MEMORY_SIZE, /* what is left of it below the file */
	EVA_MEMORY_PLACE,
	EVA_MEDIA,
	EVA_PASSIVE,
	EVA_STORE, /* on a second connection, once that is open */
	EVA_DATA,  /* the file */
	EVA_REBOOT,
	EVA_STEP_COUNT
};

/* The step's command; false: there is nothing to say in that step. */
bool eva_command(const struct net_job *job, enum eva_step step, char out[FTP_COMMAND_MAX]);

/* "PASS": what may be shown of a step's command */
const char *eva_step_name(enum eva_step step);

/* Whether a reply of that code means that the next step may follow. */
bool eva_accepts(enum eva_step step, unsigned code);

/* Whether a file of that size fits into a memory that ends there. */
bool eva_fits(uint32_t memory_end, uint64_t size);

#endif
