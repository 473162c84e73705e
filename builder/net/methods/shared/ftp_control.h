/* ftp_control - the connection on which an FTP server is given commands, one after the other. */
#ifndef FTP_CONTROL_H
#define FTP_CONTROL_H

#include "net/method.h"
#include "net/methods/shared/tcp_client.h"
#include "net/protocols/ftp.h"

struct ftp_control {
	struct tcp_client tcp;
	char command[FTP_COMMAND_MAX + 3]; /* the last one, with its line's end */
	uint8_t said[FTP_REPLY_MAX];       /* what has come of replies */
	size_t said_size;
};

/* Addressed as tcp_connect() does it. */
void ftp_control_open(struct ftp_control *control, const struct net_run *run,
                      const struct packet *peer);

/* Once the reply to the one before was taken. */
void ftp_control_send(struct ftp_control *control, const struct net_run *run, const char *command);

/* Any packet. */
void ftp_control_receive(struct ftp_control *control, const struct net_run *run,
                         const struct packet *packet);

/* The next whole reply. False: none has come yet. */
bool ftp_control_take(struct ftp_control *control, struct ftp_reply *out);

#endif
