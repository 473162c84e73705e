/* which_socket - where the router's cable is, when this computer has several sockets for it. */
#ifndef WHICH_SOCKET_H
#define WHICH_SOCKET_H

#include "app/order/order.h"

/*
 * Completes request.rescue.interface. The only one that will do is not asked about; then
 * *was_asked stays as it is. Fails as ui_ask() and interface_survey().
 */
bool which_socket(struct order *order, bool *was_asked, struct ui *ui,
                  struct failure *why) MUST_CHECK;

#endif
