/* processes - running programs, as /proc shows them. Private to device. */
#ifndef PROCESSES_H
#define PROCESSES_H

#include <stdbool.h>
#include <sys/types.h>

enum { PROCESS_NAME = 48 };

struct process {
	pid_t pid;
	int folder; /* /proc/PID, open for the time of the visit */
};

/* Every process but this one. False with errno when they cannot be listed. */
bool processes_visit(const char *proc, void (*visit)(const struct process *process, void *context),
                     void *context);

/* Its name, cleaned for a terminal: "qemu-system-x86"; "?", and false, when it has ended. */
bool process_name(const char *proc, pid_t pid, char out[PROCESS_NAME]);

/* Whether it was started by this program, or by one that was. */
bool process_is_ours(const char *proc, pid_t pid);

#endif
