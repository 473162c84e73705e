#include "app/rescue/capture.h"

#include <errno.h>
#include <stdint.h>
#include <time.h>

enum { NS_OF_US = 1000, LINK_ETHERNET = 1 };

struct pcap_header {
	uint32_t magic;
	uint16_t major;
	uint16_t minor;
	uint32_t zone;
	uint32_t accuracy;
	uint32_t longest;
	uint32_t link;
};

struct pcap_record {
	uint32_t seconds;
	uint32_t microseconds;
	uint32_t kept;
	uint32_t size;
};

bool capture_begin(struct capture *out, const char *path, struct failure *why)
{
	const struct pcap_header header = {
		.magic = UINT32_C(0xa1b2c3d4),
		.major = 2,
		.minor = 4,
		.longest = NET_HEAD,
		.link = LINK_ETHERNET,
	};

	*out = (struct capture){ .path = path };
	if (!path)
		return true;
	out->file = fopen(path, "wbxe");
	if (!out->file && errno == EEXIST)
		return fail(why, FAIL_EXISTS,
		            "'%s' exists already; choose another name for "
		            "--capture",
		            path);
	if (!out->file)
		return fail_errno(why, FAIL_IO, "cannot create '%s'", path);
	fwrite(&header, sizeof(header), 1, out->file);
	return true;
}

void capture_add(struct capture *capture, const struct net_event *event)
{
	struct pcap_record record = {
		.kept = (uint32_t)event->done,
		.size = (uint32_t)event->total,
	};
	struct timespec now;

	if (!capture->file)
		return;
	clock_gettime(CLOCK_REALTIME, &now);
	record.seconds = (uint32_t)now.tv_sec;
	record.microseconds = (uint32_t)(now.tv_nsec / NS_OF_US);
	fwrite(&record, sizeof(record), 1, capture->file);
	fwrite(event->head, record.kept, 1, capture->file);
}

bool capture_end(struct capture *capture, struct failure *why)
{
	FILE *file = capture->file;
	bool good;

	if (!file)
		return true;
	capture->file = NULL;
	good = !ferror(file);
	if (fclose(file) != 0)
		good = false;
	return good || fail_errno(why, FAIL_IO, "cannot write '%s'", capture->path);
}
