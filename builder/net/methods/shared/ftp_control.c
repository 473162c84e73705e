#include "net/methods/shared/ftp_control.h"

#include <stdio.h>

void ftp_control_open(struct ftp_control *control, const struct net_run *run,
                      const struct packet *peer)
{
	control->said_size = 0;
	tcp_connect(&control->tcp, &run->station, peer, run->now);
}

void ftp_control_send(struct ftp_control *control, const struct net_run *run, const char *command)
{
	const int size = snprintf(control->command, sizeof(control->command), "%.*s\r\n",
	                          FTP_COMMAND_MAX, command);
	const struct tcp_part part = { .bytes = { (const uint8_t *)control->command,
		                                  (uint64_t)size } };

	tcp_send(&control->tcp, &run->station, &part, 1, run->now);
}

void ftp_control_receive(struct ftp_control *control, const struct net_run *run,
                         const struct packet *packet)
{
	const struct bytes news = tcp_receive(&control->tcp, &run->station, packet, run->now);
	const size_t space = sizeof(control->said) - control->said_size;
	const size_t size = news.size < space ? (size_t)news.size : space;

	if (!size)
		return;
	memcpy(control->said + control->said_size, news.data, size);
	control->said_size += size;
}

/* What fills everything and does not end is no reply. */
bool ftp_control_take(struct ftp_control *control, struct ftp_reply *out)
{
	uint64_t size = ftp_read_reply((struct bytes){ control->said, control->said_size }, out);

	if (!size && control->said_size == sizeof(control->said)) {
		*out = (struct ftp_reply){ .code = 0 };
		size = control->said_size;
	}
	/* A reply is not ahead of its command: the acknowledgement of that follows. */
	if (!size || control->tcp.acked < control->tcp.size)
		return false;
	control->said_size -= (size_t)size;
	memmove(control->said, control->said + size, control->said_size);
	return true;
}
