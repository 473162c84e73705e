/*
 * bytes - fields of a file format, read and written byte by byte.
 *
 * No cast onto a buffer, no packed struct: alignment and the host's byte order
 * cannot matter. `struct bytes` is a view that owns nothing; bytes_at() is the
 * one way to reach into untrusted data and returns NULL past its end.
 */
#ifndef BYTES_H
#define BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const uint8_t *data;
	uint64_t size;
};

/* The first of `size` bytes at `offset`, or NULL when not all of them exist. */
static inline const uint8_t *bytes_at(struct bytes view, uint64_t offset, uint64_t size)
{
	if (offset > view.size || size > view.size - offset)
		return NULL;
	return view.data + offset;
}

/* A part of a view; empty when not all of it exists. */
static inline struct bytes bytes_part(struct bytes view, uint64_t offset, uint64_t size)
{
	const uint8_t *data = bytes_at(view, offset, size);

	return (struct bytes){ .data = data, .size = data ? size : 0 };
}

static inline bool bytes_all_zero(struct bytes view)
{
	/* Every byte equals the one before it, and the first is zero. */
	return view.size == 0 ||
	       (view.data[0] == 0 && memcmp(view.data, view.data + 1, view.size - 1) == 0);
}

static inline uint16_t get_le16(const uint8_t *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t get_le32(const uint8_t *at)
{
	return (uint32_t)get_le16(at) | (uint32_t)get_le16(at + 2) << 16;
}

static inline uint64_t get_le64(const uint8_t *at)
{
	return (uint64_t)get_le32(at) | (uint64_t)get_le32(at + 4) << 32;
}

static inline uint16_t get_be16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t get_be32(const uint8_t *at)
{
	return (uint32_t)get_be16(at) << 16 | (uint32_t)get_be16(at + 2);
}

static inline void put_le16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
}

static inline void put_le32(uint8_t *at, uint32_t value)
{
	put_le16(at, (uint16_t)value);
	put_le16(at + 2, (uint16_t)(value >> 16));
}

static inline void put_le64(uint8_t *at, uint64_t value)
{
	put_le32(at, (uint32_t)value);
	put_le32(at + 4, (uint32_t)(value >> 32));
}

static inline void put_be16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static inline void put_be32(uint8_t *at, uint32_t value)
{
	put_be16(at, (uint16_t)(value >> 16));
	put_be16(at + 2, (uint16_t)value);
}

#endif
