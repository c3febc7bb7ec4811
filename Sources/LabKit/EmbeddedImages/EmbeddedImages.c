// The files of EmbeddedImages.h, embedded by the compiler of C.

#include "EmbeddedImages.h"

static const unsigned char embedded_camera_pgm_bytes[] = {
#embed "../../../Data/camera/camera-128.pgm"
};

const unsigned char *embedded_camera_pgm(void) { return embedded_camera_pgm_bytes; }
