/* net/talker: what a router that has taken over the process that talks to it can do with it. */
#include "net/talker.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "test.h"

/* A cable in a namespace of this test: pc0 is the talker's end; another interface is not its. */
struct scene {
	struct interface interface;
	struct wire_linux wire;
	int other; /* index */
	pid_t parent;
};

typedef bool attempt(const struct scene *scene);

struct attack {
	attempt *succeeds;
	const struct scene *scene;
};

static int make_cable(void **state)
{
	static struct scene scene;

	if (geteuid() != 0 || unshare(CLONE_NEWNET) == -1)
		return 0;
	if (system("ip link add pc0 type veth peer name r0 && ip link set pc0 up &&"
	           "ip link set r0 up && ip link add other0 type veth peer name other1 &&"
	           "ip link set other0 up && ip link set other1 up") != 0)
		return -1;
	scene.interface.index = (int)if_nametoindex("pc0");
	scene.other = (int)if_nametoindex("other0");
	scene.parent = getpid();
	*state = &scene;
	return 0;
}

static void run_attack(const void *context)
{
	const struct attack *attack = context;
	const char answer = attack->succeeds(attack->scene) ? 'y' : 'n';

	process_send(&answer, 1);
}

/* Whether it does in the talker's process. */
static bool works(void *const *state, attempt *succeeds)
{
	struct scene *scene = *state;
	const struct attack attack = { succeeds, scene };
	struct process process;
	struct failure why;
	char answer = '?';

	if (!scene) {
		print_message("SKIPPED: only root can make network namespaces\n");
		skip();
	}
	assert_true(wire_linux_open(&scene->wire, &scene->interface, &why));
	assert_true(talker_confine(&process, &scene->wire, run_attack, &attack));
	assert_true(process_receive(&process, &answer, 1));
	process_end(&process);
	wire_linux_close(&scene->wire);
	return answer == 'y';
}

static bool opens_a_file(const struct scene *scene)
{
	(void)scene;
	return open("/etc/passwd", O_RDONLY) != -1 || open("/", O_PATH) != -1 ||
	       open("/tmp", O_TMPFILE | O_RDWR, 0600) != -1 || memfd_create("more", 0) != -1;
}

static bool opens_a_socket(const struct scene *scene)
{
	(void)scene;
	return socket(AF_INET, SOCK_STREAM, 0) != -1 || socket(AF_INET, SOCK_DGRAM, 0) != -1 ||
	       socket(AF_PACKET, SOCK_RAW, 0) != -1 ||
	       socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) != -1;
}

static bool reaches_a_process(const struct scene *scene)
{
	return fork() != -1 || kill(scene->parent, 0) == 0 ||
	       ptrace(PTRACE_ATTACH, scene->parent, NULL, NULL) == 0;
}

static bool has_another_descriptor(const struct scene *scene)
{
	char byte;

	(void)scene;
	for (int fd = SANDBOX_OUTPUT + 1; fd < 2000; fd++) {
		if (read(fd, &byte, 0) != -1 || errno != EBADF)
			return true;
	}
	return dup(SANDBOX_OUTPUT) != -1;
}

/* As `ip link set other0 down` */
static bool configures_an_interface(const struct scene *scene)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg link;
	} message = {
		.head = { sizeof(message), RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 1, 0 },
		.link = { .ifi_index = scene->other, .ifi_change = IFF_UP },
	};
	struct ifreq request = { .ifr_name = "other0" };

	return write(SANDBOX_INPUT, &message, sizeof(message)) != -1 ||
	       send(SANDBOX_INPUT, &message, sizeof(message), 0) != -1 ||
	       ioctl(SANDBOX_OUTPUT, SIOCSIFFLAGS, &request) == 0 ||
	       ioctl(SANDBOX_OUTPUT, SIOCGIFFLAGS, &request) == 0;
}

static bool reaches_another_interface(const struct scene *scene)
{
	const struct sockaddr_ll other = {
		.sll_family = AF_PACKET,
		.sll_ifindex = scene->other,
		.sll_halen = 6,
	};
	const struct packet_mreq all = {
		.mr_ifindex = scene->other,
		.mr_type = PACKET_MR_PROMISC,
	};
	char frame[60] = { 0 };

	return bind(SANDBOX_OUTPUT, (const struct sockaddr *)&other, sizeof(other)) == 0 ||
	       sendto(SANDBOX_OUTPUT, frame, sizeof(frame), 0, (const struct sockaddr *)&other,
	              sizeof(other)) != -1 ||
	       setsockopt(SANDBOX_OUTPUT, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof(all)) ==
	               0;
}

static bool gives_its_descriptors_away(const struct scene *scene)
{
	char space[CMSG_SPACE(sizeof(int))] = { 0 };
	char byte = 'x';
	struct iovec content = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &content,
		.msg_iovlen = 1,
		.msg_control = space,
		.msg_controllen = sizeof(space),
	};
	const int fd = SANDBOX_OUTPUT;

	(void)scene;
	CMSG_FIRSTHDR(&message)->cmsg_level = SOL_SOCKET;
	CMSG_FIRSTHDR(&message)->cmsg_type = SCM_RIGHTS;
	CMSG_FIRSTHDR(&message)->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(CMSG_FIRSTHDR(&message)), &fd, sizeof(fd));
	return sendmsg(SANDBOX_REPLY, &message, 0) != -1;
}

static bool sends_a_frame(const struct scene *scene)
{
	char frame[60] = { 0 };

	(void)scene;
	memset(frame, 0xff, 6);
	return write(SANDBOX_OUTPUT, frame, sizeof(frame)) == sizeof(frame);
}

static void it_has_neither_files_nor_processes(void **state)
{
	assert_false(works(state, opens_a_file));
	assert_false(works(state, reaches_a_process));
}

static void it_has_one_interface_and_no_other_socket(void **state)
{
	assert_false(works(state, opens_a_socket));
	assert_false(works(state, has_another_descriptor));
	assert_false(works(state, reaches_another_interface));
}

static void it_configures_nothing(void **state)
{
	assert_false(works(state, configures_an_interface));
}

static void it_gives_nothing_away(void **state)
{
	assert_false(works(state, gives_its_descriptors_away));
}

static void frames_of_its_interface_are_left(void **state)
{
	assert_true(works(state, sends_a_frame));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_has_neither_files_nor_processes),
		TEST(it_has_one_interface_and_no_other_socket),
		TEST(it_configures_nothing),
		TEST(it_gives_nothing_away),
		TEST(frames_of_its_interface_are_left),
	};

	return cmocka_run_group_tests(tests, make_cable, NULL);
}
