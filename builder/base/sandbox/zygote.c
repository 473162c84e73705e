#include "base/sandbox/zygote.h"

#include "base/mem.h"
#include "base/sandbox/child.h"
#include "base/wait.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdalign.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FILES_MAX = 3, END_MS = 1000 };

/* An order on its way: its files are input, reply and, if there is one, output. */
struct parcel {
	alignas(max_align_t) uint8_t bytes[ZYGOTE_ORDER_MAX];
	int files[FILES_MAX];
	size_t file_count;
};

/* The files in a message. */
union ancillary {
	struct cmsghdr head;
	char space[CMSG_SPACE(FILES_MAX * sizeof(int))];
};

static bool send_order(int control, const struct zygote_order *order, int reader, int writes)
{
	const int files[FILES_MAX] = { reader, writes, order->output };
	const size_t size = (order->output == -1 ? 2 : 3) * sizeof(int);
	union ancillary with = { .space = { 0 } };
	struct iovec part = { (void *)(uintptr_t)order->bytes, order->size };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &with,
		.msg_controllen = CMSG_SPACE(size),
	};

	with.head.cmsg_level = SOL_SOCKET;
	with.head.cmsg_type = SCM_RIGHTS;
	with.head.cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(&with.head), files, size);
	return sendmsg(control, &message, MSG_NOSIGNAL) == (ssize_t)order->size;
}

/* Waits for it. Ends the zygote when this program is gone. */
static void take_order(struct parcel *out)
{
	union ancillary with;
	struct iovec part = { out->bytes, sizeof(out->bytes) };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &with,
		.msg_controllen = sizeof(with),
	};
	ssize_t n;

	do
		n = recvmsg(SANDBOX_CONTROL, &message, 0);
	while (n == -1 && errno == EINTR);
	if (n <= 0 || message.msg_controllen < CMSG_LEN(2 * sizeof(int)) ||
	    with.head.cmsg_len < CMSG_LEN(2 * sizeof(int)))
		_exit(0);
	out->file_count = (with.head.cmsg_len - CMSG_LEN(0)) / sizeof(int);
	memcpy(out->files, CMSG_DATA(&with.head), out->file_count * sizeof(int));
}

static _Noreturn void be_forked(const struct zygote_work *work, const struct parcel *parcel)
{
	const struct restriction restriction = {
		.input = parcel->files[0],
		.reply = parcel->files[1],
		.output = parcel->file_count > 2 ? parcel->files[2] : -1,
	};
	const pid_t pid = getpid();
	struct restricted lacks;

	if (!restrict_forked(&restriction, &lacks))
		child_give_up();
	process_send(&pid, sizeof(pid));
	work->run(work->context, parcel->bytes);
	_exit(0);
}

/* fork() has no flag by which the child is this program's; there is no other thread here. */
static pid_t fork_sibling(void)
{
	return (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
}

static _Noreturn void be_zygote(const struct zygote_work *work, int control,
                                const struct restrict_limits *limits)
{
	struct restricted lacks;

	child_offer_to_die();
	if (work->prepare)
		work->prepare();
	if (!restrict_zygote(control, limits, &lacks))
		child_give_up();
	child_empty_environment();
	for (;;) {
		struct parcel parcel;

		take_order(&parcel);
		if (fork_sibling() == 0)
			be_forked(work, &parcel);
		for (size_t i = 0; i < parcel.file_count; i++)
			close(parcel.files[i]);
	}
}

bool zygote_start(struct zygote *out, const struct zygote_work *work)
{
	int ends[2];

	*out = (struct zygote){ .control = -1 };
	out->limits = work->limits ? *work->limits : process_usual_limits();
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == -1)
		return false;
	child_wake_openssl();
	out->pid = fork();
	if (out->pid == 0)
		be_zygote(work, ends[1], &out->limits.rights);
	close(ends[1]);
	out->control = ends[0];
	if (out->pid == -1) {
		out->pid = 0;
		zygote_done(out);
	}
	return out->pid != 0;
}

bool zygote_fork(struct zygote *zygote, struct process *out, const struct zygote_order *order)
{
	AUTO_CLOSE int reader = -1;
	AUTO_CLOSE int writes = -1;
	int ends[2];

	*out = (struct process){ .reply = -1, .limits = zygote->limits };
	if (!zygote->pid || order->size > ZYGOTE_ORDER_MAX ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == -1)
		return false;
	writes = ends[1];
	reader = child_open_reader(order->input);
	if (!send_order(zygote->control, order, reader == -1 ? order->input : reader, writes)) {
		close(ends[0]);
		zygote_done(zygote);
		return false;
	}
	out->reply = ends[0];
	out->announces_itself = true;
	return true;
}

static void reap(pid_t pid)
{
	if (pid)
		wait_reap(pid, END_MS);
}

void zygote_leave(struct zygote *zygote, struct process *process)
{
	pid_t *place = &zygote->left[zygote->left_count++ % ARRAY_LEN(zygote->left)];

	reap(*place);
	*place = process->pid;
	kill(process->pid, SIGKILL);
	close(process->reply);
	*process = (struct process){ .reply = -1 };
}

void zygote_done(struct zygote *zygote)
{
	if (zygote->control != -1)
		close(zygote->control);
	if (zygote->pid) {
		kill(zygote->pid, SIGKILL);
		reap(zygote->pid);
	}
	for (size_t i = 0; i < ARRAY_LEN(zygote->left); i++)
		reap(zygote->left[i]);
	*zygote = (struct zygote){ .control = -1 };
}
