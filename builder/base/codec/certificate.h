/*
 * certificate - what one certificate of OpenWrt's ucert says, and how a row of them is read
 * (firmware/examine/ucert.h has the form).
 */
#ifndef CERTIFICATE_H
#define CERTIFICATE_H

#include "base/bytes.h"
#include "base/codec/usign.h"

/* One outer attribute. */
struct cert_link {
	struct bytes signature;   /* usign's text */
	struct bytes certificate; /* empty: the signature is that of the image */
};

/*
 * The first link of a row, which is moved past it. False at the end, where *row is empty, and at
 * what is no whole link, where it is not.
 */
bool cert_link_next(struct bytes *row, struct cert_link *out);

struct certificate {
	bool revokes; /* in place of giving a right */
	uint64_t valid_from;
	uint64_t expires_at; /* seconds since 1970 */
	struct usign key;
};

/* False when anything that ucert asks for is missing. */
bool certificate_read(struct bytes bytes, struct certificate *out);

#endif
