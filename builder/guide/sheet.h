/* sheet - the size of type with which a card fills one sheet of A4, and no more. */
#ifndef GUIDE_SHEET_H
#define GUIDE_SHEET_H

/* In tenths of a point, of the HTML between <body> and </body>. */
unsigned sheet_type_size(const char *body);

#endif
