#include "net/protocols/tftp_pushing.h"

enum { PERIOD_MS = 300, BREAKS_MAX = 3, VERDICT_MS = 2000 };

void tftp_pushing_start(struct tftp_pushing *pushing, const struct tftp_push *push)
{
	*pushing = (struct tftp_pushing){ .push = *push };
	if (!pushing->push.period_ms)
		pushing->push.period_ms = PERIOD_MS;
}

size_t tftp_pushing_packet(const struct tftp_pushing *pushing, uint8_t out[TFTP_PACKET_MAX])
{
	const struct tftp_push *push = &pushing->push;

	if (pushing->state == TFTP_PUSHING_ASKING && push->block_size)
		return tftp_write_sized_request(out, push->file, push->block_size);
	if (pushing->state == TFTP_PUSHING_ASKING)
		return tftp_write_request(out, TFTP_WRITE, push->file);
	return tftp_sending_packet(&pushing->sending, out);
}

void tftp_pushing_ask_again(struct tftp_pushing *pushing)
{
	if (pushing->state != TFTP_PUSHING_ON)
		return;
	pushing->state = TFTP_PUSHING_ASKING;
	pushing->asked_at = 0;
}

void tftp_pushing_start_again(struct tftp_pushing *pushing)
{
	pushing->state = TFTP_PUSHING_ASKING;
	pushing->asked_at = 0;
	pushing->was_written = false;
}

/* Its agreement counts as heard: from here on only blocks are missing. */
static void begin(struct tftp_pushing *pushing, uint32_t block_size, uint64_t now)
{
	static const struct tftp_request plain;

	pushing->state = TFTP_PUSHING_ON;
	pushing->begins++;
	pushing->refusal[0] = '\0';
	tftp_sending_start(&pushing->sending, &plain, pushing->push.content, now);
	pushing->sending.block_size = block_size;
	pushing->sending.was_heard = true;
}

static void judge(struct tftp_pushing *pushing, uint64_t now)
{
	pushing->state = TFTP_PUSHING_JUDGED;
	pushing->judged_until = now + VERDICT_MS;
}

static bool is_at_end(const struct tftp_pushing *pushing)
{
	return pushing->state == TFTP_PUSHING_JUDGED ||
	       (pushing->state == TFTP_PUSHING_ON && tftp_sending_is_last(&pushing->sending));
}

static void receive_verdict(struct tftp_pushing *pushing, struct bytes packet)
{
	char words[TFTP_TEXT_MAX];

	switch (tftp_read_verdict(packet, words)) {
	case TFTP_NO_VERDICT: return;
	case TFTP_WRITTEN:
		pushing->was_written = true;
		pushing->state = TFTP_PUSHING_DONE;
		return;
	case TFTP_REFUSED: break;
	}
	memcpy(pushing->refusal, words, sizeof(words));
	pushing->state = TFTP_PUSHING_REFUSED;
}

/* A loader that keeps breaking off does not want the file. */
static void receive_error(struct tftp_pushing *pushing, struct bytes packet)
{
	struct tftp_error error;

	if (!tftp_read_words(packet, &error))
		return;
	memcpy(pushing->refusal, error.text, sizeof(error.text));
	if (pushing->state == TFTP_PUSHING_ASKING)
		pushing->push.block_size = 0; /* it may be the option that it does not like */
	if (pushing->state == TFTP_PUSHING_ON && ++pushing->breaks == BREAKS_MAX)
		pushing->state = TFTP_PUSHING_REFUSED;
	else
		tftp_pushing_ask_again(pushing);
}

static bool receive_ack(struct tftp_pushing *pushing, uint16_t block, uint64_t now)
{
	bool sends = false;

	if (pushing->state == TFTP_PUSHING_ASKING && block == 0) {
		begin(pushing, TFTP_BLOCK, now);
		return true;
	}
	if (pushing->state != TFTP_PUSHING_ON)
		return false;
	sends = tftp_sending_acknowledge(&pushing->sending, block, now);
	if (pushing->sending.state == TFTP_SENDING_DONE)
		judge(pushing, now);
	return sends;
}

/* In place of the acknowledgement of the request. */
static bool receive_granted(struct tftp_pushing *pushing, uint32_t block_size, uint64_t now)
{
	if (pushing->state == TFTP_PUSHING_ON)
		return receive_ack(pushing, 0, now);
	if (pushing->state != TFTP_PUSHING_ASKING || block_size > pushing->push.block_size)
		return false;
	begin(pushing, block_size, now);
	return true;
}

bool tftp_pushing_receive(struct tftp_pushing *pushing, struct bytes packet, uint64_t now)
{
	uint32_t block_size;
	uint16_t block;

	if (pushing->state > TFTP_PUSHING_JUDGED)
		return false;
	if (tftp_read_ack(packet, &block))
		return receive_ack(pushing, block, now);
	if (pushing->push.block_size && tftp_read_granted(packet, &block_size))
		return receive_granted(pushing, block_size, now);
	if (is_at_end(pushing))
		receive_verdict(pushing, packet);
	else
		receive_error(pushing, packet);
	return false;
}

uint64_t tftp_pushing_deadline(const struct tftp_pushing *pushing)
{
	switch (pushing->state) {
	case TFTP_PUSHING_ASKING: return pushing->asked_at + pushing->push.period_ms;
	case TFTP_PUSHING_ON: return tftp_sending_deadline(&pushing->sending);
	case TFTP_PUSHING_JUDGED: return pushing->judged_until;
	case TFTP_PUSHING_DONE:
	case TFTP_PUSHING_UNACKED:
	case TFTP_PUSHING_REFUSED:
	case TFTP_PUSHING_STOPPED: break;
	}
	return UINT64_MAX;
}

static bool send_on(struct tftp_pushing *pushing, uint64_t now)
{
	const bool sends = tftp_sending_tick(&pushing->sending, now);

	if (pushing->sending.state == TFTP_SENDING_UNACKED)
		pushing->state = TFTP_PUSHING_UNACKED;
	else if (pushing->sending.state == TFTP_SENDING_STOPPED)
		pushing->state = TFTP_PUSHING_STOPPED;
	return sends;
}

bool tftp_pushing_tick(struct tftp_pushing *pushing, uint64_t now)
{
	if (now < tftp_pushing_deadline(pushing))
		return false;
	switch (pushing->state) {
	case TFTP_PUSHING_ASKING: pushing->asked_at = now; return true;
	case TFTP_PUSHING_ON: return send_on(pushing, now);
	case TFTP_PUSHING_JUDGED: pushing->state = TFTP_PUSHING_DONE; return false;
	case TFTP_PUSHING_DONE:
	case TFTP_PUSHING_UNACKED:
	case TFTP_PUSHING_REFUSED:
	case TFTP_PUSHING_STOPPED: break;
	}
	return false;
}
