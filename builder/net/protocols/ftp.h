/*
 * ftp - replies of an FTP server, as far as a client of a boot loader needs them (RFC 959).
 *
 * They come from a boot loader, or from a stranger: what begins with no code is a reply with the
 * code 0. Of a passive connection only the port counts; it leads to whoever was asked, and to
 * nobody else, whatever address the reply states.
 */
#ifndef FTP_H
#define FTP_H

#include "base/bytes.h"

enum { FTP_PORT = 21, FTP_REPLY_MAX = 2048, FTP_WORDS_MAX = 128, FTP_COMMAND_MAX = 96 };

struct ftp_reply {
	unsigned code;             /* from 100 to 599; 0: it has none */
	char words[FTP_WORDS_MAX]; /* its first line with the code, cleaned for a terminal */
};

/* The first of what has come; returns how many bytes it has, 0: it is not whole yet. */
uint64_t ftp_read_reply(struct bytes bytes, struct ftp_reply *out);

/* Of "227 Entering Passive Mode (192,168,178,1,4,45)". False: it states no port. */
bool ftp_read_passive(const struct ftp_reply *reply, uint16_t *port);

#endif
