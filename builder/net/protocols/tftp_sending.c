#include "net/protocols/tftp_sending.h"

enum {
	REPEAT_MS = 1000, /* at first; then twice that, and four times from then on */
	DOUBLINGS = 2,
	SILENCE_MS = 130 * 1000,
	LAST_BLOCK_MS = 15 * 1000, /* the router's own repetition comes within ten seconds */
};

void tftp_sending_start(struct tftp_sending *sending, const struct tftp_request *request,
                        struct bytes content, uint64_t now)
{
	uint8_t options[TFTP_PACKET_MAX];

	*sending = (struct tftp_sending){
		.state = TFTP_SENDING_ON,
		.request = *request,
		.content = content,
		.block_size = tftp_block_size(request),
		.block = tftp_write_options(options, request, content.size) ? 0 : 1,
		.sent_at = now,
		.heard_at = now,
	};
}

/* The content's last block is shorter than the others, and may be empty. */
static uint32_t last_block(const struct tftp_sending *sending)
{
	return (uint32_t)(sending->content.size / sending->block_size) + 1;
}

size_t tftp_sending_packet(const struct tftp_sending *sending, uint8_t out[TFTP_PACKET_MAX])
{
	uint64_t offset;
	uint64_t left;

	if (sending->block == 0)
		return tftp_write_options(out, &sending->request, sending->content.size);
	offset = (uint64_t)(sending->block - 1) * sending->block_size;
	left = sending->content.size - offset;
	/* The number wraps; every loader counts on. */
	return tftp_write_data(out, (uint16_t)sending->block, sending->content.data + offset,
	                       left < sending->block_size ? left : sending->block_size);
}

bool tftp_sending_acknowledge(struct tftp_sending *sending, uint16_t block, uint64_t now)
{
	if (sending->state != TFTP_SENDING_ON)
		return false;
	if (block == (uint16_t)sending->block) {
		sending->was_heard = true;
		sending->heard_at = now;
		sending->sent_at = now;
		sending->repeats = 0;
		if (sending->block == last_block(sending)) {
			sending->state = TFTP_SENDING_DONE;
			return false;
		}
		sending->block++;
		return true;
	}
	/* The one before again: ours was lost, unless it has only just been sent. */
	if (block != (uint16_t)(sending->block - 1) || now - sending->sent_at < REPEAT_MS)
		return false;
	sending->heard_at = now;
	sending->sent_at = now;
	return true;
}

static uint64_t repeat_at(const struct tftp_sending *sending)
{
	return sending->sent_at +
	       ((uint64_t)REPEAT_MS
	        << (sending->repeats < DOUBLINGS ? sending->repeats : DOUBLINGS));
}

bool tftp_sending_is_last(const struct tftp_sending *sending)
{
	return sending->was_heard && sending->block == last_block(sending);
}

static uint64_t give_up_at(const struct tftp_sending *sending)
{
	return sending->heard_at + (tftp_sending_is_last(sending) ? LAST_BLOCK_MS : SILENCE_MS);
}

uint64_t tftp_sending_deadline(const struct tftp_sending *sending)
{
	const uint64_t repeat = repeat_at(sending);
	const uint64_t give_up = give_up_at(sending);

	if (sending->state != TFTP_SENDING_ON)
		return UINT64_MAX;
	return repeat < give_up ? repeat : give_up;
}

bool tftp_sending_tick(struct tftp_sending *sending, uint64_t now)
{
	if (sending->state != TFTP_SENDING_ON)
		return false;
	if (now >= give_up_at(sending)) {
		sending->state =
		        tftp_sending_is_last(sending) ? TFTP_SENDING_UNACKED : TFTP_SENDING_STOPPED;
		return false;
	}
	if (now < repeat_at(sending))
		return false;
	sending->sent_at = now;
	sending->repeats++;
	return true;
}

uint64_t tftp_sending_done(const struct tftp_sending *sending)
{
	if (sending->state == TFTP_SENDING_DONE)
		return sending->content.size;
	return sending->block < 2 ? 0 : (uint64_t)(sending->block - 1) * sending->block_size;
}
