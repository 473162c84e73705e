/*
 * tftp - packets of the Trivial File Transfer Protocol, as boot loaders speak it.
 *
 * Sources: RFC 1350; options of RFC 2347, 2348 (blksize), 2349 (timeout, tsize). A window
 * (RFC 7440) is not needed: no boot loader asks for one. Requests come from strangers; what is
 * read is bounded, and may hold anything.
 */
#ifndef TFTP_H
#define TFTP_H

#include "base/bytes.h"

enum {
	TFTP_PORT = 69,
	TFTP_NAME_MAX = 256, /* of a file, with its end */
	TFTP_TEXT_MAX = 128,
	TFTP_BLOCK = 512,      /* bytes, unless an option says otherwise */
	TFTP_BLOCK_MIN = 8,    /* RFC 2348 */
	TFTP_BLOCK_MAX = 1468, /* fits Ethernet, whatever a router asks for */
	TFTP_PACKET_MAX = 4 + TFTP_BLOCK_MAX,
};

enum tftp_operation {
	TFTP_READ = 1,
	TFTP_WRITE = 2,
	TFTP_DATA = 3,
	TFTP_ACK = 4,
	TFTP_ERROR = 5,
	TFTP_OPTIONS = 6,
};

/* 0 where it is none of these, or too short. */
enum tftp_operation tftp_operation(struct bytes packet);

/*
 * A request to read or write, without options; the file's name may hold any bytes but zero.
 * At most TFTP_NAME_MAX - 1 of them go out.
 */
size_t tftp_write_request(uint8_t out[TFTP_PACKET_MAX], enum tftp_operation operation,
                          const char *file);

/* A request to write that asks for blocks of that size, too. */
size_t tftp_write_sized_request(uint8_t out[TFTP_PACKET_MAX], const char *file,
                                uint32_t block_size);

/* The size of a block that is granted in answer; TFTP_BLOCK where it says none. */
bool tftp_read_granted(struct bytes packet, uint32_t *block_size);

/* A request to read or write. */
struct tftp_request {
	char file[TFTP_NAME_MAX];
	uint32_t block_size; /* bytes; 0: not asked for */
	uint32_t timeout;    /* seconds; 0: not asked for */
	bool asks_size;
};

/* False for another packet, and for a name that is empty, unended or too long. */
bool tftp_read_request(struct bytes packet, struct tftp_request *out);

/* Whether both name the same file: some loaders ask for "/name", or in capitals. */
bool tftp_same_file(const char *a, const char *b);

/* The number of the block. */
bool tftp_read_ack(struct bytes packet, uint16_t *block);

struct tftp_error {
	uint16_t code;
	char text[TFTP_TEXT_MAX]; /* cleaned for a terminal */
};

bool tftp_read_error(struct bytes packet, struct tftp_error *out);

/* An error that is never without words; or bare text in its place, which some loaders send. */
bool tftp_read_words(struct bytes packet, struct tftp_error *out);

enum tftp_verdict { TFTP_NO_VERDICT, TFTP_WRITTEN, TFTP_REFUSED };

/*
 * What a router says of a file after its last block; words[] gets why it was refused. ASUS' boot
 * loader sends operation 6 again, and 1 for written or 0 for failed (its own source); others
 * send an error or a text.
 */
enum tftp_verdict tftp_read_verdict(struct bytes packet, char words[TFTP_TEXT_MAX]);

/* What of the request is granted; the size of the file is `size`. 0: nothing, send block 1. */
size_t tftp_write_options(uint8_t out[TFTP_PACKET_MAX], const struct tftp_request *request,
                          uint64_t size);

/* The size of a block for that request: as asked, as far as it fits. */
uint32_t tftp_block_size(const struct tftp_request *request);

/* `size` is at most TFTP_BLOCK_MAX. */
size_t tftp_write_data(uint8_t out[TFTP_PACKET_MAX], uint16_t block, const uint8_t *data,
                       size_t size);

#endif
