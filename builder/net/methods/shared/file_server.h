/*
 * file_server - a TFTP server for one router: it answers what the recipe names, and nothing else.
 *
 * A file that is not here is answered by silence: U-Boot ends its attempt for good at error 1
 * (not found) and 2 (access), but asks again after silence. One router is served at a time, and
 * each file as often as it is asked for until all are there.
 */
#ifndef FILE_SERVER_H
#define FILE_SERVER_H

#include "net/method.h"
#include "net/protocols/tftp_sending.h"

struct file_server {
	struct tftp_sending sending;
	size_t file;        /* of the job; what is being sent */
	struct packet peer; /* where it goes */
	uint32_t begins;    /* of this file by this router */
	bool sent[NET_FILES];
	bool lacks_last_word;   /* of a file that was sent */
	bool is_closed;         /* everything was sent: nobody is served again */
	bool was_asked;         /* for one of the files */
	bool was_asked_other;   /* for anything else */
	char refusal[NET_TEXT]; /* the router's last error */
	uint16_t next_port;
};

/* True when the packet was for it. */
bool file_server_receive(struct file_server *server, struct net_run *run,
                         const struct packet *packet);

void file_server_tick(struct file_server *server, struct net_run *run);

uint64_t file_server_deadline(const struct file_server *server);

/* Whether a transfer is under way. */
bool file_server_is_busy(const struct file_server *server);

/* Whether every file that must arrive has been sent. */
bool file_server_is_finished(const struct file_server *server, const struct net_job *job);

#endif
