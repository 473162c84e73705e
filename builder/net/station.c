#include "net/station.h"

bool station_has(const struct station *station, uint32_t address)
{
	if (station->has_any)
		return address != 0 && address != UINT32_MAX;
	for (size_t i = 0; i < station->address_count; i++) {
		if (station->addresses[i] == address)
			return true;
	}
	return false;
}

/* A host that announces itself, or makes sure that its address is free, asks for its own. */
static bool asks_for_itself(const struct packet *request)
{
	return request->from == request->to || request->from == 0;
}

bool station_answer_arp(const struct station *station, const struct packet *request)
{
	struct packet reply = {
		.kind = PACKET_ARP_REPLY,
		.to_mac = request->from_mac,
		.from = request->to,
		.to = request->from,
		.arp_target = request->from_mac,
	};

	if (!station_has(station, request->to) || (station->has_any && asks_for_itself(request)))
		return false;
	station_send(station, &reply);
	return true;
}

void station_ask_arp(const struct station *station, uint32_t from, uint32_t address)
{
	struct packet request = {
		.kind = PACKET_ARP_REQUEST,
		.to_mac = packet_broadcast,
		.from = from,
		.to = address,
	};

	station_send(station, &request);
}

void station_send(const struct station *station, struct packet *packet)
{
	uint8_t frame[PACKET_FRAME_MAX];
	size_t size;

	packet->from_mac = station->mac;
	size = packet_write(frame, packet);
	if (size)
		station->wire->calls->send(station->wire, (struct bytes){ frame, size });
}
