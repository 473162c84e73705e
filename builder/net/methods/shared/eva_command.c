#include "net/methods/shared/eva_command.h"

#include <stdio.h>

enum { PAGE_MASK = 0xfff, SIZE_LIMIT = 0x2000000, POSITIVE = 200, NEGATIVE = 300 };

/* Where the memory begins, as the processors of these boxes address it (MIPS, KSEG0). */
static const uint32_t memory_begin = 0x80000000;

static const char *const names[EVA_STEP_COUNT] = {
	[EVA_GREETING] = "the connection",
	[EVA_USER] = "USER",
	[EVA_PASSWORD] = "PASS",
	[EVA_BINARY] = "TYPE",
	[EVA_MEMORY_SIZE] = "SETENV memsize",
	[EVA_MEMORY_PLACE] = "SETENV kernel_args_tmp",
	[EVA_MEDIA] = "MEDIA",
	[EVA_PASSIVE] = "PASV",
	[EVA_STORE] = "STOR",
	[EVA_DATA] = "the file",
	[EVA_REBOOT] = "REBOOT",
};

const char *eva_step_name(enum eva_step step)
{
	return names[step];
}

static uint32_t place_of(const struct net_job *job)
{
	return (uint32_t)(job->eva.memory_end - job->files[0].content.size) & ~(uint32_t)PAGE_MASK;
}

static void memory_command(const struct net_job *job, enum eva_step step, char out[FTP_COMMAND_MAX])
{
	const uint32_t place = place_of(job);
	const uint32_t end = job->eva.memory_end;

	if (step == EVA_MEMORY_SIZE)
		snprintf(out, FTP_COMMAND_MAX, "SETENV memsize 0x%08x", place - memory_begin);
	else if (step == EVA_MEMORY_PLACE)
		snprintf(out, FTP_COMMAND_MAX, "SETENV kernel_args_tmp mtdram1=0x%08x,0x%08x",
		         place, end);
	else
		snprintf(out, FTP_COMMAND_MAX, "STOR 0x%08x 0x%08x", place, end);
}

bool eva_command(const struct net_job *job, enum eva_step step, char out[FTP_COMMAND_MAX])
{
	const struct net_eva *eva = &job->eva;

	switch (step) {
	case EVA_USER: snprintf(out, FTP_COMMAND_MAX, "USER %s", eva->user); return true;
	case EVA_PASSWORD: snprintf(out, FTP_COMMAND_MAX, "PASS %s", eva->password); return true;
	case EVA_BINARY: snprintf(out, FTP_COMMAND_MAX, "TYPE I"); return true;
	case EVA_MEDIA:
		snprintf(out, FTP_COMMAND_MAX, "MEDIA %s", eva->target ? "FLSH" : "SDRAM");
		return true;
	case EVA_PASSIVE: snprintf(out, FTP_COMMAND_MAX, "PASV"); return true;
	case EVA_STORE:
		if (eva->target)
			snprintf(out, FTP_COMMAND_MAX, "STOR %.32s", eva->target);
		else
			memory_command(job, step, out);
		return true;
	case EVA_MEMORY_SIZE:
	case EVA_MEMORY_PLACE:
		if (!eva->target)
			memory_command(job, step, out);
		return !eva->target;
	case EVA_REBOOT: /* what was put into the memory starts once nobody is connected */
		snprintf(out, FTP_COMMAND_MAX, "REBOOT");
		return eva->target != NULL;
	case EVA_GREETING:
	case EVA_DATA:
	case EVA_STEP_COUNT: break;
	}
	return false;
}

bool eva_accepts(enum eva_step step, unsigned code)
{
	const bool is_done = code >= POSITIVE && code < NEGATIVE;

	if (step == EVA_USER)
		return is_done || code == 331; /* it needs a password */
	if (step == EVA_STORE)
		return code == 150 || code == 125; /* it opens the connection, or has it open */
	if (step == EVA_PASSIVE)
		return code == 227;
	return is_done;
}

bool eva_fits(uint32_t memory_end, uint64_t size)
{
	return size < SIZE_LIMIT && memory_end > memory_begin &&
	       size + PAGE_MASK < memory_end - memory_begin;
}
