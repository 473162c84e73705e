/*
 * seccomp - which system calls are left to a process that reads untrusted bytes.
 *
 * An allow list for seccomp(2), on x86-64 and little endian AArch64; elsewhere there is none.
 * What is not on it fails with ENOSYS, as on a kernel that does not have the call: a library
 * that opens its settings or tries a newer call goes on without, on this C library and on the
 * next one. To end the process instead would take such a try for an attack.
 */
#ifndef SECCOMP_H
#define SECCOMP_H

#include <stdbool.h>

/*
 * For the calling thread and those it starts; needs no_new_privs. Left are: memory, threads,
 * the clock, random bytes, and reading, writing and awaiting what is open.
 * Nothing writes to `reads`, and no file is mapped, no memory made executable. False: there
 * is no filter here.
 */
bool seccomp_install(int reads);

#endif
