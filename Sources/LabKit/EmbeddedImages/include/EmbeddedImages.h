// Images of labs: parts of the program, which reads no others when it runs.

#ifndef EMBEDDED_IMAGES_H
#define EMBEDDED_IMAGES_H

#pragma clang assume_nonnull begin

// A photograph of 128 x 128 pixels, as a binary PGM file: a header of 15 bytes, then a byte per pixel.
const unsigned char *embedded_camera_pgm(void);

#pragma clang assume_nonnull end

#endif
