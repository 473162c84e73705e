/* child - how a sandboxed process begins, whatever it is forked from. */
#ifndef CHILD_H
#define CHILD_H

/* The status of one that does not even begin; what ends it for want of memory is FAIL_MEMORY. */
enum { CHILD_UNRESTRICTED = 2, CHILD_TOO_FEW_FILES = 3 };

/* Before the fork: OpenSSL reads its settings and finds its digests while there are files. */
void child_wake_openssl(void);

/*
 * Before the fork: a descriptor for the same file that cannot write, and with a position of its
 * own. -1 where there is no /proc: the filter keeps the child from writing then.
 */
int child_open_reader(int fd);

/* Should memory run out, this process goes first. */
void child_offer_to_die(void);

/* Not even its bytes are left: the environment may hold a password. */
void child_empty_environment(void);

/* After a failure of restrict.h, by errno. */
_Noreturn void child_give_up(void);

#endif
